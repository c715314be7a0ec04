# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['SCORERS', 'ClassificationTable', 'CorrectedCount', 'DifferentialCount', 'RaterAgreement', 'classification_table', 'differential_count', 'rater_agreement', 'register_scorers', 'sensitivity_score', 'specificity_score']

SCORERS: Mapping[str, Any]
class ClassificationTable:
    """Table of per-class results with confidence intervals.

    Returned by :func:`classification_table`; prints as a table. Each rate is an array of three
    values: the rate and the lower and upper limits of its interval. All three are nan where the
    rate is undefined.

    Parameters
    ----------
    labels : ndarray of shape (n_classes,)
        The classes.
    confusion : ndarray of shape (n_classes, n_classes)
        Cells of each true class (rows) by predicted class (columns); sums of weights if the cells
        are weighted.
    counts : dict of str to ndarray of shape (n_classes,)
        'TP', 'FP', 'FN' and 'TN' of each class against all other classes.
    rates : dict of str to ndarray of shape (n_classes, 3)
        'accuracy', 'precision', 'sensitivity', 'specificity' and 'F1' of each class against all
        other classes.
    averages : dict of str to dict of str to ndarray of shape (3,)
        'macro' and 'weighted' means of the rates, and under 'overall' the 'accuracy': the share of
        cells that are classified correctly.
    confidence : float
        Confidence level of the intervals.
    n_groups : int or None, default=None
        Number of groups that the cells come from, if known.

    Attributes
    ----------
    support : ndarray of shape (n_classes,)
        Number of cells of each class.

    Examples
    --------
    >>> from skwbc.metrics import classification_table
    >>> table = classification_table([0, 0, 0, 1, 1], [0, 0, 1, 1, 1])
    >>> table.rates["sensitivity"][0].round(3).tolist()
    [0.667, 0.208, 0.939]
    """
    support: np.ndarray[Any, Any]
    def __init__(self, labels: Any, confusion: Any, counts: Any, rates: Any, averages: Any, confidence: Any, n_groups: Any = None) -> None: ...
    def to_csv(self, path: str | Path | None = None) -> str | None:
        """Return the table as comma-separated values, or write them to a file.

        Parameters
        ----------
        path : str or Path, optional
            File to write.

        Returns
        -------
        text : str or None
            The values; None if ``path`` is passed.
        """
    def to_dict(self) -> dict[Any, Any]:
        """Return the table as plain values, ready for JSON.

        Returns
        -------
        table : dict
            Values about the whole table, and under 'rows' one dictionary per row; unknown values
            are None.
        """
    def to_markdown(self) -> str:
        """Return the table as Markdown.

        Returns
        -------
        text : str
            The table below its caption.
        """
    def to_pandas(self) -> Any:
        """Return the table as a data frame.

        Returns
        -------
        frame : pandas.DataFrame
            One row per row of the table.
        """
class CorrectedCount:
    """Percentages of a :class:`DifferentialCount`, corrected for the classifier's own errors.

    Parameters
    ----------
    percent, low, high : ndarray of float of shape (n_classes,)
        Percentage of each class, and the limits of its interval.
    flags : list of str
        Flag of each class, as in :class:`DifferentialCount`.

    Examples
    --------
    >>> from skwbc.metrics import differential_count
    >>> predicted, confusion = [0] * 60 + [1] * 40, [[80, 20], [0, 100]]
    >>> count = differential_count(predicted, classes=[0, 1], confusion=confusion)
    >>> count.corrected["adjusted"].percent.round(6).tolist()
    [75.0, 25.0]
    """
    def __init__(self, percent: Any, low: Any, high: Any, flags: Any) -> None: ...
