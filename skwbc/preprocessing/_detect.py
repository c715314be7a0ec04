"""Detection of white cells in a whole field of a stained blood smear."""

from numbers import Integral
from typing import NamedTuple

import numpy as np

from skwbc.preprocessing._masks import (
    filled,
    grown,
    median,
    otsu_threshold,
    quantiles,
)
from skwbc.preprocessing._nuclei import find_nuclei
from skwbc.preprocessing._segment import segment

# Fields are downscaled to about this shorter side: cells stay large enough, and time is bounded.
_WORKING_SIDE = 320
# A picture with a shorter side below this cannot show a cell.
_SMALLEST_SIDE = 16
# Blur in pixels of the working copy, against JPEG's colour noise in pale cytoplasm.
_BLUR = 1.7
# A field whose cells absorb less than this (as optical density) is blank.
_FAINTEST = 0.03
# Ratio of blue to green density of red cells is at least 1 - this.
_VIOLET_HUE = 0.4
# Limits of the ratio of green to blue density of red cells; beyond them, the estimate is wrong.
_HUES = 0.4, 2.5
# Cytoplasm is more violet than these quantiles of the background and of the red cells.
_BACKGROUND, _RED = 0.97, 0.85
# Cytoplasm is also above this share of the nuclei's threshold, if nothing can be compared.
_CYTOPLASM = 0.15
# In diameters of a red cell: width below which an object is not a nucleus or a cell, reach of the
# cytoplasm, and width of the smallest white cell; the largest platelets come close to it.
_THIN_NUCLEUS, _THIN_CELL, _REACH, _SMALLEST = 0.07, 0.15, 0.6, 0.6
# Violet stain of the smallest white cell, in units of a red cell's stain; platelets contain less.
_CONTENT = 0.85
# Without the colour of red cells: area of the smallest nucleus in red cells, since platelets are
# found too, and violet density of nuclei as a share of their green density.
_NUCLEUS, _VIOLET_OF_NUCLEI = 0.7, 0.7
# Red cells cover at least this share of a field, are at least this wide in largest nuclei, and are
# at least so many; otherwise what was found is another part of a single cell.
_FEWEST_RED, _NARROWEST_RED, _SEVERAL = 0.03, 0.4, 4
# Two cells touch if the neck between them is narrower than this share of the narrower cell,
_NECK = 0.75
# each is at least this many red cells wide, and at most this share of the cut lies in nuclei.
_PART_WIDTH, _CUT = 0.7, 0.5
# Margin around a cell as a share of its size: approximately the loss by blur and thresholds.
_MARGIN = 0.03
# Surroundings of a box, as a share of its size, searched for pale cytoplasm of the cell.
_SURROUNDINGS = 0.7
# A box with a larger ratio of length to width includes a red cell.
_LONG = 1.2


class _RedCells(NamedTuple):
    """Appearance of a field's red cells: their mask, density, hue and diameter."""

    mask: np.ndarray
    density: float
    hue: float
    diameter: float


