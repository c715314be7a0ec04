"""The pipeline that did best on real cells, of those that were tried."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from skwbc.features import DeepFeatures, FusedFeatures, HandcraftedFeatures
from skwbc.preprocessing import CellCropper

__all__ = ["recommended_pipeline"]

# Of the middle of the network: behind it, features are of ImageNet's objects rather than of cells.
MIDDLE_LAYER = "block11_depthwise_relu"


def recommended_pipeline(*, deep=True, feature_cache=None, n_jobs=None):
    """Make the pipeline that did best on real cells, of those tried: measured and frozen features.

    Colour, texture and shape of the segmented cell, and what the middle of EfficientNet-Lite0 makes
    of the cell cut out of its picture, are scaled and weighed by a logistic regression that counts
    all types alike. It fits some hundreds of cells in a minute or two, and draws nothing at random.

    Parameters
    ----------
    deep : bool, default=True
        Whether to join the network's features, which need ``pip install 'skwbc[offline]'``.
        Without them the pipeline needs no network, and travels better to other laboratories.
    feature_cache : str, path or None, default=None
        Folder where features are kept beyond this process. By default they are kept in memory.
    n_jobs : int or None, default=None
        Number of processes for the measured features.

    Returns
    -------
    pipeline : sklearn.pipeline.Pipeline
        With the steps 'features', 'scale' and 'classify'.

    See Also
    --------
    adapt : Takes a fitted pipeline to another laboratory.
    skwbc.features.make_hybrid : Features of several networks and a classifier of your own.

    Notes
    -----
    Features were chosen by nested cross-validation on published sets. :doc:`/recommended` tells
    how, what else was tried, and what it scores.

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
    # So strong a penalty, since there are more features than cells.
    classifier = LogisticRegression(C=0.005, class_weight="balanced", max_iter=1000)
    return Pipeline(
        [("features", FusedFeatures(parts)), ("scale", StandardScaler()), ("classify", classifier)]
    )
