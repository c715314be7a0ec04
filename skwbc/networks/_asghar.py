"""The three-block and the seven-block CNN (Asghar and others, 2022 and 2023)."""

from skwbc.networks._checks import scaled, smallest_image


@smallest_image(14)
def three_block_cnn(
    input_shape, n_classes, *, width=1.0, dropout=0.2, normalization=None, center_pixels=True
):
    """Build the three-block CNN: unpadded 3×3 convolutions with 32, 64 and 64 filters.

    Each convolution is followed by ReLU, 2×2 max pooling with stride 1 and dropout; the second
    convolution has stride 2. Two dense layers of 64 units follow.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images; at least 14×14 pixels.
    n_classes : int
        Number of classes.
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.2
        Fraction of the values that is dropped after each block during training.
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
    >>> from skwbc.networks import three_block_cnn
    >>> three_block_cnn((100, 100, 3), 4).count_params()
    7990660
    """
    from keras import Sequential, layers

    from skwbc.networks._layers import convolution, pixel_scaling

    blocks = []
    for filters, strides in ((32, 1), (64, 2), (64, 1)):
        blocks += [
            *convolution(scaled(filters, width), 3, normalization, strides=strides),
            layers.MaxPooling2D(2, strides=1),
            layers.Dropout(dropout),
        ]
    return Sequential(
        [
            layers.Input(input_shape),
            *pixel_scaling(center_pixels),
            *blocks,
            layers.Flatten(),
            layers.Dense(scaled(64, width), activation="relu"),
            layers.Dense(scaled(64, width), activation="relu"),
            layers.Dense(n_classes, activation="softmax"),
        ],
        name="three_block_cnn",
    )


@smallest_image(8)
def seven_block_cnn(
    input_shape,
    n_classes,
    *,
    width=1.0,
    dropout=0.25,
    pool_stride=2,
    normalization=None,
    center_pixels=True,
):
    """Build the seven-block CNN: seven 3×3 'same' convolutions and five dense layers of 128 units.

    The convolutions have 32, 64, 64, 64, 128, 256 and 256 filters. Each is followed by ReLU, 2×2
    max pooling and dropout.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images; at least 8×8 pixels.
    n_classes : int
        Number of classes.
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.25
        Fraction of the values that is dropped after each block during training.
    pool_stride : {2, 1}, default=2
        Stride of the pooling layers: 2 with padding, or 1 without padding. The paper states 1,
        which for 100×100 pixels requires a dense layer of 283 million weights.
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
    >>> from skwbc.networks import seven_block_cnn
    >>> seven_block_cnn((100, 100, 3), 8).count_params()
    1152328
    """
    from keras import Sequential, layers

    from skwbc.networks._layers import convolution, pixel_scaling

    if pool_stride not in (1, 2):
        raise ValueError(f"pool_stride must be 1 (as printed) or 2, got {pool_stride!r}.")
    blocks = []
    for filters in (32, 64, 64, 64, 128, 256, 256):
        blocks += [
            *convolution(scaled(filters, width), 3, normalization, padding="same"),
            # Unpadded pooling with stride 2 would reduce 100 pixels to nothing.
            layers.MaxPooling2D(2, pool_stride, padding="valid" if pool_stride == 1 else "same"),
            layers.Dropout(dropout),
        ]
    hidden = [layers.Dense(scaled(128, width), activation="relu") for _ in range(5)]
    return Sequential(
        [
            layers.Input(input_shape),
            *pixel_scaling(center_pixels),
            *blocks,
            layers.Flatten(),
            *hidden,
            layers.Dense(n_classes, activation="softmax"),
        ],
        name="seven_block_cnn",
    )
