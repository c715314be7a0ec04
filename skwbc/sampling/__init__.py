"""Samplers for imbalanced-learn pipelines that add altered copies of images."""

from skwbc._docs import publish
from skwbc._names import ESTIMATORS

__all__ = publish(__name__, ESTIMATORS["sampling"])
