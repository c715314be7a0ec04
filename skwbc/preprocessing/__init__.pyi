# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.base import TransformerMixin

__all__ = ['CellCropper', 'CellSegmenter', 'ContrastEqualizer', 'StainNormalizer']

class CellCropper(TransformerMixin, BaseEstimator):
    """Find the white cells of whole fields and cut them out.

    Nothing is learnt from boxes: cells are told from red cells and platelets by their stain, as
    compared with the field's own background and red cells.

    ``crop`` gives all cells of all fields, ``detect`` the boxes of one field. In a pipeline, which
    has to keep one sample for each it was given, ``transform`` gives the likeliest cell of each
    picture.

    Parameters
    ----------
    min_diameter, max_diameter : int, float or None, default=None
        Diameters of the smallest and of the largest cell, as of a disc of the same area: an int
        in pixels, a float as a fraction of the field's shorter side. By default a cell is large
        enough if it is 0.6 times as wide as a red cell and holds 0.85 times its stain, and none
        is too large.
    margin : float, default=0.1
        Added around each box, in parts of its longer side.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.
    n_jobs : int or None, default=None
        Number of processes for ``crop``.
    verbose : int, default=0
        Above 0, print how far ``crop`` is.

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
    CellSegmenter : Finds nucleus and cytoplasm of the cell in a crop.
    skwbc.datasets.load_bccd : Fields with boxes drawn by hand.

    Notes
    -----
    Of an array ``transform`` makes an array again, so that each crop is resized to the size of its
    picture; ``crop``, and ``transform`` of paths and lists, keep the cell's own size. Features that
    measure size, such as the handcrafted ones, differ between the two: train on such crops as will
    be predicted.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import CellCropper
    >>> cells = make_blood_cells(8, image_size=96, difficulty=0, random_state=3).images
    >>> field = np.vstack([np.hstack(cells[:4]), np.hstack(cells[4:])])
    >>> boxes, scores = CellCropper().detect(field)
    >>> boxes.shape, scores.shape
    ((8, 4), (8,))
    """
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, min_diameter: int | float | None = None, max_diameter: int | float | None = None, margin: float = 0.1, image_shape: tuple[int, ...] | None = None, n_jobs: int | None = None, verbose: int = 0) -> None: ...
    def crop(self, X: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Cut out all white cells of all fields.

        Parameters
        ----------
        X : array or sequence
            Fields, as images are given to ``fit``.

        Returns
        -------
        crops : ndarray of object
            Squares around the cells, ``uint8``, field by field, in the order of ``detect``.
        fields : ndarray of int
            Index in X of each crop's field.
        """
    def detect(self, field: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Find the white cells of one field.

        Parameters
        ----------
        field : array, path or PIL image
            The field.

        Returns
        -------
        boxes : ndarray of int of shape (n_cells, 4)
            Left, top, right and bottom of each cell in pixels; the last two are outside.
        scores : ndarray of float of shape (n_cells,)
            How much each looks like a white cell, from 0 to 1, the likeliest first.
        """
    def fit(self, X: Any, y: None = None) -> Self:
        """Look at the training images.

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
    def fit_transform(self, X: Any, y: None = None) -> np.ndarray[Any, Any]:
        """Learn from the training images, and make a picture of each.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            As of ``transform``.
        """
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any] | None:
        """Names of the values of a row.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns, where X was a table of rows.

        Returns
        -------
        names : ndarray of str or None
            The same names; ``None`` for pictures, which have none.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Make a picture of each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            An array of the shape and type of X; of a sequence an array of objects, pictures in
            their own sizes that are made whenever the next step needs them. ``np.asarray`` of one
            gives its pixels, 0 to 1.
        """
class CellSegmenter(TransformerMixin, BaseEstimator):
    """Find nucleus and cytoplasm of the white cell in the middle of a picture.

    Nothing is learnt from masks: colours are compared with the picture's own background, so that
    stain and light matter little.

    Parameters
    ----------
    output : {'labels', 'nucleus', 'cell', 'masked'}, default='labels'
        'labels' gives 0 for background, 1 for cytoplasm and 2 for the nucleus; 'nucleus' and 'cell'
        give masks; 'masked' gives the picture with everything but the cell made white.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.
    n_jobs : int or None, default=None
        Number of processes for labels and masks.
    verbose : int, default=0
        Above 0, print how far these are.

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
    CellCropper : Cuts cells out of whole fields.
    skwbc.features.HandcraftedFeatures : Describes what was segmented.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import CellSegmenter
    >>> cells = make_blood_cells(5, image_size=70, random_state=0)
    >>> labels = CellSegmenter().fit_transform(cells.images)
    >>> labels.shape
    (5, 70, 70)
    >>> bool(((labels == 2) == (cells.masks == 2)).mean() > 0.9)
    True
    """
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, output: Literal['labels', 'nucleus', 'cell', 'masked'] = 'labels', *, image_shape: tuple[int, ...] | None = None, n_jobs: int | None = None, verbose: int = 0) -> None: ...
    def fit(self, X: Any, y: None = None) -> Self:
        """Look at the training images.

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
    def fit_transform(self, X: Any, y: None = None) -> np.ndarray[Any, Any]:
        """Learn from the training images, and make a picture of each.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            As of ``transform``.
        """
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any] | None:
        """Names of the values of a row.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns, where X was a table of rows.

        Returns
        -------
        names : ndarray of str or None
            The same names; ``None`` for pictures, which have none.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Segment the cell of each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            Labels or masks of shape (n, height, width), in a row for each row, or in an array of
            objects for pictures of different sizes. With 'masked' what X is: an array of its
            shape and type, or objects that are made whenever the next step needs them.
            Where no cell is found, nothing but background.
        """
