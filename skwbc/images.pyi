# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['Altered']

class Altered:
    """A picture that is computed from another picture whenever it is needed.

    Parameters
    ----------
    source : str, path, PIL image or ndarray
        The source picture.
    change : callable
        Function of pixels, float from 0 to 1, that returns pixels. Its ``repr`` includes all its
        settings, and its ``revision`` is increased whenever its results change. A function that
        can also be applied to a shrunken picture has an attribute ``at_any_size``.
    """
    def __init__(self, source: Any, change: Callable[..., Any]) -> None: ...
