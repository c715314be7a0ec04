# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np


__all__ = ['ContactSheetDisplay', 'EmbeddingDisplay', 'FeatureMapsDisplay', 'GradCAMDisplay', 'HistoryDisplay', 'MistakesDisplay', 'sample_cells']

class ContactSheetDisplay:
    """A row of cells for each class.

    Parameters
    ----------
    rows : dict of list of ndarray
        Cells, from 0 to 1, by the name of their class.
    counts : dict of int
        Number of cells there are of each class, shown or not.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : ndarray of matplotlib Axes of shape (n_classes, n_columns)
        Axes of the cells.

    See Also
    --------
    sample_cells : Draws the sheet of a data set.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import sample_cells
    >>> sample_cells(make_blood_cells(20, image_size=32, random_state=0), n_columns=3).ax_.shape
    (5, 3)
    """
    figure_: Any
    ax_: np.ndarray[Any, Any]
    def __init__(self, rows: Any, counts: Any) -> None: ...
    def plot(self, ax: Any = None) -> Any:
        """Draw the sheet.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : ContactSheetDisplay
            The display.
        """
class EmbeddingDisplay:
    """A map on which images of similar features lie near each other.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        Place of each image.
    labels : ndarray of shape (n,) or None, default=None
        Their labels.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : matplotlib Axes
        The axes.

    See Also
    --------
    MistakesDisplay : The worst errors.

    Notes
    -----
    Neighbours on a t-SNE map are neighbours in the features; distances between far groups, and how
    wide a group is, say nothing. A map of training images flatters: draw images that the features
    were not learnt from.

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
    figure_: Any
    ax_: Any
    def __init__(self, points: np.ndarray[Any, Any], labels: np.ndarray[Any, Any] | None = None) -> None: ...
    def plot(self, ax: Any = None) -> Any:
        """Draw the map.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.

        Returns
        -------
        display : EmbeddingDisplay
            The display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, y: Any = None, *, method: Literal['tsne', 'pca'] | Any = 'tsne', random_state: int | None = 0, ax: Any = None) -> Any:
        """Draw a map of the features that a fitted estimator makes of images.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier or transformer of images, a pipeline (of one that ends in a
            classifier, what goes into that) or a search over any of these.
        X : array or sequence
            Images, as the estimator takes them.
        y : array-like of shape (n,), optional
            Labels that give the colours.
        method : {'tsne', 'pca'} or transformer, default='tsne'
            How features become places: t-SNE, principal components or a scikit-learn transformer
            with two outputs. Features are standardised before.
        random_state : int or None, default=0
            Seeds t-SNE.
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.

        Returns
        -------
        display : EmbeddingDisplay
            The display.
        """
class FeatureMapsDisplay:
    """What every unit of a network's layers makes of one cell.

    Each map is drawn from its lowest value, dark, to its highest, bright.

    Parameters
    ----------
    image : ndarray of shape (height, width, channels)
        The cell, from 0 to 1.
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
    GradCAMDisplay : Which pixels spoke for a class.

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
    figure_: Any
    ax_: np.ndarray[Any, Any]
    def __init__(self, image: np.ndarray[Any, Any], maps: Any) -> None: ...
    def plot(self, ax: Any = None) -> Any:
        """Draw the cell and the maps.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : FeatureMapsDisplay
            The display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, *, layers: Sequence[str] | None = None, ax: Any = None) -> Any:
        """Draw the maps of a fitted network classifier for one cell.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier, a pipeline that ends in one or a search over either.
        X : array or sequence
            One image, such as ``images[:1]`` or ``[path]``.
        layers : sequence of str, optional
            Names of layers; ``layers_`` of the classifier lists them. By default five convolutions
            from the first to the last.
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : FeatureMapsDisplay
            The display.
        """
class GradCAMDisplay:
    """Which pixels spoke for a class: Grad-CAM over each cell.

    Parameters
    ----------
    images : list of ndarray of shape (height, width, channels)
        The cells, from 0 to 1.
    heatmaps : list of ndarray of shape (height, width)
        Evidence for the class at each pixel, from 0 to 1.
    titles : list of str
        What stands above each cell.

    Attributes
    ----------
    figure_ : matplotlib Figure
        The figure.
    ax_ : ndarray of matplotlib Axes of shape (n_rows, n_columns)
        A pair of axes for each cell: the cell, and the cell under its heat map.

    See Also
    --------
    MistakesDisplay : The worst errors, with these heat maps if wished.

    Notes
    -----
    Grad-CAM (Selvaraju and others, 2017) weighs the maps of a layer by the mean slope of the score
    along each of them; the sum's positive part is the evidence. The score is the log-odds of the
    class, so that what speaks against all others counts too. HiResCAM (Draelos and Carin, 2020)
    multiplies by the slope at each place instead of its mean; where a dense layer follows the maps
    directly, as in WBCsNet, it is the more faithful one.

    A map is as coarse as its layer, and a unit sees more than the pixels under it: the evidence
    lies near the bright spot, not exactly in it.

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
    figure_: Any
    ax_: np.ndarray[Any, Any]
    def __init__(self, images: Any, heatmaps: Any, titles: Sequence[str]) -> None: ...
    def plot(self, ax: Any = None) -> Any:
        """Draw the cells and their heat maps.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : GradCAMDisplay
            The display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, *, target: Any = None, layer: str | None = None, method: Literal['gradcam', 'hirescam'] = 'gradcam', ax: Any = None) -> Any:
        """Draw heat maps of a fitted network classifier.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier, a pipeline that ends in one or a search over either.
        X : array or sequence
            Images, as the estimator takes them.
        target : label or array-like of shape (n,), optional
            The class that is asked about, for all images or for each. By default the predicted one.
        layer : str, optional
            Name of a layer that ends in maps and that all goes through; ``layers_`` of the
            classifier lists them. By default the last one whose maps have seven places a side.
        method : {'gradcam', 'hirescam'}, default='gradcam'
            How maps are weighed, see Notes.
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : GradCAMDisplay
            The display.
        """