class ContrastEqualizer(TransformerMixin, BaseEstimator):
    """Spread the brightness of each part of a picture: CLAHE.

    Contrast-limited adaptive histogram equalisation of the brightness; hue and saturation stay.

    Parameters
    ----------
    clip_limit : float, default=0.01
        How much contrast may grow, from 0 to 1; small values keep the noise of an even background
        down.
    n_tiles : int, default=8
        Number of parts along each side of a picture.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.

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
    StainNormalizer : Gives pictures the colours of the training images.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import ContrastEqualizer
    >>> images = make_blood_cells(10, image_size=48, random_state=0).images
    >>> equalized = ContrastEqualizer(n_tiles=4).fit_transform(images)
    >>> bool(equalized.std() > images.std())
    True
    """
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, clip_limit: float = 0.01, *, n_tiles: int = 8, image_shape: tuple[int, ...] | None = None) -> None: ...
    def fit(self, X: Any, y: None = None) -> Self:
        """Look at the training images.

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
    def fit_transform(self, X: Any, y: None = None) -> np.ndarray[Any, Any]:
        """Learn from the training images, and make a picture of each.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            As of ``transform``.
        """
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any] | None:
        """Names of the values of a row.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns, where X was a table of rows.

        Returns
        -------
        names : ndarray of str or None
            The same names; ``None`` for pictures, which have none.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Make a picture of each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            An array of the shape and type of X; of a sequence an array of objects, pictures in
            their own sizes that are made whenever the next step needs them. ``np.asarray`` of one
            gives its pixels, 0 to 1.
        """
class StainNormalizer(TransformerMixin, BaseEstimator):
    """Give pictures the stain and the light of the training images.

    Smears differ in colour from laboratory to laboratory and from day to day. The colours of the
    training images are learnt once, and each picture is brought to them.

    Parameters
    ----------
    method : {'reinhard', 'macenko'}, default='reinhard'
        'reinhard' gives all colours of a picture another mean and spread. 'macenko' tells the
        two stains apart, exchanges them, and exchanges the light of the background.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.

    Attributes
    ----------
    mean_, spread_ : ndarray of shape (3,)
        Colour of the training images and its spread, in the space of Reinhard; only with
        'reinhard'.
    light_ : ndarray of shape (3,)
        Background of the training images; only with 'macenko'.
    stains_ : ndarray of shape (2, 3)
        Optical densities of their stains, that of nuclei first; only with 'macenko'.
    full_ : ndarray of shape (2,)
        Full amount of each stain; only with 'macenko'.
    n_channels_ : int
        Number of channels of the training images.
    n_features_in_ : int
        Number of values per row, if X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, if X is a table with column names.

    See Also
    --------
    ContrastEqualizer : Spreads the brightness of each part of a picture.

    Notes
    -----
    The methods are those of Reinhard and others (2001) and of Macenko and others (2009). Of all
    training images the medians are learnt. A picture without ten stained pixels is left as it is
    by 'macenko'.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import StainNormalizer
    >>> images = make_blood_cells(20, image_size=32, random_state=0).images
    >>> normalizer = StainNormalizer().fit(images[:10])
    >>> colours = normalizer.transform(images).mean(axis=(1, 2))
    >>> bool((colours.std(axis=0) < images.mean(axis=(1, 2)).std(axis=0)).all())
    True
    """
    mean_: np.ndarray[Any, Any]
    spread_: np.ndarray[Any, Any]
    light_: np.ndarray[Any, Any]
    stains_: np.ndarray[Any, Any]
    full_: np.ndarray[Any, Any]
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, method: Literal['reinhard', 'macenko'] = 'reinhard', *, image_shape: tuple[int, ...] | None = None) -> None: ...
    def fit(self, X: Any, y: None = None) -> Self:
        """Look at the training images.

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
    def fit_transform(self, X: Any, y: None = None) -> np.ndarray[Any, Any]:
        """Learn from the training images, and make a picture of each.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            As of ``transform``.
        """
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any] | None:
        """Names of the values of a row.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns, where X was a table of rows.

        Returns
        -------
        names : ndarray of str or None
            The same names; ``None`` for pictures, which have none.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Make a picture of each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            An array of the shape and type of X; of a sequence an array of objects, pictures in
            their own sizes that are made whenever the next step needs them. ``np.asarray`` of one
            gives its pixels, 0 to 1.
        """
