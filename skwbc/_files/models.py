"""Saving and loading fitted estimators without running any code."""

import gc
import warnings
from numbers import Number
from pathlib import Path
from types import FunctionType, ModuleType

import numpy as np

from skwbc._files.archives import check_growth
from skwbc._files.safe import replace_file
from skwbc._files.trusted import check_schema, trusted_types

# Parameters that name a folder whose content is trusted: those of skwbc and of joblib.
_FOLDERS = ("feature_cache", "memory")


def save(estimator, path):
    """Save a fitted estimator as a skops file.

    Parameters
    ----------
    estimator : estimator
        Any estimator of this library, or a scikit-learn pipeline that contains one; for a search,
        its ``best_estimator_``.
    path : str or path-like
        File to write, by convention ``*.skops``. An existing file is replaced only by a complete
        one.

    Returns
    -------
    path : pathlib.Path
        The file.

    See Also
    --------
    load : Load an estimator from such a file.

    Notes
    -----
    Callbacks of scikit-learn that are set on the estimator are not saved. A warning names any part
    because of which :func:`load` will refuse the file, such as a decision tree.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import skwbc
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = skwbc.WBCsNetClassifier(width=0.1, image_size=16, epochs=1).fit(images, y)
    >>> with TemporaryDirectory() as folder:
    ...     path = skwbc.save(classifier, Path(folder, "cells.skops"))
    ...     loaded = skwbc.load(path)
    >>> bool((loaded.predict(images) == classifier.predict(images)).all())
    True
    """
    import copy

    from skops.io import dumps

    if hasattr(estimator, "_skl_callbacks"):
        estimator = copy.copy(estimator).set_callbacks()
    content = dumps(estimator)
    if foreign := _foreign_types(data=content):
        warnings.warn(
            f"skwbc.load will refuse '{path}' because of {_parts_with(foreign, estimator)}; "
            f"{_remedy(foreign)}read the file with skops.io.load(path, trusted=[...]).",
            UserWarning,
            stacklevel=2,
        )
    replace_file(path, content)
    return Path(path)


def _foreign_types(**source):
    """List the types in a skops file, or in its bytes, that ``load`` does not accept."""
    from skops.io import get_untrusted_types

    return sorted(set(get_untrusted_types(**source)) - set(trusted_types()))


def _parts_with(foreign, estimator):
    """Describe the innermost parts of an estimator that contain foreign types."""
    from skops.io import dumps

    found = {}
    for name, part in estimator.get_params().items():
        if hasattr(part, "get_params") and not isinstance(part, type):
            found[name] = set(foreign) & set(_foreign_types(data=dumps(part)))
    outer = {name for name in found for other in found if found[other] and f"{name}__" in other}
    inner = {f"'{name}'": types for name, types in found.items() if types and name not in outer}
    rest = set(foreign).difference(*inner.values())
    if rest:
        inner[f"the {type(estimator).__name__}"] = rest
    return " and ".join(f"{', '.join(sorted(types))} in {name}" for name, types in inner.items())


def _remedy(foreign):
    """Return what avoids foreign types, if anything does."""
    if any(name.startswith("sklearn.neighbors.") for name in foreign):
        return "set algorithm='brute', or "
    if any(name.startswith("sklearn.tree.") for name in foreign):
        return "use a model without trees, such as LogisticRegression or SVC, or "
    return ""


def load(path):
    """Load an estimator written by ``save``, without running any code from the file.

    Parameters
    ----------
    path : str or path-like
        The file.

    Returns
    -------
    estimator : estimator
        The estimator, ready to predict.

    See Also
    --------
    save : Write such a file.

    Notes
    -----
    In addition to the types that skops itself trusts (scikit-learn, NumPy, SciPy and plain values),
    only the estimators and networks of this library and the pipelines and samplers of
    imbalanced-learn are accepted. A classifier with your own network function can be read with
    ``skops.io.load(path, trusted=[...])``, if you trust the file. The same applies to decision
    trees and their forests, and to nearest neighbours that search in a tree, as they do for at most
    15 features unless ``algorithm="brute"``: a manipulated tree can crash the process.

    All folders named in the file, such as ``feature_cache`` or ``memory``, are reset to ``None`` in
    every step and in every grid of a search, because joblib unpickles the content of these folders.
    Set them again where needed.

    Examples
    --------
    >>> import skwbc
    >>> skwbc.load("missing.skops")
    Traceback (most recent call last):
    FileNotFoundError: The file 'missing.skops' does not exist; check the path.
    """
    from skops.io import load as load_skops

    if not Path(path).exists():
        raise FileNotFoundError(f"The file '{path}' does not exist; check the path.")
    try:
        check_growth(path)
        foreign = _foreign_types(file=path)
        if not foreign:
            check_schema(path)
            estimator = load_skops(path, trusted=trusted_types())
    except Exception as error:
        # A damaged file can raise any error of its readers.
        raise ValueError(
            f"'{path}' was not written by skwbc.save, or it is damaged ({error!r})."
        ) from error
    if foreign:
        raise ValueError(
            f"'{path}' was not loaded because it contains types that this library does not know: "
            f"{', '.join(foreign)}."
        )
    _forget_folders(estimator)
    return estimator


def _forget_folders(loaded):
    """Reset every folder named in the file, since its content would be read or unpickled."""
    seen, waiting = {}, [loaded]
    while waiting:
        item = waiting.pop()
        # Code does not come from the file, and refers to the whole process.
        if id(item) in seen or isinstance(item, (type, FunctionType, ModuleType)):
            continue
        seen[id(item)] = item
        named = item if isinstance(item, dict) else getattr(item, "__dict__", {})
        for name, value in named.items():
            # Searches list candidates for parameters of steps, such as "classify__memory". A number
            # belongs to a label: there are memory cells.
            is_folder = str(name).rsplit("__", 1)[-1] in _FOLDERS and not isinstance(value, Number)
            if is_folder and value is not None:
                is_candidates = isinstance(value, (list, tuple, np.ndarray))
                named[name] = [None] if is_candidates else None
        waiting += [*named.values(), *gc.get_referents(item)]
        if isinstance(item, np.ndarray) and item.dtype.hasobject:
            # The garbage collector does not traverse arrays.
            waiting.append(np.asarray(item).tolist())
