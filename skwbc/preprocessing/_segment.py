"""Segmentation of the central white cell of an image into nucleus and cytoplasm by its stain."""

import numpy as np

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
    absorbed = _absorbed_light(_working_copy(pixels))
    violet = absorbed[..., 1] - BLUE_SHARE * absorbed[..., 2]
    seed, threshold = _central_nucleus(violet)
    labels = np.zeros(pixels.shape[:2], np.uint8)
    if not seed.any():
        return labels
    radius = np.sqrt(seed.sum() / np.pi)
    cell = _cell_around(seed, radius, absorbed, violet)
    nucleus = _nucleus_within(cell, radius, violet, threshold)
    cell, nucleus = (_resize(_blur(mask, 1), labels.shape) > 0.5 for mask in (cell, nucleus))
    labels[cell] = CYTOPLASM
    labels[cell & nucleus] = NUCLEUS
    return labels


def _working_copy(pixels):
    scale = WORK_SIDE / max(pixels.shape[:2])
    if not 1 <= scale <= 2:
        # Blur first: a large image shrunk by interpolation alone keeps its noise.
        pixels = _blur(pixels, 0.4 / scale) if scale < 1 else pixels
        pixels = _resize(pixels, [max(1, round(side * scale)) for side in pixels.shape[:2]])
    return _blur(pixels, 0.9)


def _absorbed_light(pixels):
    """Compute the share of the background's red, green and blue light that each pixel absorbs."""
    from skimage.filters import threshold_otsu

    smear = ~black_corners(pixels)
    absorbed = np.zeros_like(pixels)
    if smear.any():
        bright, green = smear, pixels[..., 1]
        # The first pass excludes the nuclei, the second the other cells.
        for _ in range(2):
            bright = bright & (green >= threshold_otsu(green[bright]))
        background = np.maximum(np.median(pixels[bright], axis=0), 1 / 255)
        absorbed[smear] = 1 - pixels[smear] / background
    return absorbed


def black_corners(pixels):
    """Return the mask of the black corners left by a rotation, with their seams."""
    from scipy import ndimage

    black = pixels.max(axis=2) < BLACK
    if not black.any():
        return black
    # The frame connects all areas that touch the border.
    parts, _ = ndimage.label(np.pad(black, 1, constant_values=True))
    corners = (parts == parts[0, 0])[1:-1, 1:-1]
    # Interpolation leaves a dark seam.
    return ndimage.binary_dilation(corners, iterations=4)


def _central_nucleus(violet):
    """Return the mask of the most central large nucleus, empty if none, and its threshold."""
    from scipy import ndimage
    from skimage.filters import threshold_otsu

    # Squared, since cytoplasm would otherwise be assigned to the class of the nuclei.
    squared = np.maximum(violet, 0) ** 2
    threshold = threshold_otsu(squared)
    nuclei = squared > threshold
    lobes, n_nuclei = ndimage.label(ndimage.binary_closing(nuclei, iterations=3) | nuclei)
    height, width = violet.shape
    rows, columns = np.ogrid[:height, :width]
    off_centre = ((rows + 0.5) / height - 0.5) ** 2 + ((columns + 0.5) / width - 0.5) ** 2
    central = np.exp(-off_centre / (2 * CENTRE_SPREAD**2))
    weights = np.bincount(lobes.ravel(), central.ravel())[1:]
    sizes = np.bincount(lobes.ravel())[1:]
    weights[sizes < SMALLEST_NUCLEUS * violet.size] = 0
    seed = np.zeros(violet.shape, bool)
    if n_nuclei and weights.any():
        seed = lobes == 1 + weights.argmax()
        if np.median(violet[seed]) < FAINTEST_NUCLEUS:
            seed[:] = False
    return seed, np.sqrt(threshold)


