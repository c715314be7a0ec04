"""Suggested types of all cells, learned from the labels so far."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

# Components of the features that are kept, so that a refit takes less than a second.
N_COMPONENTS = 100
# Inverse strength of the penalty of the regression, for features with a mean square norm of 1.
C = 7.0
# Cells of which the first model is so certain train the regression too, with this weight for all
# cells of a type together.
CERTAIN, WEIGHT = 0.9, 5.0
# A label counts as doubted if the regression of the other cells finds this many times more evidence
# for another type.
DOUBTED = 10


class Suggestions:
    """Suggest a type for each cell.

    A regression on the features learns from the labelled cells. The cells of which a first model
    was certain take part with a small weight, so that types without labels are suggested too.

    Parameters
    ----------
    features : ndarray of shape (n, n_features)
        Features of all cells.
    first : ndarray of shape (n, n_types)
        Probabilities of the types by the first model; uniform where nothing is known.
    """

    def __init__(self, features, first):
        n_components = min(N_COMPONENTS, *features.shape)
        reduce = make_pipeline(StandardScaler(), PCA(n_components, random_state=0))
        with _one_thread():
            features = reduce.fit_transform(np.asarray(features, np.float64))
        norm = np.sqrt(np.mean(np.sum(features**2, axis=1)))
        self.features = features / max(norm, np.finfo(float).tiny)
        self.first = first
        self.probabilities = first

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
        rows, targets, weights = self._lessons(codes, train)
        known = np.unique(targets)
        if len(known) < 2:
            return self.first
        with _one_thread():
            regression = LogisticRegression(C=C, max_iter=200)
            regression.fit(self.features[rows], targets, weights)
            found = regression.predict_proba(self.features)
        self.probabilities = np.zeros_like(self.first)
        self.probabilities[:, known] = found
        return self.probabilities

    def doubts(self, codes, train):
        """Find labelled cells whose label the model of the other cells doubts.

        Parameters
        ----------
        codes, train : ndarray
            As for ``refit``.

        Returns
        -------
        cells : ndarray of int
            The most doubtful first.
        """
        rows, targets, weights = self._lessons(codes, train)
        labelled = np.flatnonzero(train)
        folds = np.arange(len(labelled)) % 5
        evidence = np.zeros(len(labelled))
        for fold in range(5):
            tested = labelled[folds == fold]
            kept = ~np.isin(rows, tested)
            if not len(tested) or len(known := np.unique(targets[kept])) < 2:
                continue
            with _one_thread():
                regression = LogisticRegression(C=C, max_iter=200)
                regression.fit(self.features[rows[kept]], targets[kept], weights[kept])
                found = np.zeros((len(tested), self.first.shape[1]))
                found[:, known] = regression.predict_proba(self.features[tested])
            own = found[np.arange(len(tested)), codes[tested]]
            evidence[folds == fold] = found.max(axis=1) / np.maximum(own, 1e-9)
        order = np.argsort(-evidence, kind="stable")
        return labelled[order[evidence[order] > DOUBTED]]

    def _lessons(self, codes, train):
        """Return the cells that are learned from, their types and weights."""
        labelled = np.flatnonzero(train)
        guessed = np.flatnonzero((self.first.max(axis=1) > CERTAIN) & (codes < 0))
        guesses = self.first[guessed].argmax(axis=1)
        share = WEIGHT / np.maximum(np.bincount(guesses, minlength=self.first.shape[1]), WEIGHT)
        return (
            np.concatenate([labelled, guessed]),
            np.concatenate([codes[labelled], guesses]),
            np.concatenate([np.ones(len(labelled)), share[guesses]]),
        )


def _one_thread():
    """Threads of matrix products this small would wait for each other."""
    return threadpool_limits(limits=1, user_api="blas")
