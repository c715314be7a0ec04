# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.base import ClassNamePrefixFeaturesOutMixin
from sklearn.base import OneToOneFeatureMixin
from sklearn.base import TransformerMixin
from sklearn.feature_selection import SelectorMixin
from sklearn.pipeline import FeatureUnion

__all__ = ['ColorFeatures', 'DeepFeatures', 'FusedFeatures', 'HandcraftedFeatures', 'MRMRSelector', 'ShapeFeatures', 'TextureFeatures', 'ZCAWhitener', 'make_hybrid']

class ColorFeatures(TransformerMixin, BaseEstimator):
    """Colours of the nucleus and of the cytoplasm.

    The features are the mean, the standard deviation, the skewness and a coarse histogram of red,
    green, blue, hue, saturation, value, lightness, a and b, for each region separately. Further
    features describe the density and the tint of the stain in the cytoplasm and in the cell,
    relative to the background of the image and the nucleus of the cell.

    Parameters
    ----------
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.
    feature_cache : str, path or None, default=None
        Folder in which features are stored for later processes. By default, features are only kept in
        memory.
    n_jobs : int or None, default=None
        Number of parallel processes.
    verbose : int, default=0
        If above 0, print the progress.

    Attributes
    ----------
    n_channels_ : int
        Number of channels of the training images.
    n_features_in_ : int
        Number of values per row, if X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, if X is a table with column names.

    See Also
    --------
    HandcraftedFeatures : Colour, texture and shape, based on one segmentation.

    Notes
    -----
    Red, green, blue, saturation and value range from 0 to 1. Hue ranges from 1/3 (green) through
    2/3 (blue) and 1 (red) to 4/3, so that it does not wrap within the colours of stains. Lightness,
    a and b are those of CIELAB.

    The stain features include quantiles, at 10, 25, 50, 75 and 90 %, of the optical densities in
    the cytoplasm and of the tints. A tint is a density divided by its length over red, green and
    blue. 'cell_eosin_share' is the share of the cell that absorbs more blue than red light, as
    eosin does. 'cell_dense_eosin_share' is the share of the cell for which, in addition, the
    density in green is at least half that of the nucleus. 'cell_pink_share' is the share whose
    tint is clearly redder than that of the nucleus. These shares include granules that the
    segmentation assigns to the nucleus. All stain features are zero for a cell without nucleus or
    without cytoplasm.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import ColorFeatures
    >>> images = make_blood_cells(8, image_size=70, random_state=0).images
    >>> ColorFeatures().fit(images).get_feature_names_out()[:3].tolist()
    ['nucleus_mean_red', 'nucleus_mean_green', 'nucleus_mean_blue']
    """
    image_shape: tuple[int, ...] | None
    feature_cache: str | PathLike[str] | None
    n_jobs: int | None
    verbose: int
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, image_shape: tuple[int, ...] | None = None, feature_cache: str | PathLike[str] | None = None, n_jobs: int | None = None, verbose: int = 0) -> None: ...
    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def fit(self, X: Any, y: None = None) -> Self:
        """Fit the transformer to training images.

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
    def get_feature_names_out(self, input_features: None = None) -> np.ndarray[Any, Any]:
        """List the names of the features.

        Parameters
        ----------
        input_features : None
            Not used.

        Returns
        -------
        names : ndarray of str
            Names such as 'nucleus_area' or 'cytoplasm_mean_a'.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Compute the features of the cell in each image, or look them up.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image; zeros if no cell was found.
        """
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
    network: Any
    weights: Any
    layer: str | None
    pooling: Literal['avg', 'max'] | None
    image_size: int | tuple[int, ...] | None
    feature_cache: str | PathLike[str] | None
    dtype: str
    random_state: Any
    image_shape: Any
    weights_: list[np.ndarray[Any, Any]]
    input_shape_: tuple[int, ...]
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, network: Any = 'efficientnet_lite0', *, weights: Any = 'imagenet', layer: str | None = None, pooling: Literal['avg', 'max'] | None = 'avg', image_size: int | tuple[int, ...] | None = None, feature_cache: str | PathLike[str] | None = None, dtype: str = 'float32', random_state: Any = None, image_shape: Any = None) -> None: ...
    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any: ...
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def fit(self, X: Any, y: None = None) -> Self:
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
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
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
class FusedFeatures(FeatureUnion):
    """Concatenate the features of several transformers.

    This is scikit-learn's ``FeatureUnion``, except that a Dask worker fits and transforms on its
    own instead of sending the images to other workers.

    Parameters
    ----------
    transformer_list : list of (str, transformer)
        Names and transformers. The features are concatenated in this order.
    n_jobs : int or None, default=None
        Number of transformers to run in parallel.
    transformer_weights : dict or None, default=None
        Factor for the features of each transformer, with the names as keys.
    verbose : bool, default=False
        Whether to print the time taken to fit each transformer.
    verbose_feature_names_out : bool, default=True
        Whether to prefix feature names with the name of their transformer.

    See Also
    --------
    make_hybrid : A pipeline of fused features, scaling and a classifier.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import ColorFeatures, FusedFeatures, ShapeFeatures
    >>> images = make_blood_cells(10, image_size=32, random_state=0).images
    >>> fused = FusedFeatures([("colour", ColorFeatures()), ("shape", ShapeFeatures())])
    >>> fused.fit(images).get_feature_names_out()[0]
    'colour__nucleus_mean_red'
    """
    transformer_list: Any
    n_jobs: int | None
    transformer_weights: dict[Any, Any] | None
    verbose: bool
    verbose_feature_names_out: bool
    def __init__(self, transformer_list: Any, *, n_jobs: int | None = None, transformer_weights: dict[Any, Any] | None = None, verbose: bool = False, verbose_feature_names_out: bool = True) -> None: ...
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def fit(self, X: Any, y: Any = None, **params: Any) -> Self:
        """Fit all transformers.

        Parameters
        ----------
        X : array or sequence
            Images, in a form that all transformers accept.
        y : array-like of shape (n,), optional
            Labels, for transformers that use them.
        **params : dict
            Metadata, routed to the transformers.

        Returns
        -------
        self : object
            The fitted transformer.
        """
    def fit_transform(self, X: Any, y: Any = None, **params: Any) -> np.ndarray[Any, Any]:
        """Fit all transformers and concatenate their features.

        Parameters
        ----------
        X : array or sequence
            Images, in a form that all transformers accept.
        y : array-like of shape (n,), optional
            Labels, for transformers that use them.
        **params : dict
            Metadata, routed to the transformers.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image.
        """
    def transform(self, X: Any, **params: Any) -> np.ndarray[Any, Any]:
        """Concatenate the features of all transformers.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        **params : dict
            Metadata, routed to the transformers.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image.
        """
class HandcraftedFeatures(TransformerMixin, BaseEstimator):
    """Colour, texture and shape of cells, based on one segmentation.

    Parameters
    ----------
    families : tuple of str, default=('color', 'texture', 'shape')
        Families of features to compute: those of :class:`ColorFeatures`,
        :class:`TextureFeatures` and :class:`ShapeFeatures`.
    levels : int, default=32
        Number of grey levels for the co-occurrence statistics.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.
    feature_cache : str, path or None, default=None
        Folder in which features are stored for later processes. By default, features are only kept in
        memory.
    n_jobs : int or None, default=None
        Number of parallel processes.
    verbose : int, default=0
        If above 0, print the progress.

    Attributes
    ----------
    n_channels_ : int
        Number of channels of the training images.
    n_features_in_ : int
        Number of values per row, if X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, if X is a table with column names.

    See Also
    --------
    DeepFeatures : Features extracted by a network.
    skwbc.preprocessing.CellSegmenter : The segmentation on which the features are based.

    Notes
    -----
    Each image is segmented and described once. The features are stored by the content of the image
    and read from memory when the same image occurs again in another fold, candidate or search.

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from sklearn.svm import SVC
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import HandcraftedFeatures
    >>> images, y = make_blood_cells(60, image_size=70, random_state=0, return_X_y=True)
    >>> model = make_pipeline(HandcraftedFeatures(), StandardScaler(), SVC())
    >>> bool(model.fit(images[:40], y[:40]).score(images[40:], y[40:]) > 0.7)
    True
    """
    families: Sequence[str]
    levels: int
    image_shape: tuple[int, ...] | None
    feature_cache: str | PathLike[str] | None
    n_jobs: int | None
    verbose: int
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, families: Sequence[str] = ('color', 'texture', 'shape'), *, levels: int = 32, image_shape: tuple[int, ...] | None = None, feature_cache: str | PathLike[str] | None = None, n_jobs: int | None = None, verbose: int = 0) -> None: ...
    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def fit(self, X: Any, y: None = None) -> Self:
        """Fit the transformer to training images.

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
    def get_feature_names_out(self, input_features: None = None) -> np.ndarray[Any, Any]:
        """List the names of the features.

        Parameters
        ----------
        input_features : None
            Not used.

        Returns
        -------
        names : ndarray of str
            Names such as 'nucleus_area' or 'cytoplasm_mean_a'.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Compute the features of the cell in each image, or look them up.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image; zeros if no cell was found.
        """
