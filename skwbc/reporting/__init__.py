"""The report: one page that says what a classifier can do, and how that was found out."""

from skwbc.reporting._report import report

__all__ = ["report"]
