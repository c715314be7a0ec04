"""Samplers: copies of the right images, in the form of the images, in training parts alone."""

import pickle

import numpy as np
import pandas
import pytest
from imblearn.pipeline import make_pipeline
from imblearn.utils.estimator_checks import (
    check_dataframe_column_names_consistency,
    check_param_validation,
    parametrize_with_checks,
)
from PIL import Image
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.model_selection import StratifiedKFold, cross_val_predict, cross_val_score

import skwbc
from skwbc._input import images as images_module
from skwbc.datasets import make_blood_cells
from skwbc.sampling import ImageOverSampler, RotationSampler

SAMPLERS = [ImageOverSampler(random_state=0), RotationSampler()]
each = pytest.mark.parametrize("sampler", SAMPLERS, ids=lambda sampler: type(sampler).__name__)


its_mark = parametrize_with_checks(SAMPLERS)


# As a decorator it gives pytest a generator, which newer ones do not take.
@pytest.mark.parametrize(its_mark.args[0], list(its_mark.args[1]), **its_mark.kwargs)
@pytest.mark.filterwarnings("ignore:Rows of X without image_shape:UserWarning")
def test_imbalanced_learn_checks(estimator, check):
    check(estimator)


@each
@pytest.mark.parametrize(
    "check", [check_param_validation, check_dataframe_column_names_consistency]
)
def test_checks_that_imbalanced_learn_keeps_to_itself(sampler, check):
    check(type(sampler).__name__, sampler)


@pytest.fixture(scope="module")
def few():
    """Images of three classes: nine, five and two."""
    cells = make_blood_cells(
        48, classes=("lymphocyte", "monocyte", "neutrophil"), image_size=24, random_state=0
    )
    order = np.argsort(cells.target, kind="stable")
    chosen = np.concatenate([order[:9], order[16:21], order[32:34]])
    return cells.images[chosen], cells.target[chosen]


@pytest.fixture
def paths(few, tmp_path):
    files = [tmp_path / f"{index}.png" for index in range(len(few[0]))]
    for image, file in zip(few[0], files, strict=True):
        Image.fromarray(image).save(file)
    return files


# -- what comes out ------------------------------------------------------------------------------


def test_classes_are_balanced_with_copies_of_all_their_images(few):
    sampler = ImageOverSampler(random_state=0)
    X, y = sampler.fit_resample(*few)
    assert np.bincount(y).tolist() == [9, 9, 9]
    assert X.shape == (27, 24, 24, 3)
    assert X.dtype == np.uint8
    np.testing.assert_array_equal(X[:16], few[0])
    np.testing.assert_array_equal(y, few[1][sampler.sample_indices_])
    copied = np.bincount(sampler.sample_indices_[16:], minlength=16)
    assert copied[:9].tolist() == [0] * 9
    assert sorted(copied[9:14]) == [0, 1, 1, 1, 1]
    assert sorted(copied[14:]) == [3, 4]
    # A copy is another picture, but not a foreign one.
    for copy, index in zip(X[16:], sampler.sample_indices_[16:], strict=True):
        assert not np.array_equal(copy, few[0][index])
        assert abs(copy.mean() - few[0][index].mean()) < 15


def test_numbers_of_images_can_be_given_by_class(few):
    X, y = few
    sampler = ImageOverSampler(sampling_strategy={1: 6, 2: 12}, random_state=0)
    assert np.bincount(sampler.fit_resample(X, y)[1]).tolist() == [9, 6, 12]
    with pytest.raises(ValueError, match="continuous"):
        sampler.fit(X, np.linspace(0, 1, len(X)))


@each
def test_metadata_routing_allows_for_samplers(sampler, few):
    model = make_pipeline(sampler, skwbc.LeNet5Classifier(epochs=1, random_state=0))
    with config_context(enable_metadata_routing=True):
        model.fit(*few)
    assert model.predict(few[0]).shape == (16,)


def test_the_seed_decides_and_leaves_the_global_state_alone(few):
    before = np.random.get_state()[1].copy()
    first, again, other, unseeded = (
        ImageOverSampler(random_state=seed).fit_resample(*few)[0] for seed in (0, 0, 1, None)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first, unseeded)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_each_alteration_can_be_had_alone(few):
    image = few[0][:1]
    y = [0, 1, 1]
    X = np.concatenate([image, few[0][:2]])
    still = {"rotation": 0, "flip": False, "shift": 0, "stain": 0}

    def copy(**settings):
        X_new, _ = ImageOverSampler(**still | settings, random_state=3).fit_resample(X, y)
        assert len(X_new) == 4
        return X_new[-1].astype(float)

    np.testing.assert_array_equal(copy(), X[0])
    flipped = [copy(flip=True), X[0][:, ::-1].astype(float)]
    np.testing.assert_array_equal(*flipped)
    stained = copy(stain=0.2)
    assert 0.5 < np.abs(stained - X[0]).mean() < 20
    # Where there is more stain, there still is.
    assert np.corrcoef(stained.ravel(), X[0].ravel())[0, 1] > 0.98
    assert np.abs(copy(rotation=90) - X[0]).mean() > 5
    assert np.abs(copy(shift=0.2) - X[0]).mean() > 5


