"""Features extracted by a network that is not trained further."""

import inspect
import os
from dataclasses import replace
from numbers import Integral

from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from skwbc import classifiers
from skwbc._input import images
from skwbc._input.dask import lazily
from skwbc._input.estimators import at_this_moment, become, draw_seed, read_images
from skwbc._keras.frozen import frozen_features
from skwbc._keras.pool import borrowed_network
from skwbc._keras.topology import Topology
from skwbc._sklearn import HasMethods, Interval, StrOptions, clone_keeping, fit_context
from skwbc.classifiers import CNNClassifier
from skwbc.classifiers._start import fitted_classifier, given_weights
from skwbc.networks import transfer
from skwbc.networks._backbones import BACKBONES, backbone_network

# Side of the images on which most ImageNet networks were trained.
_IMAGENET_SIDE = 224


class DeepFeatures(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Extract features with a network, as input for any other model.

    Nothing is trained. Each image passes through the network once. The features are stored by the
    content of the image and the weights of the network, and are read from memory when the same
    image occurs again in another fold, candidate or search.

    Parameters
    ----------
    network : str, callable or fitted estimator, default='efficientnet_lite0'
        A backbone that was trained on ImageNet: 'densenet201', 'efficientnet_lite0', 'inceptionv3',
        'mobilenetv2', 'resnet50', 'resnet101', 'resnet152', 'vgg16' or 'vgg19'; the name of
        another network of ``skwbc.networks``, such as 'alexnet'; a custom function that builds a
        network; or a fitted network classifier.
    weights : 'imagenet', str, path, fitted estimator or None, default='imagenet'
        Weights of a network that is passed by name or as a function. For a backbone, 'imagenet' or
        the path of an h5 file; for any network, a fitted estimator, the path of a file in which
        ``skwbc.save`` stored one, or ``None`` for random weights. If ``network`` is a fitted
        estimator, its own weights are used.
    layer : str or None, default=None
        Name of the layer whose output is used, such as AlexNet's 'fc7'. By default, the last
        feature maps of a backbone, and the input of the last layer of other networks.
    pooling : {'avg', 'max'} or None, default='avg'
        Pooling that turns feature maps into a vector. With ``None``, each value of the maps is a
        feature.
    image_size : int, tuple of (int, int) or None, default=None
        Height and width to which images are resized. By default, 224 for a backbone, the image
        size of the fit for a fitted classifier, and that of the paper for other networks.
    feature_cache : str, path or None, default=None
        Folder in which features are stored for later processes; several processes may share it. By
        default, features are only kept in memory, up to the latest 512 MB.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    random_state : int, RandomState instance or None, default=None
        Seed of random weights.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only, since the live network is assumed to hold
        exactly these values.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    make_hybrid : The features of several networks and a classifier in one pipeline.
    skwbc.TransferClassifier : A backbone with a trained head.

    Notes
    -----
    Each row in ``feature_cache`` has a checksum; damaged rows are recomputed. The features of a
    single image are always computed, not looked up. They may differ in the last bits from those of
    the same image in a larger set.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import DeepFeatures
    >>> images = make_blood_cells(20, image_size=32, random_state=0).images
    >>> features = DeepFeatures("mobilenetv2", weights=None, image_size=32, random_state=0)
    >>> features.fit_transform(images).shape
    (20, 1280)
    """

    _parameter_constraints = {
        "network": [str, callable, HasMethods("fit")],
        "weights": [str, os.PathLike, HasMethods("fit"), None],
        "layer": [str, None],
        "pooling": [StrOptions({"avg", "max"}), None],
        "image_size": [Interval(Integral, 1, None, closed="left"), tuple, list, None],
        "feature_cache": [str, os.PathLike, None],
        "dtype": [StrOptions({"float32", "float64", "mixed_bfloat16", "mixed_float16"})],
        "random_state": ["random_state"],
        "image_shape": [tuple, list, None],
    }

    def __init__(
        self,
        network="efficientnet_lite0",
        *,
        weights="imagenet",
        layer=None,
        pooling="avg",
        image_size=None,
        feature_cache=None,
        dtype="float32",
        random_state=None,
        image_shape=None,
    ):
        self.network = network
        self.weights = weights
        self.layer = layer
        self.pooling = pooling
        self.image_size = image_size
        self.feature_cache = feature_cache
        self.dtype = dtype
        self.random_state = random_state
        self.image_shape = image_shape

    def __sklearn_clone__(self):
        # Networks that provide features stay fitted.
        return clone_keeping(self, "network", "weights")

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y=None):
        """Load the weights of the network; only the number of channels of the images is used.

        Parameters
        ----------
        X : array or sequence
            Images: an array of shape (n, height, width, channels) or (n, height, width), paths,
            PIL images, arrays of different sizes, or flattened rows.
        y : None
            Not used.

        Returns
        -------
        self : object
            The fitted transformer.
        """
        cells = read_images(self, X, reset=True)
        topology = self._topology(cells.channels)
        with borrowed_network(topology) as network:
            if isinstance(self.network, BaseEstimator):
                weights = fitted_classifier(self.network, "network").weights_
            else:
                weights = network.initial_weights(
                    draw_seed(self.random_state), given_weights(self.weights, topology)
                )
            network.load(weights)
            attributes = {
                "input_shape_": topology.input_shape,
                "weights_": list(weights),
                "_n_features_out": network.n_features(*self._cut(topology)),
                "_structure": network.structure,
            }
        become(self, attributes)
        return self

    @lazily
    def transform(self, X):
        """Compute the features, or look them up.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image.
        """
        check_is_fitted(self)
        fitted = at_this_moment(self)
        cells = read_images(fitted, X, reset=False)
        topology = fitted._topology(fitted.input_shape_[-1])
        topology = replace(topology, structure=getattr(fitted, "_structure", None))
        layer, pooling = fitted._cut(topology)
        with borrowed_network(topology, fitted.weights_) as network:
            return frozen_features(
                network, cells, layer=layer, pooling=pooling, folder=fitted.feature_cache
            )

    def _topology(self, channels):
        """Describe the network for images with a number of channels."""
        network, n_classes, params = self.network, 2, {}
        if isinstance(network, BaseEstimator):
            there = fitted_classifier(network, "network")._fitted_topology()
            topology = replace(there, dtype=self.dtype)
            if self.image_size is None:
                return topology
            size = images.as_size(self.image_size)
            return replace(topology, input_shape=(*size, topology.input_shape[-1]))
        if isinstance(network, str) and network in BACKBONES:
            # The backbone pools, as in a classifier, so that both share the stored features.
            pooling = self.pooling if self.layer is None else "avg"
            params = {"backbone": network, "width": 1.0, "pooling": pooling}
            network, n_classes, size, channels = backbone_network, None, _IMAGENET_SIDE, 3
        else:
            if isinstance(network, str):
                named = named_estimator(network)()
                network, size = named._network_function, named.image_size
            else:
                size = inspect.signature(CNNClassifier).parameters["image_size"].default
            params = {
                parameter.name: parameter.default
                for parameter in inspect.signature(network).parameters.values()
                if parameter.kind is parameter.KEYWORD_ONLY
            }
        size = images.as_size(size if self.image_size is None else self.image_size)
        return Topology.of(network, params, (*size, channels), n_classes, self.dtype, "sgd")

    def _cut(self, topology):
        """Return the layer and the pooling at which the network ends."""
        is_whole_backbone = topology.n_classes is None and self.layer is None
        return (None, None) if is_whole_backbone else (self.layer, self.pooling)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        tags.transformer_tags.preserves_dtype = [
            "float64" if self.dtype == "float64" else "float32"
        ]
        return tags


def named_estimator(name):
    """Find the named classifier class for a network."""
    named = [getattr(classifiers, each) for each in classifiers.__all__]
    found = {
        cls._network_function.__name__: cls
        for cls in named
        if cls is not CNNClassifier and cls._network_function is not transfer
    }
    if name not in found:
        raise ValueError(
            f"network={name!r} is not known; there are {', '.join(sorted([*BACKBONES, *found]))}."
        )
    return found[name]
