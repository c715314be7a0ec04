"""Minimum redundancy, maximum relevance."""

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.feature_selection import SelectKBest
from sklearn.metrics import mutual_info_score
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from skwbc.features import MRMRSelector


@pytest.fixture(scope="module")
def data():
    X, y = make_classification(
        300, 30, n_informative=6, n_redundant=10, n_classes=3, random_state=0, shuffle=False
    )
    return X, np.array(["a", "b", "c"])[y]


def greedy(X, y, k, criterion, n_bins):
    """The definition, with scikit-learn's mutual information of each pair."""
    edges = np.quantile(X, np.arange(1, n_bins) / n_bins, axis=0)
    codes = (X[None] > edges[:, None]).sum(axis=0)
    chosen = []
    for _ in range(k):
        merits = np.full(X.shape[1], -np.inf)
        for feature in set(range(X.shape[1])) - set(chosen):
            relevance = mutual_info_score(y, codes[:, feature])
            shared = [mutual_info_score(codes[:, feature], codes[:, other]) for other in chosen]
            redundancy = np.mean(shared) if shared else 0
            if criterion == "difference":
                merits[feature] = relevance - redundancy
            else:
                merits[feature] = relevance / redundancy if shared else relevance
        chosen.append(int(merits.argmax()))
    return chosen


@pytest.mark.parametrize("criterion", ["difference", "quotient"])
@pytest.mark.parametrize("n_bins", [4, 8])
def test_order_is_the_definition_s(criterion, n_bins, data):
    X, y = data
    selector = MRMRSelector(k=8, criterion=criterion, n_bins=n_bins).fit(X, y)
    assert selector.order_.tolist() == greedy(X, y, 8, criterion, n_bins)


def test_a_copy_of_a_chosen_feature_is_not_chosen(data):
    X, y = data
    best = MRMRSelector(k=1).fit(X, y).order_[0]
    doubled = np.column_stack([X, X[:, best], X[:, best] * -2])
    chosen = MRMRSelector(k=5).fit(doubled, y).order_.tolist()
    assert len({best, 30, 31} & set(chosen)) == 1
    assert {best, 30, 31} <= set(
        SelectKBest(mutual_information, k=8).fit(doubled, y).get_support(True)
    )


def mutual_information(X, y):
    return MRMRSelector(k=1).fit(X, y).relevance_


def test_few_features_do_better_than_by_score_alone():
    rng = np.random.default_rng(0)
    y = rng.integers(4, size=600)
    strong, weak = (y % 2) + rng.normal(0, 0.4, 600), (y // 2) + rng.normal(0, 0.6, 600)
    copies = strong[:, None] + rng.normal(0, 0.01, (600, 20))
    X = np.column_stack([copies, weak])
    scores = [
        cross_val_score(make_pipeline(selector, GaussianNB()), X, y).mean()
        for selector in (MRMRSelector(k=2), SelectKBest(mutual_information, k=2))
    ]
    assert scores[0] > scores[1] + 0.2


def test_constant_features():
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(50), rng.normal(size=(50, 3))])
    selector = MRMRSelector(k=99).fit(X, rng.integers(3, size=50))
    assert selector.relevance_[0] == 0
    assert sorted(selector.order_) == [0, 1, 2, 3]
    assert selector.transform(X).shape == (50, 4)


@pytest.mark.parametrize("criterion", ["difference", "quotient"])
def test_constant_features_come_last(criterion, data):
    X, y = data
    with_constants = np.column_stack([np.ones((len(X), 3)), X[:, :4], X[:, :4] ** 3])
    order = MRMRSelector(k=11, criterion=criterion).fit(with_constants, y).order_
    assert set(order[:8]) == set(range(3, 11))


def test_thousands_of_features_in_parts(monkeypatch, data):
    X, y = data
    whole = MRMRSelector(k=10).fit(X, y)
    monkeypatch.setattr("skwbc.features._mrmr._AT_ONCE", 1000)
    parts = MRMRSelector(k=10).fit(X, y)
    np.testing.assert_array_equal(whole.order_, parts.order_)
    np.testing.assert_array_equal(whole.relevance_, parts.relevance_)


def test_names_come_through(data):
    import pandas

    X, y = data
    table = pandas.DataFrame(X, columns=[f"f{n}" for n in range(30)])
    selector = MRMRSelector(k=3).set_output(transform="pandas").fit(table, y)
    assert set(selector.transform(table).columns) == {f"f{n}" for n in selector.order_}


def test_labels_must_be_classes(data):
    X, _ = data
    with pytest.raises(ValueError, match="Unknown label type: continuous"):
        MRMRSelector().fit(X, X[:, 0])
