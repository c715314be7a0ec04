"""Names of the public estimators and networks, each with the module that defines it.

Literals without imports, since ``import skwbc`` and ``load`` read them without running the modules.
"""

ESTIMATORS = {
    "classifiers": {
        "AlexNetClassifier": "_classics",
        "CNNClassifier": "_cnn",
        "DenseNet201Classifier": "_transfer",
        "EfficientNetLite0Classifier": "_transfer",
        "GoogLeNetClassifier": "_classics",
        "InceptionV3Classifier": "_transfer",
        "LeNet5Classifier": "_classics",
        "MobileNetV2Classifier": "_transfer",
        "ResNet101Classifier": "_transfer",
        "ResNet152Classifier": "_transfer",
        "ResNet50Classifier": "_transfer",
        "SevenBlockCNNClassifier": "_asghar",
        "ThreeBlockCNNClassifier": "_asghar",
        "TransferClassifier": "_transfer",
        "VGG16Classifier": "_transfer",
        "VGG19Classifier": "_transfer",
        "WBCsNet2Classifier": "_wbcsnet",
        "WBCsNetClassifier": "_wbcsnet",
    },
    "features": {
        "ColorFeatures": "_handcrafted",
        "DeepFeatures": "_deep",
        "FusedFeatures": "_fused",
        "HandcraftedFeatures": "_handcrafted",
        "MRMRSelector": "_mrmr",
        "ShapeFeatures": "_handcrafted",
        "TextureFeatures": "_handcrafted",
        "ZCAWhitener": "_whitening",
    },
    "pipelines": {
        "LaboratoryClassifier": "_laboratories",
    },
    "preprocessing": {
        "CellCropper": "_cropper",
        "CellSegmenter": "_segmenter",
        "CellStandardizer": "_standardizer",
        "ContrastEqualizer": "_contrast",
        "StainNormalizer": "_stain",
    },
    "sampling": {
        "ImageOverSampler": "_copies",
        "RotationSampler": "_copies",
    },
}
NETWORKS = {
    "alexnet": "_alexnet",
    "googlenet": "_googlenet",
    "lenet5": "_lenet",
    "seven_block_cnn": "_asghar",
    "three_block_cnn": "_asghar",
    "transfer": "_backbones",
    "wbcsnet": "_wbcsnet",
    "wbcsnet2": "_wbcsnet",
}
