"""Sensitivity and specificity as score functions."""

import warnings

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.metrics import multilabel_confusion_matrix, recall_score
from sklearn.utils.multiclass import unique_labels

from skwbc._input.columns import as_labels, as_weights

_AVERAGES = (None, "macro", "weighted", "micro", "binary")


def sensitivity_score(y, y_pred, *, labels=None, pos_label=1, average="macro", sample_weight=None):
    """Compute the share of a class's cells that are recognised: TP / (TP + FN).

    This is :func:`sklearn.metrics.recall_score` with ``average="macro"`` as the default.

    Parameters
    ----------
    y, y_pred : array-like of shape (n,)
        True and predicted labels.
    labels : array-like, optional
        The classes to score and their order. By default, all classes, sorted.
    pos_label : int, bool or str, default=1
        The class to score with ``average="binary"``.
    average : {'macro', 'weighted', 'micro', 'binary'} or None, default='macro'
        Unweighted mean of the classes, mean weighted by their cells, score of all decisions pooled
        over the classes, score of ``pos_label`` in a binary problem, or None for an array with the
        score of each class.
    sample_weight : array-like of shape (n,), optional
        Weights of the cells.

    Returns
    -------
    score : float or ndarray of float
        The sensitivity, from 0 to 1.

    See Also
    --------
    specificity_score : Compute the same score for the cells of the other classes.
    classification_table : Compute both scores for each class, with intervals.
    SCORERS : Both scores for scikit-learn's ``scoring`` parameters.

    Examples
    --------
    >>> from skwbc.metrics import sensitivity_score
    >>> y = ["basophil", "basophil", "monocyte", "monocyte"]
    >>> sensitivity_score(y, ["basophil", "monocyte", "monocyte", "monocyte"])
    0.75
    """
    y, y_pred, sample_weight = _columns(y, y_pred, sample_weight)
    return recall_score(
        y,
        y_pred,
        labels=labels,
        pos_label=pos_label if average == "binary" else None,
        average=average,
        sample_weight=sample_weight,
    )


def specificity_score(y, y_pred, *, labels=None, pos_label=1, average="macro", sample_weight=None):
    """Compute the share of other classes' cells not assigned to a class: TN / (TN + FP).

    Parameters
    ----------
    y, y_pred : array-like of shape (n,)
        True and predicted labels.
    labels : array-like, optional
        The classes to score and their order. By default, all classes, sorted.
    pos_label : int, bool or str, default=1
        The class to score with ``average="binary"``.
    average : {'macro', 'weighted', 'micro', 'binary'} or None, default='macro'
        Unweighted mean of the classes, mean weighted by their cells, score of all decisions pooled
        over the classes, score of ``pos_label`` in a binary problem, or None for an array with the
        score of each class.
    sample_weight : array-like of shape (n,), optional
        Weights of the cells.

    Returns
    -------
    score : float or ndarray of float
        The specificity, from 0 to 1. It is 0, with a warning, if there are no cells of other
        classes.

    See Also
    --------
    sensitivity_score : Compute the same score for the cells of the class.
    classification_table : Compute both scores for each class, with intervals.
    SCORERS : Both scores for scikit-learn's ``scoring`` parameters.

    Examples
    --------
    >>> from skwbc.metrics import specificity_score
    >>> y = ["basophil", "basophil", "monocyte", "monocyte"]
    >>> y_pred = ["basophil", "monocyte", "monocyte", "monocyte"]
    >>> specificity_score(y, y_pred, average=None)
    array([1. , 0.5])
    """
    if average not in _AVERAGES:
        raise ValueError(f"average={average!r} is unknown; choose one of {_AVERAGES}.")
    y, y_pred, sample_weight = _columns(y, y_pred, sample_weight)
    if average == "binary":
        present = unique_labels(y, y_pred).tolist()
        if len(present) > 2:
            raise ValueError(
                f"average='binary' requires two classes, but there are {len(present)}; choose "
                "'macro', 'weighted' or 'micro'."
            )
        if pos_label not in present and len(present) == 2:
            raise ValueError(
                f"pos_label={pos_label!r} is not a class of y; choose one of {present}."
            )
        labels = [pos_label]
    matrices = multilabel_confusion_matrix(y, y_pred, labels=labels, sample_weight=sample_weight)
    (true_negatives, false_positives), (false_negatives, true_positives) = np.moveaxis(
        matrices, 0, 2
    )
    if average == "micro":
        true_negatives, false_positives = true_negatives.sum(), false_positives.sum()
    others = np.atleast_1d(true_negatives + false_positives)
    if (others == 0).any():
        warnings.warn(
            "Specificity is set to 0 for a class without cells of other classes.",
            UndefinedMetricWarning,
            stacklevel=2,
        )
    scores = np.divide(true_negatives, others, where=others > 0, out=np.zeros(others.shape))
    if average is None:
        return scores
    support = true_positives + false_negatives
    if average == "weighted" and support.sum() > 0:
        return float(np.average(scores, weights=support))
    return float(scores.mean())


def _columns(y, y_pred, sample_weight):
    y = as_labels(y)
    if sample_weight is not None:
        sample_weight = as_weights(sample_weight, len(y), "y")
    return y, as_labels(y_pred, "y_pred", len(y), "y"), sample_weight
