# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from imblearn.base import BaseSampler
from imblearn.over_sampling.base import BaseOverSampler

__all__ = ['ImageOverSampler', 'RotationSampler']

class ImageOverSampler(BaseOverSampler):
    """Balance the classes with varied copies of their images.

    Each copy is mirrored, turned and shifted at random, and its stains are made a little stronger
    or weaker. All images of a class are copied equally often, give or take one.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default='auto'
        How many images each class shall have, as all over-samplers of imbalanced-learn take it:
        by default as many as the largest class; a dict gives the number for each class.
    rotation : float, default=180
        Highest angle by which a copy is turned, in degrees, to either side.
    flip : bool, default=True
        Whether half of the copies are mirrored.
    shift : float, default=0.1
        Largest move in each direction, in heights and widths of the image.
    stain : float, default=0.1
        Largest change of the amount of each stain, in parts of it; 0 leaves colours as they are.
        Grey images keep their brightness.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image where X has flattened rows.
    random_state : int, RandomState instance or None, default=None
        Seed of all draws.

    Attributes
    ----------
    sampling_strategy_ : dict
        How many copies each class gets.
    sample_indices_ : ndarray of int
        Index in X of the image that each one is or is a copy of.
    n_features_in_ : int
        Number of values in a row, where X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, where X is a table with names.

    See Also
    --------
    RotationSampler : Adds each image's quarter turns.

    Notes
    -----
    In a pipeline of imbalanced-learn a sampler works on the training part of each fold alone.
    Called on all images before the split, its copies would be on both sides of it. The same goes
    for the validation part that a network takes from its own training images to stop early: behind
    a sampler, keep ``validation_fraction=0``.

    What a turn or a shift leaves empty is filled with the mirrored picture. Colours are taken apart
    into the haematoxylin, eosin and third stain of Ruifrok and Johnston (2001), whose amounts are
    scaled; Tellez and others (2018), whose idea it is, shift them as well.

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
    sampling_strategy_: dict[Any, Any]
    sample_indices_: np.ndarray[Any, Any]
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, sampling_strategy: float | str | dict[Any, Any] | Callable[..., Any] = 'auto', *, rotation: float = 180, flip: bool = True, shift: float = 0.1, stain: float = 0.1, image_shape: tuple[int, ...] | None = None, random_state: Any = None) -> None: ...
    def fit(self, X: Any, y: Any) -> Self:
        """Check images and labels; ``fit_resample`` is what makes the copies.

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
        """Put copies behind the images.

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
            The images as they were given, then the copies. Of rows and arrays these are rows and
            arrays; of a sequence they are pictures that are made whenever they are needed.
        y_resampled : ndarray
            Their classes.
        """
class RotationSampler(BaseSampler):
    """Add quarter turns of each image.

    The experiments of Asghar and others (2022) on LISC add copies turned by 90, 180 and 270
    degrees.

    Parameters
    ----------
    sampling_strategy : str or list, default='all'
        The classes whose images are turned: 'all', 'majority', 'not majority', 'not minority', or
        a list of classes.
    angles : tuple of int, default=(90, 180, 270)
        Turns against the clock, in degrees.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image where X has flattened rows.

    Attributes
    ----------
    sampling_strategy_ : dict
        The classes whose images are turned.
    sample_indices_ : ndarray of int
        Index in X of the image that each one is or is a copy of.
    n_features_in_ : int
        Number of values in a row, where X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, where X is a table with names.

    See Also
    --------
    ImageOverSampler : Balances the classes with varied copies.

    Notes
    -----
    Turned pictures of a sequence change height for width. Those of an array or a table, where all
    have one shape, are scaled back to it; a network, which scales all images to one size, sees
    the same either way.

    On samplers and splits see the notes of :class:`ImageOverSampler`.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.sampling import RotationSampler
    >>> images, y = make_blood_cells(40, image_size=24, random_state=0, return_X_y=True)
    >>> more_images, more_y = RotationSampler().fit_resample(images, y)
    >>> more_images.shape
    (160, 24, 24, 3)
    """
    sampling_strategy_: dict[Any, Any]
    sample_indices_: np.ndarray[Any, Any]
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, sampling_strategy: Any = 'all', *, angles: tuple[int, ...] = ..., image_shape: tuple[int, ...] | None = None) -> None: ...
    def fit(self, X: Any, y: Any) -> Self:
        """Check images and labels; ``fit_resample`` is what makes the copies.

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
        """Put copies behind the images.

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
            The images as they were given, then the copies. Of rows and arrays these are rows and
            arrays; of a sequence they are pictures that are made whenever they are needed.
        y_resampled : ndarray
            Their classes.
        """
