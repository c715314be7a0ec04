"""Suggested types of all cells, learned from the labels so far."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

# Components of the features, and inverse strength of the penalty of the regression for components
# with a mean square norm of 1; as measured in benchmarks/labels.py.
N_COMPONENTS, C = 64, 5.0
# Number of labels that the suggestions of the first model for all cells count as.
AS_MANY_LABELS = 20
# A label is doubted if the regression of the other cells finds this many times more evidence for
# another type. With fewer labels, nothing is.
DOUBTED, FEWEST_LABELS, N_FOLDS = 10, 20, 5


class Suggestions:
    """Suggest a type for each cell.

    A regression on the features learns from the labelled cells. The suggestions of a first model
    take part with a small weight, so that types without labels are suggested too.

    Parameters
    ----------
    features : ndarray of shape (n, n_features)
        Features of all cells.
    first : ndarray of shape (n, n_types)
        Probabilities of the types by the first model; uniform where nothing is known.
    n_counted : int
        Number of types, the first ones, that have the same weight however rare they are.
    """

    def __init__(self, features, first, n_counted):
        n_components = min(N_COMPONENTS, *features.shape)
        reduce = make_pipeline(StandardScaler(), PCA(n_components, random_state=0))
        # Copies of a single cell have no variance.
        with _one_thread(), np.errstate(invalid="ignore"):
            features = reduce.fit_transform(np.asarray(features, np.float64))
        norm = np.sqrt(np.mean(np.sum(features**2, axis=1)))
        self.features = features / max(norm, np.finfo(float).tiny)
        self.first, self.n_counted = first, n_counted

    def refit(self, codes, train):
        """Learn from labels, and suggest a type for each cell.

        Parameters
        ----------
        codes : ndarray of int of shape (n,)
            Index of the type of each cell; negative where it has no label.
        train : ndarray of bool of shape (n,)
            The labelled cells that are learned from.

        Returns
        -------
        probabilities : ndarray of shape (n, n_types)
            Of each type for each cell.
        """
        labelled = np.flatnonzero(train)
        targets, weights = codes[labelled], np.ones(len(labelled))
        if np.ptp(self.first) > 1e-6:
            guessed = np.flatnonzero(codes < 0)
            share = AS_MANY_LABELS / max(len(guessed), 1)
            labelled = np.append(labelled, guessed)
            targets = np.append(targets, self.first[guessed].argmax(axis=1))
            weights = np.append(weights, np.full(len(guessed), share))
        if not train.any() or len(np.unique(targets)) < 2:
            return self.first
        return self._predicted(labelled, targets, weights, np.arange(len(codes)))

    def doubts(self, codes, train):
        """Find labelled cells whose label the model of the other labelled cells doubts.

        Parameters
        ----------
        codes, train : ndarray
            As for ``refit``.

        Returns
        -------
        cells : ndarray of int
            The most doubtful first.
        """
        labelled = np.flatnonzero(train)
        if len(labelled) < FEWEST_LABELS:
            return labelled[:0]
        targets, folds = codes[labelled], np.arange(len(labelled)) % N_FOLDS
        evidence = np.zeros(len(labelled))
        for fold in range(N_FOLDS):
            kept, tested = labelled[folds != fold], labelled[folds == fold]
            if len(np.unique(codes[kept])) > 1:
                found = self._predicted(kept, codes[kept], np.ones(len(kept)), tested)
                own = found[np.arange(len(tested)), codes[tested]]
                # A type without another label could not be found.
                is_known = np.isin(targets[folds == fold], codes[kept])
                ratio = found.max(axis=1) / np.maximum(own, 1e-9)
                evidence[folds == fold] = np.where(is_known, ratio, 0)
        order = np.argsort(-evidence, kind="stable")
        return labelled[order[evidence[order] > DOUBTED]]

    def _predicted(self, rows, targets, weights, others):
        """Fit a regression to some cells, and predict the probabilities of others."""
        totals = np.bincount(targets, weights, minlength=self.first.shape[1])
        is_counted = (np.arange(len(totals)) < self.n_counted) & (totals > 0)
        mean = totals[is_counted].mean() if is_counted.any() else 1.0
        balance = np.where(is_counted, mean / np.where(totals > 0, totals, 1), 1.0)
        with _one_thread():
            regression = LogisticRegression(C=C, max_iter=500)
            regression.fit(self.features[rows], targets, weights * balance[targets])
            found = np.zeros((len(others), len(totals)))
            found[:, regression.classes_] = regression.predict_proba(self.features[others])
        return found


def _one_thread():
    """Threads of matrix products this small would wait for each other."""
    return threadpool_limits(limits=1, user_api="blas")
