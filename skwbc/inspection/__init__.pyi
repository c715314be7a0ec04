# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['ContactSheetDisplay', 'EmbeddingDisplay', 'FeatureMapsDisplay', 'FieldDisplay', 'GradCAMDisplay', 'HistoryDisplay', 'MistakesDisplay', 'sample_cells']

class ContactSheetDisplay:
    """A contact sheet with a row of cells for each class.

    Parameters
    ----------
    rows : dict of list of ndarray
        Cells, with values from 0 to 1, by the name of their class.
    counts : dict of int
        Total number of cells of each class, shown or not.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : ndarray of matplotlib Axes of shape (n_classes, n_columns)
        Axes of the cells.

    See Also
    --------
    sample_cells : Draw the contact sheet of a data set.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import sample_cells
    >>> sample_cells(make_blood_cells(20, image_size=32, random_state=0), n_columns=3).ax_.shape
    (5, 3)
    """
    figure_: Figure
    ax_: np.ndarray[Any, Any]
    def __init__(self, rows: Mapping[Any, Sequence[np.ndarray[Any, Any]]], counts: dict[Any, int]) -> None: ...
    def plot(self, ax: Any = None) -> ContactSheetDisplay:
        """Draw the sheet.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : ContactSheetDisplay
            The drawn display.
        """
class EmbeddingDisplay:
    """A map on which images with similar features are close to each other.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        Position of each image.
    labels : ndarray of shape (n,) or None, default=None
        Label of each image.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : matplotlib Axes
        The axes.

    See Also
    --------
    MistakesDisplay : Draw the worst errors.

    Notes
    -----
    Neighbours on a t-SNE map are neighbours in the feature space; the distances between distant
    groups and the widths of groups carry no meaning. A map of training images looks better than is
    justified: draw images that the features were not learned from.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import ColorFeatures
    >>> from skwbc.inspection import EmbeddingDisplay
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> features = ColorFeatures().fit(images)
    >>> EmbeddingDisplay.from_estimator(features, images, y, method="pca").points.shape
    (40, 2)
    """
    figure_: Figure
    ax_: Axes
    def __init__(self, points: np.ndarray[Any, Any], labels: np.ndarray[Any, Any] | None = None) -> None: ...
    def plot(self, ax: Axes | None = None) -> EmbeddingDisplay:
        """Draw the map.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Axes to draw in; by default, a new figure is created.

        Returns
        -------
        display : EmbeddingDisplay
            The drawn display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, y: Any = None, *, method: Literal['tsne', 'pca'] | Any = 'tsne', random_state: int | None = 0, ax: Axes | None = None) -> EmbeddingDisplay:
        """Draw a map of the features that a fitted estimator computes from images.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier or transformer of images, a pipeline, or a search over any
            of these. For a pipeline that ends in a classifier, the input of the classifier is used.
        X : array or sequence
            Images, in a format that the estimator accepts.
        y : array-like of shape (n,), optional
            Labels that determine the colours.
        method : {'tsne', 'pca'} or transformer, default='tsne'
            Projection of the features: t-SNE, principal components or a scikit-learn transformer
            with two outputs. Features are standardised first.
        random_state : int or None, default=0
            Seed of t-SNE.
        ax : matplotlib Axes, optional
            Axes to draw in; by default, a new figure is created.

        Returns
        -------
        display : EmbeddingDisplay
            The drawn display.
        """
class FeatureMapsDisplay:
    """Output of every unit of a network's layers for one cell.

    Each map is scaled from its lowest value (dark) to its highest (bright).

    Parameters
    ----------
    image : ndarray of shape (height, width, channels)
        The cell, with values from 0 to 1.
    maps : dict of ndarray of shape (height, width, n_units)
        Maps by the name of their layer.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : ndarray of matplotlib Axes
        Axes of the cell and of each layer.

    See Also
    --------
    GradCAMDisplay : Draw the pixels that support a class.

    Examples
    --------
    >>> from skwbc import WBCsNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import FeatureMapsDisplay
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1, random_state=0)
    >>> display = FeatureMapsDisplay.from_estimator(classifier.fit(images, y), images[:1])
    >>> {layer: maps.shape for layer, maps in display.maps.items()}
    {'conv2d': (16, 16, 6), 'conv2d_1': (8, 8, 26), 'conv2d_2': (4, 4, 51)}
    """
    figure_: Figure
    ax_: np.ndarray[Any, Any]
    def __init__(self, image: np.ndarray[Any, Any], maps: dict[Any, np.ndarray[Any, Any]]) -> None: ...
    def plot(self, ax: Any = None) -> FeatureMapsDisplay:
        """Draw the cell and the maps.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : FeatureMapsDisplay
            The drawn display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, *, layers: Sequence[str] | None = None, ax: Any = None) -> FeatureMapsDisplay:
        """Draw the maps of a fitted network classifier for one cell.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier, a pipeline that ends in one or a search over either.
        X : array or sequence
            A single image, such as ``images[:1]`` or ``[path]``.
        layers : sequence of str, optional
            Names of layers, as listed in ``layers_`` of the classifier. By default, five
            convolutions from the first to the last.
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : FeatureMapsDisplay
            The drawn display.
        """
