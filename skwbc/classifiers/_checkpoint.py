"""The file that a fit writes after each epoch, from which a killed fit can continue."""

import json
from numbers import Integral
from pathlib import Path

import numpy as np

from skwbc._files.archives import read_arrays
from skwbc._files.cache import fingerprint
from skwbc._files.safe import replacing
from skwbc.classifiers._fitted import FittedNetwork

# Parameters that may differ between the killed fit and the one that continues it.
_MAY_DIFFER = ("epochs", "verbose")


class Checkpoint:
    """The file of one fit.

    Parameters
    ----------
    path : str or path-like
        The file.
    estimator : CNNClassifier
        The classifier being fitted.

    Attributes
    ----------
    seed : int or None
        Seed of the fit that wrote the file; ``None`` if there is no fit to continue.
    """

    def __init__(self, path, estimator):
        self._path = Path(path)
        if not self._path.absolute().parent.is_dir():
            raise ValueError(
                f"The folder of the checkpoint '{path}' does not exist; create it first."
            )
        self._epochs = estimator.epochs
        self._run = {"parameters": _described(estimator)}
        self._about, self._arrays = _read(self._path)
        if self._about and self._about["finished"]:
            is_seeded = isinstance(estimator.random_state, Integral)
            # Otherwise, the user wants a new seed or another fit.
            if not is_seeded or self._about["run"]["parameters"] != self._run["parameters"]:
                self._about = None
        self.seed = self._about and self._about["seed"]

    def resume(self, data, n_before):
        """Return the state that the killed fit had reached, or ``None`` if there was none.

        Parameters
        ----------
        data : Data
            The data of this fit.
        n_before : int
            Number of epochs of earlier fits that this one continues.

        Returns
        -------
        about : dict
            The history, the best epoch, its loss and whether training is complete.
        last, best : dict of lists of ndarray
            Weights and optimizer state after the last and the best epoch.
        """
        self._seed = data.seed
        self._run |= {"n_before": n_before, "data": _identity(data)}
        about, arrays = self._about, self._arrays
        self._about = self._arrays = None
        if about is None or (about["finished"] and about["run"] != self._run):
            return None
        if about["run"] != self._run:
            self._refuse(about["run"])
        about["finished"] &= about["epochs"] == self._epochs
        return about, _unflattened(arrays, "last"), _unflattened(arrays, "best")

    def write(self, history, best, best_loss, arrays_of_best, arrays, finished):
        """Write everything needed to continue after the last epoch."""
        flat = _flattened(arrays, "last")
        if arrays_of_best is not arrays:
            flat |= _flattened(arrays_of_best, "best")
        about = {
            "run": self._run,
            "epochs": self._epochs,
            "seed": self._seed,
            "history": history,
            "best": best,
            "best_loss": best_loss,
            "finished": finished,
            "arrays": list(flat),
        }
        with replacing(self._path, ".partial") as file:
            np.savez(file, about=json.dumps(about), **flat)

    def _refuse(self, then):
        before, now = then["parameters"], self._run["parameters"]
        # The parameters of another estimator differ too, and would only hide the reason.
        names = now if before["estimator"] == now["estimator"] else ["estimator"]
        changes = [
            f"{name}={before[name]} (now {now[name]})"
            for name in names
            if before[name] != now[name]
        ]
        if then["n_before"] != self._run["n_before"]:
            changes.append(f"{then['n_before']} earlier epochs (now {self._run['n_before']})")
        if then["data"] != self._run["data"]:
            changes.append("other images, labels, weights or groups")
        raise ValueError(
            f"The checkpoint '{self._path}' was started with {', '.join(changes)}; restore "
            f"{'it' if len(changes) == 1 else 'them'}, or delete the file to start from scratch."
        )


def epochs_done(path):
    """Return the number of epochs that a killed fit had completed; 0 if there is no such file."""
    about, _ = _read(path, with_arrays=False)
    return len(about["history"]["loss"]) if about else 0


def _read(path, with_arrays=True):
    """Return the metadata and arrays that a fit wrote; ``None`` if there is no such file."""
    if not Path(path).exists():
        return None, None
    try:
        arrays = read_arrays(path, None if with_arrays else ["about"])
        about = json.loads(str(arrays.pop("about")))
        written = set(about["arrays"])
        if with_arrays and set(arrays) != written:
            raise ValueError("it lacks some of its arrays")
        return about, arrays
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"The checkpoint '{path}' was not written by fit, or it is damaged ({error}); pass "
            "another path, or delete the file to start from scratch."
        ) from error


def _flattened(arrays, epoch):
    return {
        f"{epoch}.{name}.{number}": value
        for name, values in arrays.items()
        for number, value in enumerate(values)
    }


def _unflattened(arrays, epoch):
    """Return the arrays of an epoch; they are stored once if the best epoch is the last one."""
    if not any(name.startswith(f"{epoch}.") for name in arrays):
        epoch = "last"
    found = {}
    for key, value in arrays.items():
        of, name, _ = key.split(".")
        if of == epoch:
            found.setdefault(name, []).append(value)
    return found


def _described(estimator):
    """Describe everything except the data that determines a fit, as strings."""
    parameters = estimator.get_params(deep=False)
    described = {"estimator": type(estimator).__name__}
    for name in sorted(set(parameters) - set(_MAY_DIFFER)):
        value = parameters[name]
        if isinstance(value, FittedNetwork) and hasattr(value, "weights_"):
            described[name] = f"{type(value).__name__} {fingerprint(*value.weights_)}"
        elif callable(value):
            described[name] = f"{value.__module__}.{getattr(value, '__qualname__', value)}"
        elif isinstance(value, np.random.RandomState):
            described[name] = "a RandomState"
        else:
            described[name] = repr(value)
    return described


def _identity(data):
    """Compute a fingerprint of a fit's image contents, labels, weights and validation split."""
    parts = (data.codes, data.weights, data.train, data.validation)
    return fingerprint(
        repr(data.labels.tolist()),
        *("none" if part is None else part for part in parts),
        *(image.hex() for image in data.cells.digests(range(len(data.cells)))),
    )
