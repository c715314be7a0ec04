"""Networks are shared by estimators; what one estimator does to them, no other one sees."""

import random

import numpy as np
import pytest

from skwbc import CNNClassifier
from skwbc._keras import pool, weights
from skwbc.classifiers import _fitted
from skwbc.features import DeepFeatures
from tests.conftest import same_weights
from tests.estimators import cheap

FAST = {"image_size": 8, "epochs": 2, "learning_rate": 0.1}
# As the constants of a notebook, on which a network function depends.
SETTINGS = {}


def changeable(input_shape, n_classes):
    from keras import Sequential, layers

    changed = [layers.Lambda(lambda maps: maps * SETTINGS["factor"])] if SETTINGS["factor"] else []
    network = Sequential(
        [
            layers.Input(input_shape),
            layers.Conv2D(SETTINGS["filters"], 3, activation=SETTINGS["activation"]),
            *changed,
            layers.GlobalAveragePooling2D(),
            layers.Dense(n_classes, activation="softmax"),
        ]
    )
    if SETTINGS["bias"]:
        kernel, bias = network.layers[-1].get_weights()
        network.layers[-1].set_weights([kernel, bias + 9])
    return network


def cubed(maps):
    return maps**3


@pytest.fixture(autouse=True)
def as_first_defined():
    SETTINGS.update({"filters": 4, "activation": "relu", "factor": None, "bias": None})


def net(**settings):
    return cheap("WBCsNetClassifier", **{**FAST, **settings})


def own(**settings):
    return CNNClassifier(changeable, **{**FAST, "random_state": 0, **settings})


