"""Starting weights of a network: from ImageNet, a file or a fitted estimator."""

import os
from functools import lru_cache

from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator

from skwbc._files.models import load
from skwbc._keras.pool import borrowed_network
from skwbc._keras.weights import h5_weights, imagenet_weights
from skwbc.classifiers._fitted import FittedNetwork

# Parameters of a network that do not change the meaning of its weights.
_HARMLESS = ("dropout", "trainable")


def given_weights(weights, topology):
    """Find the weights that a network starts from instead of random ones.

    Parameters
    ----------
    weights : "imagenet", path, fitted estimator or None
        Source of the weights.
    topology : Topology
        The whole network, or a backbone alone.

    Returns
    -------
    given : tuple of ndarray
        Values of the network's first weights; the remaining weights are new. Equal sources return
        the same array objects, which are read-only.
    """
    if weights is None:
        return ()
    backbone = topology if topology.n_classes is None else topology.backbone()
    if not isinstance(weights, (str, os.PathLike)):
        return _of_estimator(weights, topology, "weights")
    if weights == "imagenet":
        if backbone is None:
            raise ValueError(
                f"weights='imagenet' are not available for {topology.name}; pass None, a fitted "
                "estimator or a file written by skwbc.save."
            )
        return imagenet_weights(backbone.settings["backbone"], backbone.settings["width"])
    path = os.path.abspath(weights)
    try:
        status = os.stat(path)
        with open(path, "rb") as file:
            start = file.read(8)
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"weights: the file '{os.fspath(weights)}' does not exist; check the path."
        ) from error
    except OSError as error:
        raise OSError(
            f"weights: '{os.fspath(weights)}' cannot be read ({error.strerror}); pass another file."
        ) from error
    version = (status.st_mtime_ns, status.st_size)
    if start.startswith(b"PK"):
        return _of_estimator(_loaded(path, version), topology, f"weights: '{path}'")
    if backbone is None:
        raise ValueError(
            f"weights: '{path}' was not written by skwbc.save, and {topology.name} has no backbone "
            "for other files; pass a file written by skwbc.save."
        )
    return h5_weights(path, version, backbone)


def fitted_classifier(estimator, name):
    """Check that a parameter is a fitted network classifier, possibly in a FrozenEstimator."""
    if isinstance(estimator, FrozenEstimator):
        estimator = estimator.estimator
    if not isinstance(estimator, FittedNetwork):
        raise TypeError(
            f"{name} is a {type(estimator).__name__}, not a network classifier of this library."
        )
    if not hasattr(estimator, "weights_"):
        raise NotFittedError(
            f"{name} is a {type(estimator).__name__} that is not fitted; fit it first, and in a "
            "parameter grid wrap it in sklearn.frozen.FrozenEstimator."
        )
    return estimator


def _of_estimator(estimator, topology, name):
    """Return all weights of a fitted network except those of its last layer."""
    estimator = fitted_classifier(estimator, name)
    there = estimator._fitted_topology()
    backbone = there.backbone()
    if topology.n_classes is None and backbone is not None:
        there = backbone
    if there.function != topology.function:
        raise ValueError(
            f"{name} has the network {there.name}, but this one is "
            f"{topology.name}; pass a classifier with the same network."
        )
    for parameter, value in topology.settings.items():
        if parameter not in _HARMLESS and value != there.settings[parameter]:
            raise ValueError(
                f"{name} has {parameter}={there.settings[parameter]!r}, but this network has "
                f"{parameter}={value!r}; use the same value for both."
            )
    # With the weights, so that a function that builds another network by now is noticed.
    weights = list(estimator.weights_) if there is not backbone else None
    with borrowed_network(there, weights) as network:
        n_taken = len(network.keras_network.weights)
        if there is not backbone:
            n_taken -= len(network.last_layer.weights)
    return tuple(estimator.weights_[:n_taken])


@lru_cache(maxsize=2)
def _loaded(path, version):
    return load(path)
