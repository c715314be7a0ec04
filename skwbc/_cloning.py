"""Cloning estimators that hold a fitted one as a parameter."""

from sklearn.base import _clone_parametrized


def clone_keeping(estimator, *names):
    """Clone an estimator, but hand these parameters on as they are."""
    clone = _clone_parametrized(estimator)
    return clone.set_params(**{name: getattr(estimator, name) for name in names})
