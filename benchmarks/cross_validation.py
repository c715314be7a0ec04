"""Rows 4 and 4b: cross-validation and a search over learning rates, against scikeras."""

import logging
import time
from collections import Counter
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

import numpy as np
from feature_store import forget_features
from harness import Line, report, seconds, take_turns
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score

from skwbc import DenseNet201Classifier, WBCsNet2Classifier
from skwbc._keras import live, pool
from skwbc.datasets import make_blood_cells

try:
    from scikeras.wrappers import KerasClassifier
except ImportError:
    KerasClassifier = None

# Methods of networks that a cross-validation calls, other than training steps.
OUTSIDE = ("__init__", "initial_weights", "load", "weights", "predict")


def main():
    # Each fold of scikeras traces its own network, and TensorFlow would warn each time.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    cross_validation()
    if KerasClassifier is None:
        print("scikeras is not installed, so the comparison with it is skipped.")
    else:
        search_of_a_head()


def cross_validation():
    """Row 4: 10 folds of WBCsNet-2."""
    cells = make_blood_cells(500, image_size=24, random_state=0)
    pixels = cells.images.astype(np.float32) / 255
    classifier = WBCsNet2Classifier(width=0.25, image_size=24, epochs=3, random_state=0)
    scores, outside, parts = {}, [], []

    def ours():
        # Building and tracing the network is part of a study.
        pool._idle.clear()
        start = time.perf_counter()
        with timed_network() as timed:
            scores["skwbc"] = cross_val_score(classifier, cells.images, cells.target, cv=10)
        total = time.perf_counter() - start
        outside.append(1 - timed["train_batch"] / total)
        parts.append({name: value / total for name, value in timed.items()})

    def theirs():
        scores["scikeras"] = cross_val_score(peer, pixels, cells.target, cv=10)

    ways = {"skwbc": ours}
    # Work that is done once per process is not part of either time.
    cross_val_score(classifier, cells.images[:64], cells.target[:64], cv=2)
    if KerasClassifier is not None:
        peer = by_scikeras(classifier)
        cross_val_score(peer, pixels[:64], cells.target[:64], cv=2)
        ways["scikeras"] = theirs
    times = take_turns(ways, 2, warm_ups=0)
    if not all(len(each) == 10 and np.isfinite(each).all() for each in scores.values()):
        raise AssertionError(f"Some folds have no score: {scores}.")
    share = {name: np.median([each[name] for each in parts]) for name in parts[0]}
    known = sum(value for name, value in share.items() if name in OUTSIDE)
    rest = np.median(outside) - known
    work = "10-fold cross-validation of WBCsNet-2 (width 0.25, 24×24, 500 images, 3 epochs)"
    if "scikeras" in times:
        means = ", ".join(f"{way} {each.mean():.2f}" for way, each in scores.items())
        report(
            Line(
                "4",
                work,
                seconds(times),
                times["scikeras"] / times["skwbc"],
                "≥ 2",
                "Each round of skwbc builds and traces one network; scikeras builds and traces one "
                f"per fold. Mean accuracy: {means}; initial weights and batches differ.",
            )
        )
    report(
        Line(
            "4",
            f"{work}: share of the time outside the training steps",
            f"{100 * np.median(outside):.1f}%",
            float(np.median(outside)),
            "≤ 0.1",
            f"Scoring the held-out folds takes {100 * share['predict']:.1f}%, building the network "
            f"{100 * share['__init__']:.1f}%, drawing and loading weights "
            f"{100 * (share['initial_weights'] + share['load']):.1f}%, copying weights from the "
            f"network {100 * share['weights']:.1f}%, and the rest {100 * rest:.1f}%. The first "
            f"step includes tracing; it takes {100 * share['first train_batch']:.1f}% and counts "
            "as a training step.",
        )
    )


def search_of_a_head():
    """Row 4b: 5 folds and 4 learning rates of a head on a frozen DenseNet201."""
    cells = make_blood_cells(200, image_size=64, random_state=0)
    pixels = cells.images.astype(np.float32) / 255
    # ImageNet weights may not be available; random ones take as long.
    classifier = DenseNet201Classifier(
        weights=None,
        image_size=64,
        epochs=10,
        validation_fraction=0,
        restore_best=False,
        random_state=0,
    )
    rates = [0.0001, 0.0003, 0.001, 0.003]
    folds = list(StratifiedKFold(5).split(pixels, cells.target))
    peer = by_scikeras(classifier)
    parts = {}

    def ours():
        pool._idle.clear()
        forget_features()
        grid = {"learning_rate": rates}
        search = GridSearchCV(classifier, grid, cv=folds, refit=False, error_score="raise")
        with timed_network() as timed:
            search.fit(cells.images, cells.target)
        parts.update(timed)

    def theirs():
        # All twenty fits would take many minutes, and each one builds, traces and trains a network.
        cross_val_score(peer, pixels, cells.target, cv=folds[:1], error_score="raise")

    times = take_turns({"skwbc": ours, "scikeras": theirs}, 1, warm_ups=0)
    times["scikeras"] *= len(folds) * len(rates)
    report(
        Line(
            "4b",
            "5-fold search over 4 learning rates of a frozen DenseNet201's head (64×64, 200 "
            "images, 10 epochs)",
            seconds(times),
            times["scikeras"] / times["skwbc"],
            "≥ 20",
            "For scikeras, one fold and one rate were timed, and the time was multiplied by 20. "
            f"Weights are random. In skwbc, building networks takes {parts['__init__']:.1f} s, "
            "tracing the backbone and computing each image's features once takes "
            f"{parts['features']:.1f} s, and training heads {parts['train_batch']:.1f} s.",
        )
    )


def by_scikeras(classifier):
    """Build a scikeras classifier with the same network, optimizer, batch size and epochs."""
    import keras

    settings = classifier.get_params()
    own = {name: settings[name] for name in classifier._network_param_names}
    network = partial(classifier._network_function, **classifier._fixed_network_params, **own)

    def build(meta):
        return network(meta["X_shape_"][1:], meta["n_classes_"])

    optimizer = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}
    return KerasClassifier(
        build,
        loss="sparse_categorical_crossentropy",
        optimizer=optimizer[classifier.optimizer],
        optimizer__learning_rate=classifier.learning_rate,
        metrics=["accuracy"],
        batch_size=classifier.batch_size,
        epochs=classifier.epochs,
        verbose=0,
        random_state=0,
    )


@contextmanager
def timed_network():
    """Measure the seconds spent in each method of the networks of skwbc, by name."""
    total = Counter()

    def timed(name):
        method = getattr(live.LiveNetwork, name)

        def run(*args, **kwargs):
            start = time.perf_counter()
            try:
                return method(*args, **kwargs)
            finally:
                spent = time.perf_counter() - start
                total.setdefault(f"first {name}", spent)
                total[name] += spent

        return run

    names = (*OUTSIDE, "train_batch", "features")
    with patch.multiple(live.LiveNetwork, **{name: timed(name) for name in names}):
        yield total


if __name__ == "__main__":
    main()
