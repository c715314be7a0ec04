"""Row 12: memory that training on 10,000 cells needs in addition to the cells themselves."""

import json
import subprocess
import sys
import threading
import time
from contextlib import suppress

import numpy as np
from harness import Line, report

from skwbc import SevenBlockCNNClassifier, WBCsNetClassifier
from skwbc.datasets import make_blood_cells

N_CELLS = 10_000
# Number of cells that are drawn; the others are copies.
N_DRAWN = 250
SIDE = 100


# Networks by name; the input size of the second one differs from the size of the cells.
NETWORKS = {
    "seven-block": (
        SevenBlockCNNClassifier(width=0.25, epochs=1, random_state=0),
        "the seven-block network of width 0.25",
        "",
    ),
    "WBCsNet": (
        WBCsNetClassifier(width=0.125, epochs=1, random_state=0),
        "WBCsNet of width 0.125, which takes 70×70 pixels,",
        f" Resized cells are kept with 8 bits, here {N_CELLS * 70 * 70 * 3 / 1e6:.0f} MB, so that "
        "no cell is resized twice.",
    ),
}


def main():
    try:
        import psutil  # noqa: F401
    except ImportError:
        print("psutil is not installed, so row 12 is skipped.")
        return
    for name, (_, words, why) in NETWORKS.items():
        # Use a separate process, in which nothing else has used memory.
        command = [sys.executable, __file__, name]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        report(
            Line(
                "12",
                f"peak memory of training {words} on {N_CELLS:,} cells of {SIDE}×{SIDE}, in "
                "addition to the array, against the array",
                f"{found['peak'] / 1e6:.0f} MB, {found['array'] / 1e6:.0f} MB",
                found["peak"] / found["array"],
                "≤ 1",
                "One epoch in a separate process. Memory is measured above the level after "
                f"training on some cells, which includes TensorFlow, the network and array.{why}",
            )
        )


def measure(name):
    """Train a network and print the peak memory."""
    drawn = make_blood_cells(N_DRAWN, image_size=SIDE, random_state=0)
    cells = np.tile(drawn.images, (N_CELLS // N_DRAWN, 1, 1, 1))
    y = np.tile(drawn.target, N_CELLS // N_DRAWN)
    classifier, *_ = NETWORKS[name]
    # Build and trace the network, also for the smaller last batch of an epoch.
    few = 96 + N_CELLS % classifier.batch_size
    classifier.fit(cells[:few], y[:few])
    peak = peak_memory(lambda: classifier.fit(cells, y))
    print(json.dumps({"peak": peak, "array": cells.nbytes}))


def peak_memory(work, of_children=False):
    """Measure the peak memory of this process during some work, above the memory before it."""
    import psutil

    process = psutil.Process()

    def memory():
        total = process.memory_info().rss
        for child in process.children(recursive=True) if of_children else ():
            with suppress(psutil.NoSuchProcess):
                total += child.memory_info().rss
        return total

    before = most = memory()
    done = threading.Event()

    def watch():
        nonlocal most
        while not done.is_set():
            most = max(most, memory())
            time.sleep(0.1 if of_children else 0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return max(most, memory()) - before


if __name__ == "__main__":
    measure(sys.argv[1]) if sys.argv[1:] else main()
