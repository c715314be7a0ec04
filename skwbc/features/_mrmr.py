"""Feature selection by minimum redundancy and maximum relevance."""

from numbers import Integral

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from skwbc._input.columns import as_labels
from skwbc._input.estimators import read_table, unchanged_on_error
from skwbc._sklearn import Interval, StrOptions, fit_context

# Number of entries of the counting tables that are in memory at once.
_AT_ONCE = 2**23
# Less information than this, in nats, is a rounding error.
_NO_INFORMATION = 1e-12


class MRMRSelector(SelectorMixin, BaseEstimator):
    """Select features that are relevant to the class and have little redundancy.

    Features are selected one by one: first the feature with the highest mutual information with the
    class, then in each step the feature whose information about the class is highest relative to
    the information that it shares with the features selected so far (Peng, Long and Ding 2005).
    Among deep features, hundreds are redundant, so far fewer features are needed than with a
    selection by individual scores.

    Parameters
    ----------
    k : int, default=100
        Number of features to select; all features if there are fewer.
    criterion : {'difference', 'quotient'}, default='difference'
        Whether the mean information shared with the selected features is subtracted from the
        relevance of a feature, or the relevance is divided by it.
    n_bins : int, default=8
        Number of equally filled bins into which each feature is divided to estimate its
        information.

    Attributes
    ----------
    order_ : ndarray of shape (k,)
        Indices of the selected features, in the order of their selection.
    relevance_ : ndarray of shape (n_features,)
        Mutual information of each feature with the class, in nats.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : ndarray of str
        Names of the features, if they have names.

    See Also
    --------
    make_hybrid : Deep features, selection and a classical classifier in one pipeline.

    Notes
    -----
    Mutual information is computed as in :func:`sklearn.metrics.mutual_info_score`, on the binned
    features, since a nearest-neighbour estimate would take hours for thousands of features.
    Features without information about the class, such as constant ones, are selected last.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from skwbc.features import MRMRSelector
    >>> X, y = load_breast_cancer(return_X_y=True, as_frame=True)
    >>> MRMRSelector(k=3).fit(X, y).get_feature_names_out().tolist()
    ['mean concave points', 'worst texture', 'worst perimeter']
    """

    _parameter_constraints = {
        "k": [Interval(Integral, 1, None, closed="left")],
        "criterion": [StrOptions({"difference", "quotient"})],
        "n_bins": [Interval(Integral, 2, 256, closed="both")],
    }

    def __init__(self, k=100, *, criterion="difference", n_bins=8):
        self.k = k
        self.criterion = criterion
        self.n_bins = n_bins

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Select the features.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.
        y : array-like of shape (n,)
            Labels.

        Returns
        -------
        self : object
            The fitted selector.
        """
        with unchanged_on_error(self):
            X, y = read_table(self, X, y=None if y is None else as_labels(y))
            check_classification_targets(y)
        _, labels = np.unique(y, return_inverse=True)
        codes = _binned(X, self.n_bins)
        self.relevance_ = _mutual_information(codes, labels)
        informative = self.relevance_ > _NO_INFORMATION
        remaining = np.ones(X.shape[1], dtype=bool)
        shared = np.zeros(X.shape[1])
        order = []
        for _ in range(min(self.k, X.shape[1])):
            if not order:
                merit = self.relevance_
            elif self.criterion == "difference":
                merit = self.relevance_ - shared / len(order)
            else:
                # Without shared information, the relevance alone decides.
                merit = self.relevance_ / np.maximum(shared / len(order), np.finfo(float).eps)
            # Constant features share no information, which would make up for having none.
            candidates = remaining & informative
            candidates = candidates if candidates.any() else remaining
            chosen = int(np.where(candidates, merit, -np.inf).argmax())
            order.append(chosen)
            remaining[chosen] = False
            if len(order) < self.k and remaining.any():
                shared[remaining] += _mutual_information(codes[:, remaining], codes[:, chosen])
        self.order_ = np.array(order)
        return self

    def _get_support_mask(self):
        check_is_fitted(self)
        mask = np.zeros(self.n_features_in_, dtype=bool)
        mask[self.order_] = True
        return mask

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags


def _binned(X, n_bins):
    """Compute the bin of each value; bins are equally filled as far as ties allow."""
    edges = np.quantile(X, np.arange(1, n_bins) / n_bins, axis=0)
    codes = np.zeros(X.shape, dtype=np.uint8)
    for edge in edges:
        codes += edge < X
    return codes


def _mutual_information(codes, labels):
    """Compute the mutual information of each column of codes with the labels, in nats."""
    n_images, n_features = codes.shape
    n_codes, n_labels = int(codes.max()) + 1, int(labels.max()) + 1
    per_feature = n_codes * n_labels
    information = np.empty(n_features)
    step = max(1, _AT_ONCE // n_images)
    for start in range(0, n_features, step):
        part = codes[:, start : start + step]
        cells = part + n_codes * labels[:, np.newaxis].astype(np.int64)
        cells += per_feature * np.arange(part.shape[1])
        joint = np.bincount(cells.ravel(), minlength=per_feature * part.shape[1])
        joint = joint.reshape(-1, n_labels, n_codes) / n_images
        independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=2, keepdims=True)
        logs = np.log(np.divide(joint, independent, where=joint > 0, out=np.ones_like(joint)))
        information[start : start + step] = (joint * logs).sum(axis=(1, 2))
    return information
