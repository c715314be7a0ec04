"""Cost of one cell on one core, and the resulting cost of a million and a hundred million."""

import os
import tempfile
import time
from pathlib import Path

import numpy as np
from harness import Line, report
from PIL import Image

from skwbc import WBCsNet2Classifier
from skwbc._input import images
from skwbc.datasets import make_blood_cells
from skwbc.features import DeepFeatures, HandcraftedFeatures

# Images of single cells, as in a published set.
SHAPE = (360, 360)
N_FILES = 400


def main():
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with tempfile.TemporaryDirectory() as folder:
        cells = make_blood_cells(100, image_size=SHAPE, random_state=0)
        paths = [Path(folder, f"{number}.jpeg") for number in range(N_FILES)]
        for number, path in enumerate(paths):
            shifted = np.roll(cells.images[number % 100], number, axis=1)
            Image.fromarray(shifted).save(path, quality=90)
        n_bytes = np.mean([path.stat().st_size for path in paths])
        for work, rate in measured([str(path) for path in paths]).items():
            per_core = rate / cores
            hours = {n: n / per_core / 3600 for n in (1e6, 1e8)}
            report(
                Line(
                    "scale",
                    work,
                    f"{per_core:.3g} cells/s per core; {hours[1e6]:.3g} core hours per million "
                    f"cells, {hours[1e8]:,.0f} per hundred million",
                    per_core,
                    "",
                )
            )
    report(
        Line(
            "scale",
            f"size of a JPEG file of {SHAPE[1]}×{SHAPE[0]}, in bytes",
            f"{n_bytes / 1e3:.0f} kB; {n_bytes / 1e3:.0f} GB per million files, "
            f"{n_bytes / 1e4:.1f} TB per hundred million",
            n_bytes,
            "",
            "A cell takes 58.8 kB as decoded pixels for a network of 70×70, 5.1 kB as features of "
            "EfficientNet-Lite0 and 3.9 kB as handcrafted features.",
        )
    )


def measured(paths):
    """Measure the cells per second on all cores, by kind of work."""
    found = images.read(paths, check_rows=None)
    small = make_blood_cells(320, image_size=70, random_state=0)
    classifier = WBCsNet2Classifier(epochs=1, random_state=0).fit(small.images, small.target)
    deep = DeepFeatures("efficientnet_lite0", weights=None).fit(paths[:33])
    deep.transform(paths[:33])
    handcrafted = HandcraftedFeatures(n_jobs=-1).fit(paths[:4])
    handcrafted.transform(paths[:32])
    classifier.predict(small.images)
    return {
        "decoding files for 70×70": rate(len(paths), lambda: found.pixels((70, 70), 3, keep=True)),
        "training WBCsNet-2 at 70×70, one epoch": rate(
            320, lambda: classifier.fit(small.images, small.target)
        ),
        "predicting with WBCsNet-2 at 70×70": rate(320, lambda: classifier.predict(small.images)),
        "features of EfficientNet-Lite0 at 224×224, from files": rate(
            300, lambda: deep.transform(paths[33:333])
        ),
        "handcrafted features, from files": rate(100, lambda: handcrafted.transform(paths[-100:])),
    }


def rate(n_cells, work):
    start = time.perf_counter()
    work()
    return n_cells / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
