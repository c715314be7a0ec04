"""Agreement of people: values by hand and by scikit-learn, and what the intervals hold."""

import json

import numpy as np
import pandas
import pytest
from sklearn.metrics import cohen_kappa_score

from skwbc.metrics import rater_agreement

TYPES = np.array(["basophil", "eosinophil", "lymphocyte", "monocyte", "neutrophil"])
# Labels of 10 subjects by 14 raters: the example of Wikipedia's article on Fleiss' kappa.
PUBLISHED = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def rated(n, errors, rng, shares=(0.05, 0.1, 0.3, 0.1, 0.45)):
    """Label cells as people do who guess a share of them."""
    types = rng.choice(5, n, p=shares)
    guessed = rng.random((n, len(errors))) < errors
    return np.where(guessed, rng.integers(0, 5, (n, len(errors))), types[:, None])


def test_cohens_kappa_agrees_with_scikit_learn():
    ratings = TYPES[rated(120, [0.2, 0.4], np.random.default_rng(0))]
    found = rater_agreement(ratings)
    assert found.statistic == "Cohen's kappa"
    assert found.kappa[0] == pytest.approx(cohen_kappa_score(*ratings.T))
    assert found.agreement[0] == pytest.approx(np.mean(ratings[:, 0] == ratings[:, 1]))
    for label, kappa, share in zip(found.labels, found.type_kappas, found.type_agreements):
        of_type = ratings == label
        assert kappa[0] == pytest.approx(cohen_kappa_score(*of_type.T))
        assert share[0] == pytest.approx(2 * of_type.all(axis=1).sum() / of_type.sum())
    for values in (found.kappa, found.agreement, *found.type_kappas, *found.type_agreements):
        assert values[1] < values[0] < values[2] <= 1


def test_fleiss_kappa_of_a_published_table():
    found = rater_agreement([np.repeat(TYPES, counts) for counts in PUBLISHED])
    assert found.statistic == "Fleiss' kappa" and (found.n_cells, found.n_raters) == (10, 14)
    assert found.kappa[0] == pytest.approx(0.210, abs=5e-4)
    assert found.agreement[0] == pytest.approx(0.378, abs=5e-4)
    assert found.counts.tolist() == [20, 28, 39, 21, 32]
    # By the formula of Fleiss for a single type.
    counts, p = np.array(PUBLISHED), np.array([20, 28, 39, 21, 32]) / 140
    by_hand = 1 - (counts * (14 - counts)).sum(axis=0) / (10 * 14 * 13 * p * (1 - p))
    assert found.type_kappas[:, 0] == pytest.approx(by_hand)


@pytest.mark.parametrize("missing", [None, np.nan, pandas.NA], ids=str)
def test_missing_labels_do_not_count(missing):
    rng = np.random.default_rng(1)
    ratings = TYPES[rated(60, [0.2, 0.3], rng)]
    gaps = np.array([[missing, "monocyte"], ["monocyte", missing], [missing, missing]], object)
    found, whole = rater_agreement(np.concatenate([ratings, gaps])), rater_agreement(ratings)
    assert found.n_cells == 60 and found.kappa == pytest.approx(whole.kappa)
    # A third person who labelled some of the cells makes it Fleiss' kappa.
    third = ratings[:, 0].astype(object)
    third[rng.random(60) < 0.5] = missing
    some = rater_agreement(np.column_stack([ratings.astype(object), third]))
    assert some.statistic == "Fleiss' kappa" and some.n_cells == 60
    assert some.agreement[0] > whole.agreement[0]


def test_order_of_people_and_kind_of_table_do_not_matter():
    ratings = rated(50, [0.2, 0.3, 0.1], np.random.default_rng(2))
    found = rater_agreement(ratings)
    for same in (ratings[:, ::-1], TYPES[ratings].tolist(), pandas.DataFrame(TYPES[ratings])):
        again = rater_agreement(same)
        assert again.kappa == pytest.approx(found.kappa)
        assert again.type_kappas == pytest.approx(found.type_kappas)


