"""GoogLeNet (Szegedy and others, 2014)."""

from skwbc.networks._checks import scaled, smallest_image

# For each inception module: number of filters of the 1×1 branch, of the 3×3 and 5×5 branches
# (reduction, then convolution) and of the projection after the pool.
_MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


@smallest_image(1)
def googlenet(
    input_shape, n_classes, *, width=1.0, dropout=0.4, normalization=None, center_pixels=True
):
    """Build GoogLeNet: nine inception modules, without the auxiliary heads.

    The last pooling layer is named 'pool5'; its 1,024 outputs are the usual features.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images.
    n_classes : int
        Number of classes.
    width : float, default=1.0
        Multiplier of the number of filters.
    dropout : float, default=0.4
        Fraction of the values that is dropped after the last pooling layer during training.
    normalization : {'batch', 'group', 'layer'} or None, default=None
        Normalisation between each convolution and its activation, by statistics of the batch
        ('batch'), or of each image over groups of channels ('group') or all channels ('layer').
        With ``None``, local response normalisation follows the first pool and the third
        convolution.
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1.

    Returns
    -------
    network : keras.Model
        Model that takes images with values from 0 to 1 and returns class probabilities.

    Examples
    --------
    >>> from skwbc.networks import googlenet
    >>> googlenet((224, 224, 3), 1000).count_params()
    6998552
    """
    from keras import Input, Model, layers

    from skwbc.networks import _layers

    def convolution(x, filters, size, strides=1):
        settings = {"strides": strides, "padding": "same", **_layers.HE}
        return _layers.run_through(
            x, _layers.convolution(scaled(filters, width), size, normalization, **settings)
        )

    def responses(x):
        return _layers.normalise_responses(x, bias=1.0) if normalization is None else x

    def pool(x):
        return layers.MaxPooling2D(3, strides=2, padding="same")(x)

    def inception(x, name):
        one, reduce3, three, reduce5, five, project = _MODULES[name]
        pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
        branches = [
            convolution(x, one, 1),
            convolution(convolution(x, reduce3, 1), three, 3),
            convolution(convolution(x, reduce5, 1), five, 5),
            convolution(pooled, project, 1),
        ]
        return layers.Concatenate(name=f"inception_{name}")(branches)

    images = Input(input_shape)
    x = _layers.run_through(images, _layers.pixel_scaling(center_pixels))
    x = responses(pool(convolution(x, 64, 7, strides=2)))
    x = convolution(convolution(x, 64, 1), 192, 3)
    x = pool(responses(x))
    for name in _MODULES:
        x = inception(x, name)
        if name in ("3b", "4e"):
            x = pool(x)
    x = layers.GlobalAveragePooling2D(name="pool5")(x)
    x = layers.Dropout(dropout)(x)
    return Model(images, layers.Dense(n_classes, activation="softmax")(x), name="googlenet")
