"""Copies of cells, which must not be in both parts of a split, and the cells to label next."""

from skwbc._docs import publish

__all__ = publish(
    __name__,
    {
        "AuditReport": "_audit",
        "LeakageGap": "_audit",
        "audit_cv": "_audit",
        "audit_split": "_audit",
        "leakage_gap": "_audit",
        "query_cells": "_queries",
        "source_groups": "_sources",
    },
)