def detect(pixels, *, min_diameter=None, max_diameter=None):
    """Find every white blood cell in a field.

    Colours are converted to optical densities relative to the field's background. The green density
    minus the component with the hue of red cells measures how violet a pixel is. White cells are
    measured in units of red cells. If this finds no cell, nuclei are searched for by a filter that
    is estimated from the picture itself (see `_nuclei`).

    Parameters
    ----------
    pixels : ndarray of shape (height, width, 3)
        A field: red, green and blue from 0 to 1.
    min_diameter, max_diameter : int, float or None, default=None
        Diameters of the smallest and of the largest cell, each defined as that of a disc of the
        same area: an int in pixels, a float as a fraction of the field's shorter side. By default,
        there is no upper limit, and cells that are narrower than 0.6 red cells or contain less
        stain than 0.85 red cells are excluded.

    Returns
    -------
    boxes : ndarray of int of shape (n_cells, 4)
        Left, top, right and bottom of each cell in pixels; right and bottom are exclusive.
    scores : ndarray of float of shape (n_cells,)
        Resemblance of each cell to a white cell, from 0 to 1, best first.
    """
    nothing = np.empty((0, 4), dtype=int), np.empty(0)
    size = pixels.shape[:2]
    if min(size) < _SMALLEST_SIDE:
        return nothing
    factor = max(1, round(min(size) / _WORKING_SIDE))
    small = _shrink(pixels, factor)
    smallest = _in_pixels(min_diameter, size, None)
    largest = _in_pixels(max_diameter, size, np.inf)
    # Where red cells are not red, or none are shown, the first way finds no cell.
    for find in (_by_red_cells, _by_nuclei):
        found = find(small)
        if found is None:
            continue
        violet, nuclei, cells, red_cells, least = found
        boxes, scores = [], []
        for window, cell in _separate(cells, nuclei, red_cells.diameter):
            content, score = _judge(cell, nuclei[window], violet[window], red_cells)
            width = 2 * np.sqrt(cell.sum() / np.pi) * factor
            if smallest is None:
                area = (cell & nuclei[window]).sum() / (np.pi / 4 * red_cells.diameter**2)
                is_large = width >= _SMALLEST * red_cells.diameter * factor
                is_large &= content >= _CONTENT and area >= least
            else:
                is_large = width >= smallest
            if is_large and width <= largest:
                box = _box(window, small.shape[:2], factor, size)
                boxes.append(_with_pale_cytoplasm(box, pixels))
                scores.append(score)
        if boxes:
            break
    else:
        return nothing
    scores = np.array(scores)
    best_first = np.argsort(-scores, kind="stable")
    boxes, scores = np.array(boxes)[best_first], scores[best_first]
    once = _first_of_each(boxes)
    return boxes[once], scores[once]


def _by_red_cells(pixels):
    """Find nuclei and cells that are more violet than the field's red cells."""
    green, blue = _densities(pixels)
    red_cells = _red_cells(green, blue)
    if red_cells is None:
        return None
    violet = green - red_cells.hue * blue
    # The violet density of a nucleus exceeds the density of a red cell.
    threshold = max(otsu_threshold(violet), red_cells.density)
    nuclei = _open(violet > threshold, _THIN_NUCLEUS * red_cells.diameter)
    return violet, nuclei, _cells_around(nuclei, violet, threshold, red_cells), red_cells, 0


def _by_nuclei(pixels):
    """Find nuclei whose colour differs from that of all other cells, and the cells around them."""
    from scipy import ndimage

    found = find_nuclei(pixels.astype(np.float32))
    if found is None:
        return None
    violet = _VIOLET_OF_NUCLEI * found.green * found.strength
    labels, _ = ndimage.label(found.mask)
    largest = 2 * np.sqrt(np.bincount(labels.ravel())[1:].max() / np.pi)
    widest = ndimage.distance_transform_edt(found.mask).max()
    dark = found.densities[..., :2].sum(axis=2)
    mask = ~grown(found.mask, max(1.2 * widest, 3))
    mask &= dark > max(found.least, 0.8 * otsu_threshold(dark[mask])) if mask.any() else mask
    diameter = _disc_diameter(mask) if mask.mean() > _FEWEST_RED else 0
    if diameter > _NARROWEST_RED * largest and _count_discs(mask, diameter) >= _SEVERAL:
        density = np.median(found.densities[mask, 1])
    else:
        # The picture shows no red cells: a usual one is somewhat smaller than a nucleus.
        mask, density, diameter = np.zeros_like(mask), 0.3 * found.green, largest / 1.7
    red_cells = _RedCells(mask, density, 1.0, diameter)
    nuclei = _open(found.mask, _THIN_NUCLEUS * diameter)
    threshold = _VIOLET_OF_NUCLEI * found.green / 2
    cells = _cells_around(nuclei, violet, threshold, red_cells)
    return violet, nuclei, cells, red_cells, _NUCLEUS


