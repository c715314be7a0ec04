"""Measure and plot the growth of time and memory for fitting, predicting and searching."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from harness import Line, report
from memory import peak_memory
from sklearn.model_selection import GridSearchCV, ShuffleSplit

from skwbc import WBCsNetClassifier
from skwbc.datasets import make_blood_cells

PLOT = Path(__file__).with_name("growth.svg")
SIDE = 64
SIZES = (100, 1000, 10_000)
# Folds and candidates of a search; every fold has the same number of images.
SEARCHES = ((2, 2), (4, 4), (8, 8))
NOTES = {
    "images": "WBCsNet of width 0.125 at 64×64 for one epoch, after a warm-up. Memory is measured "
    "above the level after the warm-up and includes the images.",
    "fits": "2 × 2, 4 × 4 and 8 × 8 folds × candidates, each fit with 100 images for one epoch.",
}
# Number of cells that are drawn; the others are copies.
N_DRAWN = 100


def main():
    try:
        import psutil  # noqa: F401
    except ImportError:
        print("psutil is not installed, so the growth of costs is not measured.")
        return
    found = {
        "images": [measured("images", n) for n in SIZES],
        "fits": [measured("fits", *search) for search in SEARCHES],
    }
    sizes = {"images": SIZES, "fits": [folds * candidates for folds, candidates in SEARCHES]}
    for unit, each in found.items():
        lines = [line(name, unit, sizes[unit], [costs[name] for costs in each]) for name in each[0]]
        lines[0].note = NOTES[unit]
        report(*lines)
    try:
        draw(sizes, found)
    except ImportError as error:
        print(f"{error.name} is not installed, so no figure is drawn.")


def line(name, unit, sizes, values):
    """Fit the exponent with which a cost grows with the size."""
    figures = [f"{size:,}: {in_words(name, value)}" for size, value in zip(sizes, values)]
    slope = np.polyfit(np.log(sizes), np.log(values), 1)[0]
    work = f"{name} over {unit}: slope of the logarithms"
    return Line("growth", work, ", ".join(figures), slope, "≤ 1.05")


def in_words(name, value):
    """Format a time or a size."""
    return f"{value:.2f} s" if name.startswith("time") else f"{value / 1e6:.0f} MB"


def measured(*arguments):
    """Measure costs in a new process, in which nothing else has used memory."""
    command = [sys.executable, __file__, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def measure(unit, *numbers):
    """Print the costs of one size."""
    print(json.dumps({"images": of_images, "fits": of_search}[unit](*map(int, numbers))))


def of_images(n_images):
    """Measure the cost of fitting and predicting, warmed up."""
    some, y = make_blood_cells(N_DRAWN, image_size=SIDE, random_state=0, return_X_y=True)
    classifier = WBCsNetClassifier(width=0.125, image_size=SIDE, epochs=1, random_state=0)
    classifier.fit(some, y).predict(some)
    images, y = np.tile(some, (n_images // N_DRAWN, 1, 1, 1)), np.tile(y, n_images // N_DRAWN)
    return {
        **costs("fit", lambda: classifier.fit(images, y), images, 1000 // n_images),
        **costs("predict", lambda: classifier.predict(images), images, 1000 // n_images),
    }


def of_search(n_folds, n_candidates):
    """Measure the cost of a search, warmed up."""
    images, y = make_blood_cells(200, image_size=SIDE, random_state=0, return_X_y=True)
    classifier = WBCsNetClassifier(width=0.125, image_size=SIDE, epochs=1, random_state=0)
    rates = np.geomspace(0.001, 0.1, n_candidates)
    splits = ShuffleSplit(n_folds, train_size=100, test_size=50, random_state=0)
    search = GridSearchCV(classifier, {"learning_rate": rates}, cv=splits, refit=False)
    classifier.fit(images[:100], y[:100]).predict(images[:50])
    return costs("a search", lambda: search.fit(images, y), images, 1)


def costs(name, work, images, rounds):
    """Measure processor time, regardless of other processes, and memory including the images."""
    times = []

    def timed():
        start = time.process_time()
        work()
        times.append(time.process_time() - start)

    peak = max(peak_memory(timed) for _ in range(max(rounds, 1)))
    return {f"time of {name}": np.median(times), f"memory of {name}": images.nbytes + peak}


def draw(sizes, found):
    """Plot the costs against the sizes in growth.svg, with a linear reference."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    # Store text as text, and write the same bytes for the same figures.
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "skwbc"})
    figure, axes = plt.subplots(2, 2, figsize=(8, 6), layout="constrained", sharex="col")
    for column, unit in enumerate(sizes):
        for row, (kind, scale, label) in enumerate(
            (("time of ", 1, "processor time (s)"), ("memory of ", 1e6, "memory (MB)"))
        ):
            ax = axes[row, column]
            lowest = np.inf
            for name in found[unit][0]:
                if name.startswith(kind):
                    values = [each[name] / scale for each in found[unit]]
                    ax.loglog(sizes[unit], values, "o-", label=name.removeprefix(kind))
                    lowest = min(lowest, values[0])
            x = np.array([sizes[unit][0], sizes[unit][-1]])
            ax.loglog(x, lowest * x / x[0], "--", color="grey", label="linear")
            ax.set_xticks(sizes[unit], [f"{size:,}" for size in sizes[unit]])
            ax.minorticks_off()
            ax.set_ylabel(label)
            ax.legend()
        axes[1, column].set_xlabel({"images": "images", "fits": "folds × candidates"}[unit])
    figure.savefig(PLOT, metadata={"Date": None})
    plt.close(figure)
    print(f"The figure was written to {PLOT.name}.")


if __name__ == "__main__":
    measure(*sys.argv[1:]) if sys.argv[1:] else main()
