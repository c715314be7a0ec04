"""Data of a fit other than the network: labels, weights, parts, history and callbacks."""

import warnings
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.special import entr
from sklearn.utils.multiclass import check_classification_targets

from skwbc._input.columns import as_groups, as_labels, as_weights, require_labels
from skwbc._input.images import Images


def encode(estimator, y, n_images, classes):
    """Return the sorted labels, and the index of each image's label among them."""
    require_labels(estimator, y)
    y = as_labels(y, n=n_images)
    check_classification_targets(y)
    found = np.unique(y)
    labels = found if classes is None else np.unique(as_labels(classes, "classes"))
    if len(labels) < 2:
        raise ValueError(
            f"y has only one class, {labels.tolist()[0]!r}; a classifier needs at least two."
        )
    unseen = np.setdiff1d(found, labels)
    if len(unseen):
        raise ValueError(
            f"y has labels that are not among the classes so far: {unseen.tolist()}; the classes "
            f"are {labels.tolist()}."
        )
    return labels, np.searchsorted(labels, y)


def image_weights(sample_weight, class_weight, codes, labels):
    """Multiply sample weights by class weights; return ``None`` if all images weigh the same."""
    if sample_weight is None and class_weight is None:
        return None
    weights = as_weights(1.0 if sample_weight is None else sample_weight, len(codes))
    if class_weight is not None:
        weights = weights * _class_weights(class_weight, weights, codes, labels)[codes]
    if not weights.any():
        raise ValueError(
            "class_weight and sample_weight leave no image a positive weight; raise some of them."
        )
    return None if (weights == weights[0]).all() else weights


def _class_weights(class_weight, weights, codes, labels):
    if class_weight == "balanced":
        totals = np.bincount(codes, weights, minlength=len(labels))
        return np.divide(
            totals.sum() / np.count_nonzero(totals), totals, where=totals > 0, out=0 * totals
        )
    unknown = [label for label in class_weight if label not in labels.tolist()]
    if unknown:
        raise ValueError(
            f"class_weight contains labels that are not in y: {unknown}; the labels of y are "
            f"{labels.tolist()}."
        )
    found = np.array([class_weight.get(label, 1.0) for label in labels.tolist()], dtype=float)
    if not np.isfinite(found).all() or (found < 0).any():
        raise ValueError(
            f"class_weight={class_weight} must contain finite numbers that are not negative."
        )
    return found


def renamed_callbacks(keras_callbacks, callbacks):
    """Take Keras callbacks by their old name, with a warning."""
    if callbacks is None:
        return keras_callbacks
    warnings.warn(
        "The parameter callbacks of fit was renamed to keras_callbacks; the old name will be "
        "removed.",
        FutureWarning,
        # Two of scikit-learn's wrappers stand between fit and the user.
        stacklevel=5,
    )
    return callbacks


class Interruption(KeyboardInterrupt):
    """An exception that carries the best epoch so far out of an interrupted fit."""

    def __init__(self, attributes):
        self.attributes = attributes


@dataclass
class Data:
    """Checked data of one fit."""

    cells: Images
    labels: np.ndarray
    codes: np.ndarray
    weights: np.ndarray | None
    train: np.ndarray
    validation: np.ndarray | None
    seed: int
    input_shape: tuple

    def part(self, indices):
        """Return the indices, codes and weights of a part; the weights have a mean of one."""
        weights = None
        if self.weights is not None:
            weights = self.weights[indices] / self.weights[indices].mean()
        return indices, self.codes[indices], weights

    def entropy(self):
        """Return the lowest training loss that is possible without looking at the images."""
        _, codes, weights = self.part(self.train)
        shares = np.bincount(codes, weights) / len(codes)
        return float(entr(shares).sum())


class History:
    """Loss and accuracy, with one entry per epoch."""

    def __init__(self, columns):
        self.columns = {name: list(values) for name, values in columns.items()}

    def __len__(self):
        return len(self.columns.get("loss", ()))

    def append(self, logs):
        """Add an epoch; values missing from it or from earlier epochs become NaN."""
        done = len(self)
        for name in [*self.columns, *(name for name in logs if name not in self.columns)]:
            column = self.columns.setdefault(name, [float("nan")] * done)
            column.append(logs.get(name, float("nan")))


class Hooks:
    """Calls to scikit-learn's callbacks during a fit; without any if ``task`` is ``None``."""

    def __init__(self, task, arguments):
        self._task = task
        self._arguments = arguments

    def begin(self):
        if self._task is not None:
            self._task.call_on_fit_task_begin(**self._arguments)

    def begin_epoch(self):
        if self._task is not None:
            self._epoch = self._task.subcontext(task_name="epoch")
            self._epoch.call_on_fit_task_begin(**self._arguments)

    def end_epoch(self, fitted):
        """Return whether a callback requests to stop."""
        return self._task is not None and self._epoch.call_on_fit_task_end(
            **self._arguments, reconstruction_attributes=fitted
        )

    def end(self, attributes):
        if self._task is not None:
            self._task.call_on_fit_task_end(**self._arguments, reconstruction_attributes=attributes)


def split(labels, codes, groups, used, fraction, seed):
    """Set aside a stratified part of the used images; whole groups if there are groups."""
    if not fraction:
        return used, None
    from sklearn.model_selection import StratifiedGroupKFold, train_test_split

    if groups is None:
        try:
            train, validation = train_test_split(
                used, test_size=fraction, stratify=codes[used], random_state=seed
            )
        except ValueError as error:
            raise ValueError(
                f"validation_fraction={fraction} cannot set aside a stratified part of {len(used)} "
                f"images of {len(labels)} classes ({error})"
            ) from error
        return np.sort(train), np.sort(validation)
    groups = as_groups(groups, len(codes))
    # 0.3 is three folds of ten.
    parts = Fraction(fraction).limit_denominator(max(10, round(1 / fraction)))
    splitter = StratifiedGroupKFold(parts.denominator, shuffle=True, random_state=seed)
    try:
        folds = list(splitter.split(used, codes[used], groups[used]))
    except ValueError as error:
        raise ValueError(
            f"validation_fraction={fraction} cannot set aside whole groups ({error})"
        ) from error
    for first in range(len(folds)):
        chosen = [folds[(first + n) % len(folds)][1] for n in range(parts.numerator)]
        validation = np.sort(np.concatenate(chosen))
        train = np.setdiff1d(np.arange(len(used)), validation)
        if len(validation) and set(codes[used[train]]) == set(codes[used]):
            return used[train], used[validation]
    raise ValueError(
        f"validation_fraction={fraction} with these groups would leave a class without training "
        "images; pass more groups per class or set validation_fraction=0."
    )
