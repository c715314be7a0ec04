"""Partitions of Dask collections, as a worker computes them; test_clusters runs them on Dask."""

import errno

import numpy as np
import pytest
from PIL import Image
from sklearn.base import BaseEstimator

from skwbc._input import dask, pictures
from skwbc.preprocessing import StainNormalizer


class Shaky(BaseEstimator):
    """Fails as often as there are errors."""

    def __init__(self, *errors):
        self.errors = list(errors)

    def predict(self, X):
        if self.errors:
            raise self.errors.pop()
        return np.zeros(len(X))


def rows(estimator, part=("a.png",), method="predict"):
    return dask._rows(estimator, method, part, np.zeros(0))


@pytest.fixture
def waits(monkeypatch):
    """Seconds that were waited for another attempt."""
    waited = []
    monkeypatch.setattr(dask.time, "sleep", waited.append)
    return waited


def wrapped(error):
    """An error that names what caused it."""
    caused = ValueError("X[0]: 'a.png' cannot be read as an image")
    caused.__cause__ = error
    return caused


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EIO, "input/output error"),
        OSError(errno.ESTALE, "stale file handle"),
        OSError(errno.EMFILE, "too many open files"),
        OSError(errno.ENETUNREACH, "network is unreachable"),
        ConnectionResetError("gone"),
        TimeoutError("too slow"),
        wrapped(wrapped(OSError(errno.EIO, "input/output error"))),
    ],
)
def test_faults_that_may_pass_are_tried_again(error, waits):
    assert rows(Shaky(error, error)).tolist() == [0]
    assert waits == [1, 1]
    with pytest.raises(type(error)):
        rows(Shaky(error, error, error))
    assert waits == [1, 1] * 2


@pytest.mark.parametrize(
    "error",
    [
        ValueError("X has 4 channels"),
        MemoryError(),
        FileNotFoundError(errno.ENOENT, "no such file"),
        PermissionError(errno.EACCES, "permission denied"),
        OSError("image file is truncated"),
        wrapped(PermissionError(errno.EACCES, "permission denied")),
    ],
)
def test_what_fails_for_good_is_raised_at_once(error, waits):
    with pytest.raises(type(error)):
        rows(Shaky(error))
    assert not waits


def test_files_of_a_shaky_server(tmp_path, monkeypatch, waits):
    path = tmp_path / "a.png"
    Image.linear_gradient("L").resize((8, 8)).convert("RGB").save(path)
    step = StainNormalizer("reinhard").fit([path])
    faults = [OSError(errno.EIO, "input/output error")]
    open_file = pictures.open_file

    def shaky(path):
        if faults:
            raise faults.pop()
        return open_file(path)

    monkeypatch.setattr(pictures, "open_file", shaky)
    monkeypatch.setattr(
        Shaky, "predict", lambda self, X: [np.asarray(x) for x in step.transform(X)]
    )
    assert np.shape(rows(Shaky(), [path])) == (1, 8, 8, 3)
    assert waits == [1]
    path.write_text("no image")
    with pytest.raises(ValueError, match=r"a\.png' cannot be read as an image"):
        rows(Shaky(), [path])
    assert waits == [1]
