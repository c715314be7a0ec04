"""
What the ready model sees and says
==================================

:func:`skwbc.ready_model` classifies cells without training. It shows every cell alike before it
looks at it: on a white background, at one size, with an equally dark nucleus. This page shows these
views, what the model says to them, and pictures that it should not name.
"""

import warnings

import matplotlib.pyplot as plt
import numpy as np
from scipy.ndimage import gaussian_filter

from skwbc import ready_model
from skwbc.datasets import make_blood_cells

model = ready_model()
TYPES = ["neutrophil", "eosinophil", "basophil", "lymphocyte", "monocyte"]


def show(pictures, titles):
    """Draw pictures above the views of the model, with its predictions."""
    with warnings.catch_warnings():
        # Some of the pictures below cannot be used, which is meant.
        warnings.simplefilter("ignore", UserWarning)
        views = model[0].transform(pictures)
        probabilities = model[1:].predict_proba(views)
    _, axes = plt.subplots(
        2, len(pictures), figsize=(1.7 * len(pictures), 4.1), layout="constrained"
    )
    for column, (picture, view, title) in enumerate(zip(pictures, views, titles)):
        best = probabilities[column].argmax()
        said = f"{model.classes_[best]}\n{100 * probabilities[column, best]:.0f}%"
        for ax, pixels, text in zip(axes[:, column], (picture, view), (title, said)):
            ax.imshow(pixels, cmap="gray", vmin=0, vmax=255)
            ax.set_title(text, fontsize="small")
            ax.set(xticks=[], yticks=[])
    axes[0, 0].set_ylabel("picture")
    axes[1, 0].set_ylabel("view and prediction")


# %%
# The same drawn cells with three stains and lamps. The views hardly differ.

cells = make_blood_cells(len(TYPES), classes=TYPES, image_size=96, difficulty=0, random_state=4)
names = cells.target_names[cells.target]
first = [int(np.flatnonzero(names == name)[0]) for name in ("neutrophil", "lymphocyte")]
pictures, titles = [], []
for light, strength, title in (
    ([1, 1, 1], 1, "as drawn"),
    ([0.95, 0.85, 0.7], 1, "yellow lamp"),
    ([0.9, 0.92, 1], 0.6, "pale stain"),
):
    for cell in first:
        pictures.append(
            (255 * np.array(light) * (cells.images[cell] / 255) ** strength).astype(np.uint8)
        )
        titles.append(f"{names[cell]},\n{title}")
show(pictures, titles)

# %%
# Pictures without a cell, without colours, with several large cells or with too few pixels have a
# blank view. They are 'not sure', like noise. Cells that are out of focus or cut off at the border
# do have a view. The model names them, and may be wrong: look at your pictures before you count.

cell = cells.images[first[0]]
grey = np.repeat(cell.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
rng = np.random.default_rng(0)
show(
    [
        np.full((96, 96, 3), (222, 214, 220), np.uint8),
        rng.integers(256, size=(96, 96, 3), dtype=np.uint8),
        grey,
        np.hstack([cell, cells.images[first[1]]])[20:-20, 20:-20],
        gaussian_filter(cell, (5, 5, 0)),
        cell[:, :42],
    ],
    ["nothing", "noise", "grey", "two cells", "out of focus", "cut off"],
)
plt.show()

# %%
# What was learned
# ----------------
#
# - The model looks at standard views, in which light and strength of the stain hardly matter.
# - It is 'not sure' of pictures that show no cell it knows, but names blurred and cut cells.
# - Its scores in laboratories that it has not seen, and where it fails, are in :doc:`/ready_model`.
