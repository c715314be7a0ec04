"""Classification tables as published in papers, and differential counts as used in laboratories."""

from skwbc._docs import publish
from skwbc.metrics._classification import ClassificationTable, classification_table
from skwbc.metrics._differential import CorrectedCount, DifferentialCount, differential_count
from skwbc.metrics._scorers import SCORERS, register_scorers
from skwbc.metrics._scores import sensitivity_score, specificity_score

__all__ = [
    "SCORERS",
    "ClassificationTable",
    "CorrectedCount",
    "DifferentialCount",
    "classification_table",
    "differential_count",
    "register_scorers",
    "sensitivity_score",
    "specificity_score",
]

publish(__name__, __all__)
