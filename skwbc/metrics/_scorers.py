"""Names such as 'specificity_macro' for the ``scoring`` of scikit-learn's searches.

scikit-learn has no public way to add a name. Its names are in one dictionary, which its modules
have copied into the options of their ``scoring`` parameters by the time they are imported; so a
name goes into the dictionary, for the modules still to come, and into the options of those that
are there. Where a scikit-learn keeps its names elsewhere, ours are unknown to it and nothing else
happens: ``make_scorer(specificity_score, average="macro")`` needs none of this.
"""

import sys
from types import FunctionType

from sklearn.metrics import _scorer, make_scorer

from skwbc.metrics._scores import sensitivity_score, specificity_score

SCORERS = {}
for _name, _score in (("sensitivity", sensitivity_score), ("specificity", specificity_score)):
    SCORERS[_name] = make_scorer(_score, average="binary")
    for _average in ("macro", "micro", "weighted"):
        SCORERS[f"{_name}_{_average}"] = make_scorer(_score, average=_average)


def register():
    """Make the names known to scikit-learn; to do so again changes nothing."""
    known = getattr(_scorer, "_SCORERS", None)
    if not isinstance(known, dict):
        return
    known.update(SCORERS)
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
                    options.update(SCORERS)
