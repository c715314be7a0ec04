"""
Why it says so
==============

A score says how often a network is right. These pictures say when it had learnt enough, what its
units look at, which pixels spoke for a class, and which cells it gets wrong. They work for arrays
and for paths, and for every network classifier of the library.
"""

# %%
# Cells and a network
# -------------------
# :func:`~skwbc.inspection.sample_cells` draws some cells of each class: look at the data first.

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
# Both copies of a cell stay on one side of the split, and of the validation part inside ``fit``.

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
# When it had learnt enough
# -------------------------
# The dotted line marks the epoch whose weights ``restore_best`` keeps.

HistoryDisplay.from_estimator(network)

# %%
# What its units look at
# ----------------------
# Every unit of five convolutions for one cell, from edges and colours to parts of cells.

FeatureMapsDisplay.from_estimator(network, cells.images[test[:1]])

# %%
# Which pixels spoke for a class
# ------------------------------
# Grad-CAM colours the pixels that raise the odds of the predicted class, or of any other that is
# asked for with ``target``. Evidence in the background would be a reason to worry.

GradCAMDisplay.from_estimator(network, cells.images[test[:6]])

# %%
# What it gets wrong
# ------------------
# The surest errors come first. On real cells, have a second look at their labels.

MistakesDisplay.from_estimator(network, cells.images[test], names[test], n_shown=8, evidence=True)

# %%
# What it takes for alike
# -----------------------
# Unseen cells by the features that go into the last layer. Types that lie in each other's midst are
# those that the network mixes up.

EmbeddingDisplay.from_estimator(network, cells.images[test], names[test])

# %%
# All of it in one file
# ---------------------
# ``skwbc.report(network, cells.images[test], names[test], "report.html")`` puts such pictures, a
# table of results, the protocol and all settings on one page to keep or to print.

# %%
# What was learned
# ----------------
# The network names 76% of unseen cells rightly, and the pictures say what is wrong with the others:
# six of its eight surest errors are among basophils, lymphocytes and monocytes, which also lie in
# each other's midst on the map, while eosinophils are apart. In two of the eight the evidence is in
# the background, so that this network has learnt something that it should not have. A heat map
# shows where evidence was, not why it counts, and eight errors are too few for more than a guess.
