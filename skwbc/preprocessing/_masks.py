"""Operations on masks and their values, equal to those of SciPy and scikit-image and faster."""

import numpy as np

# Up to this radius, discs are faster than a distance transform.
SMALL_DISC = 24


def dilated(mask, times=1):
    """Add the pixels above, below, left and right of a mask, several times."""
    for _ in range(times):
        inner, mask = mask, mask.copy()
        mask[1:] |= inner[:-1]
        mask[:-1] |= inner[1:]
        mask[:, 1:] |= inner[:, :-1]
        mask[:, :-1] |= inner[:, 1:]
    return mask


def eroded(mask, times=1):
    """Remove the pixels at the edge of a mask, several times; it ends at the image border."""
    for _ in range(times):
        outer, mask = mask, mask.copy()
        mask[1:] &= outer[:-1]
        mask[:-1] &= outer[1:]
        mask[:, 1:] &= outer[:, :-1]
        mask[:, :-1] &= outer[:, 1:]
        mask[[0, -1]] = False
        mask[:, [0, -1]] = False
    return mask


def opened(mask, times=1):
    """Remove the parts of a mask that an erosion removes completely."""
    return dilated(eroded(mask, times), times)


def filled(mask):
    """Fill the holes of a mask."""
    from scipy import ndimage

    parts, _ = ndimage.label(np.pad(~mask, 1, constant_values=True))
    return (parts != parts[0, 0])[1:-1, 1:-1]


def bounding_box(mask, margin=0):
    """Return slices of the rows and columns within a margin of a mask, which must not be empty."""
    return tuple(
        slice(max(places[0] - margin, 0), places[-1] + 1 + margin)
        for places in (np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0)))
    )


def distance_to(mask):
    """Compute the distance of each pixel to a mask."""
    from scipy import ndimage

    rows, columns = ndimage.distance_transform_edt(
        ~mask, return_distances=False, return_indices=True
    )
    rows -= np.arange(mask.shape[0], dtype=rows.dtype)[:, None]
    columns -= np.arange(mask.shape[1], dtype=rows.dtype)
    rows *= rows
    columns *= columns
    rows += columns
    return np.sqrt(rows)


def grown(mask, reach):
    """Add all pixels within a distance to a mask."""
    radius = int(reach)
    if radius > SMALL_DISC:
        return distance_to(mask) <= reach if mask.any() else mask
    height, width = mask.shape
    run = np.pad(mask, radius)
    disc = np.zeros_like(mask)
    half_width = 0
    # From the top of the disc to its middle, its rows become longer.
    for step in range(radius, -1, -1):
        while half_width < int(np.sqrt(reach**2 - step**2)):
            shorter, run = run, run.copy()
            run[:, 1:] |= shorter[:, :-1]
            run[:, :-1] |= shorter[:, 1:]
            half_width += 1
        for start in {radius - step, radius + step}:
            disc |= run[start : start + height, radius : radius + width]
    return disc


def otsu_threshold(values):
    """Compute Otsu's threshold of floating-point values from a histogram of 256 bins."""
    from skimage.filters import threshold_otsu

    lowest, highest = values.min(), values.max()
    if lowest == highest:
        return lowest
    edges = np.linspace(lowest, highest, 257, dtype=values.dtype)
    bins = ((values - lowest) / (highest - lowest) * 256).astype(np.intp)
    counts = np.bincount(np.minimum(bins, 255, out=bins).ravel(), minlength=256)
    return threshold_otsu(hist=(counts, (edges[:-1] + edges[1:]) / 2))


def median(values):
    """Compute the median of a flat array that is not empty."""
    middle = len(values) // 2
    parts = np.partition(values, middle)
    if len(values) % 2:
        return parts[middle]
    return (parts[:middle].max() + parts[middle]) / 2


def quantiles(values, orders):
    """Compute quantiles along the last axis of values, interpolated linearly."""
    values = np.sort(values, axis=-1)
    places = np.asarray(orders) * (values.shape[-1] - 1)
    below = places.astype(int)
    above = np.minimum(below + 1, values.shape[-1] - 1)
    lower = values[..., below]
    return lower + (values[..., above] - lower) * (places - below)
