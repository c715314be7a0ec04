"""Samplers for imbalanced-learn pipelines that add altered copies of images."""

from skwbc._docs import publish
from skwbc.sampling._copies import ImageOverSampler, RotationSampler

__all__ = ["ImageOverSampler", "RotationSampler"]

publish(__name__, __all__)
