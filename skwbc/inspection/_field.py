"""A field with the boxes and types of its cells."""

import numpy as np

from skwbc._input.columns import as_labels
from skwbc.inspection._drawing import panels, show_picture
from skwbc.inspection._subjects import as_images
from skwbc.preprocessing import CellCropper

# Ten colours, then the same colours with other lines.
_N_COLOURS, _LINES = 10, ("-", "--", ":", "-.")


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

    def __init__(self, field, boxes, labels=None, *, classes=None):
        self.field = field
        self.boxes = boxes
        self.labels = labels
        self.classes = classes

    @classmethod
    def from_estimator(cls, estimator, field, *, cropper=None, ax=None):
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
        cropper = CellCropper() if cropper is None else cropper
        crops, _, boxes, _ = cropper.crop([field], return_boxes=True)
        labels = np.asarray(estimator.predict(crops)) if len(crops) else np.array([])
        return cls._of(field, boxes, labels, np.asarray(estimator.classes_), ax)

    @classmethod
    def from_predictions(cls, field, boxes, labels=None, *, classes=None, ax=None):
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
        boxes = np.asarray(boxes)
        if boxes.size == 0:
            boxes = boxes.reshape(0, 4)
        if boxes.ndim != 2 or boxes.shape[1] != 4:
            raise ValueError(
                f"boxes has shape {boxes.shape}; pass left, top, right and bottom of each cell."
            )
        if labels is not None and len(labels) != len(boxes):
            raise ValueError(
                f"There are {len(boxes)} boxes, but {len(labels)} labels; pass one label per box."
            )
        if labels is not None:
            labels = as_labels(labels, "labels") if len(labels) else np.array([])
            classes = np.unique(labels) if classes is None else as_labels(classes, "classes")
            if unknown := set(labels.tolist()) - set(classes.tolist()):
                raise ValueError(f"labels contains {min(unknown)!r}, which is not among classes.")
        return cls._of(field, boxes, labels, classes, ax)

    @classmethod
    def _of(cls, field, boxes, labels, classes, ax):
        (pixels,) = as_images([field]).originals()
        return cls(pixels, boxes, labels, classes=classes).plot(ax)

    def plot(self, ax=None):
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
        from matplotlib.patches import Rectangle
        from matplotlib.patheffects import withStroke

        height, width = self.field.shape[:2]
        ((ax,),) = panels(ax, 1, 1, (8, 8 * min(height / width, 1.5)))
        show_picture(ax, self.field)
        labels = [None] * len(self.boxes) if self.labels is None else self.labels.tolist()
        names = [None] if self.labels is None else np.asarray(self.classes).tolist()
        # A white rim keeps every colour visible on stain of the same colour.
        rim = [withStroke(linewidth=3.5, foreground="white")]
        handles = {}
        for (left, top, right, bottom), label in zip(self.boxes, labels, strict=True):
            number = names.index(label)
            style = {
                "edgecolor": f"C{number % _N_COLOURS}",
                "linestyle": _LINES[number // _N_COLOURS % len(_LINES)],
            }
            box = Rectangle(
                (left - 0.5, top - 0.5), right - left, bottom - top,
                fill=False, linewidth=1.8, path_effects=rim, **style,
            )  # fmt: skip
            handles.setdefault(number, ax.add_patch(box))
            if label is None:
                continue
            above = top > 0.05 * height
            ax.text(
                left, top - 3 if above else bottom + 3, str(label),
                va="bottom" if above else "top", ha="left", fontsize="small",
                color=style["edgecolor"], weight="bold", path_effects=rim, clip_on=True,
            )  # fmt: skip
        if self.labels is not None and handles:
            shown = sorted(handles)
            counted = [f"{names[number]} ({labels.count(names[number])})" for number in shown]
            ax.legend(
                [handles[number] for number in shown], counted,
                loc="center left", bbox_to_anchor=(1, 0.5), frameon=False,
            )  # fmt: skip
        self.ax_, self.figure_ = ax, ax.figure
        return self
