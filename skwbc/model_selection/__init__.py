"""Detection of images of the same cell, to keep copies of training cells out of the test set."""

from skwbc._docs import publish

__all__ = publish(
    __name__,
    {
        "AuditReport": "_audit",
        "LeakageGap": "_audit",
        "audit_cv": "_audit",
        "audit_split": "_audit",
        "leakage_gap": "_audit",
        "source_groups": "_sources",
    },
)
