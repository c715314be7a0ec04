"""Networks of users' own, for the tests."""

import atexit
import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from skwbc.networks._checks import smallest_image


@smallest_image(4)
def tiny(input_shape, n_classes):
    """A network that trains in no time."""
    from keras import Sequential, layers

    return Sequential(
        [
            layers.Input(input_shape),
            layers.Conv2D(8, 3, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(16, activation="relu"),
            layers.Dense(n_classes, activation="softmax"),
        ]
    )


def loaded(input_shape, n_classes):
    """A network whose first layer comes with weights that were learnt elsewhere."""
    import numpy as np

    network = tiny(input_shape, n_classes)
    kernel, bias = network.layers[0].get_weights()
    network.layers[0].set_weights([np.full_like(kernel, 0.25), bias])
    return network


def with_standard_normalisation(input_shape, n_classes):
    """A network with Keras's own batch normalisation, a depthwise layer and a nested part."""
    from keras import Sequential, layers

    stem = Sequential([layers.SeparableConv2D(4, 3, padding="same"), layers.BatchNormalization()])
    return Sequential(
        [
            layers.Input(input_shape),
            stem,
            layers.GlobalAveragePooling2D(),
            layers.Dense(n_classes, activation="softmax"),
        ]
    )


def branched(input_shape, n_classes):
    """A network of branches that add up."""
    from keras import Input, Model, layers

    x = Input(input_shape)
    branches = [layers.Conv2D(4, size, padding="same")(x) for size in (1, 3, 5)]
    pooled = layers.GlobalAveragePooling2D()(layers.concatenate(branches))
    return Model(x, layers.Dense(n_classes, activation="softmax")(pooled))


def without_softmax(input_shape, n_classes):
    """Not a classifier: it returns an image."""
    from keras import Sequential, layers

    return Sequential([layers.Input(input_shape), layers.Conv2D(n_classes, 3)])


@cache
def learnt_mobilenet():
    """Path of the narrowest MobileNetV2's weights, as if it had seen images."""
    import keras
    import numpy as np

    state = random.getstate()
    try:
        # Keras takes seeds that nobody gave from here.
        random.seed(0)
        network = keras.applications.MobileNetV2(
            (32, 32, 3), 1 / 16, include_top=False, weights=None
        )
    finally:
        random.setstate(state)
    for layer in network.layers:
        if hasattr(layer, "momentum"):
            layer.momentum = 0.0
    images = np.random.default_rng(0).uniform(-1, 1, (64, 32, 32, 3)).astype("float32")
    network(images, training=True)
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name, "mobilenetv2.weights.h5")
    network.save_weights(path)
    return path