def test_turns_and_shifts_go_where_they_say():
    dot = np.full((1, 21, 21, 3), 200, dtype=np.uint8)
    dot[0, 10, 16] = 0
    X, y = np.concatenate([dot] * 3), [0, 1, 1]
    settings = {"flip": False, "stain": 0, "random_state": 0}
    for more in ({"rotation": 180, "shift": 0}, {"rotation": 0, "shift": 0.2}):
        (*_, copy), _ = ImageOverSampler(**settings, **more).fit_resample(list(X), y)
        row, column = np.unravel_index(np.asarray(copy)[..., 0].argmin(), (21, 21))
        angle, (down, right) = np.deg2rad(copy.change.degrees), copy.change.shift
        assert abs(row - (10 - 6 * np.sin(angle) + 21 * down)) < 1
        assert abs(column - (10 + 6 * np.cos(angle) + 21 * right)) < 1


def test_quarter_turns_change_no_pixel(few):
    X, y = RotationSampler().fit_resample(*few)
    np.testing.assert_array_equal(y, np.tile(few[1], 4))
    for k in range(4):
        np.testing.assert_array_equal(X[16 * k : 16 * k + 16], np.rot90(few[0], k, axes=(1, 2)))
    X, y = RotationSampler([2], angles=(180,)).fit_resample(*few)
    assert np.bincount(y).tolist() == [9, 5, 4]
    np.testing.assert_array_equal(X[16:], few[0][14:, ::-1, ::-1])


# -- every form of X -----------------------------------------------------------------------------


@each
def test_rows_paths_and_arrays_give_the_same_pixels(sampler, few, paths):
    images, y = few
    expected, labels = sampler.fit_resample(images, y)

    def pixels(X):
        return images_module.read(X, check_rows=None).pixels((24, 24), 3, keep=True).batches([...])

    (expected_pixels,) = pixels(expected)
    forms = {
        "Path": paths,
        "array of str": np.array([str(path) for path in paths]),
        "Series": pandas.Series(map(str, paths)),
        "PIL": [Image.open(path) for path in paths],
        "list of arrays": list(images),
        "float": images / 255,
    }
    for form, X in forms.items():
        X_new, y_new = sampler.fit_resample(X, y)
        np.testing.assert_array_equal(y_new, labels, err_msg=form)
        # An array keeps whole numbers; pictures that are made when needed need not.
        (found,) = pixels(X_new)
        np.testing.assert_allclose(found, expected_pixels, atol=0.51 / 255, err_msg=form)
    rows = images.reshape(len(images), -1)
    shaped = type(sampler)(**sampler.get_params() | {"image_shape": (24, 24, 3)})
    np.testing.assert_array_equal(
        shaped.fit_resample(rows, y)[0], expected.reshape(len(expected), -1)
    )
    grey = images[..., 1]
    assert sampler.fit_resample(grey, y)[0].shape == (len(expected), 24, 24)
    np.testing.assert_array_equal(
        sampler.fit_resample(grey[..., np.newaxis], y)[0][..., 0], sampler.fit_resample(grey, y)[0]
    )


@each
def test_files_are_not_opened_before_they_are_needed(sampler, few, paths):
    for path in paths:
        path.write_bytes(b"")
    X, _ = sampler.fit_resample(paths, few[1])
    assert X[: len(paths)] == paths
    with pytest.raises(ValueError, match="cannot be read as an image"):
        np.asarray(X[-1])


@each
def test_copies_are_known_by_what_was_done_to_which_content(sampler, few, paths):
    def digests(X):
        return images_module.read(X, check_rows=None).digests(range(len(X)))

    X, _ = sampler.fit_resample(paths, few[1])
    assert len(set(digests(X))) == len(X)
    assert digests(X) == digests(pickle.loads(pickle.dumps(X)))
    assert repr(X[-1]).startswith(f"<{paths[sampler.sample_indices_[-1]]} after ")


def test_what_is_not_square_keeps_its_shape_in_an_array_alone(few):
    images = few[0][:, :16]
    X, _ = RotationSampler(angles=[90]).fit_resample(images, few[1])
    assert X.shape == (32, 16, 24, 3)
    sequence, _ = RotationSampler(angles=[90]).fit_resample(list(images), few[1])
    assert np.asarray(sequence[-1]).shape == (24, 16, 3)
    network_input = [
        images_module.read(each, check_rows=None).pixels((12, 12), 3, keep=True)
        for each in (X, sequence)
    ]
    first, second = (next(pixels.batches([np.arange(16, 32)])) for pixels in network_input)
    assert np.abs(first - second).mean() < 0.01


