"""Squares around cells."""

import numpy as np


def square_crop(pixels, box, margin=0.0):
    """Cut out the square around a box, moved into the picture where it would leave it.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, channels)
        The picture.
    box : sequence of int
        Left, top, right and bottom; the last two are outside.
    margin : float
        Added on each side, in parts of the box's longer side.

    Returns
    -------
    crop : ndarray
        A view of the pixels.
    """
    left, top, right, bottom = box
    height, width = pixels.shape[:2]
    side = round(max(right - left, bottom - top) * (1 + 2 * margin))
    side = min(side, height, width)
    left = int(np.clip((left + right - side) // 2, 0, width - side))
    top = int(np.clip((top + bottom - side) // 2, 0, height - side))
    return pixels[top : top + side, left : left + side]
