"""``python -m skwbc`` is the command ``skwbc``."""

import sys

from skwbc.cli import main

if __name__ == "__main__":
    sys.exit(main())