class DifferentialCount:
    """Percentage of cells of each class, with intervals and flags.

    Returned by :func:`differential_count`; prints as a table.

    Parameters
    ----------
    classes : ndarray of shape (n_classes,)
        The classes.
    counts : ndarray of int of shape (n_classes,)
        Number of cells of each predicted class.
    percent, low, high : ndarray of float of shape (n_classes,)
        Percentage of each class as counted, and the limits of its interval.
    ranges : list of (float, float) or None
        Reference range of each class, in percent.
    flags : list of str
        For each class, 'low' or 'high' if its whole interval is outside the range, 'low?' or
        'high?' (possibly low or high) if its percentage is outside the range but its interval
        overlaps it, otherwise ''.
    corrected : dict of str to CorrectedCount
        Corrected percentages: 'adjusted' by a confusion matrix, 'em' by calibrated probabilities.
    confidence : float
        Confidence level of the intervals.
    simultaneous : bool
        Whether the intervals hold for all classes jointly, or for each class separately.
    n_groups : int or None, default=None
        Number of groups that the cells come from, if known.
    n_unsure : int, default=0
        Number of cells without a class, which widen the intervals.

    Examples
    --------
    >>> from skwbc.metrics import differential_count
    >>> count = differential_count(["lymphocyte"] * 70 + ["neutrophil"] * 30)
    >>> count.flags
    ['high', 'low']
    """
    def __init__(self, classes: Any, counts: Any, percent: Any, low: Any, high: Any, ranges: Any, flags: Any, corrected: Any, confidence: Any, simultaneous: Any, n_groups: Any = None, n_unsure: Any = 0) -> None: ...
    def to_csv(self, path: str | Path | None = None) -> str | None:
        """Return the table as comma-separated values, or write them to a file.

        Parameters
        ----------
        path : str or Path, optional
            File to write.

        Returns
        -------
        text : str or None
            The values; None if ``path`` is passed.
        """
    def to_dict(self) -> dict[Any, Any]:
        """Return the table as plain values, ready for JSON.

        Returns
        -------
        table : dict
            Values about the whole table, and under 'rows' one dictionary per row; unknown values
            are None.
        """
    def to_markdown(self) -> str:
        """Return the table as Markdown.

        Returns
        -------
        text : str
            The table below its caption.
        """
    def to_pandas(self) -> Any:
        """Return the table as a data frame.

        Returns
        -------
        frame : pandas.DataFrame
            One row per row of the table.
        """
class RaterAgreement:
    """Agreement of people who labelled the same cells, with confidence intervals.

    Returned by :func:`rater_agreement`; prints as a table. Each array of three values contains a
    value and the lower and upper limits of its interval.

    Parameters
    ----------
    labels : ndarray of shape (n_types,)
        The types.
    statistic : {"Cohen's kappa", "Fleiss' kappa"}
        The kind of kappa.
    kappa : ndarray of shape (3,)
        Agreement beyond chance: 1 is perfect, 0 is that of random labels.
    agreement : ndarray of shape (3,)
        Probability that two people give a cell the same label.
    type_kappas : ndarray of shape (n_types, 3)
        Kappa of each type against all other types.
    type_agreements : ndarray of shape (n_types, 3)
        Probability that a cell to which one person gives this label receives it from another.
    counts : ndarray of int of shape (n_types,)
        Number of labels of each type.
    n_cells : int
        Number of cells with the labels of at least two people; others do not count.
    n_raters : int
        Number of people.
    confidence : float
        Confidence level of the intervals.

    Examples
    --------
    >>> from skwbc.metrics import rater_agreement
    >>> found = rater_agreement([["a", "a"], ["a", "a"], ["b", "b"], ["b", "a"]])
    >>> found.statistic, found.kappa[0].round(3).item(), found.agreement[0].item()
    ("Cohen's kappa", 0.5, 0.75)
    """
    def __init__(self, labels: Any, statistic: Any, kappa: Any, agreement: Any, type_kappas: Any, type_agreements: Any, counts: Any, n_cells: Any, n_raters: Any, confidence: Any) -> None: ...
    def to_csv(self, path: str | Path | None = None) -> str | None:
        """Return the table as comma-separated values, or write them to a file.

        Parameters
        ----------
        path : str or Path, optional
            File to write.

        Returns
        -------
        text : str or None
            The values; None if ``path`` is passed.
        """
    def to_dict(self) -> dict[Any, Any]:
        """Return the table as plain values, ready for JSON.

        Returns
        -------
        table : dict
            Values about the whole table, and under 'rows' one dictionary per row; unknown values
            are None.
        """
    def to_markdown(self) -> str:
        """Return the table as Markdown.

        Returns
        -------
        text : str
            The table below its caption.
        """
    def to_pandas(self) -> Any:
        """Return the table as a data frame.

        Returns
        -------
        frame : pandas.DataFrame
            One row per row of the table.
        """
