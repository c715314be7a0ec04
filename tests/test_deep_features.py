"""Deep features, what is remembered of them, and the hybrids made of them."""

import subprocess
import sys

import joblib
import numpy as np
import pandas
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline as make_imbalanced_pipeline
from PIL import Image
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.feature_selection import SelectKBest
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import SVC

import skwbc
from skwbc._files import cache
from skwbc._keras import live
from skwbc.features import DeepFeatures, MRMRSelector, make_hybrid
from skwbc.networks import alexnet, wbcsnet
from tests.estimators import cheap

# AlexNet's smallest images would be 67 pixels wide.
LENET = {"network": "lenet5", "weights": None, "image_size": 16, "random_state": 0}


def backbone(**settings):
    """The smallest pretrained backbone, of random weights."""
    defaults = {"network": "mobilenetv2", "weights": None, "image_size": 32, "random_state": 0}
    return DeepFeatures(**{**defaults, **settings})


@pytest.fixture
def computed(monkeypatch):
    """How many images went through networks."""
    counts = []
    original = live.LiveNetwork.features

    def counting(network, pixels, indices=None, *arguments):
        counts.append(len(pixels if indices is None else indices))
        return original(network, pixels, indices, *arguments)

    monkeypatch.setattr(live.LiveNetwork, "features", counting)
    return counts


@pytest.fixture
def forgetful(monkeypatch):
    """A process that remembers nothing so far."""
    monkeypatch.setattr(cache, "_memory", type(cache._memory)())
    monkeypatch.setattr(cache, "_memory_bytes", 0)


def forget():
    cache._memory.clear()
    cache._memory_bytes = 0


# -- which features ------------------------------------------------------------------------------


def test_every_form_of_images_gives_the_same_features(images, tmp_path):
    features = DeepFeatures(**LENET).fit(images)
    expected = features.transform(images)
    assert expected.shape == (60, 84)
    assert expected.dtype == np.float32
    paths = [tmp_path / f"{index}.png" for index in range(len(images))]
    for image, path in zip(images, paths, strict=True):
        Image.fromarray(image).save(path)
    rows = DeepFeatures(**LENET, image_shape=images.shape[1:])
    for X in (paths, pandas.Series(map(str, paths)), images / 255, list(images)):
        np.testing.assert_array_equal(features.transform(X), expected)
    np.testing.assert_array_equal(rows.fit_transform(images.reshape(60, -1)), expected)
    np.testing.assert_allclose(features.transform(images[:1]), expected[:1], atol=1e-6)


def test_names_and_tables(images):
    features = DeepFeatures(**LENET).set_output(transform="pandas")
    table = features.fit_transform(images)
    assert list(table.columns) == list(features.get_feature_names_out())
    assert table.columns[83] == "deepfeatures83"


def test_a_layer_and_its_pooling(images):
    settings = {"network": alexnet, "weights": None, "image_size": 67, "random_state": 0}

    def shape(**more):
        return DeepFeatures(**settings, **more).fit_transform(images[:3]).shape

    assert shape() == shape(layer="fc7") == (3, 4096)
    assert shape(layer="conv5") == shape(layer="conv5", pooling="max") == (3, 256)
    assert shape(layer="conv5", pooling=None) == (3, 3 * 3 * 256)
    with pytest.raises(ValueError, match=r"layer='fc9' is not a layer of .* one of .*, fc7, "):
        shape(layer="fc9")


@pytest.mark.full
def test_pooling_of_a_backbone(images):
    maps = backbone(pooling=None).fit_transform(images[:4]).reshape(4, -1, 1280)
    average, highest = (backbone(pooling=p).fit_transform(images[:4]) for p in ("avg", "max"))
    np.testing.assert_allclose(maps.mean(axis=1), average, rtol=1e-4)
    np.testing.assert_allclose(maps.max(axis=1), highest, rtol=1e-4)
    early = backbone(layer="block_1_project_BN").fit_transform(images[:4])
    assert early.shape == (4, 24)


