"""
Handcrafted features: the classical approach
============================================

Before neural networks were used, cells were segmented, measured and classified. Done well, this
approach is a strong baseline: it needs no weights and no GPU, and its features have names.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.feature_selection import f_classif
from sklearn.model_selection import StratifiedGroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from skwbc.datasets import make_blood_cells
from skwbc.features import HandcraftedFeatures, MRMRSelector, ShapeFeatures
from skwbc.preprocessing import CellSegmenter

cells = make_blood_cells(300, copies_per_cell=2, image_size=96, difficulty=0.5, random_state=0)

# %%
# :class:`~skwbc.preprocessing.CellSegmenter` finds the nucleus (yellow) and the cell (green). It is
# not trained on masks; it compares a cell with the background of the same image.

labels = CellSegmenter().fit_transform(cells.images)
figure, axes = plt.subplots(2, 5, figsize=(8, 3.6), layout="constrained")
for axis, (image, label, code) in zip(
    axes.ravel(order="F"), zip(cells.images, labels, cells.target, strict=True)
):
    axis.imshow(image)
    axis.contour(label > 0, [0.5], colors="lime", linewidths=1)
    axis.contour(label == 2, [0.5], colors="yellow", linewidths=1)
    axis.set_title(cells.target_names[code], fontsize=9)
    axis.axis("off")
plt.show()

# %%
# The measured features have names that a haematologist understands. The number of lobes and the
# ratio of nucleus to cell distinguish most of the types.

shapes = ShapeFeatures().set_output(transform="pandas").fit_transform(cells.images)
figure, axis = plt.subplots(figsize=(6.4, 4), layout="constrained")
noise = np.random.default_rng(0).uniform(-0.2, 0.2, len(shapes))
for code, name in enumerate(cells.target_names):
    chosen = cells.target == code
    axis.scatter(
        shapes["nucleus_to_cell_ratio"][chosen],
        shapes["nucleus_lobes"][chosen] + noise[chosen],
        s=12,
        label=name,
    )
axis.set(xlabel="nucleus to cell ratio", ylabel="lobes of the nucleus")
axis.yaxis.get_major_locator().set_params(integer=True)
axis.legend(fontsize=8)
plt.show()

# %%
# :class:`~skwbc.features.HandcraftedFeatures` adds colour and texture, which makes 490 features.
# For each type, the figure shows the feature that separates it best from all other types, by its F
# value. The box of the type itself is coloured.

features = HandcraftedFeatures().set_output(transform="pandas").fit_transform(cells.images)
features = features.loc[:, features.std() > 0]
figure, axes = plt.subplots(1, 5, figsize=(10, 3.4), layout="constrained")
for code, (axis, name) in enumerate(zip(axes, cells.target_names, strict=True)):
    best = features.columns[np.argmax(f_classif(features, cells.target == code)[0])]
    drawn = axis.boxplot(
        [features[best][cells.target == other] for other in range(5)],
        tick_labels=cells.target_names,
        widths=0.6,
        patch_artist=True,
        boxprops={"facecolor": "0.9"},
        medianprops={"color": "black"},
        flierprops={"markersize": 3},
    )
    drawn["boxes"][code].set_facecolor(f"C{code}")
    axis.set_title(f"{name}\n{best}", fontsize=9)
    axis.tick_params(axis="x", rotation=90)
plt.show()

# %%
# The pipeline measures, selects, scales and classifies. :class:`~skwbc.features.MRMRSelector`
# selects features that are informative about the type and not about each other, using only the
# training part of each fold. Both copies of a cell stay in one fold.

models = {
    f"{' and '.join(families)}, all": [HandcraftedFeatures(families)]
    for families in (["shape"], ["color"], ["texture"], ["color", "texture", "shape"])
}
models |= {f"the best {k}": [HandcraftedFeatures(), MRMRSelector(k=k)] for k in (3, 6, 12, 24)}
for name, steps in models.items():
    model = make_pipeline(*steps, StandardScaler(), SVC(C=10))
    scores = cross_val_score(
        model, cells.images, cells.target, groups=cells.groups, cv=StratifiedGroupKFold(5)
    )
    print(f"{name:32}  {scores.mean():.2f} ± {scores.std():.2f}")

# %%
# What was learned
# ----------------
# Twenty-four features that were selected within each training part perform better than all 490:
# 0.97 against 0.95. With ``random_state`` from 0 to 3 for the cells, they were ahead by 0.02 to
# 0.05 each time. Colour, texture and shape reach 0.87 to 0.91 individually, and more together. A
# neutrophil is identified by the low solidity of its nucleus and an eosinophil by its red tint, as
# a haematologist would expect. A monocyte is identified by the skewness of red in its cytoplasm, a
# criterion that no haematologist uses. The synthetic cells were drawn by such rules, so they are
# easier to measure than real cells.
