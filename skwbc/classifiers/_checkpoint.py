"""The file that a fit leaves after each epoch, so that one that was killed can go on."""

import json
from numbers import Integral
from pathlib import Path

import numpy as np

from skwbc._files.archives import read_arrays
from skwbc._files.cache import fingerprint
from skwbc._files.safe import replacing
from skwbc.classifiers._fitted import FittedNetwork

# They may differ between the fit that was killed and the one that goes on.
_MAY_DIFFER = ("epochs", "verbose")


class Checkpoint:
    """The file of one fit.

    Parameters
    ----------
    path : str or path-like
        The file.
    estimator : CNNClassifier
        The classifier that is fitted.

    Attributes
    ----------
    seed : int or None
        Seed of the fit that wrote the file; ``None`` where there is none to go on with.
    """

    def __init__(self, path, estimator):
        self._path = Path(path)
        if not self._path.absolute().parent.is_dir():
            raise ValueError(
                f"checkpoint '{path}' would be in a folder that is not there; make it."
            )
        self._epochs = estimator.epochs
        self._run = {"parameters": _described(estimator)}
        self._about, self._arrays = _read(self._path)
        if self._about and self._about["finished"]:
            is_seeded = isinstance(estimator.random_state, Integral)
            # Otherwise a fresh seed is asked for, or another fit.
            if not is_seeded or self._about["run"]["parameters"] != self._run["parameters"]:
                self._about = None
        self.seed = self._about and self._about["seed"]

    def resume(self, data, n_before):
        """Return what the killed fit had reached, or ``None`` where this one is the first.

        Parameters
        ----------
        data : Data
            The data of this fit.
        n_before : int
            Number of epochs of earlier fits that this one goes on from.

        Returns
        -------
        about : dict
            The history, the best epoch, its loss and whether no more epochs are needed.
        last, best : dict of lists of ndarray
            Weights and optimizer's state after the last and the best epoch.
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
        """Write all that is needed to go on after the last epoch."""
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
        # Another estimator has other parameters, which would only bury the reason.
        names = now if before["estimator"] == now["estimator"] else ["estimator"]
        changes = [
            f"{name}={before[name]} (now {now[name]})"
            for name in names
            if before[name] != now[name]
        ]
        if then["n_before"] != self._run["n_before"]:
            changes.append(f"{then['n_before']} epochs behind it (now {self._run['n_before']})")
        if then["data"] != self._run["data"]:
            changes.append("other images, labels, weights or groups")
        raise ValueError(
            f"checkpoint '{self._path}' was begun with {', '.join(changes)}; give the same again, "
            "or delete it to start anew."
        )


def epochs_done(path):
    """Number of epochs that a fit which was killed had done; 0 where there is no such file."""
    about, _ = _read(path, with_arrays=False)
    return len(about["history"]["loss"]) if about else 0


def _read(path, with_arrays=True):
    """What a fit wrote about itself, and its arrays; ``None`` where there is no such file."""
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
            f"checkpoint '{path}' is not a file that a fit wrote, or it is damaged ({error}); "
            "name another file, or delete it to start anew."
        ) from error


def _flattened(arrays, epoch):
    return {
        f"{epoch}.{name}.{number}": value
        for name, values in arrays.items()
        for number, value in enumerate(values)
    }


def _unflattened(arrays, epoch):
    """The arrays of an epoch; the best one's are not repeated where it is the last one."""
    if not any(name.startswith(f"{epoch}.") for name in arrays):
        epoch = "last"
    found = {}
    for key, value in arrays.items():
        of, name, _ = key.split(".")
        if of == epoch:
            found.setdefault(name, []).append(value)
    return found


def _described(estimator):
    """What decides a fit beside its data, in words."""
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
    """Fingerprint of a fit's images by their content, labels, weights and parts."""
    parts = (data.codes, data.weights, data.train, data.validation)
    return fingerprint(
        repr(data.labels.tolist()),
        *("none" if part is None else part for part in parts),
        *(image.hex() for image in data.cells.digests(range(len(data.cells)))),
    )
