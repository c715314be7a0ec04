"""Row 1: time to import the library, and to construct and print every estimator."""

import subprocess
import sys
from functools import partial

from harness import Line, report, seconds, take_turns

SCRIPTS = {
    "nothing": "pass",
    "import sklearn": "import sklearn",
    "import sklearn.base": "import sklearn.base",
    "import skwbc": "import skwbc",
    "import imblearn": "import sklearn.base, imblearn",
    "every estimator": (
        "import skwbc, sys\n"
        "for _, estimator in skwbc.all_estimators(): str(estimator()), repr(estimator())\n"
        "assert 'tensorflow' not in sys.modules and 'keras' not in sys.modules"
    ),
}


def main():
    ways = {
        name: partial(subprocess.run, [sys.executable, "-c", script], check=True)
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
            "Neither TensorFlow nor Keras is imported. Samplers are based on imbalanced-learn, "
            "whose import, including scikit-learn's test helpers, takes "
            f"{1000 * (times['import imblearn'] - times['import sklearn.base']):.0f} ms more than "
            "that of `sklearn.base`.",
        ),
    )


if __name__ == "__main__":
    main()
