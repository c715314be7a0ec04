"""Classification of the features of cells from several laboratories."""

from numbers import Real

import numpy as np
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

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


class LaboratoryClassifier(ClassifierMixin, BaseEstimator):
    """Classify the features of cells, and adapt to laboratories without labels.

    Stain, lamp and camera shift and scale the features of all cells of a laboratory. In ``fit``,
    the features of each laboratory are scaled by statistics of their own, in which all types weigh
    alike, and a logistic regression classifies the scaled features. :func:`skwbc.adapt` estimates
    these statistics for another laboratory from cells without labels, or with a few.

    Parameters
    ----------
    C : float, default=0.005
        Inverse strength of the penalty of the logistic regression.
    temperature : float, default=1.0
        Divisor of the log-odds. Above 1, predictions are less certain, as they should be for other
        laboratories.
    unsure : object, default=None
        Label of training images that show none of the types, such as platelets. They do not count
        in the scaling.
    reluctance : float, default=0.0
        Log-odds that are subtracted from those of ``unsure`` until the model is adapted, since
        cells with an unknown stain resemble none of the types.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels.
    is_adapted_ : bool
        Whether the model was adapted to a laboratory.
    mean_, scale_ : ndarray of shape (n_features,)
        Mean and standard deviation of the features over all types: those of the laboratory to which
        the model was adapted, or the averages of those in the training data.
    regression_ : LogisticRegression
        The classifier of scaled features.
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
    are missing do not count. Cells whose types are certain then train the regression too.

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
        "unsure": "no_validation",
        "reluctance": [Interval(Real, 0, None, closed="left")],
    }

    def __init__(self, *, C=0.005, temperature=1.0, unsure=None, reluctance=0.0):
        self.C = C
        self.temperature = temperature
        self.unsure = unsure
        self.reluctance = reluctance

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y, laboratories=None):
        """Scale the features of each laboratory, and fit the regression.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.
        y : array-like of shape (n,)
            Labels.
        laboratories : array-like of shape (n,), optional
            Laboratory of each cell. By default, all cells come from the same laboratory.

        Returns
        -------
        self : object
            The fitted classifier.
        """
        with unchanged_on_error(self):
            X = read_table(self, X).astype(np.float64)
            classes, codes = encode(self, y, len(X), None)
            y = classes[codes]
            labels = np.zeros(len(X)) if laboratories is None else as_labels(laboratories, n=len(X))
            scaled, weights, found = np.empty_like(X), np.empty(len(X)), []
            for laboratory in np.unique(labels):
                here = labels == laboratory
                counts = np.bincount(codes[here])[codes[here]]
                each = 1 / (counts + _FEW)
                is_type = y[here] != self.unsure
                statistics = _statistics(
                    X[here], np.where(is_type, each, 0) if is_type.any() else each
                )
                scaled[here] = _scaled(X[here], *statistics)
                root = 1 / np.sqrt(counts)
                weights[here] = root / root.sum()
                found.append(statistics)
            self.classes_ = classes
            self.is_adapted_ = False
            self.mean_, self.scale_ = np.mean(found, axis=0)
            weights /= weights.mean()
            self.regression_ = self._regression(scaled, y, weights)
            # Adaptation fits the regression again; 8 bits are enough, and keep files small.
            self._cells = np.round(_STEPS * scaled).astype(np.int8), y, weights
        return self

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
        log_odds = self.regression_.decision_function(self._scaled(X))
        if log_odds.ndim == 2 and not self.is_adapted_:
            log_odds = log_odds - self.reluctance * (self.classes_ == self.unsure)
        return log_odds / self.temperature

    def _scaled(self, X):
        return _scaled(X, self.mean_, self.scale_)

    def _regression(self, X, y, weights):
        return LogisticRegression(C=self.C, max_iter=1000).fit(X, y, weights)

    def _adapt(self, X, y=None):
        """Estimate the scaling from other cells, some of which may have labels, in place."""
        X = read_table(self, X, reset=False).astype(np.float64)
        known, codes = self._known(y, len(X))
        is_type = self.classes_ != self.unsure
        if not is_type.any():
            is_type = ~is_type
        means, squares = self._moments()
        self.mean_, self.scale_ = _statistics(X, np.ones(len(X)))
        for _ in range(_ROUNDS):
            # Without a temperature, which would blur the types.
            probabilities = self.regression_.predict_proba(self._scaled(X))
            probabilities[known] = np.eye(len(self.classes_))[codes]
            counts = probabilities.sum(axis=0)
            shares = np.where(is_type, counts / (counts + _FEW), 0)
            mean, deviation = _statistics(X, probabilities @ (shares / np.maximum(counts, 1e-9)))
            # The types that are there have another mean and deviation than all types together.
            shares /= shares.sum()
            expected = shares @ means
            spread = np.sqrt(np.maximum(shares @ squares - expected**2, 0.05))
            self.scale_ = deviation / spread
            self.mean_ = mean - expected * self.scale_
            self._learn_from(X, probabilities, known, codes)
        self.is_adapted_ = True
        return True

    def _known(self, y, n):
        """Return which cells have labels, and the codes of these labels."""
        if y is None:
            return np.zeros(n, bool), np.zeros(0, int)
        if num_samples(y) != n:
            raise ValueError(
                f"y has {num_samples(y)} labels, but X has {n} cells; pass a label or None for "
                "each."
            )
        y = np.fromiter(y, object, count=n)
        known = np.array([label is not None and label == label for label in y])
        places = {label: code for code, label in enumerate(self.classes_.tolist())}
        if foreign := [label for label in y[known] if label not in places]:
            raise ValueError(
                f"y contains {foreign[0]!r}, which the model does not know; it knows "
                f"{', '.join(map(str, places))}, and None for cells without a label."
            )
        return known, np.array([places[label] for label in y[known]], dtype=int)

    def _moments(self):
        """Compute the means of the scaled features of each label, and of their squares."""
        cells, labels, _ = self._cells
        of_each = [cells[labels == label] / _STEPS for label in self.classes_]
        means = np.array([some.mean(axis=0) for some in of_each])
        return means, np.array([(some**2).mean(axis=0) for some in of_each])

    def _learn_from(self, X, probabilities, known, codes):
        """Fit the regression to the cells of the first fit and to those whose types are certain."""
        cells, labels, weights = self._cells
        certain = ~known & (probabilities.max(axis=1) > _CERTAIN)
        predicted = probabilities[certain].argmax(axis=1)
        rarity = 1 / np.sqrt(np.maximum(np.bincount(predicted), 1))[predicted]
        X = self._scaled(X)
        self.regression_ = self._regression(
            np.concatenate([cells / _STEPS, X[certain], X[known]]),
            np.concatenate([labels, self.classes_[predicted], self.classes_[codes]]),
            np.concatenate(
                [
                    weights,
                    _SHARE * len(cells) * rarity / max(rarity.sum(), 1e-9),
                    np.full(len(codes), len(cells) / _MANY),
                ]
            ),
        )


def _statistics(X, weights):
    """Compute the weighted mean and standard deviation of each feature."""
    weights = weights / weights.sum()
    mean = weights @ X
    return mean, np.sqrt(weights @ (X - mean) ** 2)


def _scaled(X, mean, scale):
    """Scale features, and limit those of outliers."""
    scale = np.where(scale > 1e-9, scale, 1.0)
    return np.clip((X - mean) / scale, -_FARTHEST, _FARTHEST)
