"""
A custom network that is invariant to mirroring
===============================================

A mirrored cell is still the same cell, but a network usually has to learn that from examples. This
page defines a network that is invariant to mirroring by construction, in about twenty lines. As an
estimator, it can be cross-validated and searched like the networks of the papers.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold, cross_val_score

from skwbc import CNNClassifier, LeNet5Classifier
from skwbc.datasets import make_blood_cells

cells = make_blood_cells(240, copies_per_cell=2, image_size=32, random_state=0)

# %%
# A network is defined by a function of the shape of the images and the number of classes; all other
# arguments are keyword arguments with defaults. The function returns a Keras model whose input is
# values from 0 to 1 and whose output is probabilities. Keras is imported inside the function, so
# that importing the function does not import Keras. In your own project, put the function into a
# module, where other processes and saved estimators can find it.
#
# The same sub-network, ``eye``, is applied to an image and to its mirror images, and its outputs
# are averaged.


def mirrored(input_shape, n_classes, *, filters=8, views=4, dropout=0.2):
    """Apply the same sub-network to one, two or four mirror images of a cell."""
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
# :class:`CNNClassifier(mirrored) <skwbc.CNNClassifier>` would be enough. A subclass takes one more
# line, but has a name and default settings of its own. The function's keyword arguments become its
# parameters.

settings = {"image_size": 32, "epochs": 12, "optimizer": "adam", "learning_rate": 0.002}


class MirroredClassifier(CNNClassifier, network=mirrored, **settings):
    """Classifier that applies the same sub-network to mirror images of a cell."""


MirroredClassifier(views=2)

# %%
# A search can set ``views`` like any other parameter. With one view, the network is an ordinary
# small network, so the search shows how much the additional views help. LeNet-5 is evaluated with
# the same settings on the same folds.

folds = StratifiedGroupKFold(3, shuffle=True, random_state=0)
search = GridSearchCV(MirroredClassifier(random_state=0), {"views": [1, 2, 4]}, cv=folds)
search.fit(cells.images, cells.target, groups=cells.groups)
lenet = LeNet5Classifier(**settings, random_state=0)
results = search.cv_results_
scores = {
    f"custom, {views} view{'s' * (views > 1)}": [
        results[f"split{k}_test_score"][row] for k in range(3)
    ]
    for row, views in enumerate([1, 2, 4])
}
scores["LeNet-5"] = cross_val_score(
    lenet, cells.images, cells.target, groups=cells.groups, cv=folds
)
lenet.fit(cells.images, cells.target)
for name, values in scores.items():
    print(f"{name:15}  {np.mean(values):.2f}  folds", *(f"{value:.2f}" for value in values))
for name, model in {"custom": search.best_estimator_, "LeNet-5": lenet}.items():
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
# Next, 500 new cells are predicted, both in their original orientation and mirrored. The figure
# shows the first five cells for which the prediction of LeNet-5 changes. Correct predictions are
# green and wrong ones red.

new = make_blood_cells(500, image_size=32, random_state=1)
mirror_images = new.images[:, :, ::-1]
for name, model in {"custom network": search, "LeNet-5": lenet}.items():
    changed = model.predict(new.images) != model.predict(mirror_images)
    print(f"{name:14}  prediction changes for {np.mean(changed):.1%} of the cells")

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
axes[0, 0].set_ylabel("original")
axes[1, 0].set_ylabel("mirrored")
plt.show()

# %%
# What was learned
# ----------------
# With four views, the network classifies 66% of unseen cells correctly, with one view 56%, for the
# same number of weights. With ``random_state`` 1 and 2 it was 73% against 63% and 76% against 68%.
# LeNet-5, which has one and a half times as many weights, reached 65% here, and 66% and 69% with
# the other seeds, less than four views each time but by no more than the folds differ. The
# invariance, however, is guaranteed: the prediction of the custom network never changes when a cell
# is mirrored, whereas that of LeNet-5 changes for one cell in seven. These results hold for about
# 120 synthetic cells and twelve epochs. With many more cells, a network may learn by itself that
# the orientation of a cell does not matter.
