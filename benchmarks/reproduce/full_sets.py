"""Train on the full sets of the papers, and test on random images, on whole cells and elsewhere.

    python benchmarks/reproduce/full_sets.py DATA WORK --rows seven-block

DATA contains 'pbc_train', 'kaggle_train' and 'kaggle_blood_cells'. WORK keeps the checkpoints, so
that a run that was stopped continues where it was. Each paper has a table, a file of learning
curves and their plot next to this script. Existing rows are not measured again.
"""

import argparse
import csv
import os
import resource
import time
from dataclasses import dataclass
from inspect import signature
from itertools import product
from pathlib import Path

from cells import cells_of, in_words
from experiments import weights_of
from run import append
from sklearn.base import clone
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from skwbc import (
    SevenBlockCNNClassifier,
    ThreeBlockCNNClassifier,
    TransferClassifier,
    VGG16Classifier,
    recommended_pipeline,
)
from skwbc.metrics import classification_table

HERE = Path(__file__).parent
COLUMNS = ("network", "cells", "test", "printed", "accuracy", "balanced accuracy", "run")
CURVE_COLUMNS = ("network", "cells", "test", "epoch", "training accuracy", "validation accuracy")
RANDOM, WHOLE_CELLS = "random fifth", "fifth of the cells"


@dataclass(frozen=True)
class Row:
    """One line of a paper's table.

    Parameters
    ----------
    paper, network, printed : str
        Name of the table, description of the network, and accuracy in the paper, in percent.
    model : estimator or None
        ``None`` if its weights are not available.
    cells, test : str
        Set of the training cells; how the test cells are chosen, or the set that contains them.
    n_fits : int
        Number of fits, each of which continues the one before and has a line.
    """

    paper: str
    network: str
    printed: str
    model: object
    cells: str
    test: str
    n_fits: int = 1


def rows(weights_folder):
    """Yield all rows, the quickest of each paper first."""
    head = {"image_size": 100, "epochs": 150, "hidden_units": 128}
    head |= {"validation_fraction": 0.2, "restore_best": True}
    mobilenet, _ = weights_of("mobilenetv2", weights_folder)
    frozen = {
        "EfficientNet-Lite0, frozen": TransferClassifier(backbone="efficientnet_lite0", **head),
        "MobileNetV2, frozen": mobilenet
        and TransferClassifier(backbone="mobilenetv2", weights=mobilenet, **head),
    }
    for network, model in frozen.items():
        yield Row("asghar2023", network, "91.4–94.7", model, "PBC", RANDOM)
    yield Row("asghar2023", "recommended pipeline", "", recommended_pipeline(), "PBC", RANDOM)
    seven_block = SevenBlockCNNClassifier(epochs=60)
    yield Row("asghar2023", "seven-block CNN, 60 epochs", "99.91", seven_block, "PBC", RANDOM)

    for test in (RANDOM, WHOLE_CELLS, "Kaggle TEST"):
        printed = "99.57" if test == RANDOM else ""
        three_block = ThreeBlockCNNClassifier(epochs=30)
        name = "three-block CNN, 30 epochs"
        yield Row("asghar2022", name, printed, three_block, "Kaggle TRAIN", test)
        network = mobilenet and TransferClassifier(backbone="mobilenetv2", weights=mobilenet)
        printed = "94.8" if test == RANDOM else ""
        yield Row("kuncoro2024", "MobileNetV2, frozen", printed, network, "Kaggle TRAIN", test)

    lite = TransferClassifier(
        backbone="efficientnet_lite0", trainable="all", pooling="max", hidden_units=512,
        dropout=0.5, image_size=64, learning_rate=0.0001,
    )  # fmt: skip
    for network, model, tests in (
        ("EfficientNet-Lite0 in place of VGG16", lite, (RANDOM, WHOLE_CELLS)),
        ("VGG16 from scratch", VGG16Classifier(weights=None), (RANDOM,)),
    ):
        for batch_size, test in product((60, 30), tests):
            given = clone(model).set_params(batch_size=batch_size, epochs=1, warm_start=True)
            name = f"{network}, batches of {batch_size}"
            yield Row("hadiyoso2023", name, "100", given, "Kaggle TRAIN", test, n_fits=5)


