"""Normalisation of the stain and light of pictures to those of the training images."""

import warnings
from dataclasses import dataclass

import numpy as np

from skwbc._input.density import DARKEST, optical_density
from skwbc._sklearn import StrOptions
from skwbc.preprocessing._base import ImageStep, as_before, in_colour
from skwbc.preprocessing._segment import BLACK, black_corners

# Optical density below which a pixel is background, without visible stain.
_NO_STAIN = 0.15
# Angles outside these percentiles are noise, as are densities above the percentile below.
_OUTER_ANGLES = (1, 99)
_FULL = 99
# Percentile of each channel that is taken as the light of the background.
_LIGHT = 90
# Training images whose colours spread less than this are constant; cells spread at least tenfold.
_NO_SPREAD = 0.01
# Conversion from red, green and blue to the cones of the eye, and from their logarithms to
# brightness and two colour contrasts (Reinhard and others 2001).
_CONES = np.array([[0.3811, 0.5783, 0.0402], [0.1967, 0.7244, 0.0782], [0.0241, 0.1288, 0.8444]])
_CONTRASTS = np.array([[1, 1, 1], [1, 1, -2], [1, -1, 0]]) / np.sqrt([[3], [6], [2]])


@dataclass(frozen=True)
class ColourTransfer:
    """Change the mean and spread of a picture's colours."""

    mean: tuple
    spread: tuple
    revision = 2

    def __call__(self, pixels):
        colours = _contrasts(pixels)
        smear = colours[~black_corners(pixels)]
        if not len(smear) or not any(self.spread):
            return pixels
        mean, spread = smear.mean(axis=0), smear.std(axis=0)
        # A uniform picture has no spread to change.
        scale = np.divide(self.spread, spread, where=spread > 1e-6, out=np.ones(3))
        cones = np.exp(((colours - mean) * scale + self.mean) @ np.linalg.inv(_CONTRASTS).T)
        return _with_black_corners(cones @ np.linalg.inv(_CONES).T, pixels)


@dataclass(frozen=True)
class StainTransfer:
    """Separate a picture's two stains and replace them with others."""

    light: tuple
    stains: tuple
    full: tuple
    revision = 2

    def __call__(self, pixels):
        own = separate_stains(pixels)
        if own is None or not any(self.full):
            return pixels
        light, stains, full = own
        density = optical_density(in_colour(pixels), light)
        amounts = density @ np.linalg.pinv(stains)
        # Density that neither stain explains is kept.
        rest = density - amounts @ stains
        amounts *= np.divide(self.full, full, where=full > 1e-6, out=np.ones(2))
        restained = np.array(self.light) * np.exp(-(amounts @ np.array(self.stains) + rest))
        return _with_black_corners(restained, pixels)


def separate_stains(pixels):
    """Estimate a picture's light, the colours of its two stains and their full amounts.

    Returns
    -------
    light : ndarray of shape (3,)
        Colour of the background.
    stains : ndarray of shape (2, 3)
        Optical densities of unit length; the first stain, that of nuclei, transmits more blue.
    full : ndarray of shape (2,)
        Amounts that very few pixels exceed.

    Returns ``None`` instead of these if too little of the picture is stained.
    """
    smear = in_colour(pixels)[~black_corners(pixels)]
    if not len(smear):
        return None
    light = np.maximum(np.percentile(smear, _LIGHT, axis=0), DARKEST)
    density = optical_density(smear, light)
    stained = density[(density > _NO_STAIN).any(axis=1)]
    if len(stained) < 10:
        return None
    _, directions = np.linalg.eigh(np.cov(stained.T))
    plane = directions[:, 1:]
    # Both directions point towards the densities.
    plane = plane * np.where(plane.sum(axis=0) < 0, -1, 1)
    angles = np.arctan2(*(stained @ plane).T)
    outer = np.percentile(angles, _OUTER_ANGLES)
    stains = np.column_stack([np.sin(outer), np.cos(outer)]) @ plane.T
    stains = stains[np.argsort(stains[:, 2])]
    stains /= np.linalg.norm(stains, axis=1, keepdims=True)
    full = np.percentile(stained @ np.linalg.pinv(stains), _FULL, axis=0)
    return light, stains, full


