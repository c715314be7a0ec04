"""Labels, groups and weights: columns with an entry for each image, checked in one place."""

from collections.abc import Mapping, Set
from numbers import Real

import numpy as np
from sklearn.utils import column_or_1d

# Types of pandas' missing values; it isn't imported to ask it.
_MISSING = ("NAType", "NaTType")


def as_labels(labels, name="y", n=None, of="X"):
    """Read labels, all of one kind that can be sorted.

    Parameters
    ----------
    labels : array-like of shape (n,)
        What a user gave.
    name : str
        What errors call it.
    n : int, optional
        How many there must be.
    of : str
        What has so many.

    Returns
    -------
    labels : ndarray of shape (n,)
        The labels.
    """
    column = _column(labels, name, n, of, "labels")
    try:
        np.unique(column)
        set(column.tolist())
    except TypeError as error:
        kinds = sorted({type(label).__name__ for label in column})
        raise TypeError(
            f"{name} holds what cannot be a label, of the types {', '.join(kinds)}; give "
            "words alone or numbers alone."
        ) from error
    return column


def as_predictions(predictions):
    """Read predicted labels, or numbers in a row for each image."""
    try:
        is_table = np.ndim(predictions) == 2
    except ValueError:
        is_table = False
    if not is_table:
        return as_labels(predictions, "predictions")
    try:
        rows = np.asarray(predictions, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"predictions must hold numbers in its columns ({error}).") from error
    if not len(rows):
        raise ValueError("predictions is empty; give at least one row.")
    return rows


def as_groups(groups, n, of="X"):
    """Read what each image shows: an array that NumPy can sort, of whatever kind."""
    column = _column(groups, "groups", n, of, "entries")
    if column.dtype.kind != "O":
        return column
    numbers = {}
    try:
        return np.array([numbers.setdefault(group, len(numbers)) for group in column], dtype=int)
    except TypeError as error:
        raise TypeError(f"groups cannot be told apart ({error}); give words or numbers.") from error


def as_weights(sample_weight, n, of="X"):
    """Read the weight of each image: none negative, one at least positive."""
    if isinstance(sample_weight, Real):
        sample_weight = np.full(n, sample_weight)
    column = _column(sample_weight, "sample_weight", n, of, "entries")
    try:
        weights = column.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"sample_weight must hold numbers ({error}).") from error
    if (weights < 0).any():
        raise ValueError("sample_weight must not hold a negative number.")
    if not weights.any():
        raise ValueError("sample_weight is zero for every image; give some a positive weight.")
    # Only their ratios count, and their sum must not overflow.
    return weights if np.isfinite(weights.sum()) else weights / weights.max()


def _column(values, name, n, of, what):
    is_sequence = hasattr(values, "__len__") or hasattr(values, "__array__")
    if isinstance(values, (str, bytes, Mapping, Set)) or not is_sequence:
        raise TypeError(f"{name} is a {type(values).__name__}; give a sequence with an entry each.")
    if hasattr(values, "tocsr"):
        raise TypeError(f"{name} is sparse; give {name}.toarray().")
    # NumPy would make words of what is missing among words.
    if isinstance(values, (list, tuple)) and any(map(_is_missing, values)):
        raise ValueError(f"Input {name} contains NaN or None; drop what has no entry.")
    try:
        column = np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"{name} holds sequences of several lengths; give an entry each."
        ) from error
    if column.ndim != 1 and column.shape[1:] != (1,):
        raise ValueError(f"{name} has shape {column.shape}; give a sequence with an entry each.")
    if column.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: {name} is complex.")
    if not len(column) and not n:
        raise ValueError(f"{name} is empty; give at least one entry.")
    column = column_or_1d(column, warn=True)
    if any(map(_is_missing, column.tolist() if column.dtype.kind in "OmM" else ())):
        raise ValueError(f"Input {name} contains NaN or None; drop what has no entry.")
    if column.dtype.kind == "f" and not np.isfinite(column).all():
        found = "NaN" if np.isnan(column).any() else "infinity"
        raise ValueError(f"Input {name} contains {found}; drop what has no entry.")
    if n is not None and len(column) != n:
        entries = "labels" if of == "y" else "images"
        raise ValueError(f"{of} has {n} {entries}, but {name} has {len(column)} {what}.")
    return column


def _is_missing(value):
    if value is None or type(value).__name__ in _MISSING:
        return True
    return isinstance(value, (float, np.floating)) and value != value
