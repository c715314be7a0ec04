"""Row 15: time, memory and growth of the search for copies of a cell, on published images."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from harness import Line, report
from memory import peak_memory

from skwbc.model_selection import source_groups

DATA = os.environ.get("SKWBC_TEST_DATA")
# Numbers of images between which the growth is measured.
SMALLEST, LARGEST = 1000, 20_000


def main():
    try:
        import psutil  # noqa: F401
    except ImportError:
        print("psutil is not installed, so row 15 is skipped.")
        return
    if not DATA:
        print("SKWBC_TEST_DATA does not name a folder of images, so row 15 is skipped.")
        return
    whole = measured("kaggle_train")
    work = f"`source_groups` of {whole['n']:,} images in {os.cpu_count()} processes"
    figures = f"{whole['seconds']:.0f} s, {whole['peak'] / 1e9:.2f} GB"
    small, large = (measured("kaggle_train", "pbc_train", n=n) for n in (SMALLEST, LARGEST))
    slopes = {
        name: np.log(large[name] / small[name]) / np.log(LARGEST / SMALLEST)
        for name in ("seconds", "peak")
    }
    growth = ", ".join(
        f"{each['n']:,}: {each['seconds']:.0f} s, {each['peak'] / 1e9:.2f} GB"
        for each in (small, large)
    )
    report(
        Line(
            "15",
            f"{work}: minutes",
            figures,
            whole["seconds"] / 60,
            "≤ 5",
            f"The images of a published training set; {whole['groups']:,} groups were found.",
        ),
        Line(
            "15",
            f"{work}: peak memory of all processes, in GB",
            figures,
            whole["peak"] / 1e9,
            "≤ 4",
        ),
        Line(
            "15",
            "time of `source_groups` over images: slope of the logarithms",
            growth,
            slopes["seconds"],
            "≤ 1.2",
            "Images drawn at random from two published sets. The slope of the memory is "
            f"{slopes['peak']:.2f}.",
        ),
    )


def measured(*sets, n=None):
    """Measure in a separate process, in which nothing else has used memory."""
    command = [sys.executable, __file__, str(n or 0), *sets]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def measure(n, *sets):
    """Search for copies among some images; print time, memory and the number of groups."""
    paths = sorted(str(path) for name in sets for path in Path(DATA, name).glob("*/*.jp*g"))
    chosen = list(np.random.default_rng(0).permutation(paths)[: n or None])
    found = {"n": len(chosen)}

    def work():
        found["groups"] = len(np.unique(source_groups(chosen, n_jobs=os.cpu_count())))

    start = time.perf_counter()
    peak = peak_memory(work, of_children=True)
    print(json.dumps(found | {"seconds": time.perf_counter() - start, "peak": peak}))


if __name__ == "__main__":
    measure(int(sys.argv[1]), *sys.argv[2:]) if sys.argv[1:] else main()
