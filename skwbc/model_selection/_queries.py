"""Choice of the cells to be labelled next."""

from numbers import Integral

import numpy as np

STRATEGIES = ("balanced", "diverse", "margin", "random", "uncertain")
# Cells among which 'diverse' looks for clusters, per cell that it chooses.
_CANDIDATES = 10


def query_cells(
    n=10,
    *,
    probabilities=None,
    features=None,
    counts=None,
    strategy="balanced",
    random_state=None,
):
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
    if strategy not in STRATEGIES:
        raise ValueError(f"strategy={strategy!r} is unknown; choose one of {STRATEGIES}.")
    if probabilities is not None:
        probabilities = _as_probabilities(probabilities)
    if features is not None:
        features = _as_rows(features, "features")
    either = features if probabilities is None else probabilities
    required = {"diverse": ("features", features), "random": ("features or probabilities", either)}
    name, rows = required.get(strategy, ("probabilities", probabilities))
    if rows is None:
        raise ValueError(
            f"strategy={strategy!r} requires {name}; pass those of the unlabelled cells."
        )
    n_cells = len(rows)
    if features is not None and probabilities is not None and len(features) != len(probabilities):
        raise ValueError(
            f"probabilities has {len(probabilities)} rows, but features has {len(features)}; pass "
            "the same unlabelled cells in both."
        )
    if not isinstance(n, Integral) or not 1 <= n <= n_cells:
        raise ValueError(
            f"n={n!r} must be an integer from 1 to {n_cells}, the number of unlabelled cells."
        )
    # Unlike scikit-learn's, the default draws nothing from NumPy's global generator.
    is_state = isinstance(random_state, np.random.RandomState)
    rng = random_state if is_state else np.random.RandomState(random_state)
    # The order of equals; sorts are stable.
    order = rng.permutation(n_cells)
    if strategy == "random":
        return order[:n]
    if strategy == "uncertain":
        return order[np.argsort(probabilities[order].max(axis=1), kind="stable")][:n]
    if strategy == "diverse":
        doubts = np.ones(n_cells) if probabilities is None else _doubts(probabilities)
        if probabilities is not None:
            order = order[np.argsort(-doubts[order], kind="stable")][: _CANDIDATES * n]
        return order[_one_of_each_cluster(features[order], doubts[order], n, rng)]
    doubts = _doubts(probabilities)
    if strategy == "margin":
        return order[np.argsort(-doubts[order], kind="stable")][:n]
    counts = _as_counts(counts, probabilities.shape[1])
    return order[_in_turn(probabilities[order], doubts[order], counts, n)]


def _doubts(probabilities):
    """Compute one minus the difference of the two highest probabilities, above 0 for all cells."""
    second, first = np.sort(probabilities, axis=1)[:, -2:].T
    return np.maximum(1 - (first - second), 1e-9)


def _one_of_each_cluster(features, doubts, n, rng):
    """Take the cell nearest to the centre of each cluster."""
    from sklearn.cluster import KMeans

    kmeans = KMeans(n, n_init=1, random_state=rng).fit(features, sample_weight=doubts)
    distances = kmeans.transform(features)
    chosen = []
    # Largest clusters first, since they stand for most cells.
    for cluster in np.argsort(-np.bincount(kmeans.labels_, doubts, n), kind="stable"):
        distances[chosen] = np.inf
        chosen.append(distances[:, cluster].argmin())
    return np.array(chosen)


def _in_turn(probabilities, doubts, counts, n):
    """Take uncertain cells whose probable types are rare, one after another."""
    doubts, chosen = doubts.copy(), []
    for _ in range(n):
        chosen.append((doubts * (probabilities @ (1 / (1 + counts)))).argmax())
        doubts[chosen[-1]] = -1
        counts = counts + probabilities[chosen[-1]]
    return np.array(chosen)


def _as_probabilities(values):
    probabilities = _as_rows(values, "probabilities")
    if probabilities.shape[1] < 2:
        raise ValueError(
            "probabilities has one column; label cells of a second type first, chosen with "
            "strategy='diverse' or 'random'."
        )
    wrong = (probabilities < 0).any(axis=1) | (np.abs(probabilities.sum(axis=1) - 1) > 1e-3)
    if wrong.any():
        raise ValueError(
            f"Row {wrong.argmax()} of probabilities is negative or does not sum to 1; pass the "
            "result of predict_proba."
        )
    return probabilities


def _as_counts(values, n_classes):
    counts = np.zeros(n_classes) if values is None else _as_numbers(values, "counts")
    if counts.shape != (n_classes,) or not (counts >= 0).all() or np.isinf(counts).any():
        raise ValueError(
            f"counts must contain {n_classes} numbers of at least 0, one per column of "
            f"probabilities, but it is {values!r}."
        )
    return counts


def _as_rows(values, name):
    rows = _as_numbers(values, name)
    if rows.ndim != 2 or not rows.size:
        raise ValueError(f"{name} has shape {rows.shape}; pass one row per unlabelled cell.")
    wrong = ~np.isfinite(rows).all(axis=1)
    if wrong.any():
        raise ValueError(
            f"There is NaN or infinity in row {wrong.argmax()} of {name}; leave out this cell."
        )
    return rows


def _as_numbers(values, name):
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be an array of numbers ({error}).") from error
