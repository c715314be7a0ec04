"""Base classes of image transformers."""

from abc import abstractmethod

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from skwbc._docs import fill_docstring
from skwbc._input.estimators import read_images, unchanged_on_error, warn_of_unknown_shape
from skwbc._sklearn import check_feature_names_in, fit_context, in_container


class ImageTransformer(TransformerMixin, BaseEstimator):
    """Base class of transformers that take images."""

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        fill_docstring(cls)

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Fit the transformer to training images.

        Parameters
        ----------
        X : array or sequence
            Images: an array of shape (n, height, width, channels) or (n, height, width), paths,
            PIL images, arrays of different sizes, or flattened rows.
        y : None
            Not used.

        Returns
        -------
        self : object
            The fitted transformer.
        """
        with unchanged_on_error(self):
            cells = read_images(self, X, reset=True)
            self.n_channels_ = cells.channels
            self._learn(cells)
        return self

    def _learn(self, cells):
        """Learn the parameters of ``transform`` from the training images."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags


class ImageStep(ImageTransformer, auto_wrap_output_keys=None):
    """Base class of transformers that convert each picture to a picture, in the format of X."""

    def __init_subclass__(cls, **kwargs):
        # scikit-learn would convert the pictures to a table.
        super().__init_subclass__(auto_wrap_output_keys=None, **kwargs)
        cls._sklearn_auto_wrap_output_keys = {"transform"}

    def transform(self, X):
        """Transform each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            For an array, an array of the same shape and type. For a sequence, an array of objects:
            pictures in their own sizes, which are computed whenever the next step needs them.
            ``np.asarray`` of an object returns its pixels, from 0 to 1.
        """
        cells = self._read(X)
        change = self._change()
        made = cells.altered([(index, change) for index in range(len(cells))])
        return self._as_asked_for(made, cells, X)

    def _read(self, X):
        """Read the images to transform."""
        check_is_fitted(self)
        cells = read_images(self, X, reset=False)
        warn_of_unknown_shape(self, cells)
        return cells

    def _as_asked_for(self, made, cells, X):
        """Return rows in the container requested with ``set_output``, and pictures unchanged."""
        return in_container("transform", made, X, self) if cells.is_rows else made

    def fit_transform(self, X, y=None):
        """Fit to the training images and transform each of them.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            The transformed pictures, as returned by ``transform``.
        """
        return self.fit(X, y).transform(X)

    def get_feature_names_out(self, input_features=None):
        """Return the names of the values of a row.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns, if X is a table of rows.

        Returns
        -------
        names : ndarray of str or None
            The same names; ``None`` for pictures, which have no names.
        """
        check_is_fitted(self)
        if not hasattr(self, "n_features_in_"):
            return input_features
        return check_feature_names_in(self, input_features)

    @abstractmethod
    def _change(self):
        """Return the function applied to the pixels; its ``repr`` includes all its settings."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def in_colour(pixels):
    """Return pixels with three channels, from 0 to 1."""
    return np.clip(np.broadcast_to(pixels, (*pixels.shape[:2], 3)), 0, 1)


def as_before(pixels, before):
    """Return pixels with the number of channels of ``before``."""
    if before.shape[-1] == 1:
        pixels = pixels.mean(axis=-1, keepdims=True)
    return pixels.astype(np.float32, copy=False)
