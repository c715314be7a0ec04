"""Detection of images of the same cell, to keep copies of training cells out of the test set."""

from skwbc._docs import publish
from skwbc.model_selection._audit import (
    AuditReport,
    LeakageGap,
    audit_cv,
    audit_split,
    leakage_gap,
)
from skwbc.model_selection._sources import source_groups

__all__ = [
    "AuditReport",
    "LeakageGap",
    "audit_cv",
    "audit_split",
    "leakage_gap",
    "source_groups",
]

publish(__name__, __all__)
