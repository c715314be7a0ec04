"""Differential counts: the percentage of cells of each class."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from skwbc._input.columns import as_groups, as_labels, as_predictions
from skwbc.metrics._correction import adjusted_shares, calibrated_shares
from skwbc.metrics._intervals import independent_cells, squared_quantile, wilson
from skwbc.metrics._ranges import flag, ranges_of
from skwbc.metrics._tables import Table, name_of, plain


@dataclass
class CorrectedCount:
    """Percentages of a :class:`DifferentialCount`, corrected for the classifier's own errors.

    Parameters
    ----------
    percent, low, high : ndarray of float of shape (n_classes,)
        Percentage of each class, and the limits of its interval.
    flags : list of str
        Flag of each class, as in :class:`DifferentialCount`.

    Examples
    --------
    >>> from skwbc.metrics import differential_count
    >>> predicted, confusion = [0] * 60 + [1] * 40, [[80, 20], [0, 100]]
    >>> count = differential_count(predicted, classes=[0, 1], confusion=confusion)
    >>> count.corrected["adjusted"].percent.round(6).tolist()
    [75.0, 25.0]
    """

    percent: np.ndarray
    low: np.ndarray
    high: np.ndarray
    flags: list


@dataclass(repr=False)
class DifferentialCount(Table):
    """Percentage of cells of each class, with intervals and flags.

    Returned by :func:`differential_count`; prints as a table.

    Parameters
    ----------
    classes : ndarray of shape (n_classes,)
        The classes.
    counts : ndarray of int of shape (n_classes,)
        Number of cells of each predicted class.
    percent, low, high : ndarray of float of shape (n_classes,)
        Percentage of each class as counted, and the limits of its interval.
    ranges : list of (float, float) or None
        Reference range of each class, in percent.
    flags : list of str
        For each class, 'low' or 'high' if its whole interval is outside the range, 'low?' or
        'high?' (possibly low or high) if its percentage is outside the range but its interval
        overlaps it, otherwise ''.
    corrected : dict of str to CorrectedCount
        Corrected percentages: 'adjusted' by a confusion matrix, 'em' by calibrated probabilities.
    confidence : float
        Confidence level of the intervals.
    simultaneous : bool
        Whether the intervals hold for all classes jointly, or for each class separately.
    n_groups : int or None, default=None
        Number of groups that the cells come from, if known.
    n_unsure : int, default=0
        Number of cells without a class, which widen the intervals.

    Examples
    --------
    >>> from skwbc.metrics import differential_count
    >>> count = differential_count(["lymphocyte"] * 70 + ["neutrophil"] * 30)
    >>> count.flags
    ['high', 'low']
    """

    classes: np.ndarray
    counts: np.ndarray
    percent: np.ndarray
    low: np.ndarray
    high: np.ndarray
    ranges: list
    flags: list
    corrected: dict
    confidence: float
    simultaneous: bool
    n_groups: int | None = None
    n_unsure: int = 0

    def _caption(self):
        whose = "for all classes jointly" if self.simultaneous else "for each class separately"
        groups = "" if self.n_groups is None else f" of {self.n_groups} groups"
        groups += f" and {self.n_unsure} not sure" if self.n_unsure else ""
        return f"{self.counts.sum()} cells{groups}, {100 * self.confidence:.4g}% intervals {whose}"

    def _facts(self):
        groups = {} if self.n_groups is None else {"n_groups": self.n_groups}
        if self.n_unsure:
            groups["n_unsure"] = self.n_unsure
        return {
            "n_cells": int(self.counts.sum()),
            "confidence": self.confidence,
            "simultaneous": self.simultaneous,
            **groups,
        }

    def _rows(self):
        rows = []
        for number, label in enumerate(self.classes):
            low, high = self.ranges[number] or (None, None)
            row = {"class": plain(label), "cells": plain(self.counts[number])}
            row |= _entries(self, number, "") | {"range_low": low, "range_high": high}
            for method, corrected in self.corrected.items():
                row |= _entries(corrected, number, f"{method}_")
            rows.append(row)
        return rows

    def _shown(self):
        heads = ["class", "cells", "percent", "interval", "range", "flag"]
        for method in self.corrected:
            heads += [method, "interval", "flag"]
        rows = []
        for number, label in enumerate(self.classes):
            limits = self.ranges[number]
            row = [name_of(label), str(self.counts[number]), *_texts(self, number)]
            row.insert(-1, "" if limits is None else f"{limits[0]:g}–{limits[1]:g}")
            for corrected in self.corrected.values():
                row += _texts(corrected, number)
            rows.append(row)
        return heads, rows


def differential_count(
    predictions,
    *,
    classes=None,
    reference_ranges=None,
    confusion=None,
    validated_cells=None,
    priors=None,
    groups=None,
    confidence=0.95,
    simultaneous=True,
    unsure=None,
):
    """Compute the percentage of cells of each class, with intervals, flags and corrections.

    Parameters
    ----------
    predictions : array-like of shape (n,) or (n, n_classes)
        Predicted labels of the cells of one sample, or their class probabilities.
    classes : array-like of shape (n_classes,), optional
        The classes in the order of the columns of ``predictions`` and of ``confusion``, such as
        ``estimator.classes_``. Optional if ``predictions`` are labels: then only predicted classes
        are counted.
    reference_ranges : dict of str to (float, float), optional
        Lowest and highest normal percentage of each class, instead of those of adults: neutrophils
        40–60, lymphocytes 20–40, monocytes 2–8, eosinophils 1–4, basophils 0.5–1. Names are matched
        regardless of case, and in the singular and the plural. A class without a range has no flag.
    confusion : array-like of int of shape (n_classes, n_classes), optional
        Numbers of validation cells of each true class (rows) by predicted class (columns), used to
        correct the count.
    validated_cells : array-like of int of shape (n_classes,), optional
        Numbers of distinct validation cells of each true class, if ``confusion`` counts copies of
        them.
    priors : array-like of shape (n_classes,) or dict, optional
        Class shares, or numbers of cells of each class, of the training data, used to correct the
        count if ``predictions`` are probabilities.
    groups : array-like of shape (n,), optional
        Group of each row. Rows that belong together, such as pictures of one cell, share a group.
        The intervals then account for the number of groups.
    confidence : float, default=0.95
        Confidence level of the intervals.
    simultaneous : bool, default=True
        Whether the intervals of all classes hold jointly with this confidence. Otherwise, each
        interval holds for its own class, as in Rümke's table.
    unsure : object, optional
        Predicted label of cells that the classifier was not sure of, such as 'not sure' of
        :func:`skwbc.ready_model`. They have no percentage of their own, but widen all intervals,
        since they may belong to any class. Requires labels. Its row and column of ``confusion`` are
        not used.

    Returns
    -------
    count : DifferentialCount
        Prints as a table; ``to_dict``, ``to_csv``, ``to_markdown`` and ``to_pandas`` convert it.

    See Also
    --------
    classification_table : Compute the ``confusion`` that corrects a count.

    Notes
    -----
    The intervals of the uncorrected count are Goodman's, or with ``simultaneous=False`` Wilson's.
    They describe the sampling error of the cells, not the classifier's errors. A classifier that is
    trained on equal numbers of cells of each class and classifies two in a hundred neutrophils as
    basophils reports more basophils than blood contains.

    Every row counts as one cell. Several pictures of the same cell make the intervals too narrow,
    unless ``groups`` identifies them. With ``groups``, the number of independent cells is estimated
    from the variation of the percentage between groups; the intervals of 'em' treat each group as
    one cell. In the percentages, every picture still counts.

    With ``confusion``, the count is adjusted to the shares whose cells would be predicted as
    observed. These are obtained with the inverse of the matrix of error rates if the results are
    valid shares, otherwise by maximum likelihood. The adjustment assumes that the error rates of
    each class are the same as in validation, and that every cell belongs to one of the classes. The
    intervals contain the shares that are compatible with the adjusted ones, as Wilson's do, and
    include the sampling error of the validation cells. Validate with 80 cells of each class or
    more: with 25 to 40, the intervals are rough, and mostly wider than necessary. With
    ``validated_cells``, the sampling error is that of this number of cells, as if all copies of a
    cell were predicted alike.

    With ``priors``, the shares are those that make the probabilities most likely. They are found by
    the EM algorithm of Saerens, Latinne and Decaestecker (2002), with intervals from the profile
    likelihood. This assumes calibrated probabilities; the intervals do not include the uncertainty
    of the probabilities themselves. The probabilities of an overconfident network make the
    intervals too narrow: calibrate the network, for instance with
    :class:`sklearn.calibration.CalibratedClassifierCV`.

    Examples
    --------
    >>> from skwbc.metrics import differential_count
    >>> predicted = ["neutrophil"] * 120 + ["lymphocyte"] * 66 + ["monocyte"] * 14
    >>> print(differential_count(predicted))
    200 cells, 95% intervals for all classes jointly
    class       cells  percent   interval  range  flag
    lymphocyte     66     33.0  25.6–41.3  20–40
    monocyte       14      7.0   3.8–12.6    2–8
    neutrophil    120     60.0  51.5–67.9  40–60

    In validation, every fifth lymphocyte was classified as a monocyte:

    >>> confusion = [[80, 20, 0], [0, 100, 0], [0, 0, 100]]
    >>> classes = ["lymphocyte", "monocyte", "neutrophil"]
    >>> count = differential_count(predicted, classes=classes, confusion=confusion)
    >>> count.corrected["adjusted"].percent.round(1).tolist()
    [40.0, 0.0, 60.0]
    """
    predictions = as_predictions(predictions)
    n_unsure = 0
    if unsure is not None:
        if predictions.ndim == 2:
            raise ValueError("unsure requires labels, but predictions has probabilities; omit it.")
        is_sure = np.array([label != unsure for label in predictions.tolist()])
        n_unsure = int((~is_sure).sum())
        if n_unsure == len(predictions):
            raise ValueError(f"All predictions are {unsure!r}, so that there is nothing to count.")
        predictions = predictions[is_sure]
        if groups is not None:
            groups = as_groups(groups, len(is_sure), "predictions")[is_sure]
        if classes is not None:
            sure = np.array([label != unsure for label in np.asarray(classes).tolist()], bool)
            classes = np.asarray(classes)[sure]
            if confusion is not None and np.shape(confusion) == (len(sure), len(sure)):
                confusion = np.asarray(confusion)[np.ix_(sure, sure)]
            if validated_cells is not None and len(validated_cells) == len(sure):
                validated_cells = np.asarray(validated_cells)[sure]
    if classes is None:
        if predictions.ndim == 2 or confusion is not None or priors is not None:
            raise ValueError(
                "Probabilities, confusion and priors require the names of their columns; pass "
                "classes, such as estimator.classes_."
            )
        classes = np.unique(predictions)
    classes = as_labels(classes, "classes")
    if len(set(classes.tolist())) < len(classes):
        raise ValueError("classes contains a class twice; list each class once.")
    numbers = {label: number for number, label in enumerate(classes.tolist())}
    if predictions.ndim == 2:
        predictions = _checked_probabilities(predictions, classes)
        places = predictions.argmax(axis=1)
    else:
        unknown = [label for label in predictions.tolist() if label not in numbers]
        if unknown:
            raise ValueError(
                f"predictions contains {unknown[0]!r}, which is not in classes; add it."
            )
        places = [numbers[label] for label in predictions.tolist()]
    counts = np.bincount(places, minlength=len(classes))
    n_groups = parts = None
    if groups is not None:
        given, codes = np.unique(as_groups(groups, len(places), "predictions"), return_inverse=True)
        n_groups, k = len(given), len(classes)
        # Cells of each group by predicted class.
        parts = np.bincount(codes * k + places, minlength=n_groups * k).reshape(n_groups, k)

    # With two classes, each interval mirrors the other: either both hold or neither does.
    together = len(classes) if simultaneous and len(classes) > 2 else 1
    z2 = squared_quantile(confidence, together)
    shares = counts / counts.sum()
    n = counts.sum() if parts is None else independent_cells(parts, np.eye(len(classes)), z2)
    estimates = {"": (shares, *wilson(shares, n, z2))}
    if confusion is not None:
        confusion = _checked_confusion(confusion, classes)
        estimates["adjusted"] = adjusted_shares(
            counts,
            confusion,
            z2,
            parts=parts,
            n_validated=_checked_validated(validated_cells, confusion),
        )
    elif validated_cells is not None:
        raise ValueError("validated_cells requires confusion, which is missing; pass both.")
    if priors is not None:
        if predictions.ndim == 1:
            raise ValueError(
                "priors require probabilities, but predictions contains labels; pass probabilities."
            )
        # Copies make the likelihood too peaked by this factor.
        copies = 1 if parts is None else (parts.sum(axis=1) ** 2).sum() / counts.sum()
        estimates["em"] = calibrated_shares(
            predictions, _checked_priors(priors, classes), z2 * copies
        )

    ranges = ranges_of(classes, reference_ranges)
    found = {}
    sure = counts.sum() / (counts.sum() + n_unsure)
    for method, (shares, low, high) in estimates.items():
        # None or all of the unsure cells may belong to the class.
        low, high = sure * low, sure * high + (1 - sure)
        percents = 100 * shares, 100 * low, 100 * high
        flags = [flag(*values) for values in zip(*percents, ranges)]
        found[method] = CorrectedCount(*percents, flags)
    counted = found.pop("")
    return DifferentialCount(
        classes,
        counts,
        counted.percent,
        counted.low,
        counted.high,
        ranges,
        counted.flags,
        found,
        confidence,
        simultaneous,
        n_groups,
        n_unsure,
    )


def _checked_probabilities(probabilities, classes):
    if probabilities.shape[1] != len(classes):
        raise ValueError(
            f"predictions has {probabilities.shape[1]} columns, but classes has {len(classes)} "
            "names; pass one name per column."
        )
    sums = probabilities.sum(axis=1)
    # Written so that nan counts as wrong too.
    wrong = ~((probabilities >= 0).all(axis=1) & (np.abs(sums - 1) <= 1e-3))
    if wrong.any():
        row = int(wrong.argmax())
        raise ValueError(
            f"Row {row} of predictions is {probabilities[row].tolist()}; probabilities must be "
            "from 0 to 1 and sum to 1."
        )
    return probabilities / sums[:, np.newaxis]


def _checked_confusion(confusion, classes):
    k = len(classes)
    confusion = _as_numbers(confusion, "confusion")
    if confusion.shape != (k, k):
        raise ValueError(f"confusion has shape {confusion.shape}; {k} classes require {(k, k)}.")
    if not ((confusion >= 0) & (confusion == np.round(confusion))).all():
        raise ValueError("confusion must contain numbers of cells, not fractions.")
    empty = confusion.sum(axis=1) == 0
    if empty.any():
        raise ValueError(
            f"confusion has no validation cells of {plain(classes[empty.argmax()])!r}, so its "
            "errors are unknown; validate with some, or omit the class."
        )
    if np.linalg.matrix_rank(confusion) < k:
        never = [plain(label) for label in classes[np.diag(confusion) == 0]]
        raise ValueError(
            "confusion cannot be inverted, since the classifier does not distinguish some classes"
            f"{f' (never recognised: {never})' if never else ''}; merge or omit such classes."
        )
    return confusion


def _checked_validated(numbers, confusion):
    if numbers is None:
        return None
    numbers, most = _as_numbers(numbers, "validated_cells"), confusion.sum(axis=1)
    if numbers.shape != most.shape or not ((numbers > 0) & (numbers <= most)).all():
        raise ValueError(
            f"validated_cells must contain a number above 0 for each of {len(most)} classes, and "
            "no more cells than confusion."
        )
    return numbers


def _checked_priors(priors, classes):
    if isinstance(priors, Mapping):
        if set(priors) != set(classes.tolist()):
            raise ValueError(
                f"priors has the classes {sorted(priors)} instead of {sorted(classes.tolist())}."
            )
        priors = [priors[label] for label in classes.tolist()]
    priors = _as_numbers(priors, "priors")
    if priors.shape != classes.shape or not (priors > 0).all() or not np.isfinite(priors).all():
        raise ValueError(f"priors must contain a share above 0 for each of {len(classes)} classes.")
    return priors / priors.sum()


def _as_numbers(values, name):
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name} must contain only numbers ({error}).") from error


def _entries(count, number, prefix):
    """Return the plain values of a class by name."""
    return {
        f"{prefix}percent": plain(count.percent[number]),
        f"{prefix}low": plain(count.low[number]),
        f"{prefix}high": plain(count.high[number]),
        f"{prefix}flag": count.flags[number],
    }


def _texts(count, number):
    """Return the displayed strings of a class."""
    low, high = count.low[number], count.high[number]
    return [f"{count.percent[number]:.1f}", f"{low:.1f}–{high:.1f}", count.flags[number]]
