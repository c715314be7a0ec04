"""Feature maps of every unit of some layers, for one cell."""

import numpy as np

from skwbc._keras.pool import borrowed_network
from skwbc.inspection._drawing import panels, show_picture
from skwbc.inspection._subjects import network_and_images

# Number of convolutions that are shown if no layers are chosen.
N_LAYERS = 5


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

    def __init__(self, image, maps):
        self.image = image
        self.maps = maps

    @classmethod
    def from_estimator(cls, estimator, X, *, layers=None, ax=None):
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
        classifier, cells = network_and_images(estimator, X, cls.__name__)
        if len(cells) != 1:
            raise ValueError(
                f"FeatureMapsDisplay draws one cell, but X has {len(cells)} images; pass X[:1]."
            )
        *size, channels = classifier.input_shape_
        pixels = cells.pixels(tuple(size), channels, keep=False)
        if layers is None:
            found = [
                name
                for name, kind, shape, _ in classifier.layers_
                if kind.endswith("Conv2D") and len(shape or ()) == 3
            ]
            if not found:
                raise ValueError("The network has no convolutions; pass the names of layers.")
            chosen = np.linspace(0, len(found) - 1, min(N_LAYERS, len(found)))
            layers = [found[index] for index in chosen.round().astype(int)]
        maps = {}
        with borrowed_network(classifier._fitted_topology(), classifier.weights_) as network:
            for layer in layers:
                shape = network.layer(layer).output.shape[1:]
                if len(shape) != 3:
                    raise ValueError(
                        f"layer={layer!r} does not return feature maps; pass a convolution or a "
                        "pooling layer."
                    )
                maps[layer] = network.features(pixels, layer=layer).reshape(shape)
        (image,) = cells.originals()
        return cls(image, maps).plot(ax)

    def plot(self, ax=None):
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
        n_columns = min(3, len(self.maps) + 1)
        axes = panels(ax, -(-(len(self.maps) + 1) // n_columns), n_columns, (4, 4.2))
        first, *others = axes.ravel()
        show_picture(first, self.image)
        first.set_title("cell")
        for one in others[len(self.maps) :]:
            one.set_axis_off()
        for one, (layer, maps) in zip(others, self.maps.items(), strict=False):
            show_picture(one, _mosaic(maps), cmap="viridis")
            height, width, n_units = maps.shape
            one.set_title(f"{layer}: {n_units} units, {height}×{width}", fontsize="medium")
        self.ax_, self.figure_ = axes, first.figure
        return self


def _mosaic(maps):
    """Tile the maps of all units, each from 0 to 1, separated by gaps of NaN."""
    height, width, n_units = maps.shape
    low, high = maps.min(axis=(0, 1)), maps.max(axis=(0, 1))
    # The map of an inactive unit is entirely dark.
    scaled = (maps - low) / np.where(high > low, high - low, 1)
    n_columns = int(np.ceil(np.sqrt(n_units * height / width)))
    n_rows = -(-n_units // n_columns)
    gap = max(1, height // 12)
    mosaic = np.full((n_rows * (height + gap) - gap, n_columns * (width + gap) - gap), np.nan)
    for unit in range(n_units):
        row, column = divmod(unit, n_columns)
        top, left = row * (height + gap), column * (width + gap)
        mosaic[top : top + height, left : left + width] = scaled[..., unit]
    return mosaic
