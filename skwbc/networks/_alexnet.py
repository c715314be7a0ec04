"""AlexNet (Krizhevsky, Sutskever and Hinton, 2012)."""

from skwbc.networks._checks import scaled, smallest_image


@smallest_image(67)
def alexnet(input_shape, n_classes, *, width=1.0, dropout=0.5):
    """Build AlexNet, with its two-group convolutions and local response normalisation.

    The dense layers are named 'fc6' and 'fc7', as the literature calls them.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and channels of the images; at least 67×67 pixels.
    n_classes : int
        Number of classes.
    width : float, default=1.0
        Multiplies the number of filters and dense units.
    dropout : float, default=0.5
        Share of the units that is dropped after either hidden dense layer while training.

    Returns
    -------
    network : keras.Model
        Images with values from 0 to 1 in, class probabilities out.

    Examples
    --------
    >>> from skwbc.networks import alexnet
    >>> alexnet((67, 67, 3), 5, width=0.125).count_params()
    322549
    """
    from keras import Input, Model, layers

    from skwbc.networks._layers import normalise_responses

    def grouped(filters):
        # The two groups were two graphics cards; both need the same number of filters.
        return 2 * scaled(filters // 2, width)

    images = Input(input_shape)
    x = layers.Conv2D(grouped(96), 11, strides=4, activation="relu", name="conv1")(images)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(normalise_responses(x))
    x = layers.Conv2D(grouped(256), 5, padding="same", groups=2, activation="relu", name="conv2")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool2")(normalise_responses(x))
    for name, filters, groups in (("conv3", 384, 1), ("conv4", 384, 2), ("conv5", 256, 2)):
        x = layers.Conv2D(
            grouped(filters), 3, padding="same", groups=groups, activation="relu", name=name
        )(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool5")(x)
    x = layers.Flatten()(x)
    for name in ("fc6", "fc7"):
        x = layers.Dense(scaled(4096, width), activation="relu", name=name)(x)
        x = layers.Dropout(dropout)(x)
    return Model(images, layers.Dense(n_classes, activation="softmax")(x), name="alexnet")
