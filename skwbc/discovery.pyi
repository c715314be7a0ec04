# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['all_estimators']

def all_estimators() -> list[tuple[str, type[Any]]]:
    """List every public estimator of the library except those that combine other estimators.

    Returns
    -------
    estimators : list of (str, type)
        Name and class of each estimator, in alphabetical order.

    Examples
    --------
    >>> from skwbc import all_estimators
    >>> dict(all_estimators())["WBCsNet2Classifier"]
    <class 'skwbc.classifiers.WBCsNet2Classifier'>
    """
