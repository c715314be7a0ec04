"""Which estimators the library has."""

from importlib import import_module
from inspect import isclass

# Rooms of the library that have estimators; the others need not be imported.
_ROOMS = ("classifiers", "base", "features", "preprocessing", "sampling")


def all_estimators():
    """List every public estimator of the library.

    Returns
    -------
    estimators : list of (str, type)
        Name and class of each estimator, in alphabetical order.

    Examples
    --------
    >>> from skwbc import all_estimators
    >>> dict(all_estimators())["WBCsNet2Classifier"]
    <class 'skwbc.classifiers._wbcsnet.WBCsNet2Classifier'>
    """
    from sklearn.base import BaseEstimator

    found = {
        name: value
        for module in (import_module(f"skwbc.{room}") for room in _ROOMS)
        for name in module.__all__
        if isclass(value := getattr(module, name)) and issubclass(value, BaseEstimator)
    }
    return sorted(found.items())
