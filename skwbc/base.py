"""Where pickles of 0.1.0.dev0 look for CNNClassifier."""

from skwbc.classifiers import CNNClassifier

__all__ = ["CNNClassifier"]
