# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.base import OneToOneFeatureMixin

__all__ = ['ImageOverSampler', 'RotationSampler']

class ImageOverSampler(OneToOneFeatureMixin, BaseEstimator):
    """Balance the classes with varied copies of their images.

    Each copy is mirrored, rotated and shifted at random, and its stains are made slightly stronger
    or weaker. The numbers of copies of any two images of a class differ by at most one.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default='auto'
        Desired number of images of each class, as for all over-samplers of imbalanced-learn: by
        default, the size of the largest class; a dict contains the number for each class.
    rotation : float, default=180
        Maximum rotation of a copy, in degrees, in either direction.
    flip : bool, default=True
        Whether half of the copies are mirrored.
    shift : float, default=0.1
        Maximum shift in each direction, in heights and widths of the image.
    stain : float, default=0.1
        Maximum relative change of the amount of each stain; 0 leaves the colours unchanged. The
        brightness of grey images is not changed.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image where X has flattened rows.
    random_state : int, RandomState instance or None, default=None
        Seed of all random choices.

    Attributes
    ----------
    sampling_strategy_ : dict
        Number of copies of each class.
    sample_indices_ : ndarray of int
        Index in X of each image, or of the image that a copy was made from.
    n_features_in_ : int
        Number of values in a row, if X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, if X is a table with names.

    See Also
    --------
    RotationSampler : Add quarter turns of each image.

    Notes
    -----
    In a pipeline of imbalanced-learn, a sampler is applied only to the training part of each fold.
    If it is applied to all images before the split, copies of an image end up on both sides of the
    split. The same holds for the validation part that a network sets aside from its own training
    images for early stopping: after a sampler, keep ``validation_fraction=0``.

    Areas left empty by a rotation or a shift are filled with the mirrored picture. Colours are
    separated into the haematoxylin, eosin and third stain of Ruifrok and Johnston (2001), whose
    amounts are scaled; Tellez and others (2018), who introduced the method, also shift them.

    Examples
    --------
    >>> import numpy as np
    >>> from imblearn.pipeline import make_pipeline
    >>> from skwbc import LeNet5Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.sampling import ImageOverSampler
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> rare = np.flatnonzero(y == 0)[2:]
    >>> images, y = np.delete(images, rare, axis=0), np.delete(y, rare)
    >>> more_images, more_y = ImageOverSampler(random_state=0).fit_resample(images, y)
    >>> np.bincount(y).tolist(), np.bincount(more_y).tolist()
    ([2, 8, 8, 8, 8], [8, 8, 8, 8, 8])
    >>> model = make_pipeline(ImageOverSampler(), LeNet5Classifier(epochs=1))
    >>> model.fit(images, y).predict(images).shape
    (34,)
    """
    sampling_strategy: float | str | dict[Any, Any] | Callable[..., Any]
    rotation: float
    flip: bool
    shift: float
    stain: float
    image_shape: tuple[int, ...] | None
    random_state: Any
    sampling_strategy_: dict[Any, Any]
    sample_indices_: np.ndarray[Any, Any]
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, sampling_strategy: float | str | dict[Any, Any] | Callable[..., Any] = 'auto', *, rotation: float = 180, flip: bool = True, shift: float = 0.1, stain: float = 0.1, image_shape: tuple[int, ...] | None = None, random_state: Any = None) -> None: ...
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_params(self, **params: Any) -> Self: ...
    def fit(self, X: Any, y: Any) -> Self:
        """Check images and labels; the copies are made by ``fit_resample``.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit_resample``.
        y : array-like of shape (n,)
            Class of each image.

        Returns
        -------
        self : object
            The sampler.
        """
    def fit_resample(self, X: Any, y: Any) -> tuple[Any, np.ndarray[Any, Any]]:
        """Append copies to the images.

        Parameters
        ----------
        X : array or sequence
            Images: an array of shape (n, height, width, channels) or (n, height, width), paths,
            PIL images, arrays of different sizes, or flattened rows.
        y : array-like of shape (n,)
            Class of each image.

        Returns
        -------
        X_resampled : array or sequence
            The original images, followed by the copies. For rows and arrays, the copies are rows
            and arrays; for a sequence, they are pictures that are computed whenever they are
            needed.
        y_resampled : ndarray
            Class of each image and copy.
        """
class RotationSampler(OneToOneFeatureMixin, BaseEstimator):
    """Add quarter turns of each image.

    The experiments of Asghar and others (2022) on LISC add copies rotated by 90, 180 and 270
    degrees.

    Parameters
    ----------
    sampling_strategy : str or list, default='all'
        The classes whose images are rotated: 'all', 'majority', 'not majority', 'not minority', or
        a list of classes.
    angles : tuple of int, default=(90, 180, 270)
        Counter-clockwise rotations, in degrees.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image where X has flattened rows.

    Attributes
    ----------
    sampling_strategy_ : dict
        The classes whose images are rotated.
    sample_indices_ : ndarray of int
        Index in X of each image, or of the image that a copy was made from.
    n_features_in_ : int
        Number of values in a row, if X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, if X is a table with names.

    See Also
    --------
    ImageOverSampler : Balance the classes with varied copies.

    Notes
    -----
    Quarter turns of the pictures of a sequence exchange height and width. Those of an array or a
    table, whose pictures all have one shape, are resized to that shape. A network, which resizes
    all images to one size, receives the same input in both cases.

    For samplers and splits, see the notes of :class:`ImageOverSampler`.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.sampling import RotationSampler
    >>> images, y = make_blood_cells(40, image_size=24, random_state=0, return_X_y=True)
    >>> more_images, more_y = RotationSampler().fit_resample(images, y)
    >>> more_images.shape
    (160, 24, 24, 3)
    """
    sampling_strategy: Any
    angles: tuple[int, ...]
    image_shape: tuple[int, ...] | None
    sampling_strategy_: dict[Any, Any]
    sample_indices_: np.ndarray[Any, Any]
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, sampling_strategy: Any = 'all', *, angles: tuple[int, ...] = ..., image_shape: tuple[int, ...] | None = None) -> None: ...
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_params(self, **params: Any) -> Self: ...
    def fit(self, X: Any, y: Any) -> Self:
        """Check images and labels; the copies are made by ``fit_resample``.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit_resample``.
        y : array-like of shape (n,)
            Class of each image.

        Returns
        -------
        self : object
            The sampler.
        """
    def fit_resample(self, X: Any, y: Any) -> tuple[Any, np.ndarray[Any, Any]]:
        """Append copies to the images.

        Parameters
        ----------
        X : array or sequence
            Images: an array of shape (n, height, width, channels) or (n, height, width), paths,
            PIL images, arrays of different sizes, or flattened rows.
        y : array-like of shape (n,)
            Class of each image.

        Returns
        -------
        X_resampled : array or sequence
            The original images, followed by the copies. For rows and arrays, the copies are rows
            and arrays; for a sequence, they are pictures that are computed whenever they are
            needed.
        y_resampled : ndarray
            Class of each image and copy.
        """
