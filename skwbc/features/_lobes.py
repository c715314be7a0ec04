"""Number of lobes of a nucleus."""

import numpy as np

# Two parts are lobes if the neck between them is narrower than this share of the smaller one,
NECK = 0.85
# and if both are at least this share as wide as the widest part,
SMALLEST = 0.4
# and have a pixel with neighbours on all sides.
LEAST_DISTANCE = 1.5
# Summits no farther apart than half of this, in pixels, are one.
WINDOW = 5


def count_lobes(nucleus):
    """Count the parts of a nucleus that are apart or joined by narrow necks.

    Each part has a summit, where the distance to the outline peaks. It is a lobe unless a way
    leads from its summit to that of a wider lobe along which the distance stays above ``NECK``
    of its own.

    Parameters
    ----------
    nucleus : ndarray of bool
        The region; a nucleus of several pieces is one region.

    Returns
    -------
    n_lobes : int
        At least 1, and 0 for a region without pixels.
    """
    from scipy import ndimage

    if not nucleus.any():
        return 0
    distance = ndimage.distance_transform_edt(np.pad(nucleus, 1))
    summits, heights = _summits(distance)
    lobes = []
    while len(summits):
        parts, n_parts = ndimage.label(distance > NECK * heights[0])
        part_of = parts.ravel()
        free = np.ones(n_parts + 1, bool)
        free[part_of[lobes]] = False
        if free[part_of[summits[0]]]:
            lobes.append(summits[0])
            free[part_of[summits[0]]] = False
        # The others are joined to lobes here, and so at the lower level of their own.
        apart = free[part_of[summits]]
        summits, heights = summits[apart], heights[apart]
    return len(lobes)


def _summits(distance):
    """Flat positions and heights of the peaks that may be lobes, the highest first."""
    from scipy import ndimage

    highest = distance.max()
    lowest = max(SMALLEST * highest, min(LEAST_DISTANCE, highest))
    peaks = (distance == ndimage.maximum_filter(distance, WINDOW)) & (distance >= lowest)
    places = np.flatnonzero(peaks)
    heights = distance.ravel()[places]
    order = np.argsort(-heights, kind="stable")
    return places[order], heights[order]
