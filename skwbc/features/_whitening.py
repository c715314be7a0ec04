"""Whitening of features by zero-phase component analysis."""

from numbers import Real

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from skwbc._input.estimators import read_table
from skwbc._sklearn import Interval, fit_context


class ZCAWhitener(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Decorrelate features while changing them as little as possible.

    Whitening by principal components creates new features. Zero-phase component analysis rotates
    these back, so that each whitened feature stays as close as possible to the original feature
    (Bell and Sejnowski 1997) and keeps its name. In distances between whitened features, a property
    that is repeated in many features no longer counts many times.

    Parameters
    ----------
    regularization : float, default=0.01
        Value added to the variance in each direction, as a fraction of the mean variance, so that
        directions in which the training images hardly differ are not amplified.

    Attributes
    ----------
    mean_ : ndarray of shape (n_features,)
        Mean of each feature.
    whitening_ : ndarray of shape (n_features, n_features)
        Matrix by which centred features are multiplied.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : ndarray of str
        Names of the features, if they have names.

    See Also
    --------
    sklearn.decomposition.PCA : Whitens without rotating back, with ``whiten=True``.

    Notes
    -----
    Features on very different scales should be standardised first.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_iris
    >>> from skwbc.features import ZCAWhitener
    >>> X, _ = load_iris(return_X_y=True)
    >>> whitened = ZCAWhitener(regularization=0).fit_transform(X)
    >>> [round(float(np.corrcoef(each.T)[2, 3]), 2) for each in (X, whitened)]
    [0.96, 0.0]
    """

    _parameter_constraints = {"regularization": [Interval(Real, 0, None, closed="left")]}

    def __init__(self, regularization=0.01):
        self.regularization = regularization

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Estimate the correlations of the features.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.
        y : None
            Not used.

        Returns
        -------
        self : object
            The fitted transformer.
        """
        X = read_table(self, X, ensure_min_samples=2)
        self.mean_ = X.mean(axis=0)
        centred = X - self.mean_
        variance, directions = np.linalg.eigh(centred.T @ centred / (len(X) - 1))
        variance = np.maximum(variance, 0)
        variance += self.regularization * variance.mean()
        # Directions without variance cannot be whitened.
        varies = variance > X.shape[1] * np.finfo(X.dtype).eps * variance.max()
        scale = np.sqrt(variance, where=varies, out=np.full_like(variance, np.inf))
        self.whitening_ = (directions / scale) @ directions.T
        return self

    def transform(self, X):
        """Whiten features.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.

        Returns
        -------
        X_new : ndarray of shape (n, n_features)
            The whitened features.
        """
        check_is_fitted(self)
        X = read_table(self, X, reset=False)
        return (X - self.mean_) @ self.whitening_

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
