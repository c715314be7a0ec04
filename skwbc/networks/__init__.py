"""Network topologies: plain functions ``(input_shape, n_classes, ...) -> keras.Model``."""

from skwbc._docs import publish
from skwbc._names import NETWORKS

__all__ = publish(__name__, NETWORKS)