def classification_table(y: Any, y_pred: Any, *, labels: Any = None, sample_weight: Any = None, groups: Any = None, confidence: float = 0.95) -> ClassificationTable:
    """Compute the counts and rates of each class, with confidence intervals.

    Parameters
    ----------
    y, y_pred : array-like of shape (n,)
        True and predicted labels: strings, integers or booleans.
    labels : array-like, optional
        All classes, in the desired order. By default, the sorted classes of ``y`` and ``y_pred``.
    sample_weight : array-like of shape (n,), optional
        Weights of the cells.
    groups : array-like of shape (n,), optional
        Group of each row. Rows that belong together, such as pictures of one cell or cells of one
        patient, share a group. The intervals then account for the number of groups.
    confidence : float, default=0.95
        Confidence level of the intervals.

    Returns
    -------
    table : ClassificationTable
        Prints as a table; ``to_dict``, ``to_csv``, ``to_markdown`` and ``to_pandas`` convert it.

    See Also
    --------
    differential_count : Percentages of the classes among new cells.

    Notes
    -----
    A rate is a share of cells, so its interval is Wilson's. F1 is not a share, but increases with
    one: F1 = 2J / (1 + J) with J = TP / (TP + FP + FN), so its interval is the transformed interval
    of J. With weights, the intervals use the effective number of cells,
    (sum of weights)² / (sum of squared weights), of the cells that enter the rate.

    Without ``groups``, every row is treated as an independent cell; with ten copies of each cell,
    the intervals are three times too narrow. With ``groups``, the number of independent cells is
    estimated from the variation of the rate between groups, and Student's quantile is used. In
    simulations of 50 and 200 groups, 95% intervals of means contained the true value in 92 to 98%
    of tables; with 20 groups, in 80 to 99%. The interval of the sensitivity to a class of ten
    groups contained it in 84 to 98%.

    The accuracy of a class measures how well it is distinguished from all other classes; it is high
    for every rare class. The overall accuracy, in the last row, is the share of cells that are
    classified correctly.

    A macro mean is the unweighted mean of the classes; a weighted mean is weighted by their cells.
    A class whose rate is undefined, shown as –, is excluded from the mean. The interval of a mean
    sums the squared distances between the classes' rates and their limits. It takes into account
    that the rates are correlated, because one cell counts in several classes (Zou and Donner's
    method for sums of rates). It treats the weights as fixed. In simulations of 200 to 1,000 cells,
    95% intervals of means contained the true value in 91 to 96% of tables.

    Examples
    --------
    >>> from skwbc.metrics import classification_table
    >>> y = ["basophil"] * 40 + ["monocyte"] * 20
    >>> y_pred = ["basophil"] * 38 + ["monocyte"] * 22
    >>> print(classification_table(y, y_pred))
    60 cells, 95% intervals
    class     TP  FP  FN  TN     accuracy    precision  sensitivity  specificity           F1  cells
    basophil  38   0   2  20        0.967        1.000        0.950        1.000        0.974     40
                              0.886–0.991  0.908–1.000  0.835–0.986  0.839–1.000  0.910–0.993
    monocyte  20   2   0  38        0.967        0.909        1.000        0.950        0.952     20
                              0.886–0.991  0.722–0.975  0.839–1.000  0.835–0.986  0.838–0.987
    macro                           0.967        0.955        0.975        0.975        0.963     60
                              0.886–0.991  0.850–0.987  0.876–0.993  0.876–0.993  0.876–0.990
    weighted                        0.967        0.970        0.967        0.983        0.967     60
                              0.886–0.991  0.882–0.992  0.873–0.991  0.869–0.995  0.888–0.991
    overall                         0.967                                                         60
                              0.886–0.991
    """
