"""Run a complete study in one script: synthetic cells, a network, cross-validation, a table, plots.

Run it with ``make demo``, with ``skwbc demo`` or with ``python examples/demo.py``; it writes to
``demo/``.
"""

import sys

from skwbc.cli import main

if __name__ == "__main__":
    sys.exit(main(["demo"]))
