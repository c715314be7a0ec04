"""LeNet-5 (LeCun and others, 1998)."""

from skwbc.networks._checks import scaled, smallest_image


@smallest_image(16)
def lenet5(input_shape, n_classes, *, width=1.0, normalization=None, center_pixels=True):
    """Build LeNet-5: two convolutions, two average pooling layers and three dense layers.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images; at least 16×16 pixels.
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
    >>> from skwbc.networks import lenet5
    >>> lenet5((32, 32, 1), 10).count_params()
    61706
    """
    from keras import Sequential, layers

    from skwbc.networks._layers import convolution, pixel_scaling

    return Sequential(
        [
            layers.Input(input_shape),
            *pixel_scaling(center_pixels),
            *convolution(scaled(6, width), 5, normalization, "tanh"),
            layers.AveragePooling2D(2),
            *convolution(scaled(16, width), 5, normalization, "tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(scaled(120, width), activation="tanh"),
            layers.Dense(scaled(84, width), activation="tanh"),
            layers.Dense(n_classes, activation="softmax"),
        ],
        name="lenet5",
    )
