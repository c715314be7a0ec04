"""Charts and pictures of a report, embedded in the page as text."""

import base64
import io

import numpy as np

from skwbc.inspection._drawing import HEAT_COLOURS, HEAT_OPACITY
from skwbc.inspection._sheet import some_of_each

# Longer side of a single cell's picture, in pixels.
CELL_SIDE = 224


def as_source(figure):
    """Convert a Matplotlib figure to the source of an HTML image."""
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=160)
    return _data_url(content, "png")


def cell_source(pixels, heatmap=None):
    """Convert one cell, optionally with its heat map, to the source of an HTML image."""
    import matplotlib
    from PIL import Image

    pixels = np.broadcast_to(pixels, (*pixels.shape[:2], 3))
    if heatmap is not None:
        colours = matplotlib.colormaps[HEAT_COLOURS](heatmap)[..., :3]
        opacity = HEAT_OPACITY * heatmap[..., np.newaxis]
        pixels = (1 - opacity) * pixels + opacity * colours
    picture = Image.fromarray(np.round(255 * np.clip(pixels, 0, 1)).astype(np.uint8))
    scale = CELL_SIDE / max(picture.size)
    size = [max(1, round(side * scale)) for side in picture.size]
    content = io.BytesIO()
    picture.resize(size, Image.Resampling.BICUBIC).save(content, "jpeg", quality=88)
    return _data_url(content, "jpeg")


def _data_url(content, kind):
    return f"data:image/{kind};base64,{base64.b64encode(content.getvalue()).decode()}"


def _new_figure(width, height):
    # Not created by pyplot, so that no window opens and the user's figures are not affected.
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def contact_sheet(cells, y, classes, random_state):
    """Draw some cells of each class."""
    sheet = some_of_each(cells, y, classes, 6, random_state)
    figure = _new_figure(5, 0.7 * len(sheet.rows))
    sheet.plot(figure.add_subplot())
    return as_source(figure)


def confusion(matrix, classes):
    """Draw the cells of each true class by predicted class, coloured by share of the true class."""
    side = 2.6 + 0.38 * len(classes)
    figure = _new_figure(side, side)
    ax = figure.add_subplot()
    totals = matrix.sum(axis=1, keepdims=True)
    shares = matrix / np.where(totals, totals, 1)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(matrix.shape):
        colour = "white" if shares[row, column] > 0.5 else "black"
        text = {"ha": "center", "va": "center", "fontsize": "small", "color": colour}
        ax.text(column, row, matrix[row, column], **text)
    names = [str(name).replace("_", " ") for name in classes]
    ticks = np.arange(len(classes))
    ax.set_xticks(ticks, names, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_yticks(ticks, names)
    ax.set(xlabel="predicted", ylabel="true")
    return as_source(figure)


def reliability(right, sureness):
    """Draw the share of correct predictions by predicted probability."""
    from sklearn.calibration import CalibrationDisplay

    figure = _new_figure(4.5, 4.5)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    CalibrationDisplay.from_predictions(
        right.astype(int), sureness, n_bins=10, ax=above, name="predictions"
    )
    above.set(xlabel="", ylabel="share of correct predictions", xlim=(0, 1), ylim=(0, 1.02))
    below.hist(sureness, bins=np.linspace(0, 1, 11), color="grey")
    below.set(xlabel="probability of the predicted class", ylabel="images")
    return as_source(figure)


def learning_curves(histories):
    """Draw loss and accuracy per epoch, one line per network."""
    figure = _new_figure(4.5, 5)
    axes = figure.subplots(2, 1, sharex=True)
    for ax, measure in zip(axes, ("loss", "accuracy"), strict=True):
        for part, colour in (("", "C0"), ("val_", "C1")):
            label = "validation" if part else "training"
            for history, best in histories:
                if part + measure not in history:
                    continue
                epochs = np.arange(1, len(history[part + measure]) + 1)
                ax.plot(epochs, history[part + measure], color=colour, label=label, alpha=0.8)
                if best is not None:
                    ax.plot(best + 1, history[part + measure][best], "o", color=colour, ms=5)
                # One entry in the legend represents all networks.
                label = None
        ax.set_ylabel(measure)
    axes[0].set_ylim(bottom=0)
    axes[1].set(xlabel="epoch", ylim=(0, 1.02))
    axes[1].xaxis.get_major_locator().set_params(integer=True)
    axes[0].legend()
    return as_source(figure)
