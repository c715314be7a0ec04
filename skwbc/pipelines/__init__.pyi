# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['adapt', 'recommended_pipeline']

def adapt(model: Any, X: Any) -> Any:
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

    Returns
    -------
    adapted : fitted estimator
        The adapted copy; ``model`` is not changed.

    See Also
    --------
    recommended_pipeline : A pipeline that benefits strongly from adaptation.
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