def differential_count(predictions: Any, *, classes: Any = None, reference_ranges: Any = None, confusion: Any = None, validated_cells: Any = None, priors: Any = None, groups: Any = None, confidence: float = 0.95, simultaneous: bool = True, unsure: Any = None) -> DifferentialCount:
    """Compute the percentage of cells of each class, with intervals, flags and corrections.

    Parameters
    ----------
    predictions : array-like of shape (n,) or (n, n_classes)
        Predicted labels of the cells of one sample, or their class probabilities.
    classes : array-like of shape (n_classes,), optional
        The classes in the order of the columns of ``predictions`` and of ``confusion``, such as
        ``estimator.classes_``. Optional if ``predictions`` are labels: then only predicted classes
        are counted.
    reference_ranges : dict of str to (float, float), optional
        Lowest and highest normal percentage of each class, instead of those of adults: neutrophils
        40–60, lymphocytes 20–40, monocytes 2–8, eosinophils 1–4, basophils 0.5–1. Names are matched
        regardless of case, and in the singular and the plural. A class without a range has no flag.
    confusion : array-like of int of shape (n_classes, n_classes), optional
        Numbers of validation cells of each true class (rows) by predicted class (columns), used to
        correct the count.
    validated_cells : array-like of int of shape (n_classes,), optional
        Numbers of distinct validation cells of each true class, if ``confusion`` counts copies of
        them.
    priors : array-like of shape (n_classes,) or dict, optional
        Class shares, or numbers of cells of each class, of the training data, used to correct the
        count if ``predictions`` are probabilities.
    groups : array-like of shape (n,), optional
        Group of each row. Rows that belong together, such as pictures of one cell, share a group.
        The intervals then account for the number of groups.
    confidence : float, default=0.95
        Confidence level of the intervals.
    simultaneous : bool, default=True
        Whether the intervals of all classes hold jointly with this confidence. Otherwise, each
        interval holds for its own class, as in Rümke's table.
    unsure : object, optional
        Predicted label of cells that the classifier was not sure of, such as 'not sure' of
        :func:`skwbc.ready_model`. They have no percentage of their own, but widen all intervals,
        since they may belong to any class. Requires labels. Its row and column of ``confusion`` are
        not used.

    Returns
    -------
    count : DifferentialCount
        Prints as a table; ``to_dict``, ``to_csv``, ``to_markdown`` and ``to_pandas`` convert it.

    See Also
    --------
    classification_table : Compute the ``confusion`` that corrects a count.

    Notes
    -----
    The intervals of the uncorrected count are Goodman's, or with ``simultaneous=False`` Wilson's.
    They describe the sampling error of the cells, not the classifier's errors. A classifier that is
    trained on equal numbers of cells of each class and classifies two in a hundred neutrophils as
    basophils reports more basophils than blood contains.

    Every row counts as one cell. Several pictures of the same cell make the intervals too narrow,
    unless ``groups`` identifies them. With ``groups``, the number of independent cells is estimated
    from the variation of the percentage between groups; the intervals of 'em' treat each group as
    one cell. In the percentages, every picture still counts.

    With ``confusion``, the count is adjusted to the shares whose cells would be predicted as
    observed. These are obtained with the inverse of the matrix of error rates if the results are
    valid shares, otherwise by maximum likelihood. The adjustment assumes that the error rates of
    each class are the same as in validation, and that every cell belongs to one of the classes. The
    intervals contain the shares that are compatible with the adjusted ones, as Wilson's do, and
    include the sampling error of the validation cells. Validate with 80 cells of each class or
    more: with 25 to 40, the intervals are rough, and mostly wider than necessary. With
    ``validated_cells``, the sampling error is that of this number of cells, as if all copies of a
    cell were predicted alike.

    With ``priors``, the shares are those that make the probabilities most likely. They are found by
    the EM algorithm of Saerens, Latinne and Decaestecker (2002), with intervals from the profile
    likelihood. This assumes calibrated probabilities; the intervals do not include the uncertainty
    of the probabilities themselves. The probabilities of an overconfident network make the
    intervals too narrow: calibrate the network, for instance with
    :class:`sklearn.calibration.CalibratedClassifierCV`.

    Examples
    --------
    >>> from skwbc.metrics import differential_count
    >>> predicted = ["neutrophil"] * 120 + ["lymphocyte"] * 66 + ["monocyte"] * 14
    >>> print(differential_count(predicted))
    200 cells, 95% intervals for all classes jointly
    class       cells  percent   interval  range  flag
    lymphocyte     66     33.0  25.6–41.3  20–40
    monocyte       14      7.0   3.8–12.6    2–8
    neutrophil    120     60.0  51.5–67.9  40–60

    In validation, every fifth lymphocyte was classified as a monocyte:

    >>> confusion = [[80, 20, 0], [0, 100, 0], [0, 0, 100]]
    >>> classes = ["lymphocyte", "monocyte", "neutrophil"]
    >>> count = differential_count(predicted, classes=classes, confusion=confusion)
    >>> count.corrected["adjusted"].percent.round(1).tolist()
    [40.0, 0.0, 60.0]
    """
