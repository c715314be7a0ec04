"""Row 1: time to import the library, and to construct and print every estimator."""

import os
import subprocess
import sys
from functools import partial

from harness import Line, report, seconds, take_turns

SCRIPTS = {
    "nothing": "pass",
    "import sklearn": "import sklearn",
    "import sklearn.base": "import sklearn.base",
    "import skwbc": "import skwbc",
    "every estimator": (
        "import skwbc, sys\n"
        "for _, estimator in skwbc.all_estimators(): str(estimator()), repr(estimator())\n"
        "assert 'tensorflow' not in sys.modules and 'keras' not in sys.modules"
    ),
}

UNUSUAL = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")


def main():
    # Compiled modules are stored, as those of an installed package are.
    environment = {name: each for name, each in os.environ.items() if name not in UNUSUAL}
    ways = {
        name: partial(subprocess.run, [sys.executable, "-c", script], check=True, env=environment)
        for name, script in SCRIPTS.items()
    }
    times = take_turns(ways, rounds=9)
    start = times.pop("nothing")
    times = {name: max(value - start, 0) for name, value in times.items()}
    report(
        Line(
            "1",
            "`import skwbc` against `import sklearn`",
            seconds({name: times[name] for name in ("import skwbc", "import sklearn")}),
            times["import skwbc"] / times["import sklearn"],
            "≤ 0.1",
            "The time to start Python is subtracted from all times.",
        ),
        Line(
            "1",
            "constructing and printing every estimator against `import sklearn.base`",
            seconds({name: times[name] for name in ("every estimator", "import sklearn.base")}),
            times["every estimator"] / times["import sklearn.base"],
            "≤ 1.1",
            "Neither TensorFlow, Keras nor imbalanced-learn is imported.",
        ),
    )


if __name__ == "__main__":
    main()
