"""Handcrafted features: their values, their names, and what is remembered of them."""

import numpy as np
import pytest
from scipy import ndimage
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from benchmarks.handcrafted import FAMILIES, TOLERANCE, largest_error, odd_cells
from skwbc._files import cache
from skwbc.datasets import load_jtsc, make_blood_cells
from skwbc.features import (
    ColorFeatures,
    DeepFeatures,
    HandcraftedFeatures,
    ShapeFeatures,
    TextureFeatures,
    ZCAWhitener,
)
from skwbc.features import _handcrafted as handcrafted
from skwbc.features._lobes import count_lobes
from skwbc.features._regions import eight_bit
from skwbc.features._stain import stain_features, stain_names
from skwbc.preprocessing import CellSegmenter


@pytest.fixture(scope="module")
def smear():
    return make_blood_cells(40, image_size=70, difficulty=0.3, random_state=0)


@pytest.fixture
def segmented(monkeypatch):
    """A process that remembers nothing so far, and how many pictures it segments."""
    monkeypatch.setattr(cache, "_memory", type(cache._memory)())
    monkeypatch.setattr(cache, "_memory_bytes", 0)
    pictures = []
    original = handcrafted.cell_labels

    def counting(pixels):
        pictures.append(pixels.shape)
        return original(pixels)

    monkeypatch.setattr(handcrafted, "cell_labels", counting)
    return pictures


# -- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_values_are_those_of_scikit_image(family, smear):
    drawn = zip(smear.images[:2], smear.masks)
    assert largest_error([*drawn, *odd_cells()], *FAMILIES[family]) < TOLERANCE


def test_names_say_what_the_values_are(smear):
    features = HandcraftedFeatures().set_output(transform="pandas")
    table = features.fit_transform(smear.images)
    assert len(set(table.columns)) == table.shape[1] > 400
    labels = CellSegmenter().fit_transform(smear.images)
    np.testing.assert_array_equal(table["nucleus_area"], (labels == 2).sum(axis=(1, 2)))
    np.testing.assert_array_equal(table["cell_area"], (labels > 0).sum(axis=(1, 2)))
    np.testing.assert_allclose(
        table["nucleus_to_cell_ratio"], table["nucleus_area"] / table["cell_area"]
    )
    green = [
        image[..., 1][mask == 1].mean() / 255 if (mask == 1).any() else 0
        for image, mask in zip(smear.images, labels, strict=True)
    ]
    np.testing.assert_allclose(table["cytoplasm_mean_green"], green)
    # Nuclei take more of the green light than what is around them.
    assert (table["nucleus_mean_green"] < table["cytoplasm_mean_green"]).mean() > 0.9


@pytest.fixture
def pale_cell():
    """A violet nucleus in pale cytoplasm, and its labels."""
    rows, columns = np.indices((80, 80)) - 40
    radius = np.hypot(rows, columns)
    labels = (radius < 30).astype(np.uint8) + (radius < 14)
    colours = np.float32([[0.9, 0.88, 0.86], [0.8, 0.72, 0.84], [0.4, 0.25, 0.6]])
    return colours[labels], labels


def stain_of(pixels, labels):
    return dict(zip(stain_names(), stain_features(eight_bit(pixels), labels), strict=True))


def test_stain_does_not_change_with_the_light(pale_cell):
    pixels, labels = pale_cell
    bright = stain_of(pixels, labels)
    dim = stain_of(pixels * np.float32([0.8, 0.85, 0.7]), labels)
    np.testing.assert_allclose(list(dim.values()), list(bright.values()), atol=0.03)
    np.testing.assert_allclose(
        bright["cytoplasm_density_green_q50"], np.log(0.88 / 0.72), atol=0.01
    )


def test_granules_of_eosin_are_seen_wherever_they_are(pale_cell):
    pixels, labels = pale_cell
    none = stain_of(pixels, labels)
    assert none["cell_pink_share"] == none["cell_dense_eosin_share"] == 0
    granules = np.zeros(labels.shape, bool)
    granules[17:25, 28:52] = np.kron(np.tile(np.eye(2), 3), np.ones((4, 4)))
    pixels[granules] = [0.8, 0.4, 0.4]
    full = stain_of(pixels, labels)
    assert full["cell_pink_share"] > 0.02
    assert full["cell_dense_eosin_share"] > 0.02
    # Also those that were taken for a part of the nucleus.
    labels[ndimage.binary_dilation(granules)] = 2
    assert stain_of(pixels, labels)["cell_pink_share"] > 0.02


