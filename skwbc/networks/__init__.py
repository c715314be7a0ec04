"""Network topologies: plain functions ``(input_shape, n_classes, ...) -> keras.Model``."""

from skwbc._docs import publish
from skwbc.networks._alexnet import alexnet
from skwbc.networks._asghar import seven_block_cnn, three_block_cnn
from skwbc.networks._backbones import transfer
from skwbc.networks._googlenet import googlenet
from skwbc.networks._lenet import lenet5
from skwbc.networks._wbcsnet import wbcsnet, wbcsnet2

__all__ = [
    "alexnet",
    "googlenet",
    "lenet5",
    "seven_block_cnn",
    "three_block_cnn",
    "transfer",
    "wbcsnet",
    "wbcsnet2",
]

publish(__name__, __all__)
