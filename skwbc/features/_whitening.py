"""Features without correlation that still are the features."""

from numbers import Real

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from skwbc._input.estimators import read_table
from skwbc._sklearn import Interval, fit_context


class ZCAWhitener(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Take the correlation out of features and change them as little as that allows.

    Whitening by principal components makes new features; zero-phase component analysis turns these
    back, so that each whitened feature stays as near to its own original as can be (Bell and
    Sejnowski 1997) and keeps its name. In distances between whitened features, a property that many
    features repeat no longer counts many times.

    Parameters
    ----------
    regularization : float, default=0.01
        Added to the variance in each direction, in parts of the mean variance, so that directions
        in which the training images hardly differ are not blown up.

    Attributes
    ----------
    mean_ : ndarray of shape (n_features,)
        Mean of each feature.
    whitening_ : ndarray of shape (n_features, n_features)
        What centred features are multiplied by.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : ndarray of str
        Names of the features, where they have names.

    See Also
    --------
    sklearn.decomposition.PCA : With ``whiten=True``, whitens without turning back.

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
        """Learn the correlations.

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
        # Where nothing ever differed, nothing can be whitened.
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
