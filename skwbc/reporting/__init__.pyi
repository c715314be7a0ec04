# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['report']

def report(estimator: Any, X: Any, y: Any, path: str | PathLike[str] = 'report.html', *, groups: Any = None, cv: Any = None, X_train: Any = None, title: str | None = None, n_mistakes: int = 12, image_shape: tuple[int, ...] | None = None, random_state: int | None = 0, n_jobs: int | None = None, verbose: int = 0) -> Path:
    """Write a page with the results of a classifier and the evaluation protocol.

    The page is one HTML file that needs no network access and runs no scripts. It contains the
    images and their duplicates, the protocol, a table of results with 95% intervals, the confusion
    matrix, a comparison of predicted probabilities with the accuracy, learning curves, the
    differential count, the worst mistakes with the pixels that led to them, and all settings and
    versions. If the path ends in ``.md``, the page is a model card instead: Markdown for a model
    hub, with intended use and limits, training, protocol and results.

    Parameters
    ----------
    estimator : classifier
        A fitted estimator predicts ``X``, on which it should not have been trained. An unfitted
        estimator is cross-validated, and its clones are fitted.
    X : array or sequence
        Images, in a format that the estimator accepts.
    y : array-like of shape (n,)
        Labels of the images.
    path : str or path-like, default='report.html'
        File to write, such as 'report.html' or 'README.md'. An existing file is replaced only by a
        complete one.
    groups : array-like of shape (n,), optional
        Source of each image, such as the cell or the patient; a cross-validation keeps each group
        in one fold. Copies of cells are always searched for, but not kept together.
    cv : int or cross-validation splitter, optional
        Folds of a cross-validation, which is run even if the estimator is fitted. An integer is the
        number of shuffled, stratified folds of whole groups. The default is 5 for an unfitted
        estimator.
    X_train : array or sequence, optional
        Images that a fitted estimator was trained on, to search for copies of them in ``X``.
    title : str, optional
        Title of the page.
    n_mistakes : int, default=12
        Maximum number of mistakes to show.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows. By default, that of
        the estimator or of its first step that has one.
    random_state : int or None, default=0
        Seed of the folds and of the choice of pictures.
    n_jobs : int or None, default=None
        Number of processes that search for copies.
    verbose : int, default=0
        Print progress if above 0.

    Returns
    -------
    path : Path
        Path of the written file.

    See Also
    --------
    skwbc.metrics.classification_table : Compute the table of results.
    skwbc.model_selection.leakage_gap : Estimate by how much random folds overestimate the score.

    Notes
    -----
    Intervals count the copies of a cell, and the images of a group, as one. Copies are found by
    :func:`skwbc.model_selection.source_groups`, which takes about 40 ms per image on one core.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from skwbc import WBCsNetClassifier, report
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1, random_state=0)
    >>> with TemporaryDirectory() as folder:
    ...     path = report(classifier, images, y, Path(folder, "report.html"), cv=3)
    ...     path.read_text(encoding="utf-8")[:15]
    '<!DOCTYPE html>'
    """
