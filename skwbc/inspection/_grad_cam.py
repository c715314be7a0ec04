"""Heat maps of the pixels that support a class."""

import numpy as np

from skwbc._input.pictures import resize
from skwbc._keras.pool import borrowed_network
from skwbc.inspection._drawing import panels, show_heat, show_picture
from skwbc.inspection._subjects import class_codes, network_and_images


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

    def __init__(self, images, heatmaps, titles):
        self.images = images
        self.heatmaps = heatmaps
        self.titles = titles

    @classmethod
    def from_estimator(cls, estimator, X, *, target=None, layer=None, method="gradcam", ax=None):
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
        pictures, heatmaps, titles = heat(estimator, X, target, layer, method)
        return cls(pictures, heatmaps, titles).plot(ax)

    def plot(self, ax=None):
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
        n = len(self.images)
        pairs_a_row = 1 if n <= 3 else 2 if n <= 8 else 4
        axes = panels(ax, -(-n // pairs_a_row), 2 * pairs_a_row, (2.2, 2.5))
        plain, hot = axes.ravel()[::2], axes.ravel()[1::2]
        for index, (image, heatmap) in enumerate(zip(self.images, self.heatmaps, strict=True)):
            show_picture(plain[index], image)
            plain[index].set_title(self.titles[index], fontsize="small")
            show_picture(hot[index], image)
            show_heat(hot[index], heatmap)
            if not heatmap.any():
                hot[index].set_title("nothing found", fontsize="small")
        for one in [*plain[n:], *hot[n:]]:
            one.set_axis_off()
        self.ax_, self.figure_ = axes, axes[0, 0].figure
        return self


def heat(estimator, X, target=None, layer=None, method="gradcam"):
    """Return pictures, their heat maps from 0 to 1 in the same size, and titles.

    Parameters are those of ``GradCAMDisplay.from_estimator``.
    """
    from skwbc._keras.evidence import evidence_maps

    if method not in ("gradcam", "hirescam"):
        raise ValueError(f"method must be 'gradcam' or 'hirescam', got {method!r}.")
    classifier, cells = network_and_images(estimator, X, "GradCAMDisplay")
    *size, channels = classifier.input_shape_
    pixels = cells.pixels(tuple(size), channels, keep=False)
    with borrowed_network(classifier._fitted_topology(), classifier.weights_) as network:
        probabilities = network.predict(pixels)
        if target is None:
            codes = probabilities.argmax(axis=1)
        else:
            wanted = np.broadcast_to(np.asarray(target), (len(cells),))
            codes = class_codes(wanted, classifier.classes_, "target")
        maps = evidence_maps(network, pixels, codes, layer, method)
    pictures = list(cells.originals())
    heatmaps = []
    for picture, evidence in zip(pictures, maps, strict=True):
        enlarged = resize(evidence[..., np.newaxis], picture.shape[:2])[..., 0]
        heatmaps.append(enlarged / (enlarged.max() or 1))
    own = probabilities[np.arange(len(codes)), codes]
    titles = [
        f"{name} {probability:.2f}"
        for name, probability in zip(classifier.classes_[codes].tolist(), own, strict=True)
    ]
    return pictures, heatmaps, titles