def rater_agreement(ratings: Any, *, confidence: float = 0.95) -> RaterAgreement:
    """Compute how well people who labelled the same cells agree, with confidence intervals.

    Parameters
    ----------
    ratings : array-like of shape (n_cells, n_raters)
        Labels of each cell (row) by each person (column); None or NaN where a person did not label
        a cell. With more than two columns, these may also be labels by different people for each
        cell.
    confidence : float, default=0.95
        Confidence level of the intervals.

    Returns
    -------
    agreement : RaterAgreement
        Cohen's kappa for two people, Fleiss' kappa for more, the agreement, and both for each
        type. Prints as a table; ``to_dict``, ``to_csv``, ``to_markdown`` and ``to_pandas`` convert
        it.

    See Also
    --------
    classification_table : Compare predictions with the labels of one person.
    sklearn.metrics.cohen_kappa_score : Weighted kappa of two people, without an interval.

    Notes
    -----
    Kappa is (agreement − chance) / (1 − chance). Chance is the agreement of people who assign
    labels at random: each with their own shares of the types in Cohen's kappa, all with the mean
    shares in Fleiss'. Cells with the labels of fewer than two people are left out; each other cell
    has the same weight, regardless of the number of its labels. Kappa is nan if there is only one
    type, and low if nearly all cells are of one type.

    The variance of kappa is estimated by the jackknife, which leaves out one cell at a time. The
    interval is Wilson's for the number of cells that leads to this variance, with Student's
    quantile, so that it is not empty if all agree. Limits are nan if kappa depends on a single
    cell. In simulations of 30 to 200 cells and two to four people, 95% intervals of kappa and of
    the agreement contained the true value in 93 to 98% of samples. Copies of a cell are no further
    cells: pass one of them.

    References
    ----------
    J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20, 1960. J. L. Fleiss, "Measuring nominal scale agreement among many raters",
    Psychological Bulletin 76, 1971.

    Examples
    --------
    >>> from skwbc.metrics import rater_agreement
    >>> one = ["monocyte"] * 20 + ["neutrophil"] * 40
    >>> other = ["monocyte"] * 17 + ["neutrophil"] * 42 + [None]
    >>> print(rater_agreement(list(zip(one, other))))
    59 cells, 2 people, Cohen's kappa, 95% intervals
    type             agreement           kappa  labels
    monocyte             0.919           0.882      37
                0.772 to 0.974  0.668 to 0.961
    neutrophil           0.963           0.882      81
                0.892 to 0.988  0.668 to 0.961
    overall              0.949           0.882     118
                0.857 to 0.983  0.668 to 0.961
    """
