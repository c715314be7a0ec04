"""Tiny networks in place of the large ones, for tests that any network would pass."""

from contextlib import ExitStack
from unittest import mock

from skwbc._files import cache
from skwbc._keras import pool, structure
from skwbc.networks._checks import smallest_image
from tests.networks import tiny

APPLICATIONS = (
    "DenseNet201", "InceptionV3", "MobileNetV2", "ResNet50", "ResNet101", "ResNet152", "VGG16",
    "VGG19",
)  # fmt: skip
# The classifiers with the largest networks that are trained from scratch.
LARGE = ("AlexNetClassifier", "GoogLeNetClassifier")
_replaced = ExitStack()
_in_use = False


def in_use():
    """Whether the tiny networks are in place of the large ones."""
    return _in_use


def use(wanted):
    """Put the tiny networks in place of the large ones, or take them away."""
    global _in_use, _replaced
    if wanted == _in_use:
        return
    if wanted:
        import keras

        from skwbc import classifiers
        from skwbc.networks import _backbones

        for name in APPLICATIONS:
            _replaced.enter_context(mock.patch.object(keras.applications, name, tiny_backbone))
        _replaced.enter_context(mock.patch.object(_backbones, "add_efficientnet_lite0", tiny_maps))
        for name in LARGE:
            replace = mock.patch.object(
                getattr(classifiers, name), "_network_function", tiny_network
            )
            _replaced.enter_context(replace)
    else:
        _replaced.close()
        _replaced = ExitStack()
    _in_use = wanted
    # Networks and features of the others have the same names.
    pool._idle.clear()
    structure._known_variables.clear()
    cache._memory.clear()
    cache._memory_bytes = 0


@staticmethod
@smallest_image(4)
def tiny_network(input_shape, n_classes, **params):
    """Build a network from scratch, whatever its parameters."""
    return tiny(input_shape, n_classes)


def tiny_backbone(include_top=False, weights=None, input_tensor=None, alpha=1 / 16):
    """Build a network as `keras.applications` would."""
    from keras import Model
    from keras.utils import get_source_inputs

    assert not include_top and weights is None
    return Model(get_source_inputs(input_tensor), tiny_maps(input_tensor, alpha))


def tiny_maps(x, width):
    """Add the layers that a test of backbones needs: convolutions and frozen normalisation."""
    from keras import layers

    # Few positions, whatever the size of the images, so that the head learns in few steps.
    stride = x.shape[1] // 4
    x = layers.Conv2D(16, 4, strides=stride, padding="same", activation="relu")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Conv2D(int(512 * width), 1, use_bias=False)(x)
    return layers.BatchNormalization()(x)
