"""Image transformers: segmentation, crops, stain and contrast."""

from skwbc._docs import publish
from skwbc._names import ESTIMATORS

__all__ = publish(__name__, ESTIMATORS["preprocessing"])
