# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.base import ClassifierMixin

__all__ = ['LaboratoryClassifier', 'adapt', 'ready_errors', 'ready_model', 'recommended_pipeline']

class LaboratoryClassifier(ClassifierMixin, BaseEstimator):
    """Classify the features of cells, and adapt to laboratories without labels.

    Stain, lamp and camera shift and scale the features of all cells of a laboratory. A logistic
    regression classifies the features of the cells of all laboratories. :func:`skwbc.adapt`
    replaces it for another laboratory, from cells without labels or with a few: it estimates how
    the features of this laboratory are shifted and scaled, and fits another regression to features
    that are scaled for each laboratory by itself.

    Parameters
    ----------
    C : float, default=0.005
        Inverse strength of the penalty of the logistic regression.
    temperature : float, default=1.0
        Divisor of the log-odds. Above 1, predictions are less certain, as they should be for other
        laboratories.
    others : sequence of labels or None, default=None
        Labels of training images that show none of the types, such as 'platelet'. They do not count
        in the scaling, and are all predicted as ``unsure``.
    unsure : object, default='not sure'
        Label that is predicted for images like those of ``others``.
    reluctance : float, default=0.0
        Log-odds that are subtracted from those of ``unsure`` until the model is adapted, and while
        it is adapted, since cells with an unknown stain resemble none of the types.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels that are predicted.
    is_adapted_ : bool
        Whether the model was adapted to a laboratory.
    mean_, scale_ : ndarray of shape (n_features,)
        Mean and standard deviation of the features over all types: those of the laboratory to which
        the model was adapted, or those of all laboratories in the training data.
    regression_ : LogisticRegression
        The classifier of scaled features, which distinguishes the labels of ``others`` too.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : ndarray of str
        Names of the features; only available if X had names.

    See Also
    --------
    skwbc.adapt : Adapt the classifier, or a pipeline that contains it.
    skwbc.ready_model : A fitted pipeline that ends with this classifier.

    Notes
    -----
    Adaptation alternates between predicting the types of the cells and scaling their features. A
    cell counts by the probability of each type divided by the number of cells of this type, so that
    the mixture of types, which differs from smear to smear, affects the scaling little. Types that
    are missing do not count. Cells whose types are certain then train the regression too. With
    ``others``, the adapted model predicts ``unsure`` for what is much farther from the mean than
    all cells of the types that it was fitted to.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc import adapt
    >>> from skwbc.pipelines import LaboratoryClassifier
    >>> rng = np.random.default_rng(0)
    >>> y = np.repeat(["eosinophil", "neutrophil"], 50)
    >>> X = rng.normal(size=(100, 5)) + 2 * (y == "eosinophil")[:, None]
    >>> model = LaboratoryClassifier(C=1).fit(X, y)
    >>> elsewhere = 3 * X + 10
    >>> bool(model.score(elsewhere, y) < 0.6 < adapt(model, elsewhere).score(elsewhere, y))
    True
    """
    C: float
    temperature: float
    others: Any
    unsure: Any
    reluctance: float
    classes_: np.ndarray[Any, Any]
    is_adapted_: bool
    mean_: np.ndarray[Any, Any]
    scale_: np.ndarray[Any, Any]
    regression_: Any
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, C: float = 0.005, temperature: float = 1.0, others: Any = None, unsure: Any = 'not sure', reluctance: float = 0.0) -> None: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_fit_request(self, *, is_copy: bool | str | None = ..., laboratories: bool | str | None = ...) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def set_score_request(self, *, sample_weight: bool | str | None = ...) -> Self: ...
    def decision_function(self, X: Any) -> Any:
        """Compute the log-odds of each label for each row.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.

        Returns
        -------
        log_odds : ndarray of shape (n, n_classes), or (n,) for two classes
            Divided by the temperature; with two classes, only those of the second.
        """
    def fit(self, X: Any, y: Any, laboratories: Any = None, is_copy: Any = None) -> Self:
        """Scale the features, and fit the regression.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.
        y : array-like of shape (n,)
            Labels.
        laboratories : array-like of shape (n,), optional
            Laboratory of each cell. By default, all cells come from the same laboratory.
        is_copy : array-like of bool of shape (n,), optional
            Whether each row describes an augmented copy of another picture. Copies only train the
            regression that is used until the model is adapted. By default, there are none.

        Returns
        -------
        self : object
            The fitted classifier.
        """
    def predict(self, X: Any) -> np.ndarray[Any, Any]:
        """Predict the label of each row.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.

        Returns
        -------
        y : ndarray of shape (n,)
            Predicted labels.
        """
    def predict_proba(self, X: Any) -> np.ndarray[Any, Any]:
        """Predict the probability of each label for each row.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.

        Returns
        -------
        probabilities : ndarray of shape (n, n_classes)
            One column per label, in the order of ``classes_``.
        """
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
def ready_errors() -> np.ndarray[Any, Any]:
    """Return the errors of the ready model in laboratories that it had not seen.

    Pass them as ``confusion`` to :func:`skwbc.metrics.differential_count`, to correct a count for
    these errors. The intervals of the corrected count are wide, since laboratories differ.

    Returns
    -------
    confusion : ndarray of int of shape (5, 5)
        How many of 20 cells of each type (rows) the adapted model predicts as each type (columns),
        in alphabetical order.

    See Also
    --------
    skwbc.ready_model : The model.
    skwbc.metrics.differential_count : Counts cells, and corrects the count.

    Notes
    -----
    The errors are means over three laboratories, each predicted by a model that was trained on the
    other two. They count as those of 20 cells of each type, because laboratories differ in their
    errors more than samples of 20 cells do. No laboratory has enough basophils to measure their
    errors, so that those of the other types stand in for them. Errors on 80 cells of each type
    that were labelled in your own laboratory are better;
    :func:`skwbc.metrics.classification_table` lists them.

    Examples
    --------
    >>> from skwbc.metrics import differential_count
    >>> from skwbc.pipelines import ready_errors
    >>> predicted = ["neutrophil"] * 120 + ["lymphocyte"] * 66 + ["monocyte"] * 14
    >>> types = ["basophil", "eosinophil", "lymphocyte", "monocyte", "neutrophil"]
    >>> count = differential_count(predicted, classes=types, confusion=ready_errors())
    >>> wider = count.corrected["adjusted"]
    >>> bool((wider.high - wider.low).sum() > (count.high - count.low).sum())
    True
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
