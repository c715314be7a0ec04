"""Sensitivity and specificity for the ``scoring`` of scikit-learn's searches."""

import copy
import sys
from collections.abc import Mapping
from types import FunctionType

import sklearn
from sklearn.metrics import _scorer, make_scorer

from skwbc.metrics._scores import sensitivity_score, specificity_score


class _Scorers(Mapping):
    """Scorers of sensitivity and specificity by name, for ``scoring`` of scikit-learn's searches.

    'sensitivity_macro', 'sensitivity_micro' and 'sensitivity_weighted' are named after the mean
    that they take; 'sensitivity' is that of one of two classes, whose label is 1. The names of the
    specificity are made alike.

    See Also
    --------
    register_scorers : Make the names themselves known to scikit-learn.
    sensitivity_score, specificity_score : The scores.

    Notes
    -----
    A scorer may be copied, pickled and sent to other processes. Each access makes a new one, as
    :func:`sklearn.metrics.get_scorer` does, so that ``set_score_request`` changes no other.

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
            raise KeyError(f"{name!r} is no scorer; choose one of {', '.join(self)}.")
        return copy.deepcopy(self._scorers[name])

    def __iter__(self):
        return iter(self._scorers)

    def __len__(self):
        return len(self._scorers)

    def __repr__(self):
        return f"SCORERS({', '.join(map(repr, self))})"


SCORERS = _Scorers()


def register_scorers():
    """Make the names in :data:`SCORERS` known to scikit-learn, as ``scoring="specificity_macro"``.

    Nothing in this library needs that: ``scoring=SCORERS["specificity_macro"]`` says the same and
    changes nothing outside. Use it where only a name can be passed, such as in a configuration
    file. To call it again does no harm.

    See Also
    --------
    SCORERS : Scorers of sensitivity and specificity by name.

    Notes
    -----
    scikit-learn has no public way to add a name. Its names are in a private dictionary, and its
    modules copy them into the options of their ``scoring`` parameters when they are imported; this
    changes both, for the running process alone. In a search of several processes, one that is
    nested in another may be checked in a process that does not know the names: pass scorers there.

    Examples
    --------
    >>> from sklearn.metrics import get_scorer
    >>> from skwbc.metrics import register_scorers
    >>> register_scorers()
    >>> get_scorer("specificity_macro")
    make_scorer(specificity_score, response_method='predict', average=macro)
    """
    known = getattr(_scorer, "_SCORERS", None)
    if not isinstance(known, dict):
        raise RuntimeError(
            f"scikit-learn {sklearn.__version__} keeps its scorers where no name can be added; "
            "pass scoring=SCORERS[name] instead of the name."
        )
    known.update(SCORERS)
    for names in _copied_names():
        names.update(SCORERS)


def _copied_names():
    """Sets of scorers' names in modules of scikit-learn that are imported already."""
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
                # Every copy of the names has 'recall_macro'; other options are none of ours.
                if isinstance(options, set) and "recall_macro" in options:
                    yield options
