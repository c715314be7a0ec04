"""Contact sheets with some cells of each class."""

import numpy as np
from sklearn.utils import check_random_state

from skwbc._input.columns import as_labels
from skwbc.inspection._drawing import panels, show_picture
from skwbc.inspection._subjects import as_images


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

    def __init__(self, rows, counts):
        self.rows = rows
        self.counts = counts

    def plot(self, ax=None):
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
        axes = panels(ax, len(self.rows), max(map(len, self.rows.values())), (1.1, 1.1))
        for (name, pictures), line in zip(self.rows.items(), axes, strict=True):
            for one in line:
                one.set(xticks=[], yticks=[])
                one.spines[:].set_visible(False)
            for one, picture in zip(line, pictures, strict=False):
                show_picture(one, picture)
            label = f"{name}\n({self.counts[name]})".replace("_", "\n")
            line[0].set_ylabel(label, rotation=0, ha="right", va="center", labelpad=6)
        self.ax_, self.figure_ = axes, axes[0, 0].figure
        return self


def sample_cells(data, *, n_columns=8, random_state=0, ax=None):
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
    cells = as_images(data.images if "images" in data else data.paths)
    names = as_labels(data.target_names[data.target], "target", len(cells))
    return some_of_each(cells, names, data.target_names, n_columns, random_state).plot(ax)


def some_of_each(cells, y, classes, n_columns, random_state):
    """Return an undrawn sheet of randomly chosen images; a class without images has no row."""
    random_state = check_random_state(random_state)
    rows, counts = {}, {}
    for name in classes:
        members = np.flatnonzero(y == name)
        if len(members):
            drawn = np.sort(random_state.permutation(members)[:n_columns])
            rows[str(name)] = list(cells.subset(drawn).originals())
            counts[str(name)] = len(members)
    return ContactSheetDisplay(rows, counts)
