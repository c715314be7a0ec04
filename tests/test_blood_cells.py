"""make_blood_cells: what it guarantees about bits, groups, counts, masks and difficulty."""

import random
import subprocess
import sys

import numpy as np
import pytest
from scipy import ndimage
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from skwbc import WBCsNet2Classifier
from skwbc.datasets import _blood_cells, make_blood_cells
from skwbc.datasets._cell_shapes import CELL_TYPES


@pytest.fixture(scope="module")
def thousand():
    return make_blood_cells(1000, random_state=0)


@pytest.fixture(scope="module")
def all_types():
    """Forty pictures of each of the eight types."""
    return make_blood_cells(320, classes=CELL_TYPES, random_state=1)


def of_type(cells, name):
    """Pictures (0 to 1) and masks of one type."""
    chosen = cells.target_names[cells.target] == name
    return cells.images[chosen] / 255.0, cells.masks[chosen]


def mean_inside(pictures, where):
    """Mean colour of each picture inside a mask."""
    return np.stack([p[w].mean(axis=0) for p, w in zip(pictures, where)])


def balanced_accuracy(model, X, y):
    model = make_pipeline(StandardScaler(), model)
    return cross_val_score(model, X, y, cv=5, scoring="balanced_accuracy").mean()


def assert_same(one, other):
    for key in ("images", "target", "target_names", "groups", "masks"):
        np.testing.assert_array_equal(one[key], other[key])


# Shapes and bits


def test_bunch():
    cells = make_blood_cells(7, image_size=(24, 40), random_state=0)
    assert cells.images.shape == (7, 24, 40, 3) and cells.images.dtype == np.uint8
    assert cells.masks.shape == (7, 24, 40) and cells.masks.dtype == np.uint8
    assert cells.target.shape == (7,) and cells.target.dtype.kind == "i"
    assert cells.groups.shape == (7,) and cells.groups.dtype.kind == "i"
    assert cells.target_names.dtype.kind == "U"
    assert set(np.unique(cells.masks)) == {0, 1, 2}
    assert "7 pictures of 7 cells, 24 x 40 pixels" in cells.DESCR
    assert "synthetic" in cells.DESCR.lower()


def test_return_X_y():
    X, y = make_blood_cells(6, random_state=3, return_X_y=True)
    cells = make_blood_cells(6, random_state=3)
    np.testing.assert_array_equal(X, cells.images)
    np.testing.assert_array_equal(y, cells.target)


@pytest.mark.parametrize("copies", [1, 3])
def test_same_seed_same_bits(copies):
    def draw(seed):
        return make_blood_cells(20, copies_per_cell=copies, random_state=seed)

    assert_same(draw(5), draw(5))
    assert_same(draw(5), draw(np.random.RandomState(5)))
    assert (draw(5).images != draw(6).images).any()


def test_random_state_instance_moves_on():
    random_state = np.random.RandomState(0)
    first, second = (make_blood_cells(5, random_state=random_state) for _ in range(2))
    assert (first.images != second.images).any()


def test_global_random_state_is_left_alone():
    numpy_before, python_before = np.random.get_state(), random.getstate()
    make_blood_cells(10, copies_per_cell=2, random_state=0)
    assert random.getstate() == python_before
    for before, after in zip(numpy_before, np.random.get_state()):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("pixels", [1, 20_000, 10**7])
@pytest.mark.parametrize("copies", [1, 4])
def test_pictures_do_not_depend_on_chunks(monkeypatch, pixels, copies):
    settings = {"classes": CELL_TYPES, "copies_per_cell": copies, "random_state": 2}
    expected = make_blood_cells(45, **settings)
    monkeypatch.setattr(_blood_cells, "PIXELS_PER_CHUNK", pixels)
    assert_same(make_blood_cells(45, **settings), expected)


def test_bits_do_not_depend_on_threads():
    expected = make_blood_cells(20, image_size=(48, 140), random_state=0)
    with threadpool_limits(1):
        assert_same(make_blood_cells(20, image_size=(48, 140), random_state=0), expected)


def test_image_size_shows_the_same_cells():
    small = make_blood_cells(30, image_size=40, difficulty=0, random_state=0)
    large = make_blood_cells(30, image_size=80, difficulty=0, random_state=0)
    np.testing.assert_array_equal(small.target, large.target)
    shrunk = large.images.reshape(30, 40, 2, 40, 2, 3).mean(axis=(2, 4))
    assert np.abs(shrunk - small.images).mean() < 6  # of 255 levels
    share = [(cells.masks > 0).mean(axis=(1, 2)) for cells in (small, large)]
    np.testing.assert_allclose(*share, atol=0.01)


def test_import_is_cheap():
    heavy = "{'tensorflow', 'keras', 'skimage', 'matplotlib'}"
    code = f"import sys, skwbc.datasets; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# Counts and groups


def counts(n_samples, **settings):
    _, y = make_blood_cells(n_samples, image_size=16, random_state=0, return_X_y=True, **settings)
    return np.bincount(y).tolist()


def test_class_counts():
    assert counts(50) == [10] * 5
    assert counts(13) == [3, 3, 3, 2, 2]
    assert counts(3) == [1, 1, 1]