def _cell_around(seed, radius, absorbed, violet):
    from scipy import ndimage

    green = absorbed[..., 1]
    distance = _distance_to(seed)
    pale = violet < np.median(violet[seed]) / 2
    ring = pale & (distance > 1) & (distance < RING * radius)
    faintest = np.median(green[seed]) / 4
    cytoplasm = _median(green[ring & (green > faintest)], 2 * faintest)

    outside = green[green <= cytoplasm / 2]
    base, noisy = np.quantile(outside, [0.5, 0.84]) if outside.size else (0, 0)
    halfway = (base + cytoplasm) / 2
    # Pale parts of a cell still exceed the noise of the background.
    lowest = max(base + 2 * (noisy - base), base + 0.2 * (cytoplasm - base))
    stained = (green > min(lowest, halfway)) & (distance < REACH * radius)
    solid = stained & pale & (green > halfway)
    others = solid & (distance > FAR * radius)
    if others.sum() > MANY * seed.sum():
        stained &= ~(pale & _like_others(absorbed, solid & ring, others))
    stained = ndimage.binary_fill_holes(stained | seed)
    cell = _without_neighbours(stained, seed)
    return _fit_boundary(cell, seed, np.minimum(green, 1.3 * cytoplasm), radius)


def _like_others(absorbed, own, others):
    """Return the mask of pixels with the colour of other cells, empty if indistinguishable."""
    nowhere = np.zeros(absorbed.shape[:2], bool)
    own, others = absorbed[own], absorbed[others]
    if min(len(own), len(others)) < 30:
        return nowhere
    centres = own.mean(axis=0), others.mean(axis=0)
    if np.median(others[:, 1]) < HAZE * np.median(own[:, 1]):
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
    return seed | (stained & (_distance_to(core) <= neck + 1.5))


def _fit_boundary(cell, seed, stain, radius):
    """Move the boundary to where the stain is halfway between the nearby inside and outside."""
    from scipy import ndimage

    within = _distance_to(cell) < 0.15 * radius
    for _ in range(2):
        inside = ndimage.binary_erosion(cell, iterations=2)
        outside = ~ndimage.binary_dilation(cell, iterations=2)
        high = _local_mean(stain, inside, NEARBY * radius)
        low = _local_mean(stain, outside, NEARBY * radius)
        # The threshold is higher for a bulge and lower for a dent.
        share = EDGE + 0.5 - _blur(cell, ROUNDNESS * radius)
        cell = within & (stain > low + share * (high - low))
        cell = ndimage.binary_fill_holes(cell | seed)
        cell = seed | _touching(ndimage.binary_opening(cell, iterations=2), seed)
    return _blur(cell, ROUNDNESS / 2 * radius) > 0.5


def _nucleus_within(cell, radius, violet, threshold):
    from scipy import ndimage
    from skimage.filters import threshold_otsu

    # The rim of a cell is often as dark as its nucleus.
    inner = ndimage.binary_erosion(cell, iterations=2)
    coarse = _blur(violet, 0.15 * radius)[ndimage.binary_erosion(inner, iterations=2)]
    pale, dark = np.quantile(coarse, [0.1, 0.9]) if coarse.size else (1, 1)
    if pale < (1 - CHROMATIN) * dark:
        inner = violet[inner]
        threshold = np.sqrt(threshold_otsu(np.maximum(inner, 0) ** 2))
        for _ in range(5):
            halves = inner[inner > threshold], inner[inner <= threshold]
            threshold = sum(_median(half, threshold) for half in halves) / 2
    nucleus = ndimage.binary_opening(cell & (violet > threshold))
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
    return _distance_to(~np.pad(mask, margin, mode="edge"))[margin:-margin, margin:-margin]


def _distance_to(mask):
    from scipy import ndimage

    return ndimage.distance_transform_edt(~mask)


def _local_mean(values, mask, spread):
    return _blur(values * mask, spread) / (_blur(mask, spread) + 1e-3)


def _median(values, otherwise):
    return np.median(values) if values.size else otherwise


def _blur(values, spread):
    from scipy import ndimage

    spread = (spread, spread, 0)[: values.ndim]
    return ndimage.gaussian_filter(values.astype(np.float32), spread, mode="nearest", truncate=2)


def _resize(values, shape):
    from scipy import ndimage

    zoom = [new / old for new, old in zip(shape, values.shape)] + [1] * (values.ndim - 2)
    if set(zoom) == {1}:
        return values
    return ndimage.zoom(values, zoom, order=1, mode="nearest", grid_mode=True)
