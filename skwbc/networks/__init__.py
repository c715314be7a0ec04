"""Network topologies: plain functions ``(input_shape, n_classes, ...) -> keras.Model``."""

from skwbc.networks._wbcsnet import wbcsnet, wbcsnet2

__all__ = ["wbcsnet", "wbcsnet2"]
