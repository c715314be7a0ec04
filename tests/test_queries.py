"""The cells to label next: which ones, in which order, and what is refused."""

import numpy as np
import pandas
import pytest
from sklearn.datasets import make_blobs
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score

from skwbc.model_selection import query_cells

STRATEGIES = ("balanced", "diverse", "margin", "random", "uncertain")
PROBABILITIES = [[0.9, 0.1, 0.0], [0.5, 0.45, 0.05], [0.4, 0.35, 0.25], [0.0, 0.3, 0.7]]


@pytest.fixture(scope="module")
def unlabelled():
    rng = np.random.default_rng(0)
    return rng.dirichlet([0.5] * 4, size=300), rng.normal(size=(300, 5))


def query(n, unlabelled, strategy, **settings):
    probabilities, features = unlabelled
    return query_cells(
        n, probabilities=probabilities, features=features, strategy=strategy, **settings
    )


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_cells_are_distinct_and_repeatable(strategy, unlabelled):
    before = np.random.get_state()[1].copy()
    for n in (1, 10, 300):
        cells = query(n, unlabelled, strategy, random_state=0)
        assert cells.dtype.kind == "i" and len(set(cells.tolist())) == n
        assert cells.min() >= 0 and cells.max() < 300
        again = query(n, unlabelled, strategy, random_state=np.random.RandomState(0))
        assert (cells == again).all()
    query(10, unlabelled, strategy)
    assert (np.random.get_state()[1] == before).all()


def test_rankings_by_hand():
    def ranking(strategy):
        return query_cells(3, probabilities=PROBABILITIES, strategy=strategy).tolist()

    assert ranking("uncertain") == [2, 1, 3]
    # The margins of 1 and 2 are equal but for rounding.
    assert set(ranking("margin")[:2]) == {1, 2} and ranking("margin")[2] == 3


def test_equally_uncertain_cells_are_shuffled():
    alike = np.full((100, 2), 0.5)
    for strategy in ("balanced", "margin", "uncertain"):
        first = {
            query_cells(1, probabilities=alike, strategy=strategy, random_state=seed).item()
            for seed in range(10)
        }
        assert len(first) > 5


def test_types_with_few_labels_are_preferred():
    # Half of the cells are between types 0 and 1, and the others between 2 and 3.
    probabilities = np.tile([[0.5, 0.4, 0.1, 0], [0, 0.1, 0.4, 0.5]], (50, 1))
    cells = query_cells(10, probabilities=probabilities, counts=[40, 40, 0, 0], random_state=0)
    assert (cells % 2 == 1).all()
    # Without counts, or once both are labelled, a batch contains both.
    for counts in (None, [20, 20, 20, 20]):
        cells = query_cells(10, probabilities=probabilities, counts=counts, random_state=0)
        assert (cells % 2).sum() == 5


def test_a_diverse_batch_has_a_cell_of_each_cluster():
    features, cluster = make_blobs(
        [500, 20, 20, 20], centers=np.eye(4) * 20, n_features=4, random_state=0
    )
    cells = query_cells(4, features=features, strategy="diverse", random_state=0)
    assert sorted(cluster[cells]) == [0, 1, 2, 3]
    # The largest cluster comes first.
    assert cluster[cells[0]] == 0
    # With probabilities, cells of which the model is certain are left out.
    probabilities = np.where(cluster[:, None] == 0, [1.0, 0.0], [0.5, 0.5])
    cells = query_cells(
        3, probabilities=probabilities, features=features, strategy="diverse", random_state=0
    )
    assert sorted(cluster[cells]) == [1, 2, 3]


def test_equal_cells_can_be_queried_together():
    with np.errstate(all="raise"):
        cells = query_cells(5, features=np.zeros((9, 2)), strategy="diverse", random_state=0)
    assert len(set(cells.tolist())) == 5


def test_data_frames_are_accepted():
    frame = pandas.DataFrame(PROBABILITIES, index=list("abcd"))
    assert query_cells(1, probabilities=frame, strategy="uncertain").tolist() == [2]


def test_queried_cells_teach_more_than_random_ones():
    X, y = make_blobs(
        [1500, 400, 60, 40], n_features=6, centers=None, cluster_std=3.5, random_state=3
    )
    X, y, tested, y_tested = X[::2], y[::2], X[1::2], y[1::2]
    scores = {}
    for strategy in ("random", "balanced", "margin"):
        scores[strategy] = []
        for seed in range(5):
            labelled = query_cells(10, features=X, strategy="diverse", random_state=seed)
            while len(labelled) < 60:
                model = LogisticRegression(class_weight="balanced").fit(X[labelled], y[labelled])
                left = np.setdiff1d(np.arange(len(X)), labelled)
                chosen = query_cells(
                    probabilities=model.predict_proba(X[left]),
                    counts=np.unique(y[labelled], return_counts=True)[1],
                    strategy=strategy,
                    random_state=seed,
                )
                labelled = np.append(labelled, left[chosen])
            scores[strategy].append(balanced_accuracy_score(y_tested, model.predict(tested)))
    means = {strategy: np.mean(values) for strategy, values in scores.items()}
    assert min(means["balanced"], means["margin"]) > means["random"] + 0.01, means


TABLE = np.array(PROBABILITIES)
WRONG = [
    ({"strategy": "best"}, "strategy='best' is unknown; choose one of"),
    ({"probabilities": None}, "strategy='balanced' requires probabilities; pass those of the"),
    ({"strategy": "diverse"}, "strategy='diverse' requires features; pass those of the unlab"),
    ({"strategy": "random", "probabilities": None}, "'random' requires features or probabilities"),
    ({"n": 5}, "n=5 must be an integer from 1 to 4, the number of unlabelled cells"),
    ({"n": 0}, "n=0 must be an integer from 1 to 4"),
    ({"n": 2.0}, "n=2.0 must be an integer from 1 to 4"),
    ({"features": np.zeros((3, 2))}, "probabilities has 4 rows, but features has 3; pass the same"),
    ({"features": np.full((4, 2), np.nan)}, "NaN or infinity in row 0 of features; leave out this"),
    ({"features": np.zeros(4)}, r"features has shape \(4,\); pass one row per unlabelled cell"),
    ({"probabilities": TABLE[0]}, r"probabilities has shape \(3,\); pass one row per unlabelled"),
    ({"probabilities": TABLE[:0]}, r"probabilities has shape \(0, 3\); pass one row per unlab"),
    ({"probabilities": TABLE * np.nan}, "NaN or infinity in row 0 of probabilities; leave out"),
    ({"probabilities": 2 * TABLE}, "Row 0 of probabilities is negative or does not sum to 1; pass"),
    ({"probabilities": np.ones((4, 1))}, "probabilities has one column; label cells of a second"),
    ({"probabilities": [["a"]]}, "probabilities must be an array of numbers"),
    ({"counts": [1, 2]}, r"counts must contain 3 numbers of at least 0, one per column of prob"),
    ({"counts": [1, 2, -1]}, r"at least 0, one per column of probabilities, but it is \[1, 2, -1"),
    ({"counts": [1, 2, np.nan]}, "counts must contain 3 numbers of at least 0"),
]


@pytest.mark.parametrize("settings, words", WRONG, ids=[words[:40] for _, words in WRONG])
def test_errors(settings, words):
    with pytest.raises(ValueError, match=words):
        query_cells(**{"n": 2, "probabilities": PROBABILITIES} | settings)
