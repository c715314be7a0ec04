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

import numpy as np
from cells import cells_of, in_words
from experiments import weights_of
from run import append
from sklearn.base import clone
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from skwbc import (
    AlexNetClassifier,
    GoogLeNetClassifier,
    LeNet5Classifier,
    SevenBlockCNNClassifier,
    ThreeBlockCNNClassifier,
    TransferClassifier,
    VGG16Classifier,
    WBCsNet2Classifier,
    WBCsNetClassifier,
    recommended_pipeline,
)
from skwbc.metrics import classification_table

HERE = Path(__file__).parent
COLUMNS = ("network", "cells", "test", "printed", "accuracy", "balanced accuracy", "run")
CURVE_COLUMNS = ("network", "cells", "test", "epoch", "training accuracy", "validation accuracy")
RANDOM, WHOLE_CELLS, FOLDS = "random fifth", "fifth of the cells", "10 folds"


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
    pretrained_on : str
        Set of cells on which the network is trained first.
    """

    paper: str
    network: str
    printed: str
    model: object
    cells: str
    test: str
    n_fits: int = 1
    pretrained_on: str = ""


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
    # The paper's size limits the frozen networks, which were pretrained at 224×224.
    larger = TransferClassifier(backbone="efficientnet_lite0", **head | {"image_size": 224})
    frozen["EfficientNet-Lite0, frozen, 224×224"] = larger
    for network, model in frozen.items():
        yield Row("asghar2023", network, "91.4–94.7", model, "PBC", RANDOM)
    yield Row("asghar2023", "recommended pipeline", "", recommended_pipeline(), "PBC", RANDOM)
    seven_block = SevenBlockCNNClassifier(epochs=60)
    yield Row("asghar2023", "seven-block CNN, 60 epochs", "99.91", seven_block, "PBC", RANDOM)

    for test in (RANDOM, WHOLE_CELLS, "Kaggle TEST"):
        printed = "99.57" if test == RANDOM else ""
        three_block = ThreeBlockCNNClassifier()
        name = "three-block CNN, 150 epochs"
        yield Row("asghar2022", name, printed, three_block, "Kaggle TRAIN", test)
        network = mobilenet and TransferClassifier(backbone="mobilenetv2", weights=mobilenet)
        printed = "94.8" if test == RANDOM else ""
        yield Row("kuncoro2024", "MobileNetV2, frozen", printed, network, "Kaggle TRAIN", test)

    lite = TransferClassifier(
        backbone="efficientnet_lite0", trainable="all", pooling="max", hidden_units=512,
        dropout=0.5, image_size=64, learning_rate=0.0001,
    )  # fmt: skip
    for network, model in (
        ("EfficientNet-Lite0 in place of VGG16", lite),
        ("VGG16 from scratch", VGG16Classifier(weights=None)),
    ):
        for batch_size, test in product((60, 30), (RANDOM, WHOLE_CELLS)):
            given = clone(model).set_params(batch_size=batch_size, epochs=1, warm_start=True)
            name = f"{network}, batches of {batch_size}"
            yield Row("hadiyoso2023", name, "100", given, "Kaggle TRAIN", test, n_fits=5)

    paper, wbcsnet2 = "almotairi2019", WBCsNet2Classifier()
    for cells in ("JTSC", "BCCD crops"):
        lite = TransferClassifier(backbone="efficientnet_lite0")
        yield Row(paper, "EfficientNet-Lite0, frozen", "", lite, cells, FOLDS)
        yield Row(paper, "WBCsNet-2 from scratch", "", wbcsnet2, cells, FOLDS)
        moved = "WBCsNet-2 pretrained on PBC"
        yield Row(paper, moved, "95.8–96.8", wbcsnet2, cells, FOLDS, pretrained_on="PBC")
    for network, model in (
        ("LeNet-5", LeNet5Classifier()),
        ("AlexNet from scratch", AlexNetClassifier(weights=None)),
        ("GoogLeNet from scratch", GoogLeNetClassifier(weights=None)),
        ("WBCsNet", WBCsNetClassifier()),
        ("WBCsNet-2", wbcsnet2),
    ):
        yield Row(paper, f"{network}, 40 epochs", "", model, "PBC", RANDOM)


def parts(row, data, work):
    """Yield paths and types of training and test images, and the cells of the test images."""
    X, y, groups = cells_of(row.cells, data, work)
    if row.test not in (RANDOM, WHOLE_CELLS, FOLDS):
        yield X, y, *cells_of(row.test, data, work)
        return
    how = {"n_splits": 10 if row.test == FOLDS else 5, "shuffle": True, "random_state": 0}
    if row.test == WHOLE_CELLS:
        folds = StratifiedGroupKFold(**how).split(X, y, groups)
    else:
        folds = StratifiedKFold(**how).split(X, y)
    for train, test in folds if row.test == FOLDS else [next(folds)]:
        yield X[train], y[train], X[test], y[test], groups[test]


def measure(row, data, work, dtype):
    """Fit the model of a row; return its lines of the table, and the curve of its last fit."""
    model = clone(row.model)
    if "random_state" in model.get_params():
        model.set_params(random_state=0)
    if "dtype" in model.get_params():
        model.set_params(dtype=dtype)
    key = "-".join((row.paper, row.network, row.cells, row.test)).replace(" ", "_")
    # The time of earlier runs counts too.
    spent = work / f"{key}.seconds"
    before = float(spent.read_text()) if spent.exists() else 0.0
    start = time.perf_counter()

    def seconds():
        total = before + time.perf_counter() - start
        spent.write_text(str(total))
        return total

    def watched(name):
        """Return arguments of a fit that continues where it was stopped; several start anew."""
        if "checkpoint" not in signature(model.fit).parameters or row.n_fits > 1:
            return {}
        import keras

        class Watch(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                print(f"{name}, {seconds():.0f} s, epoch {epoch + 1}: {logs}", flush=True)

        return {"checkpoint": work / f"{name}.npz", "keras_callbacks": [Watch()]}

    if row.pretrained_on:
        X, y, _ = cells_of(row.pretrained_on, data, work)
        name = f"{row.network}-{row.pretrained_on}".replace(" ", "_")
        model.set_params(weights=clone(model).fit(X, y, **watched(name)))
    found = {n: [] for n in range(1, row.n_fits + 1)}
    for fold, (X, y, X_test, y_test, groups) in enumerate(parts(row, data, work)):
        fitted = clone(model)
        for n in found:
            fitted.fit(X, y, **watched(f"{key}-{fold}"))
            found[n].append((y_test, fitted.predict(X_test), groups))
    lines = []
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    for n, tested in found.items():
        y, predicted, groups = map(np.concatenate, zip(*tested))
        table = classification_table(y, predicted, groups=groups)
        network = row.network + (f", epoch {n}" if row.n_fits > 1 else "")
        lines.append(
            (
                network, row.cells, row.test, row.printed if n == row.n_fits else "",
                in_words(*table.averages["overall"]["accuracy"]),
                in_words(*table.averages["macro"]["sensitivity"]),
                f"{seconds() / 60:.0f} min, {memory:.1f} GB, {device()}, {dtype}",
            )
        )  # fmt: skip
    history = getattr(fitted, "history_", {})
    validation = history.get("val_accuracy", [""] * len(history.get("accuracy", ())))
    pairs = zip(history.get("accuracy", ()), validation)
    return lines, [(*lines[-1][:3], epoch, *pair) for epoch, pair in enumerate(pairs, 1)]


def device():
    """Name the device and the backend."""
    import keras

    from skwbc._keras.devices import n_gpus

    backend = keras.backend.backend()
    name = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}[backend]
    if not n_gpus():
        return f"{os.cpu_count()} cores, {name}"
    if backend == "jax":
        import jax

        return f"{jax.devices('gpu')[0].device_kind}, {name}"
    return f"GPU, {name}"


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
    parser.add_argument("--rows", nargs="+", default=[""], help="parts of the texts of rows")
    parser.add_argument("--dtype", default="float32", help="data type, such as mixed_bfloat16")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    for row in rows(arguments.weights):
        table, curves = (HERE / f"{row.paper}-{kind}.csv" for kind in ("full", "curves"))
        done = (row.network, row.cells, row.test) in measured(table)
        words = f"{row.paper}: {row.network}, {row.cells}, {row.test}"
        if done or row.model is None or not any(part in words for part in arguments.rows):
            continue
        lines, curve = measure(row, arguments.data, arguments.work, arguments.dtype)
        for line in lines:
            print(*line, sep=" | ", flush=True)
        append(table, COLUMNS, lines)
        if len(curve) > 5:
            append(curves, CURVE_COLUMNS, curve)
            draw(row.paper)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