def _count_discs(mask, diameter):
    """Count the discs of about this diameter, which may touch."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(filled(mask))
    tops = depth == ndimage.maximum_filter(depth, max(3, int(diameter / 2) | 1))
    return ndimage.label(tops & (depth >= 0.35 * diameter) & (depth <= 0.7 * diameter))[1]


def _with_pale_cytoplasm(box, pixels):
    """Extend a box to the whole cell, as segmented in its surroundings alone."""
    from scipy import ndimage

    left, top, right, bottom = box
    margin = int(_SURROUNDINGS * max(right - left, bottom - top))
    rows = slice(max(0, top - margin), bottom + margin)
    columns = slice(max(0, left - margin), right + margin)
    cell = (segment(pixels[rows, columns]) > 0).astype(np.uint8)
    if not cell.any():
        return box
    (inner,) = ndimage.find_objects(cell)
    found = np.array([[side.start, side.stop] for side in inner[::-1]]).T.ravel()
    found += np.tile([columns.start, rows.start], 2)
    starts, stops = np.maximum(found[:2], box[:2]), np.minimum(found[2:], box[2:])
    if np.clip(stops - starts, 0, None).prod() < 0.5 * (right - left) * (bottom - top):
        # The segmented cell is a neighbour.
        return box
    whole = np.concatenate([np.minimum(found[:2], box[:2]), np.maximum(found[2:], box[2:])])
    sides = whole[2:] - whole[:2]
    return whole if sides.max() <= _LONG * sides.min() else box


def _first_of_each(boxes):
    """Return indices of boxes without those whose cell is already shown by a more likely box."""
    kept = []
    for place, box in enumerate(boxes):
        others = boxes[kept]
        starts, stops = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
        common = np.clip(stops - starts, 0, None).prod(axis=1)
        area, areas = ((each[..., 2:] - each[..., :2]).prod(axis=-1) for each in (box, others))
        same = (common > 0.5 * (area + areas - common)) | (common > 0.8 * np.minimum(area, areas))
        if not same.any():
            kept.append(place)
    return kept


def _in_pixels(length, size, default):
    """Convert a length that may be a fraction of the shorter side to pixels."""
    if length is None:
        return default
    return length if isinstance(length, Integral) else float(length) * min(size)


def _shrink(pixels, factor):
    """Average squares of ``factor`` by ``factor`` pixels."""
    # NumPy is slow to reduce along short axes.
    for _ in range(2):
        whole = pixels[: len(pixels) // factor * factor]
        pixels = sum(whole[start::factor] for start in range(factor)) / np.float32(factor)
        pixels = pixels.swapaxes(0, 1)
    return pixels


def _densities(pixels):
    """Return the optical densities of green and blue, relative to the background."""
    from scipy import ndimage

    planes = np.moveaxis(pixels, -1, 0)
    brightness = sum(planes) / np.float32(3)
    bright = median(brightness[brightness >= quantiles(brightness.ravel(), 0.8)])
    calm = np.abs(brightness - bright) <= 0.08 * bright
    # The darkest pixels have no reliable colour: adding a little light everywhere makes them grey.
    stray = 0.02
    return [
        ndimage.gaussian_filter(-np.log((plane + stray) / (median(plane[calm]) + stray)), _BLUR)
        for plane in planes[1:]
    ]


def _red_cells(green, blue):
    """Find the field's red cells; return None for a blank field."""
    from scipy import ndimage

    bluish = green - blue
    violet = bluish > np.maximum(otsu_threshold(bluish), _VIOLET_HUE * green)
    depth = ndimage.distance_transform_edt(violet)
    widest = depth.max()
    # Nuclei are surrounded by cytoplasm; thin violet areas are only the rims of red cells.
    calm = ~(violet | grown(depth > widest / 2, 2 * widest))
    if not calm.any():
        return None
    mask = calm & (green > otsu_threshold(green[calm]))
    density = median(green[mask]) if mask.any() else 0
    if density < _FAINTEST:
        return None
    hue = np.clip(density / max(median(blue[mask]), _FAINTEST), *_HUES)
    return _RedCells(mask, density, hue, max(_disc_diameter(mask), widest))


