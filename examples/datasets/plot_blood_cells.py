"""
Synthetic blood cells
=====================

:func:`~skwbc.datasets.make_blood_cells` draws stained cells of eight types. They are sufficient for
learning and testing the library. The truth is known, since each image comes with a mask.
"""

import matplotlib.pyplot as plt

from skwbc.datasets import make_blood_cells

cells = make_blood_cells(40, image_size=96, random_state=0)
print(cells.images.shape, cells.target_names)

# %%
# The figure shows the five types of a differential count. Stain, light, focus and the surrounding
# red cells vary from image to image.

figure, axes = plt.subplots(5, 6, figsize=(7, 6), layout="constrained")
for code, (row, name) in enumerate(zip(axes, cells.target_names, strict=True)):
    for ax, picture in zip(row, cells.images[cells.target == code], strict=False):
        ax.imshow(picture)
        ax.set(xticks=[], yticks=[])
    row[0].set_ylabel(name)

# %%
# Each image has a mask of background, cytoplasm and nucleus.

figure, axes = plt.subplots(2, 6, figsize=(7, 2.5), layout="constrained")
for ax, picture in zip(axes[0], cells.images, strict=False):
    ax.imshow(picture)
for ax, mask in zip(axes[1], cells.masks, strict=False):
    ax.imshow(mask, cmap="cividis", vmin=0, vmax=2)
for ax in axes.ravel():
    ax.set_axis_off()

# %%
# ``copies_per_cell`` makes augmented copies of each cell, which share the same entry in ``groups``.
# Some published data sets of thousands of images are derived from a few dozen cells in the same
# way. ``difficulty`` ranges from textbook cells to poor microscope images.

figure, axes = plt.subplots(3, 6, figsize=(7, 3.8), layout="constrained")
for row, difficulty in zip(axes, (0.0, 0.5, 1.0), strict=True):
    copies = make_blood_cells(
        6, classes=["monocyte"], copies_per_cell=6, difficulty=difficulty, random_state=3
    )
    for ax, picture in zip(row, copies.images, strict=True):
        ax.imshow(picture)
        ax.set(xticks=[], yticks=[])
    row[0].set_ylabel(f"difficulty {difficulty}")

# %%
# What was learned
# ----------------
# Synthetic cells show whether a method works at all, at a difficulty of your choice, and with masks
# and groups that real data sets rarely have. They say nothing about real cells.
