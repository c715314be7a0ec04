"""Subjects of the displays: the network in an estimator, and the images that it receives."""

import numpy as np
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted

from skwbc._input import images
from skwbc.classifiers._fitted import FittedNetwork


def last_step(estimator):
    """Return the last step of a pipeline or search."""
    estimator = getattr(estimator, "best_estimator_", estimator)
    return last_step(estimator.steps[-1][1]) if hasattr(estimator, "steps") else estimator


def seen_by_last_step(estimator, X):
    """Return the input of the last step of a pipeline: images, or the output of other steps."""
    estimator = getattr(estimator, "best_estimator_", estimator)
    if not hasattr(estimator, "steps"):
        return X
    if len(estimator.steps) > 1:
        X = estimator[:-1].transform(X)
    return seen_by_last_step(estimator.steps[-1][1], X)


def network_and_images(estimator, X, what):
    """Return the fitted network classifier, and the images that it receives.

    Parameters
    ----------
    estimator : estimator
        A network classifier, a pipeline that ends in one or a search over either.
    X : array or sequence
        Images, in a format that the estimator accepts.
    what : str
        Name of the display, for the error message.
    """
    classifier = last_step(estimator)
    if not isinstance(classifier, FittedNetwork):
        raise TypeError(
            f"{what} requires a network classifier of this library or a pipeline that ends in "
            f"one, got a {type(classifier).__name__}."
        )
    check_is_fitted(classifier)
    return classifier, as_images(seen_by_last_step(estimator, X), classifier.image_shape)


def labels_and_probabilities(estimator, X):
    """Predict the labels and, if the estimator has them, the probabilities of all classes."""
    if not hasattr(estimator, "predict_proba"):
        return np.asarray(estimator.predict(X)), None
    probabilities = np.asarray(estimator.predict_proba(X))
    # A network predicts its most probable class; other labels may follow a threshold or a margin.
    if getattr(type(last_step(estimator)), "predict", None) is FittedNetwork.predict:
        return np.asarray(estimator.classes_)[probabilities.argmax(axis=1)], probabilities
    return np.asarray(estimator.predict(X)), probabilities


def as_images(X, image_shape=None):
    """Read X as images, including flattened rows."""
    return images.read(X, image_shape=image_shape, check_rows=check_array)


def class_codes(labels, classes, name):
    """Return the index of each label among the classes."""
    numbers = {label: number for number, label in enumerate(classes.tolist())}
    unknown = [label for label in labels.tolist() if label not in numbers]
    if unknown:
        raise ValueError(
            f"{name} contains {unknown[0]!r}, which is not a class of the estimator; its classes "
            f"are {', '.join(map(str, classes))}."
        )
    return np.array([numbers[label] for label in labels.tolist()], dtype=int)
