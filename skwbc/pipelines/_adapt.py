"""Fitted models in another laboratory: normalisation learnt anew, from images without labels."""

import copy

from sklearn import preprocessing
from sklearn.ensemble import VotingClassifier
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils.validation import check_is_fitted

from skwbc._sklearn import num_samples
from skwbc.classifiers._fitted import FittedNetwork

__all__ = ["adapt"]

_SCALERS = (
    preprocessing.MaxAbsScaler,
    preprocessing.MinMaxScaler,
    preprocessing.PowerTransformer,
    preprocessing.QuantileTransformer,
    preprocessing.RobustScaler,
    preprocessing.StandardScaler,
)


def adapt(model, X):
    """Make a copy of a fitted model whose normalisation is that of other images.

    Smears of another laboratory differ in stain, light and magnification, so that all features are
    shifted and scaled. Their means and deviations need no labels: the scalers of a pipeline are
    fitted anew, and so is the batch normalisation of network classifiers that have trained it. What
    was learnt from labels stays.

    Parameters
    ----------
    model : fitted estimator
        A network classifier, a pipeline with scalers, or a union, a voting classifier or a search
        of such.
    X : array or sequence
        Images of the other laboratory, or what the model was fitted on in their place: some dozens,
        in about the mixture of types that is to be predicted.

    Returns
    -------
    adapted : fitted estimator
        The given model stays as it was.

    See Also
    --------
    recommended_pipeline : A pipeline that gains much by it.
    skwbc.preprocessing.StainNormalizer : Changes the pictures instead.

    Notes
    -----
    Adapted are scikit-learn's scalers, in pipelines, unions, voting classifiers and searches, and
    layers of batch normalisation. Statistics of a frozen backbone are ImageNet's and stay.
    A mixture that differs from that of the training images shifts the features too: where a
    type is missing, others are taken for it.

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
    check_is_fitted(model)
    if num_samples(X) < 2:
        raise ValueError(f"X has {num_samples(X)} image, which has no deviation; give some dozens.")
    adapted = copy.deepcopy(model)
    if not _adapt(adapted, X):
        raise ValueError(
            f"{type(model).__name__} has neither a scaler nor batch normalisation that was "
            "trained, so that there is nothing to adapt; put a StandardScaler behind its features."
        )
    return adapted


def _adapt(model, X):
    """Adapt a model in place; say whether there was anything to be adapted."""
    if isinstance(model, _SCALERS):
        model.fit(X)
        return True
    if isinstance(model, Pipeline):
        return _adapt_steps([step for _, step in model.steps], X)
    if hasattr(model, "best_estimator_"):
        return _adapt(model.best_estimator_, X)
    if isinstance(model, (FeatureUnion, VotingClassifier)):
        is_union = isinstance(model, FeatureUnion)
        parts = [part for _, part in model.transformer_list] if is_union else model.estimators_
        # All of them, not only up to the first that has something.
        return sum(_adapt(part, X) for part in parts) > 0
    # A network classifier.
    return isinstance(model, FittedNetwork) and model._adapt(X)


def _adapt_steps(steps, X):
    """Adapt the steps of a pipeline, each to what the adapted ones before it make of the images."""
    # Samplers and steps that are left out do nothing to what is predicted.
    steps = [step for step in steps if hasattr(step, "fit") and not hasattr(step, "fit_resample")]
    found = False
    for step in steps:
        found |= _adapt(step, X)
        if step is not steps[-1]:
            X = step.transform(X)
    return found
