"""
Cells in numbers: the classical road
====================================

Before there were networks, cells were segmented, measured and classified. Done well, that is a
serious baseline: it needs no weights and no graphics card, and its numbers have names.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.feature_selection import SelectKBest, VarianceThreshold
from sklearn.model_selection import StratifiedGroupKFold, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from skwbc.datasets import make_blood_cells
from skwbc.features import (
    DeepFeatures,
    HandcraftedFeatures,
    ShapeFeatures,
    TextureFeatures,
    ZCAWhitener,
)
from skwbc.preprocessing import CellCropper, CellSegmenter

cells = make_blood_cells(300, copies_per_cell=2, image_size=96, difficulty=0.5, random_state=0)

# %%
# ``CellSegmenter`` finds the nucleus (yellow) and the cell (green). It learns nothing from masks;
# the picture's own background is what it compares with.

labels = CellSegmenter().fit_transform(cells.images)
figure, axes = plt.subplots(2, 5, figsize=(8, 3.4), layout="constrained")
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
# What is measured has names that a haematologist can read. Lobes and the share of the cell that the
# nucleus takes tell most of the types apart.

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
axis.legend(fontsize=8)
plt.show()

# %%
# Four roads from the literature, each a pipeline of scikit-learn, and all of them together with the
# features of a network that was trained on ImageNet.

hand = HandcraftedFeatures()
deep = DeepFeatures("efficientnet_lite0", image_size=96)
roads = {
    "GLCM + ANOVA + ZCA + neighbours": make_pipeline(
        TextureFeatures(["glcm"]),
        VarianceThreshold(),
        StandardScaler(),
        SelectKBest(k=40),
        ZCAWhitener(),
        KNeighborsClassifier(),
    ),
    "shape + naive Bayes": make_pipeline(ShapeFeatures(), GaussianNB()),
    "all handcrafted + SVM": make_pipeline(hand, StandardScaler(), SVC(C=10)),
    "deep + SVM": make_pipeline(deep, StandardScaler(), SVC(C=10)),
    "deep on the segmented cell + SVM": make_pipeline(
        CellSegmenter("masked"), deep, StandardScaler(), SVC(C=10)
    ),
    "handcrafted and deep + SVM": make_pipeline(
        FeatureUnion([("hand", hand), ("deep", deep)]), StandardScaler(), SVC(C=10)
    ),
}
for name, model in roads.items():
    scores = cross_val_score(
        model, cells.images, cells.target, groups=cells.groups, cv=StratifiedGroupKFold(5)
    )
    print(f"{name:34}  {scores.mean():.2f} ± {scores.std():.2f}")

# %%
# On these cells the handcrafted features do best. Seeing nothing but the segmented cell helps the
# network, which otherwise describes red cells and background too. Put side by side without any
# weighting, 1,280 deep features outvote 490 handcrafted ones, and the union falls behind.

# %%
# Whole fields come first in practice. ``CellCropper`` finds every white cell in them; pictures of
# one stain, side by side, stand for a field here.

pictures = make_blood_cells(8, image_size=96, difficulty=0, random_state=3).images
field = np.vstack([np.hstack(pictures[:4]), np.hstack(pictures[4:])])
boxes, scores = CellCropper().detect(field)
figure, axis = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
axis.imshow(field)
for (left, top, right, bottom), score in zip(boxes, scores):
    axis.add_patch(plt.Rectangle((left, top), right - left, bottom - top, fill=False, ec="lime"))
    axis.text(left, top - 2, f"{score:.2f}", color="green", fontsize=8)
axis.axis("off")
plt.show()
