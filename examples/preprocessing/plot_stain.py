"""
Stain normalisation for another laboratory
==========================================

A network that was trained on the smears of one laboratory is applied to those of another. Does it
help to normalise the colours first, and does normalisation do harm where it is not needed?
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.pipeline import make_pipeline

from skwbc import WBCsNet2Classifier
from skwbc.datasets import make_blood_cells
from skwbc.preprocessing import ContrastEqualizer, StainNormalizer

# %%
# The network is trained on cells of laboratory A. It is tested on other cells in three versions:
# with the light and stain of A, with the weaker light and stain of B, and with the dyes of C, which
# transmit other colours. The versions differ only in colour, so only colour can change a score.

drawn = {"n_samples": 256, "image_size": 48, "difficulty": 0.3}
training = make_blood_cells(random_state=0, **drawn)
cells = make_blood_cells(random_state=1, **drawn)
density = -np.log(np.maximum(cells.images, 1) / 255)
dyes = [[0.75, 0.1, 0.0], [0.2, 1.1, 0.1], [0.05, 0.1, 1.5]]
laboratories = {
    "A": cells.images,
    "B": (255 * np.exp(-0.8 * density) * [0.85, 0.8, 0.65]).astype(np.uint8),
    "C": (255 * np.exp(-density @ dyes) * [0.95, 0.9, 0.8]).astype(np.uint8),
}

# %%
# :class:`~skwbc.preprocessing.StainNormalizer` learns the colours of the training images and maps
# the colours of each image to them: 'reinhard' by their mean and spread, 'macenko' by separating
# the two stains. :class:`~skwbc.preprocessing.ContrastEqualizer` does not use the training images;
# it equalises the brightness of each part of an image.

preparations = {
    "original": [],
    "Reinhard": [StainNormalizer("reinhard")],
    "Macenko": [StainNormalizer("macenko")],
    "contrast": [ContrastEqualizer()],
}
figure, axes = plt.subplots(3, 8, figsize=(8, 3.6), layout="constrained")
shown = [np.flatnonzero(cells.target == code)[0] for code in (0, 3)]
for place, (name, steps) in enumerate(preparations.items()):
    for row, (laboratory, images) in zip(axes, laboratories.items(), strict=True):
        pictures = images[shown]
        for step in steps:
            pictures = step.fit(training.images).transform(pictures)
        for axis, picture in zip(row[2 * place :], pictures, strict=False):
            axis.imshow(picture)
            axis.set(xticks=[], yticks=[])
        row[0].set_ylabel(laboratory, rotation=0, labelpad=12, va="center")
    axes[0, 2 * place].set_title(name, loc="left", fontsize=10)
plt.show()

# %%
# The same network is trained with each kind of preprocessing, and tested on the cells of all
# laboratories. The learning rate is low: at the usual rate of 0.001, the accuracy on the cells of A
# varied from 0.63 to 0.99 in trials of this page, regardless of the preprocessing. That variation
# would have hidden the effect of the preprocessing.

scores = {}
for name, steps in preparations.items():
    network = WBCsNet2Classifier(
        width=0.25,
        image_size=32,
        epochs=12,
        optimizer="adam",
        learning_rate=3e-4,
        random_state=0,
    )
    model = make_pipeline(*steps, network).fit(training.images, training.target)
    scores[name] = [model.score(images, cells.target) for images in laboratories.values()]
    print(f"{name:10}", *(f"{score:.2f}" for score in scores[name]))

# %%
# Each row is a kind of preprocessing, and each colour is a laboratory.

figure, axis = plt.subplots(figsize=(7, 2.8), layout="constrained")
for laboratory, marker, accuracies in zip(laboratories, "osD", zip(*scores.values(), strict=True)):
    axis.plot(accuracies, range(len(scores)), marker, label=laboratory, alpha=0.8)
axis.set_yticks(range(len(scores)), scores)
axis.invert_yaxis()
axis.axvline(0.2, color="grey", linestyle=":")
axis.text(0.21, 0.6, "chance", color="grey")
axis.grid(axis="x", color="0.9")
axis.set(xlim=(0, 1.02), xlabel="accuracy, trained on A alone")
axis.legend(title="tested on", bbox_to_anchor=(1, 1))
plt.show()

# %%
# What was learned
# ----------------
# On the original images, the accuracy is still 0.95 in the light of B but falls to 0.68 with the
# dyes of C. With Reinhard it stays at 0.98 or above in all three laboratories, and with Macenko at
# 0.95 or above, 0.04 less than the original on A. Equalising the contrast lowers it, to 0.53 on C.
# With two more seeds for cells and network, the accuracy on C was 0.67 and 0.63 on the original
# images. Reinhard raised it to 0.93 and 0.95 and Macenko to 0.93 and 0.91; equalising the contrast
# lowered it to 0.30 and 0.39. The images show the drawback of Reinhard: it treats a cell's own
# colour as stain, so that the eosinophil turns brown. These laboratories differ only in colour;
# real ones also differ in optics, smears and patients, so test on cells of another laboratory
# before you rely on a normaliser.
