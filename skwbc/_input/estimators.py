"""Reading of images and tables of rows for scikit-learn estimators."""

from contextlib import contextmanager, nullcontext
from functools import partial
from numbers import Integral

import numpy as np
from sklearn.utils.validation import validate_data

from skwbc._input import images
from skwbc._input.scales import warn_once

# Fitted attributes that only an estimator of tables has.
TABLE = ("n_features_in_", "feature_names_in_")


@contextmanager
def unchanged_on_error(estimator):
    """Restore the attributes of an estimator if a fit fails."""
    before = dict(vars(estimator))
    try:
        yield
    except BaseException:
        # Other threads that predict at the same time must always find all attributes.
        for name in vars(estimator).keys() - before.keys():
            del vars(estimator)[name]
        vars(estimator).update(before)
        raise


def at_this_moment(estimator):
    """Copy an estimator, so that a fit in another thread does not change its attributes."""
    copied = object.__new__(type(estimator))
    copied.__dict__ = estimator.__dict__.copy()
    return copied


def become(estimator, attributes, forget=()):
    """Set all fitted attributes of an estimator at once."""
    kept = {name: value for name, value in vars(estimator).items() if name not in forget}
    estimator.__dict__ = kept | attributes


def draw_seed(random_state):
    """Return an int seed for a fit; ``None`` does not affect NumPy's global state."""
    if random_state is None:
        return int(np.random.default_rng().integers(2**31))
    if isinstance(random_state, Integral):
        return int(random_state)
    return int(random_state.randint(2**31 - 1))


def read_images(estimator, X, *, reset):
    """Read X as images, and validate it as scikit-learn does if it is a table.

    Parameters
    ----------
    estimator : estimator
        Estimator with an ``image_shape``; its ``n_features_in_`` is set or checked if X is a table.
    X : array or sequence
        Images passed by the user.
    reset : bool
        Whether the call is part of a fit.

    Returns
    -------
    cells : Images
        The images.
    """
    with unchanged_on_error(estimator) if reset else nullcontext():
        cells = images.read(
            X,
            image_shape=estimator.image_shape,
            # Values are checked with the images, so that the error can name the image.
            check_rows=partial(validate_data, estimator, reset=reset, ensure_all_finite=False),
        )
    if reset and not cells.is_rows:
        for name in TABLE:
            estimator.__dict__.pop(name, None)
    if (
        not reset
        and estimator.image_shape is None
        and cells.is_rows != hasattr(estimator, "n_features_in_")
    ):
        given, fitted = ("rows", "images") if cells.is_rows else ("images", "rows")
        raise ValueError(
            f"X contains {given}, but this {type(estimator).__name__} was fitted on {fitted}; set "
            "image_shape to the shape of the image in each row."
        )
    return cells


def image_shape_of(estimator):
    """Return the ``image_shape`` of an estimator, or else of its first step that has one."""
    estimator = getattr(estimator, "best_estimator_", estimator)
    parameters = estimator.get_params() if hasattr(estimator, "get_params") else {}
    if "image_shape" in parameters:
        return parameters["image_shape"]
    shapes = (value for name, value in parameters.items() if name.endswith("__image_shape"))
    return next((shape for shape in shapes if shape is not None), None)


def warn_of_unknown_shape(estimator, cells):
    """Warn about rows that are changed like pictures although their shape is unknown."""
    if cells.is_rows and estimator.image_shape is None:
        warn_once(
            "Rows of X without image_shape are changed as pictures of a single line; pass "
            "image_shape=(height, width, channels)."
        )


def read_table(estimator, X, *, reset=True, **settings):
    """Check a table of features as scikit-learn does; do not change the estimator on failure."""
    settings |= {"dtype": (np.float64, np.float32), "reset": reset}
    with unchanged_on_error(estimator) if reset else nullcontext():
        return images.checked_rows(X, partial(validate_data, estimator, **settings))
