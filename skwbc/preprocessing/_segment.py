"""Segmentation of the central white cell of an image into nucleus and cytoplasm by its stain."""

from functools import reduce

import numpy as np

from skwbc.preprocessing._masks import (
    bounding_box,
    dilated,
    distance_to,
    eroded,
    filled,
    grown,
    median,
    opened,
    otsu_threshold,
    quantiles,
)

CYTOPLASM, NUCLEUS = 1, 2

# Longer side of the working copy, in which a cell boundary is known to about one pixel.
WORK_SIDE = 160
# Upper limit of the brightness of the corners left by a rotation.
BLACK = 0.03
# Nuclei absorb green and transmit blue; red cells and eosinophil granules absorb both.
BLUE_SHARE = 0.5
# Lower limit of the violet of nuclei; red cells and debris are nearly always below it.
FAINTEST_NUCLEUS = 0.25
# Smallest nucleus as a share of the image; specks of dye are smaller.
SMALLEST_NUCLEUS = 0.005
# Decay of the weight of a nucleus with its distance from the centre, in image sides.
CENTRE_SPREAD = 0.25

# Lengths below are in radii of the nucleus.
RING = 0.5  # pixels within this distance are mostly the cell's own cytoplasm
FAR = 1.0  # pixels beyond this distance are mostly other cells
REACH = 3.0  # cytoplasm is within this distance of its nucleus
NEARBY = 0.28  # stain is compared with its surroundings over this distance
ROUNDNESS = 0.2  # a boundary is smoothed over this distance

# A neck narrower than this share of the cell's widest part leads to another cell.
NECK = 0.7
# Minimum distance between the colours of the cell and of other cells, in standard deviations.
DISTINCT = 2.2
# Minimum area, in nuclei, from which the colour of other cells is estimated.
MANY = 0.3
# Other areas paler than the cytoplasm by this factor are haze, which the thresholds handle.
HAZE = 0.7
# Boundaries are about halfway; masks drawn by hand are slightly larger.
EDGE = 0.45
# Coarse contrast below this is chromatin, not a nucleus beside cytoplasm.
CHROMATIN = 0.3
# Pixels are inside above this share; rounding must not decide where it is a half.
HALF = 0.5 + 1e-6
# Lobes are larger than this share of the nucleus, granules are smaller.
SMALLEST_LOBE = 0.1


def segment(pixels):
    """Find the central white blood cell and its nucleus.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, 3)
        Red, green and blue between 0 and 1.

    Returns
    -------
    labels : ndarray of shape (height, width), dtype uint8
        0 for background, 1 for cytoplasm, 2 for nucleus; all 0 if no white cell is found.
    """
    absorbed = absorbed_light(_working_copy(pixels))
    violet = absorbed[..., 1] - BLUE_SHARE * absorbed[..., 2]
    seed, threshold = _central_nucleus(violet)
    labels = np.zeros(pixels.shape[:2], np.uint8)
    if not seed.any():
        return labels
    radius = np.sqrt(seed.sum() / np.pi)
    cell = _cell_around(seed, radius, absorbed, violet)
    nucleus = _nucleus_within(cell, radius, violet, threshold)
    if not cell.any():
        return labels
    places = [_places(*sides) for sides in zip(labels.shape, cell.shape)]
    # Blur and interpolation reach three pixels beyond the cell.
    near = [
        np.flatnonzero((along > part.start - 3) & (along < part.stop + 2))
        for along, part in zip(places, bounding_box(cell))
    ]
    if not all(map(len, near)):
        # The pixels of a tiny image can all be far from the cell of its larger working copy.
        return labels
    places = [along[part] for along, part in zip(places, near)]
    cell, nucleus = (_blurred_at(mask, *places, 1) > HALF for mask in (cell, nucleus))
    box = tuple(slice(part[0], part[-1] + 1) for part in near)
    labels[box] = CYTOPLASM * cell + (NUCLEUS - CYTOPLASM) * (cell & nucleus)
    return labels


def _working_copy(pixels):
    size = pixels.shape[:2]
    scale = WORK_SIDE / max(size)
    if not 1 <= scale <= 2:
        places = [_places(max(1, round(side * scale)), side) for side in size]
        # Blur first: a large image shrunk by interpolation alone keeps its noise.
        pixels = _blurred_at(pixels, *places, 0.4 / scale if scale < 1 else 0)
    planes = np.ascontiguousarray(np.moveaxis(_blur(pixels, 0.9), -1, 0))
    return np.moveaxis(planes, 0, -1)


def absorbed_light(pixels, box=...):
    """Compute the share of the background's red, green and blue light that pixels absorb.

    The background is that of the whole image, and ``box`` selects the pixels.
    """
    smear, light = background_light(pixels)
    pixels, smear = pixels[box], smear[box]
    planes = np.zeros((pixels.shape[-1], *pixels.shape[:2]), pixels.dtype)
    for plane, part, channel in zip(planes, light, np.moveaxis(pixels, -1, 0)):
        plane[smear] = 1 - channel[smear] / part
    return np.moveaxis(planes, 0, -1)


