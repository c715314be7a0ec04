"""Visualisation of classifiers and their data with scikit-learn-style Display classes."""

from skwbc._docs import publish

__all__ = publish(
    __name__,
    {
        "ContactSheetDisplay": "_sheet",
        "EmbeddingDisplay": "_embedding",
        "FeatureMapsDisplay": "_feature_maps",
        "FieldDisplay": "_field",
        "GradCAMDisplay": "_grad_cam",
        "HistoryDisplay": "_history",
        "MistakesDisplay": "_mistakes",
        "sample_cells": "_sheet",
    },
)
