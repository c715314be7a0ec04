"""Tell nucleus, cytoplasm and background of the cell in the middle of a picture apart."""

import numpy as np

CYTOPLASM, NUCLEUS = 1, 2

# Pictures are worked on with their longer side between half of this and this, in pixels.
_WORKING_SIDE = 160
# Blur of the working copy, and of the outlines of the cell and of the nucleus that come of it.
_BLUR, _CELL_OUTLINE, _NUCLEUS_OUTLINE = 0.9, 3, 2
# A nucleus that takes less of the light than this, as a share, isn't one.
_FAINTEST = 0.05
# Nuclei take green light, red cells green and blue: so much of the blue is taken from the green.
_RED_CELLS = 0.5
# How far from the middle a nucleus is looked for, in sides of the picture.
_MIDDLE = 0.25
# The edge of a cell is where this much of the light is taken; the stronger the cytoplasm, the more.
_EDGE, _EDGE_POWER = 0.34, 0.6
# Share of the way from cytoplasm to nucleus at which the nucleus begins.
_NUCLEUS_EDGE = 0.53
# What hangs on the cell by less than this part of its width isn't of it.
_NECK = 0.7
# Pixels by which a rounded cell may be uneven.
_UNEVEN = 2.5
# Cytoplasm next to the nucleus and what lies farther off, in radii of the nucleus, differ in
# colour if their means are this many deviations apart.
_NEAR, _FAR, _APART = 0.5, 1.0, 2.5
# That is asked where there is this much of it, in nuclei, and where it takes as much green light.
_MUCH, _AS_DARK = 0.3, 0.7


def segment(pixels):
    """Segment the white cell in the middle of a picture.

    The light that is taken away is measured against the picture's own background, and where the
    cell ends against the cell's own cytoplasm, so that stain and light don't matter much.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, 3)
        Red, green and blue from 0 to 1.

    Returns
    -------
    labels : ndarray of uint8 of shape (height, width)
        0 background, 1 cytoplasm, 2 nucleus; all 0 where no nucleus is found.
    """
    from scipy import ndimage

    nothing = np.zeros(pixels.shape[:2], dtype=np.uint8)
    if min(pixels.shape[:2]) < 4:
        return nothing
    copy = ndimage.gaussian_filter(_working_copy(pixels), (_BLUR, _BLUR, 0))
    background = _background(copy)
    if background is None:
        return nothing
    taken = 1 - copy / background
    violet = taken[..., 1] - _RED_CELLS * taken[..., 2]
    seed = _central_nucleus(violet)
    if seed is None:
        return nothing
    cell = _cell_around(seed, taken, violet)
    nucleus = _nucleus_within(cell, seed, violet)
    cell = _enlarged(cell | nucleus, pixels.shape[:2], _CELL_OUTLINE)
    nucleus = _enlarged(nucleus, pixels.shape[:2], _NUCLEUS_OUTLINE) & cell
    return cell * np.uint8(CYTOPLASM) + nucleus * np.uint8(NUCLEUS - CYTOPLASM)


def _working_copy(pixels):
    """The picture in the size in which cells are as large as the constants expect."""
    from scipy import ndimage

    scale = _WORKING_SIDE / max(pixels.shape[:2])
    if 1 <= scale <= 2:
        return pixels
    size = [max(4, round(side * scale)) for side in pixels.shape[:2]]
    if scale < 1:
        pixels = ndimage.gaussian_filter(pixels, (0.4 / scale, 0.4 / scale, 0))
    return _resized(pixels, size)


def _resized(array, size):
    from scipy import ndimage

    factors = [new / old for new, old in zip(size, array.shape)] + [1] * (array.ndim - 2)
    return ndimage.zoom(array, factors, order=1, grid_mode=True, mode="nearest")


def _enlarged(mask, size, blur):
    """A mask in the size of the picture, with a smooth outline."""
    from scipy import ndimage

    soft = ndimage.gaussian_filter(mask.astype(np.float32), blur)
    return (soft if soft.shape == size else _resized(soft, size)) > 0.5


def _background(copy):
    """Colour of the brightest of three parts of the picture; ``None`` if it is all alike."""
    from skimage.filters import threshold_otsu

    green = copy[..., 1]
    bright = np.ones(green.shape, dtype=bool)
    for _ in range(2):
        if np.ptp(green[bright]) < 1e-3:
            break
        bright &= green > threshold_otsu(green[bright])
    background = np.median(copy[bright], axis=0)
    return None if bright.all() or background.min() <= 0 else background


