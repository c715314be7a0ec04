"""Labels of cells: the page of ``skwbc label``, and its files as data for scikit-learn."""

from skwbc._docs import publish

__all__ = publish(__name__, {"load_labels": "_load"})
