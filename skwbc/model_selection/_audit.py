"""Audits of data splits for cells in both parts, and estimates of the resulting optimism."""

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone
from sklearn.metrics import get_scorer
from sklearn.model_selection import (
    StratifiedGroupKFold,
    StratifiedKFold,
    check_cv,
    cross_val_predict,
)
from sklearn.utils import check_array

from skwbc._input import images
from skwbc._input.columns import as_groups, as_labels
from skwbc._input.estimators import image_shape_of
from skwbc.model_selection._sources import joined, source_groups

# Confidence level of the intervals, number of resampled scores, and largest number of attempts to
# resample cells of all classes.
CONFIDENCE = 0.95
N_RESAMPLED = 2000
N_REDRAWN = 100


@dataclass
class AuditReport:
    """Duplicate images and cells that cross a split; prints as a few lines.

    Parameters
    ----------
    groups : ndarray of int of shape (n,)
        Group of each image; images of the same cell share a number. For a split, the images of the
        training part come first.
    contents : ndarray of int of shape (n,)
        Content of each image; files or arrays that are bit-identical share a number.
    conflicts : ndarray of int or None
        Indices of images of cells with more than one label; ``None`` if no labels are known.
    crossing : list of ndarray of int
        For each split, the indices of test images whose cell is also in the training part.
    n_tested : list of int
        For each split, the number of test images.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc.model_selection import AuditReport
    >>> nothing = np.array([], dtype=int)
    >>> print(AuditReport(np.arange(4), np.arange(4), nothing, [nothing], [2]))
    4 images show 4 cells
    exact duplicates: 0
    near duplicates: 0
    images whose cell has several labels: 0
    test images whose cell is trained on: 0 of 2 (0%)
    """

    groups: np.ndarray
    contents: np.ndarray
    conflicts: np.ndarray
    crossing: list
    n_tested: list

    def __str__(self):
        n = len(self.groups)
        n_contents, n_cells = len(set(self.contents)), len(set(self.groups))
        n_conflicts = "not checked" if self.conflicts is None else len(self.conflicts)
        lines = [
            f"{n} images show {n_cells} cells",
            f"exact duplicates: {n - n_contents}",
            f"near duplicates: {n_contents - n_cells}",
            f"images whose cell has several labels: {n_conflicts}",
        ]
        n_crossing, n_tested = sum(map(len, self.crossing)), sum(self.n_tested)
        if n_tested:
            lines.append(
                f"test images whose cell is trained on: {n_crossing} of {n_tested} "
                f"({n_crossing / n_tested:.0%})"
            )
        if n_crossing:
            lines.append("Keep the images of a cell together: pass `groups` to a group splitter.")
        return "\n".join(lines)


def audit_split(
    train, test, y_train=None, y_test=None, *, groups=None, image_shape=None, n_jobs=None
):
    """Find cells that are in both the training and the test part.

    Parameters
    ----------
    train, test : array or sequence
        Images of both parts, in the same format.
    y_train, y_test : array-like, optional
        Labels of the parts. Images of one cell with different labels are also reported; labels of
        one part are compared with each other.
    groups : array-like of int, optional
        Group of each image, training part first, if known; images of the same cell share a number.
        By default, the groups are determined by :func:`source_groups`. Identical images are in one
        group in any case.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows.
    n_jobs : int or None, default=None
        Number of processes that extract points of interest.

    Returns
    -------
    report : AuditReport
        Report that prints as a few lines and stores the results as arrays.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.model_selection import audit_split
    >>> cells = make_blood_cells(4, image_size=96, random_state=0).images
    >>> print(audit_split(cells, np.concatenate([cells[:1], cells[1:2, ::-1]])))
    6 images show 4 cells
    exact duplicates: 1
    near duplicates: 1
    images whose cell has several labels: not checked
    test images whose cell is trained on: 2 of 2 (100%)
    Keep the images of a cell together: pass `groups` to a group splitter.
    """
    train, test = _listed(train, "train"), _listed(test, "test")
    if not train or not test:
        raise ValueError("train or test contains no images; pass at least one image for each.")
    parts = np.split(np.arange(len(train) + len(test)), [len(train)])
    y, labelled = [], []
    for labels, name, part in ((y_train, "train", parts[0]), (y_test, "test", parts[1])):
        if labels is not None:
            y += [*as_labels(labels, f"y_{name}", len(part), name)]
            labelled += [*part]
    return audit([*train, *test], y or None, [parts], groups, n_jobs, image_shape, labelled)


