"""Helpers shared by the displays: panels of a figure, and pictures in them."""

import numpy as np

# Colour map of heat maps that are drawn over a picture.
HEAT_COLOURS = "turbo"
HEAT_OPACITY = 0.6


def panels(ax, n_rows, n_columns, size):
    """Create a grid of axes in a new figure, or inside the axes passed by the user.

    Parameters
    ----------
    ax : Axes, array of Axes or None
        A single axes is subdivided; an array with one axes per panel is used as it is.
    n_rows, n_columns : int
        Shape of the grid.
    size : tuple of (float, float)
        Width and height of a panel in a new figure, in inches.

    Returns
    -------
    axes : ndarray of Axes of shape (n_rows, n_columns)
        The panels.
    """
    if ax is None:
        from matplotlib import pyplot

        figure_size = (size[0] * n_columns, size[1] * n_rows)
        _, axes = pyplot.subplots(
            n_rows, n_columns, figsize=figure_size, layout="constrained", squeeze=False
        )
        return axes
    given = np.atleast_1d(np.asarray(ax, dtype=object)).ravel()
    if len(given) == n_rows * n_columns:
        return given.reshape(n_rows, n_columns)
    if len(given) > 1:
        raise ValueError(
            f"ax has {len(given)} axes, but there are {n_rows * n_columns} panels; pass one axes "
            "in total or one per panel."
        )
    (outer,) = given
    outer.set_axis_off()
    grid = outer.get_subplotspec().subgridspec(n_rows, n_columns)
    return np.array(
        [[outer.figure.add_subplot(grid[r, c]) for c in range(n_columns)] for r in range(n_rows)]
    )


def show_picture(ax, pixels, **settings):
    """Draw an image of one or three channels, without ticks."""
    if pixels.ndim == 3 and pixels.shape[-1] == 1:
        pixels = pixels[..., 0]
    shown = ax.imshow(pixels, **{"cmap": "gray", "vmin": 0, "vmax": 1, **settings})
    ax.set(xticks=[], yticks=[])
    return shown


def show_heat(ax, heatmap):
    """Draw a heat map of values from 0 to 1 over a picture; values of 0 are transparent."""
    show_picture(ax, heatmap, cmap=HEAT_COLOURS, alpha=HEAT_OPACITY * heatmap)
