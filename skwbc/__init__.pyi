# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
__version__: str
from skwbc import classifiers as classifiers
from skwbc import datasets as datasets
from skwbc import features as features
from skwbc import inspection as inspection
from skwbc import labelling as labelling
from skwbc import metrics as metrics
from skwbc import model_selection as model_selection
from skwbc import networks as networks
from skwbc import pipelines as pipelines
from skwbc import preprocessing as preprocessing
from skwbc import sampling as sampling
from skwbc.classifiers import AlexNetClassifier as AlexNetClassifier
from skwbc.classifiers import CNNClassifier as CNNClassifier
from skwbc.classifiers import DenseNet201Classifier as DenseNet201Classifier
from skwbc.classifiers import EfficientNetLite0Classifier as EfficientNetLite0Classifier
from skwbc.classifiers import GoogLeNetClassifier as GoogLeNetClassifier
from skwbc.classifiers import InceptionV3Classifier as InceptionV3Classifier
from skwbc.classifiers import LeNet5Classifier as LeNet5Classifier
from skwbc.classifiers import MobileNetV2Classifier as MobileNetV2Classifier
from skwbc.classifiers import ResNet101Classifier as ResNet101Classifier
from skwbc.classifiers import ResNet152Classifier as ResNet152Classifier
from skwbc.classifiers import ResNet50Classifier as ResNet50Classifier
from skwbc.classifiers import SevenBlockCNNClassifier as SevenBlockCNNClassifier
from skwbc.classifiers import ThreeBlockCNNClassifier as ThreeBlockCNNClassifier
from skwbc.classifiers import TransferClassifier as TransferClassifier
from skwbc.classifiers import VGG16Classifier as VGG16Classifier
from skwbc.classifiers import VGG19Classifier as VGG19Classifier
from skwbc.classifiers import WBCsNet2Classifier as WBCsNet2Classifier
from skwbc.classifiers import WBCsNetClassifier as WBCsNetClassifier
from skwbc.discovery import all_estimators as all_estimators

__all__ = ['AlexNetClassifier', 'CNNClassifier', 'DenseNet201Classifier', 'EfficientNetLite0Classifier', 'GoogLeNetClassifier', 'InceptionV3Classifier', 'LeNet5Classifier', 'MobileNetV2Classifier', 'ResNet101Classifier', 'ResNet152Classifier', 'ResNet50Classifier', 'SevenBlockCNNClassifier', 'ThreeBlockCNNClassifier', 'TransferClassifier', 'VGG16Classifier', 'VGG19Classifier', 'WBCsNet2Classifier', 'WBCsNetClassifier', 'adapt', 'all_estimators', 'load', 'put_on_ray', 'ready_model', 'recommended_pipeline', 'report', 'save', 'trusted_types', 'classifiers', 'datasets', 'features', 'inspection', 'labelling', 'metrics', 'model_selection', 'networks', 'pipelines', 'preprocessing', 'sampling']

def adapt(model: Any, X: Any, y: Any = None) -> Any:
    """Copy a fitted model and re-estimate its normalisation on other images.

    Smears of another laboratory differ in stain, light and magnification, so that all features are
    shifted and scaled. No labels are needed to estimate their means and standard deviations: the
    scalers of a pipeline are refitted, and the statistics of batch normalisation are re-estimated
    in network classifiers in which it was trained. Everything learned from labels is kept.

    Parameters
    ----------
    model : fitted estimator
        A network classifier, a pipeline with scalers, or a union, a voting classifier or a search
        that contains such models.
    X : array or sequence
        Images of the other laboratory, or the kind of input on which the model was fitted: some
        dozens, with about the same mixture of types as the images to be predicted.
    y : sequence, optional
        Labels of these images, ``None`` for those without a label. Only a ``LaboratoryClassifier``,
        such as the last step of :func:`skwbc.ready_model`, learns from them.

    Returns
    -------
    adapted : fitted estimator
        The adapted copy; ``model`` is not changed.

    See Also
    --------
    recommended_pipeline : A pipeline that benefits strongly from adaptation.
    skwbc.pipelines.LaboratoryClassifier : Adapts to cells of any mixture of types.
    skwbc.preprocessing.StainNormalizer : Changes the images instead of the model.

    Notes
    -----
    Adaptation applies to scikit-learn's scalers in pipelines, unions, voting classifiers and
    searches, and to layers of batch normalisation. The statistics of a frozen backbone are those
    of ImageNet and are kept. A mixture of types that differs from that of the training images also
    shifts the features: if a type is missing, cells of other types are predicted as this type.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skwbc import adapt
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import ColorFeatures
    >>> images, y = make_blood_cells(80, image_size=48, random_state=0, return_X_y=True)
    >>> model = make_pipeline(ColorFeatures(), StandardScaler(), LogisticRegression(max_iter=500))
    >>> model.fit(images, y)
    Pipeline(...)
    >>> elsewhere = (images[:40] * [0.8, 0.9, 1.0]).astype("uint8")
    >>> adapt(model, elsewhere).predict(elsewhere).shape
    (40,)
    """