class MRMRSelector(SelectorMixin, BaseEstimator):
    """Select features that are relevant to the class and have little redundancy.

    Features are selected one by one: first the feature with the highest mutual information with the
    class, then in each step the feature whose information about the class is highest relative to
    the information that it shares with the features selected so far (Peng, Long and Ding 2005).
    Among deep features, hundreds are redundant, so far fewer features are needed than with a
    selection by individual scores.

    Parameters
    ----------
    k : int, default=100
        Number of features to select; all features if there are fewer.
    criterion : {'difference', 'quotient'}, default='difference'
        Whether the mean information shared with the selected features is subtracted from the
        relevance of a feature, or the relevance is divided by it.
    n_bins : int, default=8
        Number of equally filled bins into which each feature is divided to estimate its
        information.

    Attributes
    ----------
    order_ : ndarray of shape (k,)
        Indices of the selected features, in the order of their selection.
    relevance_ : ndarray of shape (n_features,)
        Mutual information of each feature with the class, in nats.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : ndarray of str
        Names of the features, if they have names.

    See Also
    --------
    make_hybrid : Deep features, selection and a classical classifier in one pipeline.

    Notes
    -----
    Mutual information is computed as in :func:`sklearn.metrics.mutual_info_score`, on the binned
    features, since a nearest-neighbour estimate would take hours for thousands of features.
    Features without information about the class, such as constant ones, are selected last.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from skwbc.features import MRMRSelector
    >>> X, y = load_breast_cancer(return_X_y=True, as_frame=True)
    >>> MRMRSelector(k=3).fit(X, y).get_feature_names_out().tolist()
    ['mean concave points', 'worst texture', 'worst perimeter']
    """
    k: int
    criterion: Literal['difference', 'quotient']
    n_bins: int
    order_: np.ndarray[Any, Any]
    relevance_: np.ndarray[Any, Any]
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, k: int = 100, *, criterion: Literal['difference', 'quotient'] = 'difference', n_bins: int = 8) -> None: ...
    def _get_support_mask(self, *args: Any, **kwargs: Any) -> Any: ...
    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any: ...
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def get_support(self, indices: bool = False) -> np.ndarray[Any, Any]: ...
    def inverse_transform(self, X: Any) -> Any: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def transform(self, X: Any) -> Any: ...
    def fit(self, X: Any, y: Any) -> Self:
        """Select the features.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.
        y : array-like of shape (n,)
            Labels.

        Returns
        -------
        self : object
            The fitted selector.
        """
