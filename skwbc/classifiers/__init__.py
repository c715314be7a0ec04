"""Named estimators: each a network of the literature with its paper's settings."""

from skwbc.classifiers._asghar import SevenBlockCNNClassifier, ThreeBlockCNNClassifier
from skwbc.classifiers._classics import AlexNetClassifier, GoogLeNetClassifier, LeNet5Classifier
from skwbc.classifiers._wbcsnet import WBCsNet2Classifier, WBCsNetClassifier

__all__ = [
    "AlexNetClassifier",
    "GoogLeNetClassifier",
    "LeNet5Classifier",
    "SevenBlockCNNClassifier",
    "ThreeBlockCNNClassifier",
    "WBCsNet2Classifier",
    "WBCsNetClassifier",
]