def load(path: str | PathLike[str]) -> Any:
    """Load an estimator written by ``save``, without running any code from the file.

    Parameters
    ----------
    path : str or path-like
        The file.

    Returns
    -------
    estimator : estimator
        The estimator, ready to predict.

    See Also
    --------
    save : Write such a file.

    Notes
    -----
    In addition to the types that skops itself trusts (scikit-learn, NumPy, SciPy and plain values),
    only the estimators and networks of this library and the pipelines and samplers of
    imbalanced-learn are accepted. A classifier with your own network function can be read with
    ``skops.io.load(path, trusted=[...])``, if you trust the file. The same applies to decision
    trees and their forests, and to nearest neighbours that search in a tree, as they do for at most
    15 features unless ``algorithm="brute"``: a manipulated tree can crash the process.

    All folders named in the file, such as ``feature_cache`` or ``memory``, are reset to ``None`` in
    every step and in every grid of a search, because joblib unpickles the content of these folders.
    Set them again where needed.

    Examples
    --------
    >>> import skwbc
    >>> skwbc.load("missing.skops")
    Traceback (most recent call last):
    FileNotFoundError: The file 'missing.skops' does not exist; check the path.
    """
def put_on_ray(X: Any) -> np.ndarray[Any, Any]:
    """Store images on a Ray cluster, so that the tasks of a search share them.

    joblib's Ray backend sends all arguments with each task. The returned array is sent as a
    reference: each machine fetches the images once, and its processes share that memory.

    Parameters
    ----------
    X : array or list
        Images as for ``fit``: an array, or a list of paths or pictures.

    Returns
    -------
    shared : ndarray
        The same images. A pickle of the array can only be read on this cluster.

    Examples
    --------
    >>> from skwbc import put_on_ray
    >>> search.fit(put_on_ray(images), y)  # doctest: +SKIP
    """
def ready_model() -> Any:
    """Load a model that classifies the five normal types of white cells without any training.

    The model was trained on the cells of two laboratories, Barcelona and BCCD, shown with the
    stains, lamps and cameras of many. Pictures of single cells and fields with one white cell can
    be predicted as they are. :func:`adapt` improves the model for the cells of a laboratory, with
    or without labels.

    Returns
    -------
    model : sklearn.pipeline.Pipeline
        Fitted pipeline with the steps 'view', 'features' and 'classify'. Its classes are
        'basophil', 'eosinophil', 'lymphocyte', 'monocyte', 'neutrophil' and 'not sure'.

    See Also
    --------
    adapt : Adapt the model to another laboratory.
    skwbc.preprocessing.CellStandardizer : The first step, which finds the cell.
    skwbc.metrics.differential_count : Counts cells; pass ``unsure='not sure'``.
    recommended_pipeline : A pipeline to be trained on your own cells.

    Notes
    -----
    'not sure' is predicted for pictures that cannot be used, of which a warning names the first,
    and for most that show none of the five types: platelets, erythroblasts, immature granulocytes,
    red cells and noise. For fields with several white cells,
    ``model[0].crop(fields)`` returns the views of all cells, for ``model[1:].predict(views)``.

    :doc:`/ready_model` describes the training data, the scores on laboratories that the model has
    not seen, and where it fails. It is not a medical device.

    Examples
    --------
    >>> from skwbc import adapt, ready_model
    >>> from skwbc.datasets import make_blood_cells
    >>> images = make_blood_cells(12, image_size=90, random_state=0).images
    >>> model = ready_model()
    >>> set(model.predict(images)) <= set(model.classes_)
    True
    >>> adapt(model, images).predict_proba(images).shape
    (12, 6)
    """
def recommended_pipeline(*, deep: bool = True, feature_cache: str | PathLike[str] | None = None, n_jobs: int | None = None) -> Any:
    """Make the pipeline that performed best on real cells of those tried.

    The pipeline combines handcrafted features with features of a frozen network: colour, texture
    and shape of the segmented cell, and the output of a middle layer of EfficientNet-Lite0 for the
    cropped cell. A logistic regression that weights all types equally classifies the scaled
    features. Fitting some hundreds of cells takes a minute or two and uses no random numbers.

    Parameters
    ----------
    deep : bool, default=True
        Whether to include the features of the network, which require
        ``pip install 'skwbc[offline]'``. Without them, the pipeline needs no network and
        generalises better to other laboratories.
    feature_cache : str, path or None, default=None
        Folder in which features are stored for later processes. By default, features are only kept
        in memory.
    n_jobs : int or None, default=None
        Number of parallel processes for the handcrafted features.

    Returns
    -------
    pipeline : sklearn.pipeline.Pipeline
        Pipeline with the steps 'features', 'scale' and 'classify'.

    See Also
    --------
    adapt : Adapt a fitted pipeline to another laboratory.
    skwbc.features.make_hybrid : Features of several networks with any classifier.

    Notes
    -----
    The features were chosen by nested cross-validation on published data sets. :doc:`/recommended`
    describes the procedure, the alternatives that were tried, and the scores.

    Examples
    --------
    >>> from sklearn.model_selection import cross_val_score
    >>> from skwbc import recommended_pipeline
    >>> from skwbc.datasets import make_blood_cells
    >>> cells = make_blood_cells(100, image_size=64, difficulty=0.2, random_state=0)
    >>> scores = cross_val_score(recommended_pipeline(deep=False), cells.images, cells.target)
    >>> bool(scores.mean() > 0.8)
    True
    """
