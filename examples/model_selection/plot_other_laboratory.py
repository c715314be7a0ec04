"""
Adapting a model to another laboratory
======================================

A model is trained where cells have labels, and applied where they have none. How much of its score
remains, and how much do a few dozen unlabelled images of the new laboratory restore?
"""

import matplotlib.pyplot as plt
import numpy as np

from skwbc import WBCsNet2Classifier, adapt, recommended_pipeline
from skwbc.datasets import make_blood_cells

# %%
# All models are trained on cells of laboratory A. Laboratory B has other cells, a weaker stain and
# a dim, yellowish lamp. Forty cells of B are available without labels, and the others are
# predicted.

drawn = {"image_size": 48, "difficulty": 0.3}
training = make_blood_cells(240, random_state=0, **drawn)
cells = make_blood_cells(200, random_state=1, **drawn)
density = -np.log(np.maximum(cells.images, 1) / 255)
elsewhere = (255 * np.exp(-0.7 * density) * [0.8, 0.7, 0.5]).astype(np.uint8)
seen, tested = np.arange(40), np.arange(40, 200)

figure, axes = plt.subplots(2, 6, figsize=(7, 2.6), layout="constrained")
for row, laboratory, images in zip(axes, "AB", (cells.images, elsewhere), strict=True):
    for axis, picture in zip(row, images, strict=False):
        axis.imshow(picture)
        axis.set(xticks=[], yticks=[])
    row[0].set_ylabel(laboratory, rotation=0, labelpad=12, va="center")
plt.show()

# %%
# The page compares the recommended pipeline, without its deep features, with networks that use two
# kinds of normalisation. 'batch' estimates statistics on the training images, which are those of A.
# 'group' computes them for each image separately, so there are none to adapt. One network is also
# trained on each training image in many stains.

settings = {
    "width": 0.125,
    "image_size": 32,
    "epochs": 15,
    "optimizer": "adam",
    "learning_rate": 0.001,
    "random_state": 0,
}
models = {
    "handcrafted features": recommended_pipeline(deep=False),
    "batch normalisation": WBCsNet2Classifier(**settings),
    "batch normalisation, stain varied": WBCsNet2Classifier(augmentation="stain", **settings),
    "group normalisation": WBCsNet2Classifier(normalization="group", **settings),
}
scores = {}
for name, model in models.items():
    model.fit(training.images, training.target)
    images = {"A": cells.images[tested], "B": elsewhere[tested]}
    scores[name] = [model.score(each, cells.target[tested]) for each in images.values()]
    if "group" not in name:
        adapted = adapt(model, elsewhere[seen])
        scores[name].append(adapted.score(images["B"], cells.target[tested]))
    print(f"{name:34}", *(f"{score:.2f}" for score in scores[name]))

# %%
# Each row is a model; each marker shows where and how it was tested.

figure, axis = plt.subplots(figsize=(7, 2.6), layout="constrained")
for number, (label, marker) in enumerate({"A": "o", "B": "s", "B, adapted": "D"}.items()):
    found = [(row, each[number]) for row, each in enumerate(scores.values()) if len(each) > number]
    rows, values = zip(*found, strict=True)
    axis.plot(values, rows, marker, label=label, alpha=0.8)
axis.set_yticks(range(len(scores)), scores)
axis.invert_yaxis()
axis.axvline(0.2, color="grey", linestyle=":")
axis.text(0.21, 0.6, "chance", color="grey")
axis.grid(axis="x", color="0.9")
axis.set(xlim=(0, 1.02), xlabel="accuracy")
axis.legend(title="tested on", bbox_to_anchor=(1, 1))
plt.show()

# %%
# What was learned
# ----------------
# Under another lamp and stain, handcrafted features fall from 0.99 to 0.56, and a network with
# batch normalisation from 0.98 to 0.33. Forty images without labels restore both, to 0.99 and 0.96.
# Training the network on many stains helps less than that. Group normalisation loses little without
# any adaptation, 0.95 to 0.91. With two more seeds for cells and networks, adapting raised the
# features from 0.47 and 0.56 to 1.00 and 0.98, and batch normalisation from 0.42 and 0.22 to 0.95
# and 0.90; varied stains by themselves reached 0.31 and 0.41. The network with group normalisation
# reached only 0.64 and 0.58 on A in as many epochs, and lost 0.06 and 0.14 of it on B. The
# synthetic cells of B differ in light and stain alone, which normalisation can correct. Real
# laboratories differ in more, and adapting restores only a part there: :doc:`/guide/elsewhere` has
# the figures.
