"""The whole way in one script: synthetic cells, a network, cross-validation, a table, pictures.

Run it with ``make demo``, or with ``python examples/demo.py``; it writes to ``demo/``.
"""

from pathlib import Path
from time import perf_counter

import matplotlib

matplotlib.use("Agg")  # pictures go to files, so that no screen is needed

import matplotlib.pyplot as plt
import numpy as np
from sklearn.callback import ProgressBar
from sklearn.metrics import ConfusionMatrixDisplay, confusion_matrix
from sklearn.model_selection import GroupShuffleSplit, StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from skwbc import WBCsNet2Classifier
from skwbc.datasets import make_blood_cells
from skwbc.metrics import classification_table

ALL_TYPES = (
    "neutrophil",
    "eosinophil",
    "basophil",
    "lymphocyte",
    "monocyte",
    "erythroblast",
    "immature_granulocyte",
    "platelet",
)


def main():
    started = perf_counter()
    folder = Path("demo")
    folder.mkdir(exist_ok=True)

    say("1/5  Making 900 pictures of 450 synthetic cells, two augmented copies of each")
    cells = make_blood_cells(900, image_size=48, copies_per_cell=2, random_state=0)
    names = cells.target_names[cells.target]
    draw_sheet(folder / "cells.png")

    say("2/5  Training WBCsNet-2 at a quarter of its width")
    network = WBCsNet2Classifier(
        width=0.25,
        image_size=32,
        epochs=20,
        optimizer="adam",
        validation_fraction=0.2,
        restore_best=True,
        random_state=0,
    )
    split = GroupShuffleSplit(1, test_size=0.25, random_state=0)
    train, test = next(split.split(cells.images, names, cells.groups))
    network.set_callbacks(ProgressBar())
    network.fit(cells.images[train], names[train], groups=cells.groups[train])
    accuracy = network.score(cells.images[test], names[test])
    print(f"     accuracy on cells that it has never seen: {accuracy:.3f}")
    draw_learning_curve(network, folder / "learning_curve.png")

    say("3/5  Cross-validating a pipeline: WBCsNet-2 features + support vector machine, 5 folds")
    features = WBCsNet2Classifier(
        width=0.25, image_size=32, epochs=12, optimizer="adam", random_state=0
    )
    pipeline = make_pipeline(features, StandardScaler(), SVC())
    pipeline.set_callbacks(ProgressBar(max_propagation_depth=0))  # a bar a fold
    # Both copies of a cell stay in one fold: a random split would test on cells it trained on.
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    predicted = cross_val_predict(pipeline, cells.images, names, groups=cells.groups, cv=folds)

    say("4/5  What each class got, in the folds that did not train on it")
    print(classification_table(names, predicted, labels=cells.target_names))

    say(f"5/5  Drawing pictures into {folder}/")
    draw_confusion(names, predicted, list(cells.target_names), folder / "confusion_matrix.png")
    for picture in sorted(folder.glob("*.png")):
        print(f"     {picture}")
    print(f"\nDone in {perf_counter() - started:.0f} s.")


def say(line):
    print(f"\n{line}", flush=True)


def draw_sheet(path, n_columns=10):
    """A contact sheet: a row of cells for each type."""
    cells = make_blood_cells(
        n_columns * len(ALL_TYPES), classes=ALL_TYPES, image_size=96, random_state=1
    )
    figure, axes = plt.subplots(
        len(ALL_TYPES), n_columns, figsize=(n_columns + 1.2, len(ALL_TYPES)), layout="constrained"
    )
    figure.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0, hspace=0)
    for row, name in zip(axes, ALL_TYPES, strict=True):
        pictures = cells.images[cells.target_names[cells.target] == name]
        for ax, picture in zip(row, pictures, strict=True):
            ax.imshow(picture)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set_visible(False)
        row[0].set_ylabel(
            name.replace("_", "\n"), rotation=0, ha="right", va="center", labelpad=8, fontsize=11
        )
    figure.savefig(path, dpi=100, bbox_inches="tight", pad_inches=0.08)
    plt.close(figure)


def draw_learning_curve(network, path):
    """Loss and accuracy an epoch, with the best epoch marked."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    epochs = np.arange(1, network.n_epochs_ + 1)
    for ax, measure in zip(axes, ("loss", "accuracy"), strict=True):
        ax.plot(epochs, network.history_[measure], label="training")
        ax.plot(epochs, network.history_[f"val_{measure}"], label="validation")
        ax.axvline(network.best_epoch_ + 1, color="grey", linestyle=":", label="best epoch")
        ax.set(xlabel="epoch", ylabel=measure)
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[1].set_ylim(0, 1.02)
    axes[1].legend(loc="lower right")
    figure.savefig(path, dpi=120)
    plt.close(figure)


def draw_confusion(y, predicted, labels, path):
    """The confusion matrix in percent of each true class."""
    figure, ax = plt.subplots(figsize=(6, 5), layout="constrained")
    matrix = 100 * confusion_matrix(y, predicted, labels=labels, normalize="true")
    display = ConfusionMatrixDisplay(matrix, display_labels=labels)
    display.plot(ax=ax, cmap="Blues", values_format=".1f", colorbar=False)
    ax.set(xlabel="predicted", ylabel="true", title="Percent of each type's cells, out of fold")
    plt.setp(ax.get_xticklabels(), rotation=30, ha="right", rotation_mode="anchor")
    figure.savefig(path, dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    main()
