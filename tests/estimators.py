"""Every public estimator, at settings that cost little."""

from skwbc import all_estimators
from tests.networks import tiny

# Applied where an estimator has the parameter, so that a new estimator needs no line here.
CHEAP = {
    "network": tiny,
    "width": 1 / 16,
    "epochs": 2,
    "optimizer": "sgd",
    "learning_rate": 0.001,
    "random_state": 0,
}

# Enough for any of the networks to learn a toy problem.
LEARNING = {"dropout": 0.1, "epochs": 30, "optimizer": "adam", "learning_rate": 0.005}
# A sixteenth of their 32 filters, with dropout after each block, would be too few for that.
NARROW = {"SevenBlockCNNClassifier", "ThreeBlockCNNClassifier"}

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
    # Weights equal repetition only where one step sees all images, nothing is dropped or set aside
    # at random, and rounding stays under the check's 1e-7.
    "check_sample_weight_equivalence_on_dense_data": {
        "batch_size": None,
        "dropout": 0.0,
        "dtype": "float64",
        "epochs": 5,
        "validation_fraction": 0.0,
    },
}

NAMES = [name for name, _ in all_estimators()]


def cheap(name, **settings):
    """Make an estimator by name, with those settings that it has, for its smallest images."""
    estimator = dict(all_estimators())[name]()
    settings = {"image_size": smallest_image(estimator), **CHEAP, **settings}
    return estimator.set_params(**known(estimator, settings))


def smallest_image(estimator):
    """Side of the smallest images that an estimator takes, but at least four pixels."""
    return max(4, estimator._network_function.smallest_image)


def for_check(estimator, check_name):
    """Set what one scikit-learn check needs."""
    settings = CHECK_SETTINGS.get(check_name, {})
    if settings is LEARNING and type(estimator).__name__ in NARROW:
        settings = {**settings, "width": 1 / 4}
    return estimator.set_params(**known(estimator, settings))


def known(estimator, settings):
    """Those settings that an estimator has parameters for."""
    names = estimator.get_params()
    return {name: value for name, value in settings.items() if name in names}
