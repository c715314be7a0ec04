# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['AuditReport', 'LeakageGap', 'audit_cv', 'audit_split', 'leakage_gap', 'query_cells', 'source_groups']

class AuditReport:
    """Duplicate images and cells that cross a split; prints as a few lines.

    Parameters
    ----------
    groups : ndarray of int of shape (n,)
        Group of each image; images of the same cell share a number. For a split, the images of the
        training part come first.
    contents : ndarray of int of shape (n,)
        Content of each image; files or arrays that are bit-identical share a number.
    conflicts : ndarray of int or None
        Indices of images of cells with more than one label; ``None`` if no labels are known.
    crossing : list of ndarray of int
        For each split, the indices of test images whose cell is also in the training part.
    n_tested : list of int
        For each split, the number of test images.

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
        95% intervals, obtained by resampling whole cells.
    groups : ndarray of int of shape (n,)
        Group of each image; images of the same cell share a number.
    scoring : str or callable
        The scoring method.

    Attributes
    ----------
    gap : float
        Difference by which random folds overestimate the score.

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
def audit_cv(X: Any, y: Any, cv: Any = 5, *, groups: Any = None, image_shape: tuple[int, ...] | None = None, n_jobs: int | None = None) -> AuditReport:
    """Find cells that are in both the training and the test part of a cross-validation.

    Parameters
    ----------
    X : array or sequence
        Images.
    y : array-like of shape (n,)
        Labels.
    cv : int or cross-validation splitter, default=5
        Splitter of the images; an integer is the number of stratified folds.
    groups : array-like of int, optional
        Group of each image, if known; images of the same cell share a number. By default, the
        groups are determined by :func:`source_groups`. Identical images are in one group in any
        case. The groups are not passed to ``cv``.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows.
    n_jobs : int or None, default=None
        Number of processes that extract points of interest.

    Returns
    -------
    report : AuditReport
        Report that prints as a few lines and stores the results as arrays.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.model_selection import audit_cv
    >>> cells = make_blood_cells(30, copies_per_cell=3, image_size=64, random_state=0)
    >>> report = audit_cv(cells.images, cells.target, cv=2, groups=cells.groups)
    >>> sum(len(crossing) for crossing in report.crossing) > 10
    True
    """
def audit_split(train: Any, test: Any, y_train: Any = None, y_test: Any = None, *, groups: Any = None, image_shape: tuple[int, ...] | None = None, n_jobs: int | None = None) -> AuditReport:
    """Find cells that are in both the training and the test part.

    Parameters
    ----------
    train, test : array or sequence
        Images of both parts, in the same format.
    y_train, y_test : array-like, optional
        Labels of the parts. Images of one cell with different labels are also reported; labels of
        one part are compared with each other.
    groups : array-like of int, optional
        Group of each image, training part first, if known; images of the same cell share a number.
        By default, the groups are determined by :func:`source_groups`. Identical images are in one
        group in any case.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows.
    n_jobs : int or None, default=None
        Number of processes that extract points of interest.

    Returns
    -------
    report : AuditReport
        Report that prints as a few lines and stores the results as arrays.

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
    images whose cell has several labels: not checked
    test images whose cell is trained on: 2 of 2 (100%)
    Keep the images of a cell together: pass `groups` to a group splitter.
    """
def leakage_gap(estimator: Any, X: Any, y: Any, *, groups: Any = None, cv: int = 5, scoring: str | Callable[..., Any] = 'accuracy', image_shape: tuple[int, ...] | None = None, n_jobs: int | None = None, random_state: int | None = 0) -> LeakageGap:
    """Score a model on random folds and on folds of whole cells.

    Parameters
    ----------
    estimator : classifier
        The model; its clones are fitted.
    X : array or sequence
        Images.
    y : array-like of shape (n,)
        Labels.
    groups : array-like of int, optional
        Group of each image, if known; images of the same cell share a number. By default, the
        groups are determined by :func:`source_groups`.
    cv : int, default=5
        Number of folds.
    scoring : str or callable, default='accuracy'
        Name of one of scikit-learn's scorers of predicted labels, or a scorer of predicted labels,
        such as those in :data:`skwbc.metrics.SCORERS`.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows. By default, that of
        the estimator or of its first step that has one.
    n_jobs : int or None, default=None
        Number of processes.
    random_state : int or None, default=0
        Seed of the folds and of the resampling.

    Returns
    -------
    gap : LeakageGap
        Both scores with 95% intervals; prints as a few lines.

    Notes
    -----
    Each image is predicted by the model of the fold that excludes the image from training, and all
    predictions are scored together. The intervals resample cells, not images: a hundred copies of a
    cell count as one observation. Resamples without a cell of some class are drawn again.

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
def query_cells(n: int = 10, *, probabilities: Any = None, features: Any = None, counts: Any = None, strategy: Literal['balanced', 'diverse', 'margin', 'random', 'uncertain'] = 'balanced', random_state: Any = None) -> np.ndarray[Any, Any]:
    """Choose the unlabelled cells that are worth labelling next.

    A model learns more from cells that it doubts, and from cells of rare types, than from cells
    that are drawn at random.

    Parameters
    ----------
    n : int, default=10
        Number of cells to choose.
    probabilities : array-like of shape (n_cells, n_classes), optional
        Predicted probabilities of the types of the unlabelled cells, from a model that was fitted
        to the cells labelled so far, or to those of other laboratories.
    features : array-like of shape (n_cells, n_features), optional
        Features of the unlabelled cells, scaled alike. Required by 'diverse'.
    counts : array-like of shape (n_classes,), optional
        Number of cells of each type labelled so far, in the order of the columns of
        ``probabilities``. Used by 'balanced'; by default, there are none.
    strategy : {'balanced', 'diverse', 'margin', 'random', 'uncertain'}, default='balanced'
        - 'uncertain': cells whose most probable type is least probable.
        - 'margin': cells whose two most probable types are most alike in probability.
        - 'diverse': one cell from each of ``n`` clusters of uncertain cells. Without
          ``probabilities``, the clusters are those of all cells, which suits the first labels.
        - 'balanced': cells with a small margin whose probable types have few labels. Each choice
          counts as a label of its probable types, so that a batch contains several types.
        - 'random': any cells.
    random_state : int, RandomState instance or None, default=None
        Seed of 'random', of the clusters, and of the order of cells that are equally suitable.

    Returns
    -------
    cells : ndarray of int of shape (n,)
        Row numbers of the chosen cells, all different, the most useful first.

    See Also
    --------
    skwbc.adapt : Adapt a model to a laboratory before any cell is labelled.
    skwbc.metrics.rater_agreement : Agreement of several people who label the same cells.

    Notes
    -----
    'diverse' clusters the 10 ``n`` cells with the smallest margins by k-means, weighted by one
    minus their margin, and takes the cell nearest to each centre, as Zhdanov (2019) did.
    'balanced' takes the cells with the largest (1 − margin) · Σ p(type) / (1 + count of the type)
    in turn, and adds the probabilities of each to the counts.

    In three laboratories, the strategies other than 'random' hardly differed. With good features,
    80 labels were as good as 200 random ones: see :doc:`/guide/elsewhere`.

    Labelled cells that were chosen in this way are no random sample: do not estimate accuracies or
    percentages of types from them. Label some cells that were chosen at random for this purpose.

    References
    ----------
    F. Zhdanov, "Diverse mini-batch active learning", arXiv:1901.05954, 2019.

    Examples
    --------
    >>> from skwbc.model_selection import query_cells
    >>> probabilities = [[0.9, 0.1, 0.0], [0.5, 0.4, 0.1], [0.1, 0.3, 0.6], [0.3, 0.3, 0.4]]
    >>> query_cells(2, probabilities=probabilities, strategy="uncertain").tolist()
    [3, 1]
    >>> query_cells(2, probabilities=probabilities, counts=[9, 2, 0]).tolist()
    [2, 3]
    """
