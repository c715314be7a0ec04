"""Adaptation of fitted models to another laboratory, from images without labels."""

import copy

from sklearn import preprocessing
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils.validation import check_is_fitted

from skwbc._sklearn import num_samples
from skwbc.classifiers._fitted import FittedNetwork
from skwbc.pipelines._laboratories import LaboratoryClassifier

__all__ = ["adapt"]

_SCALERS = (
    preprocessing.MaxAbsScaler,
    preprocessing.MinMaxScaler,
    preprocessing.PowerTransformer,
    preprocessing.QuantileTransformer,
    preprocessing.RobustScaler,
    preprocessing.StandardScaler,
)


def adapt(model, X, y=None):
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
    check_is_fitted(model)
    if num_samples(X) < 2:
        raise ValueError(
            f"X has {num_samples(X)} image, which has no standard deviation; pass several dozen."
        )
    if y is not None and not any(_learns(part) for part in [model, *_parts(model)]):
        raise ValueError(
            f"{type(model).__name__} does not learn from y; omit y, or end the pipeline with a "
            "LaboratoryClassifier."
        )
    adapted = copy.deepcopy(model)
    if not _adapt(adapted, X, y):
        raise ValueError(
            f"{type(model).__name__} has neither a scaler nor trained batch normalisation to adapt;"
            " add a StandardScaler after its features."
        )
    return adapted


def _learns(model):
    return isinstance(model, LaboratoryClassifier)


def _parts(model):
    """List the parts of a model, which ``get_params`` would list unfitted for searches."""
    return getattr(model, "best_estimator_", model).get_params().values()


def _adapt(model, X, y=None):
    """Adapt a model in place; return whether there was anything to adapt."""
    # Imported here, since all of scikit-learn's ensembles and trees come with it.
    from sklearn.ensemble import VotingClassifier

    if _learns(model):
        return model._adapt(X, y)
    if isinstance(model, _SCALERS):
        model.fit(X)
        return True
    if isinstance(model, Pipeline):
        return _adapt_steps([step for _, step in model.steps], X, y)
    if hasattr(model, "best_estimator_"):
        return _adapt(model.best_estimator_, X, y)
    if isinstance(model, (FeatureUnion, VotingClassifier)):
        is_union = isinstance(model, FeatureUnion)
        parts = [part for _, part in model.transformer_list] if is_union else model.estimators_
        # Adapt all parts, without stopping at the first success.
        return sum(_adapt(part, X, y) for part in parts) > 0
    # A network classifier.
    return isinstance(model, FittedNetwork) and model._adapt(X)


def _adapt_steps(steps, X, y):
    """Adapt the steps of a pipeline, each to the output of the adapted steps before it."""
    # Samplers and skipped steps do not affect predictions.
    steps = [step for step in steps if hasattr(step, "fit") and not hasattr(step, "fit_resample")]
    found = False
    for step in steps:
        found |= _adapt(step, X, y)
        if step is not steps[-1]:
            X = step.transform(X)
    return found