def test_a_cell_of_one_part_has_no_stain_features(pale_cell):
    pixels, labels = pale_cell
    for part in (1, 2):
        assert not any(stain_of(pixels, part * (labels == part)).values())


def test_families_are_parts_of_the_union(smear, segmented):
    union = FeatureUnion(
        [("color", ColorFeatures()), ("texture", TextureFeatures()), ("shape", ShapeFeatures())],
        verbose_feature_names_out=False,
    )
    apart = union.fit_transform(smear.images[:6])
    assert len(segmented) == 18
    together = HandcraftedFeatures().fit(smear.images)
    np.testing.assert_array_equal(together.transform(smear.images[:6]), apart)
    # Together they share one segmentation.
    assert len(segmented) == 24
    assert together.get_feature_names_out().tolist() == union.get_feature_names_out().tolist()
    two = HandcraftedFeatures(("shape", "color")).fit(smear.images)
    expected = np.column_stack([ShapeFeatures().fit_transform(smear.images[:6]), apart[:, :243]])
    np.testing.assert_array_equal(two.transform(smear.images[:6]), expected)
    other = TextureFeatures(levels=8).fit_transform(smear.images[:6])
    assert np.abs(other - apart[:, 243:-35]).max() > 0.1
    patterns = TextureFeatures(["lbp"]).set_output(transform="pandas")
    patterns = patterns.fit_transform(smear.images[:6])
    names = union.get_feature_names_out().tolist()
    np.testing.assert_array_equal(patterns, apart[:, [names.index(each) for each in patterns]])


def beads(*centres, radius=6):
    rows, columns = np.indices((40, 90))
    return np.any([np.hypot(rows - r, columns - c) <= radius for r, c in centres], axis=0)


@pytest.mark.parametrize("n_lobes", [1, 2, 3, 4, 5])
def test_lobes_are_counted(n_lobes):
    touching = beads(*[(20, 15 + 11 * number) for number in range(n_lobes)])
    apart = beads(*[(20, 12 + 16 * number) for number in range(n_lobes)])
    for nucleus in (touching, apart):
        assert count_lobes(nucleus) == n_lobes
        assert count_lobes(nucleus.T) == n_lobes
        assert count_lobes(np.kron(nucleus, np.ones((2, 2), bool))) == n_lobes


def test_a_bean_has_one_lobe():
    assert count_lobes(beads(*[(20, 30 + step) for step in range(20)])) == 1
    assert count_lobes(beads((20, 40), radius=14)) == 1
    assert count_lobes(np.zeros((5, 5), bool)) == 0


# -- forms, processes and memory -----------------------------------------------------------------


def test_every_image_is_described_once(smear, segmented, tmp_path):
    model = make_pipeline(HandcraftedFeatures(), StandardScaler(), SVC())
    search = GridSearchCV(model, {"svc__C": [0.1, 1, 10, 100]}, cv=4)
    cross_val_score(search, smear.images, smear.target, cv=4)
    assert len(segmented) == len(smear.images)
    # A folder remembers beyond this process.
    cached = HandcraftedFeatures(("shape",), feature_cache=tmp_path)
    expected = cached.fit_transform(smear.images)
    cache._memory.clear()
    segmented.clear()
    np.testing.assert_array_equal(clone(cached).fit_transform(smear.images), expected)
    assert not segmented


@pytest.mark.parametrize("what", ["revision", "library"])
def test_a_folder_forgets_what_would_come_out_differently(what, smear, monkeypatch, tmp_path):
    images = smear.images[:3]
    shapes = ShapeFeatures(feature_cache=tmp_path)
    cache._memory.clear()
    before = shapes.fit_transform(images)
    cache._memory.clear()
    description = handcrafted.Description
    described = np.ones(before.shape[1] + 1)
    monkeypatch.setattr(description, "__call__", lambda self, pixels: described)
    np.testing.assert_array_equal(shapes.fit_transform(images), before)
    if what == "revision":
        monkeypatch.setattr(description, "revision", 99)
    else:
        monkeypatch.setattr(handcrafted, "library_versions", lambda: "scikit-image 99")
    np.testing.assert_array_equal(shapes.fit_transform(images), np.ones_like(before))


