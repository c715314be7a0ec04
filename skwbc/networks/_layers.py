"""Layers shared by the networks; imported only when a network is built."""

from math import gcd

import keras
from keras import layers, ops


class BatchNormalization(keras.layers.BatchNormalization):
    """Batch normalisation whose batch statistics weight each image by its sample weight.

    Without this, an image of weight two would not be equivalent to two copies of the image. The
    training step assigns the weights of the batch to ``image_weights``; if they are ``None``, the
    layer behaves like Keras's.
    """

    image_weights = None

    def call(self, inputs, training=None, mask=None):
        """Normalise by the weighted statistics of the batch when training with weights."""
        if not training or not self.trainable or self.image_weights is None:
            return super().call(inputs, training=training, mask=mask)
        x = ops.cast(inputs, keras.backend.result_type(inputs.dtype, "float32"))
        per_image = (-1,) + (1,) * (len(x.shape) - 1)
        weights = ops.reshape(ops.cast(self.image_weights, x.dtype), per_image)
        weights = weights / ops.mean(weights)
        all_but_channels = list(range(len(x.shape) - 1))
        mean = ops.mean(weights * x, axis=all_but_channels)
        variance = ops.mean(weights * ops.square(x - mean), axis=all_but_channels)
        for moving, current in ((self.moving_mean, mean), (self.moving_variance, variance)):
            kept = ops.cast(moving, x.dtype) * self.momentum
            moving.assign(kept + current * (1 - self.momentum))
        normalised = ops.batch_normalization(
            x, mean, variance, axis=-1, offset=self.beta, scale=self.gamma, epsilon=self.epsilon
        )
        return ops.cast(normalised, self.compute_dtype)


def normalization_layer(kind, n_channels):
    """Make the normalisation layer that follows a convolution with a number of channels."""
    if kind == "batch":
        # With Keras's 0.99, statistics lag behind for hundreds of steps, all of a small study.
        return BatchNormalization(momentum=0.9)
    if kind in ("group", "layer"):
        # The most groups, up to 8, that divide both 8 and the channels; one is the whole layer.
        n_groups = gcd(n_channels, 8) if kind == "group" else 1
        return layers.GroupNormalization(n_groups)
    raise ValueError(f"normalization must be 'batch', 'group', 'layer' or None, got {kind!r}.")


# Keras's default, Glorot's, halves the variance at each ReLU: too small for gradient descent with
# small steps, unlike for Adam, whose steps do not depend on the size of the gradient.
HE = {"kernel_initializer": "he_uniform"}


def convolution(filters, size, normalization, activation="relu", name=None, **settings):
    """Make the layers of a convolution, its normalisation, if any, and its activation.

    The last layer has the name.
    """
    if normalization is None:
        return [layers.Conv2D(filters, size, activation=activation, name=name, **settings)]
    return [
        layers.Conv2D(filters, size, **settings),
        normalization_layer(normalization, filters),
        layers.Activation(activation, name=name),
    ]


def pixel_scaling(center_pixels):
    """Make the layers, if any, that map pixel values from 0..1 to -1..1."""
    return [layers.Rescaling(2.0, offset=-1.0)] if center_pixels else []


def run_through(x, some_layers):
    """Apply layers to a tensor, one after another."""
    for layer in some_layers:
        x = layer(x)
    return x


def normalise_responses(x, reach=2, bias=2.0, scale=1e-4, power=0.75):
    """Divide each response by a power of the summed squares of its own and adjacent channels.

    The local response normalisation of AlexNet, with the settings of its paper.
    """
    n_channels = x.shape[-1]
    padded = ops.pad(ops.square(x), ((0, 0), (0, 0), (0, 0), (reach, reach)))
    energy = sum(padded[..., shift : shift + n_channels] for shift in range(2 * reach + 1))
    return x / ops.power(bias + scale * energy, power)


def weighted_layer(layer):
    """Make an unbuilt copy of a layer that weights images by their sample weights."""
    is_standard = type(layer) is keras.layers.BatchNormalization
    kind = BatchNormalization if is_standard else type(layer)
    return kind.from_config(layer.get_config())


def standard_layer(layer):
    """Make an unbuilt copy of a layer that Keras can load without this library."""
    kind = keras.layers.BatchNormalization if isinstance(layer, BatchNormalization) else type(layer)
    return kind.from_config(layer.get_config())


def portable_layer(layer):
    """Make an unbuilt copy of a layer, in 32 bits, that other programs can run."""
    config = layer.get_config()
    if "dtype" in config:
        config["dtype"] = "float32"
    if isinstance(layer, layers.Conv2D) and layer.groups > 1:
        return _ConvolutionOfGroups.from_config(config)
    if isinstance(layer, BatchNormalization):
        return keras.layers.BatchNormalization.from_config(config)
    return type(layer).from_config(config)


class _ConvolutionOfGroups(layers.Conv2D):
    """Convolution of separate groups of channels, which other programs lack, as one for each."""

    def convolution_op(self, inputs, kernel):
        """Convolve each group, and join the results."""
        parts = zip(
            ops.split(inputs, self.groups, axis=-1), ops.split(kernel, self.groups, axis=-1)
        )
        settings = {
            "strides": self.strides,
            "padding": self.padding,
            "dilation_rate": self.dilation_rate,
        }
        return ops.concatenate([ops.conv(x, part, **settings) for x, part in parts], axis=-1)


class AsPrepared(layers.Layer):
    """Scale and resize images of 0–255 in the network, as ``skwbc._input`` does outside it.

    Cubic interpolation with anti-aliasing is a matrix product along each axis.
    """

    def __init__(self, size):
        super().__init__()
        self.size = size

    def call(self, images):
        """Return images of the network's size with values from 0 to 1."""
        x = ops.cast(images, "float32")
        n_rows, n_columns = ops.shape(x)[1:3]
        lowest, highest = (f(x, axis=(1, 2, 3), keepdims=True) for f in (ops.min, ops.max))
        height, width = self.size
        x = ops.transpose(x, (0, 3, 1, 2))
        x = ops.matmul(x, ops.transpose(_cubic_weights(n_columns, width)))
        x = ops.matmul(_cubic_weights(n_rows, height), x)
        x = ops.transpose(x, (0, 2, 3, 1))
        # Cubic interpolation overshoots at sharp edges.
        return ops.round(ops.minimum(ops.maximum(x, lowest), highest)) / 255

    def compute_output_shape(self, input_shape):
        """Return the shape of the resized images."""
        return (input_shape[0], *self.size, input_shape[-1])


def _cubic_weights(n_before, n_after):
    """Compute the weight of each pixel before for each pixel after, as Pillow does."""
    before, after = ops.arange(n_before, dtype="int32"), ops.arange(n_after, dtype="int32")
    # Whole numbers until here, which are exact.
    steps = (2 * before[None] + 1) * n_after - (2 * after[:, None] + 1) * n_before
    largest = ops.cast(ops.maximum(n_before, n_after), "float32")
    x = ops.abs(ops.cast(steps, "float32")) / (2 * largest)
    near = (1.5 * x - 2.5) * x * x + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    weights = ops.where(x < 1, near, ops.where(x < 2, far, 0.0))
    return weights / ops.sum(weights, axis=1, keepdims=True)
