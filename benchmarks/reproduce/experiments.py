"""Rows of the tables of each paper, with the weights that are available."""

from dataclasses import dataclass
from pathlib import Path

from sklearn.svm import SVC

from skwbc import (
    AlexNetClassifier,
    LeNet5Classifier,
    SevenBlockCNNClassifier,
    ThreeBlockCNNClassifier,
    TransferClassifier,
    VGG16Classifier,
    WBCsNet2Classifier,
    WBCsNetClassifier,
)
from skwbc.features import DeepFeatures, make_hybrid


@dataclass(frozen=True)
class Experiment:
    """One row of a paper's table, or several if each epoch has a row.

    Parameters
    ----------
    paper : str
        Name of the table, such as 'kuncoro2024'.
    network : str
        Description of the network.
    printed : str
        Accuracy printed in the paper, in percent.
    cells : str
        Name of the data set.
    model : estimator or None
        ``None`` if its weights are not available.
    weights : str
        Origin of the weights, or the weights that are missing.
    n_folds : int
        Number of folds, such as 5 for a split of 80:20.
    single_split : bool
        Whether the paper tested one split rather than all folds.
    rotations : tuple of int
        Angles of rotated copies that are made before the split.
    each_epoch : bool
        Whether each epoch has a row.
    settings : str
        Differences from the paper, other than reductions for the budget.
    """

    paper: str
    network: str
    printed: str
    cells: str
    model: object
    weights: str = "random"
    n_folds: int = 5
    single_split: bool = True
    rotations: tuple = ()
    each_epoch: bool = False
    settings: str = ""


# Parts of the file names of Keras's weights without top.
_FILES = {
    "densenet201": "densenet201",
    "inceptionv3": "inception_v3",
    "mobilenetv2": "mobilenet_v2*1.0_224",
    "resnet50": "resnet50",
    "resnet101": "resnet101",
    "resnet152": "resnet152",
    "vgg16": "vgg16",
    "vgg19": "vgg19",
}
_NAMES = {
    "densenet201": "DenseNet201",
    "efficientnet_lite0": "EfficientNet-Lite0",
    "inceptionv3": "InceptionV3",
    "mobilenetv2": "MobileNetV2",
    "resnet50": "ResNet50",
    "resnet101": "ResNet101",
    "resnet152": "ResNet152",
    "vgg16": "VGG16",
    "vgg19": "VGG19",
}


def weights_of(backbone, folder):
    """Find the weights of a backbone and their origin; ``None`` if they are not available."""
    if backbone == "efficientnet_lite0":
        return "imagenet", "ImageNet, from a package"
    found = sorted(Path(folder).glob(f"*{_FILES[backbone]}*")) if folder else []
    if not found:
        return None, f"not run: no weights of {_NAMES[backbone]} available"
    return str(found[0]), found[0].name


def experiments(folder):
    """Yield all rows, with weights of backbones from a folder of files without top."""
    yield from hadiyoso2023(folder)
    yield from asghar2022(folder)
    yield from almotairi2019()
    yield from kuncoro2024(folder)
    yield from asghar2023(folder)
    yield from cinar2021(folder)


def hadiyoso2023(folder):
    """VGG16 at 64×64, epochs 1 to 5 in batches of 30 and 60."""
    weights, source = weights_of("vgg16", folder)
    stand_in = {"backbone": "efficientnet_lite0", "trainable": "all", "pooling": "max"}
    stand_in |= {"hidden_units": 512, "dropout": 0.5, "image_size": 64, "learning_rate": 0.0001}
    stand_in |= {"epochs": 5}
    for batch_size in (60, 30):
        batches = f"batches of {batch_size}"
        model = weights and VGG16Classifier(weights=weights, batch_size=batch_size)
        scratch = VGG16Classifier(weights=None, batch_size=batch_size)
        rows = (
            ("VGG16", model, source, ""),
            ("VGG16", scratch, "random", "from scratch"),
            (
                "EfficientNet-Lite0",
                TransferClassifier(batch_size=batch_size, **stand_in),
                "ImageNet, from a package",
                "in place of VGG16",
            ),
        )
        for name, estimator, where, differs in rows:
            yield Experiment(
                "hadiyoso2023",
                f"{name}, {batches}",
                "100" if batch_size == 60 else "",
                "Kaggle TEST",
                estimator,
                where,
                each_epoch=True,
                settings=differs,
            )


def heads(paper, backbones, printed, cells, folder, **how):
    """Pretrained backbones with the head of Asghar and others."""
    for backbone in backbones:
        weights, source = weights_of(backbone, folder)
        model = weights and TransferClassifier(
            backbone=backbone,
            weights=weights,
            image_size=100,
            epochs=150,
            hidden_units=128,
            validation_fraction=0.2,
            restore_best=True,
        )
        yield Experiment(paper, f"{_NAMES[backbone]}, frozen", printed, cells, model, source, **how)


