"""Size, shape and relative position of the cell and of its nucleus."""

import numpy as np

from skwbc.features._hull import convex_area
from skwbc.features._lobes import count_lobes
from skwbc.features._regions import bounding_box
from skwbc.preprocessing._segment import NUCLEUS

REGIONS = ("cell", "nucleus")
MEASURES = (
    "area",
    "perimeter",
    "eccentricity",
    "solidity",
    "extent",
    "equivalent_diameter",
    "major_axis",
    "minor_axis",
    "circularity",
    *(f"hu_{order}" for order in range(1, 8)),
)
RELATIONS = ("nucleus_lobes", "nucleus_to_cell_ratio", "nucleus_offset")
# Hu moments this small are rounding errors; the logarithm approaches 0 for them.
HU_UNIT = 1e-12

# Outline length by a code of each outline pixel and its neighbours in the outline: 1 for the pixel,
# plus 2 for each neighbour beside it and 10 for each at a corner.
OUTLINE_LENGTHS = np.zeros(50)
OUTLINE_LENGTHS[[5, 7, 15, 17, 25, 27]] = 1
OUTLINE_LENGTHS[[21, 33]] = np.sqrt(2)
OUTLINE_LENGTHS[[13, 23]] = (1 + np.sqrt(2)) / 2

N_POWERS = 4
# Power of the area that normalises the central moment of each row power and column power.
AREA_POWERS = np.add.outer(np.arange(N_POWERS), np.arange(N_POWERS)) / 2 + 1


def shape_names():
    """List the names of the values of ``shape_features``, in their order."""
    return [f"{region}_{measure}" for region in REGIONS for measure in MEASURES] + [*RELATIONS]


def shape_features(labels):
    """Measure the shape of the cell and of its nucleus, in pixels.

    Parameters
    ----------
    labels : ndarray of shape (height, width)
        0 background, 1 cytoplasm, 2 nucleus. A nucleus of several pieces is treated as one region.

    Returns
    -------
    values : ndarray of float64
        The circularity is 4π area / perimeter², or 0 if the perimeter is 0. The feature for a Hu
        moment h is sign(h) log10(1 + 10¹² |h|). The offset of the nucleus is the distance between
        the centroids, in equivalent diameters of the cell. The values are zero for a region
        without pixels.
    """
    if labels.any():
        labels = labels[bounding_box(labels)]
    cell, nucleus = labels > 0, labels == NUCLEUS
    of_cell, cell_center = _measure(cell)
    of_nucleus, nucleus_center = _measure(nucleus)
    relations = np.zeros(len(RELATIONS))
    if nucleus.any():
        area, diameter = (of_cell[MEASURES.index(name)] for name in ("area", "equivalent_diameter"))
        relations[0] = count_lobes(nucleus[bounding_box(nucleus)])
        relations[1] = of_nucleus[MEASURES.index("area")] / area
        relations[2] = np.hypot(*(nucleus_center - cell_center)) / diameter
    return np.concatenate([of_cell, of_nucleus, relations])


def _measure(mask):
    """Compute the measures and the centroid of a region."""
    if not mask.any():
        return np.zeros(len(MEASURES)), np.zeros(2)
    box = bounding_box(mask)
    region = mask[box]
    moments, center = _central_moments(region)
    area = moments[0, 0]
    perimeter = _perimeter(region)
    long, short = _spread(moments)
    measures = [
        area,
        perimeter,
        np.sqrt(1 - short / long) if long else 0,
        area / convex_area(region),
        area / region.size,
        np.sqrt(4 * area / np.pi),
        4 * np.sqrt(long),
        4 * np.sqrt(short),
        4 * np.pi * area / perimeter**2 if perimeter else 0,
        *_hu(moments),
    ]
    return np.array(measures), center + [part.start for part in box]


def _central_moments(region):
    """Compute the moments about the centroid up to the third order, and the centroid."""
    pixels = region.astype(np.float64)
    area = pixels.sum()
    axes = [np.arange(side) for side in region.shape]
    center = np.array([pixels.sum(axis=1 - axis) @ axes[axis] / area for axis in (0, 1)])
    down, right = (
        np.vander(places - middle, N_POWERS, increasing=True)
        for places, middle in zip(axes, center)
    )
    return down.T @ pixels @ right, center


def _perimeter(region):
    n_rows, n_columns = region.shape
    width = n_columns + 2
    padded = np.zeros((n_rows + 4, width), np.uint8)
    padded[2:-2, 1:-1] = region
    # Concatenated rows are faster; the margin separates them.
    flat = padded.ravel()
    here, *beside = (_moved(flat, step, width) for step in (0, -1, 1, -width, width))
    outline = here & ~np.bitwise_and.reduce(beside)
    margin = width + 1
    here, *beside = (_moved(outline, step, margin) for step in (0, -1, 1, -width, width))
    corners = (
        _moved(outline, down + right, margin) for down in (-width, width) for right in (-1, 1)
    )
    codes = here + 2 * sum(beside) + 10 * sum(corners)
    return np.bincount(codes, minlength=len(OUTLINE_LENGTHS)) @ OUTLINE_LENGTHS


def _moved(flat, step, margin):
    """Return the values some steps ahead, without a margin at both ends."""
    return flat[margin + step : len(flat) - margin + step]


def _spread(moments):
    """Compute the variances along the longest and the shortest axis."""
    crossed = moments[1, 1]
    tensor = np.array([[moments[2, 0], crossed], [crossed, moments[0, 2]]]) / moments[0, 0]
    short, long = np.linalg.eigvalsh(tensor).clip(0)
    return long, short


def _hu(moments):
    """Compute the logarithms of the moments invariant to position, size and orientation."""
    from skimage.measure import moments_hu

    moments = moments_hu(moments / moments[0, 0] ** AREA_POWERS)
    return np.sign(moments) * np.log10(1 + abs(moments) / HU_UNIT)
