"""Feature extraction from images, and feature selection."""

from skwbc._docs import publish
from skwbc._names import ESTIMATORS

__all__ = publish(__name__, {**ESTIMATORS["features"], "make_hybrid": "_hybrid"})