def source_groups(X: Any, *, references: Any = None, image_shape: tuple[int, ...] | None = None, n_jobs: int | None = None, verbose: int = 0) -> np.ndarray[Any, Any]:
    """Group the images that show the same cell.

    Copies are recognised after rotation, mirroring, shifts, shear, moderate zoom or changes of
    brightness. They are identified by points of interest that an affine map takes from one image to
    the other, and by their common pixels. The result can be passed as ``groups=``.

    Parameters
    ----------
    X : array or sequence
        Images: an array of shape (n, height, width, channels) or (n, height, width), paths, PIL
        images, arrays of different sizes, or flattened rows.
    references : array or sequence, optional
        Images of known source cells. Images that show the same cell as ``references[i]`` have the
        label i, the smallest i if several references do; other cells are numbered from
        ``len(references)`` on.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows. Without it, only
        equal rows are recognised.
    n_jobs : int or None, default=None
        Number of processes that extract points of interest.
    verbose : int, default=0
        Print progress if above 0.

    Returns
    -------
    groups : ndarray of int of shape (n,)
        Group of each image; images of the same cell share a number.

    Notes
    -----
    Identical files are found by their content. Each other image is compared with the 20 images that
    share the most kinds of points. The whole computation takes about 40 ms per image on one core.
    Two photographs of one cell count as the same cell. A cell that fills its picture, without
    recurring surroundings, has few points; in this case, nearly equal pixels are required.

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
