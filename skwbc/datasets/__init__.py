"""Data sets of white blood cells: made, loaded and fetched."""

from skwbc.datasets._blood_cells import make_blood_cells

__all__ = ["make_blood_cells"]
