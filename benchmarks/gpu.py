"""Measure a paper's cross-validation and frozen features of many cells on a GPU.

Without a GPU, the full run would take days and stops with an error; pass `--share 0.02 --epochs 1`
for a short trial.
"""

import argparse
import sys
import time

import numpy as np
from harness import Line, report
from sklearn.model_selection import KFold, cross_val_score

from skwbc import WBCsNet2Classifier
from skwbc._keras.devices import n_gpus
from skwbc.datasets import make_blood_cells
from skwbc.features import DeepFeatures

# Numbers of cells in the paper on WBCsNet-2, and in the largest public set of blood cells.
N_PAPER, N_LARGE = 2172, 17_092
# Number of cells that are drawn; the others are rotated and shifted copies.
N_DRAWN = 250


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1, help="share of the cells to use")
    parser.add_argument("--epochs", type=int, default=40, help="number of epochs; 40 in the paper")
    parser.add_argument("--dtype", default="float32", help="data type, such as mixed_bfloat16")
    options = parser.parse_args()
    if not n_gpus() and options.share == 1:
        sys.exit("No GPU is available; pass --share 0.02 --epochs 1 for a short trial.")
    cross_validation(round(N_PAPER * options.share), options.epochs, options.dtype)
    frozen_features(round(N_LARGE * options.share), options.dtype)


def cross_validation(n_cells, epochs, dtype):
    """Cross-validate WBCsNet-2 in 10 folds with the settings of its paper."""
    images, y = many_cells(n_cells, 70)
    # All other settings are those of the paper.
    classifier = WBCsNet2Classifier(epochs=epochs, dtype=dtype, random_state=0)
    start = time.perf_counter()
    scores = cross_val_score(classifier, images, y, cv=KFold(10, shuffle=True, random_state=0))
    elapsed = time.perf_counter() - start
    steps = 10 * classifier.epochs * 0.9 * n_cells
    report(
        Line(
            "gpu",
            f"10-fold cross-validation of WBCsNet-2, {n_cells:,} cells of 70×70, "
            f"{classifier.epochs} epochs, batch {classifier.batch_size}, {dtype}",
            f"{elapsed:.0f} s, {steps / elapsed:.0f} images/s trained",
            elapsed,
            "",
            f"Mean accuracy {scores.mean():.3f} on synthetic cells, most of which are copies.",
        )
    )


def frozen_features(n_cells, dtype):
    """Extract features with a DenseNet201; random weights take as long as pretrained ones."""
    images, _ = many_cells(n_cells, 224)
    features = DeepFeatures("densenet201", weights=None, image_size=224, dtype=dtype)
    features.fit_transform(images[:33])
    start = time.perf_counter()
    features.transform(images)
    elapsed = time.perf_counter() - start
    report(
        Line(
            "gpu",
            f"frozen features of DenseNet201 over {n_cells:,} cells of 224×224, {dtype}",
            f"{elapsed:.0f} s, {n_cells / elapsed:.0f} images/s",
            elapsed,
            "",
        )
    )


def many_cells(n_cells, side):
    """Make images of cells whose pixels all differ, and their classes."""
    drawn = make_blood_cells(N_DRAWN, image_size=side, random_state=0)
    rng = np.random.default_rng(0)
    images = np.empty((n_cells, side, side, 3), np.uint8)
    for number in range(n_cells):
        cell = np.rot90(drawn.images[number % N_DRAWN], rng.integers(4))
        images[number] = np.roll(cell, rng.integers(-9, 10, 2), axis=(0, 1))
    return images, np.resize(drawn.target, n_cells)


if __name__ == "__main__":
    main()
