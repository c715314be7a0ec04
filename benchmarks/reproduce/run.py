"""Repeat the experiments of the papers on random folds, as published, and on whole cells.

    python benchmarks/reproduce/run.py DATA --weights FOLDER --budget 60

DATA contains the published sets ('kaggle_blood_cells', 'jtsc', 'bccd_crops', 'pbc_subset'), and
FOLDER contains Keras's weight files without top, for those backbones that are available. Each paper
has a table next to this script, and a second one with its confusion matrices. Rows are added as
they are measured, and existing rows are not measured again.

Without a budget, the experiments run as described in the papers, for which a GPU is recommended.
With a budget, each row gets an equal share of the minutes and uses fewer seeds, epochs, images or
folds, as the table states.
"""

import argparse
import csv
import os
import time
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
from cells import LOADERS, cells_of, in_words
from experiments import experiments
from sklearn.base import clone
from sklearn.metrics import confusion_matrix, log_loss
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from skwbc.metrics import classification_table
from skwbc.sampling import RotationSampler

CONFUSION_COLUMNS = ("network", "settings", "cells", "folds", "type", "predicted", "images")
COLUMNS = (
    "network",
    "settings",
    "cells",
    "printed",
    "random folds",
    "whole cells",
    "run",
    "finding",
)
PROBE = 96
FEWEST_EPOCHS, FEWEST_IMAGES, FEWEST_FOLDS = 10, 400, 2
# Rows with this reason are tried again in the next run.
NO_TIME = "not run within the budget"


@dataclass(frozen=True)
class Plan:
    """Size of the part of an experiment that is run."""

    n_seeds: int
    epochs: int
    n_images: int
    n_folds: int

    def in_words(self, whole):
        """Describe the reductions from the whole experiment."""
        parts = (
            (self.n_seeds, whole.n_seeds, "seeds"),
            (self.epochs, whole.epochs, "epochs"),
            (self.n_images, whole.n_images, "images"),
            (self.n_folds, whole.n_folds, "folds"),
        )
        told = [f"{n} of {most} {of}" for n, most, of in parts if n < most]
        return ", ".join(told) or f"all {whole.n_seeds} seeds and {whole.n_folds} folds"