def background_light(pixels):
    """Return the mask of the image without black corners, and the colour of its background."""
    smear = ~black_corners(pixels)
    red, green, blue = np.moveaxis(pixels, -1, 0)
    if not smear.any():
        return smear, np.ones(3, pixels.dtype)
    values = green[smear]
    # The first pass excludes the nuclei, the second the other cells.
    for _ in range(2):
        lowest = otsu_threshold(values)
        values = values[values >= lowest]
    bright = smear & (green >= lowest)
    light = np.array([median(red[bright]), median(values), median(blue[bright])])
    return smear, np.maximum(light, 1 / 255)


def black_corners(pixels):
    """Return the mask of the black corners left by a rotation, with their seams."""
    from scipy import ndimage

    # NumPy is slow to reduce along an axis of three.
    black = reduce(np.logical_and, (plane < BLACK for plane in np.moveaxis(pixels, -1, 0)))
    if not black.any():
        return black
    # The frame connects all areas that touch the border.
    parts, _ = ndimage.label(np.pad(black, 1, constant_values=True))
    corners = (parts == parts[0, 0])[1:-1, 1:-1]
    # Interpolation leaves a dark seam.
    return dilated(corners, 4)


def _central_nucleus(violet):
    """Return the mask of the most central large nucleus, empty if none, and its threshold."""
    from scipy import ndimage

    # Squared, since cytoplasm would otherwise be assigned to the class of the nuclei.
    squared = np.maximum(violet, 0) ** 2
    threshold = otsu_threshold(squared)
    nuclei = squared > threshold
    lobes, n_nuclei = ndimage.label(eroded(dilated(nuclei, 3), 3) | nuclei)
    rows, columns = (
        np.exp(-(((np.arange(side) + 0.5) / side - 0.5) ** 2) / (2 * CENTRE_SPREAD**2))
        for side in violet.shape
    )
    weights = np.bincount(lobes.ravel(), np.outer(rows, columns).ravel())[1:]
    sizes = np.bincount(lobes.ravel())[1:]
    weights[sizes < SMALLEST_NUCLEUS * violet.size] = 0
    seed = np.zeros(violet.shape, bool)
    if n_nuclei and weights.any():
        seed = lobes == 1 + weights.argmax()
        if median(violet[seed]) < FAINTEST_NUCLEUS:
            seed[:] = False
    return seed, np.sqrt(threshold)


def _cell_around(seed, radius, absorbed, violet):
    green = absorbed[..., 1]
    distance = distance_to(seed)
    pale = violet < median(violet[seed]) / 2
    ring = pale & (distance > 1) & (distance < RING * radius)
    faintest = median(green[seed]) / 4
    cytoplasm = _median(green[ring & (green > faintest)], 2 * faintest)

    outside = green[green <= cytoplasm / 2]
    base, noisy = quantiles(outside, [0.5, 0.84]) if outside.size else (0, 0)
    halfway = (base + cytoplasm) / 2
    # Pale parts of a cell still exceed the noise of the background.
    lowest = max(base + 2 * (noisy - base), base + 0.2 * (cytoplasm - base))
    stained = (green > min(lowest, halfway)) & (distance < REACH * radius)
    solid = stained & pale & (green > halfway)
    others = solid & (distance > FAR * radius)
    if others.sum() > MANY * seed.sum():
        stained &= ~(pale & _like_others(absorbed, solid & ring, others))
    stained = filled(stained | seed)
    cell = _without_neighbours(stained, seed)
    return _fit_boundary(cell, seed, np.minimum(green, 1.3 * cytoplasm), radius)


def _like_others(absorbed, own, others):
    """Return the mask of pixels with the colour of other cells, empty if indistinguishable."""
    nowhere = np.zeros(absorbed.shape[:2], bool)
    own, others = absorbed[own], absorbed[others]
    if min(len(own), len(others)) < 30:
        return nowhere
    centres = own.mean(axis=0), others.mean(axis=0)
    if median(others[:, 1]) < HAZE * median(own[:, 1]):
        return nowhere
    difference = centres[0] - centres[1]
    # The small term keeps the system solvable for grey images, whose channels are equal.
    spread = np.cov(own.T) + np.cov(others.T) + 1e-4 * np.eye(3)
    direction = np.linalg.solve(spread, difference)
    if 2 * difference @ direction < DISTINCT**2:
        return nowhere
    return absorbed @ direction < (centres[0] + centres[1]) @ direction / 2


def _without_neighbours(stained, seed):
    """Remove areas that are connected to the cell by a narrow neck."""
    depth = _depth(stained)
    neck = NECK * depth[seed].max()
    core = _touching(depth > neck, seed)
    box = bounding_box(stained)
    cell = seed.copy()
    cell[box] |= stained[box] & (distance_to(core[box]) <= neck + 1.5)
    return cell