def asghar2022(folder):
    """The three-block CNN and heads on frozen backbones, tested on a tenth of the images."""
    paper, how = "asghar2022", {"n_folds": 10}
    three_block = ThreeBlockCNNClassifier()
    yield Experiment(paper, "three-block CNN", "99.57", "Kaggle TEST", three_block, **how)
    turned = {"rotations": (90, 180, 270), **how}
    yield Experiment(
        paper, "three-block CNN, turned copies", "99.57", "Kaggle TEST", three_block, **turned
    )
    yield Experiment(paper, "three-block CNN", "98.67", "LISC", three_block, **turned)
    backbones = ("vgg16", "resnet50", "inceptionv3", "mobilenetv2", "efficientnet_lite0")
    yield from heads(paper, backbones, "92–95.7", "Kaggle TEST", folder, **how)


def almotairi2019():
    """WBCsNet, WBCsNet-2 and the networks compared with them, in ten folds."""
    paper, how = "almotairi2019", {"n_folds": 10, "single_split": False}
    narrow = {"settings": "a quarter of the width", **how}
    adam = {"optimizer": "adam", "learning_rate": 0.0003}
    with_adam = {**how, "settings": "a quarter of the width, Adam, rate 0.0003"}
    jtsc, pbc = "JTSC", "PBC subset"
    for cells in (jtsc, pbc):
        for name, cls, printed in (
            ("WBCsNet-2", WBCsNet2Classifier, "95.8–96.8"),
            ("WBCsNet", WBCsNetClassifier, ""),
        ):
            yield Experiment(paper, name, printed, cells, cls(width=0.25), **narrow)
            yield Experiment(paper, name, printed, cells, cls(width=0.25, **adam), **with_adam)
        lenet = LeNet5Classifier(**adam)
        rate = {**how, "settings": "Adam, rate 0.0003"}
        yield Experiment(paper, "LeNet-5", "", cells, lenet, **rate)
        scratch = {**how, "settings": "from scratch, an eighth of the width, Adam, rate 0.0003"}
        alexnet = AlexNetClassifier(width=0.125, **adam)
        yield Experiment(paper, "AlexNet", "", cells, alexnet, **scratch)
    # Start from the first layers of a network that was trained on the other set.
    moved = {**how, "settings": "a quarter of the width, Adam, rate 0.0003, pretrained on PBC"}
    learnt = WBCsNet2Classifier(width=0.25, **adam)
    yield Experiment(paper, "WBCsNet-2, transferred", "", jtsc, learnt, "PBC subset", **moved)


def kuncoro2024(folder):
    """Frozen MobileNetV2, trained for 15 epochs on a split of 80:20."""
    weights, source = weights_of("mobilenetv2", folder)
    model = weights and TransferClassifier(backbone="mobilenetv2", weights=weights)
    for cells in ("Kaggle TEST", "BCCD crops", "JTSC", "PBC subset"):
        yield Experiment("kuncoro2024", "MobileNetV2, frozen", "94.8", cells, model, source)


def asghar2023(folder):
    """The seven-block CNN and heads on frozen backbones, on the cells from Barcelona."""
    paper, how = "asghar2023", {"single_split": False}
    cells = "PBC subset"
    yield Experiment(paper, "seven-block CNN", "99.91", cells, SevenBlockCNNClassifier(), **how)
    normalised = SevenBlockCNNClassifier(normalization="batch")
    with_batch = {"settings": "with batch normalisation", **how}
    yield Experiment(paper, "seven-block CNN", "99.91", cells, normalised, **with_batch)
    backbones = (
        "vgg16", "vgg19", "resnet50", "resnet101", "resnet152", "inceptionv3", "mobilenetv2",
        "densenet201", "efficientnet_lite0",
    )  # fmt: skip
    yield from heads(paper, backbones, "91.4–94.7", cells, folder, **how)


def cinar2021(folder):
    """Features of two networks and a support vector machine."""
    missing = "not run: no ImageNet weights of AlexNet and GoogLeNet available"
    name, printed = "AlexNet + GoogLeNet + SVM", "99.73"
    yield Experiment("cinar2021", name, printed, "Kaggle TEST", None, missing)
    yield Experiment("cinar2021", name, "98.23", "LISC", None, missing)
    weights, source = weights_of("mobilenetv2", folder)
    parts = ["efficientnet_lite0", DeepFeatures("mobilenetv2", weights=weights)]
    model = weights and make_hybrid(parts, SVC())
    yield Experiment(
        "cinar2021",
        "EfficientNet-Lite0 + MobileNetV2 + SVM",
        printed,
        "Kaggle TEST",
        model,
        f"ImageNet, from a package; {source}",
        settings="in place of both networks",
    )
