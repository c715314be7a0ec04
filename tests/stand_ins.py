"""Tiny networks in place of the pretrained backbones, for tests that any backbone would pass."""

from contextlib import ExitStack
from unittest import mock

from skwbc._files import cache
from skwbc._keras import pool, structure

APPLICATIONS = (
    "DenseNet201", "InceptionV3", "MobileNetV2", "ResNet50", "ResNet101", "ResNet152", "VGG16",
    "VGG19",
)  # fmt: skip
_replaced = ExitStack()
_in_use = False


def in_use():
    """Whether the tiny networks are in place of the backbones."""
    return _in_use


def use(wanted):
    """Put the tiny networks in place of the backbones, or take them away."""
    global _in_use, _replaced
    if wanted == _in_use:
        return
    if wanted:
        import keras

        from skwbc.networks import _backbones

        for name in APPLICATIONS:
            _replaced.enter_context(mock.patch.object(keras.applications, name, tiny_backbone))
        _replaced.enter_context(mock.patch.object(_backbones, "add_efficientnet_lite0", tiny_maps))
    else:
        _replaced.close()
        _replaced = ExitStack()
    _in_use = wanted
    # Networks and features of the others have the same names.
    pool._idle.clear()
    structure._known_variables.clear()
    cache._memory.clear()
    cache._memory_bytes = 0


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