def test_what_a_keras_callback_touched_is_not_lent_again(images, names):
    import keras

    class Freezing(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            for layer in self.model.layers[:-1]:
                layer.trainable = False

        def on_train_end(self, logs=None):
            self.model.optimizer.weight_decay = 0.5

    pool._idle.clear()
    frozen = net().fit(images, names, keras_callbacks=[Freezing()])
    after = net().fit(images, names)
    assert not np.array_equal(after.weights_[0], frozen.weights_[0])
    pool._idle.clear()
    assert same_weights(after, net().fit(images, names))


@pytest.mark.parametrize("change", [{"filters": 16}, {"activation": "tanh"}, {"bias": True}])
def test_a_changed_function_builds_a_changed_network(change, images, names):
    before = own().fit(images, names)
    SETTINGS.update(change)
    after = own().fit(images, names)
    assert not same_weights_or_shapes(before, after)
    pool._idle.clear()
    assert same_weights(own().fit(images, names), after)


def same_weights_or_shapes(first, second):
    shapes = [[weight.shape for weight in each.weights_] for each in (first, second)]
    return shapes[0] == shapes[1] and same_weights(first, second)


@pytest.mark.parametrize("first", [{"activation": cubed}, {"factor": 1.0}])
def test_code_that_no_configuration_shows_is_run_anew(first, images, names, monkeypatch):
    SETTINGS.update(first)
    before = own().fit(images, names)
    seen = DeepFeatures(before).fit_transform(images)
    SETTINGS.update({"factor": 2.0} if "factor" in first else {"activation": networks_cubed()})
    after = own().fit(images, names)
    assert not same_weights(before, after)
    pool._idle.clear()
    # The features follow what the network's function does now, whatever was remembered.
    assert not np.array_equal(DeepFeatures(before).fit_transform(images), seen)


def networks_cubed():
    """Another function of the same name."""

    def cubed(maps):
        return -(maps**3)

    return cubed


def test_an_unchanged_function_is_traced_once(images, names):
    own().fit(images, names)
    first = pool._idle[-1].keras_network
    own(learning_rate=0.2).fit(images, names)
    assert pool._idle[-1].keras_network is first


def test_predictions_are_those_of_the_network_that_was_fitted(images, names):
    fitted = own().fit(images, names)
    features = DeepFeatures(changeable, weights=None, image_size=8, random_state=0).fit(images)
    expected = fitted.predict_proba(images), features.transform(images)
    SETTINGS["activation"] = "tanh"
    np.testing.assert_array_equal(fitted.predict_proba(images), expected[0])
    pool._idle.clear()
    words = "The network function 'changeable' now builds a network that differs from the fitted"
    for predict in (fitted.predict, fitted.transform, features.transform):
        with pytest.raises(ValueError, match=words):
            predict(images)
    SETTINGS["activation"] = "relu"
    np.testing.assert_array_equal(fitted.predict_proba(images), expected[0])
    np.testing.assert_array_equal(features.transform(images), expected[1])


def test_weights_in_memory_of_others_are_loaded_each_time(images, names):
    fitted = net().fit(images, names)
    buffer = np.zeros((2, *fitted.weights_[0].shape), np.float32)
    buffer[0] = fitted.weights_[0]
    expected = fitted.predict_proba(images)
    fitted.weights_ = [buffer[0], *fitted.weights_[1:]]
    np.testing.assert_array_equal(fitted.predict_proba(images), expected)
    buffer[:] = 0
    assert not np.array_equal(fitted.predict_proba(images), expected)


@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function", "transform"])
def test_a_refit_in_another_thread_does_not_mix_with_a_prediction(
    method, images, names, monkeypatch
):
    fitted = net().fit(images, names)
    expected = getattr(fitted, method)(images)
    others = np.array(["blast", "basophil"])[np.arange(len(images)) % 2]

    def refit_meanwhile(*args, **settings):
        monkeypatch.undo()
        fitted.set_params(image_size=12).fit(images[..., :1], others)
        return _fitted.read_images(*args, **settings)

    monkeypatch.setattr(_fitted, "read_images", refit_meanwhile)
    np.testing.assert_array_equal(getattr(fitted, method)(images), expected)
    assert fitted.classes_.tolist() == ["basophil", "blast"]


def test_exports_and_downloads_leave_global_state_alone(images, names, monkeypatch):
    import keras

    mobilenet = keras.applications.MobileNetV2

    def downloaded(*args, weights, **settings):
        assert weights == "imagenet"
        assert keras.config.dtype_policy().name == "float32"
        return mobilenet(*args, weights=None, **settings)

    fitted = net(dtype="float64").fit(images, names)
    expected = fitted.predict_proba(images)
    monkeypatch.setattr(keras.applications, "MobileNetV2", downloaded)
    before = random.getstate()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = fitted.to_keras()
        weights.imagenet_weights.__wrapped__("mobilenetv2", 0.35)
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
    finally:
        keras.config.set_dtype_policy("float32")
    assert random.getstate() == before
    pixels = np.stack([np.asarray(image) for image in images])[:, ::2, ::2]
    assert model.compute_dtype == "float64"
    assert model.predict(pixels, verbose=0).dtype == expected.dtype


@pytest.mark.parametrize("dtype", ["float32", "mixed_float16"])
def test_a_global_precision_does_not_reach_training(dtype, images, names):
    import keras

    expected = net(dtype=dtype).fit(images, names)
    pool._idle.clear()
    keras.config.set_dtype_policy("mixed_float16" if dtype == "float32" else "float32")
    try:
        assert same_weights(net(dtype=dtype).fit(images, names), expected)
    finally:
        keras.config.set_dtype_policy("float32")


def test_half_precision_learns_as_single_precision(images, names):
    half = net(dtype="mixed_float16", warm_start=True).fit(images, names)
    assert half.fit(images, names).n_epochs_ == 4
    whole = net(epochs=4).fit(images, names)
    np.testing.assert_allclose(half.history_["loss"], whole.history_["loss"], rtol=0.05)


def slope_of_own(maps):
    return maps * SETTINGS["factor"]


def test_functions_named_as_those_of_keras_are_foreign(images, names):
    from keras import Sequential, layers

    def relu(maps):
        return slope_of_own(maps)

    def with_own_relu(input_shape, n_classes):
        return Sequential(
            [
                layers.Input(input_shape),
                layers.Conv2D(4, 3, activation=relu),
                layers.GlobalAveragePooling2D(),
                layers.Dense(n_classes, activation="softmax"),
            ]
        )

    fits = []
    for factor in (1.0, -2.0):
        SETTINGS["factor"] = factor
        fits.append(CNNClassifier(with_own_relu, **FAST, random_state=0).fit(images, names))
    assert not same_weights(*fits)


def test_layers_made_outside_a_function_are_refused(images, names):
    from keras import Sequential, layers

    base = Sequential([layers.Input((8, 8, 3)), layers.Flatten(), layers.Dense(4)])

    def on_shared_base(input_shape, n_classes):
        return Sequential([base, layers.Dense(n_classes, activation="softmax")])

    CNNClassifier(on_shared_base, **FAST).fit(images, names)
    with pytest.raises(ValueError, match=r"'on_shared_base' uses layers that were created outside"):
        CNNClassifier(on_shared_base, **FAST).fit(images, names)


def test_wrapped_layers_predict_after_a_new_build(images, names):
    from keras import Sequential, layers

    def wrapped(input_shape, n_classes):
        return Sequential(
            [
                layers.Input(input_shape),
                layers.SpectralNormalization(layers.Conv2D(4, 3)),
                layers.GlobalAveragePooling2D(),
                layers.Dense(n_classes, activation="softmax"),
            ]
        )

    fitted = CNNClassifier(wrapped, **FAST, random_state=0).fit(images, names)
    expected = fitted.predict_proba(images)
    pool._idle.clear()
    np.testing.assert_array_equal(fitted.predict_proba(images), expected)


def test_training_and_export_notice_another_network_too(images, names):
    fitted = own(warm_start=True).fit(images, names)
    SETTINGS["activation"] = "tanh"
    pool._idle.clear()
    words = "The network function 'changeable' now builds a network that differs from the fitted"
    for use in (
        fitted.to_keras,
        lambda: fitted.partial_fit(images, names),
        lambda: own(weights=fitted).fit(images, names),
    ):
        with pytest.raises(ValueError, match=words):
            use()


def test_layers_keep_the_names_that_their_function_gives(images):
    from keras import Sequential, layers

    def named(input_shape, n_classes):
        return Sequential(
            [
                layers.Input(input_shape),
                layers.Conv2D(4, 3, name="conv2d_1"),
                layers.Conv2D(5, 3),
                layers.Conv2D(6, 3, name="conv2d_2"),
                layers.Conv2D(7, 3),
                layers.GlobalAveragePooling2D(),
                layers.Dense(n_classes, activation="softmax"),
            ]
        )

    for layer, width in (("conv2d_1", 4), ("conv2d", 5), ("conv2d_2", 6), ("conv2d_3", 7)):
        features = DeepFeatures(named, weights=None, layer=layer, image_size=12, random_state=0)
        assert features.fit_transform(images[:2]).shape == (2, width)


def test_logits_and_numbers_that_are_none_are_refused(images, names):
    from keras import Sequential, layers

    def logits(input_shape, n_classes):
        return Sequential([layers.Input(input_shape), layers.Flatten(), layers.Dense(n_classes)])

    with pytest.raises(ValueError, match="must return class probabilities, but those of a black"):
        CNNClassifier(logits, **FAST).fit(images, names)
    fitted = net().fit(images, names)
    fitted.weights_ = [np.full_like(weight, np.nan) for weight in fitted.weights_]
    with pytest.raises(ValueError, match=r"The probabilities of X\[0\] are not finite; check"):
        fitted.predict(images)
