"""Number of lobes of a nucleus."""

import numpy as np

# Two parts are lobes if the neck between them is narrower than this share of the smaller part,
NECK = 0.85
# and if both are at least this share as wide as the widest part,
SMALLEST = 0.4
# and have a pixel with neighbours on all sides.
LEAST_DISTANCE = 1.5
# Summits at most half this far apart, in pixels, are merged.
WINDOW = 5


def count_lobes(nucleus):
    """Count the parts of a nucleus that are separate or joined by narrow necks.

    Each part has a summit, at which the distance to the outline has a maximum. The part is a lobe
    unless a path leads from its summit to that of a wider lobe along which the distance stays above
    ``NECK`` times the distance at its own summit.

    Parameters
    ----------
    nucleus : ndarray of bool
        The region; a nucleus of several pieces is treated as one region.

    Returns
    -------
    n_lobes : int
        Number of lobes, at least 1; 0 for a region without pixels.
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
        # The others are joined to lobes at this level, and so at their own lower level too.
        apart = free[part_of[summits]]
        summits, heights = summits[apart], heights[apart]
    return len(lobes)


def _summits(distance):
    """Find the flat positions and heights of the peaks that may be lobes, the highest first."""
    from scipy import ndimage

    highest = distance.max()
    lowest = max(SMALLEST * highest, min(LEAST_DISTANCE, highest))
    peaks = (distance == ndimage.maximum_filter(distance, WINDOW)) & (distance >= lowest)
    places = np.flatnonzero(peaks)
    heights = distance.ravel()[places]
    order = np.argsort(-heights, kind="stable")
    return places[order], heights[order]