@pytest.mark.parametrize(
    "balance, expected",
    [
        ([0.62, 0.28, 0.1], [62, 28, 10]),
        ([62, 28, 10], [62, 28, 10]),
        ({"monocyte": 0.1, "neutrophil": 0.62, "lymphocyte": 0.28}, [62, 28, 10]),
        ([1, 1, 1], [34, 33, 33]),
        ([0.005, 0.004, 0.991], [1, 0, 99]),
        (np.array([0.29, 0.71, 0]), [29, 71]),
    ],
)
def test_class_balance(balance, expected):
    classes = ("neutrophil", "lymphocyte", "monocyte")
    assert counts(100, classes=classes, class_balance=balance) == expected


def test_order_is_shuffled(thousand):
    assert np.abs(np.corrcoef(np.arange(1000), thousand.target)[0, 1]) < 0.1
    assert np.abs(np.corrcoef(thousand.groups, thousand.target)[0, 1]) < 0.1


def test_groups():
    alone = make_blood_cells(23, image_size=16, random_state=0)
    assert sorted(alone.groups) == list(range(23))
    copied = make_blood_cells(23, image_size=16, copies_per_cell=3, random_state=0)
    # 5, 5, 5, 4 and 4 pictures of a class: whole groups of three, and one with the rest
    assert sorted(np.bincount(copied.groups)) == [1, 1, 2, 2, 2, 3, 3, 3, 3, 3]
    for group in np.unique(copied.groups):
        assert len(set(copied.target[copied.groups == group])) == 1
    assert copied.groups.tolist() != sorted(copied.groups)


def test_copies_look_alike():
    cells = make_blood_cells(120, copies_per_cell=6, random_state=0)
    assert len(np.unique(cells.images.reshape(120, -1), axis=0)) == 120  # no two are equal
    inside = [p[m > 0] for p, m in zip(cells.images / 255.0, cells.masks)]
    looks = np.stack([np.concatenate([p.mean(0), p.std(0)]) for p in inside])
    distance = np.linalg.norm(looks[:, None] - looks, axis=2)
    same = cells.groups[:, None] == cells.groups
    apart = ~np.eye(120, dtype=bool)
    assert distance[~same].mean() > 4 * distance[same & apart].mean()
    nearest = np.where(apart, distance, np.inf).argmin(axis=1)
    assert (cells.groups[nearest] == cells.groups).mean() > 0.9


def test_masks_follow_the_copies():
    cells = make_blood_cells(120, copies_per_cell=6, difficulty=0.2, random_state=0)
    for group in np.unique(cells.groups):
        area = (cells.masks[cells.groups == group] == 2).sum(axis=(1, 2))
        assert np.ptp(area) < 0.2 * area.mean()  # shear, rotation and flip keep areas
    green = cells.images[..., 1] / 255.0
    for picture, mask in zip(green, cells.masks):
        assert picture[mask == 2].mean() < 0.75 * picture[mask == 0].mean()


# What the types look like


def test_mask_parts(all_types):
    for name in CELL_TYPES:
        _, masks = of_type(all_types, name)
        assert ((masks == 1).sum(axis=(1, 2)) > 5).all(), name
        has_nucleus = (masks == 2).any(axis=(1, 2))
        assert not has_nucleus.any() if name == "platelet" else has_nucleus.all(), name


def test_nucleus_lies_inside_its_cell():
    masks = make_blood_cells(80, classes=CELL_TYPES[:-1], image_size=128, random_state=0).masks
    for mask in masks:
        around = ndimage.binary_dilation(mask == 2) & (mask == 0)
        assert not around.any()


def test_sizes(all_types):
    area = {name: (of_type(all_types, name)[1] > 0).mean() for name in CELL_TYPES}
    assert area["platelet"] < 0.3 * area["erythroblast"]
    assert area["erythroblast"] < area["neutrophil"]
    assert area["lymphocyte"] < 0.75 * area["neutrophil"]
    assert area["neutrophil"] < 0.8 * area["monocyte"]
    nucleus = {name: (of_type(all_types, name)[1] == 2).mean() for name in CELL_TYPES}
    assert nucleus["lymphocyte"] / area["lymphocyte"] > 0.6
    assert nucleus["neutrophil"] / area["neutrophil"] < 0.4
    assert nucleus["erythroblast"] / area["erythroblast"] < 0.45


def test_lobes():
    def lobes(name):
        settings = {"classes": [name], "image_size": 140, "difficulty": 0.2, "random_state": 0}
        nuclei = make_blood_cells(40, **settings).masks == 2
        eroded = [ndimage.binary_erosion(nucleus, iterations=5) for nucleus in nuclei]
        labels = [ndimage.label(nucleus)[0] for nucleus in eroded]
        return np.array([(np.bincount(label.ravel())[1:] > 20).sum() for label in labels])

    assert (lobes("lymphocyte") == 1).all()
    assert (lobes("monocyte") == 1).mean() > 0.8
    assert 2.5 < lobes("neutrophil").mean() < 4
    assert lobes("neutrophil").max() <= 5
    assert 1.5 < lobes("eosinophil").mean() < 2.2


