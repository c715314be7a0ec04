"""
From microscope fields to a differential count
==============================================

A microscope produces images of fields, not of single cells. On this page, white cells are detected
in fields, cropped, classified, shown in their fields and counted. Since the truth is known, the
errors of each step can be measured.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from skwbc.datasets import make_smear
from skwbc.features import HandcraftedFeatures
from skwbc.inspection import FieldDisplay
from skwbc.metrics import differential_count
from skwbc.preprocessing import CellCropper

# %%
# All fields show blood of one laboratory. Boxes and types of their white cells are known. Some
# cells touch others, and some are cut by the border of the field.

blood = {
    "neutrophil": 0.48,
    "lymphocyte": 0.3,
    "monocyte": 0.1,
    "eosinophil": 0.07,
    "basophil": 0.05,
}
smear = make_smear(
    40,
    n_cells=6,
    classes=list(blood),
    class_balance=blood,
    image_size=(360, 480),
    magnification=6,
    touching=0.2,
    difficulty=0.2,
    random_state=0,
)
training, test = np.arange(25), np.arange(25, 40)

# %%
# ``crop`` returns all white cells of all fields. With ``return_boxes``, it also returns the box of
# each cell in its field and its resemblance to a white cell.

cropper = CellCropper()
crops, field_of, boxes, scores = cropper.crop(smear.images, return_boxes=True)
print(f"{len(smear.images)} fields, {sum(map(len, smear.labels))} white cells, {len(crops)} crops")

# %%
# A cell counts as found if a box matches it: the intersection of the box with the true box is at
# least half of their union.


def overlap(one, other):
    """Intersection over union of each pair of boxes."""
    one = one[:, np.newaxis]
    sides = np.minimum(one[..., 2:], other[:, 2:]) - np.maximum(one[..., :2], other[:, :2])
    common = np.maximum(sides, 0).prod(axis=-1)
    areas = [(boxes[..., 2:] - boxes[..., :2]).prod(axis=-1) for boxes in (one, other)]
    return common / (areas[0] + areas[1] - common)


truth = np.full(len(crops), "none", dtype="<U10")
found = []
for field, (true, labels) in enumerate(zip(smear.boxes, smear.labels, strict=True)):
    here = np.flatnonzero(field_of == field)
    fit = overlap(boxes[here], true)
    matches = fit.max(axis=1, initial=0) >= 0.5
    truth[here[matches]] = labels[fit[matches].argmax(axis=1)]
    found.append(fit.max(axis=0, initial=0) >= 0.5)
print(f"{np.sum(found)} of {np.size(found)} white cells are found")
print(f"{np.sum(truth == 'none')} boxes match no white cell")

# %%
# The pipeline is trained on the cells of 25 fields, with the types that an expert would assign to
# the crops, and tested on those of the other 15 fields.

known = np.isin(field_of, training) & (truth != "none")
model = make_pipeline(HandcraftedFeatures(), StandardScaler(), SVC(C=10))
model.fit(crops[known], truth[known])
unseen = np.isin(field_of, test)
predicted = model.predict(crops[unseen])
matched = truth[unseen] != "none"
right = (predicted == truth[unseen])[matched]
print(f"{right.sum()} of {len(right)} matched crops are classified correctly")

# %%
# Field viewer
# ------------
# :class:`~skwbc.inspection.FieldDisplay` draws fields with the boxes and types of their cells. From
# a fitted classifier, it finds the cells by itself; here, the boxes are known already. Dashed
# circles surround cells that no box matches.

figure, axes = plt.subplots(2, 2, figsize=(13, 8), layout="constrained")
missing = [int(np.sum(~found[field])) for field in test]
shown = test[np.argsort(missing, kind="stable")[[0, 1, -2, -1]]]
for ax, field in zip(axes.flat, shown):
    here = field_of[unseen] == field
    FieldDisplay.from_predictions(
        smear.images[field], boxes[unseen][here], predicted[here], classes=list(blood), ax=ax
    )
    for left, top, end, bottom in smear.boxes[field][~found[field]]:
        middle = (left + end) / 2, (top + bottom) / 2
        ax.add_patch(plt.Circle(middle, (end - left) / 2, fill=False, linestyle="--"))
    ax.set_title(f"field {field}")

# %%
# The count
# ---------
# The count includes all crops of the test fields. Its intervals account for chance in the selection
# of cells, and for nothing else.

count = differential_count(predicted, classes=list(blood))
print(count)
names = np.concatenate([smear.labels[field] for field in test])
places = np.arange(len(blood))
ends = [count.percent - count.low, count.high - count.percent]
figure, ax = plt.subplots(layout="constrained")
ax.errorbar(count.percent, places, xerr=ends, fmt="o", label="counted")
shares = [100 * (names == name).mean() for name in blood]
ax.plot(shares, places, "k|", markersize=16, markeredgewidth=2, label="truth")
ax.set_yticks(places, blood)
ax.invert_yaxis()
ax.set(xlim=(0, None), xlabel="percent of the cells")
ax.legend()
plt.show()

# %%
# What was learned
# ----------------
# Most errors of the count come from cells that are not found or that share a box with a neighbour,
# not from their classification, and no interval accounts for a missing cell. Fields of real blood
# have fewer white cells, but some of them are smudged or blurred. To find out which cells are
# missed, draw boxes by hand on some of your own fields, as in the data set that
# :func:`~skwbc.datasets.load_bccd` reads. Use a single magnification, since sizes are measured in
# pixels, and train on cells from your own microscope.