def affordable(whole, seconds, cost):
    """Reduce an experiment until it fits in the seconds, or cannot be reduced further."""
    plan = whole
    for name, fewest in (
        ("n_seeds", 1),
        ("epochs", max(FEWEST_EPOCHS, whole.epochs // 3)),
        ("n_folds", 3),
        ("n_images", max(FEWEST_IMAGES, whole.n_images // 3)),
        ("epochs", FEWEST_EPOCHS),
        ("n_images", FEWEST_IMAGES),
        ("n_folds", FEWEST_FOLDS),
    ):
        while cost(plan) > seconds and getattr(plan, name) > fewest:
            less = max(fewest, int(0.8 * getattr(plan, name)))
            plan = replace(plan, **{name: less})
    return plan


class Runner:
    """Runner of experiments on the sets of a folder, each within its share of a budget."""

    def __init__(self, data, n_seeds):
        self.data = data
        self.n_seeds = n_seeds
        # Confusion matrices of the last experiment: its settings, folds, types and numbers of
        # images.
        self.confusion = []

    def rows(self, experiment, seconds):
        """Measure the rows of an experiment."""
        if experiment.cells not in LOADERS:
            yield self._row(experiment, f"not run: {experiment.cells} is not available")
            return
        if experiment.model is None:
            yield self._row(experiment, experiment.weights)
            return
        X, y, groups = cells_of(experiment.cells, self.data)
        if experiment.rotations:
            sampler = RotationSampler(angles=experiment.rotations)
            X, y = sampler.fit_resample(X, y)
            groups = groups[sampler.sample_indices_]
        has_copies = len(set(groups)) < len(groups)
        model = self._started(experiment)
        epochs = model.get_params().get("epochs", 1)
        whole = Plan(self.n_seeds, epochs, len(y), experiment.n_folds)

        plan = whole
        if seconds is not None:
            once, per_epoch = _costs(model, X, y)

            def cost(plan):
                at_random = has_copies * (1 if experiment.single_split else plan.n_folds)
                n_epochs = plan.n_seeds * (plan.n_folds + at_random) * plan.epochs
                return plan.n_images * (once + n_epochs * per_epoch)

            plan = affordable(whole, seconds, cost)
            if cost(plan) > max(2 * seconds, 60):
                yield self._row(experiment, f"{NO_TIME}: at least {cost(plan) / 60:.0f} min")
                return
        kept = _some(y, plan.n_images)
        X, y, groups = X[kept], y[kept], groups[kept]
        model = model.set_params(epochs=plan.epochs) if "epochs" in model.get_params() else model
        start = time.perf_counter()
        if has_copies:
            whole_cells = self._predictions(experiment, model, X, y, groups, plan)
            plan_at_random = replace(plan, n_folds=1) if experiment.single_split else plan
            at_random = self._predictions(experiment, model, X, y, None, plan_at_random)
        else:
            whole_cells = self._predictions(experiment, model, X, y, None, plan)
        minutes = (time.perf_counter() - start) / 60
        cells = (
            f"{experiment.cells}: {len(y)} images of {len(set(groups))} cells, {len(set(y))} types"
        )
        run = "; ".join(
            [
                plan.in_words(whole),
                f"weights: {experiment.weights}",
                f"{minutes:.0f} min",
                _versions(),
            ]
        )
        parts = {"random folds": at_random} if has_copies else {}
        parts["whole cells"] = whole_cells
        self.confusion = [
            (experiment.network, experiment.settings, experiment.cells, kind, *line)
            for kind, found in parts.items()
            for line in _confusion(found, np.unique(y))
        ]
        for epoch in sorted({epoch for epoch, *_ in whole_cells}):
            yield (
                experiment.network + (f", epoch {epoch}" if experiment.each_epoch else ""),
                experiment.settings,
                cells,
                experiment.printed if epoch in (None, 5) else "",
                _score(at_random, epoch, groups) if has_copies else "no copies",
                _score(whole_cells, epoch, groups, also_balanced=True),
                run,
                "",
            )

    def _row(self, experiment, why):
        told = (experiment.network, experiment.settings, experiment.cells, experiment.printed)
        return (*told, "", "", why, "")

    def _started(self, experiment):
        """Copy the model, pretrained on another set if the experiment requires it."""
        model = clone(experiment.model)
        if experiment.weights in LOADERS:
            X, y, _ = cells_of(experiment.weights, self.data)
            learnt = clone(model).set_params(random_state=0).fit(X, y)
            model.set_params(weights=learnt)
        return model

    def _predictions(self, experiment, model, X, y, groups, plan):
        """Return epoch, tested images, truth, predictions and loss of each fold and seed."""
        found = []
        splitter = StratifiedKFold if groups is None else StratifiedGroupKFold
        for seed in range(plan.n_seeds):
            # A single split is one of the folds of a cross-validation.
            cv = splitter(experiment.n_folds, shuffle=True, random_state=seed)
            for train, test in list(cv.split(X, y, groups))[: plan.n_folds]:
                fitted = clone(model)
                if "random_state" in fitted.get_params():
                    fitted.set_params(random_state=seed)
                if not experiment.each_epoch:
                    predicted = fitted.fit(X[train], y[train]).predict(X[test])
                    found.append((None, test, y[test], predicted, None))
                    continue
                fitted.set_params(epochs=1, warm_start=True)
                for epoch in range(1, plan.epochs + 1):
                    proba = fitted.fit(X[train], y[train]).predict_proba(X[test])
                    loss = log_loss(y[test], proba, labels=fitted.classes_)
                    predicted = fitted.classes_[proba.argmax(axis=1)]
                    found.append((epoch, test, y[test], predicted, loss))
        return found


def _costs(model, X, y):
    """Measure the seconds per image, once and for each epoch."""
    some = _some(y, 2 * PROBE)
    first, second = some[::2], some[1::2]

    def timed(chosen, epochs):
        fitted = clone(model)
        if "epochs" in fitted.get_params():
            fitted.set_params(epochs=epochs)
        start = time.perf_counter()
        fitted.fit(X[chosen], y[chosen]).predict(X[chosen])
        return time.perf_counter() - start

    # The first fit builds and traces the network; the next one decodes its images and fills the
    # stores.
    timed(first, 1)
    filling, once, thrice = timed(second, 1), timed(second, 1), timed(second, 3)
    return max(filling - once, 0) / len(second), max(thrice - once, 0.002) / 2 / len(second)


def _some(y, n):
    """Draw the indices of this number of images, stratified by type."""
    if n >= len(y):
        return np.arange(len(y))
    rng = np.random.default_rng(0)
    parts = [rng.permutation(np.flatnonzero(y == name)) for name in np.unique(y)]
    return np.sort(np.concatenate([part[: max(4, n * len(part) // len(y))] for part in parts]))


def _score(found, epoch, groups, also_balanced=False):
    chosen = [fold for fold in found if fold[0] == epoch]
    test, y, predicted = (np.concatenate(part) for part in list(zip(*chosen))[1:4])
    table = classification_table(y, predicted, groups=groups[test])
    words = in_words(*table.averages["overall"]["accuracy"])
    if also_balanced:
        words += f", balanced {in_words(*table.averages['macro']['sensitivity'])}"
        words += f", specificity {in_words(*table.averages['macro']['specificity'])}"
    if epoch is not None:
        words += f", loss {np.mean([loss for *_, loss in chosen]):.2f}"
    return words


def _confusion(found, names):
    """Yield true type, predicted type and number of images, after the last epoch."""
    last = [fold for fold in found if fold[0] == found[-1][0]]
    y, predicted = (np.concatenate(part) for part in list(zip(*last))[2:4])
    counts = confusion_matrix(y, predicted, labels=names)
    for row, column in np.ndindex(counts.shape):
        yield names[row], names[column], counts[row, column]


def _versions():
    names = {"scikit-learn": "scikit-learn", "keras": "Keras", "tensorflow": "TensorFlow"}
    return ", ".join(f"{name} {version(package)}" for package, name in names.items())


def known_rows(path):
    """Remove rows without time from a table; return network, settings and cells of the others."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if not row[6].startswith(NO_TIME)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return [(row[0].split(", epoch")[0], row[1], row[2].split(":")[0]) for row in rows]


def append(path, columns, rows):
    """Append rows to a table, which is created if it does not exist."""
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns] * is_new + rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, help="folder with Keras's weight files without top")
    parser.add_argument("--budget", type=float, help="minutes for all rows together")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--papers", nargs="+", help="such as kuncoro2024; all by default")
    arguments = parser.parse_args()
    runner = Runner(arguments.data, arguments.seeds)
    waiting = []
    for experiment in experiments(arguments.weights):
        if arguments.papers and experiment.paper not in arguments.papers:
            continue
        results = Path(__file__).parent / f"{experiment.paper}.csv"
        if (experiment.network, experiment.settings, experiment.cells) not in known_rows(results):
            waiting.append((experiment, results))
    deadline = arguments.budget and time.monotonic() + 60 * arguments.budget
    # Rows that are not run take no time from the others.
    waiting.sort(key=lambda pair: pair[0].model is not None)
    for number, (experiment, results) in enumerate(waiting):
        seconds = deadline and max(deadline - time.monotonic(), 0) / (len(waiting) - number)
        for row in runner.rows(experiment, seconds):
            print(experiment.paper, *row, sep=" | ", flush=True)
            append(results, COLUMNS, [row])
        if runner.confusion:
            append(
                results.with_stem(f"{results.stem}-confusion"), CONFUSION_COLUMNS, runner.confusion
            )
            runner.confusion = []


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
