# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.base import BaseEstimator
from sklearn.base import TransformerMixin

__all__ = ['CellCropper', 'CellSegmenter', 'CellStandardizer', 'ContrastEqualizer', 'StainNormalizer']

class CellCropper(TransformerMixin, BaseEstimator):
    """Find the white cells of whole fields and crop them.

    No boxes are needed for training: white cells are distinguished from red cells and platelets by
    their stain, relative to the field's own background and red cells.

    ``crop`` returns all cells of all fields, and ``detect`` the boxes of one field. In a pipeline,
    in which every step has to keep the number of samples, ``transform`` returns the most likely
    cell of each picture.

    Parameters
    ----------
    min_diameter, max_diameter : int, float or None, default=None
        Diameters of the smallest and of the largest cell, each defined as that of a disc of the
        same area: an int in pixels, a float as a fraction of the field's shorter side. By default,
        a cell must be at least 0.6 times as wide as a red cell and contain at least 0.85 times its
        stain, and there is no upper limit.
    margin : float, default=0.1
        Margin around each box, as a fraction of its longer side.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.
    n_jobs : int or None, default=None
        Number of processes for ``crop``.
    verbose : int, default=0
        Print the progress of ``crop`` if above 0.

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
    CellSegmenter : Segment nucleus and cytoplasm of the cell in a crop.
    skwbc.datasets.load_bccd : Load fields with boxes drawn by hand.

    Notes
    -----
    If X is an array, ``transform`` returns an array, so each crop is resized to the size of its
    picture. ``crop``, and ``transform`` of paths and lists, keep the size of each cell. Features
    that measure size, such as the handcrafted ones, differ between the two: train on crops of the
    same kind as those to predict.

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
    min_diameter: int | float | None
    max_diameter: int | float | None
    margin: float
    image_shape: tuple[int, ...] | None
    n_jobs: int | None
    verbose: int
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, min_diameter: int | float | None = None, max_diameter: int | float | None = None, margin: float = 0.1, image_shape: tuple[int, ...] | None = None, n_jobs: int | None = None, verbose: int = 0) -> None: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def crop(self, X: Any, *, return_boxes: bool = False) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Crop all white cells of all fields.

        Parameters
        ----------
        X : array or sequence
            Fields, in any format that ``fit`` accepts for images.
        return_boxes : bool, default=False
            Whether to return the boxes and scores of ``detect`` too.

        Returns
        -------
        crops : ndarray of object
            Square crops around the cells, ``uint8``, field by field, in the order of ``detect``.
        fields : ndarray of int
            Index in X of the field of each crop.
        boxes : ndarray of int of shape (n_crops, 4)
            Left, top, right and bottom of each cell in its field. Only if ``return_boxes``.
        scores : ndarray of float of shape (n_crops,)
            Resemblance of each cell to a white cell. Only if ``return_boxes``.
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
            Left, top, right and bottom of each cell in pixels; right and bottom are exclusive.
        scores : ndarray of float of shape (n_cells,)
            Resemblance of each cell to a white cell, from 0 to 1, the most likely first.
        """
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
    def fit_transform(self, X: Any, y: None = None) -> np.ndarray[Any, Any]:
        """Fit to the training images and transform each of them.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            The transformed pictures, as returned by ``transform``.
        """
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any] | None:
        """Return the names of the values of a row.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns, if X is a table of rows.

        Returns
        -------
        names : ndarray of str or None
            The same names; ``None`` for pictures, which have no names.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Transform each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            For an array, an array of the same shape and type. For a sequence, an array of objects:
            pictures in their own sizes, which are computed whenever the next step needs them.
            ``np.asarray`` of an object returns its pixels, from 0 to 1.
        """
