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
