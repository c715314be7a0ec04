"""AlexNet (Krizhevsky, Sutskever and Hinton, 2012)."""

from skwbc.networks._checks import scaled, smallest_image


@smallest_image(67)
def alexnet(
    input_shape, n_classes, *, width=1.0, dropout=0.5, normalization=None, center_pixels=True
):
    """Build AlexNet, with its two-group convolutions and local response normalisation.

    The hidden dense layers are named 'fc6' and 'fc7', as in the literature.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images; at least 67×67 pixels.
    n_classes : int
        Number of classes.
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.5
        Fraction of the units that is dropped after each hidden dense layer during training.
    normalization : {'batch', 'group', 'layer'} or None, default=None
        Normalisation between each convolution and its activation, by statistics of the batch
        ('batch'), or of each image over groups of channels ('group') or all channels ('layer').
        With ``None``, local response normalisation follows the first two convolutions.
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1.

    Returns
    -------
    network : keras.Model
        Model that takes images with values from 0 to 1 and returns class probabilities.

    Examples
    --------
    >>> from skwbc.networks import alexnet
    >>> alexnet((67, 67, 3), 5, width=0.125).count_params()
    322549
    """
    from keras import Input, Model, layers

    from skwbc.networks._layers import (
        HE,
        convolution,
        normalise_responses,
        pixel_scaling,
        run_through,
    )

    def grouped(filters):
        # The two groups ran on two graphics cards; both need the same number of filters.
        return 2 * scaled(filters // 2, width)

    def convolved(x, filters, size, **settings):
        return run_through(x, convolution(grouped(filters), size, normalization, **HE, **settings))

    def responses(x):
        return normalise_responses(x) if normalization is None else x

    images = Input(input_shape)
    x = run_through(images, pixel_scaling(center_pixels))
    x = convolved(x, 96, 11, strides=4, name="conv1")
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(responses(x))
    x = convolved(x, 256, 5, padding="same", groups=2, name="conv2")
    x = layers.MaxPooling2D(3, strides=2, name="pool2")(responses(x))
    for name, filters, groups in (("conv3", 384, 1), ("conv4", 384, 2), ("conv5", 256, 2)):
        x = convolved(x, filters, 3, padding="same", groups=groups, name=name)
    x = layers.MaxPooling2D(3, strides=2, name="pool5")(x)
    x = layers.Flatten()(x)
    for name in ("fc6", "fc7"):
        x = layers.Dense(scaled(4096, width), activation="relu", name=name, **HE)(x)
        x = layers.Dropout(dropout)(x)
    return Model(images, layers.Dense(n_classes, activation="softmax")(x), name="alexnet")