class ShapeFeatures(TransformerMixin, BaseEstimator):
    """Shapes of the nucleus and of the whole cell.

    The features are area, perimeter, axes, eccentricity, solidity, extent, circularity and Hu
    moments of both regions, the number of lobes of the nucleus, the share of the cell that the
    nucleus occupies, and its distance from the centre of the cell.

    Parameters
    ----------
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.
    feature_cache : str, path or None, default=None
        Folder in which features are stored for later processes. By default, features are only kept in
        memory.
    n_jobs : int or None, default=None
        Number of parallel processes.
    verbose : int, default=0
        If above 0, print the progress.

    Attributes
    ----------
    n_channels_ : int
        Number of channels of the training images.
    n_features_in_ : int
        Number of values per row, if X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, if X is a table with column names.

    See Also
    --------
    HandcraftedFeatures : Colour, texture and shape, based on one segmentation.

    Notes
    -----
    Areas and lengths are in pixels of the image, and equal those of
    :func:`skimage.measure.regionprops`. A nucleus of several pieces is treated as one region. Its
    lobes are the parts that are separate or joined by a narrow neck. Circularity is
    4π area / perimeter². The feature for a Hu moment h is
    ``sign(h) * log10(1 + 1e12 * abs(h))``.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import ShapeFeatures
    >>> cells = make_blood_cells(8, classes=["lymphocyte", "neutrophil"], random_state=0)
    >>> shapes = ShapeFeatures().fit(cells.images)
    >>> "nucleus_lobes" in shapes.get_feature_names_out()
    True
    """
    image_shape: tuple[int, ...] | None
    feature_cache: str | PathLike[str] | None
    n_jobs: int | None
    verbose: int
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, image_shape: tuple[int, ...] | None = None, feature_cache: str | PathLike[str] | None = None, n_jobs: int | None = None, verbose: int = 0) -> None: ...
    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def fit(self, X: Any, y: None = None) -> Self:
        """Fit the transformer to training images.

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
    def get_feature_names_out(self, input_features: None = None) -> np.ndarray[Any, Any]:
        """List the names of the features.

        Parameters
        ----------
        input_features : None
            Not used.

        Returns
        -------
        names : ndarray of str
            Names such as 'nucleus_area' or 'cytoplasm_mean_a'.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Compute the features of the cell in each image, or look them up.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image; zeros if no cell was found.
        """
class TextureFeatures(TransformerMixin, BaseEstimator):
    """Textures of the nucleus and of the whole cell.

    The features are statistics of grey-level co-occurrence over distances and angles, local binary
    patterns and energies of Gabor filters.

    Parameters
    ----------
    kinds : tuple of str, default=('glcm', 'lbp', 'gabor')
        Kinds of texture to compute: any of the three.
    levels : int, default=32
        Number of grey levels for the co-occurrence statistics.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.
    feature_cache : str, path or None, default=None
        Folder in which features are stored for later processes. By default, features are only kept in
        memory.
    n_jobs : int or None, default=None
        Number of parallel processes.
    verbose : int, default=0
        If above 0, print the progress.

    Attributes
    ----------
    n_channels_ : int
        Number of channels of the training images.
    n_features_in_ : int
        Number of values per row, if X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, if X is a table with column names.

    See Also
    --------
    HandcraftedFeatures : Colour, texture and shape, based on one segmentation.

    Notes
    -----
    All values equal those of :func:`skimage.feature.graycomatrix`,
    :func:`skimage.feature.graycoprops`, :func:`skimage.feature.local_binary_pattern` and
    :func:`skimage.filters.gabor` on the 8-bit brightness. Pairs with a pixel outside the region
    are ignored.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import TextureFeatures
    >>> images = make_blood_cells(8, image_size=70, random_state=0).images
    >>> TextureFeatures().fit(images).get_feature_names_out()[:2].tolist()
    ['cell_glcm_contrast_1', 'cell_glcm_contrast_2']
    """
    kinds: Sequence[str]
    levels: int
    image_shape: tuple[int, ...] | None
    feature_cache: str | PathLike[str] | None
    n_jobs: int | None
    verbose: int
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, kinds: Sequence[str] = ('glcm', 'lbp', 'gabor'), *, levels: int = 32, image_shape: tuple[int, ...] | None = None, feature_cache: str | PathLike[str] | None = None, n_jobs: int | None = None, verbose: int = 0) -> None: ...
    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def fit(self, X: Any, y: None = None) -> Self:
        """Fit the transformer to training images.

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
    def get_feature_names_out(self, input_features: None = None) -> np.ndarray[Any, Any]:
        """List the names of the features.

        Parameters
        ----------
        input_features : None
            Not used.

        Returns
        -------
        names : ndarray of str
            Names such as 'nucleus_area' or 'cytoplasm_mean_a'.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Compute the features of the cell in each image, or look them up.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image; zeros if no cell was found.
        """
