"""From images to feature matrices, and from many features to the few that tell most."""

from skwbc.features._deep import DeepFeatures
from skwbc.features._hybrid import make_hybrid
from skwbc.features._mrmr import MRMRSelector

__all__ = ["DeepFeatures", "MRMRSelector", "make_hybrid"]