class FieldDisplay:
    """A field with a box around each cell, in the colour of its type.

    Parameters
    ----------
    field : ndarray of shape (height, width, channels)
        The field, with values from 0 to 1.
    boxes : ndarray of int of shape (n_cells, 4)
        Left, top, right and bottom of each cell in pixels; right and bottom are exclusive.
    labels : ndarray of shape (n_cells,) or None, default=None
        Type of each cell.
    classes : ndarray or None, default=None
        All types, in the order of their colours; by default, the sorted labels.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : matplotlib Axes
        Axes of the field.

    See Also
    --------
    skwbc.preprocessing.CellCropper : Find the white cells of fields.

    Examples
    --------
    >>> from skwbc.datasets import make_smear
    >>> from skwbc.inspection import FieldDisplay
    >>> smear = make_smear(n_cells=3, image_size=(240, 320), magnification=4, random_state=0)
    >>> display = FieldDisplay.from_predictions(smear.images[0], smear.boxes[0], smear.labels[0])
    >>> len(display.ax_.patches)
    3
    """
    figure_: Figure
    ax_: Axes
    def __init__(self, field: np.ndarray[Any, Any], boxes: np.ndarray[Any, Any], labels: np.ndarray[Any, Any] | None = None, *, classes: np.ndarray[Any, Any] | None = None) -> None: ...
    def plot(self, ax: Axes | None = None) -> FieldDisplay:
        """Draw the field.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Axes to draw in; by default, a new figure is created.

        Returns
        -------
        display : FieldDisplay
            The drawn display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, field: Any, *, cropper: CellCropper | None = None, ax: Axes | None = None) -> FieldDisplay:
        """Find the white cells of a field, predict their types and draw them.

        Parameters
        ----------
        estimator : classifier
            Any fitted classifier of crops of single cells.
        field : array, path or PIL image
            The field.
        cropper : CellCropper or None, default=None
            Cropper that finds the cells; by default, one with its default parameters.
        ax : matplotlib Axes, optional
            Axes to draw in; by default, a new figure is created.

        Returns
        -------
        display : FieldDisplay
            The drawn display.
        """
    @classmethod
    def from_predictions(cls, field: Any, boxes: Any, labels: Any = None, *, classes: Any = None, ax: Axes | None = None) -> FieldDisplay:
        """Draw boxes, such as those of ``CellCropper``, with predicted or true types.

        Parameters
        ----------
        field : array, path or PIL image
            The field.
        boxes : array-like of shape (n_cells, 4)
            Left, top, right and bottom of each cell in pixels; right and bottom are exclusive.
        labels : array-like of shape (n_cells,), optional
            Type of each cell. By default, all boxes have one colour and no name.
        classes : array-like, optional
            All types, in the order of their colours, so that a type has the same colour in several
            fields; by default, the sorted labels.
        ax : matplotlib Axes, optional
            Axes to draw in; by default, a new figure is created.

        Returns
        -------
        display : FieldDisplay
            The drawn display.
        """
class GradCAMDisplay:
    """Pixels that support a class: Grad-CAM over each cell.

    Parameters
    ----------
    images : list of ndarray of shape (height, width, channels)
        The cells, with values from 0 to 1.
    heatmaps : list of ndarray of shape (height, width)
        Evidence for the class at each pixel, from 0 to 1.
    titles : list of str
        Title above each cell.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : ndarray of matplotlib Axes of shape (n_rows, n_columns)
        A pair of axes for each cell: the cell, and the cell with its heat map.

    See Also
    --------
    MistakesDisplay : Draw the worst errors, optionally with these heat maps.

    Notes
    -----
    Grad-CAM (Selvaraju and others, 2017) weights each map of a layer by the mean gradient of the
    score with respect to the map; the positive part of the sum is the evidence. The score is the
    log-odds of the class, so evidence against all other classes also counts. HiResCAM (Draelos and
    Carin, 2020) multiplies by the gradient at each position instead of its mean. If a dense layer
    directly follows the maps, as in WBCsNet, HiResCAM is more faithful.

    The resolution of a heat map is that of its layer, and the receptive field of a unit is larger
    than the pixels that it covers: the evidence is near the bright spot, not exactly in it.

    Examples
    --------
    >>> from skwbc import WBCsNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import GradCAMDisplay
    >>> images, y = make_blood_cells(60, image_size=32, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.1, image_size=32, epochs=1, random_state=0)
    >>> display = GradCAMDisplay.from_estimator(classifier.fit(images, y), images[:3])
    >>> display.ax_.shape, display.heatmaps[0].shape
    ((3, 2), (32, 32))
    """
    figure_: Figure
    ax_: np.ndarray[Any, Any]
    def __init__(self, images: Sequence[np.ndarray[Any, Any]], heatmaps: Sequence[np.ndarray[Any, Any]], titles: Sequence[str]) -> None: ...
    def plot(self, ax: Any = None) -> GradCAMDisplay:
        """Draw the cells and their heat maps.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : GradCAMDisplay
            The drawn display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, *, target: Any = None, layer: str | None = None, method: Literal['gradcam', 'hirescam'] = 'gradcam', ax: Any = None) -> GradCAMDisplay:
        """Draw heat maps of a fitted network classifier.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier, a pipeline that ends in one or a search over either.
        X : array or sequence
            Images, in a format that the estimator accepts.
        target : label or array-like of shape (n,), optional
            The class to explain, for all images or for each image. By default, the predicted class.
        layer : str, optional
            Name of a layer that outputs maps and through which all data flow; ``layers_`` of the
            classifier lists the layers. By default, the last layer whose maps have at least seven
            positions per side.
        method : {'gradcam', 'hirescam'}, default='gradcam'
            Weighting of the maps, see Notes.
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : GradCAMDisplay
            The drawn display.
        """
