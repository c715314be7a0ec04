"""Grey levels and bounding boxes shared by the feature families."""

import numpy as np


def eight_bit(pixels):
    """Convert pixels from 0 to 1 to integers from 0 to 255."""
    return np.rint(pixels * 255).astype(np.uint8)


def grey_levels(colours):
    """Compute the brightness of 8-bit RGB pixels as integers from 0 to 255."""
    red, green, blue = np.moveaxis(colours, -1, 0).astype(np.float64)
    # Sums of integers are exact, so that rounding is the same on all machines.
    return np.rint((2125 * red + 7154 * green + 721 * blue) / 10000).astype(np.uint8)


def bounding_box(mask):
    """Return slices of the rows and columns that contain a mask, which must not be empty."""
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
