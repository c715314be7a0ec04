"""Discovery of the estimators of the library."""

from importlib import import_module
from inspect import isclass

from skwbc._names import ESTIMATORS

__all__ = ["all_estimators"]


def all_estimators():
    """List every public estimator of the library except those that combine other estimators.

    Returns
    -------
    estimators : list of (str, type)
        Name and class of each estimator, in alphabetical order.

    Examples
    --------
    >>> from skwbc import all_estimators
    >>> dict(all_estimators())["WBCsNet2Classifier"]
    <class 'skwbc.classifiers.WBCsNet2Classifier'>
    """
    from sklearn.base import BaseEstimator

    from skwbc._sklearn import BaseComposition

    # Packages without estimators are not imported.
    found = {
        name: value
        for module in (import_module(f"skwbc.{package}") for package in ESTIMATORS)
        for name in module.__all__
        if isclass(value := getattr(module, name))
        and issubclass(value, BaseEstimator)
        and not issubclass(value, BaseComposition)
    }
    return sorted(found.items())
