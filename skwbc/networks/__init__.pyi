# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['alexnet', 'googlenet', 'lenet5', 'seven_block_cnn', 'three_block_cnn', 'transfer', 'wbcsnet', 'wbcsnet2']

def alexnet(input_shape: tuple[int, ...], n_classes: int, *, width: float = 1.0, dropout: float = 0.5, normalization: Literal['batch', 'group', 'layer'] | None = None, center_pixels: bool = True) -> Any:
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
def googlenet(input_shape: tuple[int, ...], n_classes: int, *, width: float = 1.0, dropout: float = 0.4, normalization: Literal['batch', 'group', 'layer'] | None = None, center_pixels: bool = True) -> Any:
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
def lenet5(input_shape: tuple[int, ...], n_classes: int, *, width: float = 1.0, normalization: Literal['batch', 'group', 'layer'] | None = None, center_pixels: bool = True) -> Any:
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
def seven_block_cnn(input_shape: tuple[int, ...], n_classes: int, *, width: float = 1.0, dropout: float = 0.25, pool_stride: Literal[2, 1] = 2, normalization: Literal['batch', 'group', 'layer'] | None = None, center_pixels: bool = True) -> Any:
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
def three_block_cnn(input_shape: tuple[int, ...], n_classes: int, *, width: float = 1.0, dropout: float = 0.2, normalization: Literal['batch', 'group', 'layer'] | None = None, center_pixels: bool = True) -> Any:
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
def transfer(input_shape: tuple[int, ...], n_classes: int, *, backbone: str = 'efficientnet_lite0', width: float = 1.0, trainable: str | int = 'head', pooling: Literal['avg', 'max'] = 'avg', hidden_units: int | Sequence[int] | None = None, dropout: float = 0.0) -> Any:
    """Build a backbone with a new head, without pretrained weights.

    The first layers are the preprocessing of the backbone; the layer 'features' is its pooled
    output.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images; at least 32×32 pixels for most
        backbones.
    n_classes : int
        Number of classes.
    backbone : str, default='efficientnet_lite0'
        One of 'densenet201', 'efficientnet_lite0', 'inceptionv3', 'mobilenetv2', 'resnet50',
        'resnet101', 'resnet152', 'vgg16' and 'vgg19'.
    width : float, default=1.0
        Multiplier of the number of filters of 'efficientnet_lite0' or 'mobilenetv2'.
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this
        number of the backbone's last layers that have weights.
    pooling : {'avg', 'max'}, default='avg'
        Pooling that turns the last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=None
        Number of units of each hidden dense layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.

    Returns
    -------
    network : keras.Model
        Model that takes images with values from 0 to 1 and returns class probabilities.

    Examples
    --------
    >>> from skwbc.networks import transfer
    >>> network = transfer((224, 224, 3), 5, backbone="mobilenetv2", hidden_units=128)
    >>> network.count_params() - 2_257_984
    164613
    """
def wbcsnet(input_shape: tuple[int, ...], n_classes: int, *, width: float = 1.0, normalization: Literal['batch', 'group', 'layer'] | None = None, center_pixels: bool = True) -> Any:
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
def wbcsnet2(input_shape: tuple[int, ...], n_classes: int, *, width: float = 1.0, dropout: float = 0.5, normalization: Literal['batch', 'group', 'layer'] | None = 'batch', center_pixels: bool = True) -> Any:
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
