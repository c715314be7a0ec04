"""Classification of the features of cells from several laboratories."""

from numbers import Real

import numpy as np
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from skwbc._input.columns import as_labels
from skwbc._input.estimators import read_table, unchanged_on_error
from skwbc._sklearn import Interval, fit_context, num_samples
from skwbc.classifiers._fit_data import encode

# Rounds of adaptation, each of which predicts the cells and scales their features again.
_ROUNDS = 10
# A type with this many cells counts half in the scaling.
_FEW = 3.0
# Scaled features beyond this are outliers.
_FARTHEST = 6.0
# Steps of stored features per unit, so that none exceeds 8 bits.
_STEPS = 20.0
# Predicted cells train the adapted model if they are this certain, with this share of the weight of
# the cells of the first fit. So many labelled cells have the weight of all these.
_CERTAIN, _SHARE, _MANY = 0.9, 0.3, 80
# An adapted model is not sure of what is so many times as far from the mean as any known cell.
_FAR = 1.25


class LaboratoryClassifier(ClassifierMixin, BaseEstimator):
    """Classify the features of cells, and adapt to laboratories without labels.

    Stain, lamp and camera shift and scale the features of all cells of a laboratory. A logistic
    regression classifies the features of the cells of all laboratories. :func:`skwbc.adapt`
    replaces it for another laboratory, from cells without labels or with a few: it estimates how
    the features of this laboratory are shifted and scaled, and fits another regression to features
    that are scaled for each laboratory by itself.

    Parameters
    ----------
    C : float, default=0.005
        Inverse strength of the penalty of the logistic regression.
    temperature : float, default=1.0
        Divisor of the log-odds. Above 1, predictions are less certain, as they should be for other
        laboratories.
    others : sequence of labels or None, default=None
        Labels of training images that show none of the types, such as 'platelet'. They do not count
        in the scaling, and are all predicted as ``unsure``.
    unsure : object, default='not sure'
        Label that is predicted for images like those of ``others``.
    reluctance : float, default=0.0
        Log-odds that are subtracted from those of ``unsure`` until the model is adapted, and while
        it is adapted, since cells with an unknown stain resemble none of the types.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels that are predicted.
    is_adapted_ : bool
        Whether the model was adapted to a laboratory.
    mean_, scale_ : ndarray of shape (n_features,)
        Mean and standard deviation of the features over all types: those of the laboratory to which
        the model was adapted, or those of all laboratories in the training data.
    regression_ : LogisticRegression
        The classifier of scaled features, which distinguishes the labels of ``others`` too.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : ndarray of str
        Names of the features; only available if X had names.

    See Also
    --------
    skwbc.adapt : Adapt the classifier, or a pipeline that contains it.
    skwbc.ready_model : A fitted pipeline that ends with this classifier.

    Notes
    -----
    Adaptation alternates between predicting the types of the cells and scaling their features. A
    cell counts by the probability of each type divided by the number of cells of this type, so that
    the mixture of types, which differs from smear to smear, affects the scaling little. Types that
    are missing do not count. Cells whose types are certain then train the regression too. With
    ``others``, the adapted model predicts ``unsure`` for what is much farther from the mean than
    all cells of the types that it was fitted to.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc import adapt
    >>> from skwbc.pipelines import LaboratoryClassifier
    >>> rng = np.random.default_rng(0)
    >>> y = np.repeat(["eosinophil", "neutrophil"], 50)
    >>> X = rng.normal(size=(100, 5)) + 2 * (y == "eosinophil")[:, None]
    >>> model = LaboratoryClassifier(C=1).fit(X, y)
    >>> elsewhere = 3 * X + 10
    >>> bool(model.score(elsewhere, y) < 0.6 < adapt(model, elsewhere).score(elsewhere, y))
    True
    """

    _parameter_constraints = {
        "C": [Interval(Real, 0, None, closed="neither")],
        "temperature": [Interval(Real, 0, None, closed="neither")],
        "others": ["array-like", None],
        "unsure": "no_validation",
        "reluctance": [Interval(Real, 0, None, closed="left")],
    }

    def __init__(self, *, C=0.005, temperature=1.0, others=None, unsure="not sure", reluctance=0.0):
        self.C = C
        self.temperature = temperature
        self.others = others
        self.unsure = unsure
        self.reluctance = reluctance

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y, laboratories=None, is_copy=None):
        """Scale the features, and fit the regression.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.
        y : array-like of shape (n,)
            Labels.
        laboratories : array-like of shape (n,), optional
            Laboratory of each cell. By default, all cells come from the same laboratory.
        is_copy : array-like of bool of shape (n,), optional
            Whether each row describes an augmented copy of another picture. Copies only train the
            regression that is used until the model is adapted. By default, there are none.

        Returns
        -------
        self : object
            The fitted classifier.
        """
        with unchanged_on_error(self):
            X = read_table(self, X).astype(np.float64)
            names, codes = encode(self, y, len(X), None)
            others = set() if self.others is None else set(self.others)
            is_type = np.array([name not in others for name in names.tolist()])
            if not is_type.any():
                raise ValueError("y contains only labels of others; add cells of the types.")
            labels = np.zeros(len(X)) if laboratories is None else as_labels(laboratories, n=len(X))
            copied = np.zeros(len(X), bool) if is_copy is None else np.asarray(is_copy, bool)
            if copied.shape != (len(X),):
                raise ValueError(
                    f"is_copy has {len(copied)} entries, but X has {len(X)} rows; pass one for "
                    "each."
                )
            if len(only_copies := np.setdiff1d(codes, codes[~copied])):
                label = names.tolist()[only_copies[0]]
                raise ValueError(
                    f"All rows of y with the label {label!r} are copies; is_copy must be False "
                    "for the pictures that were copied."
                )
            self.classes_ = names[is_type]
            if not is_type.all():
                self.classes_ = np.unique(as_labels([*names[is_type].tolist(), self.unsure]))
            predicted = [
                name if known else self.unsure
                for name, known in zip(names.tolist(), is_type, strict=True)
            ]
            # The label that is predicted for each label of y.
            self._merged = np.equal.outer(np.array(predicted), self.classes_).astype(float)
            self._names, self._is_type = names, is_type
            self.is_adapted_ = False
            counted, weights = self._weights(codes, labels)
            self.mean_, self.scale_ = _statistics(X, counted)
            self.regression_ = self._regression(self._scaled(X), codes, weights)
            # Adaptation fits the regression to these.
            X, codes, labels = X[~copied], codes[~copied], labels[~copied]
            counted, weights = self._weights(codes, labels)
            for laboratory in np.unique(labels):
                here = labels == laboratory
                X[here] = _scaled(X[here], *_statistics(X[here], counted[here]))
            # 8 bits are enough, and keep files small.
            self._cells = np.round(_STEPS * X).astype(np.int8), codes, weights
        return self

    def _weights(self, codes, laboratories):
        """Return how much each cell counts in the scaling, and in the regression."""
        counted, weights = np.empty(len(codes)), np.empty(len(codes))
        for laboratory in np.unique(laboratories):
            here = laboratories == laboratory
            counts = np.bincount(codes[here])[codes[here]]
            each, is_type = 1 / (counts + _FEW), self._is_type[codes[here]]
            each = np.where(is_type, each, 0) if is_type.any() else each
            counted[here] = each / each.sum()
            root = 1 / np.sqrt(counts)
            weights[here] = root / root.sum()
        return counted, weights / weights.mean()

    def predict(self, X):
        """Predict the label of each row.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.

        Returns
        -------
        y : ndarray of shape (n,)
            Predicted labels.
        """
        check_is_fitted(self)
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def predict_proba(self, X):
        """Predict the probability of each label for each row.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.

        Returns
        -------
        probabilities : ndarray of shape (n, n_classes)
            One column per label, in the order of ``classes_``.
        """
        log_odds = self.decision_function(X)
        if log_odds.ndim == 1:
            log_odds = np.column_stack([np.zeros_like(log_odds), log_odds])
        return softmax(log_odds, axis=1)

    def decision_function(self, X):
        """Compute the log-odds of each label for each row.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.

        Returns
        -------
        log_odds : ndarray of shape (n, n_classes), or (n,) for two classes
            Divided by the temperature; with two classes, only those of the second.
        """
        check_is_fitted(self)
        X = read_table(self, X, reset=False).astype(np.float64)
        X = self._scaled(X)
        probabilities = self.regression_.predict_proba(X) @ self._merged
        if self.is_adapted_ and not self._is_type.all():
            share = self._known_share(X)
            probabilities *= share[:, None]
            probabilities[:, self.classes_ == self.unsure] += 1 - share[:, None]
        log_odds = np.log(np.maximum(probabilities, np.finfo(float).tiny))
        if not self.is_adapted_:
            log_odds -= self.reluctance * (self._merged[~self._is_type].sum(axis=0) > 0)
        log_odds /= self.temperature
        return log_odds[:, 1] - log_odds[:, 0] if len(self.classes_) == 2 else log_odds

    def _known_share(self, X):
        """Return the factor of the probabilities of each cell, at most 1/2 for what is too far."""
        distances = _distances(X)
        far = distances > self._limit
        return np.where(far, self._limit / (2 * np.maximum(distances, self._limit)), 1.0)

    def _scaled(self, X):
        return _scaled(X, self.mean_, self.scale_)

    def _regression(self, X, codes, weights):
        # Several threads spend their time waiting for each other in matrix products this small.
        with threadpool_limits(limits=1, user_api="blas"):
            return LogisticRegression(C=self.C, max_iter=1000).fit(X, codes, weights)

    def _adapt(self, X, y=None):
        """Estimate the scaling from other cells, some of which may have labels, in place."""
        X = read_table(self, X, reset=False).astype(np.float64)
        known, allowed = self._known(y, len(X))
        means, squares = self._moments()
        cells, codes, weights = self._cells
        self._limit = float(_FAR * _distances(cells[self._is_type[codes]] / _STEPS).max())
        if not self.is_adapted_:
            self.regression_ = self._regression(cells / _STEPS, codes, weights)
            self.mean_, self.scale_ = _statistics(X, np.ones(len(X)))
        probabilities = self._of_labels(X)
        for _ in range(_ROUNDS):
            probabilities[known] = np.where(allowed, probabilities[known] + 1e-9, 0)
            probabilities[known] /= probabilities[known].sum(axis=1, keepdims=True)
            counts = probabilities.sum(axis=0)
            shares = np.where(self._is_type, counts / (counts + _FEW), 0)
            mean, deviation = _statistics(X, probabilities @ (shares / np.maximum(counts, 1e-9)))
            # The types that are there have another mean and deviation than all types together.
            shares /= shares.sum()
            expected = shares @ means
            spread = np.sqrt(np.maximum(shares @ squares - expected**2, 0.05))
            self.scale_ = deviation / spread
            self.mean_ = mean - expected * self.scale_
            self._learn_from(X, probabilities, known)
            probabilities = self._of_labels(X)
        self.is_adapted_ = True
        return True

    def _of_labels(self, X):
        """Predict the probabilities of the labels of the first fit during adaptation."""
        # Without a temperature, which would blur the types.
        probabilities = self.regression_.predict_proba(self._scaled(X))
        probabilities[:, ~self._is_type] *= np.exp(-self.reluctance)
        return probabilities / probabilities.sum(axis=1, keepdims=True)

    def _known(self, y, n):
        """Return which cells have labels, and which labels of the first fit these may be."""
        if y is None:
            return np.zeros(n, bool), np.zeros((0, len(self._names)), bool)
        if num_samples(y) != n:
            raise ValueError(
                f"y has {num_samples(y)} labels, but X has {n} cells; pass a label or None for "
                "each."
            )
        y = np.fromiter(y, object, count=n)
        known = np.array([label is not None and label == label for label in y])
        meant = dict(zip(self._names.tolist(), np.eye(len(self._names), dtype=bool), strict=True))
        meant |= dict(zip(self.classes_.tolist(), self._merged.T > 0, strict=True))
        if foreign := [label for label in y[known] if label not in meant]:
            raise ValueError(
                f"y contains {foreign[0]!r}, which the model does not know; it knows "
                f"{', '.join(map(str, meant))}, and None for cells without a label."
            )
        return known, np.array([meant[label] for label in y[known]], bool).reshape(
            -1, len(self._names)
        )

    def _moments(self):
        """Compute the means of the scaled features of each label, and of their squares."""
        cells, codes, _ = self._cells
        of_each = [cells[codes == code] / _STEPS for code in range(len(self._names))]
        means = np.array([some.mean(axis=0) for some in of_each])
        return means, np.array([(some**2).mean(axis=0) for some in of_each])

    def _learn_from(self, X, probabilities, known):
        """Fit the regression to the cells of the first fit and to those whose types are certain."""
        cells, codes, weights = self._cells
        certain = ~known & (probabilities.max(axis=1) > _CERTAIN)
        predicted = probabilities.argmax(axis=1)
        rarity = 1 / np.sqrt(np.bincount(predicted[certain]))[predicted[certain]]
        X = self._scaled(X)
        self.regression_ = self._regression(
            np.concatenate([cells / _STEPS, X[certain], X[known]]),
            np.concatenate([codes, predicted[certain], predicted[known]]),
            np.concatenate(
                [
                    weights,
                    _SHARE * len(cells) * rarity / max(rarity.sum(), 1e-9),
                    np.full(known.sum(), len(cells) / _MANY),
                ]
            ),
        )


def _statistics(X, weights):
    """Compute the weighted mean and standard deviation of each feature."""
    weights = weights / weights.sum()
    mean = weights @ X
    return mean, np.sqrt(weights @ (X - mean) ** 2)


def _distances(X):
    """Compute the mean square of the scaled features of each cell."""
    return np.mean(X**2, axis=1)


def _scaled(X, mean, scale):
    """Scale features, and limit those of outliers."""
    scale = np.where(scale > 1e-9, scale, 1.0)
    return np.clip((X - mean) / scale, -_FARTHEST, _FARTHEST)