class CellSegmenter(TransformerMixin, BaseEstimator):
    """Segment nucleus and cytoplasm of the white cell in the middle of a picture.

    No masks are needed for training: colours are compared with the picture's own background, so
    stain and light have little influence.

    Parameters
    ----------
    output : {'labels', 'nucleus', 'cell', 'masked'}, default='labels'
        'labels' returns 0 for background, 1 for cytoplasm and 2 for the nucleus; 'nucleus' and
        'cell' return masks; 'masked' returns the picture with all pixels outside the cell white.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.
    n_jobs : int or None, default=None
        Number of processes for labels and masks.
    verbose : int, default=0
        Print the progress for labels and masks if above 0.

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
    CellCropper : Crop cells from whole fields.
    skwbc.features.HandcraftedFeatures : Compute features of the segmented cell.

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
    output: Literal['labels', 'nucleus', 'cell', 'masked']
    image_shape: tuple[int, ...] | None
    n_jobs: int | None
    verbose: int
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, output: Literal['labels', 'nucleus', 'cell', 'masked'] = 'labels', *, image_shape: tuple[int, ...] | None = None, n_jobs: int | None = None, verbose: int = 0) -> None: ...
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
    def fit_transform(self, X: Any, y: None = None) -> np.ndarray[Any, Any]:
        """Fit to the training images and transform each of them.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            The transformed pictures, as returned by ``transform``.
        """
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any] | None:
        """Return the names of the values of a row.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns, if X is a table of rows.

        Returns
        -------
        names : ndarray of str or None
            The same names; ``None`` for pictures, which have no names.
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
            Labels or masks of shape (n, height, width); for rows, one row per row; for pictures of
            different sizes, an array of objects. With 'masked', pictures in the format of X: an
            array of its shape and type, or objects that are computed whenever the next step needs
            them. If no cell is found, all pixels are background.
        """
class CellStandardizer(TransformerMixin, BaseEstimator):
    """Show the white cell of each picture alike, whatever the laboratory.

    The picture is divided by the light of its background, so that the background becomes white.
    The most likely white cell is cropped and resized, and the light that it absorbs is scaled, so
    that all nuclei are equally dark. Models that are trained on such views depend less on the lamp,
    the camera, the magnification and the strength of the stain.

    Parameters
    ----------
    side : int, default=96
        Height and width of the views in pixels.
    margin : float, default=0.2
        Margin around the cell, as a fraction of its longer side.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.
    n_jobs : int or None, default=None
        Number of processes.
    verbose : int, default=0
        Print the progress if above 0.

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
    CellCropper : Crop cells in their own colours and sizes.
    StainNormalizer : Match the colours of other images.
    skwbc.ready_model : A fitted pipeline that begins with this step.

    Notes
    -----
    The view of a picture without a usable cell is blank. A warning names the first such picture and
    the reason: no white cell, several large ones, no colours, or fewer than 24 pixels along a side.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import CellStandardizer
    >>> images = make_blood_cells(6, image_size=80, random_state=0).images
    >>> views = CellStandardizer(side=48).fit_transform(images)
    >>> views.shape
    (6, 48, 48, 3)
    """
    side: int
    margin: float
    image_shape: tuple[int, ...] | None
    n_jobs: int | None
    verbose: int
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, *, side: int = 96, margin: float = 0.2, image_shape: tuple[int, ...] | None = None, n_jobs: int | None = None, verbose: int = 0) -> None: ...
    def get_metadata_routing(self) -> Any: ...
    def get_params(self, deep: bool = True) -> dict[str, Any]: ...
    def set_output(self, *, transform: str | None = None) -> Self: ...
    def set_params(self, **params: Any) -> Self: ...
    def crop(self, X: Any, *, return_boxes: bool = False) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Show all white cells of all fields.

        Parameters
        ----------
        X : array or sequence
            Fields, or pictures of single cells, in any format that ``fit`` accepts.
        return_boxes : bool, default=False
            Whether to return the boxes of the cells too.

        Returns
        -------
        views : ndarray of uint8 of shape (n_cells, side, side, 3)
            The cells, field by field, the most likely first. A field without a usable cell has
            none.
        fields : ndarray of int of shape (n_cells,)
            Index in X of the field of each cell.
        boxes : ndarray of int of shape (n_cells, 4)
            Left, top, right and bottom of each cell in its field. Only if ``return_boxes``.
        """
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
    def fit_transform(self, X: Any, y: None = None) -> np.ndarray[Any, Any]:
        """Fit to the training images and transform each of them.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            The transformed pictures, as returned by ``transform``.
        """
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any]:
        """Return the names of the columns of the views of rows.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Not used.

        Returns
        -------
        names : ndarray of str
            A name per value of a view.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Show the cell of each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        views : ndarray of uint8 of shape (n, side, side, 3)
            The cells; all white where a picture shows no usable cell. For rows, one row per row.
        """
