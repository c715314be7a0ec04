"""Grey levels and boxes that the feature families share."""

import numpy as np


def eight_bit(pixels):
    """Pixels of 0 to 1 as whole numbers of 0 to 255."""
    return np.rint(pixels * 255).astype(np.uint8)


def grey_levels(pixels):
    """Brightness of RGB pixels as whole numbers of 0 to 255."""
    red, green, blue = np.moveaxis(eight_bit(pixels).astype(np.float64), -1, 0)
    # Whole numbers sum exactly, so that rounding is the same everywhere.
    return np.rint((2125 * red + 7154 * green + 721 * blue) / 10000).astype(np.uint8)


def bounding_box(mask):
    """Slices of the rows and columns that hold a mask which is not empty."""
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