@pytest.mark.full
def test_last_pool_of_googlenet(images):
    features = DeepFeatures("googlenet", weights=None, image_size=32, layer="pool5")
    assert features.fit_transform(images[:2]).shape == (2, 1024)
    assert DeepFeatures("googlenet", weights=None).fit(images[:2]).input_shape_ == (224, 224, 3)


def test_features_of_a_fitted_network_are_its_transform(images, names):
    classifier = cheap("WBCsNetClassifier").fit(images, names)
    features = DeepFeatures(classifier)
    np.testing.assert_array_equal(features.fit_transform(images), classifier.transform(images))
    for same in (clone(features), DeepFeatures(FrozenEstimator(classifier))):
        np.testing.assert_array_equal(same.fit_transform(images), classifier.transform(images))


@pytest.mark.full
def test_features_of_a_fitted_backbone_are_its_transform(images, names):
    head = cheap("TransferClassifier").fit(images, names)
    np.testing.assert_allclose(
        DeepFeatures(head).fit_transform(images), head.transform(images), atol=1e-5
    )
    assert backbone().fit_transform(images).shape == (60, 1280)


def test_weights_of_a_fitted_network_under_its_name(images, names, tmp_path):
    classifier = cheap("LeNet5Classifier", width=1.0).fit(images, names)
    skwbc.save(classifier, tmp_path / "lenet.skops")
    expected = classifier.transform(images)
    for weights in (classifier, tmp_path / "lenet.skops"):
        features = DeepFeatures("lenet5", weights=weights, image_size=16)
        np.testing.assert_allclose(features.fit_transform(images), expected, atol=1e-6)
    source = cheap("MobileNetV2Classifier", width=1.0).fit(images, names)
    given = backbone(weights=source).fit(images)
    assert given.weights_[0] is source.weights_[0]


def test_random_features_follow_the_seed(images):
    one, same, other = (
        DeepFeatures(**{**LENET, "random_state": seed}).fit_transform(images) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, same)
    assert not np.allclose(one, other)


def test_what_is_no_network(images):
    with pytest.raises(ValueError, match="network='lenet6' is not known; there are alexnet, dense"):
        DeepFeatures("lenet6").fit(images)
    with pytest.raises(
        NotFittedError, match="network is a WBCsNetClassifier that is not fitted; f"
    ):
        DeepFeatures(cheap("WBCsNetClassifier")).fit(images)
    with pytest.raises(
        ValueError, match="weights='imagenet' are not available for alexnet; pass Non"
    ):
        DeepFeatures("alexnet").fit(images)
    with pytest.raises(TypeError, match="network is a SVC, not a network classifier of this libra"):
        DeepFeatures(SVC()).fit(images)
    with pytest.raises(NotFittedError, match="This DeepFeatures instance is not fitted yet"):
        DeepFeatures().transform(images)


def test_saved_and_loaded(images, tmp_path):
    features = DeepFeatures(**LENET).fit(images)
    skwbc.save(features, tmp_path / "features.skops")
    loaded = skwbc.load(tmp_path / "features.skops")
    np.testing.assert_array_equal(loaded.transform(images), features.transform(images))


# -- what is remembered --------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [pytest.param("memory", marks=pytest.mark.full), "folder"])
def test_a_search_computes_each_image_once(kept, images, names, computed, forgetful, tmp_path):
    folder = tmp_path / "features" if kept == "folder" else None
    pipeline = make_pipeline(DeepFeatures(**LENET, feature_cache=folder), SVC())
    grid = {"svc__C": [0.1, 1, 10], "svc__gamma": [0.01, 0.1]}
    search = GridSearchCV(pipeline, grid, cv=StratifiedKFold(3)).fit(images, names)
    assert len(search.cv_results_["params"]) == 6
    assert sum(computed) == len(images)
    if kept == "folder":
        forget()
        clone(pipeline).fit(images, names)
        assert sum(computed) == len(images)


def test_features_do_not_depend_on_the_place_of_an_image(images, forgetful):
    features = backbone().fit(images)
    expected = features.transform(images)
    for order in (np.roll(np.arange(60), 7), np.arange(60)[::-1]):
        forget()
        np.testing.assert_array_equal(features.transform(images[order]), expected[order])


