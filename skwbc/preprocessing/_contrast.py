"""Equalisation of the contrast of pictures."""

from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from skwbc._sklearn import Interval
from skwbc.preprocessing._base import ImageStep, as_before, in_colour

# Brightness is constant if it varies by less than this: one level of 8 bits and rounding errors.
_CONSTANT = 1.5 / 255


@dataclass(frozen=True)
class Equalization:
    """Equalise the brightness of each part of a picture without changing its colours."""

    n_tiles: int
    clip_limit: float
    revision = 1

    def __call__(self, pixels):
        from skimage.exposure import equalize_adapthist

        coloured = in_colour(pixels)
        if np.ptp(coloured.max(axis=2)) < _CONSTANT:
            # scikit-image would stretch a rounding error to the whole range.
            return pixels
        tile = [max(1, side // self.n_tiles) for side in pixels.shape[:2]]
        # For colour pictures, this equalises the value channel of HSV.
        equalized = equalize_adapthist(coloured, tile, self.clip_limit)
        return as_before(equalized, pixels)


class ContrastEqualizer(ImageStep):
    """Equalise the brightness of each part of a picture: CLAHE.

    This is contrast-limited adaptive histogram equalisation of the brightness; hue and saturation
    are not changed.

    Parameters
    ----------
    clip_limit : float, default=0.01
        Maximum increase of the contrast, from 0 to 1; small values limit the noise of an even
        background.
    n_tiles : int, default=8
        Number of tiles along each side of a picture.
    %(image_shape)s

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    StainNormalizer : Normalise pictures to the colours of the training images.

    Notes
    -----
    The brightness of each picture is first stretched to the range from 0 to 1, as in
    :func:`skimage.exposure.equalize_adapthist`. A picture of constant brightness is not changed.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import ContrastEqualizer
    >>> images = make_blood_cells(10, image_size=48, random_state=0).images
    >>> equalized = ContrastEqualizer(n_tiles=4).fit_transform(images)
    >>> bool(equalized.std() > images.std())
    True
    """

    _parameter_constraints = {
        "clip_limit": [Interval(Real, 0, 1, closed="both")],
        "n_tiles": [Interval(Integral, 1, None, closed="left")],
        "image_shape": [tuple, list, None],
    }

    def __init__(self, clip_limit=0.01, *, n_tiles=8, image_shape=None):
        self.clip_limit = clip_limit
        self.n_tiles = n_tiles
        self.image_shape = image_shape

    def _change(self):
        return Equalization(self.n_tiles, self.clip_limit)


# Names used by pickles of 0.1.0.dev0.
Equalized = Equalization
