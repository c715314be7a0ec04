"""Comparison of networks that one user's function built at different times."""

import json
import re
import weakref

import numpy as np

from skwbc._files.cache import fingerprint
from skwbc._keras.build import all_layers, automatic_stem

# Parts of a configuration that only matter for weights that are drawn or trained.
_DRAWING = ("initializer", "regularizer", "constraint", "seed")

# Variables of the networks that users' functions built, by identity.
_known_variables = {}


def structure_of(network, topology):
    """Identify what a network computes with given weights, and the conditions of its build.

    Returns
    -------
    structure : str or None
        ``None`` for networks of this library, and if the network runs code that its configuration
        does not contain.
    """
    description = None if topology.is_own else described(network, with_drawing=False)
    return description and f"{_conditions(topology)}: {fingerprint(description)}"


def check_structure(fitted, built, topology):
    """Raise an error if a function now builds another network than the fitted one."""
    if fitted and fitted.startswith(_conditions(topology)) and fitted != built:
        raise ValueError(
            f"The network function {topology.name!r} now builds a network that differs from the "
            "fitted one; restore the values that it depends on, or fit again."
        )


def origin_of(network, topology):
    """Identify a new network with everything that decides its training; ``None`` if unknown."""
    description = None if topology.is_own else described(network)
    if description is None:
        return None
    trained = [str(variable.trainable) for variable in network.weights]
    return fingerprint(description, *trained, *map(np.asarray, network.get_weights()))


def refuse_shared_layers(network, topology):
    """Raise an error if a network would train variables of another live network."""
    for variable in network.weights:
        other = _known_variables.get(id(variable))
        if variable.trainable and other is not None and other() is variable:
            raise ValueError(
                f"The network function {topology.name!r} uses layers that were created outside it, "
                "so that fits would share weights; create all layers inside the function."
            )
    for variable in network.weights:
        _known_variables[id(variable)] = weakref.ref(variable)


def _conditions(topology):
    """Return the conditions under which one function builds one structure."""
    import keras

    return f"Keras {keras.__version__}, {topology.dtype}, {topology.input_shape}"


def described(network, with_drawing=True):
    """Describe everything that a network computes, except its weights.

    Parameters
    ----------
    network : keras.Model
        The network.
    with_drawing : bool
        Whether to include how its weights are drawn and trained.

    Returns
    -------
    description : str or None
        The configuration, without the numbers in names that Keras increases with each build.
        ``None`` if the network runs code that the configuration does not contain, such as that of
        a ``Lambda`` or of an activation that is a function of the user's.
    """
    if any(map(_runs_foreign_code, [network, *all_layers(network)])):
        return None
    try:
        config = network.get_config()
    except NotImplementedError:
        return None
    if _has_foreign_code(config):
        return None
    if not with_drawing:
        config = _without_drawing(config)
    numbers = {}
    for name in _automatic_names({"class_name": type(network).__name__, "config": config}):
        numbers.setdefault(name, str(len(numbers)))
    return re.sub(
        r'"([^"]*)"',
        lambda quoted: numbers.get(quoted[1], quoted[0]),
        json.dumps(config, default=str),
    )


def _runs_foreign_code(layer):
    """Return whether a layer, or a function that it calls, is not of Keras or this library."""
    import keras

    used = [value for value in vars(layer).values() if callable(value)]
    used = [value for value in used if not isinstance(value, (keras.Layer, keras.Variable))]
    modules = [getattr(value, "__module__", None) or type(value).__module__ for value in used]
    modules.append(type(layer).__module__)
    return any(module.split(".")[0] not in ("keras", "skwbc") for module in modules)


def _has_foreign_code(config):
    """Return whether a configuration names a class or function not of Keras or this library."""
    if isinstance(config, dict):
        kind, package = config.get("class_name"), (config.get("module") or "").split(".")[0]
        # Keras marks plain values, such as tuples and tensors, by such names.
        is_value = kind is None or (kind.startswith("__") and kind != "__lambda__")
        if not is_value and (package not in ("keras", "skwbc") or kind == "Lambda"):
            return True
        config = config.values()
    elif not isinstance(config, (list, tuple)):
        return False
    return any(map(_has_foreign_code, config))


def _without_drawing(config):
    if isinstance(config, dict):
        return {
            key: _without_drawing(value)
            for key, value in config.items()
            if not str(key).endswith(_DRAWING)
        }
    return [*map(_without_drawing, config)] if isinstance(config, (list, tuple)) else config


def _automatic_names(config):
    """Yield the automatic names in a configuration, those of wrapped layers included."""
    if isinstance(config, dict):
        inner = config.get("config")
        if isinstance(inner, dict):
            name = str(inner.get("name", ""))
            if automatic_stem(name, str(config.get("class_name"))):
                yield name
        config = list(config.values())
    for value in config if isinstance(config, (list, tuple)) else ():
        yield from _automatic_names(value)
