"""White-blood-cell image classification as ordinary scikit-learn estimators."""

from skwbc._names import ESTIMATORS as _ESTIMATORS

__version__ = "0.1.0.dev0"

_HOMES = {
    **dict.fromkeys(_ESTIMATORS["classifiers"], "classifiers"),
    "adapt": "pipelines",
    "all_estimators": "discovery",
    "load": "_files.models",
    "put_on_ray": "_input.ray",
    "ready_model": "pipelines",
    "recommended_pipeline": "pipelines",
    "report": "reporting",
    "save": "_files.models",
    "trusted_types": "_files.trusted",
}
_SUBPACKAGES = (
    "classifiers",
    "datasets",
    "features",
    "inspection",
    "labelling",
    "metrics",
    "model_selection",
    "networks",
    "pipelines",
    "preprocessing",
    "sampling",
)

__all__ = [*_HOMES, *_SUBPACKAGES]


def __getattr__(name):
    # Public names are loaded on first use, so that `import skwbc` costs next to nothing.
    from importlib import import_module

    if name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    elif name in _SUBPACKAGES:
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *__all__])
