"""Reports: one HTML page with the results of a classifier and the evaluation protocol."""

from skwbc.reporting._report import report

__all__ = ["report"]