def _fit_boundary(cell, seed, stain, radius):
    """Move the boundary to where the stain is halfway between the nearby inside and outside."""
    box = bounding_box(cell, 1 + int(0.15 * radius))
    places = [np.arange(side)[part] for side, part in zip(cell.shape, box)]
    within = grown(cell[box], 0.15 * radius)
    for _ in range(2):
        inside, outside = eroded(cell, 2), ~dilated(cell, 2)
        parts = np.stack([stain * inside, inside, stain * outside, outside], axis=-1)
        means = _blurred_at(parts, *places, NEARBY * radius)
        high = means[..., 0] / (means[..., 1] + 1e-3)
        low = means[..., 2] / (means[..., 3] + 1e-3)
        # The threshold is higher for a bulge and lower for a dent.
        share = EDGE + 0.5 - _blurred_at(cell, *places, ROUNDNESS * radius)
        cell = seed.copy()
        cell[box] |= within & (stain[box] > low + share * (high - low))
        cell = filled(cell)
        cell = seed | _touching(opened(cell, 2), seed)
    return _blur(cell, ROUNDNESS / 2 * radius) > HALF


def _nucleus_within(cell, radius, violet, threshold):
    from scipy import ndimage

    # The rim of a cell is often as dark as its nucleus.
    inner = eroded(cell, 2)
    coarse = _blur(violet, 0.15 * radius)[eroded(inner, 2)]
    pale, dark = quantiles(coarse, [0.1, 0.9]) if coarse.size else (1, 1)
    if pale < (1 - CHROMATIN) * dark:
        inner = violet[inner]
        threshold = np.sqrt(otsu_threshold(np.maximum(inner, 0) ** 2))
        for _ in range(5):
            halves = inner[inner > threshold], inner[inner <= threshold]
            threshold = sum(_median(half, threshold) for half in halves) / 2
    nucleus = opened(cell & (violet > threshold))
    lobes, _ = ndimage.label(nucleus)
    sizes = np.bincount(lobes.ravel())
    sizes[0] = 0
    return (sizes > SMALLEST_LOBE * sizes.sum())[lobes]


def _touching(mask, seed):
    """Return the part of a mask that covers most of the seed, or the seed if none does."""
    from scipy import ndimage

    parts, _ = ndimage.label(mask)
    shared = np.bincount(parts[seed])
    shared[0] = 0
    return parts == shared.argmax() if shared.any() else seed


def _depth(mask):
    """Compute the distance to the outside of a mask, which continues beyond the image border."""
    margin = max(mask.shape) // 8
    wide = np.pad(mask, margin, mode="edge")
    depth = np.zeros(wide.shape)
    box = bounding_box(wide, 1)
    depth[box] = distance_to(~wide[box])
    return depth[margin:-margin, margin:-margin]


def _median(values, otherwise):
    return median(values) if values.size else otherwise


def _blur(values, spread):
    return _blurred_at(values, *map(np.arange, values.shape[:2]), spread)


def _places(n_places, length):
    """Compute the positions of the pixels of a resized axis on the original axis."""
    return (np.arange(n_places) + 0.5) * (length / n_places) - 0.5


def _blurred_at(values, rows, columns, spread):
    """Blur an image with a Gaussian and interpolate it linearly at some rows and columns."""
    height, width, *channels = values.shape
    down, right = _weights(rows, height, spread), _weights(columns, width, spread)
    values = down @ np.asarray(values, np.float32).reshape(height, -1)
    # Both multiplications are along the first axis, which is the faster one.
    values = values.reshape(len(rows), width, -1).transpose(1, 2, 0).reshape(width, -1)
    values = (right @ values).reshape(len(columns), *channels, len(rows))
    return np.moveaxis(values, -1, 0)


def _weights(places, length, spread):
    """Return the sparse matrix that blurs an axis and interpolates it at some places."""
    from scipy.sparse import csr_array

    radius = int(2 * spread + 0.5)
    kernel = np.zeros(2 * radius + 3)
    kernel[1:-1] = np.exp(-0.5 * (np.arange(-radius, radius + 1) / (spread or 1)) ** 2)
    kernel /= kernel.sum()
    # Beyond its ends, an axis continues with its last value.
    places = np.clip(places, 0, length - 1)
    first = places.astype(np.int32)
    share = (places - first)[:, np.newaxis]
    weights = (1 - share) * kernel[1:] + share * kernel[:-1]
    pixels = first[:, np.newaxis] + np.arange(-radius, radius + 2, dtype=np.int32)
    ends = np.arange(0, weights.size + 1, weights.shape[1], dtype=np.int32)
    entries = weights.astype(np.float32).ravel(), np.clip(pixels, 0, length - 1).ravel(), ends
    return csr_array(entries, shape=(len(places), length))
