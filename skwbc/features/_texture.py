"""Texture of the cell and of its nucleus: co-occurrence, local patterns and stripes of grey."""

import numpy as np

from skwbc.features._gabor import gabor_features, gabor_names
from skwbc.features._glcm import glcm_features, glcm_names
from skwbc.features._lbp import lbp_features, lbp_names, pattern_codes
from skwbc.features._regions import bounding_box, grey_levels
from skwbc.preprocessing._segment import NUCLEUS

REGIONS = ("cell", "nucleus")


def texture_names():
    """Names of the values of ``texture_features``, in their order."""
    kinds = [*glcm_names(), *lbp_names(), *gabor_names()]
    return [f"{region}_{kind}" for region in REGIONS for kind in kinds]


def texture_features(pixels, labels, levels=32):
    """Measure the texture of the cell and of its nucleus, on 8-bit grey.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, 3)
        RGB from 0 to 1.
    labels : ndarray of shape (height, width)
        0 background, 1 cytoplasm, 2 nucleus.
    levels : int, default=32
        Number of grey levels for the co-occurrence, from 2 to 255.

    Returns
    -------
    values : ndarray of float64
        A region without pixels has zeros.
    """
    if not labels.any():
        return np.zeros(len(texture_names()))
    grey = grey_levels(pixels)
    box = bounding_box(labels)
    masks = [labels[box] > 0, labels[box] == NUCLEUS]
    values = [
        glcm_features(grey[box], masks, levels),
        lbp_features(pattern_codes(grey, box), masks),
        gabor_features(grey, masks, box),
    ]
    return np.concatenate(values, axis=1).ravel()