@pytest.mark.full
def test_processes_and_progress(smear, segmented, capsys):
    images = list(smear.images[:10])
    one = ShapeFeatures().fit_transform(images)
    cache._memory.clear()
    two = ShapeFeatures(n_jobs=2, verbose=1).fit_transform(images)
    np.testing.assert_array_equal(one, two)
    assert capsys.readouterr().out == "described 0 of 10 images\n"


def test_grey_and_rows(smear):
    images = smear.images[:5]
    shapes = HandcraftedFeatures(image_shape=(70, 70, 3))
    np.testing.assert_array_equal(
        shapes.fit_transform(images.reshape(5, -1)), HandcraftedFeatures().fit_transform(images)
    )
    grey = images[..., 1]
    features = ColorFeatures().fit(grey)
    np.testing.assert_array_equal(
        features.transform(grey), features.transform(np.repeat(grey[..., None], 3, axis=-1))
    )


def test_images_without_a_cell_are_counted(smear):
    blank = np.full_like(smear.images[:1], 230)
    images = np.concatenate([smear.images[:2], blank, smear.images[2:3], blank])
    features = HandcraftedFeatures().fit(images)
    for _ in range(2):  # computed, and remembered
        with pytest.warns(UserWarning, match=r"in 2 of 5 images, the first of which is X\[2\]; t"):
            rows = features.transform(images)
    assert not rows[[2, 4]].any()
    assert rows[[0, 1, 3]].any(axis=1).all()


def test_families_that_are_not_there(smear):
    with pytest.raises(ValueError, match=r"families=\('colour',\) must be one or more of 'color'"):
        HandcraftedFeatures(("colour",)).fit(smear.images).transform(smear.images)
    with pytest.raises(ValueError, match=r"kinds=\['GLCM'\] must be one or more of 'glcm'"):
        TextureFeatures(["GLCM"]).fit(smear.images).transform(smear.images)
    with pytest.raises(ValueError, match=r"families=\(\) must be one or more of"):
        HandcraftedFeatures(()).fit(smear.images).get_feature_names_out()


# -- for what they are made ----------------------------------------------------------------------


def test_types_are_told_apart(smear):
    model = make_pipeline(HandcraftedFeatures(), StandardScaler(), SVC(C=10))
    assert cross_val_score(model, smear.images, smear.target, cv=4).mean() > 0.7


def test_handcrafted_and_deep_features_go_together(smear):
    deep = DeepFeatures("lenet5", weights=None, image_size=32, random_state=0)
    both = FeatureUnion([("hand", HandcraftedFeatures(("shape",))), ("deep", deep)])
    model = make_pipeline(both, StandardScaler(), SVC()).fit(smear.images, smear.target)
    assert model.predict(smear.images[:3]).shape == (3,)
    assert "hand__nucleus_lobes" in both.get_feature_names_out()


def test_whitened_features_are_uncorrelated_and_keep_their_names(smear):
    shapes = make_pipeline(ShapeFeatures(), StandardScaler()).fit_transform(smear.images)[:, :12]
    whitened = ZCAWhitener(regularization=0).fit(shapes).transform(shapes)
    varied = shapes.std(axis=0) > 0
    np.testing.assert_allclose(np.cov(whitened[:, varied].T), np.eye(varied.sum()), atol=1e-6)
    # Each stays nearest to what it was made of.
    correlation = np.corrcoef(shapes.T, whitened.T)[:12, 12:]
    assert (np.diag(correlation) > 0).all()
    wide = np.random.default_rng(0).normal(size=(10, 30))
    assert np.isfinite(ZCAWhitener(regularization=0).fit_transform(wide)).all()


# -- real cells ----------------------------------------------------------------------------------


def test_real_lobes(test_data):
    cells = load_jtsc(test_data / "jtsc", in_memory=True)
    lobes = np.array([count_lobes(mask == 2) for mask in cells.masks])
    median = {
        name: np.median(lobes[cells.target == code]) for code, name in enumerate(cells.target_names)
    }
    assert median == {
        "basophil": 1,
        "eosinophil": 2,
        "lymphocyte": 1,
        "monocyte": 1,
        "neutrophil": 3,
    }
