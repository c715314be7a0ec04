"""Which pixels spoke for a class."""

import numpy as np

from skwbc._input.pictures import resize
from skwbc._keras.pool import borrowed_network
from skwbc.inspection._drawing import panels, show_heat, show_picture
from skwbc.inspection._subjects import class_codes, network_and_images


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
        pictures, heatmaps, titles = heat(estimator, X, target, layer, method)
        return cls(pictures, heatmaps, titles).plot(ax)

    def plot(self, ax=None):
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
    """Pictures, their heat maps from 0 to 1 in the same size, and what was asked.

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
