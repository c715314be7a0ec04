"""Area of the convex hull of a region, equal to scikit-image's."""

import numpy as np

# Where an edge of the hull meets a pixel's centre, rounding must not put it outside.
TOLERANCE = 1e-9


def convex_area(region):
    """Count the pixels whose centres lie in or on the convex hull of a region.

    Parameters
    ----------
    region : ndarray of bool
        Region in its bounding box. A pixel reaches half its width up, down, left and right.

    Returns
    -------
    area : int
    """
    n_columns = region.shape[1]
    filled = np.flatnonzero(region.any(axis=1))
    lines = region[filled]
    first = _first_columns(filled, lines.argmax(axis=1))
    mirrored = _first_columns(filled, lines[:, ::-1].argmax(axis=1))
    return int((n_columns - first - mirrored).sum())


def _first_columns(rows, columns):
    """First column of the hull in each row, given the first ones of the region."""
    # Half pixels become whole numbers.
    outline = np.full(2 * rows[-1] + 3, np.iinfo(np.int32).max)
    outline[2 * rows + 1] = 2 * columns - 1
    for side in (2 * rows, 2 * rows + 2):
        outline[side] = np.minimum(outline[side], 2 * columns)
    at = np.interp(np.arange(1, len(outline), 2), *_lower_hull(outline)) / 2
    return np.ceil(at - TOLERANCE).astype(int)


def _lower_hull(heights):
    """Places and heights of the corners of the convex curve that lies below a row of heights."""
    below = np.ones(len(heights), bool)
    # Most are no corners already between their neighbours, and need not enter the loop.
    below[1:-1] = heights[:-2] + heights[2:] > 2 * heights[1:-1]
    candidates = np.flatnonzero(below)
    places, corners, slopes = [0], [int(heights[0])], [-np.inf]
    for place, height in zip(candidates[1:].tolist(), heights[candidates[1:]].tolist()):
        while (slope := (height - corners[-1]) / (place - places[-1])) <= slopes[-1]:
            for kept in (places, corners, slopes):
                kept.pop()
        places.append(place)
        corners.append(height)
        slopes.append(slope)
    return places, corners
