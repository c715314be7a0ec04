"""Scales of pixels: values of full brightness, and a warning about values on another scale."""

import sys
import warnings

import numpy as np

# Usual maxima of floating-point values other than 1, and usual bit depths of 16-bit values.
_SCALES = (255, 4095, 65535)
_BITS = (8, 10, 12, 14)
# Upper limit of the overshoot of resizing.
_TOLERANCE = 0.1
# Pictures with at most twelve of sixteen bits are darker than this.
_TOO_DARK = 1 / 16
# Packages whose stack frames are skipped to find the user's line.
_BETWEEN = {"skwbc", "sklearn", "imblearn", "joblib", "multiprocessing", "concurrent", "threading"}
_shown = set()


def full_scale(dtype):
    """Return the value of full brightness."""
    if dtype.kind in "fb":
        return 1
    return 65535 if dtype.kind == "u" and dtype.itemsize == 2 else 255


def value_range(array):
    """Return the lowest and highest value; for bytes, only whether any value is above 1."""
    lowest = 0 if array.dtype.kind in "bu" else array.min()
    if array.dtype == np.uint8 and (highest := array[0].max()) > 1:
        return lowest, highest
    return lowest, array.max()


def warn_of_scale(dtype, lowest, highest):
    """Warn once per process if values are on another scale than that of their type."""
    if problem := wrong_scale(dtype, lowest, highest):
        kind = "floating-point" if dtype.kind == "f" else dtype.name
        warn_once(f"Images of {kind} values range from 0 to {full_scale(dtype)}, but {problem}.")


def wrong_scale(dtype, lowest, highest):
    """Describe the problem with a range of values and the remedy; return None if there is none.

    The text does not depend on the exact values, so that one mistake has only one message.
    """
    if dtype.kind == "b":
        return None
    if dtype.kind == "f":
        return _wrong_floats(lowest, highest)
    if lowest < 0:
        return "these have values below 0; pass uint8, uint16 or floating point from 0 to 1"
    if highest > full_scale(dtype):
        return (
            "these have higher values; pass uint16 if they range to 65535, or divide them by "
            "their highest possible value"
        )
    if full_scale(dtype) == 65535:
        return _few_bits(highest)
    if highest == 1:
        return (
            "these are only 0 and 1, as if cast from floating point; multiply them by 255 before "
            "the cast, or pass masks as bool"
        )
    return None


def _wrong_floats(lowest, highest):
    if lowest < -_TOLERANCE:
        return (
            "these have values below 0, as standardised images do; undo the standardisation, or "
            "pass (X + 1) / 2 for images from -1 to 1"
        )
    if highest > 1 + _TOLERANCE:
        for scale in _SCALES:
            if scale * _TOO_DARK < highest <= scale * (1 + _TOLERANCE):
                return f"these seem to range to {scale}; divide them by {scale}"
        return "these have higher values; divide them by their highest possible value"
    if 0 < highest <= _TOO_DARK:
        return "these are all below 1/16; divide them only once, by their highest possible value"
    return None


def _few_bits(highest):
    for bits in _BITS:
        most = 2**bits - 1
        if 0 < highest <= most:
            return f"these seem to range to {most}; multiply them by {65535 // most}"
    return None


def warn_once(text):
    """Warn at the user's line; Python itself forgets past warnings when filters change.

    Warnings that a filter suppressed or turned into errors do not count as shown.
    """
    if text in _shown:
        return
    # Another thread may run this at the same time.
    _shown.add(text)
    registry = {}
    try:
        file, line = _users_line()
        warnings.warn_explicit(text, UserWarning, file, line, "skwbc._input.images", registry)
    finally:
        # If the warning was shown and is not shown every time, its key is stored here.
        if not any(isinstance(key, tuple) for key in registry):
            _shown.discard(text)


def _users_line():
    frame = sys._getframe()
    while frame and frame.f_globals.get("__name__", "").partition(".")[0] in _BETWEEN:
        frame = frame.f_back
    # The stack of a thread that decodes files has no frame of the user.
    return (frame.f_code.co_filename, frame.f_lineno) if frame else ("skwbc", 0)