class HistoryDisplay:
    """Loss and accuracy of each epoch, with the best epoch marked.

    Parameters
    ----------
    history : dict of list of float
        'loss' and 'accuracy', perhaps 'val_loss' and 'val_accuracy', with an entry an epoch.
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
    MistakesDisplay : The worst errors.

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
    figure_: Any
    ax_: np.ndarray[Any, Any]
    def __init__(self, history: Any, *, best_epoch: int | None = None) -> None: ...
    def plot(self, ax: Any = None) -> Any:
        """Draw the curves.

        Parameters
        ----------
        ax : matplotlib Axes or array of two, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : HistoryDisplay
            The display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, *, ax: Any = None) -> Any:
        """Draw the history of a fitted network classifier.

        Parameters
        ----------
        estimator : estimator
            A fitted network classifier, a pipeline that ends in one or a search over either.
        ax : matplotlib Axes or array of two, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : HistoryDisplay
            The display.
        """
class MistakesDisplay:
    """The worst errors, with true and predicted names and probabilities.

    The surer the classifier is of the wrong class and the less it thinks of the true one, the worse
    is the error.

    Parameters
    ----------
    images : list of ndarray of shape (height, width, channels)
        The cells, from 0 to 1, the worst first.
    indices : ndarray of int
        Their places in X.
    y_true, y_pred : ndarray
        Their labels.
    n_images : int
        Number of images in X.
    n_mistakes : int
        Number of mistakes among them, shown or not.
    probabilities : ndarray of shape (n, 2) or None, default=None
        Probability of the true and of the predicted class.
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
    GradCAMDisplay : Which pixels spoke for a class.

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
    figure_: Any
    ax_: np.ndarray[Any, Any]
    def __init__(self, images: Any, indices: np.ndarray[Any, Any], y_true: np.ndarray[Any, Any], y_pred: np.ndarray[Any, Any], *, n_images: int, n_mistakes: int, probabilities: np.ndarray[Any, Any] | None = None, heatmaps: Any = None) -> None: ...
    def plot(self, ax: Any = None) -> Any:
        """Draw the cells.

        Parameters
        ----------
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : MistakesDisplay
            The display.
        """
    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, y: Any, *, n_shown: int = 12, evidence: bool = False, ax: Any = None) -> Any:
        """Draw the worst errors of a fitted classifier.

        Parameters
        ----------
        estimator : classifier
            Any fitted classifier of images. Without ``predict_proba`` its errors come in the order
            of X.
        X : array or sequence
            Images, as the estimator takes them.
        y : array-like of shape (n,)
            Their labels.
        n_shown : int, default=12
            How many errors to draw at most.
        evidence : bool, default=False
            Whether to lay the Grad-CAM heat map of the predicted class over the cells; for network
            classifiers.
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : MistakesDisplay
            The display.
        """
    @classmethod
    def from_predictions(cls, X: Any, y: Any, predictions: Any, *, classes: Any = None, n_shown: int = 12, ax: Any = None) -> Any:
        """Draw the worst errors among predictions, such as those of a cross-validation.

        Parameters
        ----------
        X : array or sequence
            Images.
        y : array-like of shape (n,)
            Their labels.
        predictions : array-like of shape (n,) or (n, n_classes)
            Predicted labels, or probabilities.
        classes : array-like of shape (n_classes,), optional
            Labels of the columns; by default the sorted labels of ``y``.
        n_shown : int, default=12
            How many errors to draw at most.
        ax : matplotlib Axes or array of Axes, optional
            Where to draw; one axes is divided up. By default a new figure.

        Returns
        -------
        display : MistakesDisplay
            The display.
        """
def sample_cells(data: Any, *, n_columns: int = 8, random_state: Any = 0, ax: Any = None) -> Any:
    """Draw a contact sheet: some cells of each class.

    Parameters
    ----------
    data : Bunch
        What a ``make_``, ``load_`` or ``fetch_`` function of ``skwbc.datasets`` returns.
    n_columns : int, default=8
        How many cells of each class to draw at most.
    random_state : int, RandomState instance or None, default=0
        Chooses the cells.
    ax : matplotlib Axes or array of Axes, optional
        Where to draw; one axes is divided up. By default a new figure.

    Returns
    -------
    display : ContactSheetDisplay
        The display.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.inspection import sample_cells
    >>> display = sample_cells(make_blood_cells(20, image_size=32, random_state=0))
    >>> sum(display.counts.values())
    20
    """
