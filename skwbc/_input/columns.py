"""Validation of labels, groups and weights: columns with one entry per image."""

from collections.abc import Mapping, Set
from numbers import Real

import numpy as np
from sklearn.utils import column_or_1d

# Types of pandas' missing values; pandas is not imported to detect them.
_MISSING = ("NAType", "NaTType")


def require_labels(estimator, y):
    """Raise scikit-learn's error for an estimator that is fitted without labels."""
    if y is None:
        raise ValueError(
            f"This {type(estimator).__name__} estimator requires y to be passed, but the target y "
            "is None."
        )


def as_labels(labels, name="y", n=None, of="X"):
    """Read labels, all of one sortable kind.

    Parameters
    ----------
    labels : array-like of shape (n,)
        Labels passed by the user.
    name : str
        Name of the labels in error messages.
    n : int, optional
        Required number of labels.
    of : str
        Name of the object with this number of entries, for error messages.

    Returns
    -------
    labels : ndarray of shape (n,)
        The validated labels.
    """
    column = _column(labels, name, n, of, "labels")
    try:
        np.unique(column)
        set(column.tolist())
    except TypeError as error:
        kinds = sorted({type(label).__name__ for label in column})
        raise TypeError(
            f"{name} contains values that cannot be labels, of the types {', '.join(kinds)}; pass "
            "only strings or only numbers."
        ) from error
    return column


def as_predictions(predictions):
    """Read predicted labels, or one row of numbers per image."""
    try:
        is_table = np.ndim(predictions) == 2
    except ValueError:
        is_table = False
    if not is_table:
        return as_labels(predictions, "predictions")
    try:
        rows = np.asarray(predictions, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"predictions must contain numbers in its columns ({error}).") from error
    if not len(rows):
        raise ValueError("predictions is empty; pass at least one row.")
    return rows


def as_groups(groups, n, of="X"):
    """Read the groups of images of any kind as an array that NumPy can sort."""
    column = _column(groups, "groups", n, of, "entries")
    is_listed = isinstance(groups, (list, tuple))
    if column.dtype.kind != "O" and not is_listed:
        return column
    numbers = {}
    entries = groups if is_listed else column
    try:
        codes = np.array([numbers.setdefault(group, len(numbers)) for group in entries], dtype=int)
    except TypeError as error:
        if column.dtype.kind != "O":
            return column
        raise TypeError(
            f"groups cannot be compared with each other ({error}); pass strings or numbers."
        ) from error
    if column.dtype.kind == "O":
        return codes
    # NumPy makes one type of all entries, which merges groups in [1, "1"], divides [1, True, "a"].
    values = column.tolist()
    is_same = len(set(zip(codes.tolist(), values))) == len(numbers) == len(set(values))
    return column if is_same else codes


def as_weights(sample_weight, n, of="X"):
    """Read the weight of each image; none may be negative and at least one must be positive."""
    if isinstance(sample_weight, Real):
        sample_weight = np.full(n, sample_weight)
    column = _column(sample_weight, "sample_weight", n, of, "entries")
    try:
        weights = column.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"sample_weight must contain numbers ({error}).") from error
    if (weights < 0).any():
        raise ValueError("sample_weight must not contain a negative number.")
    if not weights.any():
        raise ValueError("sample_weight is zero for every image; pass some positive weights.")
    # Only ratios of weights matter, and their sum must not overflow.
    with np.errstate(over="ignore"):
        return weights if np.isfinite(weights.sum()) else weights / weights.max()


def _column(values, name, n, of, what):
    is_sequence = hasattr(values, "__len__") or hasattr(values, "__array__")
    if isinstance(values, (str, bytes, Mapping, Set)) or not is_sequence:
        raise TypeError(f"{name} is a {type(values).__name__}; pass a one-dimensional sequence.")
    if hasattr(values, "tocsr"):
        raise TypeError(f"{name} is sparse; pass {name}.toarray().")
    # NumPy would convert missing values among strings to strings.
    if isinstance(values, (list, tuple)) and any(map(_is_missing, values)):
        raise ValueError(f"Input {name} contains NaN or None; remove missing entries.")
    try:
        column = np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"{name} contains sequences of different lengths; pass a one-dimensional sequence."
        ) from error
    if column.ndim != 1 and column.shape[1:] != (1,):
        raise ValueError(f"{name} has shape {column.shape}; pass a one-dimensional sequence.")
    if column.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: {name} is complex.")
    if not len(column) and not n:
        raise ValueError(f"{name} is empty; pass at least one entry.")
    column = column_or_1d(column, warn=True)
    if any(map(_is_missing, column.tolist() if column.dtype.kind in "OmM" else ())):
        raise ValueError(f"Input {name} contains NaN or None; remove missing entries.")
    if column.dtype.kind == "f" and not np.isfinite(column).all():
        found = "NaN" if np.isnan(column).any() else "infinity"
        raise ValueError(f"Input {name} contains {found}; remove such entries.")
    if n is not None and len(column) != n:
        entries = "labels" if of == "y" else "images"
        raise ValueError(f"{of} has {n} {entries}, but {name} has {len(column)} {what}.")
    return column


def _is_missing(value):
    if value is None or type(value).__name__ in _MISSING:
        return True
    return isinstance(value, (float, np.floating)) and value != value
