"""Names that scikit-learn keeps private, imported in one place."""

from sklearn.base import _clone_parametrized
from sklearn.base import _fit_context as fit_context
from sklearn.utils import _safe_indexing as safe_indexing
from sklearn.utils._param_validation import (
    HasMethods,
    Interval,
    Options,
    StrOptions,
    validate_params,
)
from sklearn.utils._repr_html.estimator import _VisualBlock as VisualBlock
from sklearn.utils._set_output import _get_output_config as output_config
from sklearn.utils._set_output import _wrap_data_with_container as in_container
from sklearn.utils.metaestimators import _BaseComposition as BaseComposition
from sklearn.utils.validation import _check_feature_names_in as check_feature_names_in
from sklearn.utils.validation import _num_samples as num_samples

__all__ = [
    "BaseComposition",
    "HasMethods",
    "Interval",
    "Options",
    "StrOptions",
    "VisualBlock",
    "check_feature_names_in",
    "clone_keeping",
    "fit_context",
    "in_container",
    "known_scorers",
    "num_samples",
    "output_config",
    "safe_indexing",
    "validate_params",
]


def clone_keeping(estimator, *names):
    """Clone an estimator, but pass these parameters on as they are."""
    clone = _clone_parametrized(estimator)
    return clone.set_params(**{name: getattr(estimator, name) for name in names})


def known_scorers():
    """Return scikit-learn's dictionary of scorers by name, or None if it has no such dictionary."""
    # Imported here, since most users of this module need no metrics.
    from sklearn.metrics import _scorer

    known = getattr(_scorer, "_SCORERS", None)
    return known if isinstance(known, dict) else None
