"""Run all benchmarks, print their table and write it to benchmarks/results.md."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from harness import Line

from skwbc._keras.devices import n_gpus

HERE = Path(__file__).parent
# Scripts in the order of the table; each runs in a separate process.
SCRIPTS = (
    "imports", "training", "cross_validation", "frozen", "feature_store", "prediction", "files",
    "handcrafted", "pickling", "memory", "growth", "scale", "precision", "parallel", "copies",
    "from_paths",
)  # fmt: skip
PACKAGES = (
    "skwbc", "scikit-learn", "tensorflow", "keras", "numpy", "scikit-image", "scikeras", "skorch",
    "torch",
)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scripts", nargs="*", metavar="script", help="scripts to run, or all")
    options = parser.parse_args()
    if unknown := set(options.scripts) - set(SCRIPTS):
        parser.error(f"unknown scripts {', '.join(unknown)}; choose from {', '.join(SCRIPTS)}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lines")
        path.touch()
        environment = {
            **os.environ,
            "SKWBC_BENCHMARK_LINES": str(path),
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }
        failed = []
        for script in options.scripts or SCRIPTS:
            print(f"-- {script}", flush=True)
            run = subprocess.run([sys.executable, HERE / f"{script}.py"], env=environment)
            if run.returncode:
                failed.append(script)
        lines = [Line(**json.loads(text)) for text in path.read_text("utf-8").splitlines()]
    table = as_markdown(lines)
    print(table)
    if not options.scripts:
        (HERE / "results.md").write_text(f"{heading(failed)}\n{table}", encoding="utf-8")
    if failed:
        sys.exit(f"These scripts failed: {', '.join(failed)}.")


def heading(failed):
    """Return the title, date, machine, versions, and whether a GPU was available."""
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"no {package}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Alternatives took turns in one process; figures are medians.",
        "Compare the ratios: the times depend on the machine.",
        "",
        f"{date.today()}, {processor()}, {cores} cores, Python {platform.python_version()};",
        f"{', '.join(found)}.",
        "",
    ]
    if not n_gpus():
        lines += ["No GPU was available; `python benchmarks/gpu.py` measures on a GPU.", ""]
    if failed:
        lines += [f"These scripts failed, so their rows are missing: {', '.join(failed)}.", ""]
    return "\n".join(lines)


def processor():
    """Return the name of the processor."""
    try:
        text = Path("/proc/cpuinfo").read_text()
        return text.split("model name")[1].split(":")[1].split("\n")[0].strip()
    except (OSError, IndexError):
        return platform.processor() or platform.machine()


def as_markdown(lines):
    """Format the lines as a table, followed by their notes."""
    rows = ["| # | work | measured | ratio | target | |", "| :-- | :-- | :-- | --: | --: | :-- |"]
    for line in lines:
        rows.append(
            f"| {line.row} | {line.work} | {line.figures} | {line.ratio:.3g} | {line.target} "
            f"| {line.verdict} |"
        )
    notes = [f"- {line.row}, {line.work}: {line.note}" for line in lines if line.note]
    return "\n".join([*rows, "", *notes, ""])


if __name__ == "__main__":
    main()