class StainNormalizer(ImageStep):
    """Normalise pictures to the stain and light of the training images.

    The colours of smears differ between laboratories and from day to day. ``fit`` learns the
    colours of the training images, and ``transform`` matches each picture to them.

    Parameters
    ----------
    method : {'reinhard', 'macenko'}, default='reinhard'
        'reinhard' changes the mean and spread of all colours of a picture. 'macenko' separates the
        two stains, replaces them, and replaces the light of the background.
    %(image_shape)s

    Attributes
    ----------
    mean_, spread_ : ndarray of shape (3,)
        Mean colour of the training images and its spread, in Reinhard's colour space; only with
        'reinhard'.
    light_ : ndarray of shape (3,)
        Background of the training images; only with 'macenko'.
    stains_ : ndarray of shape (2, 3)
        Optical densities of their two stains, that of nuclei first; only with 'macenko'.
    full_ : ndarray of shape (2,)
        Full amount of each stain; only with 'macenko'.
    %(image_attributes)s

    See Also
    --------
    ContrastEqualizer : Equalise the brightness of each part of a picture.

    Notes
    -----
    The methods are those of Reinhard and others (2001) and of Macenko and others (2009). The
    learned values are medians over all training images. The black corners of rotated pictures do
    not count, and stay black. With 'macenko', a picture with fewer than ten stained pixels is left
    unchanged.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import StainNormalizer
    >>> images = make_blood_cells(20, image_size=32, random_state=0).images
    >>> normalizer = StainNormalizer().fit(images[:10])
    >>> colours = normalizer.transform(images).mean(axis=(1, 2))
    >>> bool((colours.std(axis=0) < images.mean(axis=(1, 2)).std(axis=0)).all())
    True
    """

    _parameter_constraints = {
        "method": [StrOptions({"reinhard", "macenko"})],
        "image_shape": [tuple, list, None],
    }

    def __init__(self, method="reinhard", *, image_shape=None):
        self.method = method
        self.image_shape = image_shape

    def _learn(self, cells):
        if self.method == "reinhard":
            smears = (_contrasts(each)[~black_corners(each)] for each in cells.originals())
            found = [(smear.mean(axis=0), smear.std(axis=0)) for smear in smears if len(smear)]
            self.mean_, self.spread_ = np.median(found or np.zeros((1, 2, 3)), axis=0)
            if self.spread_.max() < _NO_SPREAD:
                warnings.warn(
                    "method='reinhard': the training images are of constant colour, so that no "
                    "image is changed; pass images of stained cells.",
                    UserWarning,
                    stacklevel=2,
                )
                self.spread_ = np.zeros(3)
            return
        found = [separate_stains(pixels) for pixels in cells.originals()]
        found = [each for each in found if each is not None]
        if not found:
            warnings.warn(
                "method='macenko': no training image has ten stained pixels, so that no image is "
                "changed; pass images of stained cells, or method='reinhard'.",
                UserWarning,
                stacklevel=2,
            )
            found = [(np.ones(3), np.eye(2, 3), np.zeros(2))]
        self.light_, stains, self.full_ = (np.median(each, axis=0) for each in zip(*found))
        self.stains_ = stains / np.linalg.norm(stains, axis=1, keepdims=True)

    def _change(self):
        if self.method == "reinhard":
            return ColourTransfer(tuple(self.mean_.tolist()), tuple(self.spread_.tolist()))
        return StainTransfer(
            tuple(self.light_.tolist()),
            tuple(map(tuple, self.stains_.tolist())),
            tuple(self.full_.tolist()),
        )


def _contrasts(pixels):
    """Compute brightness and two colour contrasts of each pixel, on logarithmic scales."""
    cones = np.maximum(in_colour(pixels), DARKEST) @ _CONES.T
    return np.log(cones) @ _CONTRASTS.T


def _with_black_corners(changed, pixels):
    """Return changed pixels in the format of the picture, whose black corners stay as they are."""
    black = black_corners(pixels) & (pixels.max(axis=2) < BLACK)
    return np.where(black[..., np.newaxis], pixels, as_before(np.clip(changed, 0, 1), pixels))


# Names used by pickles of 0.1.0.dev0.
Recoloured, Restained = ColourTransfer, StainTransfer
