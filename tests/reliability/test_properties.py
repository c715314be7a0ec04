"""What holds for whatever input: hypothesis looks for one for which it doesn't."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image
from sklearn.metrics import recall_score
from sklearn.utils import check_array

from skwbc._input.images import read
from skwbc._input.pictures import resize
from skwbc.metrics import classification_table, differential_count, specificity_score
from skwbc.preprocessing import CellSegmenter
from skwbc.sampling import RotationSampler
from tests.reliability.test_hostile_inputs import fitted

pytestmark = [
    pytest.mark.reliability,
    # Of whatever pixels, some are as dark as if they were on another scale.
    pytest.mark.filterwarnings("ignore:Images of"),
]

many = settings(
    max_examples=200, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
few = settings(many, max_examples=40)

pictures = arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=20)).map(
    lambda grey: np.stack([grey, grey[::-1], grey[:, ::-1]], axis=-1)
)
labels = st.lists(
    st.sampled_from(["basophil", "eosinophil", "lymphocyte"]), min_size=1, max_size=40
)


def pixels(X, size=(5, 6), channels=3):
    images = read(X, check_rows=check_array)
    parts = [np.arange(len(images))]
    return np.concatenate(list(images.pixels(size, channels, keep=False).batches(parts)))


# -- images ----------------------------------------------------------------------------------------


@many
@given(picture=pictures)
def test_equal_pixels_are_equal_whichever_way_they_come(picture, tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(picture).save(path)
    expected = pixels(picture[None])
    for X in (
        [picture], [Image.fromarray(picture)], [path], [str(path)],
        picture[None].astype(float) / 255, picture[None].astype(np.uint16) * 257,
        np.asfortranarray(picture[None]),
    ):  # fmt: skip
        np.testing.assert_allclose(pixels(X), expected, atol=1e-6)


@many
@given(picture=pictures, height=st.integers(1, 30), width=st.integers(1, 30))
def test_resizing_stays_between_the_darkest_and_the_brightest_pixel(picture, height, width):
    resized = resize(picture.astype(np.float32) / 255, (height, width))
    assert resized.shape == (height, width, 3)
    assert picture.min() / 255 <= resized.min() and resized.max() <= np.float32(picture.max() / 255)


@many
@given(some=st.lists(pictures, min_size=1, max_size=5), data=st.data())
def test_an_image_is_the_same_in_whatever_company(some, data):
    chosen = data.draw(st.integers(0, len(some) - 1))
    np.testing.assert_array_equal(pixels(some)[chosen], pixels([some[chosen]])[0])


@many
@given(picture=pictures)
def test_fingerprints_are_those_of_the_content(picture):
    one, other = read([picture, picture.copy()], check_rows=check_array).digests([0, 1])
    assert one == other
    changed = picture.copy()
    changed[0, 0, 0] ^= 1
    assert read([changed], check_rows=check_array).digests([0]) != [one]


@few
@given(picture=pictures)
def test_four_quarter_turns_are_none(picture):
    sampler = RotationSampler(angles=(90, 180, 270))
    X, _ = sampler.fit_resample([picture, picture], ["a", "b"])
    copies = [np.asarray(X[n]) for n, source in enumerate(sampler.sample_indices_) if not source]
    assert len(copies) == 4
    for angle, copy in enumerate(copies):
        back = np.rot90(copy, -angle) if angle else copy / 255
        np.testing.assert_allclose(back, picture / 255, atol=1e-6)


@few
@given(picture=pictures)
def test_a_nucleus_lies_within_its_cell(picture):
    (labelled,) = CellSegmenter("labels").fit_transform([picture])
    assert labelled.shape == picture.shape[:2]
    assert set(np.unique(labelled)) <= {0, 1, 2}


@few
@given(some=st.lists(pictures, min_size=1, max_size=4))
def test_probabilities_are_probabilities(some):
    proba = fitted("CNNClassifier").predict_proba(some)
    assert (proba > 0).all()
    np.testing.assert_allclose(proba.sum(axis=1), 1)


# -- metrics ---------------------------------------------------------------------------------------


@many
@given(y=labels, data=st.data())
def test_a_table_agrees_with_scikit_learn(y, data):
    predicted = data.draw(
        st.lists(st.sampled_from(sorted(set(y))), min_size=len(y), max_size=len(y))
    )
    table = classification_table(y, predicted)
    pairs = Counter(zip(y, predicted))
    expected = [[pairs[truth, taken] for taken in table.labels] for truth in table.labels]
    np.testing.assert_array_equal(table.confusion, expected)
    sensitivity = recall_score(y, predicted, average=None, zero_division=np.nan)
    np.testing.assert_allclose(table.rates["sensitivity"][:, 0], sensitivity)
    for rates in table.rates.values():
        rate, low, high = rates[~np.isnan(rates[:, 0])].T
        assert (low >= 0).all() and (low <= rate + 1e-12).all()
        assert (rate <= high + 1e-12).all() and (high <= 1).all()


@many
@given(y=labels)
def test_the_order_of_cells_says_nothing(y):
    predicted = y[1:] + y[:1]
    order = np.random.default_rng(0).permutation(len(y))
    one = classification_table(y, predicted)
    other = classification_table(np.array(y)[order], np.array(predicted)[order])
    np.testing.assert_array_equal(one.confusion, other.confusion)
    np.testing.assert_allclose(one.averages["macro"]["F1"], other.averages["macro"]["F1"])


@many
@given(y=labels, weight=st.integers(1, 5))
def test_a_weight_counts_as_often(y, weight):
    if len(set(y)) < 2:
        y = [*y, "neutrophil"]
    predicted = y[1:] + y[:1]
    weights = [weight] + [1] * (len(y) - 1)
    repeated = [y[0]] * (weight - 1) + y, [predicted[0]] * (weight - 1) + predicted
    assert specificity_score(y, predicted, sample_weight=weights) == pytest.approx(
        specificity_score(*repeated)
    )


@many
@given(y=labels)
def test_a_count_adds_up(y):
    count = differential_count(y)
    assert count.counts.sum() == len(y)
    assert count.percent.sum() == pytest.approx(100)
    assert (count.low <= count.percent + 1e-9).all() and (count.percent <= count.high + 1e-9).all()
    assert (count.low >= 0).all() and (count.high <= 100).all()


@many
@given(
    rows=arrays(float, st.tuples(st.integers(1, 20), st.just(3)), elements=st.floats(0.01, 1)).map(
        lambda rows: rows / rows.sum(axis=1, keepdims=True)
    )
)
def test_probabilities_count_as_their_likeliest_class(rows):
    classes = ["a", "b", "c"]
    by_rows = differential_count(rows, classes=classes)
    by_labels = differential_count(np.array(classes)[rows.argmax(axis=1)], classes=classes)
    np.testing.assert_array_equal(by_rows.counts, by_labels.counts)
