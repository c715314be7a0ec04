"""A pipeline of fused deep features and a classical classifier."""

from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from skwbc.features._deep import DeepFeatures, named_estimator
from skwbc.features._fused import FusedFeatures
from skwbc.networks._backbones import BACKBONES


def make_hybrid(networks, classifier, *, selector=None, memory=None):
    """Make a pipeline of fused network features, scaling and a classical classifier.

    The hybrid model of Çınar and Tuncer (2021) is
    ``make_hybrid(["alexnet", "googlenet"], SVC())``.

    Parameters
    ----------
    networks : list of str or transformer
        Networks whose features are concatenated. The name of a pretrained backbone, such as
        'efficientnet_lite0', stands for its frozen ``DeepFeatures``. The name of another network,
        such as 'alexnet', stands for its named classifier, which is trained in each ``fit`` of the
        pipeline. Pass estimators instead of names to use other settings.
    classifier : classifier
        Classifier to train on the features, such as a support vector machine.
    selector : transformer or None, default=None
        Feature selector before the classifier, such as ``SelectKBest`` or ``MRMRSelector``.
    memory : str, joblib.Memory or None, default=None
        Cache for the fitted transformers of the pipeline, so that a search over the parameters of
        the classifier trains no network twice.

    Returns
    -------
    pipeline : sklearn.pipeline.Pipeline
        Pipeline with the steps 'features', 'scale', 'select' (if there is a selector) and
        'classify'.

    See Also
    --------
    FusedFeatures : The concatenated features alone.
    DeepFeatures : The features of one network.
    MRMRSelector : Select relevant features with little redundancy.

    Notes
    -----
    The paper uses AlexNet and GoogLeNet pretrained on ImageNet. Keras provides no such weights for
    these two networks. Here, they are trained on the images passed to ``fit``, or start from one of
    your networks: ``AlexNetClassifier(weights=...)``. If they are passed by name, they have their
    full size and learn slowly. For a few hundred images, pass estimators with a smaller ``width``,
    as in the example.

    Examples
    --------
    >>> from sklearn.svm import SVC
    >>> from skwbc import LeNet5Classifier, WBCsNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import make_hybrid
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> settings = {"width": 0.1, "image_size": 16, "epochs": 2, "random_state": 0}
    >>> networks = [LeNet5Classifier(**settings), WBCsNetClassifier(**settings)]
    >>> hybrid = make_hybrid(networks, SVC()).fit(images, y)
    >>> hybrid.predict(images).shape
    (60,)
    """
    if isinstance(networks, str) or not len(networks):
        raise ValueError(f"networks must be a list of names or transformers, got {networks!r}.")
    parts, names = [], []
    for network in networks:
        if not isinstance(network, str):
            name, part = type(network).__name__.lower(), network
        else:
            name = network
            part = DeepFeatures(name) if name in BACKBONES else named_estimator(name)()
        names.append(name)
        count = names.count(name)
        parts.append((name if count == 1 else f"{name}-{count}", part))
    steps = [("features", FusedFeatures(parts)), ("scale", StandardScaler())]
    if selector is not None:
        steps.append(("select", selector))
    return Pipeline([*steps, ("classify", classifier)], memory=memory)


# The name of this class in files of 0.1.0.dev0.
SideBySide = FusedFeatures
