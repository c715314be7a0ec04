"""Saving and loading fitted estimators without running any code."""

from pathlib import Path, PosixPath, WindowsPath

from skwbc._archives import check_growth
from skwbc._files import replace_file


def save(estimator, path):
    """Save a fitted estimator as a skops file.

    Parameters
    ----------
    estimator : estimator
        Any estimator of this library, or a scikit-learn pipeline that holds one; of a search,
        its ``best_estimator_``.
    path : str or path-like
        File to write, by convention ``*.skops``. An existing file is replaced only by a complete
        one.

    See Also
    --------
    load : Read such a file.

    Notes
    -----
    scikit-learn callbacks that are set on the estimator are not saved.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import skwbc
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = skwbc.WBCsNetClassifier(width=0.1, image_size=16, epochs=1).fit(images, y)
    >>> with TemporaryDirectory() as folder:
    ...     skwbc.save(classifier, Path(folder, "cells.skops"))
    ...     loaded = skwbc.load(Path(folder, "cells.skops"))
    >>> bool((loaded.predict(images) == classifier.predict(images)).all())
    True
    """
    import copy

    from skops.io import dumps

    if hasattr(estimator, "_skl_callbacks"):
        estimator = copy.copy(estimator).set_callbacks()
    replace_file(path, dumps(estimator))


def load(path):
    """Load an estimator that ``save`` wrote, running no code of the file.

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
    Beside what skops itself trusts (scikit-learn, NumPy, SciPy and plain values), only this
    library's own estimators and networks and imbalanced-learn's pipelines and samplers are
    accepted. A classifier around a network function of your own can be read with
    ``skops.io.load(path, trusted=[...])``, where you vouch for it. So can decision trees and their
    forests, and nearest neighbours that search in a tree, as they do among at most 15 features
    unless ``algorithm="brute"``: a tree that somebody made up can bring the process down. Folders
    of feature caches are forgotten; set ``feature_cache`` again where you want one.

    Examples
    --------
    >>> import skwbc
    >>> skwbc.load("missing.skops")
    Traceback (most recent call last):
    FileNotFoundError: There is no file 'missing.skops'; check the path.
    """
    from skops.io import get_untrusted_types
    from skops.io import load as load_skops

    if not Path(path).exists():
        raise FileNotFoundError(f"There is no file '{path}'; check the path.")
    trusted = _own_types()
    foreign = None
    try:
        check_growth(path)
        foreign = sorted(set(get_untrusted_types(file=path)) - set(trusted))
        estimator = None if foreign else load_skops(path, trusted=trusted)
    except Exception as error:
        # A damaged file raises whatever its readers stumble over.
        raise ValueError(
            f"'{path}' is not a file that skwbc.save wrote, or it is damaged ({error!r})."
        ) from error
    if foreign:
        raise ValueError(
            f"'{path}' was not loaded because it names what this library does not know: "
            f"{', '.join(foreign)}."
        )
    _forget_caches(estimator)
    return estimator


def _forget_caches(item, seen=None):
    """Let nothing write into the folder of a cache that the file's author named."""
    seen = {} if seen is None else seen
    if id(item) in seen:
        return
    seen[id(item)] = item
    inner = getattr(item, "__dict__", {})
    if inner.get("feature_cache") is not None:
        item.feature_cache = None
    parts = [*inner.values(), *(item.values() if isinstance(item, dict) else ())]
    if isinstance(item, (list, tuple)) or str(getattr(item, "dtype", "")) == "object":
        parts += list(item)
    for part in parts:
        _forget_caches(part, seen)


def _own_types():
    from imblearn import combine, over_sampling, under_sampling

    from skwbc import networks
    from skwbc.discovery import all_estimators
    from skwbc.features._hybrid import SideBySide

    own = [SideBySide, *(estimator for _, estimator in all_estimators())]
    for module in (networks, combine, over_sampling, under_sampling):
        own += [getattr(module, name) for name in module.__all__]
    own += [PosixPath, WindowsPath]
    names = [f"{item.__module__}.{item.__qualname__}" for item in own]
    # Ensembles keep their parts by name in one of these.
    return [*names, "imblearn.pipeline.Pipeline", "sklearn.utils._bunch.Bunch"]
