"""What papers report of a classifier, and the count that a laboratory wants of it."""

from skwbc.metrics import _scorers
from skwbc.metrics._classification import ClassificationTable, classification_table
from skwbc.metrics._differential import CorrectedCount, DifferentialCount, differential_count
from skwbc.metrics._scores import sensitivity_score, specificity_score

__all__ = [
    "ClassificationTable",
    "CorrectedCount",
    "DifferentialCount",
    "classification_table",
    "differential_count",
    "sensitivity_score",
    "specificity_score",
]

_scorers.register()
