"""
Inspecting a trained network
============================

A score shows how often a network is right. The displays on this page show whether a network was
trained for long enough, what its units respond to, which pixels are evidence for a class, and which
cells are misclassified. They accept arrays and paths, and work with every network classifier of the
library.
"""

# %%
# Cells and a network
# -------------------
# :func:`~skwbc.inspection.sample_cells` draws some cells of each class. Inspect the data before you
# train on them.

from sklearn.model_selection import GroupShuffleSplit

from skwbc import WBCsNet2Classifier
from skwbc.datasets import make_blood_cells
from skwbc.inspection import (
    EmbeddingDisplay,
    FeatureMapsDisplay,
    GradCAMDisplay,
    HistoryDisplay,
    MistakesDisplay,
    sample_cells,
)

cells = make_blood_cells(450, image_size=48, copies_per_cell=2, difficulty=0.7, random_state=0)
sample_cells(cells)

# %%
# Both copies of a cell are on the same side of the split, and on the same side of the validation
# split inside ``fit``.

names = cells.target_names[cells.target]
split = GroupShuffleSplit(1, test_size=0.3, random_state=0)
train, test = next(split.split(cells.images, names, cells.groups))
network = WBCsNet2Classifier(
    width=0.25,
    image_size=48,
    epochs=16,
    optimizer="adam",
    learning_rate=3e-4,
    validation_fraction=0.2,
    restore_best=True,
    random_state=0,
)
network.fit(cells.images[train], names[train], groups=cells.groups[train])
print(f"accuracy on unseen cells: {network.score(cells.images[test], names[test]):.2f}")

# %%
# Learning curves
# ---------------
# The dotted line marks the epoch whose weights ``restore_best`` restores.

HistoryDisplay.from_estimator(network)

# %%
# Feature maps
# ------------
# The display shows every unit of five convolutional layers for one cell, from edges and colours to
# parts of cells.

FeatureMapsDisplay.from_estimator(network, cells.images[test[:1]])

# %%
# Evidence for a class
# --------------------
# Grad-CAM colours the pixels that raise the odds of the predicted class, or of any other class that
# is passed as ``target``. Evidence in the background is a warning sign.

GradCAMDisplay.from_estimator(network, cells.images[test[:6]])

# %%
# Misclassified cells
# -------------------
# The most confident errors come first. With real cells, check their labels.

MistakesDisplay.from_estimator(network, cells.images[test], names[test], n_shown=8, evidence=True)

# %%
# Similar cells
# -------------
# The map shows unseen cells by the input features of the last layer. The network confuses types
# whose cells overlap on the map.

EmbeddingDisplay.from_estimator(network, cells.images[test], names[test])

# %%
# A report in one file
# --------------------
# ``skwbc.report(network, cells.images[test], names[test], "report.html")`` writes such displays, a
# table of results, the protocol and all settings to a single page for archiving or printing.

# %%
# What was learned
# ----------------
# The network classifies 76% of unseen cells correctly, and the displays show where it fails. Six of
# its eight most confident errors are among basophils, lymphocytes and monocytes, which also overlap
# on the map, while eosinophils are separate. In two of the eight, the evidence is in the
# background, so this network has learnt something that it should not have. A heat map shows where
# the evidence is, not why it counts, and eight errors are too few for firm conclusions.