def test_equal_images_are_computed_once(images, computed, forgetful):
    features = DeepFeatures(**LENET).fit_transform(images[[3, 4, 3, 3, 5]])
    assert sum(computed) == 3
    np.testing.assert_array_equal(features[0], features[2])


def test_a_file_that_changes_is_computed_again(images, tmp_path, computed, forgetful):
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path, image in zip(paths, images, strict=False):
        Image.fromarray(image).save(path)
    features = DeepFeatures(**LENET).fit(paths)
    before = features.transform(paths)
    Image.fromarray(images[2]).save(paths[1])
    after = features.transform(paths)
    assert sum(computed) == 3
    np.testing.assert_array_equal(before[0], after[0])
    assert not np.allclose(before[1], after[1])


def test_other_weights_layers_sizes_and_precisions_are_other_features(images, tmp_path, forgetful):
    settings = [
        {},
        {"random_state": 1},
        {"layer": "dense"},
        {"image_size": 20},
        {"dtype": "float64"},
        {"network": wbcsnet},
    ]
    for more in settings[:2] + settings[3:]:
        both = {**LENET, **more}
        kept = DeepFeatures(**both, feature_cache=tmp_path).fit_transform(images[:5])
        forget()
        alone = DeepFeatures(**both).fit_transform(images[:5])
        np.testing.assert_array_equal(kept, alone)
        forget()
    assert len(list(tmp_path.iterdir())) == len(settings) - 1


def test_damaged_entries_are_computed_again(images, tmp_path, computed, forgetful):
    features = DeepFeatures(**LENET, feature_cache=tmp_path).fit(images[:6])
    expected = features.transform(images[:6])
    (folder,) = tmp_path.iterdir()
    entries = sorted(folder.iterdir())
    assert len(entries) == 6
    entries[0].write_bytes(b"")
    entries[1].write_bytes(entries[1].read_bytes()[:-3])
    damaged = bytearray(entries[2].read_bytes())
    damaged[40] ^= 1
    entries[2].write_bytes(damaged)
    forget()
    np.testing.assert_array_equal(features.transform(images[:6]), expected)
    assert sum(computed) == 6 + 3
    forget()
    features.transform(images[:6])
    assert sum(computed) == 6 + 3


def test_memory_stays_under_its_limit(images, forgetful, monkeypatch, computed):
    monkeypatch.setattr(cache, "MEMORY_BYTES", 10 * 84 * 4)
    features = DeepFeatures(**LENET).fit(images)
    expected = features.transform(images)
    assert len(cache._memory) == 10
    assert cache._memory_bytes == 10 * 84 * 4
    features.transform(images[-10:])
    assert sum(computed) == len(images)
    np.testing.assert_array_equal(features.transform(images), expected)


def test_a_folder_that_cannot_be_written_warns(images, tmp_path, forgetful):
    (tmp_path / "file").write_text("in the way")
    features = DeepFeatures(**LENET, feature_cache=tmp_path / "file").fit(images)
    with pytest.warns(UserWarning, match="features could not be stored in .*; they will be comput"):
        assert features.transform(images[:3]).shape == (3, 84)


IN_ANOTHER_PROCESS = """
import sys, joblib, numpy as np
features, images, expected = joblib.load(sys.argv[1])
for _ in range(3):
    assert np.array_equal(features.fit_transform(images), expected)
"""


@pytest.mark.full
def test_processes_share_a_folder(images, tmp_path):
    features = DeepFeatures(**LENET, feature_cache=tmp_path / "cache")
    expected = DeepFeatures(**LENET).fit_transform(images)
    joblib.dump((features, images, expected), tmp_path / "task.joblib")
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(tmp_path / "task.joblib")]
    running = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    (folder,) = (tmp_path / "cache").iterdir()
    assert len(list(folder.iterdir())) == len(images)


# -- in company ----------------------------------------------------------------------------------


