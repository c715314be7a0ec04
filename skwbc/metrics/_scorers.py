"""Sensitivity and specificity as scorers for scikit-learn's ``scoring`` parameters."""

import copy
import sys
from collections.abc import Mapping
from types import FunctionType

import sklearn
from sklearn.metrics import make_scorer

from skwbc._sklearn import known_scorers
from skwbc.metrics._scores import sensitivity_score, specificity_score


class _Scorers(Mapping):
    """Scorers of sensitivity and specificity by name, for scikit-learn's ``scoring`` parameters.

    'sensitivity_macro', 'sensitivity_micro' and 'sensitivity_weighted' are named after their
    average; 'sensitivity' scores the class with label 1 of a binary problem. The scorers of the
    specificity are named in the same way.

    See Also
    --------
    register_scorers : Register the names with scikit-learn.
    sensitivity_score, specificity_score : The scores.

    Notes
    -----
    A scorer can be copied, pickled and sent to other processes. Each access returns a new scorer,
    as :func:`sklearn.metrics.get_scorer` does, so ``set_score_request`` on one does not affect
    others.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.model_selection import cross_val_score
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skwbc.metrics import SCORERS
    >>> X, y = load_iris(return_X_y=True)
    >>> cross_val_score(GaussianNB(), X, y, scoring=SCORERS["specificity_macro"], cv=3).round(2)
    array([0.96, 0.97, 0.98])
    >>> list(SCORERS)[:4]
    ['sensitivity', 'sensitivity_macro', 'sensitivity_micro', 'sensitivity_weighted']
    """

    def __init__(self):
        self._scorers = {}
        for name, score in (("sensitivity", sensitivity_score), ("specificity", specificity_score)):
            self._scorers[name] = make_scorer(score, average="binary")
            for average in ("macro", "micro", "weighted"):
                self._scorers[f"{name}_{average}"] = make_scorer(score, average=average)

    def __getitem__(self, name):
        if name not in self._scorers:
            raise KeyError(f"{name!r} is not a scorer; choose one of {', '.join(self)}.")
        return copy.deepcopy(self._scorers[name])

    def __iter__(self):
        return iter(self._scorers)

    def __len__(self):
        return len(self._scorers)

    def __repr__(self):
        return f"SCORERS({', '.join(map(repr, self))})"


SCORERS = _Scorers()


def register_scorers():
    """Register the names in :data:`SCORERS` with scikit-learn, as ``scoring="specificity_macro"``.

    Nothing in this library requires the registration: ``scoring=SCORERS["specificity_macro"]`` has
    the same effect and changes no global state. Use this function where only a name can be passed,
    such as in a configuration file. Calling it repeatedly is harmless.

    See Also
    --------
    SCORERS : Scorers of sensitivity and specificity by name.

    Notes
    -----
    scikit-learn has no public way to add a scorer's name. It stores the names in a private
    dictionary, and its modules copy them into the options of their ``scoring`` parameters when they
    are imported. This function changes both, in the running process only. In a nested search that
    uses several processes, the inner search may be validated in a process in which the names are
    not registered: pass scorers there.

    Examples
    --------
    >>> from sklearn.metrics import get_scorer
    >>> from skwbc.metrics import register_scorers
    >>> register_scorers()
    >>> get_scorer("specificity_macro")
    make_scorer(specificity_score, response_method='predict', average=macro)
    """
    known = known_scorers()
    if known is None:
        raise RuntimeError(
            f"scikit-learn {sklearn.__version__} does not allow scorers to be registered by name; "
            "pass scoring=SCORERS[name] instead of the name."
        )
    known.update(SCORERS)
    for names in _copied_names():
        names.update(SCORERS)


def _copied_names():
    """Sets of scorer names in the modules of scikit-learn that are already imported."""
    modules = [module for name, module in sys.modules.items() if name.startswith("sklearn.")]
    for module in modules:
        for value in list(vars(module).values()):
            if isinstance(value, type):
                constraints = getattr(value, "_parameter_constraints", None)
            elif isinstance(value, FunctionType):
                constraints = getattr(value, "_skl_parameter_constraints", None)
            else:
                continue
            for constraint in (constraints or {}).get("scoring", ()):
                options = getattr(constraint, "options", None)
                # Every copy of the names contains 'recall_macro'; leave other options alone.
                if isinstance(options, set) and "recall_macro" in options:
                    yield options
