"""Segmentation of nucleus and cytoplasm of the cell in a picture."""

import zlib
from dataclasses import dataclass
from numbers import Integral

import numpy as np

from skwbc._files.cache import fingerprint, remembered
from skwbc._input.parallel import of_each_image
from skwbc._sklearn import StrOptions
from skwbc.preprocessing._base import ImageStep, in_colour
from skwbc.preprocessing._segment import CYTOPLASM, NUCLEUS, segment


def cell_labels(pixels):
    """Segment a picture, or return its cached segmentation.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, channels)
        A picture, with values from 0 to 1.

    Returns
    -------
    labels : ndarray of uint8 of shape (height, width)
        0 background, 1 cytoplasm, 2 nucleus.
    """

    def compressed():
        return np.frombuffer(zlib.compress(segment(in_colour(pixels)).tobytes(), 1), np.uint8)

    row = remembered(("segment", fingerprint(pixels)), compressed)
    return np.frombuffer(zlib.decompress(row), np.uint8).reshape(pixels.shape[:2])


@dataclass(frozen=True)
class Mask:
    """Make everything but the cell white."""

    revision = 2

    def __call__(self, pixels):
        return np.where(cell_labels(pixels)[..., np.newaxis] > 0, pixels, np.float32(1))


class CellSegmenter(ImageStep):
    """Segment nucleus and cytoplasm of the white cell in the middle of a picture.

    No masks are needed for training: colours are compared with the picture's own background, so
    stain and light have little influence.

    Parameters
    ----------
    output : {'labels', 'nucleus', 'cell', 'masked'}, default='labels'
        'labels' returns 0 for background, 1 for cytoplasm and 2 for the nucleus; 'nucleus' and
        'cell' return masks; 'masked' returns the picture with all pixels outside the cell white.
    %(image_shape)s
    n_jobs : int or None, default=None
        Number of processes for labels and masks.
    verbose : int, default=0
        Print the progress for labels and masks if above 0.

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    CellCropper : Crop cells from whole fields.
    skwbc.features.HandcraftedFeatures : Compute features of the segmented cell.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import CellSegmenter
    >>> cells = make_blood_cells(5, image_size=70, random_state=0)
    >>> labels = CellSegmenter().fit_transform(cells.images)
    >>> labels.shape
    (5, 70, 70)
    >>> bool(((labels == 2) == (cells.masks == 2)).mean() > 0.9)
    True
    """

    _parameter_constraints = {
        "output": [StrOptions({"labels", "nucleus", "cell", "masked"})],
        "image_shape": [tuple, list, None],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    }

    def __init__(self, output="labels", *, image_shape=None, n_jobs=None, verbose=0):
        self.output = output
        self.image_shape = image_shape
        self.n_jobs = n_jobs
        self.verbose = verbose

    def transform(self, X):
        """Segment the cell of each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            Labels or masks of shape (n, height, width); for rows, one row per row; for pictures of
            different sizes, an array of objects. With 'masked', pictures in the format of X: an
            array of its shape and type, or objects that are computed whenever the next step needs
            them. If no cell is found, all pixels are background.
        """
        if self.output == "masked":
            return super().transform(X)
        cells = self._read(X)
        found = of_each_image(
            cell_labels, cells, n_jobs=self.n_jobs, verbose=self.verbose, doing="segmented"
        )
        if self.output == "nucleus":
            found = [labels == NUCLEUS for labels in found]
        elif self.output == "cell":
            found = [labels >= CYTOPLASM for labels in found]
        if cells.given_shape is None:
            return np.fromiter(found, dtype=object, count=len(found))
        found = np.stack(found)
        found = found.reshape(len(found), -1) if cells.is_rows else found
        return self._as_asked_for(found, cells, X)

    def _change(self):
        return Mask()

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        if self.output != "masked":
            tags.transformer_tags.preserves_dtype = []
        return tags


# Name used by pickles of 0.1.0.dev0.
Masked = Mask
