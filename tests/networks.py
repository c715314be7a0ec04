"""Networks of users' own, for the tests."""

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


def without_softmax(input_shape, n_classes):
    """Not a classifier: it returns an image."""
    from keras import Sequential, layers

    return Sequential([layers.Input(input_shape), layers.Conv2D(n_classes, 3)])
