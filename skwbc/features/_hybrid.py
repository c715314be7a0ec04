"""Fused deep features and a classical classifier."""

from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from skwbc.features._deep import DeepFeatures, named_estimator
from skwbc.features._fused import FusedFeatures
from skwbc.networks._backbones import BACKBONES


def make_hybrid(networks, classifier, *, selector=None, memory=None):
    """Make a pipeline of fused network features, scaling and a classical classifier.

    The hybrid of Çınar and Tuncer (2021) is ``make_hybrid(["alexnet", "googlenet"], SVC())``.

    Parameters
    ----------
    networks : list of str or transformer
        Whose features are put side by side. A name with pretrained weights, such as
        'efficientnet_lite0', stands for the frozen ``DeepFeatures`` of it; the name of another
        network, such as 'alexnet', for its named classifier, which each ``fit`` of the pipeline
        trains. Estimators of your own settings can stand in their place.
    classifier : classifier
        What is trained on the features, such as a support vector machine.
    selector : transformer or None, default=None
        Chooses features before the classifier, such as ``SelectKBest`` or ``MRMRSelector``.
    memory : str, joblib.Memory or None, default=None
        Where the pipeline keeps its fitted transformers, so that a search over the classifier's
        parameters trains no network twice.

    Returns
    -------
    pipeline : sklearn.pipeline.Pipeline
        With the steps 'features', 'scale', 'select' where there is a selector, and 'classify'.

    See Also
    --------
    FusedFeatures : The features by themselves.
    DeepFeatures : The features of one network.
    MRMRSelector : Features that tell much about the class and little about each other.

    Notes
    -----
    The paper takes AlexNet and GoogLeNet as they were trained on ImageNet. Keras has no such
    weights for these two; here they are trained on the images at hand, or start from a network of
    yours: ``AlexNetClassifier(weights=...)``. By name they have their full size and learn slowly:
    for a few hundred images give estimators of a smaller ``width``, as in the example.

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


# The name under which files of 0.1.0.dev0 hold it.
SideBySide = FusedFeatures
