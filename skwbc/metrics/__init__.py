"""Classification tables as published in papers, and differential counts as used in laboratories."""

from skwbc._docs import publish

__all__ = publish(
    __name__,
    {
        "SCORERS": "_scorers",
        "ClassificationTable": "_classification",
        "CorrectedCount": "_differential",
        "DifferentialCount": "_differential",
        "RaterAgreement": "_agreement",
        "classification_table": "_classification",
        "differential_count": "_differential",
        "rater_agreement": "_agreement",
        "register_scorers": "_scorers",
        "sensitivity_score": "_scores",
        "specificity_score": "_scores",
    },
)
