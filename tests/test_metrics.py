"""Tables, scores and counts, and whether their intervals hold what they should."""

import json
import pickle
import sys
from types import ModuleType

import numpy as np
import pandas
import pytest
from imblearn import metrics as imblearn_metrics
from scipy.stats import norm, t
from sklearn import config_context
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.feature_selection import SequentialFeatureSelector
from sklearn.metrics import (
    accuracy_score,
    get_scorer_names,
    make_scorer,
    precision_recall_fscore_support,
    recall_score,
)
from sklearn.model_selection import GridSearchCV, cross_val_score, cross_validate
from sklearn.svm import SVC
from sklearn.utils._param_validation import StrOptions

from skwbc.metrics import (
    SCORERS,
    classification_table,
    differential_count,
    register_scorers,
    sensitivity_score,
    specificity_score,
)
from skwbc.metrics._correction import adjusted_shares, calibrated_shares, most_likely_shares
from skwbc.metrics._intervals import squared_quantile, wilson
from skwbc.metrics._tables import Table

CELLS = ["neutrophil", "lymphocyte", "monocyte", "eosinophil", "basophil"]
# What blood has, while classifiers learn from as many cells of each type.
BLOOD = np.array([0.55, 0.33, 0.06, 0.053, 0.007])


@pytest.fixture(scope="module")
def labelled():
    """True and predicted labels of 300 cells, and weights."""
    rng = np.random.default_rng(0)
    y = rng.choice(CELLS, 300, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    y_pred = np.where(rng.random(300) < 0.7, y, rng.choice(CELLS, 300))
    return y, y_pred, rng.random(300)


# -- intervals -------------------------------------------------------------------------------------


def test_wilson_by_known_values():
    # 10 of 100, 0 of 10 and 5 of 5, as in published tables.
    low, high = wilson(np.array([0.1, 0, 1]), np.array([100, 10, 5]), squared_quantile(0.95))
    assert low == pytest.approx([0.0552, 0, 0.5655], abs=5e-5)
    assert high == pytest.approx([0.1744, 0.2775, 1], abs=5e-5)
    assert squared_quantile(0.95, 5) == pytest.approx(6.6349, abs=1e-4)
    assert np.isnan(wilson(np.array([np.nan]), np.array([0]), 3.84)).all()
    with pytest.raises(ValueError, match="confidence=95 must be between 0 and 1, such as"):
        squared_quantile(95)


# -- the table -------------------------------------------------------------------------------------


def test_table_by_hand():
    y, y_pred = [0] * 50 + [1] * 30 + [2] * 20, [0] * 45 + [1] * 25 + [2] * 10 + [0] * 20
    table = classification_table(y, y_pred)
    assert table.confusion.tolist() == [[45, 5, 0], [0, 20, 10], [20, 0, 0]]
    assert {name: values.tolist() for name, values in table.counts.items()} == {
        "TP": [45, 20, 0],
        "FP": [20, 5, 10],
        "FN": [5, 10, 20],
        "TN": [30, 65, 70],
    }
    assert table.support.tolist() == [50, 30, 20]
    values = {name: rates[:, 0] for name, rates in table.rates.items()}
    assert values["accuracy"] == pytest.approx([0.75, 0.85, 0.7])
    assert values["precision"] == pytest.approx([45 / 65, 0.8, 0])
    assert values["sensitivity"] == pytest.approx([0.9, 2 / 3, 0])
    assert values["specificity"] == pytest.approx([0.6, 65 / 70, 70 / 80])
    assert values["F1"] == pytest.approx([90 / 115, 40 / 55, 0])
    # Wilson's of 45 of 50, and of 45 of the 70 that are or are called class 0.
    assert table.rates["sensitivity"][0, 1:] == pytest.approx([0.7864, 0.9565], abs=5e-5)
    jaccard = np.array(wilson(45 / 70, 70, squared_quantile(0.95)))
    assert table.rates["F1"][0, 1:] == pytest.approx(2 * jaccard / (1 + jaccard))
    assert table.averages["overall"]["accuracy"] == pytest.approx([0.65, 0.5525, 0.7364], abs=5e-5)
    assert table.averages["macro"]["sensitivity"][0] == pytest.approx((0.9 + 2 / 3) / 3)


@pytest.mark.parametrize("weighted", [False, True])
def test_table_agrees_with_scikit_learn(labelled, weighted):
    y, y_pred, weights = labelled
    weights = weights if weighted else None
    table = classification_table(y, y_pred, labels=CELLS, sample_weight=weights)
    settings = {"labels": CELLS, "sample_weight": weights}
    *expected, support = precision_recall_fscore_support(y, y_pred, **settings)
    for name, values in zip(("precision", "sensitivity", "F1"), expected):
        assert table.rates[name][:, 0] == pytest.approx(values)
    assert table.support == pytest.approx(support)
    assert table.rates["specificity"][:, 0] == pytest.approx(
        specificity_score(y, y_pred, average=None, **settings)
    )
    for average in ("macro", "weighted"):
        *expected, _ = precision_recall_fscore_support(y, y_pred, average=average, **settings)
        for name, value in zip(("precision", "sensitivity", "F1"), expected):
            assert table.averages[average][name][0] == pytest.approx(value)
    accuracy = accuracy_score(y, y_pred, sample_weight=weights)
    assert table.averages["overall"]["accuracy"][0] == pytest.approx(accuracy)
    everything = [
        *table.rates.values(),
        *(np.stack([*v.values()]) for v in table.averages.values()),
    ]
    for value, low, high in np.concatenate(everything):
        assert 0 <= low <= value <= high <= 1


def test_weights_count_by_their_effective_number(labelled):
    y, y_pred, _ = labelled
    plain = classification_table(y, y_pred)
    same = classification_table(y, y_pred, sample_weight=np.full(300, 7.0))
    for name, rates in plain.rates.items():
        assert same.rates[name] == pytest.approx(rates)
        assert same.averages["macro"][name] == pytest.approx(plain.averages["macro"][name])
    # Half of the cells with no weight are as good as absent.
    absent = classification_table(y, y_pred, labels=CELLS, sample_weight=np.arange(300) % 2)
    half = classification_table(y[1::2], y_pred[1::2], labels=CELLS)
    assert absent.rates["F1"] == pytest.approx(half.rates["F1"], nan_ok=True)
    with pytest.raises(ValueError, match="sample_weight must not contain a negative num"):
        classification_table([0, 1], [0, 1], sample_weight=[1, -1])


def test_copies_of_a_cell_are_no_new_cells(labelled):
    y, y_pred, _ = labelled
    plain = classification_table(y, y_pred)
    groups = np.repeat(np.arange(300), 10)
    tenfold = classification_table(np.repeat(y, 10), np.repeat(y_pred, 10), groups=groups)
    for name, rates in plain.rates.items():
        assert tenfold.rates[name][:, 0] == pytest.approx(rates[:, 0])
        # Wider by Student's quantile alone, which matters for the rarest class only.
        assert (np.ptp(tenfold.rates[name][:4], axis=1) >= np.ptp(rates[:4], axis=1) * 0.99).all()
        assert np.ptp(tenfold.rates[name], axis=1) == pytest.approx(np.ptp(rates, axis=1), rel=0.2)
        mean, of_copies = plain.averages["macro"][name], tenfold.averages["macro"][name]
        assert of_copies == pytest.approx(mean, abs=0.02)
    assert plain.to_dict()["confidence"] == 0.95
    assert str(tenfold).startswith("3000 cells of 300 groups, 95% intervals")
    assert tenfold.to_dict()["n_groups"] == 300 and "n_groups" not in plain.to_dict()
    # Names of groups may be of any kind, and one group says as much as one cell.
    named = classification_table(y, y_pred, groups=np.where(np.arange(300) < 150, "a", "b"))
    assert np.ptp(named.averages["overall"]["accuracy"]) > 0.05
    alone = classification_table(["x"] * 9, ["x"] * 9, groups=[0] * 9)
    one = classification_table(["x"], ["x"])
    assert alone.averages["overall"]["accuracy"] == pytest.approx(
        one.averages["overall"]["accuracy"]
    )
    with pytest.raises(ValueError, match="y has 300 labels, but groups has 2 entries"):
        classification_table(y, y_pred, groups=[1, 2])


@pytest.mark.parametrize("right", [[10, 9, 9, 7, 5, 8], [9, 7]], ids=str)
def test_intervals_of_few_groups_by_hand(right):
    # Groups of ten cells: their variance is that of as many numbers, and Student's distribution of
    # one degree of freedom less stands for the normal one.
    k, shares = len(right), np.array(right) / 10
    y_pred = [name for hits in right for name in ["a"] * hits + ["b"] * (10 - hits)]
    table = classification_table(["a"] * 10 * k, y_pred, groups=np.arange(10 * k) // 10)
    n = 0.8 * 0.2 / (np.var(shares, ddof=1) / k) / (t.ppf(0.975, k - 1) / norm.ppf(0.975)) ** 2
    expected = wilson(0.8, n, squared_quantile(0.95))
    assert table.averages["overall"]["accuracy"][1:] == pytest.approx(expected)
    assert table.rates["sensitivity"][0, 1:] == pytest.approx(expected)


def test_groups_that_are_all_alike_count_once_each():
    # 15 / 22 is rounded, and so are its differences from the shares of the groups.
    y_pred = (["a"] * 15 + ["b"] * 7) * 9
    table = classification_table(["a"] * 198, y_pred, groups=np.arange(198) // 22)
    expected = wilson(15 / 22, 9, squared_quantile(0.95))
    assert table.averages["overall"]["accuracy"][1:] == pytest.approx(expected)
    assert table.rates["sensitivity"][0, 1:] == pytest.approx(expected)
    assert table.averages["macro"]["sensitivity"][1:] == pytest.approx(expected)


@pytest.mark.parametrize(
    "groups, n_groups",
    [
        ([2**64 - 1, 5, 2**64 - 2], 3),
        ([1, "1", 2], 3),
        (("a\0", "a", "a"), 2),
        ([1, 1.0, True], 1),
    ],
    ids=str,
)
def test_groups_are_those_of_equal_entries(groups, n_groups):
    assert classification_table([0, 1, 1], [0, 1, 0], groups=groups).n_groups == n_groups


@pytest.mark.parametrize("scale", [3, 1e-200, 1e200, 1e307])
@pytest.mark.parametrize("grouped", [False, True])
def test_the_scale_of_weights_changes_nothing(labelled, grouped, scale):
    y, y_pred, weights = labelled
    groups = np.arange(300) // 5 if grouped else None
    plain, scaled = (
        classification_table(y, y_pred, sample_weight=values, groups=groups)
        for values in (weights, weights / weights.max() * scale)
    )
    for name, rates in plain.rates.items():
        assert scaled.rates[name] == pytest.approx(rates)
        assert scaled.averages["macro"][name] == pytest.approx(plain.averages["macro"][name])
    overall = plain.averages["overall"]["accuracy"]
    assert scaled.averages["overall"]["accuracy"] == pytest.approx(overall)


def test_classes_that_nothing_is_known_of():
    table = classification_table(["a", "a", "b"], ["a", "b", "b"], labels=["a", "b", "c"])
    assert np.isnan(table.rates["sensitivity"][2]).all()
    assert np.isnan(table.rates["precision"][2]).all()
    assert table.rates["specificity"][2, 0] == 1
    assert table.averages["macro"]["sensitivity"][0] == 0.75
    shown = str(table).splitlines()
    assert shown[6].split() == ["c", "0", "0", "0", "3", "1.000", "–", "–", "1.000", "–", "0"]
    assert {len(line) for line in [shown[1], *shown[2::2]]} == {len(shown[1])}
    rows = table.to_dict()["rows"]
    assert rows[2]["precision"] is None
    json.dumps(rows, allow_nan=False)
    one = classification_table([True, True], [True, True])
    assert np.isnan(one.averages["macro"]["specificity"]).all()
    assert one.averages["overall"]["accuracy"][0] == 1
    assert one.to_dict()["rows"][0]["class"] is True


def test_table_of_what_does_not_fit():
    with pytest.raises(ValueError, match="y is empty; pass at least one"):
        classification_table([], [])
    with pytest.raises(ValueError, match="contains 'b', which is not in labels; add it"):
        classification_table(["a"], ["b"], labels=["a"])
    with pytest.raises(ValueError, match="labels contains a class twice"):
        classification_table(["a"], ["a"], labels=["a", "a"])


class Shares(Table):
    """A table of two rows."""

    def _caption(self):
        return "2 shares"

    def _facts(self):
        return {"n": 2}

    def _rows(self):
        return [{"class": "a", "share": 0.5}, {"class": "blast", "share": None}]

    def _shown(self):
        return ["class", "share"], [["a", "0.50\n0.1–0.9"], ["blast", "–"]]


def test_formats_of_a_table_word_for_word():
    assert str(Shares()).splitlines() == [
        "2 shares",
        "class    share",
        "a         0.50",
        "       0.1–0.9",
        "blast        –",
    ]
    assert Shares().to_dict() == {"n": 2, "rows": Shares()._rows()}
    assert Shares().to_csv() == "class,share\na,0.5\nblast,\n"
    assert Shares().to_markdown().splitlines() == [
        "2 shares",
        "",
        "| class | share |",
        "| :-- | --: |",
        "| a | 0.50<br>0.1–0.9 |",
        "| blast | – |",
    ]
    assert Shares()._repr_html_().replace("\n", "") == (
        "<table><caption>2 shares</caption>"
        "<thead><tr><th>class</th><th>share</th></tr></thead>"
        "<tbody><tr><td>a</td><td>0.50<br>0.1–0.9</td></tr>"
        "<tr><td>blast</td><td>–</td></tr></tbody></table>"
    )


def test_foreign_names_do_no_harm(tmp_path):
    name = 'a|b,"<script>\n*'
    table = classification_table([name, "x"], [name, "x"])
    html, markdown = table._repr_html_(), table.to_markdown()
    assert "<script>" not in html + markdown
    assert "a|b,&quot;&lt;script&gt;\\n*" in html
    assert "| a\\|b," in markdown
    assert len({len(line.replace("\\|", "").split("|")) for line in markdown.splitlines()[2:]}) == 1
    assert str(table).splitlines()[2].startswith('a|b,"<script>\\n*   1')
    path = tmp_path / "table.csv"
    assert table.to_csv(path) is None
    assert path.read_text(encoding="utf-8") == table.to_csv()
    frame = pandas.read_csv(path)
    assert frame["class"][0] == name
    pandas.testing.assert_frame_equal(frame, table.to_pandas(), check_dtype=False)


def test_pandas_is_asked_for_where_it_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="to_pandas needs pandas; install it with"):
        classification_table([0], [0]).to_pandas()


def test_intervals_of_the_table_hold_what_they_should():
    rng = np.random.default_rng(0)
    confused = _confusing(0.85, rng)
    joint = np.diag([0.3, 0.25, 0.2, 0.15, 0.1]) @ confused
    numbers = np.repeat(np.arange(25), rng.multinomial(10**6, joint.ravel()))
    truth = classification_table(numbers // 5, numbers % 5)
    held = {}
    n_times = 250
    for _ in range(n_times):
        numbers = np.repeat(np.arange(25), rng.multinomial(200, joint.ravel()))
        table = classification_table(numbers // 5, numbers % 5, labels=range(5))
        for average, rates in table.averages.items():
            for name, (_, low, high) in rates.items():
                value = truth.averages[average][name][0]
                held[average, name] = held.get((average, name), 0) + (low <= value <= high)
        for name, rates in table.rates.items():
            right = (rates[:, 1] <= truth.rates[name][:, 0]) & (
                truth.rates[name][:, 0] <= rates[:, 2]
            )
            held[name] = held.get(name, 0) + right.mean()
    assert {name: count / n_times for name, count in held.items() if count < 0.91 * n_times} == {}
    assert 0.93 <= np.mean(list(held.values())) / n_times <= 0.97


def test_intervals_of_groups_hold_what_they_should():
    rng = np.random.default_rng(0)
    confused = _confusing(0.85, rng)

    def copies(n_cells):
        """Ten copies of each cell, of which nine in ten get the cell's own answer."""
        true = np.repeat(rng.choice(5, n_cells, p=[0.3, 0.25, 0.2, 0.15, 0.1]), 10)
        sure = np.repeat(rng.random(n_cells), 10)
        draws = np.where(rng.random(10 * n_cells) < 0.9, sure, rng.random(10 * n_cells))
        return true, (draws[:, None] > confused[true].cumsum(axis=1)).sum(axis=1).clip(0, 4)

    truth = classification_table(*copies(30_000)).averages
    held = {}
    for _ in range(150):
        table = classification_table(*copies(60), labels=range(5), groups=np.arange(600) // 10)
        for average, rates in table.averages.items():
            for name, (_, low, high) in rates.items():
                value = truth[average][name][0]
                held.setdefault((average, name), []).append(low <= value <= high)
    assert {name: np.mean(kept) for name, kept in held.items() if np.mean(kept) < 0.88} == {}
    assert 0.91 <= np.mean(list(held.values())) <= 0.98


# -- scores and their names ------------------------------------------------------------------------


@pytest.mark.parametrize("average", [None, "macro", "weighted", "micro"])
def test_scores_agree_with_others(labelled, average):
    y, y_pred, weights = labelled
    assert sensitivity_score(y, y_pred, average=average) == pytest.approx(
        imblearn_metrics.sensitivity_score(y, y_pred, average=average)
    )
    assert specificity_score(y, y_pred, average=average) == pytest.approx(
        imblearn_metrics.specificity_score(y, y_pred, average=average)
    )
    some = {"labels": CELLS[:3], "average": average}
    assert specificity_score(y, y_pred, **some) == pytest.approx(
        imblearn_metrics.specificity_score(y, y_pred, **some)
    )
    weighted = {"average": average, "sample_weight": weights}
    assert sensitivity_score(y, y_pred, **weighted) == pytest.approx(
        recall_score(y, y_pred, **weighted)
    )


def test_specificity_is_the_sensitivity_of_the_others(labelled):
    y, y_pred, weights = labelled
    # imbalanced-learn's own subtracts weights from a number of cells.
    found = specificity_score(y, y_pred, labels=CELLS, average=None, sample_weight=weights)
    for label, value in zip(CELLS, found):
        assert value == pytest.approx(
            recall_score(y != label, y_pred != label, sample_weight=weights)
        )


def test_scores_of_two_classes():
    y, y_pred = ["no", "no", "no", "yes", "yes"], ["no", "yes", "no", "yes", "no"]
    settings = {"average": "binary", "pos_label": "yes"}
    assert sensitivity_score(y, y_pred, **settings) == 0.5
    assert specificity_score(y, y_pred, **settings) == pytest.approx(2 / 3)
    with pytest.raises(ValueError, match="pos_label=1 is not a class of y; choose one"):
        specificity_score(y, y_pred, average="binary")
    with pytest.raises(ValueError, match="requires two classes, but there are 3; choose 'macro'"):
        specificity_score([0, 1, 2], [0, 1, 2], average="binary")
    with pytest.raises(ValueError, match="average='mean' is unknown; choose one of"):
        specificity_score(y, y_pred, average="mean")
    with pytest.raises(ValueError, match=r"^y has 5 labels, but y_pred has 4 labels"):
        specificity_score(y, y_pred[:4])
    with pytest.raises(ValueError, match=r"^y has 5 labels, but sample_weight has 2 entries"):
        specificity_score(y, y_pred, sample_weight=[1, 1])
    with pytest.warns(UndefinedMetricWarning, match="set to 0 for a class without cells of other"):
        assert specificity_score([1, 1], [1, 1]) == 0


def test_scorers_work_in_searches():
    X, y = load_iris(return_X_y=True)
    for average in ("macro", "micro", "weighted"):
        for name, score in (("sensitivity", recall_score), ("specificity", specificity_score)):
            got = cross_val_score(SVC(), X, y, scoring=SCORERS[f"{name}_{average}"], cv=3)
            expected = make_scorer(score, average=average)
            assert got == pytest.approx(cross_val_score(SVC(), X, y, scoring=expected, cv=3))
    scoring = {name: SCORERS[name] for name in ("sensitivity", "specificity")}
    two = cross_validate(SVC(C=0.01), X, y != 1, scoring=scoring | {"recall": "recall"})
    assert two["test_sensitivity"].tolist() == two["test_recall"].tolist()
    assert two["test_specificity"].tolist() != two["test_recall"].tolist()
    search = GridSearchCV(SVC(), {"C": [0.01, 1]}, scoring="accuracy", cv=2)
    search = clone(search.set_params(scoring=SCORERS["specificity_macro"]))
    settings = {"scoring": pickle.loads(pickle.dumps(SCORERS["sensitivity_macro"])), "cv": 2}
    scores = cross_val_score(search, X, y, **settings)
    assert scores.mean() > 0.9
    assert cross_val_score(search, X, y, n_jobs=2, **settings).tolist() == scores.tolist()


def test_scorers_are_no_more_than_a_mapping():
    assert len(SCORERS) == len(dict(SCORERS)) == 8 and "specificity_micro" in SCORERS
    # What is asked of one scorer is not asked of the next.
    with config_context(enable_metadata_routing=True):
        asked = SCORERS["specificity"].set_score_request(sample_weight=True)
    assert vars(asked) != vars(SCORERS["specificity"])
    with pytest.raises(KeyError, match="'specifity' is not a scorer; choose one of sensitivity, s"):
        SCORERS["specifity"]


def test_registered_names_reach_modules_imported_before_and_after(monkeypatch):
    X, y = load_iris(return_X_y=True)
    settings = {"scoring": "specificity_macro", "cv": 2}
    with pytest.raises(ValueError, match="The 'scoring' parameter of cross_validate must be"):
        cross_validate(SVC(), X, y, **settings)
    # What a module has copied that was imported before.
    options = StrOptions({"accuracy", "recall_macro"})
    others = StrOptions({"auto"})
    early = ModuleType("sklearn.early")
    early.Search = type("Search", (), {"_parameter_constraints": {"scoring": [options, others]}})
    early.score = lambda: None
    early.score._skl_parameter_constraints = {"scoring": [StrOptions({"recall_macro"}), callable]}
    monkeypatch.setitem(sys.modules, early.__name__, early)
    register_scorers()
    register_scorers()
    assert options.is_satisfied_by("specificity_macro")
    assert early.score._skl_parameter_constraints["scoring"][0].is_satisfied_by("sensitivity")
    assert others.options == {"auto"}
    # What one finds that is imported later.
    assert set(SCORERS) <= set(get_scorer_names())
    SequentialFeatureSelector(SVC(), n_features_to_select=1, **settings).fit(X, y)
    search = GridSearchCV(SVC(), {"C": [0.01, 1]}, **settings)
    assert cross_val_score(search, X, y, scoring="sensitivity_macro", cv=2).mean() > 0.9


def test_names_that_cannot_be_registered(monkeypatch):
    monkeypatch.delattr("sklearn.metrics._scorer._SCORERS")
    with pytest.raises(RuntimeError, match=r"to be registered by name; pass scoring=SCORERS\[na"):
        register_scorers()


# -- the count -------------------------------------------------------------------------------------


def test_count_by_hand():
    predicted = np.repeat(["Neutrophils", "LYMPHOCYTE", "monocyte", "band cell"], [140, 36, 20, 4])
    count = differential_count(predicted, simultaneous=False)
    assert count.classes.tolist() == ["LYMPHOCYTE", "Neutrophils", "band cell", "monocyte"]
    assert count.counts.tolist() == [36, 140, 4, 20]
    assert count.percent == pytest.approx([18, 70, 2, 10])
    # Wilson's of 36 of 200.
    assert (count.low[0], count.high[0]) == pytest.approx((13.30, 23.91), abs=0.01)
    assert count.ranges == [(20, 40), (40, 60), None, (2, 8)]
    assert count.flags == ["low?", "high", "", "high?"]
    # Goodman's of four classes: Wilson's with a quarter of the error.
    together = differential_count(predicted)
    ends = wilson(0.18, 200, squared_quantile(0.9875))
    assert (together.low[0], together.high[0]) == pytest.approx(tuple(100 * np.array(ends)))
    own = differential_count(predicted, reference_ranges={"Band Cells": (0, 1), "monocyte": (0, 4)})
    assert own.flags == ["", "", "high?", "high"]
    low = differential_count(["a"] * 5 + ["b"] * 995, reference_ranges={"a": (3, 5)})
    assert low.flags == ["low", ""]


def test_count_prints_and_converts():
    confusion = 50 * np.eye(2, dtype=int) + [[0, 10], [5, 0]]
    probabilities = np.tile([[0.9, 0.1], [0.2, 0.8]], (25, 1))
    count = differential_count(
        probabilities,
        classes=["basophil", "other"],
        confusion=confusion,
        priors={"basophil": 1, "other": 1},
    )
    lines = str(count).splitlines()
    assert lines[0] == "50 cells, 95% intervals for all classes jointly"
    assert lines[1].split() == [
        *("class", "cells", "percent", "interval", "range", "flag"),
        *("adjusted", "interval", "flag", "em", "interval", "flag"),
    ]
    assert lines[2].split()[:6] == ["basophil", "25", "50.0", "36.6–63.4", "0.5–1", "high"]
    table = count.to_dict()
    assert (table["n_cells"], table["confidence"], table["simultaneous"]) == (50, 0.95, True)
    row = table["rows"][0]
    assert row["adjusted_percent"] == pytest.approx(count.corrected["adjusted"].percent[0])
    assert (row["range_low"], row["flag"], row["em_flag"]) == (0.5, "high", "high")
    assert (row["class"], row["cells"], row["percent"]) == ("basophil", 25, 50)
    json.dumps(table, allow_nan=False)
    assert count.to_csv().splitlines()[0].split(",") == list(row)
    assert count.to_pandas()["cells"].tolist() == [25, 25]
    assert "36.6–63.4" in count.to_markdown()
    assert "<td>0.5–1</td>" in count._repr_html_()


def test_cells_of_which_the_model_is_not_sure_widen_the_intervals():
    predicted = ["a"] * 60 + ["b"] * 30
    alone = differential_count(predicted)
    count = differential_count(
        [*predicted, *["?"] * 10], unsure="?", reference_ranges={"a": (0, 9)}
    )
    assert count.n_unsure == count.to_dict()["n_unsure"] == 10
    assert "90 cells and 10 not sure" in str(count)
    np.testing.assert_allclose(count.percent, alone.percent)
    # All or none of them may be of a type.
    np.testing.assert_allclose(count.low, 0.9 * alone.low)
    np.testing.assert_allclose(count.high, 0.9 * alone.high + 10)
    assert count.flags == ["high", ""]
    # Errors may be recorded with or without the label.
    confusion = np.array([[0, 3, 1], [2, 90, 8], [0, 5, 95]])
    known = {"classes": ["?", "a", "b"], "unsure": "?", "validated_cells": [4, 50, 60]}
    full = differential_count(predicted, confusion=confusion, **known)
    known["validated_cells"] = [50, 60]
    part = differential_count(predicted, confusion=confusion[1:, 1:], **known)
    assert full.corrected["adjusted"].high.tolist() == part.corrected["adjusted"].high.tolist()
    with pytest.raises(ValueError, match="unsure requires labels, but predictions has probabilit"):
        differential_count(np.eye(2), classes=["a", "?"], unsure="?")
    with pytest.raises(
        ValueError, match="All predictions are '\\?', so that there is nothing to c"
    ):
        differential_count(["?"], unsure="?")


def test_copies_of_a_cell_are_counted_once():
    probabilities = np.random.default_rng(0).dirichlet(np.ones(3), 100)
    confusion = [[80, 15, 5], [10, 90, 0], [0, 20, 80]]
    settings = {"classes": list("abc"), "confusion": confusion, "priors": [1, 1, 1]}
    plain = differential_count(probabilities, **settings)
    groups, tenfold = np.repeat(np.arange(100), 10), np.repeat(probabilities, 10, axis=0)
    grouped = differential_count(tenfold, groups=groups, **settings)
    narrow = differential_count(tenfold, **settings)
    for one, copies, too_narrow in (
        (plain, grouped, narrow),
        *zip(*(count.corrected.values() for count in (plain, grouped, narrow))),
    ):
        assert copies.percent == pytest.approx(one.percent, abs=1e-3)
        assert copies.high - copies.low == pytest.approx(one.high - one.low, rel=0.05)
        assert (too_narrow.high - too_narrow.low < 0.8 * (one.high - one.low)).all()
    assert str(grouped).startswith("1000 cells of 100 groups, 95% intervals for all classes")
    assert grouped.to_dict()["n_groups"] == 100 and "n_groups" not in plain.to_dict()
    # Where all are predicted alike, a group says as much as a cell.
    settings = {"classes": ["a", "b"], "confusion": [[80, 20], [10, 90]]}
    alike = differential_count(["a"] * 60, groups=np.arange(60) // 6, **settings)
    ten = differential_count(["a"] * 10, **settings)
    assert (alike.low, alike.high) == (pytest.approx(ten.low), pytest.approx(ten.high))
    adjusted, of_ten = alike.corrected["adjusted"], ten.corrected["adjusted"]
    assert (adjusted.low, adjusted.high) == (pytest.approx(of_ten.low), pytest.approx(of_ten.high))
    with pytest.raises(ValueError, match="predictions has 2 images, but groups has 3 entries"):
        differential_count(["a", "b"], groups=[0, 1, 2])


def test_interval_of_a_count_of_few_groups_by_hand():
    # As in a table of results: the variance is that between the groups, here of ten cells each.
    shares = np.array([0.9, 0.7, 0.8, 0.4])
    predicted = [name for share in shares for name in np.repeat(["a", "b"], [10 * share, 10])[:10]]
    n = 0.7 * 0.3 / (np.var(shares, ddof=1) / 4) / (t.ppf(0.975, 3) / norm.ppf(0.975)) ** 2
    expected = 100 * np.array(wilson(0.7, n, squared_quantile(0.95)))
    # As many validation cells as leave no doubt.
    settings = {"classes": ["a", "b"], "confusion": 10**9 * np.eye(2, dtype=int)}
    count = differential_count(predicted, groups=np.arange(40) // 10, **settings)
    assert (count.low[0], count.high[0]) == pytest.approx(tuple(expected))
    adjusted = count.corrected["adjusted"]
    assert (adjusted.low[0], adjusted.high[0]) == pytest.approx(tuple(expected), abs=1e-3)


def test_copies_of_validation_cells_are_counted_once():
    predicted, confusion = ["a"] * 6000 + ["b"] * 4000, np.array([[40, 10], [5, 45]])
    settings = {"classes": ["a", "b"]}
    plain = differential_count(predicted, confusion=confusion, **settings).corrected["adjusted"]
    settings |= {"confusion": 10 * confusion}
    narrow = differential_count(predicted, **settings).corrected["adjusted"]
    once = differential_count(predicted, validated_cells=[50, 50], **settings).corrected["adjusted"]
    assert once.percent == pytest.approx(plain.percent) == narrow.percent
    assert (once.low, once.high) == (pytest.approx(plain.low), pytest.approx(plain.high))
    assert (narrow.high - narrow.low < 0.5 * (plain.high - plain.low)).all()


def test_adjusted_count_by_hand():
    # Of 100 cells of a, 20 are called b: 60 called a are 75.
    count = differential_count(
        ["a"] * 60 + ["b"] * 40, classes=["a", "b"], confusion=[[80, 20], [0, 100]]
    ).corrected["adjusted"]
    assert count.percent == pytest.approx([75, 25])
    assert (count.low < count.percent).all() and (count.percent < count.high).all()
    # Fewer b than come from a alone: no share is negative.
    count = differential_count(
        ["a"] * 95 + ["b"] * 5, classes=["a", "b"], confusion=[[80, 20], [0, 100]]
    ).corrected["adjusted"]
    assert count.percent == pytest.approx([100, 0], abs=1e-6)
    assert count.high[1] < 5


def test_adjusted_shares_are_the_most_likely_ones():
    rng = np.random.default_rng(0)
    for _ in range(20):
        confusion = rng.integers(0, 30, (4, 4)) + 60 * np.eye(4, dtype=int)
        counts = rng.multinomial(100, [0.7, 0.28, 0.01, 0.01])
        shares, low, high = adjusted_shares(counts, confusion, 3.84)
        assert shares.sum() == pytest.approx(1)
        assert (low <= shares).all() and (shares <= high).all()
        rates = confusion / confusion.sum(axis=1, keepdims=True)
        others = rng.dirichlet(np.ones(4), 500)
        near = 0.99 * shares + 0.01 * others

        def likelihood(shares, counts=counts, rates=rates):
            return counts @ np.log(shares @ rates).T

        assert likelihood(shares) + 1e-7 >= likelihood(np.concatenate([others, near])).max()


def test_count_without_cells_called_so():
    # No cell is called c, and no cell of another class was mistaken for it.
    confusion = [[90, 10, 0], [10, 90, 0], [5, 0, 95]]
    count = differential_count(["a"] * 97 + ["b"] * 3, classes=list("abc"), confusion=confusion)
    assert count.corrected["adjusted"].percent == pytest.approx([100, 0, 0], abs=1e-6)


def test_em_by_hand():
    # All cells alike: the shares are at the end that the probabilities speak for.
    shares, low, high = calibrated_shares(np.tile([0.9, 0.1], (50, 1)), np.full(2, 0.5), 3.84)
    assert shares == pytest.approx([1, 0], abs=1e-4)
    assert high[0] == 1 and low[1] == 0
    # Probabilities that are certain: the shares are those counted, the ends those of a
    # likelihood ratio: 30 of 100 within 21.6 to 39.4.
    certain = np.repeat(np.eye(2), [30, 70], axis=0)
    shares, low, high = calibrated_shares(certain, np.array([0.2, 0.8]), squared_quantile(0.95))
    assert shares == pytest.approx([0.3, 0.7], abs=1e-6)
    assert (low[0], high[0]) == pytest.approx((0.2160, 0.3938), abs=5e-4)
    settings = {"classes": ["a", "b"], "priors": [1, 4]}
    count = differential_count(certain.astype(np.float32), **settings)
    assert count.corrected["em"].percent == pytest.approx([30, 70], abs=1e-4)


def test_likelihood_is_highest_after_few_steps():
    """Plain EM needs thousands where the classes are hard to tell apart."""
    rng = np.random.default_rng(0)
    ratios = np.exp(0.1 * rng.normal(size=(500, 3)))
    weights = rng.integers(1, 4, 500)
    found = most_likely_shares(ratios, weights, np.full((1, 3), 1 / 3), n_steps=60, tol=0)[0]
    # At the maximum no share is worth more than the others, and those worth less are 0.
    worth = (weights / (ratios @ found)) @ ratios / weights.sum()
    assert found.sum() == pytest.approx(1)
    assert (worth <= 1 + 1e-6).all()
    assert np.where(found > 1e-6, worth, 1) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("message", "predictions", "settings"),
    [
        ("predictions is empty; pass at least one", [], {}),
        ("require the names of their columns; pass cl", [[0.5, 0.5]], {}),
        ("require the names of their columns; pass cl", ["a"], {"confusion": [[1]]}),
        ("classes contains a class twice", ["a"], {"classes": ["a", "a"]}),
        ("predictions contains 'x', which is not in classes", ["x"], {"classes": ["a"]}),
        ("predictions has 2 columns, but classes has 3 n", [[0.5, 0.5]], {"classes": [0, 1, 2]}),
        ("Row 1 of predictions is [0.5, 0.6];", [[0.5, 0.5], [0.5, 0.6]], {"classes": [0, 1]}),
        ("Row 0 of predictions is [nan, 0.6];", [[np.nan, 0.6]], {"classes": [0, 1]}),
        ("Row 0 of predictions is [-0.5, 1.5];", [[-0.5, 1.5]], {"classes": [0, 1]}),
        ("confusion has shape (1, 1); 2 classes req", ["a"], {"confusion": [[1]]}),
        ("numbers of cells, not fract", ["a"], {"confusion": [[0.5, 0.5], [0, 1]]}),
        ("no validation cells of 'b', so its error", ["a"], {"confusion": [[5, 1], [0, 0]]}),
        ("(never recognised: ['b']); merge or omit such", ["a"], {"confusion": [[5, 0], [5, 0]]}),
        ("distinguish some classes; merge", ["a"], {"confusion": [[5, 5], [5, 5]]}),
        ("validated_cells requires confusion, which is miss", ["a"], {"validated_cells": [1, 1]}),
        (
            "validated_cells must contain a number above 0 for each of 2 classes, and no more",
            ["a"],
            {"confusion": [[9, 1], [1, 9]], "validated_cells": [10, 11]},
        ),
        ("priors require probabilities, but predictions conta", ["a"], {"priors": [1, 1]}),
        ("priors has the classes ['a'] instead of", [[1, 0]], {"priors": {"a": 1}}),
        ("a share above 0 for each of 2 classes", [[1, 0]], {"priors": [1, 0]}),
        ("range of 'a' is (9, 3); pass the lower", ["a"], {"reference_ranges": {"a": (9, 3)}}),
    ],
)
def test_count_of_what_does_not_fit(message, predictions, settings):
    given = {"confusion", "priors", "validated_cells"} & set(settings)
    if given and "require the names" not in message:
        settings = {"classes": ["a", "b"], **settings}
    with pytest.raises(ValueError) as error:
        differential_count(predictions, **settings)
    assert message in str(error.value)


def test_table_of_validation_cells_corrects(labelled):
    y, y_pred, _ = labelled
    table = classification_table(y, y_pred)
    count = differential_count(y_pred, classes=table.labels, confusion=table.confusion)
    shares = [np.mean(y == label) for label in table.labels]
    # On the validation cells themselves the correction gives the truth.
    assert count.corrected["adjusted"].percent == pytest.approx(100 * np.array(shares))


# -- what the corrections are worth ----------------------------------------------------------------


def _confusing(accuracy, rng):
    """Error rates: those of each true class are spread at random over the others."""
    rates = rng.dirichlet(np.ones(5), size=5)
    np.fill_diagonal(rates, 0)
    rates *= (1 - accuracy) / rates.sum(axis=1, keepdims=True)
    return rates + accuracy * np.eye(5)


def _counts(rates, n, rng):
    """New cells of blood by predicted class."""
    return rng.multinomial(n, BLOOD @ rates)


def _probabilities(n, rng, apart=1.6):
    """Calibrated probabilities of blood cells from a classifier trained on as many of each."""
    centres = np.random.default_rng(0).normal(size=(5, 3)) * apart
    y = rng.choice(5, n, p=BLOOD)
    seen = centres[y] + rng.normal(size=(n, 3))
    likelihoods = np.exp(-((seen[:, np.newaxis] - centres) ** 2).sum(axis=2) / 2) + 1e-12
    return likelihoods / likelihoods.sum(axis=1, keepdims=True)


def test_corrected_counts_are_twice_as_good():
    rng = np.random.default_rng(0)
    errors = {"naive": [], "adjusted": [], "of labels": [], "em": []}
    for _ in range(100):
        rates = _confusing(0.8, rng)
        confusion = np.stack([rng.multinomial(200, row) for row in rates])
        counts = _counts(rates, 500, rng)
        shares, _, _ = adjusted_shares(counts, confusion, 3.84)
        errors["naive"].append(np.abs(counts / 500 - BLOOD).mean())
        errors["adjusted"].append(np.abs(shares - BLOOD).mean())
        probabilities = _probabilities(1000, rng)
        naive = np.bincount(probabilities.argmax(axis=1), minlength=5) / 1000
        ratios = probabilities / probabilities.max(axis=1, keepdims=True)
        shares = most_likely_shares(ratios, np.ones(1000), np.full((1, 5), 0.2))[0]
        errors["of labels"].append(np.abs(naive - BLOOD).mean())
        errors["em"].append(np.abs(shares - BLOOD).mean())
    mean = {name: np.mean(values) for name, values in errors.items()}
    assert mean["adjusted"] < mean["naive"] / 2
    assert mean["em"] < mean["of labels"] / 2


@pytest.mark.parametrize("n", [200, 500])
def test_intervals_of_counts_hold_what_they_should(n):
    rng = np.random.default_rng(0)
    shares = rng.multinomial(n, BLOOD, size=20_000) / n
    for z2, hold in (
        (squared_quantile(0.95), np.mean),
        (squared_quantile(0.95, 5), lambda held: np.mean(held.all(axis=1))),
    ):
        low, high = wilson(shares, n, z2)
        assert 0.93 <= hold((low <= BLOOD) & (high >= BLOOD)) <= 0.97


@pytest.mark.parametrize(
    ("n", "n_validated"), [(200, 400), pytest.param(500, 1000, marks=pytest.mark.full)]
)
def test_intervals_of_adjusted_counts_hold_what_they_should(n, n_validated):
    rng = np.random.default_rng(0)
    single, together = [], []
    for _ in range(1000):
        rates = _confusing(0.85, rng)
        confusion = np.stack([rng.multinomial(n_validated // 5, row) for row in rates])
        counts = _counts(rates, n, rng)
        for held, z2 in (
            (single, squared_quantile(0.95)),
            (together, squared_quantile(0.95, 5)),
        ):
            _, low, high = adjusted_shares(counts, confusion, z2)
            held.append((low <= BLOOD) & (high >= BLOOD))
    assert 0.93 <= np.mean(single) <= 0.97
    assert 0.93 <= np.mean(np.all(together, axis=1)) <= 0.97


@pytest.mark.full
def test_intervals_of_em_hold_what_they_should():
    rng = np.random.default_rng(0)
    single, together = [], []
    for _ in range(200):
        probabilities = _probabilities(300, rng, apart=2.2)
        for held, z2 in (
            (single, squared_quantile(0.95)),
            (together, squared_quantile(0.95, 5)),
        ):
            _, low, high = calibrated_shares(probabilities, np.full(5, 0.2), z2)
            held.append((low <= BLOOD) & (high >= BLOOD))
    assert 0.93 <= np.mean(single) <= 0.97
    assert 0.93 <= np.mean(np.all(together, axis=1)) <= 0.98
