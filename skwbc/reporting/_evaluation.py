"""Predictions of unseen images, and the other evaluation results of a report."""

from dataclasses import dataclass, field
from numbers import Integral

import numpy as np
from sklearn.base import clone
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, check_cv
from sklearn.utils.validation import has_fit_parameter

from skwbc._sklearn import safe_indexing
from skwbc.classifiers._fitted import FittedNetwork
from skwbc.inspection._grad_cam import heat
from skwbc.inspection._mistakes import worst_mistakes
from skwbc.inspection._subjects import as_images, labels_and_probabilities, last_step


@dataclass
class Evaluation:
    """Predictions of a classifier, and how they were obtained.

    Parameters
    ----------
    classes : ndarray of shape (n_classes,)
        The labels.
    predicted : ndarray of shape (n,)
        Predicted labels.
    probabilities : ndarray of shape (n, n_classes) or None
        Probability of each class.
    protocol : list of str
        Sentences that describe the evaluation.
    splits : list of (ndarray, ndarray)
        Indices of training and test images, if the report trained the classifier.
    histories : list of (dict, int)
        History and best epoch of each network.
    mistakes : list of dict
        The worst errors, the worst first.
    n_torn : int
        Number of images predicted by a classifier that was trained on others of their group.
    """

    classes: np.ndarray
    predicted: np.ndarray
    probabilities: np.ndarray | None
    protocol: list
    splits: list = field(default_factory=list)
    histories: list = field(default_factory=list)
    mistakes: list = field(default_factory=list)
    n_torn: int = 0


def evaluate_fitted(estimator, X, y, n_mistakes, image_shape):
    """Predict images with a classifier that is already fitted."""
    predicted, probabilities = labels_and_probabilities(estimator, X)
    places = np.arange(len(y))
    return Evaluation(
        np.asarray(estimator.classes_),
        predicted,
        probabilities,
        [
            f"The classifier was already fitted and predicted these {len(y)} images.",
        ],
        histories=_histories(estimator),
        mistakes=_mistakes(
            estimator, X, y, predicted, probabilities, places, n_mistakes, image_shape
        ),
    )


def cross_validate(estimator, X, y, groups, cv, random_state, n_mistakes, image_shape, verbose):
    """Predict each image with a clone that is fitted on other folds."""
    classes = np.unique(y)
    if isinstance(cv, Integral):
        kind = StratifiedKFold if groups is None else StratifiedGroupKFold
        cv = kind(cv, shuffle=True, random_state=random_state)
    splits = list(check_cv(cv, y, classifier=True).split(np.zeros(len(y)), y, groups))
    named = cv if hasattr(cv, "split") else f"{len(splits)} splits, passed as indices"
    tested = np.concatenate([test for _, test in splits])
    if not np.array_equal(np.sort(tested), np.arange(len(y))):
        raise ValueError(
            f"cv={named} does not test each image exactly once; pass a splitter into folds."
        )
    n_torn = 0
    if groups is not None:
        n_torn = sum(int(np.isin(groups[test], groups[train]).sum()) for train, test in splits)
    found = Evaluation(
        classes,
        np.empty(len(y), dtype=classes.dtype),
        np.zeros((len(y), len(classes))),
        [
            f"Each of the {len(y)} images was predicted once, by a classifier trained on the "
            f"{len(splits) - 1} of {len(splits)} folds that do not contain the image.",
            f"Folds: {named}.",
            _about_groups(groups, n_torn),
        ],
        splits,
        n_torn=n_torn,
    )
    for number, (train, test) in enumerate(splits, start=1):
        if verbose:
            print(f"fold {number} of {len(splits)}", flush=True)
        fitted = clone(estimator)
        extra = {}
        if groups is not None and has_fit_parameter(fitted, "groups"):
            extra["groups"] = groups[train]
        fitted.fit(safe_indexing(X, train), y[train], **extra)
        held_out = safe_indexing(X, test)
        predicted, probabilities = labels_and_probabilities(fitted, held_out)
        found.predicted[test] = predicted
        if probabilities is None:
            found.probabilities = None
        else:
            columns = np.searchsorted(classes, fitted.classes_)
            found.probabilities[np.ix_(test, columns)] = probabilities
        found.histories += _histories(fitted)
        found.mistakes += _mistakes(
            fitted, held_out, y[test], predicted, probabilities, test, n_mistakes, image_shape
        )
    found.mistakes = sorted(found.mistakes, key=lambda mistake: mistake["margin"])[:n_mistakes]
    return found


def _about_groups(groups, n_torn):
    if groups is None:
        return "No groups were passed, so copies of a cell may be in several folds."
    if n_torn:
        return (
            f"The folds split groups: {n_torn} of the {len(groups)} images were predicted by a "
            "classifier that was trained on other images of their group."
        )
    return "All images of a group, such as a cell or a patient, were in one fold."


def _histories(estimator):
    last = last_step(estimator)
    return [(last.history_, last.best_epoch_)] if hasattr(last, "history_") else []


def _mistakes(estimator, X, y, predicted, probabilities, indices, n_mistakes, image_shape):
    """Return the worst errors with their pictures and, for a network, their heat maps."""
    classes = np.asarray(estimator.classes_)
    found = worst_mistakes(y, predicted, probabilities, classes, n_mistakes)
    places = found["indices"]
    if not len(places):
        return []
    shown = safe_indexing(X, places)
    if isinstance(last_step(estimator), FittedNetwork):
        pictures, heatmaps, _ = heat(estimator, shown, found["y_pred"])
    else:
        pictures, heatmaps = as_images(shown, image_shape).originals(), [None] * len(places)
    probabilities = found["probabilities"]
    if probabilities is None:
        probabilities = [(None, None)] * len(places)
    return [
        {
            "index": int(indices[place]),
            "true": true,
            "predicted": predicted,
            "probabilities": pair,
            "margin": 0.0 if pair[0] is None else pair[0] - pair[1],
            "picture": picture,
            "heatmap": heatmap,
        }
        for place, true, predicted, pair, picture, heatmap in zip(
            places,
            found["y_true"],
            found["y_pred"],
            probabilities,
            pictures,
            heatmaps,
            strict=True,
        )
    ]
