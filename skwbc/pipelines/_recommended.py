"""The pipeline that performed best on real cells of those tried."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from skwbc.features import DeepFeatures, FusedFeatures, HandcraftedFeatures
from skwbc.preprocessing import CellCropper

__all__ = ["recommended_pipeline"]

# In the middle of the network: later features describe ImageNet's objects rather than cells.
MIDDLE_LAYER = "block11_depthwise_relu"


def recommended_pipeline(*, deep=True, feature_cache=None, n_jobs=None):
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
    shared = {"feature_cache": feature_cache}
    parts = [("handcrafted", HandcraftedFeatures(n_jobs=n_jobs, **shared))]
    if deep:
        network = DeepFeatures("efficientnet_lite0", layer=MIDDLE_LAYER, **shared)
        parts.append(("deep", make_pipeline(CellCropper(), network)))
    # The penalty is strong, since there are more features than cells.
    classifier = LogisticRegression(C=0.005, class_weight="balanced", max_iter=1000)
    return Pipeline(
        [("features", FusedFeatures(parts)), ("scale", StandardScaler()), ("classify", classifier)]
    )