def parts(row, data, work):
    """Return paths and types of training and test images, and the cells of the test images."""
    X, y, groups = cells_of(row.cells, data, work)
    if row.test not in (RANDOM, WHOLE_CELLS):
        return X, y, *cells_of(row.test, data, work)
    splitter = StratifiedKFold if row.test == RANDOM else StratifiedGroupKFold
    folds = splitter(5, shuffle=True, random_state=0).split(X, y, groups)
    train, test = next(folds)
    return X[train], y[train], X[test], y[test], groups[test]


def measure(row, data, work):
    """Fit the model of a row; yield a line of the table and the curve after each fit."""
    X, y, X_test, y_test, groups = parts(row, data, work)
    model = clone(row.model)
    if "random_state" in model.get_params():
        model.set_params(random_state=0)
    key = "-".join((row.paper, row.network, row.cells, row.test)).replace(" ", "_")
    # The time of earlier runs counts too.
    spent = work / f"{key}.seconds"
    before = float(spent.read_text()) if spent.exists() else 0.0
    start = time.perf_counter()

    def seconds():
        total = before + time.perf_counter() - start
        spent.write_text(str(total))
        return total

    how = {}
    if "checkpoint" in signature(model.fit).parameters and row.n_fits == 1:
        import keras

        class Watch(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                print(f"{row.network}, {seconds():.0f} s, epoch {epoch + 1}: {logs}", flush=True)

        how = {"checkpoint": work / f"{key}.npz", "keras_callbacks": [Watch()]}
    for n in range(1, row.n_fits + 1):
        model.fit(X, y, **how)
        table = classification_table(y_test, model.predict(X_test), groups=groups)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        network = row.network + (f", epoch {n}" if row.n_fits > 1 else "")
        line = (
            network, row.cells, row.test, row.printed if n == row.n_fits else "",
            in_words(*table.averages["overall"]["accuracy"]),
            in_words(*table.averages["macro"]["sensitivity"]),
            f"{seconds() / 60:.0f} min, {memory:.1f} GB",
        )  # fmt: skip
        history = getattr(model, "history_", {})
        validation = history.get("val_accuracy", [""] * len(history.get("accuracy", ())))
        pairs = zip(history.get("accuracy", ()), validation)
        yield line, [(*line[:3], epoch, *pair) for epoch, pair in enumerate(pairs, 1)]


def draw(paper):
    """Plot the learning curves of a paper."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    curves = {}
    with (HERE / f"{paper}-curves.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            name = f"{line['network']}; {line['cells']}, {line['test']}"
            curves.setdefault(name, []).append([line[name] for name in CURVE_COLUMNS[3:]])
    # Store text as text, and write the same bytes for the same figures.
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "skwbc"})
    figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
    for name, values in curves.items():
        epochs, training, validation = zip(*values)
        (line,) = axes.plot(
            [*map(int, epochs)], [100 * float(value) for value in training], label=name
        )
        if validation[0]:
            shown = [100 * float(value) for value in validation]
            axes.plot([*map(int, epochs)], shown, "--", color=line.get_color())
    axes.set(xlabel="epoch", ylabel="accuracy (%), dashed: validation")
    axes.legend(fontsize="small")
    figure.savefig(HERE / f"{paper}-curves.svg", metadata={"Date": None})
    plt.close(figure)


def measured(path):
    """Return network, cells and test of the rows of a table."""
    if not path.exists():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        return {(line[0].split(", epoch ")[0], *line[1:3]) for line in csv.reader(file)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path, help="folder of checkpoints")
    parser.add_argument("--weights", type=Path, help="folder with Keras's weight files without top")
    parser.add_argument("--rows", nargs="+", default=[""], help="parts of the names of networks")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    for row in rows(arguments.weights):
        table, curves = (HERE / f"{row.paper}-{kind}.csv" for kind in ("full", "curves"))
        done = (row.network, row.cells, row.test) in measured(table)
        if done or row.model is None or not any(part in row.network for part in arguments.rows):
            continue
        # A row of several fits that was stopped is measured again as a whole.
        lines, courses = zip(*measure(row, arguments.data, arguments.work))
        for line in lines:
            print(*line, sep=" | ", flush=True)
        append(table, COLUMNS, [*lines])
        if len(courses[-1]) > 5:
            append(curves, CURVE_COLUMNS, courses[-1])
            draw(row.paper)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
