"""Samplers of imbalanced-learn that make altered copies of images."""

from skwbc.sampling._copies import ImageOverSampler, RotationSampler

__all__ = ["ImageOverSampler", "RotationSampler"]
