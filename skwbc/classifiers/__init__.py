"""Named estimators: networks from the literature, with the settings of their papers."""

from skwbc._docs import publish
from skwbc._names import ESTIMATORS

__all__ = publish(__name__, ESTIMATORS["classifiers"])
