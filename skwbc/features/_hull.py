"""Area of the convex hull of a region, identical to scikit-image's.

7 to 30 times as fast as scikit-image for cells of 120 to 360 pixels a side
(``benchmarks/handcrafted.py``).
"""

import numpy as np

# If an edge of the hull passes through a pixel's centre, rounding must not exclude the pixel.
TOLERANCE = 1e-9


def convex_area(region):
    """Count the pixels whose centres lie within or on the convex hull of a region.

    Parameters
    ----------
    region : ndarray of bool
        Region in its bounding box. A pixel extends half a pixel up, down, left and right.

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
    """Find the first column of the hull in each row from the first columns of the region."""
    # In units of half pixels, all coordinates are integers.
    outline = np.full(2 * rows[-1] + 3, np.iinfo(np.int32).max)
    outline[2 * rows + 1] = 2 * columns - 1
    for side in (2 * rows, 2 * rows + 2):
        outline[side] = np.minimum(outline[side], 2 * columns)
    at = np.interp(np.arange(1, len(outline), 2), *_lower_hull(outline)) / 2
    return np.ceil(at - TOLERANCE).astype(int)


def _lower_hull(heights):
    """Find positions and heights of the corners of the lower convex hull of a row of heights."""
    below = np.ones(len(heights), bool)
    # Most points are no corners even between their neighbours and can skip the loop.
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