def test_eosinophils_are_redder_than_neutrophils(all_types):
    def redness(name):
        pictures, masks = of_type(all_types, name)
        cytoplasm = mean_inside(pictures, masks == 1) / mean_inside(pictures, masks == 0)
        return cytoplasm[:, 0] - cytoplasm[:, 1:].mean(axis=1)

    assert redness("eosinophil").mean() > redness("neutrophil").mean() + 0.15


def test_basophil_granules_hide_the_nucleus(all_types):
    def contrast(name):
        pictures, masks = of_type(all_types, name)
        nucleus, cytoplasm = (mean_inside(pictures, masks == part) for part in (2, 1))
        return (cytoplasm - nucleus)[:, :2].mean()

    for name in ("neutrophil", "eosinophil", "lymphocyte", "erythroblast", "monocyte"):
        assert contrast("basophil") < 0.6 * contrast(name), name


def test_lymphocyte_chromatin_is_denser_than_monocyte(all_types):
    def darkness(name):
        pictures, masks = of_type(all_types, name)
        return 1 - mean_inside(pictures, masks == 2)[:, 0].mean()

    assert darkness("lymphocyte") > darkness("monocyte") + 0.05
    assert darkness("erythroblast") > darkness("immature_granulocyte") + 0.05


# How hard it is


def test_mean_colour_says_little(thousand):
    colour = thousand.images.mean(axis=(1, 2))
    score = balanced_accuracy(LogisticRegression(), colour, thousand.target)
    assert 0.25 < score < 0.65


def test_shape_and_texture_say_much(thousand):
    pictures, masks = thousand.images / 255.0, thousand.masks
    around = mean_inside(pictures, masks == 0)
    cytoplasm = mean_inside(pictures, masks == 1) / around
    nucleus = mean_inside(pictures, masks == 2) / around
    area = np.stack([(masks > 0).mean(axis=(1, 2)), (masks == 2).mean(axis=(1, 2))], axis=1)
    features = np.hstack([cytoplasm, nucleus, np.log(area), area[:, 1:] / area[:, :1]])
    assert balanced_accuracy(SVC(), features, thousand.target) > 0.9


def test_pixels_say_enough(thousand):
    middle = thousand.images[:, 5:65, 5:65] / 255.0
    blocks = middle.reshape(1000, 10, 6, 10, 6, 3).mean(axis=(2, 4)).reshape(1000, -1)
    assert balanced_accuracy(SVC(C=10), blocks, thousand.target) > 0.7


def test_difficulty():
    def score(difficulty):
        settings = {"difficulty": difficulty, "random_state": 0, "image_size": 32}
        X, y = make_blood_cells(400, return_X_y=True, **settings)
        return balanced_accuracy(SVC(C=10), X.reshape(400, 8, 4, 8, 12).mean(2).reshape(400, -1), y)

    easy, middling, hard = score(0.0), score(0.5), score(1.0)
    assert easy > middling + 0.05 > hard + 0.1


# Errors say what is wrong, where, and what to do


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"classes": ["neutrophil", "blast"]}, "classes contains 'blast'.*choose from neutrophil"),
        ({"classes": ["monocyte", "monocyte"]}, "'monocyte' more than once; list each type once"),
        ({"classes": []}, "classes is empty; pass at least one"),
        ({"class_balance": [0.5, 0.5]}, "2 proportions for 5 classes; pass one per class"),
        ({"class_balance": [1, 1, 1, 1, -1]}, "class_balance has the proportions.*not negative"),
        ({"class_balance": [0] * 5}, "at least one above zero"),
        ({"class_balance": [np.nan] * 5}, "pass finite numbers"),
        ({"class_balance": {"neutrophil": 1}}, "missing .*lymphocyte.*one proportion per class"),
        ({"classes": ["monocyte"], "class_balance": {"monocyte": 1, "platelet": 1}}, "'platelet'"),
        ({"image_size": 15}, "image_size=15 is too small.*at least 16 pixels"),
        ({"image_size": (64, 8)}, "too small to show a cell"),
        ({"image_size": (64, 64, 3)}, r"a number of pixels or \(height, width\)"),
        ({"image_size": (64.5, 64)}, "a number of pixels or"),
        ({"n_samples": 0}, "'n_samples' parameter of make_blood_cells"),
        ({"copies_per_cell": 0}, "'copies_per_cell' parameter"),
        ({"difficulty": 1.5}, "'difficulty' parameter"),
        ({"classes": "neutrophil"}, "'classes' parameter"),
        ({"random_state": "seed"}, "'random_state' parameter"),
    ],
)
def test_errors(settings, words):
    with pytest.raises(ValueError, match=words):
        make_blood_cells(**settings)


@pytest.mark.full
def test_a_small_network_passes_where_mean_colour_fails(thousand):
    network = WBCsNet2Classifier(
        width=0.25, image_size=32, epochs=12, optimizer="adam", random_state=0
    )
    network.fit(thousand.images[:800], thousand.target[:800])
    predicted = network.predict(thousand.images[800:])
    assert balanced_accuracy_score(thousand.target[800:], predicted) > 0.90
