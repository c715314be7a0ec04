"""WBCsNet and WBCsNet-2 (Almotairi and Shahin, 2019)."""

from skwbc.networks._checks import scaled, smallest_image


@smallest_image(4)
def wbcsnet(input_shape, n_classes, *, width=1.0, normalization=None, center_pixels=True):
    """Build WBCsNet: three convolutions, two pooling layers and one hidden dense layer.

    The layers are convolution 5×5×64, pool, convolution 5×5×256, pool, convolution 3×3×512, dense
    512 and softmax. ReLU follows each hidden layer, the pools are 2×2 max pooling, and the
    convolutions have 'same' padding.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images; at least 4×4 pixels.
    n_classes : int
        Number of classes.
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    normalization : {'batch', 'group', 'layer'} or None, default=None
        Normalisation between each convolution and its activation, by statistics of the batch
        ('batch'), or of each image over groups of channels ('group') or all channels ('layer').
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1.

    Returns
    -------
    network : keras.Model
        Model that takes images with values from 0 to 1 and returns class probabilities.

    Examples
    --------
    >>> from skwbc.networks import wbcsnet
    >>> wbcsnet((16, 16, 3), 5, width=0.125).count_params()
    91461
    """
    from keras import Input, Model, layers

    from skwbc.networks._layers import HE, convolution, pixel_scaling, run_through

    def convolved(x, filters, size):
        return run_through(
            x, convolution(scaled(filters, width), size, normalization, padding="same", **HE)
        )

    images = Input(input_shape)
    x = run_through(images, pixel_scaling(center_pixels))
    x = layers.MaxPooling2D(2)(convolved(x, 64, 5))
    x = layers.MaxPooling2D(2)(convolved(x, 256, 5))
    x = convolved(x, 512, 3)
    x = layers.Flatten()(x)
    x = layers.Dense(scaled(512, width), activation="relu", **HE)(x)
    return Model(images, layers.Dense(n_classes, activation="softmax")(x), name="wbcsnet")


@smallest_image(4)
def wbcsnet2(
    input_shape, n_classes, *, width=1.0, dropout=0.5, normalization="batch", center_pixels=True
):
    """Build WBCsNet-2: WBCsNet with a residual first block, batch normalisation and dropout.

    Three units of convolution 5×5×64, batch normalisation and ReLU replace the first convolution of
    WBCsNet. The output of the first unit is added to the normalised convolution of the third unit,
    and ReLU follows the sum. Batch normalisation follows every convolution, and dropout precedes
    the softmax.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images; at least 4×4 pixels.
    n_classes : int
        Number of classes.
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.5
        Fraction of the dense units that is dropped during training.
    normalization : {'batch', 'group', 'layer'} or None, default='batch'
        Normalisation between each convolution and its activation, by statistics of the batch
        ('batch'), or of each image over groups of channels ('group') or all channels ('layer').
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1.

    Returns
    -------
    network : keras.Model
        Model that takes images with values from 0 to 1 and returns class probabilities.

    Examples
    --------
    >>> from skwbc.networks import wbcsnet2
    >>> wbcsnet2((16, 16, 3), 5, width=0.125).count_params()
    95157
    """
    from keras import Input, Model, layers

    from skwbc.networks._layers import normalization_layer, pixel_scaling, run_through

    def convolution(x, filters, size):
        x = layers.Conv2D(scaled(filters, width), size, padding="same")(x)
        return x if normalization is None else normalization_layer(normalization, x.shape[-1])(x)

    images = Input(input_shape)
    x = run_through(images, pixel_scaling(center_pixels))
    first = layers.ReLU()(convolution(x, 64, 5))
    second = layers.ReLU()(convolution(first, 64, 5))
    third = convolution(second, 64, 5)
    x = layers.ReLU()(layers.Add()([first, third]))
    x = layers.MaxPooling2D(2)(x)
    x = layers.ReLU()(convolution(x, 256, 5))
    x = layers.MaxPooling2D(2)(x)
    x = layers.ReLU()(convolution(x, 512, 3))
    x = layers.Flatten()(x)
    x = layers.Dense(scaled(512, width), activation="relu")(x)
    x = layers.Dropout(dropout)(x)
    return Model(images, layers.Dense(n_classes, activation="softmax")(x), name="wbcsnet2")
