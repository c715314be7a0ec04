"""What the benchmarks share: ways of doing the same that take turns, and lines of a table."""

import gc
import json
import os
import statistics
import time
from dataclasses import asdict, dataclass

# Where a script leaves its lines for the table; without it they are only printed.
LINES = os.environ.get("SKWBC_BENCHMARK_LINES")


@dataclass
class Line:
    """A line of the table.

    Parameters
    ----------
    row : str
        Number of the row, such as '4b'.
    work : str
        What was done.
    figures : str
        What was measured, such as both medians.
    ratio : float
        The figure that is compared with the target.
    target : str
        What it must reach, such as '≥ 2'; '' where it is only to be told.
    note : str
        What limits it, or what was checked beside.
    """

    row: str
    work: str
    figures: str
    ratio: float
    target: str
    note: str = ""

    @property
    def verdict(self):
        """Whether the target is reached, in words."""
        if not self.target:
            return ""
        sign, bound = self.target.split()
        reached = self.ratio >= float(bound) if sign == "≥" else self.ratio <= float(bound)
        return "reached" if reached else "missed"


def report(*lines):
    """Print lines, and leave them for the table."""
    for line in lines:
        target = f", target {line.target}: {line.verdict}" if line.target else ""
        print(f"{line.row}. {line.work}: {line.figures}; {line.ratio:.3g}{target}", flush=True)
        if line.note:
            print(f"   {line.note}", flush=True)
        if LINES:
            with open(LINES, "a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(line)) + "\n")


def take_turns(ways, rounds, *, warm_ups=1, clock=time.perf_counter):
    """Median seconds of each way; they take turns, so that a busy machine slows all alike.

    Parameters
    ----------
    ways : dict of str to callable
        What to run, by name.
    rounds : int
        How often each is timed.
    warm_ups : int, default=1
        How often each runs before that.
    clock : callable, default=time.perf_counter
        What time is read from.
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
    """Medians in words."""
    return ", ".join(
        f"{name} {value:.2f} s" if value >= 1 else f"{name} {1000 * value:.3g} ms"
        for name, value in medians.items()
    )
