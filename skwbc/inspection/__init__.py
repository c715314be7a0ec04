"""Visualisation of classifiers and their data with scikit-learn-style Display classes."""

from skwbc._docs import publish
from skwbc.inspection._embedding import EmbeddingDisplay
from skwbc.inspection._feature_maps import FeatureMapsDisplay
from skwbc.inspection._grad_cam import GradCAMDisplay
from skwbc.inspection._history import HistoryDisplay
from skwbc.inspection._mistakes import MistakesDisplay
from skwbc.inspection._sheet import ContactSheetDisplay, sample_cells

__all__ = [
    "ContactSheetDisplay",
    "EmbeddingDisplay",
    "FeatureMapsDisplay",
    "GradCAMDisplay",
    "HistoryDisplay",
    "MistakesDisplay",
    "sample_cells",
]

publish(__name__, __all__)
