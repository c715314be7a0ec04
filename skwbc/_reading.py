"""Images as an estimator of scikit-learn takes them, tables of rows among them."""

from functools import partial

from sklearn.utils.validation import validate_data

from skwbc import images


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
