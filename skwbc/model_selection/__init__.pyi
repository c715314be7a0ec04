# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np


__all__ = ['AuditReport', 'LeakageGap', 'audit_cv', 'audit_split', 'leakage_gap', 'source_groups']

class AuditReport:
    """What images have in common across a split; prints as a few lines.

    Parameters
    ----------
    groups : ndarray of int of shape (n,)
        The same number for images of the same cell; of a split those of the training part first.
    contents : ndarray of int of shape (n,)
        The same number for files or arrays that are equal to the last bit.
    conflicts : ndarray of int
        Indices of images whose cell has several labels.
    crossing : list of ndarray of int
        For each split the indices of test images whose cell is in the training part too.
    n_tested : list of int
        For each split the number of its test images.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc.model_selection import AuditReport
    >>> nothing = np.array([], dtype=int)
    >>> print(AuditReport(np.arange(4), np.arange(4), nothing, [nothing], [2]))
    4 images show 4 cells
    exact duplicates: 0
    near duplicates: 0
    images whose cell has several labels: 0
    test images whose cell is trained on: 0 of 2 (0%)
    """
    def __init__(self, groups: Any, contents: Any, conflicts: Any, crossing: Any, n_tested: Any) -> None: ...
class LeakageGap:
    """Scores of one model on random folds and on folds of whole cells; prints as a few lines.

    Parameters
    ----------
    random, grouped : float
        Score of the predictions on random folds, and on folds of whole cells.
    random_interval, grouped_interval : tuple of (float, float)
        95% intervals from resampling whole cells.
    groups : ndarray of int of shape (n,)
        The same number for images of the same cell.
    scoring : str or callable
        The score.

    Attributes
    ----------
    gap : float
        By how much random folds flatter the model.

    Examples
    --------
    >>> from skwbc.model_selection import LeakageGap
    >>> print(LeakageGap(0.98, (0.95, 1.0), 0.47, (0.3, 0.64), [0, 0, 1], "accuracy"))
    3 images of 2 cells, accuracy:
      random folds  0.980  (95% interval 0.950 to 1.000)
      whole cells   0.470  (95% interval 0.300 to 0.640)
      gap           0.510
    """
    gap: float
    def __init__(self, random: Any, random_interval: Any, grouped: Any, grouped_interval: Any, groups: Any, scoring: Any) -> None: ...
def audit_cv(X: Any, y: Any, cv: Any = 5, *, groups: Any = None, n_jobs: int | None = None) -> Any:
    """Look for cells that a cross-validation trains on and tests on.

    Parameters
    ----------
    X : array or sequence
        Images.
    y : array-like of shape (n,)
        Labels.
    cv : int or cross-validation splitter, default=5
        What splits the images; a number stands for stratified folds.
    groups : array-like of int, optional
        Which images show the same cell, where that is known; otherwise :func:`source_groups` finds
        out. They are not given to ``cv``.
    n_jobs : int or None, default=None
        Number of processes that look for points of interest.

    Returns
    -------
    report : AuditReport
        Prints as a few lines, and holds the findings as arrays.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.model_selection import audit_cv
    >>> cells = make_blood_cells(30, copies_per_cell=3, image_size=64, random_state=0)
    >>> report = audit_cv(cells.images, cells.target, cv=2, groups=cells.groups)
    >>> sum(len(crossing) for crossing in report.crossing) > 10
    True
    """
def audit_split(train: Any, test: Any, y_train: Any = None, y_test: Any = None, *, groups: Any = None, n_jobs: int | None = None) -> Any:
    """Look for cells that are in the training and in the test part.

    Parameters
    ----------
    train, test : array or sequence
        Images of both parts, of the same kind.
    y_train, y_test : array-like, optional
        Their labels; with both, images of one cell with different labels are found too.
    groups : array-like of int, optional
        Which images show the same cell, training part first, where that is known; otherwise
        :func:`source_groups` finds out.
    n_jobs : int or None, default=None
        Number of processes that look for points of interest.

    Returns
    -------
    report : AuditReport
        Prints as a few lines, and holds the findings as arrays.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.model_selection import audit_split
    >>> cells = make_blood_cells(4, image_size=96, random_state=0).images
    >>> print(audit_split(cells, np.concatenate([cells[:1], cells[1:2, ::-1]])))
    6 images show 4 cells
    exact duplicates: 1
    near duplicates: 1
    images whose cell has several labels: 0
    test images whose cell is trained on: 2 of 2 (100%)
    Keep the images of a cell together: give `groups` to a group splitter.
    """
def leakage_gap(estimator: Any, X: Any, y: Any, *, groups: Any = None, cv: int = 5, scoring: str | Callable[..., Any] = 'accuracy', n_jobs: int | None = None, random_state: int | None = 0) -> Any:
    """Score a model on random folds and on folds of whole cells.

    Parameters
    ----------
    estimator : classifier
        The model; clones of it are fitted.
    X : array or sequence
        Images.
    y : array-like of shape (n,)
        Labels.
    groups : array-like of int, optional
        Which images show the same cell, where that is known; otherwise :func:`source_groups` finds
        out.
    cv : int, default=5
        Number of folds.
    scoring : str or callable, default='accuracy'
        Name of one of scikit-learn's scores of predicted labels, or such a scorer, as those in
        :data:`skwbc.metrics.SCORERS` are.
    n_jobs : int or None, default=None
        Number of processes.
    random_state : int or None, default=0
        Seeds the folds and the resampling.

    Returns
    -------
    gap : LeakageGap
        Both scores with 95% intervals; prints as a few lines.

    Notes
    -----
    All images are predicted by the model of the fold that they are not in, and scored together. The
    intervals resample cells, not images: a hundred copies of a cell are one observation.

    Examples
    --------
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.model_selection import leakage_gap
    >>> cells = make_blood_cells(120, copies_per_cell=6, image_size=16, random_state=0)
    >>> rows = cells.images.reshape(120, -1) / 255
    >>> gap = leakage_gap(KNeighborsClassifier(1), rows, cells.target, groups=cells.groups)
    >>> bool(gap.random > gap.grouped)
    True
    """
def source_groups(X: Any, *, references: Any = None, n_jobs: int | None = None, verbose: int = 0) -> np.ndarray[Any, Any]:
    """Find out which images show the same cell.

    Copies are recognised whatever was turned, mirrored, shifted, sheared, moderately zoomed or made
    brighter: by points of interest that an affine map takes from one image to the other, and by
    the pixels that they have in common. What comes out is made for ``groups=``.

    Parameters
    ----------
    X : array or sequence
        Images: an array of shape (n, height, width, channels) or (n, height, width), paths, PIL
        images or arrays of different sizes.
    references : array or sequence, optional
        Images whose cells are known to be sources. What shows the same cell as ``references[i]``
        has the label i.
    n_jobs : int or None, default=None
        Number of processes that look for points of interest.
    verbose : int, default=0
        Above 0, print how far it is.

    Returns
    -------
    groups : ndarray of int of shape (n,)
        The same number for images of the same cell.

    Notes
    -----
    Equal files are found by their content. Others are compared with those 20 images that have most
    kinds of points in common. It all takes about 40 ms an image on one core. Two photographs of one
    cell count as the same cell. Without anything around it that repeats, a cell that fills its
    picture has few points; there nearly equal pixels are asked for.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.model_selection import source_groups
    >>> cells = make_blood_cells(4, image_size=96, random_state=0).images
    >>> copies = np.concatenate([cells, np.rot90(cells, axes=(1, 2)), cells[:, ::-1]])
    >>> source_groups(copies).tolist()
    [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
    """
