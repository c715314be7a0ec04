"""Images as an estimator of scikit-learn takes them, tables of rows among them."""

from contextlib import contextmanager, nullcontext
from functools import partial
from numbers import Integral

import numpy as np
from sklearn.utils.validation import validate_data

from skwbc._input import images


@contextmanager
def unchanged_on_error(estimator):
    """Give an estimator its attributes back if a fit fails."""
    before = dict(vars(estimator))
    try:
        yield
    except BaseException:
        # Threads that predict meanwhile must find all attributes at any moment.
        for name in vars(estimator).keys() - before.keys():
            del vars(estimator)[name]
        vars(estimator).update(before)
        raise


def at_this_moment(estimator):
    """Copy an estimator, so that a fit in another thread changes no attribute under way."""
    copied = object.__new__(type(estimator))
    copied.__dict__ = estimator.__dict__.copy()
    return copied


def become(estimator, attributes, forget=()):
    """Give an estimator its fitted attributes, all in one moment."""
    kept = {name: value for name, value in vars(estimator).items() if name not in forget}
    estimator.__dict__ = kept | attributes


def draw_seed(random_state):
    """An int to seed a fit with; ``None`` leaves NumPy's global state alone."""
    if random_state is None:
        return int(np.random.default_rng().integers(2**31))
    if isinstance(random_state, Integral):
        return int(random_state)
    return int(random_state.randint(2**31 - 1))


def read_images(estimator, X, *, reset):
    """Understand X as images, and as scikit-learn's rows where it is a table.

    Parameters
    ----------
    estimator : estimator
        Has an ``image_shape``; learns or checks ``n_features_in_`` where X is a table.
    X : array or sequence
        What a user gave.
    reset : bool
        Whether this is a fit.

    Returns
    -------
    cells : Images
        The images.
    """
    with unchanged_on_error(estimator) if reset else nullcontext():
        cells = images.read(
            X,
            image_shape=estimator.image_shape,
            # Values are checked with the images, where the culprit can be named.
            check_rows=partial(validate_data, estimator, reset=reset, ensure_all_finite=False),
        )
    if reset and not cells.is_rows:
        for name in ("n_features_in_", "feature_names_in_"):
            estimator.__dict__.pop(name, None)
    if (
        not reset
        and estimator.image_shape is None
        and cells.is_rows != hasattr(estimator, "n_features_in_")
    ):
        given, fitted = ("rows", "images") if cells.is_rows else ("images", "rows")
        raise ValueError(
            f"X holds {given}, but this {type(estimator).__name__} was fitted on {fitted}; set "
            "image_shape to say which image a row is."
        )
    return cells


def read_table(estimator, X, *, reset=True, **settings):
    """Check a table of features as scikit-learn does; a failure leaves the estimator as it was."""
    settings |= {"dtype": (np.float64, np.float32), "reset": reset}
    with unchanged_on_error(estimator) if reset else nullcontext():
        return images.checked_rows(X, partial(validate_data, estimator, **settings))
