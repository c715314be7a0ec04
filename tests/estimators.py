"""Every public estimator, at settings that cost little."""

from skwbc import all_estimators
from tests.networks import tiny

# Applied where an estimator has the parameter, so that a new estimator needs no line here.
CHEAP = {"network": tiny, "width": 1 / 16, "image_size": 4, "epochs": 2, "random_state": 0}

# Enough for a tiny network to learn a toy problem.
LEARNING = {"epochs": 40, "optimizer": "adam", "learning_rate": 0.02}

# Settings for single scikit-learn checks, as it gives its own estimators, each with its reason.
CHECK_SETTINGS = {
    # Asks for an accuracy of 0.83 on three clouds of points.
    "check_classifiers_train": LEARNING,
    # Asks that a class of a thousandfold weight takes nearly all predictions.
    "check_class_weight_classifiers": LEARNING,
    # Asks for perfect predictions on twenty points.
    "check_classifiers_classes": LEARNING,
    # Weights equal repetition only where one step sees all images, nothing is dropped at random,
    # and rounding stays under the check's 1e-7.
    "check_sample_weight_equivalence_on_dense_data": {
        "batch_size": None,
        "dropout": 0.0,
        "dtype": "float64",
        "epochs": 5,
    },
}

NAMES = [name for name, _ in all_estimators()]


def cheap(name, **settings):
    """Make an estimator by name, with those settings that it has."""
    cls = dict(all_estimators())[name]
    return cls(**known(cls(), {**CHEAP, **settings}))


def for_check(estimator, check_name):
    """Set what one scikit-learn check needs."""
    return estimator.set_params(**known(estimator, CHECK_SETTINGS.get(check_name, {})))


def known(estimator, settings):
    """Those settings that an estimator has parameters for."""
    names = estimator.get_params()
    return {name: value for name, value in settings.items() if name in names}
