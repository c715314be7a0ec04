"""Ready-made pipelines, and adaptation of fitted models to another laboratory."""

from skwbc._docs import publish
from skwbc._names import ESTIMATORS

__all__ = publish(__name__, ESTIMATORS["pipelines"])

from skwbc.pipelines._adapt import adapt
from skwbc.pipelines._ready import ready_errors, ready_model
from skwbc.pipelines._recommended import recommended_pipeline

__all__ += ["adapt", "ready_errors", "ready_model", "recommended_pipeline"]
