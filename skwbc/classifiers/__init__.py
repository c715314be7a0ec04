"""Named estimators: networks from the literature, with the settings of their papers."""

from skwbc._docs import publish
from skwbc.classifiers._asghar import SevenBlockCNNClassifier, ThreeBlockCNNClassifier
from skwbc.classifiers._classics import AlexNetClassifier, GoogLeNetClassifier, LeNet5Classifier
from skwbc.classifiers._cnn import CNNClassifier
from skwbc.classifiers._transfer import (
    DenseNet201Classifier,
    EfficientNetLite0Classifier,
    InceptionV3Classifier,
    MobileNetV2Classifier,
    ResNet50Classifier,
    ResNet101Classifier,
    ResNet152Classifier,
    TransferClassifier,
    VGG16Classifier,
    VGG19Classifier,
)
from skwbc.classifiers._wbcsnet import WBCsNet2Classifier, WBCsNetClassifier

__all__ = [
    "AlexNetClassifier",
    "CNNClassifier",
    "DenseNet201Classifier",
    "EfficientNetLite0Classifier",
    "GoogLeNetClassifier",
    "InceptionV3Classifier",
    "LeNet5Classifier",
    "MobileNetV2Classifier",
    "ResNet101Classifier",
    "ResNet152Classifier",
    "ResNet50Classifier",
    "SevenBlockCNNClassifier",
    "ThreeBlockCNNClassifier",
    "TransferClassifier",
    "VGG16Classifier",
    "VGG19Classifier",
    "WBCsNet2Classifier",
    "WBCsNetClassifier",
]

publish(__name__, __all__)