class ZCAWhitener(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Decorrelate features while changing them as little as possible.

    Whitening by principal components creates new features. Zero-phase component analysis rotates
    these back, so that each whitened feature stays as close as possible to the original feature
    (Bell and Sejnowski 1997) and keeps its name. In distances between whitened features, a property
    that is repeated in many features no longer counts many times.

    Parameters
    ----------
    regularization : float, default=0.01
        Value added to the variance in each direction, as a fraction of the mean variance, so that
        directions in which the training images hardly differ are not amplified.

    Attributes
    ----------
    mean_ : ndarray of shape (n_features,)
        Mean of each feature.
    whitening_ : ndarray of shape (n_features, n_features)
        Matrix by which centred features are multiplied.
    n_features_in_ : int
        Number of features.
    feature_names_in_ : ndarray of str
        Names of the features, if they have names.

    See Also
    --------
    sklearn.decomposition.PCA : Whitens without rotating back, with ``whiten=True``.

    Notes
    -----
    Features on very different scales should be standardised first.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_iris
    >>> from skwbc.features import ZCAWhitener
    >>> X, _ = load_iris(return_X_y=True)
    >>> whitened = ZCAWhitener(regularization=0).fit_transform(X)
    >>> [round(float(np.corrcoef(each.T)[2, 3]), 2) for each in (X, whitened)]
    [0.96, 0.0]
    """
    regularization: float
    mean_: np.ndarray[Any, Any]
    whitening_: np.ndarray[Any, Any]
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, regularization: float = 0.01) -> None: ...
    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any: ...
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def fit(self, X: Any, y: None = None) -> Self:
        """Estimate the correlations of the features.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.
        y : None
            Not used.

        Returns
        -------
        self : object
            The fitted transformer.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Whiten features.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Features.

        Returns
        -------
        X_new : ndarray of shape (n, n_features)
            The whitened features.
        """
def make_hybrid(networks: Any, classifier: Any, *, selector: Any = None, memory: Any = None) -> Any:
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
