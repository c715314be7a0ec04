"""Support for Dask arrays and bags of images."""

import copy
import errno
import functools
import sys
import time
from contextlib import nullcontext

import numpy as np
from joblib import parallel_config
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted

from skwbc._input.images import is_lazy
from skwbc._sklearn import output_config

# A temporary fault of a file server should not end a long computation.
_ATTEMPTS = 3
_SECONDS_BETWEEN = 1
# Errors in addition to those that Python raises as ConnectionError or TimeoutError.
_PASSING = {
    errno.EAGAIN,
    errno.EBUSY,
    errno.EHOSTDOWN,
    errno.EHOSTUNREACH,
    errno.EIO,
    errno.EMFILE,
    errno.ENETDOWN,
    errno.ENETRESET,
    errno.ENETUNREACH,
    errno.ENFILE,
    errno.ENOBUFS,
    errno.ESTALE,
}


def by_itself():
    """Run sequentially on a Dask worker, instead of sending images to other busy workers."""
    distributed = sys.modules.get("distributed")
    try:
        is_on_worker = distributed is not None and bool(distributed.get_worker())
    except ValueError:
        is_on_worker = False
    return parallel_config("sequential") if is_on_worker else nullcontext()


def lazily(method):
    """Make a method that computes one row per image accept Dask arrays and bags lazily."""

    @functools.wraps(method)
    def of_any(self, X):
        return _of_partitions(self, method.__name__, X) if is_lazy(X) else method(self, X)

    return of_any


def _of_partitions(estimator, method, X):
    import dask.array as da
    import dask.bag as db
    from dask import delayed

    check_is_fitted(estimator)
    if not isinstance(X, (da.Array, db.Bag)):
        raise TypeError(
            f"X is a Dask {type(X).__name__}; {method} accepts a Dask array or bag of images."
        )
    container = output_config("transform", estimator)["dense"]
    if method == "transform" and container != "default":
        raise ValueError(
            f"set_output: a {container} table of a Dask collection would be computed immediately; "
            'call set_output(transform="default") to keep the result lazy.'
        )
    if isinstance(X, da.Array):
        X = X.rechunk(dict.fromkeys(range(1, X.ndim), -1))
        parts, lengths = X.to_delayed().ravel().tolist(), X.chunks[0]
    else:
        parts, lengths = X.to_delayed(), [np.nan] * X.npartitions
    nothing = _no_rows(estimator, method)
    # One node of the graph, which each worker fetches once. Later fits do not change the copy.
    sent = delayed(copy.copy(estimator), traverse=False)
    compute = delayed(_rows, pure=False)
    blocks = [
        da.from_delayed(
            compute(sent, method, part, nothing), (length, *nothing.shape[1:]), meta=nothing
        )
        for part, length in zip(parts, lengths, strict=True)
    ]
    return da.concatenate(blocks, allow_unknown_chunksizes=True)


def _no_rows(estimator, method):
    """Return the output of a method for zero images."""
    if method == "predict":
        return estimator.classes_[:0]
    if method == "transform":
        dtype = get_tags(estimator).transformer_tags.preserves_dtype[0]
        return np.empty((0, len(estimator.get_feature_names_out())), dtype)
    n_classes = len(estimator.classes_)
    is_one_column = method == "decision_function" and n_classes == 2
    return np.empty((0,) if is_one_column else (0, n_classes))


def _rows(estimator, method, part, nothing):
    """Compute the rows of one partition on a worker."""
    part = part if isinstance(part, np.ndarray) else list(part)
    if not len(part):
        return nothing
    for attempts_left in reversed(range(_ATTEMPTS)):
        try:
            return getattr(estimator, method)(part)
        except Exception as error:
            if not attempts_left or not _may_pass(error):
                raise
            time.sleep(_SECONDS_BETWEEN)


def _may_pass(error):
    """Return whether an error may have a temporary cause, for example in a file server."""
    if isinstance(error, (ConnectionError, TimeoutError)):
        return True
    if isinstance(error, OSError) and error.errno in _PASSING:
        return True
    # The error of an unreadable image has the error of its file as the cause.
    return error.__cause__ is not None and _may_pass(error.__cause__)