def report(estimator: Any, X: Any, y: Any, path: str | PathLike[str] = 'report.html', *, groups: Any = None, cv: Any = None, X_train: Any = None, title: str | None = None, n_mistakes: int = 12, image_shape: tuple[int, ...] | None = None, random_state: int | None = 0, n_jobs: int | None = None, verbose: int = 0) -> Path:
    """Write a page with the results of a classifier and the evaluation protocol.

    The page is one HTML file that needs no network access and runs no scripts. It contains the
    images and their duplicates, the protocol, a table of results with 95% intervals, the confusion
    matrix, a comparison of predicted probabilities with the accuracy, learning curves, the
    differential count, the worst mistakes with the pixels that led to them, and all settings and
    versions. If the path ends in ``.md``, the page is a model card instead: Markdown for a model
    hub, with intended use and limits, training, protocol and results.

    Parameters
    ----------
    estimator : classifier
        A fitted estimator predicts ``X``, on which it should not have been trained. An unfitted
        estimator is cross-validated, and its clones are fitted.
    X : array or sequence
        Images, in a format that the estimator accepts.
    y : array-like of shape (n,)
        Labels of the images.
    path : str or path-like, default='report.html'
        File to write, such as 'report.html' or 'README.md'. An existing file is replaced only by a
        complete one.
    groups : array-like of shape (n,), optional
        Source of each image, such as the cell or the patient; a cross-validation keeps each group
        in one fold. Copies of cells are always searched for, but not kept together.
    cv : int or cross-validation splitter, optional
        Folds of a cross-validation, which is run even if the estimator is fitted. An integer is the
        number of shuffled, stratified folds of whole groups. The default is 5 for an unfitted
        estimator.
    X_train : array or sequence, optional
        Images that a fitted estimator was trained on, to search for copies of them in ``X``.
    title : str, optional
        Title of the page.
    n_mistakes : int, default=12
        Maximum number of mistakes to show.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows. By default, that of
        the estimator or of its first step that has one.
    random_state : int or None, default=0
        Seed of the folds and of the choice of pictures.
    n_jobs : int or None, default=None
        Number of processes that search for copies.
    verbose : int, default=0
        Print progress if above 0.

    Returns
    -------
    path : Path
        Path of the written file.

    See Also
    --------
    skwbc.metrics.classification_table : Compute the table of results.
    skwbc.model_selection.leakage_gap : Estimate by how much random folds overestimate the score.

    Notes
    -----
    Intervals count the copies of a cell, and the images of a group, as one. Copies are found by
    :func:`skwbc.model_selection.source_groups`, which takes about 40 ms per image on one core.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from skwbc import WBCsNetClassifier, report
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1, random_state=0)
    >>> with TemporaryDirectory() as folder:
    ...     path = report(classifier, images, y, Path(folder, "report.html"), cv=3)
    ...     path.read_text(encoding="utf-8")[:15]
    '<!DOCTYPE html>'
    """
def save(estimator: Any, path: str | PathLike[str]) -> Path:
    """Save a fitted estimator as a skops file.

    Parameters
    ----------
    estimator : estimator
        Any estimator of this library, or a scikit-learn pipeline that contains one; for a search,
        its ``best_estimator_``.
    path : str or path-like
        File to write, by convention ``*.skops``. An existing file is replaced only by a complete
        one.

    Returns
    -------
    path : pathlib.Path
        The file.

    See Also
    --------
    load : Load an estimator from such a file.

    Notes
    -----
    Callbacks of scikit-learn that are set on the estimator are not saved. A warning names any part
    because of which :func:`load` will refuse the file, such as a decision tree.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import skwbc
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = skwbc.WBCsNetClassifier(width=0.1, image_size=16, epochs=1).fit(images, y)
    >>> with TemporaryDirectory() as folder:
    ...     path = skwbc.save(classifier, Path(folder, "cells.skops"))
    ...     loaded = skwbc.load(path)
    >>> bool((loaded.predict(images) == classifier.predict(images)).all())
    True
    """
def trusted_types() -> Sequence[str]:
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
