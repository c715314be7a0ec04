"""Reference ranges of differential counts."""

from collections.abc import Mapping

import numpy as np

# Percentages of the white blood cells of an adult.
_ADULT_RANGES = {
    "neutrophil": (40, 60),
    "lymphocyte": (20, 40),
    "monocyte": (2, 8),
    "eosinophil": (1, 4),
    "basophil": (0.5, 1),
}


def ranges_of(classes, given=None):
    """Return the reference range of each class, by default that of adults, or None."""
    given = _ADULT_RANGES if given is None else given
    if not isinstance(given, Mapping):
        raise TypeError(
            f"reference_ranges is a {type(given).__name__}; pass a dict of class: (low, high)."
        )
    ranges = {}
    for name, limits in given.items():
        try:
            low, high = map(float, limits)
        except (TypeError, ValueError, OverflowError):
            low = high = np.nan
        # Written so that nan counts as wrong too.
        if not 0 <= low <= high <= 100:
            raise ValueError(
                f"The reference range of {name!r} is {limits!r}; pass the lower percentage, then "
                "the higher one."
            )
        ranges[_singular(name)] = (low, high)
    return [ranges.get(_singular(label)) for label in classes.tolist()]


def _singular(name):
    return str(name).strip().lower().removesuffix("s")


def flag(percent, low, high, limits):
    """Return how a percentage and its interval compare to a reference range."""
    if limits is None or limits[0] <= percent <= limits[1]:
        return ""
    if percent < limits[0]:
        return "low" if high < limits[0] else "low?"
    return "high" if low > limits[1] else "high?"