def test_in_pipelines_unions_and_searches(images, names):
    union = FeatureUnion([("lenet", DeepFeatures(**LENET)), ("cnn", cheap("WBCsNetClassifier"))])
    pipeline = make_pipeline(union, SVC())
    assert cross_val_score(pipeline, images, names, cv=3).shape == (3,)
    search = GridSearchCV(pipeline, {"svc__C": [0.1, 1], "featureunion__lenet__layer": [None]})
    assert search.fit(images, names).predict(images).shape == names.shape


def test_in_a_column_transformer(images, names, tmp_path):
    paths = [str(tmp_path / f"{index}.png") for index in range(len(images))]
    for image, path in zip(images, paths, strict=True):
        Image.fromarray(image).save(path)
    table = pandas.DataFrame({"picture": paths, "age": np.arange(60.0)})
    columns = ColumnTransformer(
        [("deep", DeepFeatures(**LENET), "picture")], remainder="passthrough"
    )
    matrix = columns.fit_transform(table)
    assert matrix.shape == (60, 84 + 1)
    assert columns.get_feature_names_out()[0] == "deep__deepfeatures0"
    assert make_pipeline(columns, SVC()).fit(table, names).predict(table).shape == (60,)


def test_with_samplers_between(images, names):
    few = np.flatnonzero(names != "lymphocyte").tolist()
    few += np.flatnonzero(names == "lymphocyte")[:6].tolist()
    pipeline = make_imbalanced_pipeline(
        DeepFeatures(**LENET), SMOTE(k_neighbors=2, random_state=0), SVC()
    )
    pipeline.fit(images[few], names[few])
    # The classes have equal numbers where the classifier sees them.
    assert len(set(pipeline[-1].n_support_)) <= 3
    assert pipeline[-1].shape_fit_[0] == 3 * max(np.unique(names[few], return_counts=True)[1])
    assert cross_val_score(pipeline, images[few], names[few], cv=2).shape == (2,)


# -- hybrids -------------------------------------------------------------------------------------


def test_hybrid_of_cinar_and_tuncer():
    hybrid = make_hybrid(["alexnet", "googlenet"], SVC())
    assert [name for name, _ in hybrid.steps] == ["features", "scale", "classify"]
    parts = dict(hybrid["features"].transformer_list)
    assert {name: type(part).__name__ for name, part in parts.items()} == {
        "alexnet": "AlexNetClassifier",
        "googlenet": "GoogLeNetClassifier",
    }


# Some units of a small random network never fire.
@pytest.mark.filterwarnings(r"ignore:Features [\s\S]* are constant:UserWarning")
@pytest.mark.filterwarnings("ignore:invalid value encountered in divide:RuntimeWarning")
@pytest.mark.parametrize("selector", [None, SelectKBest(k=10), MRMRSelector(k=10)])
def test_hybrid_fits_and_searches(selector, images, names, tmp_path):
    one = cheap("WBCsNetClassifier")
    networks = [DeepFeatures(**LENET), one, clone(one).set_params(random_state=1)]
    hybrid = make_hybrid(networks, SVC(), selector=selector, memory=str(tmp_path))
    names_of_parts = [name for name, _ in hybrid["features"].transformer_list]
    assert names_of_parts == ["deepfeatures", "wbcsnetclassifier", "wbcsnetclassifier-2"]
    search = GridSearchCV(hybrid, {"classify__C": [0.1, 1.0]}, cv=2).fit(images, names)
    best = search.best_estimator_
    assert best[-1].n_features_in_ == (84 + 32 + 32 if selector is None else 10)
    assert search.score(images, names) > 0.5


def test_hybrid_of_names():
    hybrid = make_hybrid(["efficientnet_lite0", "wbcsnet2"], SVC())
    parts = dict(hybrid["features"].transformer_list)
    assert isinstance(parts["efficientnet_lite0"], DeepFeatures)
    assert isinstance(parts["wbcsnet2"], skwbc.WBCsNet2Classifier)
    with pytest.raises(ValueError, match="network='resnet' is not known; there are alexnet, dense"):
        make_hybrid(["resnet"], SVC())
    for nothing in ("alexnet", []):
        with pytest.raises(ValueError, match="networks must be a list of names or transformers"):
            make_hybrid(nothing, SVC())
