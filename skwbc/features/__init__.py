"""Feature extraction from images, and feature selection."""

from skwbc._docs import publish
from skwbc.features._deep import DeepFeatures
from skwbc.features._fused import FusedFeatures
from skwbc.features._handcrafted import (
    ColorFeatures,
    HandcraftedFeatures,
    ShapeFeatures,
    TextureFeatures,
)
from skwbc.features._hybrid import make_hybrid
from skwbc.features._mrmr import MRMRSelector
from skwbc.features._whitening import ZCAWhitener

__all__ = [
    "ColorFeatures",
    "DeepFeatures",
    "FusedFeatures",
    "HandcraftedFeatures",
    "MRMRSelector",
    "ShapeFeatures",
    "TextureFeatures",
    "ZCAWhitener",
    "make_hybrid",
]

publish(__name__, __all__)
