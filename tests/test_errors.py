"""Bad input gets one sentence that names the culprit, and the estimator stays as it was."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.exceptions import NotFittedError

from skwbc import CNNClassifier, WBCsNet2Classifier
from skwbc.networks import wbcsnet2
from tests import networks
from tests.estimators import (
    REPRESENTATIVES,
    SEPARATE,
    cheap,
    each,
    fitted_cheap,
    known,
    smallest_image,
    tiered,
)

pytestmark = pytest.mark.small_backbones
each_class = each(SEPARATE, {"CNNClassifier"})


@pytest.fixture(params=tiered(SEPARATE, {"CNNClassifier", "MobileNetV2Classifier"}))
def fitted(request, cells):
    return fitted_cheap(request.param, cells)


def broken(images, what):
    X = images / 255
    X[7, 0, 0, 0] = what
    return X


BAD = {
    "no images": (lambda X, y: (X[:0], y[:0]), {}, "contains no images; pass at least"),
    "one class": (lambda X, y: (X, ["a"] * len(y)), {}, "y has only one class, 'a'; a classifier"),
    "wrong length": (lambda X, y: (X, y[:-1]), {}, "X has 60 images, but y has 59 labels"),
    "NaN": (lambda X, y: (broken(X, np.nan), y), {}, "There is NaN in row 7 of X; remove or"),
    "infinity": (lambda X, y: (broken(X, np.inf), y), {}, r"infinity \(inf\) in row 7 of X"),
    "wrong rank": (lambda X, y: (X[:, None], y), {}, "X has 5 dimensions; images are"),
    "one image": (lambda X, y: (X[0], y), {}, "seems to be a single colour image; pass X.N"),
    "no labels": (lambda X, y: (X, None), {}, "requires y to be passed, but the target y is None"),
    "NaN label": (lambda X, y: (X, [np.nan, *range(59)]), {}, "Input y contains NaN"),
    "numbers for labels": (lambda X, y: (X, np.linspace(0, 1, 60)), {}, "continuous"),
    "missing file": (lambda X, y: (["a.png"] * 60, y), {}, "X.0.: the file 'a.png' does not"),
    "bad size": (lambda X, y: (X, y), {"image_size": (3, 9, 1)}, "image_size must be a number of"),
    "epochs": (lambda X, y: (X, y), {"epochs": 0}, "The 'epochs' parameter of .* must be an int"),
    "rate": (lambda X, y: (X, y), {"learning_rate": 0}, "'learning_rate' parameter of"),
    "optimizer": (lambda X, y: (X, y), {"optimizer": "sgdd"}, "optimizer='sgdd' is not a K"),
    "dtype": (lambda X, y: (X, y), {"dtype": "int8"}, "The 'dtype' parameter of"),
    "class_weight": (
        lambda X, y: (X, y),
        {"class_weight": {"blast": 2}},
        r"class_weight contains labels that are not in y: \['blast'\]; the labels of y are \['eos",
    ),
    "validation": (
        lambda X, y: (X, y),
        {"validation_fraction": 0.01},
        "validation_fraction=0.01 cannot set aside a stratified part of 60 images of 3 classes",
    ),
}


@pytest.mark.parametrize("case", BAD)
@each_class
def test_fit_says_what_is_wrong_and_changes_nothing(name, case, images, names):
    spoil, settings, words = BAD[case]
    classifier = cheap(name).fit(images, names)
    classifier.set_params(**known(classifier, settings))
    before, expected = dict(vars(classifier)), classifier.weights_[0].copy()
    X, y = spoil(images, names)
    with pytest.raises((ValueError, FileNotFoundError), match=words):
        classifier.fit(X, y)
    assert vars(classifier).keys() == before.keys()
    assert all(value is before[key] for key, value in vars(classifier).items())
    np.testing.assert_array_equal(classifier.weights_[0], expected)
    unfitted = cheap(name, **settings)
    with pytest.raises((ValueError, FileNotFoundError), match=words):
        unfitted.fit(X, y)
    assert not [key for key in vars(unfitted) if key.endswith("_")]


@pytest.mark.parametrize(
    "name", [name for name in SEPARATE if smallest_image(cheap(name), at_least=1) > 1]
)
def test_images_too_small_for_the_network(name, images, names):
    side = smallest_image(cheap(name), at_least=1) - 1
    with pytest.raises(ValueError, match=rf"image_size=\({side}, 99\) is too small for "):
        cheap(name, image_size=(side, 99)).fit(images, names)


@each_class
def test_extreme_learning_rates_end_in_an_error_or_in_numbers(name, images, names):
    classifier = cheap(name, learning_rate=1e30, epochs=9)
    try:
        classifier.fit(images, names)
    except ValueError as error:
        assert "lower learning_rate, now 1e+30" in str(error)
    else:
        assert np.isfinite(classifier.predict_proba(images)).all()


def test_divergence_is_an_error(images, names):
    classifier = cheap("WBCsNetClassifier", learning_rate=1e30, epochs=9)
    with pytest.raises(ValueError, match=r"Training diverged in epoch .: the loss or the weights"):
        classifier.fit(images, names)


def test_truncated_jpeg_is_named(fitted, images, tmp_path):
    paths = [tmp_path / f"{index}.jpg" for index in range(3)]
    for path, image in zip(paths, images, strict=False):
        Image.fromarray(image).resize((64, 64)).save(path)
    paths[2].write_bytes(paths[2].read_bytes()[:-300])
    with pytest.raises(ValueError, match=r"X\[2\]: '.*2.jpg' cannot be read as an image \(.*trunc"):
        fitted.predict(paths)


def test_classes_that_change(fitted, images, names):
    with pytest.raises(ValueError, match=r"classes=\['a', 'b'\] differs from the classes so far, "):
        fitted.partial_fit(images, names, classes=["a", "b"])


def test_label_unseen_in_partial_fit(fitted, images, names):
    relabelled = np.where(names == "lymphocyte", "blast", names)
    with pytest.raises(ValueError, match=r"labels that are not among the classes.*\['blast'\]; th"):
        fitted.partial_fit(images, relabelled)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (np.zeros(60), "(?i)sample.weight.*zero"),
        (-np.ones(60), "(?i)negative"),
        (np.ones(59), "X has 60 images, but sample_weight has 59 entries"),
        (np.full(60, np.nan), "Input sample_weight contains NaN"),
    ],
)
@each_class
def test_sample_weights(name, weights, words, images, names):
    with pytest.raises(ValueError, match=words):
        cheap(name).fit(images, names, sample_weight=weights)


@each_class
def test_weights_that_leave_one_class(name, images, names):
    with pytest.raises(ValueError, match="y has only one class, 'lymphocyte', among the images of"):
        cheap(name).fit(images, names, sample_weight=(names == "lymphocyte").astype(float))


def test_weights_of_classes(images, names):
    for class_weight, words in (
        ({"lymphocyte": -1.0}, "must contain finite numbers that are not negative"),
        ({"lymphocyte": np.nan}, "must contain finite numbers that are not negative"),
        (dict.fromkeys(set(names.tolist()), 0.0), "leave no image a positive weight; raise some"),
    ):
        with pytest.raises(ValueError, match=words):
            cheap("WBCsNetClassifier", class_weight=class_weight).fit(images, names)


@each_class
def test_groups_that_leave_no_class_to_train_on(name, images, names):
    classifier = cheap(name, validation_fraction=0.5)
    with pytest.raises(ValueError, match="with these groups would leave a class without"):
        classifier.fit(images, names, groups=names)
    with pytest.raises(ValueError, match="X has 60 images, but groups has 3 entries"):
        classifier.fit(images, names, groups=[1, 2, 3])


@each_class
@pytest.mark.parametrize("method", ["predict", "predict_proba", "transform", "to_keras"])
def test_not_fitted(name, method, images):
    arguments = () if method == "to_keras" else (images,)
    with pytest.raises(NotFittedError, match=f"This {name} instance is not fitted yet"):
        getattr(cheap(name), method)(*arguments)


def test_rows_and_images_are_not_mixed_up(fitted, images, names):
    rows = images.reshape(len(images), -1)
    with pytest.raises(ValueError, match=r"X contains rows, but this .* was fitted on images; set"):
        fitted.predict(rows)
    by_rows = cheap(type(fitted).__name__).fit(rows, names)
    with pytest.raises(ValueError, match=r"X contains images, but this .* was fitted on rows; set"):
        by_rows.predict(images)


@each([name for name in SEPARATE if name != "CNNClassifier"], REPRESENTATIVES)
def test_parameters_that_no_longer_fit_the_weights(name, images, names):
    warm = cheap(name, warm_start=True).fit(images, names)
    with pytest.raises(ValueError, match="weights do not fit the network that the parameters desc"):
        other = {"width": 0.25} if hasattr(warm, "width") else {"hidden_units": 7}
        warm.set_params(**other).fit(images, names)
    # What was fitted is remembered, so that predicting goes on.
    warm.predict(images)


def test_networks_that_are_not_classifiers(images, names):
    one = cheap("CNNClassifier", network=networks.without_softmax)
    with pytest.raises(ValueError, match="must return a Keras model with 3 class probabilities"):
        one.fit(images, names)


def test_parameters_that_do_not_exist():
    with pytest.raises(
        TypeError, match="WBCsNet2Classifier has no parameter 'epoch'; did you mean 'ep"
    ):
        WBCsNet2Classifier(epoch=3)
    with pytest.raises(TypeError, match=r"WBCsNet2Classifier has no parameter 'widht'; .* 'width'"):
        WBCsNet2Classifier(widht=0.5)


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("WBCsNetClassifier", {"width": "a"}, "must be a float in the range (0.0, inf). Got 'a'"),
        ("WBCsNetClassifier", {"width": -1}, "must be a float in the range (0.0, inf). Got -1"),
        ("AlexNetClassifier", {"dropout": 1.0}, "must be a float in the range [0.0, 1.0). Got 1.0"),
        ("WBCsNet2Classifier", {"normalization": "bach"}, "must be a str among {"),
        ("SevenBlockCNNClassifier", {"pool_stride": 3}, "must be a int among {1, 2}. Got 3"),
        ("MobileNetV2Classifier", {"trainable": "some"}, "must be a str among {"),
        ("MobileNetV2Classifier", {"pooling": None}, "must be a str among {"),
        ("MobileNetV2Classifier", {"hidden_units": 0}, "must be an int in the range [1, inf)"),
    ],
)
def test_parameters_of_networks(name, settings, words, images, names):
    (parameter,) = settings
    words = f"The '{parameter}' parameter of {name} {words}"
    with pytest.raises(ValueError, match=re.escape(words)):
        cheap(name, **settings).fit(images, names)


# Values that parameters may just have, and values that they may not.
LIMITS = {
    "backbone": (["vgg16"], [None, 3]),
    "batch_size": ([1, None], [0, 1.5]),
    "center_pixels": ([True, False], ["yes", None]),
    "class_weight": ([{}, "balanced", None], ["balance", 1]),
    "dropout": ([0, 0.99], [-0.01, 1]),
    "dtype": (["float32", "float64", "mixed_bfloat16", "mixed_float16"], ["float16", None]),
    "epochs": ([1], [0, 1.5, None]),
    "hidden_units": ([1, (2, 1), [3], None], [0, "8"]),
    "image_shape": ([(8, 8), [8, 8, 3], None], [8]),
    "image_size": ([1, (1, 2), [3, 4]], [0, 8.5, None]),
    "learning_rate": ([1e-9, 1], [0, -1, None]),
    "n_devices": ([1], [0, None]),
    "normalization": (["batch", "group", "layer", None], ["instance", True]),
    "optimizer": (["adam", {}], [None, 3]),
    "patience": ([1, None], [0, 1.5]),
    "pool_stride": ([1, 2], [0, 3]),
    "pooling": (["avg", "max"], ["sum", None]),
    "random_state": ([0, None], [-1, "a"]),
    "restore_best": ([True, False], ["yes", None]),
    "trainable": (["all", "head", 0], ["some", -1, None]),
    "validation_fraction": ([0, 0.99], [-0.01, 1, None]),
    "verbose": ([0, 1, True], [-1, None]),
    "warm_start": ([True, False], ["yes", None]),
    "weights": (["imagenet", Path("a.h5"), WBCsNet2Classifier(), None], [3]),
    "width": ([0.01, 2], [0, -1, None]),
}


@pytest.mark.parametrize("parameter", LIMITS)
def test_limits_of_parameters(parameter):
    accepted, refused = LIMITS[parameter]
    names = [name for name in SEPARATE if parameter in cheap(name).get_params(deep=False)]
    assert names
    for name in names:
        for value in accepted:
            cheap(name).set_params(**{parameter: value})._validate_params()
        for value in refused:
            with pytest.raises(ValueError, match=f"The '{parameter}' parameter of {name} must"):
                cheap(name).set_params(**{parameter: value})._validate_params()


def test_a_network_of_ones_own_may_call_its_parameters_alike(images, names):
    def of_two_widths(input_shape, n_classes, *, width=(4, 8)):
        from keras import Sequential, layers

        convolutions = [layers.Conv2D(filters, 3) for filters in width]
        pool, dense = layers.GlobalMaxPooling2D(), layers.Dense(n_classes, activation="softmax")
        return Sequential([layers.Input(input_shape), *convolutions, pool, dense])

    class Own(CNNClassifier, network=of_two_widths):
        pass

    assert Own(image_size=8, epochs=1).fit(images, names).network_params_ == {"width": (4, 8)}
    with pytest.raises(ValueError, match=r"width must be above 0, got 'a'; 1.0 is the paper's"):
        wbcsnet2((8, 8, 3), 2, width="a")


def test_a_named_estimator_has_no_init_of_its_own():
    with pytest.raises(
        TypeError, match="Own defines __init__, which network= generates from the p"
    ):

        class Own(CNNClassifier, network=wbcsnet2):
            def __init__(self, special=1):
                self.special = special
