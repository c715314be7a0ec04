"""Local binary patterns of a box in an image, identical to scikit-image's.

6 to 11 times as fast as scikit-image for cells of 120 to 360 pixels a side
(``benchmarks/handcrafted.py``).
"""

import math

import numpy as np

# Number of points on each circle, and its radius.
CIRCLES = ((8, 1), (16, 2))


def lbp_names():
    """List the names of the values of ``lbp_features``, in their order."""
    return [
        f"lbp_{n_points}_uniform_{code}" for n_points, _ in CIRCLES for code in range(n_points + 2)
    ]


def lbp_features(codes, masks):
    """Compute the share of each pattern in regions from codes, as n_regions × n_features."""
    counts = [
        [np.bincount(code[mask], minlength=n_points + 2) for mask in masks]
        for code, (n_points, _) in zip(codes, CIRCLES)
    ]
    n_pixels = [max(np.count_nonzero(mask), 1) for mask in masks]
    return np.concatenate(counts, axis=1) / np.array(n_pixels)[:, None]


def pattern_codes(grey, box):
    """Compute the code of the uniform pattern of each pixel of a box, for each circle.

    The code of a pattern with at most two changes around the circle is its number of brighter
    points; the code of any other pattern is the number of points plus one.
    """
    return [_codes(grey, box, n_points, radius) for n_points, radius in CIRCLES]


def _codes(grey, box, n_points, radius):
    rows, columns = (np.arange(part.start, part.stop) for part in box)
    # Pixels outside the image are 0.
    padded = np.pad(grey.astype(np.float64), radius)
    padded = padded[rows[0] : rows[-1] + 1 + 2 * radius, columns[0] : columns[-1] + 1 + 2 * radius]
    center = grey[box].astype(np.float64)
    turns = 2 * np.pi * np.arange(n_points) / n_points
    downs = np.round(-radius * np.sin(turns), 5).tolist()
    rights = np.round(radius * np.cos(turns), 5).tolist()
    strips = {right: _shifted(padded.T, columns, right, radius).T for right in set(rights)}
    brighter = np.empty((n_points, *center.shape), bool)
    for point, (down, right) in enumerate(zip(downs, rights)):
        np.greater_equal(_shifted(strips[right], rows, down, radius), center, out=brighter[point])
    n_brighter = brighter.view(np.uint8).sum(axis=0, dtype=np.uint8)
    changes = (brighter[1:] != brighter[:-1]).view(np.uint8).sum(axis=0, dtype=np.uint8)
    return np.where(changes <= 2, n_brighter, n_points + 1)


def _shifted(padded, rows, offset, margin):
    """Interpolate a padded image between rows."""
    whole = math.floor(offset)
    first = margin + whole
    before = padded[first : first + len(rows)]
    if offset == whole:
        return before
    # Rounded in each row as in scikit-image, since this decides whether levels are equal.
    share = ((rows + offset) - (rows + whole))[:, None]
    blend = (1 - share) * before
    blend += share * padded[first + 1 : first + 1 + len(rows)]
    return blend
