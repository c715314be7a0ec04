"""From images to feature matrices, and from many features to the few that tell most."""

from skwbc.features._deep import DeepFeatures
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
    "HandcraftedFeatures",
    "MRMRSelector",
    "ShapeFeatures",
    "TextureFeatures",
    "ZCAWhitener",
    "make_hybrid",
]