def audit_cv(X, y, cv=5, *, groups=None, image_shape=None, n_jobs=None):
    """Find cells that are in both the training and the test part of a cross-validation.

    Parameters
    ----------
    X : array or sequence
        Images.
    y : array-like of shape (n,)
        Labels.
    cv : int or cross-validation splitter, default=5
        Splitter of the images; an integer is the number of stratified folds.
    groups : array-like of int, optional
        Group of each image, if known; images of the same cell share a number. By default, the
        groups are determined by :func:`source_groups`. Identical images are in one group in any
        case. The groups are not passed to ``cv``.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows.
    n_jobs : int or None, default=None
        Number of processes that extract points of interest.

    Returns
    -------
    report : AuditReport
        Report that prints as a few lines and stores the results as arrays.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.model_selection import audit_cv
    >>> cells = make_blood_cells(30, copies_per_cell=3, image_size=64, random_state=0)
    >>> report = audit_cv(cells.images, cells.target, cv=2, groups=cells.groups)
    >>> sum(len(crossing) for crossing in report.crossing) > 10
    True
    """
    y = as_labels(y)
    splits = list(check_cv(cv, y, classifier=True).split(np.zeros(len(y)), y))
    return audit(X, y, splits, groups, n_jobs, image_shape)


def audit(X, y, splits, groups, n_jobs, image_shape=None, labelled=None):
    """Find copies among images, and those that cross one of the splits, if any.

    ``y`` has the labels of all images, or of those with the indices ``labelled``.
    """
    cells = images.read(X, image_shape=image_shape, check_rows=check_array)
    labelled = np.arange(len(cells)) if labelled is None else labelled
    y = None if y is None else as_labels(y, n=len(labelled))
    digests = np.array([digest.hex() for digest in cells.digests(range(len(cells)))])
    _, contents = np.unique(digests, return_inverse=True)
    if groups is None:
        groups = source_groups(X, image_shape=image_shape, n_jobs=n_jobs)
    else:
        # Identical images show one cell, whatever the groups say.
        groups = joined(as_groups(groups, len(cells)), contents)
    conflicts = None
    if y is not None:
        pairs = set(zip(groups[labelled].tolist(), y.tolist()))
        several, counts = np.unique([group for group, _ in pairs], return_counts=True)
        conflicts = np.flatnonzero(np.isin(groups, several[counts > 1]))
    crossing = [test[np.isin(groups[test], groups[train])] for train, test in splits]
    return AuditReport(groups, contents, conflicts, crossing, [len(test) for _, test in splits])


def _listed(X, name):
    if getattr(X, "ndim", 1) == 2 and hasattr(X, "to_numpy"):
        # Iterating over a table of pandas yields its columns.
        X = X.to_numpy()
    try:
        return X.to_list() if hasattr(X, "to_list") else list(X)
    except (TypeError, NotImplementedError) as error:
        raise TypeError(f"{name} is a {type(X).__name__}; pass a sequence of images.") from error


@dataclass
class LeakageGap:
    """Scores of one model on random folds and on folds of whole cells; prints as a few lines.

    Parameters
    ----------
    random, grouped : float
        Score of the predictions on random folds, and on folds of whole cells.
    random_interval, grouped_interval : tuple of (float, float)
        95% intervals, obtained by resampling whole cells.
    groups : ndarray of int of shape (n,)
        Group of each image; images of the same cell share a number.
    scoring : str or callable
        The scoring method.

    Attributes
    ----------
    gap : float
        Difference by which random folds overestimate the score.

    Examples
    --------
    >>> from skwbc.model_selection import LeakageGap
    >>> print(LeakageGap(0.98, (0.95, 1.0), 0.47, (0.3, 0.64), [0, 0, 1], "accuracy"))
    3 images of 2 cells, accuracy:
      random folds  0.980  (95% interval 0.950 to 1.000)
      whole cells   0.470  (95% interval 0.300 to 0.640)
      gap           0.510
    """

    random: float
    random_interval: tuple
    grouped: float
    grouped_interval: tuple
    groups: np.ndarray
    scoring: str

    @property
    def gap(self):
        """Difference by which random folds overestimate the score."""
        return self.random - self.grouped

    def __str__(self):
        lines = [f"{len(self.groups)} images of {len(set(self.groups))} cells, {self.scoring}:"]
        for name, score, (low, high) in (
            ("random folds", self.random, self.random_interval),
            ("whole cells", self.grouped, self.grouped_interval),
        ):
            lines.append(f"  {name:12}  {score:.3f}  (95% interval {low:.3f} to {high:.3f})")
        return "\n".join([*lines, f"  {'gap':12}  {self.gap:.3f}"])


