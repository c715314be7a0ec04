"""Tools for the benchmarks: timing of alternatives in turns, and lines of a table."""

import gc
import json
import os
import statistics
import time
from dataclasses import asdict, dataclass

# File to which a script appends its lines of the table; without it they are only printed.
LINES = os.environ.get("SKWBC_BENCHMARK_LINES")


@dataclass
class Line:
    """A line of the table.

    Parameters
    ----------
    row : str
        Number of the row, such as '4b'.
    work : str
        Description of the work.
    figures : str
        Measured values, such as both medians.
    ratio : float
        The figure that is compared with the target.
    target : str
        Bound that the ratio must reach, such as '≥ 2'; '' for rows without a target.
    note : str
        Limiting factor, or additional checks.
    """

    row: str
    work: str
    figures: str
    ratio: float
    target: str
    note: str = ""

    @property
    def verdict(self):
        """State in words whether the target is reached."""
        if not self.target:
            return ""
        sign, bound = self.target.split()
        reached = self.ratio >= float(bound) if sign == "≥" else self.ratio <= float(bound)
        return "reached" if reached else "missed"


def report(*lines):
    """Print lines, and append them to the file for the table."""
    for line in lines:
        target = f", target {line.target}: {line.verdict}" if line.target else ""
        print(f"{line.row}. {line.work}: {line.figures}; {line.ratio:.3g}{target}", flush=True)
        if line.note:
            print(f"   {line.note}", flush=True)
        if LINES:
            with open(LINES, "a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(line)) + "\n")


def take_turns(ways, rounds, *, warm_ups=1, clock=time.perf_counter):
    """Measure median seconds of alternatives in turns, so that a busy machine slows all alike.

    Parameters
    ----------
    ways : dict of str to callable
        Functions to run, by name.
    rounds : int
        Number of timed runs of each way.
    warm_ups : int, default=1
        Number of runs of each way before the timed ones.
    clock : callable, default=time.perf_counter
        Function that returns the time.
    """
    times = {name: [] for name in ways}
    for turn in range(-warm_ups, rounds):
        for name, way in ways.items():
            gc.collect()
            start = clock()
            way()
            if turn >= 0:
                times[name].append(clock() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def seconds(medians):
    """Format medians."""
    return ", ".join(
        f"{name} {value:.2f} s" if value >= 1 else f"{name} {1000 * value:.3g} ms"
        for name, value in medians.items()
    )
