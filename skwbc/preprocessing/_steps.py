"""What transformers of images into images have in common."""

from abc import abstractmethod

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skwbc._reading import ImageTransformer, read_images


class ImageStep(ImageTransformer):
    """A transformer that makes a picture of each picture, in the form that X has."""

    def transform(self, X):
        """Make a picture of each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            An array of the shape and type of X; of a sequence an array of objects, pictures in
            their own sizes that are made whenever the next step needs them. ``np.asarray`` of one
            gives its pixels, 0 to 1.
        """
        check_is_fitted(self)
        cells = read_images(self, X, reset=False)
        change = self._change()
        return cells.altered([(index, change) for index in range(len(cells))])

    @abstractmethod
    def _change(self):
        """What makes pixels of pixels; its ``repr`` says all that it does."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def in_colour(pixels):
    """Pixels with three channels, from 0 to 1."""
    return np.clip(np.broadcast_to(pixels, (*pixels.shape[:2], 3)), 0, 1)


def as_before(pixels, before):
    """Pixels with as many channels as there were before."""
    if before.shape[-1] == 1:
        pixels = pixels.mean(axis=-1, keepdims=True)
    return pixels.astype(np.float32, copy=False)