def leakage_gap(
    estimator,
    X,
    y,
    *,
    groups=None,
    cv=5,
    scoring="accuracy",
    image_shape=None,
    n_jobs=None,
    random_state=0,
):
    """Score a model on random folds and on folds of whole cells.

    Parameters
    ----------
    estimator : classifier
        The model; its clones are fitted.
    X : array or sequence
        Images.
    y : array-like of shape (n,)
        Labels.
    groups : array-like of int, optional
        Group of each image, if known; images of the same cell share a number. By default, the
        groups are determined by :func:`source_groups`.
    cv : int, default=5
        Number of folds.
    scoring : str or callable, default='accuracy'
        Name of one of scikit-learn's scorers of predicted labels, or a scorer of predicted labels,
        such as those in :data:`skwbc.metrics.SCORERS`.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows. By default, that of
        the estimator or of its first step that has one.
    n_jobs : int or None, default=None
        Number of processes.
    random_state : int or None, default=0
        Seed of the folds and of the resampling.

    Returns
    -------
    gap : LeakageGap
        Both scores with 95% intervals; prints as a few lines.

    Notes
    -----
    Each image is predicted by the model of the fold that excludes the image from training, and all
    predictions are scored together. The intervals resample cells, not images: a hundred copies of a
    cell count as one observation. Resamples without a cell of some class are drawn again.

    Examples
    --------
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.model_selection import leakage_gap
    >>> cells = make_blood_cells(120, copies_per_cell=6, image_size=16, random_state=0)
    >>> rows = cells.images.reshape(120, -1) / 255
    >>> gap = leakage_gap(KNeighborsClassifier(1), rows, cells.target, groups=cells.groups)
    >>> bool(gap.random > gap.grouped)
    True
    """
    y = as_labels(y)
    if groups is None:
        shape = image_shape_of(estimator) if image_shape is None else image_shape
        groups = source_groups(X, image_shape=shape, n_jobs=n_jobs)
    groups = as_groups(groups, len(y), "y")
    scorer = get_scorer(scoring)
    if getattr(scorer, "_response_method", None) != "predict":
        raise ValueError(
            f"scoring={scoring!r} is not a score of predicted labels; pass one that is, such as "
            "'accuracy' or 'balanced_accuracy'."
        )
    settings = {"n_splits": cv, "shuffle": True, "random_state": random_state}
    found = []
    for splits in (
        list(StratifiedKFold(**settings).split(y, y)),
        list(StratifiedGroupKFold(**settings).split(y, y, groups)),
    ):
        if any(len(np.unique(y[train])) < 2 for train, _ in splits):
            raise ValueError(
                "Some folds have only one class of y to train on; pass more groups per class or "
                "use fewer folds."
            )
        predicted = cross_val_predict(clone(estimator), X, y, cv=splits, n_jobs=n_jobs)
        found += _score_with_interval(scorer, y, predicted, groups, random_state)
    return LeakageGap(*found, groups=groups, scoring=scoring)


def _score_with_interval(scorer, y, predicted, groups, random_state):
    """Return the score of predictions, and its interval from resampling whole groups."""
    rng = np.random.default_rng(random_state)
    _, codes = np.unique(groups, return_inverse=True)
    members = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])

    def score(index):
        return scorer._sign * scorer._score_func(y[index], predicted[index], **scorer._kwargs)

    # Whether each group holds each class.
    holds = np.zeros((len(members), len(np.unique(y))), dtype=bool)
    holds[codes, np.unique(y, return_inverse=True)[1]] = True
    resampled = []
    with warnings.catch_warnings():
        # A class may still be missing from the resampled cells.
        warnings.simplefilter("ignore", UserWarning)
        for _ in range(N_RESAMPLED):
            for _ in range(N_REDRAWN):
                drawn = rng.integers(len(members), size=len(members))
                # A missing class would count as one that is never recognised.
                if holds[drawn].any(axis=0).all():
                    break
            resampled.append(score(np.concatenate([members[group] for group in drawn])))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return float(score(np.arange(len(y)))), (float(low), float(high))
