"""Whole cells in place of the lobes of their nuclei.

In a pale cell without red cells beside it, each lobe of the nucleus can look like a cell.
"""

import numpy as np

from skwbc.preprocessing._segmenter import cell_labels

# A box is examined if this share of its dark pixels is found again in a frame around it, which is
# half as wide as the box. A pixel is dark if it absorbs this share of what the nucleus absorbs.
_DARK_OUTSIDE, _FRAME, _DARK = 0.15, 0.5, 0.85
# Margin of the segmented square, as a fraction of the box's longer side.
_MARGIN = 1.5
# The segmented cell replaces the box if the box contains less than this share of its nucleus, ...
_SHARE = 0.8
# ... if it is larger by this factor, about as wide as high, and convex enough for one cell.
_LARGER, _ELONGATED, _FILLED = 1.3, 1.4, 0.62
# Margin of its box, as a fraction of its longer side.
_RIM = 0.03
# Boxes overlap if they share this part of both, or this part of the smaller.
_SHARED, _INSIDE = 0.4, 0.7


def whole_cells(pixels, boxes, scores):
    """Replace boxes of lobes by boxes of their cells, and drop boxes that overlap better ones.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, 3)
        The picture, from 0 to 1.
    boxes : ndarray of int of shape (n_cells, 4)
        Left, top, right and bottom of each cell.
    scores : ndarray of float of shape (n_cells,)
        Scores of the cells, in descending order.

    Returns
    -------
    boxes, scores : ndarray
        The boxes of the whole cells, and their scores.
    """
    absorbed = 1 - pixels[..., 1]
    whole = [_cell_around(pixels, box) if _goes_on(absorbed, box) else box for box in boxes]
    if all(new is old for new, old in zip(whole, boxes, strict=True)):
        return boxes, scores
    kept = []
    for index, box in enumerate(whole):
        if not any(_overlap(box, whole[other]) for other in kept):
            kept.append(index)
    return np.array([whole[index] for index in kept]), scores[kept]


def _goes_on(absorbed, box):
    """Return whether there are pixels as dark as the nucleus just outside a box."""
    left, top, right, bottom = box
    frame = int(_FRAME * max(right - left, bottom - top))
    # Every second pixel is enough for an estimate.
    inside = absorbed[top:bottom:2, left:right:2]
    around = absorbed[
        max(top - frame, 0) : bottom + frame : 2, max(left - frame, 0) : right + frame : 2
    ]
    dark = _DARK * np.percentile(inside, 85)
    n_inside = (inside > dark).sum()
    return (around > dark).sum() - n_inside >= _DARK_OUTSIDE * n_inside


def _cell_around(pixels, box):
    """Segment the surroundings of a box; return the box of the cell, or the box as it was."""
    from scipy import ndimage

    height, width = pixels.shape[:2]
    left, top, right, bottom = box
    side = min(round(max(right - left, bottom - top) * (1 + 2 * _MARGIN)), height, width)
    x = int(np.clip((left + right - side) // 2, 0, width - side))
    y = int(np.clip((top + bottom - side) // 2, 0, height - side))
    labels = cell_labels(np.ascontiguousarray(pixels[y : y + side, x : x + side]))
    inside = np.s_[max(top - y, 0) : bottom - y, max(left - x, 0) : right - x]
    parts, _ = ndimage.label(labels)
    covered = np.bincount(parts[inside].ravel())
    covered[0] = 0
    if not covered.any():
        return box
    cell = parts == covered.argmax()
    nucleus = cell & (labels == 2)
    rows, columns = np.nonzero(cell)
    first, last = (np.array([pick(columns), pick(rows)]) for pick in (np.min, np.max))
    size = last - first + 1
    area = size.prod()
    is_whole = (
        nucleus[inside].sum() < _SHARE * nucleus.sum()
        and area > _LARGER * (right - left) * (bottom - top)
        and size.max() < _ELONGATED * size.min()
        and len(rows) > _FILLED * area
        # A cell that leaves the square may be several.
        and first.min() > 0
        and last.max() < side - 1
    )
    if not is_whole:
        return box
    rim = round(_RIM * size.max())
    corners = np.array([*(first - rim + (x, y)), *(last + 1 + rim + (x, y))])
    return np.clip(corners, 0, (width, height, width, height))


def _overlap(box, other):
    """Return whether two boxes show the same cell."""
    starts, stops = np.maximum(box[:2], other[:2]), np.minimum(box[2:], other[2:])
    common = np.clip(stops - starts, 0, None).prod()
    areas = [(each[2:] - each[:2]).prod() for each in (box, other)]
    return common >= _SHARED * (sum(areas) - common) or common >= _INSIDE * min(areas)
