"""
Inspecting a trained network
============================

A score shows how often a network is right. The displays on this page show when a network was
trained for long enough, what its units respond to, which pixels are evidence for a class, and which
cells are misclassified. They work with arrays and with paths, and with every network classifier of
the library.
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
# Both copies of a cell stay on one side of the split, and on one side of the validation split
# inside ``fit``.

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
# The dotted line marks the epoch whose weights ``restore_best`` keeps.

HistoryDisplay.from_estimator(network)

# %%
# Feature maps
# ------------
# The display shows every unit of five convolutions for one cell, from edges and colours to parts of
# cells.

FeatureMapsDisplay.from_estimator(network, cells.images[test[:1]])

# %%
# Evidence for a class
# --------------------
# Grad-CAM colours the pixels that raise the odds of the predicted class, or of any other class that
# is passed as ``target``. Evidence in the background would be a reason to worry.

GradCAMDisplay.from_estimator(network, cells.images[test[:6]])

# %%
# Misclassified cells
# -------------------
# The most confident errors come first. On real cells, check their labels again.

MistakesDisplay.from_estimator(network, cells.images[test], names[test], n_shown=8, evidence=True)

# %%
# Similar cells
# -------------
# The map shows unseen cells by the features that go into the last layer. The network confuses types
# whose cells lie among each other.

EmbeddingDisplay.from_estimator(network, cells.images[test], names[test])

# %%
# A report in one file
# --------------------
# ``skwbc.report(network, cells.images[test], names[test], "report.html")`` writes such displays, a
# table of results, the protocol and all settings to one page that you can keep or print.

# %%
# What was learned
# ----------------
# The network classifies 76% of unseen cells correctly, and the displays show what is wrong with the
# others. Six of its eight most confident errors are among basophils, lymphocytes and monocytes,
# which also lie among each other on the map, while eosinophils are apart. In two of the eight the
# evidence is in the background, so this network has learnt something that it should not have. A
# heat map shows where evidence was, not why it counts, and eight errors are too few for more than a
# guess.
