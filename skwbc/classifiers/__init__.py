"""Named estimators: each a network of the literature with its paper's settings."""

from skwbc.classifiers._wbcsnet import WBCsNet2Classifier, WBCsNetClassifier

__all__ = ["WBCsNet2Classifier", "WBCsNetClassifier"]
