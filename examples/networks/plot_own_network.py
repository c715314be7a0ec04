"""
A network of your own: a smear has no up
========================================

A cell that is mirrored is still the same cell, but a network has to learn that from examples. Here
is one that cannot help knowing it, in some twenty lines. As an estimator it is cross-validated and
searched like those of the papers.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold, cross_val_score

from skwbc import CNNClassifier, LeNet5Classifier
from skwbc.datasets import make_blood_cells

cells = make_blood_cells(240, copies_per_cell=2, image_size=32, random_state=0)

# %%
# A network is a function of the shape of the images and the number of classes. It gets values from
# 0 to 1 and returns probabilities; what else it takes are keyword arguments with defaults. Keras is
# imported inside, so that nobody waits for it who only imports the function. In a project of yours
# the function stands in a module, where other processes and saved estimators find it.
#
# The same ``eye`` looks at an image and its mirror images, and what it saw is averaged.


def mirrored(input_shape, n_classes, *, filters=8, views=4, dropout=0.2):
    """Look at one, two or four mirror images of a cell with the same eye."""
    from keras import Input, Model, Sequential, layers, ops

    eye = Sequential(
        [
            layers.Conv2D(filters, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(2 * filters, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(4 * filters, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(8 * filters, activation="relu"),
        ]
    )
    images = Input(input_shape)
    seen = [images]
    if views > 1:
        seen += [ops.flip(view, axis=2) for view in seen]
    if views > 2:
        seen += [ops.flip(view, axis=1) for view in seen]
    x = layers.Dropout(dropout)(sum(eye(view) for view in seen) / len(seen))
    return Model(images, layers.Dense(n_classes, activation="softmax")(x))


# %%
# :class:`CNNClassifier(mirrored) <skwbc.CNNClassifier>` would do. A class of its own takes one line
# more: it has a name and settings, and the function's keyword arguments become its parameters.

settings = {"image_size": 32, "epochs": 12, "optimizer": "adam", "learning_rate": 0.002}


class MirroredClassifier(CNNClassifier, network=mirrored, **settings):
    """Mirror images of a cell, seen with the same eye."""


MirroredClassifier(views=2)

# %%
# A search reaches ``views`` like any parameter. With one view it is a plain small network, so
# the search says what the idea is worth. LeNet-5 gets the same settings and the same folds.

folds = StratifiedGroupKFold(3, shuffle=True, random_state=0)
search = GridSearchCV(MirroredClassifier(random_state=0), {"views": [1, 2, 4]}, cv=folds)
search.fit(cells.images, cells.target, groups=cells.groups)
lenet = LeNet5Classifier(**settings, random_state=0)
results = search.cv_results_
scores = {
    f"own, {views} view{'s' * (views > 1)}": [
        results[f"split{k}_test_score"][row] for k in range(3)
    ]
    for row, views in enumerate([1, 2, 4])
}
scores["LeNet-5"] = cross_val_score(
    lenet, cells.images, cells.target, groups=cells.groups, cv=folds
)
lenet.fit(cells.images, cells.target)
for name, values in scores.items():
    print(f"{name:12}  {np.mean(values):.2f}  folds", *(f"{value:.2f}" for value in values))
for name, model in {"own": search.best_estimator_, "LeNet-5": lenet}.items():
    print(f"{name}: {sum(layer[3] for layer in model.layers_):,} weights")

figure, ax = plt.subplots(figsize=(6, 2.6), layout="constrained")
for place, values in enumerate(scores.values()):
    ax.scatter(values, [place] * 3, s=50, alpha=0.7)
    ax.vlines(np.mean(values), place - 0.25, place + 0.25, color=f"C{place}")
ax.axvline(0.2, color="grey", linestyle=":")
ax.text(0.21, 3.2, "chance", color="grey")
ax.set(xlim=(0, 1.02), xlabel="accuracy on unseen cells; each dot is a fold")
ax.set_yticks(range(4), scores)
ax.invert_yaxis()
plt.show()

# %%
# Now 500 new cells are predicted as they are and mirrored, and the first five of those about which
# LeNet-5 changes its mind are shown: green names are right, red ones wrong.

new = make_blood_cells(500, image_size=32, random_state=1)
mirror_images = new.images[:, :, ::-1]
for name, model in {"own network": search, "LeNet-5": lenet}.items():
    changed = model.predict(new.images) != model.predict(mirror_images)
    print(f"{name:11}  another type for {np.mean(changed):.1%} of the cells")

figure, axes = plt.subplots(2, 5, figsize=(8, 3.8), layout="constrained")
for column, cell in zip(axes.T, np.flatnonzero(changed)[:5]):
    pair = np.stack([new.images[cell], mirror_images[cell]])
    for ax, image, code in zip(column, pair, lenet.predict(pair)):
        ax.imshow(image)
        ax.set_title(
            new.target_names[code],
            fontsize=9,
            color="green" if code == new.target[cell] else "firebrick",
        )
        ax.set(xticks=[], yticks=[])
axes[0, 0].set_ylabel("as it is")
axes[1, 0].set_ylabel("mirrored")
plt.show()

# %%
# What was learned
# ----------------
# With four mirror images the network names 66% of unseen cells, with one 56%, at the same number
# of weights. With ``random_state`` 1 and 2 it was 64% against 59% and 76% against 68%. Against
# LeNet-5, which has half as many weights again, nothing is settled: 59% here, then 65% and 64%.
# What is certain is what was built in: the own network never changes its mind about a mirrored
# cell, LeNet-5 does for one cell in seven. All this is about 120 synthetic cells and twelve epochs;
# with many more cells a network may learn by itself that a smear has no up.