class HistoryDisplay:
    """Loss and accuracy of each epoch, with the best epoch marked.

    Parameters
    ----------
    history : dict of list of float
        'loss' and 'accuracy', optionally 'val_loss' and 'val_accuracy', with one entry per epoch.
    best_epoch : int or None, default=None
        Index of the epoch to mark.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : ndarray of matplotlib Axes of shape (2,)
        Axes of the loss and of the accuracy.

    See Also
    --------
    MistakesDisplay : Draw the worst errors.

    Examples
    --------
    >>> from skwbc import WBCsNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import HistoryDisplay
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=3, random_state=0)
    >>> display = HistoryDisplay.from_estimator(classifier.fit(images, y))
    >>> [ax.get_ylabel() for ax in display.ax_]
    ['loss', 'accuracy']
    """
    figure_: Figure
    ax_: np.ndarray[Any, Any]
    def __init__(self, history: Mapping[str, Sequence[float]], *, best_epoch: int | None = None) -> None: ...
    def plot(self, ax: Any = None) -> HistoryDisplay:
        """Draw the curves.

        Parameters
        ----------
        ax : matplotlib Axes or array of two, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : HistoryDisplay
            The drawn display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, *, ax: Any = None) -> HistoryDisplay:
        """Draw the history of a fitted network classifier.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier, a pipeline that ends in one or a search over either.
        ax : matplotlib Axes or array of two, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : HistoryDisplay
            The drawn display.
        """
class MistakesDisplay:
    """The worst errors, with true and predicted labels and probabilities.

    An error is worse, the higher the probability of the predicted class and the lower the
    probability of the true class.

    Parameters
    ----------
    images : list of ndarray of shape (height, width, channels)
        The cells, with values from 0 to 1, the worst error first.
    indices : ndarray of int
        Indices of the cells in X.
    y_true, y_pred : ndarray
        True and predicted labels of the cells.
    n_images : int
        Number of images in X.
    n_mistakes : int
        Total number of errors in X, shown or not.
    probabilities : ndarray of shape (n, 2) or None, default=None
        Probabilities of the true and of the predicted class.
    heatmaps : list of ndarray or None, default=None
        Evidence for the predicted class at each pixel.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : ndarray of matplotlib Axes of shape (n_rows, n_columns)
        Axes of the cells.

    See Also
    --------
    GradCAMDisplay : Draw the pixels that support a class.

    Examples
    --------
    >>> from skwbc import WBCsNetClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import MistakesDisplay
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1, random_state=0)
    >>> classifier.fit(images, y)
    WBCsNetClassifier(...)
    >>> display = MistakesDisplay.from_estimator(classifier, images, y, n_shown=4)
    >>> bool((display.y_true != display.y_pred).all())
    True
    """
    figure_: Figure
    ax_: np.ndarray[Any, Any]
    def __init__(self, images: Sequence[np.ndarray[Any, Any]], indices: np.ndarray[Any, Any], y_true: np.ndarray[Any, Any], y_pred: np.ndarray[Any, Any], *, n_images: int, n_mistakes: int, probabilities: np.ndarray[Any, Any] | None = None, heatmaps: Sequence[np.ndarray[Any, Any]] | None = None) -> None: ...
    def plot(self, ax: Any = None) -> MistakesDisplay:
        """Draw the cells.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : MistakesDisplay
            The drawn display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, y: Any, *, n_shown: int = 12, evidence: bool = False, ax: Any = None) -> MistakesDisplay:
        """Draw the worst errors of a fitted classifier.

        Parameters
        ----------
        estimator : classifier
            Any fitted classifier of images. If it has no ``predict_proba``, its errors are shown in
            the order of X.
        X : array or sequence
            Images, in a format that the estimator accepts.
        y : array-like of shape (n,)
            Labels of the images.
        n_shown : int, default=12
            Maximum number of errors to draw.
        evidence : bool, default=False
            Whether to draw the Grad-CAM heat map of the predicted class over the cells; only for
            network classifiers.
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : MistakesDisplay
            The drawn display.
        """
    @classmethod
    def from_predictions(cls, X: Any, y: Any, predictions: Any, *, classes: Any = None, n_shown: int = 12, ax: Any = None) -> MistakesDisplay:
        """Draw the worst errors among predictions, such as those of a cross-validation.

        Parameters
        ----------
        X : array or sequence
            Images.
        y : array-like of shape (n,)
            Labels of the images.
        predictions : array-like of shape (n,) or (n, n_classes)
            Predicted labels or probabilities.
        classes : array-like of shape (n_classes,), optional
            Labels of the columns; by default, the sorted labels of ``y``.
        n_shown : int, default=12
            Maximum number of errors to draw.
        ax : matplotlib Axes or array of Axes, optional
            Axes to draw in; a single axes is subdivided. By default, a new figure is created.

        Returns
        -------
        display : MistakesDisplay
            The drawn display.
        """
def sample_cells(data: Any, *, n_columns: int = 8, random_state: Any = 0, ax: Any = None) -> ContactSheetDisplay:
    """Draw a contact sheet with some cells of each class.

    Parameters
    ----------
    data : Bunch
        Data returned by a ``make_``, ``load_`` or ``fetch_`` function of ``skwbc.datasets``.
    n_columns : int, default=8
        Maximum number of cells of each class to draw.
    random_state : int, RandomState instance or None, default=0
        Seed of the choice of cells.
    ax : matplotlib Axes or array of Axes, optional
        Axes to draw in; a single axes is subdivided. By default, a new figure is created.

    Returns
    -------
    display : ContactSheetDisplay
        The drawn display.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import sample_cells
    >>> display = sample_cells(make_blood_cells(20, image_size=32, random_state=0))
    >>> sum(display.counts.values())
    20
    """