def test_sparse_and_plain_tables_come_back_as_tables():
    table = pandas.DataFrame(np.random.default_rng(0).random((20, 12)).round(1)).add_prefix("p")
    y = pandas.Series([0] * 14 + [1] * 6, name="type")
    for X in (table, table.astype(pandas.SparseDtype(float, 0))):
        X_new, y_new = ImageOverSampler(image_shape=(4, 3)).fit_resample(X, y)
        assert list(X_new.columns) == list(X.columns)
        assert (X_new.dtypes == X.dtypes).all()
        assert y_new.value_counts().to_dict() == {0: 14, 1: 14}


@each
def test_rows_of_unknown_shape_trigger_a_warning(sampler, few):
    images, y = few
    rows = images.reshape(len(images), -1)
    with pytest.warns(UserWarning, match="without image_shape are changed as pictures of a single"):
        sampler.fit_resample(rows, y)
    # With a shape, a warning would be an error here.
    clone(sampler).set_params(image_shape=images.shape[1:]).fit_resample(rows, y)


# -- in a pipeline -------------------------------------------------------------------------------


class Witness(ClassifierMixin, BaseEstimator):
    """Notes what it was trained and tested on."""

    def __init__(self, notes=None):
        self.notes = notes

    def __sklearn_clone__(self):
        return self

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.notes.append(("train", colours(X), np.bincount(y).tolist()))
        return self

    def predict(self, X):
        self.notes.append(("test", colours(X), None))
        return np.resize(self.classes_, len(X))


def colours(X):
    """The one colour that each image has, and by which its copies are known."""
    pixels = [np.asarray(image) for image in X]
    shades = [np.rint(each * (1 if each.dtype == np.uint8 else 255)) for each in pixels]
    (found,) = {len(np.unique(each)) for each in shades}
    assert found == 1
    return {int(each.flat[0]) for each in shades}


@pytest.mark.parametrize("form", [np.asarray, list], ids=["array", "sequence"])
@pytest.mark.parametrize(
    ("sampler", "counts"),
    [(ImageOverSampler(stain=0), [16, 16]), (RotationSampler(), [64, 32])],
    ids=["ImageOverSampler", "RotationSampler"],
)
def test_no_copy_crosses_into_the_validation_part(sampler, counts, form):
    shades = np.arange(30, dtype=np.uint8)
    X = form(np.broadcast_to(shades[:, None, None, None], (30, 6, 6, 3)))
    y = np.array([0] * 20 + [1] * 10)
    notes = []
    cv = StratifiedKFold(5)
    cross_val_score(make_pipeline(sampler, Witness(notes)), X, y, cv=cv)
    assert len(notes) == 10
    for (_, train, n_train), (_, test, _) in zip(notes[::2], notes[1::2], strict=True):
        # The training part was resampled, the validation part is as it was.
        assert n_train == counts
        assert len(test) == 6
        assert len(train) == 24
        assert not train & test
    # Before the split, on the contrary, copies do cross; this test would see it.
    notes.clear()
    cross_val_score(Witness(notes), *sampler.fit_resample(X, y), cv=cv)
    assert any(
        train & test for (_, train, _), (_, test, _) in zip(notes[::2], notes[1::2], strict=True)
    )


def test_a_network_behind_a_sampler_repeats_itself(few, paths, tmp_path):
    model = make_pipeline(
        ImageOverSampler(random_state=0),
        skwbc.LeNet5Classifier(epochs=1, random_state=0),
    )
    first, again = (
        cross_val_predict(model, X, few[1], cv=StratifiedKFold(2), method="predict_proba")
        for X in (paths, [str(path) for path in paths])
    )
    np.testing.assert_array_equal(first, again)
    model.fit(paths, few[1])
    skwbc.save(model, tmp_path / "model.skops")
    loaded = skwbc.load(tmp_path / "model.skops")
    np.testing.assert_array_equal(loaded.predict_proba(paths), model.predict_proba(paths))


# -- bad input -----------------------------------------------------------------------------------


def test_what_cannot_be_is_said(few):
    images, y = few
    with pytest.raises(ValueError, match=r"angles=\(45,\) must be one or more of 90, 180 and 270"):
        RotationSampler(angles=(45,)).fit_resample(images, y)
    with pytest.raises(ValueError, match="X has 16 images, but y has 15 labels"):
        ImageOverSampler().fit_resample(images, y[:-1])
    with pytest.raises(ValueError, match="needs to have more than 1 class"):
        ImageOverSampler().fit_resample(images, np.zeros(len(images)))
    with pytest.raises(TypeError, match="X is a sparse matrix, but images are dense"):
        from scipy.sparse import csr_array

        RotationSampler().fit_resample(csr_array(np.eye(4)), [0, 0, 1, 1])
