"""Ready-made pipelines, and adaptation of fitted models to another laboratory."""

from skwbc.pipelines._adapt import adapt
from skwbc.pipelines._recommended import recommended_pipeline

__all__ = ["adapt", "recommended_pipeline"]
