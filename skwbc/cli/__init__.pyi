# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['main']

def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv : list of str, optional
        Arguments that follow ``skwbc`` on the command line; by default, those of this process.

    Returns
    -------
    code : int
        0 on success, 1 on failure, 3 if files were skipped, 130 if the command was interrupted and
        141 if its output was closed.
    """
