"""What displays are made from: the network in an estimator, and the images that it sees."""

import numpy as np
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted

from skwbc._input import images
from skwbc.classifiers._fitted import FittedNetwork


def last_step(estimator):
    """Take the last step out of a pipeline or search."""
    estimator = getattr(estimator, "best_estimator_", estimator)
    return last_step(estimator.steps[-1][1]) if hasattr(estimator, "steps") else estimator


def seen_by_last_step(estimator, X):
    """Images, or what other steps made of them, as the last step of a pipeline sees them."""
    estimator = getattr(estimator, "best_estimator_", estimator)
    if not hasattr(estimator, "steps"):
        return X
    if len(estimator.steps) > 1:
        X = estimator[:-1].transform(X)
    return seen_by_last_step(estimator.steps[-1][1], X)


def network_and_images(estimator, X, what):
    """Find a fitted network classifier, and the images as it sees them.

    Parameters
    ----------
    estimator : estimator
        A network classifier, a pipeline that ends in one or a search over either.
    X : array or sequence
        Images, as the estimator takes them.
    what : str
        Name of the display, for an error message.
    """
    classifier = last_step(estimator)
    if not isinstance(classifier, FittedNetwork):
        raise TypeError(
            f"{what} needs a network classifier of this library or a pipeline that ends in one, "
            f"but got a {type(classifier).__name__}."
        )
    check_is_fitted(classifier)
    return classifier, as_images(seen_by_last_step(estimator, X), classifier)


def as_images(X, estimator=None):
    """Understand X as images, whether they are rows or not."""
    return images.read(
        X, image_shape=getattr(estimator, "image_shape", None), check_rows=check_array
    )


def class_codes(labels, classes, name):
    """Index of each label among the classes."""
    numbers = {label: number for number, label in enumerate(classes.tolist())}
    unknown = [label for label in labels.tolist() if label not in numbers]
    if unknown:
        raise ValueError(
            f"{name} has {unknown[0]!r}, a class that the estimator has never seen; it "
            f"knows {', '.join(map(str, classes))}."
        )
    return np.array([numbers[label] for label in labels.tolist()], dtype=int)
