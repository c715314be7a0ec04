"""Every public estimator, at settings that cost little."""

import copy

import pytest

from skwbc import CNNClassifier, all_estimators
from skwbc.networks._backbones import BACKBONES
from tests import stand_ins
from tests.networks import learnt_mobilenet, tiny

# Applied where an estimator has the parameter, so that a new estimator needs no line here.
CHEAP = {
    "network": tiny,
    "width": 1 / 16,
    "epochs": 2,
    "optimizer": "sgd",
    "learning_rate": 0.001,
    "random_state": 0,
    # A frozen backbone is run once for all tests together.
    "weights": None,
    "trainable": "head",
}

# Enough for nearly any of the networks to learn a toy problem, whose points can't be turned.
LEARNING = {
    "augmentation": None,
    "dropout": 0.1,
    "epochs": 12,
    "optimizer": "adam",
    "learning_rate": 0.01,
}
# What heads on backbones need.
MORE_STEPS = {"epochs": 30, "learning_rate": 0.005}
# Their steps cost most, so that they get fewer.
FEWER_STEPS = {"epochs": 15, "batch_size": 100}
# A sixteenth of their few filters would be too few for that.
NARROW = {"LeNet5Classifier", "SevenBlockCNNClassifier", "ThreeBlockCNNClassifier"}

# A head on a backbone of random weights must make up for the smallness of its features.
HEAD_ONLY = {"hidden_units": None, "dropout": 0.0}
LEARNING_RATES = {
    "DenseNet201Classifier": 2,
    "InceptionV3Classifier": 10,
    "MobileNetV2Classifier": 0.05,
    "VGG16Classifier": 1,
    "VGG19Classifier": 2,
}

# Settings for single scikit-learn checks, as it gives its own estimators, each with its reason.
CHECK_SETTINGS = {
    # Asks for an accuracy of 0.83 on three clouds of points.
    "check_classifiers_train": LEARNING,
    # Asks that a class of a thousandfold weight takes nearly all predictions.
    "check_class_weight_classifiers": LEARNING,
    # Asks for perfect predictions on twenty points.
    "check_classifiers_classes": LEARNING,
    # Compares one image alone with many to 1e-7: their matrix products round differently.
    "check_methods_subset_invariance": {"dtype": "float64"},
    # Weights equal repetition only where one step sees all images, nothing is changed, dropped or
    # set aside at random, and rounding stays under the check's 1e-7.
    "check_sample_weight_equivalence_on_dense_data": {
        "augmentation": None,
        "batch_size": None,
        "dropout": 0.0,
        "dtype": "float64",
        "epochs": 5,
        "validation_fraction": 0.0,
    },
}

NAMES = [name for name, _ in all_estimators()]
CLASSIFIERS = [name for name, cls in all_estimators() if issubclass(cls, CNNClassifier)]
# These differ from VGG16Classifier in nothing but the backbone and the defaults; scikit-learn's
# checks see them all.
ALIKE = {
    "DenseNet201Classifier",
    "InceptionV3Classifier",
    "ResNet50Classifier",
    "ResNet101Classifier",
    "ResNet152Classifier",
    "VGG19Classifier",
}
SEPARATE = [name for name in CLASSIFIERS if name not in ALIKE]
# One network of the user's own, one plain, one residual, one frozen and one trainable backbone.
REPRESENTATIVES = {
    "CNNClassifier",
    "WBCsNetClassifier",
    "WBCsNet2Classifier",
    "MobileNetV2Classifier",
    "VGG16Classifier",
}


def each(names, quick):
    """Run a test for each name; for those that are not quick, in the full tier."""
    return pytest.mark.parametrize("name", tiered(names, quick))


def tiered(names, quick):
    """Parameters, of which those that are not quick belong to the full tier."""
    full = pytest.mark.full
    return [pytest.param(name, marks=() if name in quick else full) for name in names]


def cheap(name, **settings):
    """Make an estimator by name, with those settings that it has, for its smallest images."""
    estimator = dict(all_estimators())[name]()
    # Below 32 pixels nothing is left for the deeper half of a backbone.
    side = smallest_image(estimator, at_least=32 if backbone_of(estimator) else 4)
    settings = {"image_size": side, **CHEAP, **settings}
    if stand_ins.in_use() and name == "VGG16Classifier":
        # The only one that trains its backbone by default.
        settings["trainable"] = "all"
    return estimator.set_params(**known(estimator, settings))


def fitted_cheap(name, cells):
    """Return a copy of an estimator fitted on the session's cells, once per process."""
    key = name, stand_ins.in_use()
    if key not in _fitted:
        _fitted[key] = cheap(name).fit(cells.images, cells.target_names[cells.target])
    return copy.deepcopy(_fitted[key])


_fitted = {}


def smallest_image(estimator, at_least=4):
    """Side of the smallest images that an estimator takes, but not less than a limit."""
    if backbone := backbone_of(estimator):
        return max(at_least, BACKBONES[backbone].smallest_image)
    function = getattr(estimator, "_network_function", tiny)
    return max(at_least, function.smallest_image)


def backbone_of(estimator):
    """Name of a classifier's backbone, if it has one."""
    fixed = getattr(estimator, "_fixed_network_params", {})
    return fixed.get("backbone", getattr(estimator, "backbone", None))


def for_check(estimator, check_name):
    """Set what one scikit-learn check needs."""
    settings = CHECK_SETTINGS.get(check_name, {})
    name = type(estimator).__name__
    if settings is LEARNING and name in NARROW:
        settings = {**settings, "width": 1 / 4}
    if settings is LEARNING and name in stand_ins.LARGE and not stand_ins.in_use():
        settings = {**settings, **FEWER_STEPS}
    if settings is LEARNING and backbone_of(estimator):
        settings = {**settings, **HEAD_ONLY, **MORE_STEPS}
        settings["learning_rate"] = LEARNING_RATES.get(name, 0.03)
        if stand_ins.in_use():
            settings.update(epochs=12, learning_rate=0.1)
            if name == "VGG16Classifier":
                # It trains its backbone, which needs more and smaller steps.
                settings.update(epochs=50, learning_rate=0.002)
        elif name == "MobileNetV2Classifier":
            # Nothing comes through its random weights.
            settings["weights"] = learnt_mobilenet()
    return estimator.set_params(**known(estimator, settings))


def known(estimator, settings):
    """Those settings that an estimator has parameters for."""
    names = estimator.get_params()
    return {name: value for name, value in settings.items() if name in names}
