"""Row 8: training from JPEG files against training from the same images in memory."""

import os
import tempfile
import time
from pathlib import Path

import numpy as np
from harness import Line, report, seconds, take_turns
from PIL import Image

from skwbc import SevenBlockCNNClassifier
from skwbc._input import images
from skwbc.datasets import make_blood_cells

N_IMAGES = 2487
SHAPE = (240, 320)
EPOCHS = 2
ROUNDS = 3
# Number of synthetic cells that are drawn; the others are mirrored and shifted copies.
N_DRAWN = 250


def main():
    with tempfile.TemporaryDirectory() as folder:
        paths = real_files() or synthetic_files(Path(folder))
        # The files are shuffled, so any part of them contains all classes.
        compare(list(np.random.default_rng(0).permutation(paths)))


def real_files():
    """List the paths of the test part of a published set of cells, if it is available."""
    folder = os.environ.get("SKWBC_TEST_DATA")
    if not folder:
        return []
    return sorted(Path(folder, "kaggle_blood_cells", "TEST").glob("*/*.jpeg"))


def synthetic_files(folder):
    """Write JPEG files of synthetic cells, one folder per class."""
    cells = make_blood_cells(N_DRAWN, image_size=SHAPE, random_state=0)
    rng = np.random.default_rng(0)
    paths = []
    for number in range(N_IMAGES):
        drawn = number % N_DRAWN
        pixels = cells.images[drawn][:: rng.choice([-1, 1]), :: rng.choice([-1, 1])]
        pixels = np.roll(pixels, rng.integers(-40, 40, 2), axis=(0, 1))
        path = folder / cells.target_names[cells.target[drawn]] / f"{number}.jpeg"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(pixels).save(path, quality=90)
        paths.append(path)
    return paths


def compare(paths):
    """Train on the files, on their pixels, and on their pixels at the network's input size."""
    y = [path.parent.name for path in paths]
    pixels = np.stack([np.asarray(Image.open(path).convert("RGB")) for path in paths])
    classifier = SevenBlockCNNClassifier(
        epochs=EPOCHS, validation_fraction=0, restore_best=False, random_state=0
    )
    side = classifier.image_size
    small = np.stack([np.asarray(Image.fromarray(image).resize((side,) * 2)) for image in pixels])
    # Build and trace the network, also for the smaller last batch of an epoch.
    classifier.fit(small[: 32 + len(y) % 32], y[: 32 + len(y) % 32])
    times = take_turns(
        {
            "from files": lambda: classifier.fit(paths, y),
            "from memory": lambda: classifier.fit(pixels, y),
            "from small images in memory": lambda: classifier.fit(small, y),
        },
        ROUNDS,
        warm_ups=0,
    )
    n = EPOCHS * len(paths)
    rates = {name: n / value for name, value in times.items()}
    figures = {name: f"{name} {rate:.0f}" for name, rate in rates.items()}
    height, width = pixels.shape[1:3]
    report(
        Line(
            "8",
            f"training for {EPOCHS} epochs from {len(paths):,} JPEG files of {width}×{height}, "
            "against the same images in memory",
            f"{figures['from files']}, {figures['from memory']} images/s",
            rates["from files"] / rates["from memory"],
            "≥ 0.9",
            decoding_note(paths, side),
        ),
        Line(
            "8",
            f"the same, against images in memory at the network's input size of {side}×{side}",
            f"{figures['from files']}, {figures['from small images in memory']} images/s",
            rates["from files"] / rates["from small images in memory"],
            "",
            "The images in memory are neither decoded nor resized. In the whole training, "
            + seconds({"files add": times["from files"] - times["from small images in memory"]})
            + ".",
        ),
    )


def decoding_note(paths, side):
    """Describe the pixels kept in memory, and the speed at which files are decoded to them."""
    found = images.read([str(path) for path in paths], check_rows=None)
    start = time.perf_counter()
    found.pixels((side,) * 2, 3, keep=True)
    elapsed = time.perf_counter() - start
    size = len(paths) * side**2 * 3 / 1e6
    return (
        f"Files are decoded once, at {len(paths) / elapsed:.0f} images per second with "
        f"{images.N_THREADS} threads. All epochs then read {size:.0f} MB of pixels with 8 bits, "
        f"which are kept in memory up to a limit of {images.KEEP_BYTES / 2**30:.0f} GiB."
    )


if __name__ == "__main__":
    main()