def _central_nucleus(violet):
    """The strongest violet near the middle, lobes that lie close together as one."""
    from scipy import ndimage
    from skimage.filters import threshold_otsu

    strength = np.clip(violet, 0, None) ** 2
    nuclei = strength > threshold_otsu(strength)
    height, width = violet.shape
    rows, columns = np.ogrid[:height, :width]
    distance = np.square(rows / height - 0.5) + np.square(columns / width - 0.5)
    middle = np.exp(-distance / (2 * _MIDDLE**2))
    labels, count = ndimage.label(ndimage.binary_closing(nuclei, iterations=3) | nuclei)
    if not count:
        return None
    weights = ndimage.sum(middle, labels, np.arange(1, count + 1))
    seed = labels == 1 + weights.argmax()
    return seed if np.median(violet[seed]) > _FAINTEST else None


def _cell_around(seed, taken, violet):
    """The nucleus and the cytoplasm around it."""
    from scipy import ndimage

    darkness = taken.max(axis=-1)
    unit = np.sqrt(seed.sum() / np.pi)
    away = ndimage.distance_transform_edt(~seed)
    pale = (violet < np.median(violet[seed]) / 2) & (away > 1)
    cell, edge = away < _NEAR * unit, np.median(darkness[seed]) / 4
    for turn in range(2):
        cytoplasm = darkness[cell & pale & (darkness > edge)]
        outside = darkness[darkness <= edge]
        floor = np.median(outside) if outside.size else 0
        if cytoplasm.size >= 20:
            edge = floor + _EDGE * max(np.median(cytoplasm) - floor, 1e-3) ** _EDGE_POWER
        stained = darkness > edge
        far = stained & pale & (away > _FAR * unit)
        if turn:
            far &= ~cell
        near = stained & pale & (away < _NEAR * unit)
        if far.sum() > _MUCH * seed.sum():
            stained &= ~_of_other_colour(near, far, taken, pale)
        cell = _rounded(ndimage.binary_fill_holes(stained | seed), seed)
    return ndimage.binary_fill_holes(cell)


def _of_other_colour(near, far, taken, pale):
    """Where the colour is that of what lies far from the nucleus, not of its own cytoplasm."""
    nowhere = np.zeros_like(pale)
    own, other = taken[near], taken[far]
    if len(own) <= 30 or np.median(other[:, 1]) <= _AS_DARK * np.median(own[:, 1]):
        return nowhere
    difference = own.mean(axis=0) - other.mean(axis=0)
    spread = np.cov(own.T) + np.cov(other.T) + 1e-4 * np.eye(3)
    direction = np.linalg.solve(spread, difference)
    if np.sqrt(2 * difference @ direction) <= _APART:
        return nowhere
    return pale & (taken @ direction < (own.mean(axis=0) + other.mean(axis=0)) @ direction / 2)


def _rounded(stained, seed):
    """The part that holds the nucleus, without what hangs on it by a neck."""
    from scipy import ndimage

    # Beyond the border the cell goes on.
    margin = int(max(stained.shape) / 2)
    depth = ndimage.distance_transform_edt(np.pad(stained, margin, mode="edge"))
    depth = depth[margin:-margin, margin:-margin]
    neck = _NECK * ndimage.distance_transform_edt(stained)[seed].max()
    labels, _ = ndimage.label(depth > neck)
    counts = np.bincount(labels[seed], minlength=2)
    counts[0] = 0
    core = labels == counts.argmax() if counts.any() else seed
    return (stained & (ndimage.distance_transform_edt(~core) <= neck + _UNEVEN)) | seed


def _nucleus_within(cell, seed, violet):
    """What is more violet than half-way between the cell's nucleus and its cytoplasm."""
    from scipy import ndimage

    inner = ndimage.binary_erosion(cell, iterations=4)
    nucleus = seed & cell
    for _ in range(6):
        cytoplasm = inner & ~nucleus
        if cytoplasm.sum() < 0.1 * nucleus.sum():
            # Next to nothing of it is left but its rim.
            cytoplasm = cell & ~nucleus
        if not nucleus.any() or not cytoplasm.any():
            break
        levels = np.median(violet[cytoplasm]), np.median(violet[nucleus])
        violet_enough = violet > levels[0] + _NUCLEUS_EDGE * (levels[1] - levels[0])
        nucleus = inner & violet_enough
    else:
        nucleus = cell & violet_enough
    return ndimage.binary_opening(nucleus)