def _disc_diameter(mask):
    """Estimate the diameter of discs that may touch and have holes."""
    from scipy import ndimage

    depth = ndimage.distance_transform_edt(filled(mask))
    # Half of a disc's area is less deep than 0.29 of its radius. Clumps bias this estimate and the
    # deepest points in different ways, both upwards.
    by_area = 2 * median(depth[depth > 0]) / (1 - np.sqrt(0.5))
    tops = np.sort(depth[(depth > 1) & (depth == ndimage.maximum_filter(depth, 7))])
    if not len(tops):
        return by_area
    summed = np.cumsum(tops)
    return min(by_area, 2 * tops[np.searchsorted(summed, 0.75 * summed[-1])])


def _cells_around(nuclei, violet, threshold, red_cells):
    """Return the mask of the white cells around nuclei."""
    unit = red_cells.diameter
    near = grown(nuclei, _REACH * unit)
    others = (violet[~near & ~red_cells.mask], _BACKGROUND), (violet[~near & red_cells.mask], _RED)
    noise = max((quantiles(part, order) for part, order in others if part.size), default=0)
    stained = (violet > max(noise, _CYTOPLASM * threshold)) | nuclei
    return filled(_open(stained & near, _THIN_CELL * unit))


def _open(mask, radius):
    """Remove parts thinner than twice the radius; parts at the border count as continuing."""
    return mask & grown(~grown(~mask, radius), radius)


def _separate(cells, nuclei, unit):
    """Yield the window and the mask of each cell that has a nucleus."""
    from scipy import ndimage

    labels, _ = ndimage.label(cells)
    for number, window in enumerate(ndimage.find_objects(labels), 1):
        parts = _split(labels[window] == number, nuclei[window], unit)
        for part, inner in enumerate(ndimage.find_objects(parts), 1):
            if inner is None:
                continue
            mask = parts[inner] == part
            if (mask & nuclei[window][inner]).any():
                yield _within(window, inner), mask


def _within(outer, inner):
    """Return the position of an inner window relative to the array of the outer window."""
    return tuple(
        slice(around.start + side.start, around.start + side.stop)
        for around, side in zip(outer, inner, strict=True)
    )


def _split(cell, nuclei, unit):
    """Label touching cells, cut at the necks of their common outline."""
    from scipy import ndimage
    from skimage.morphology import reconstruction
    from skimage.segmentation import watershed

    depth = ndimage.distance_transform_edt(cell)
    # The area of one round cell is only slightly larger than that of its inscribed circle.
    if cell.sum() < 1.5 * np.pi * depth.max() ** 2:
        return cell.astype(int)
    # In logarithms, the ratio of a neck to a cell's width is a fixed drop between two maxima.
    height, drop = np.log(np.maximum(depth, 1)), -np.log(_NECK)
    rise = height - reconstruction(height - drop, height)
    hills, _ = ndimage.label(rise > 0.001)
    tops = (rise > 0.999 * drop) & (depth >= _PART_WIDTH * unit / 2)
    middles = np.unique(hills[tops])
    if len(middles) < 2:
        return cell.astype(int)
    markers = np.where(np.isin(hills, middles), hills, 0)
    parts = watershed(-depth, markers, mask=cell, watershed_line=True)
    cut = cell & (parts == 0)
    # A cut mostly through nuclei would separate the lobes of one cell.
    return parts if (cut & nuclei).sum() <= _CUT * cut.sum() else cell.astype(int)


def _judge(cell, nuclei, violet, red_cells):
    """Return a cell's stain in units of red cells, and its resemblance to a white cell."""
    stain = violet[cell].clip(0).sum()
    content = stain / (red_cells.density * np.pi / 4 * red_cells.diameter**2)
    strength = violet[cell & nuclei].mean() / red_cells.density
    roundness = min(1, cell.sum() / (np.pi / 4 * cell.size))
    return content, np.cbrt(content / (1 + content) * strength / (1 + strength) * roundness)


def _box(window, shape, factor, size):
    """Return the box in the whole field, with a margin."""
    margin = _MARGIN * max(side.stop - side.start for side in window)
    starts = [max(0, round((side.start - margin) * factor)) for side in window]
    # A box that touches the last line of the working copy extends to that of the field.
    stops = [
        whole if side.stop == last else min(whole, round((side.stop + margin) * factor))
        for side, last, whole in zip(window, shape, size, strict=True)
    ]
    return starts[1], starts[0], stops[1], stops[0]