class ContrastEqualizer(TransformerMixin, BaseEstimator):
    """Equalise the brightness of each part of a picture: CLAHE.

    This is contrast-limited adaptive histogram equalisation of the brightness; hue and saturation
    are not changed.

    Parameters
    ----------
    clip_limit : float, default=0.01
        Maximum increase of the contrast, from 0 to 1; small values limit the noise of an even
        background.
    n_tiles : int, default=8
        Number of tiles along each side of a picture.
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
    StainNormalizer : Normalise pictures to the colours of the training images.

    Notes
    -----
    The brightness of each picture is first stretched to the range from 0 to 1, as in
    :func:`skimage.exposure.equalize_adapthist`. A picture of constant brightness is not changed.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import ContrastEqualizer
    >>> images = make_blood_cells(10, image_size=48, random_state=0).images
    >>> equalized = ContrastEqualizer(n_tiles=4).fit_transform(images)
    >>> bool(equalized.std() > images.std())
    True
    """
    clip_limit: float
    n_tiles: int
    image_shape: tuple[int, ...] | None
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, clip_limit: float = 0.01, *, n_tiles: int = 8, image_shape: tuple[int, ...] | None = None) -> None: ...
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
    def fit_transform(self, X: Any, y: None = None) -> np.ndarray[Any, Any]:
        """Fit to the training images and transform each of them.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            The transformed pictures, as returned by ``transform``.
        """
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any] | None:
        """Return the names of the values of a row.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns, if X is a table of rows.

        Returns
        -------
        names : ndarray of str or None
            The same names; ``None`` for pictures, which have no names.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Transform each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            For an array, an array of the same shape and type. For a sequence, an array of objects:
            pictures in their own sizes, which are computed whenever the next step needs them.
            ``np.asarray`` of an object returns its pixels, from 0 to 1.
        """
class StainNormalizer(TransformerMixin, BaseEstimator):
    """Normalise pictures to the stain and light of the training images.

    The colours of smears differ between laboratories and from day to day. ``fit`` learns the
    colours of the training images, and ``transform`` matches each picture to them.

    Parameters
    ----------
    method : {'reinhard', 'macenko'}, default='reinhard'
        'reinhard' changes the mean and spread of all colours of a picture. 'macenko' separates the
        two stains, replaces them, and replaces the light of the background.
    image_shape : tuple of int or None, default=None
        Height, width and number of channels of each image, if X contains flattened rows.

    Attributes
    ----------
    mean_, spread_ : ndarray of shape (3,)
        Mean colour of the training images and its spread, in Reinhard's colour space; only with
        'reinhard'.
    light_ : ndarray of shape (3,)
        Background of the training images; only with 'macenko'.
    stains_ : ndarray of shape (2, 3)
        Optical densities of their two stains, that of nuclei first; only with 'macenko'.
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
    ContrastEqualizer : Equalise the brightness of each part of a picture.

    Notes
    -----
    The methods are those of Reinhard and others (2001) and of Macenko and others (2009). The
    learned values are medians over all training images. The black corners of rotated pictures do
    not count, and stay black. With 'macenko', a picture with fewer than ten stained pixels is left
    unchanged.

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
    method: Literal['reinhard', 'macenko']
    image_shape: tuple[int, ...] | None
    mean_: np.ndarray[Any, Any]
    spread_: np.ndarray[Any, Any]
    light_: np.ndarray[Any, Any]
    stains_: np.ndarray[Any, Any]
    full_: np.ndarray[Any, Any]
    n_channels_: int
    n_features_in_: int
    feature_names_in_: np.ndarray[Any, Any]
    def __init__(self, method: Literal['reinhard', 'macenko'] = 'reinhard', *, image_shape: tuple[int, ...] | None = None) -> None: ...
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
    def fit_transform(self, X: Any, y: None = None) -> np.ndarray[Any, Any]:
        """Fit to the training images and transform each of them.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : None
            Not used.

        Returns
        -------
        X_new : ndarray
            The transformed pictures, as returned by ``transform``.
        """
    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray[Any, Any] | None:
        """Return the names of the values of a row.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Names of the columns, if X is a table of rows.

        Returns
        -------
        names : ndarray of str or None
            The same names; ``None`` for pictures, which have no names.
        """
    def transform(self, X: Any) -> np.ndarray[Any, Any]:
        """Transform each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        X_new : ndarray
            For an array, an array of the same shape and type. For a sequence, an array of objects:
            pictures in their own sizes, which are computed whenever the next step needs them.
            ``np.asarray`` of an object returns its pixels, from 0 to 1.
        """
