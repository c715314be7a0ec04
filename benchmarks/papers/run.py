"""The papers' networks on real cells: on random folds, and on folds of whole cells.

    python benchmarks/papers/run.py DATA --mobilenetv2 FILE

DATA holds 'kaggle_blood_cells', 'jtsc', 'bccd_crops' and 'pbc_subset', FILE weights of MobileNetV2
without its top. Each paper has a table beside this script; rows are added as they are measured,
and those that are there already are not measured again.
"""

import argparse
import csv
from functools import cache
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from skwbc import (
    EfficientNetLite0Classifier,
    MobileNetV2Classifier,
    SevenBlockCNNClassifier,
    ThreeBlockCNNClassifier,
    WBCsNet2Classifier,
    WBCsNetClassifier,
)
from skwbc.datasets import load_images, load_jtsc, load_kaggle_blood_cells, load_pbc
from skwbc.metrics import classification_table
from skwbc.model_selection import leakage_gap, source_groups

COLUMNS = ("network", "settings", "cells", "random folds", "whole cells")
LOADERS = {
    "Kaggle TEST": lambda data: load_kaggle_blood_cells(data / "kaggle_blood_cells", subset="test"),
    "BCCD crops": lambda data: load_images(data / "bccd_crops"),
    "JTSC": lambda data: load_jtsc(data / "jtsc"),
    "PBC subset": lambda data: load_pbc(data / "pbc_subset"),
}


def experiments(mobilenetv2):
    """Paper, estimator, cells and number of folds of each row."""
    seed = {"random_state": 0}
    # Adam goes further in 40 epochs of so few cells than the paper's gradient descent.
    faster = {"optimizer": "adam", "learning_rate": 0.0003}
    small = {"width": 0.25, **seed}
    frozen = MobileNetV2Classifier(weights=mobilenetv2, **seed)
    stand_in = EfficientNetLite0Classifier(image_size=64, epochs=5, batch_size=60, **seed)
    yield "kuncoro2024", frozen, "BCCD crops", 5
    yield "kuncoro2024", frozen, "JTSC", 5
    yield "hadiyoso2023", stand_in, "Kaggle TEST", 5
    yield "kuncoro2024", frozen, "Kaggle TEST", 5
    yield "asghar2023", SevenBlockCNNClassifier(epochs=60, **seed), "PBC subset", 3
    yield "almotairi2019", WBCsNet2Classifier(**small), "JTSC", 3
    yield "almotairi2019", WBCsNet2Classifier(**faster, **small), "JTSC", 3
    yield "almotairi2019", WBCsNetClassifier(**faster, **small), "JTSC", 3
    yield "asghar2022", ThreeBlockCNNClassifier(epochs=5, **seed), "Kaggle TEST", 3


@cache
def cells_of(name, data):
    """Paths, names of the types and source cells; types of fewer than 20 cells are left out."""
    cells = LOADERS[name](data)
    kept = np.flatnonzero(np.bincount(cells.target)[cells.target] >= 20)
    paths = [cells.paths[index] for index in kept]
    # Only Kaggle's images are copies.
    groups = source_groups(paths) if name == "Kaggle TEST" else np.arange(len(kept))
    return paths, cells.target_names[cells.target[kept]], groups


def measured(estimator, paths, names, groups, cv):
    """Scores on random folds, if these differ, and on folds of whole cells."""
    if len(np.unique(groups)) < len(groups):
        gap = leakage_gap(estimator, paths, names, groups=groups, cv=cv)
        return in_words(gap.random, *gap.random_interval), in_words(
            gap.grouped, *gap.grouped_interval
        )
    folds = StratifiedKFold(cv, shuffle=True, random_state=0)
    table = classification_table(names, cross_val_predict(estimator, paths, names, cv=folds))
    accuracy = table.averages["overall"]["accuracy"]
    balanced = table.averages["macro"]["sensitivity"]
    return "no copies", f"{in_words(*accuracy)}, balanced {in_words(*balanced)}"


def in_words(score, low, high):
    """A score and its 95% interval in percent."""
    return f"{100 * score:.1f} ({100 * low:.1f}–{100 * high:.1f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--mobilenetv2", required=True, help="weights of MobileNetV2 without top")
    arguments = parser.parse_args()
    for paper, estimator, name, cv in experiments(arguments.mobilenetv2):
        results = Path(__file__).parent / f"{paper}.csv"
        if not results.exists():
            results.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
        changed = set(estimator.get_params().items()) - set(type(estimator)().get_params().items())
        settings = ", ".join(f"{key}={value!r}" for key, value in sorted(changed))
        settings = settings.replace(arguments.mobilenetv2, Path(arguments.mobilenetv2).name)
        first = [type(estimator).__name__, f"{settings}; {cv} folds"]
        with results.open(encoding="utf-8", newline="") as file:
            if [*first, name] in [[*row[:2], row[2].split(":")[0]] for row in csv.reader(file)]:
                continue
        paths, names, groups = cells_of(name, arguments.data)
        n_cells = len(np.unique(groups))
        cells = f"{name}: {len(paths)} images of {n_cells} cells, {len(set(names))} types"
        row = [*first, cells, *measured(estimator, paths, names, groups, cv)]
        print(paper, *row, sep="; ", flush=True)
        with results.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)


if __name__ == "__main__":
    main()