def test_perfect_agreement_is_still_uncertain():
    found = rater_agreement([["a", "a"]] * 6 + [["b", "b"]] * 4)
    assert found.kappa[0] == found.agreement[0] == 1
    assert 0.2 < found.kappa[1] < 0.6 and found.kappa[2] == 1
    more = rater_agreement([["a", "a"]] * 60 + [["b", "b"]] * 40)
    assert more.kappa[1] > 0.9
    # Nothing is known of kappa if there is one type, or of its limits if a type has one cell.
    assert np.isnan(rater_agreement([["a", "a"]] * 9).kappa).all()
    one = rater_agreement([["a", "a"]] * 9 + [["b", "b"]])
    assert one.kappa[0] == 1 and np.isnan(one.kappa[1:]).all()
    assert "–" in str(one)


@pytest.mark.parametrize("errors", [(0.05, 0.1), (0.3, 0.2), (0.02, 0.1, 0.2)], ids=str)
def test_intervals_contain_the_true_kappa(errors):
    shares = np.array([0.05, 0.1, 0.3, 0.1, 0.45])
    # The labels that each person gives to each type.
    named = [(1 - error) * np.eye(5) + error / 5 for error in errors]
    pairs = [(a, b) for a in range(len(errors)) for b in range(a)]
    agree = np.mean([shares @ (named[a] * named[b]).sum(axis=1) for a, b in pairs])
    sides = [shares @ each for each in named]
    chance = sides[0] @ sides[1] if len(errors) == 2 else np.square(np.mean(sides, axis=0)).sum()
    true = (agree - chance) / (1 - chance)
    rng = np.random.default_rng(0)
    found = [rater_agreement(rated(80, errors, rng), confidence=0.9) for _ in range(200)]
    inside = np.mean([each.kappa[1] <= true <= each.kappa[2] for each in found])
    assert 0.86 < inside < 0.96
    inside = np.mean([each.agreement[1] <= agree <= each.agreement[2] for each in found])
    assert 0.86 < inside < 0.97
    assert np.mean([each.kappa[0] for each in found]) == pytest.approx(true, abs=0.02)


def test_the_table_can_be_stored():
    found = rater_agreement(TYPES[rated(40, [0.1, 0.1], np.random.default_rng(0))])
    stored = json.loads(json.dumps(found.to_dict()))
    assert stored["statistic"] == "Cohen's kappa" and stored["n_cells"] == 40
    assert stored["rows"][-1]["kappa"] == found.kappa[0]
    assert str(found).startswith("40 cells, 2 people, Cohen's kappa, 95% intervals\ntype")
    frame = found.to_pandas()
    assert frame["type"].tolist() == [*TYPES, "overall"]
    assert (frame["agreement_low"] <= frame["agreement"]).all()


WRONG = [
    (["a", "b"], "ratings must be a table with one row per cell and one column per person"),
    ([["a", "b"], ["a"]], "ratings must be a table with one row per cell and one column per pers"),
    ([["a"], ["b"]], "ratings has one column; pass one for each of at least two people"),
    ([["a", None], ["a", "b"]], "ratings contains fewer than two cells with the labels of two pe"),
    ([[None, None]] * 3, "ratings contains fewer than two cells with the labels of two people"),
    ([["a", "b"], [1, 2]], "ratings contains values that cannot be labels, of the types int, str"),
]


@pytest.mark.parametrize("ratings, words", WRONG, ids=[words[:50] for _, words in WRONG])
def test_errors(ratings, words):
    with pytest.raises((TypeError, ValueError), match=words):
        rater_agreement(ratings)
    with pytest.raises(ValueError, match="confidence=95 must be between 0 and 1"):
        rater_agreement([["a", "b"]] * 3, confidence=95)