def register_scorers() -> None:
    """Register the names in :data:`SCORERS` with scikit-learn, as ``scoring="specificity_macro"``.

    Nothing in this library requires the registration: ``scoring=SCORERS["specificity_macro"]`` has
    the same effect and changes no global state. Use this function where only a name can be passed,
    such as in a configuration file. Calling it repeatedly is harmless.

    See Also
    --------
    SCORERS : Scorers of sensitivity and specificity by name.

    Notes
    -----
    scikit-learn has no public way to add a scorer's name. It stores the names in a private
    dictionary, and its modules copy them into the options of their ``scoring`` parameters when they
    are imported. This function changes both, in the running process only. In a nested search that
    uses several processes, the inner search may be validated in a process in which the names are
    not registered: pass scorers there.

    Examples
    --------
    >>> from sklearn.metrics import get_scorer
    >>> from skwbc.metrics import register_scorers
    >>> register_scorers()
    >>> get_scorer("specificity_macro")
    make_scorer(specificity_score, response_method='predict', average=macro)
    """
def sensitivity_score(y: Any, y_pred: Any, *, labels: Any = None, pos_label: int | bool | str = 1, average: Literal['macro', 'weighted', 'micro', 'binary'] | None = 'macro', sample_weight: Any = None) -> float | np.ndarray[Any, Any]:
    """Compute the share of a class's cells that are recognised: TP / (TP + FN).

    This is :func:`sklearn.metrics.recall_score` with ``average="macro"`` as the default.

    Parameters
    ----------
    y, y_pred : array-like of shape (n,)
        True and predicted labels.
    labels : array-like, optional
        The classes to score and their order. By default, all classes, sorted.
    pos_label : int, bool or str, default=1
        The class to score with ``average="binary"``.
    average : {'macro', 'weighted', 'micro', 'binary'} or None, default='macro'
        Unweighted mean of the classes, mean weighted by their cells, score of all decisions pooled
        over the classes, score of ``pos_label`` in a binary problem, or None for an array with the
        score of each class.
    sample_weight : array-like of shape (n,), optional
        Weights of the cells.

    Returns
    -------
    score : float or ndarray of float
        The sensitivity, from 0 to 1.

    See Also
    --------
    specificity_score : Compute the same score for the cells of the other classes.
    classification_table : Compute both scores for each class, with intervals.
    SCORERS : Both scores for scikit-learn's ``scoring`` parameters.

    Examples
    --------
    >>> from skwbc.metrics import sensitivity_score
    >>> y = ["basophil", "basophil", "monocyte", "monocyte"]
    >>> sensitivity_score(y, ["basophil", "monocyte", "monocyte", "monocyte"])
    0.75
    """
def specificity_score(y: Any, y_pred: Any, *, labels: Any = None, pos_label: int | bool | str = 1, average: Literal['macro', 'weighted', 'micro', 'binary'] | None = 'macro', sample_weight: Any = None) -> float | np.ndarray[Any, Any]:
    """Compute the share of other classes' cells not assigned to a class: TN / (TN + FP).

    Parameters
    ----------
    y, y_pred : array-like of shape (n,)
        True and predicted labels.
    labels : array-like, optional
        The classes to score and their order. By default, all classes, sorted.
    pos_label : int, bool or str, default=1
        The class to score with ``average="binary"``.
    average : {'macro', 'weighted', 'micro', 'binary'} or None, default='macro'
        Unweighted mean of the classes, mean weighted by their cells, score of all decisions pooled
        over the classes, score of ``pos_label`` in a binary problem, or None for an array with the
        score of each class.
    sample_weight : array-like of shape (n,), optional
        Weights of the cells.

    Returns
    -------
    score : float or ndarray of float
        The specificity, from 0 to 1. It is 0, with a warning, if there are no cells of other
        classes.

    See Also
    --------
    sensitivity_score : Compute the same score for the cells of the class.
    classification_table : Compute both scores for each class, with intervals.
    SCORERS : Both scores for scikit-learn's ``scoring`` parameters.

    Examples
    --------
    >>> from skwbc.metrics import specificity_score
    >>> y = ["basophil", "basophil", "monocyte", "monocyte"]
    >>> y_pred = ["basophil", "monocyte", "monocyte", "monocyte"]
    >>> specificity_score(y, y_pred, average=None)
    array([1. , 0.5])
    """
