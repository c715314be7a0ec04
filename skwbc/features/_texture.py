"""Texture of the cell and of its nucleus: co-occurrence, local patterns and Gabor energies."""

import numpy as np

from skwbc.features._gabor import REACH, gabor_features, gabor_names
from skwbc.features._glcm import glcm_features, glcm_names
from skwbc.features._lbp import lbp_features, lbp_names, pattern_codes
from skwbc.features._regions import bounding_box, grey_levels
from skwbc.preprocessing._segment import NUCLEUS

REGIONS = ("cell", "nucleus")
NAMES = {"glcm": glcm_names, "lbp": lbp_names, "gabor": gabor_names}
KINDS = tuple(NAMES)


def texture_names(kinds=KINDS):
    """List the names of the values of ``texture_features``, in their order."""
    return [f"{region}_{name}" for region in REGIONS for kind in kinds for name in NAMES[kind]()]


def texture_features(colours, labels, levels=32, kinds=KINDS):
    """Measure the texture of the cell and of its nucleus, on 8-bit grey levels.

    Parameters
    ----------
    colours : ndarray of uint8 of shape (height, width, 3)
        Red, green and blue.
    labels : ndarray of shape (height, width)
        0 background, 1 cytoplasm, 2 nucleus.
    levels : int, default=32
        Number of grey levels for the co-occurrence, from 2 to 255.
    kinds : tuple of str
        Some of ``KINDS``.

    Returns
    -------
    values : ndarray of float64
        The values are zero for a region without pixels.
    """
    if not labels.any():
        return np.zeros(len(texture_names(kinds)))
    box = bounding_box(labels)
    # Filters reach beyond the box, but not far.
    near = tuple(slice(max(part.start - REACH, 0), part.stop + REACH) for part in box)
    grey = np.zeros(labels.shape, np.uint8)
    grey[near] = grey_levels(colours[near])
    masks = [labels[box] > 0, labels[box] == NUCLEUS]
    measure = {
        "glcm": lambda: glcm_features(grey[box], masks, levels),
        "lbp": lambda: lbp_features(pattern_codes(grey, box), masks),
        "gabor": lambda: gabor_features(grey, masks, box),
    }
    return np.concatenate([measure[kind]() for kind in kinds], axis=1).ravel()
