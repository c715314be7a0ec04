"""Types that may be loaded from a file, and checks of how the file uses them."""

import json
import zipfile
from pathlib import PosixPath, WindowsPath

from skwbc._names import ESTIMATORS, NETWORKS

# Names instead of types, since loading a file must not import anything it does not contain. A test
# compares them with the public estimators and networks.
OWN = tuple(
    f"skwbc.{package}.{name}"
    for package, names in {**ESTIMATORS, "networks": NETWORKS}.items()
    for name in names
)
# Locations of the types in 0.1.0.dev0.
MOVED = (
    "skwbc.classifiers._cnn.CNNClassifier",
    "skwbc.classifiers._asghar.SevenBlockCNNClassifier",
    "skwbc.classifiers._asghar.ThreeBlockCNNClassifier",
    "skwbc.classifiers._classics.AlexNetClassifier",
    "skwbc.classifiers._classics.GoogLeNetClassifier",
    "skwbc.classifiers._classics.LeNet5Classifier",
    "skwbc.classifiers._transfer.DenseNet201Classifier",
    "skwbc.classifiers._transfer.EfficientNetLite0Classifier",
    "skwbc.classifiers._transfer.InceptionV3Classifier",
    "skwbc.classifiers._transfer.MobileNetV2Classifier",
    "skwbc.classifiers._transfer.ResNet101Classifier",
    "skwbc.classifiers._transfer.ResNet152Classifier",
    "skwbc.classifiers._transfer.ResNet50Classifier",
    "skwbc.classifiers._transfer.TransferClassifier",
    "skwbc.classifiers._transfer.VGG16Classifier",
    "skwbc.classifiers._transfer.VGG19Classifier",
    "skwbc.classifiers._wbcsnet.WBCsNet2Classifier",
    "skwbc.classifiers._wbcsnet.WBCsNetClassifier",
    "skwbc.features._deep.DeepFeatures",
    "skwbc.features._handcrafted.ColorFeatures",
    "skwbc.features._handcrafted.HandcraftedFeatures",
    "skwbc.features._handcrafted.ShapeFeatures",
    "skwbc.features._handcrafted.TextureFeatures",
    "skwbc.features._hybrid.SideBySide",
    "skwbc.features._mrmr.MRMRSelector",
    "skwbc.features._whitening.ZCAWhitener",
    "skwbc.networks._alexnet.alexnet",
    "skwbc.networks._asghar.seven_block_cnn",
    "skwbc.networks._asghar.three_block_cnn",
    "skwbc.networks._backbones.transfer",
    "skwbc.networks._googlenet.googlenet",
    "skwbc.networks._lenet.lenet5",
    "skwbc.networks._wbcsnet.wbcsnet",
    "skwbc.networks._wbcsnet.wbcsnet2",
    "skwbc.preprocessing._contrast.ContrastEqualizer",
    "skwbc.preprocessing._cropper.CellCropper",
    "skwbc.preprocessing._segmenter.CellSegmenter",
    "skwbc.preprocessing._stain.StainNormalizer",
    "skwbc.sampling._copies.ImageOverSampler",
    "skwbc.sampling._copies.RotationSampler",
)


def trusted_types():
    """List the types that skops must trust to load estimators of this library.

    Pass them to other programs that read skops files, such as MLflow. :func:`load` needs no list.

    Returns
    -------
    names : list of str
        Names of the estimators and networks of this library, and of imbalanced-learn's pipelines
        and samplers. skops itself trusts scikit-learn, NumPy, SciPy and plain values.

    See Also
    --------
    load : Load a file, with more checks than skops makes.

    Examples
    --------
    >>> import skwbc
    >>> "skwbc.classifiers.WBCsNet2Classifier" in skwbc.trusted_types()
    True

    MLflow logs and loads a fitted model with:

    .. code-block:: python

        mlflow.sklearn.log_model(model, name="cells", skops_trusted_types=skwbc.trusted_types())
    """
    from imblearn import combine, over_sampling, under_sampling

    others = [PosixPath, WindowsPath]
    for module in (combine, over_sampling, under_sampling):
        others += [getattr(module, name) for name in module.__all__]
    names = [f"{item.__module__}.{item.__qualname__}" for item in others]
    # Ensembles store their parts by name in a Bunch.
    return [*OWN, *MOVED, *names, "imblearn.pipeline.Pipeline", "sklearn.utils._bunch.Bunch"]


def check_schema(path):
    """Raise an error for content that ``save`` never writes and that misuses trusted types.

    Parameters
    ----------
    path : str or path
        A skops file.
    """
    with zipfile.ZipFile(path) as file:
        waiting = [json.loads(file.read("schema.json"))]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        if not isinstance(item, dict):
            continue
        name, reader = f"{item.get('__module__')}.{item.get('__class__')}", item.get("__loader__")
        if any(key.startswith("__array") for key in item):
            raise ValueError("it has attributes by which NumPy would reach into memory")
        if reader == "SparseMatrixNode":
            raise ValueError("it contains a sparse matrix, whose indices are not checked")
        if name.startswith("skwbc.networks.") and reader != "FunctionNode":
            raise ValueError(f"it calls {name}, which builds a network of any size")
        waiting += item.values()
        if reader == "JsonNode":
            waiting.append(json.loads(item["content"]))
