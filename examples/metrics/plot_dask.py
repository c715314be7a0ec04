"""
Counting a large smear lazily with Dask
=======================================

A slide scanner may produce images of a hundred thousand cells. Predictions on a Dask bag are lazy,
so this page reads, classifies and counts the cells partition by partition until the count is
precise enough. The remaining cells are never read.
"""

import dask.bag as db
import matplotlib.pyplot as plt
import numpy as np
from dask.distributed import Client

from skwbc import WBCsNet2Classifier
from skwbc.datasets import make_blood_cells
from skwbc.metrics import classification_table, differential_count

# Threads keep this page in one process. For worker processes, omit ``processes`` or pass the
# address of a cluster.
client = Client(processes=False, n_workers=2, threads_per_worker=1, dashboard_address=None)

# %%
# A small network is trained on a set with the same number of cells of each type. Its errors are
# estimated on a second set.

drawn = {"image_size": 32, "difficulty": 0.4}
training = make_blood_cells(800, random_state=0, **drawn)
classifier = WBCsNet2Classifier(
    width=0.25, image_size=32, epochs=12, optimizer="adam", augmentation="dihedral", random_state=0
)
classifier.fit(training.images, training.target_names[training.target])
validation = make_blood_cells(800, random_state=1, **drawn)
table = classification_table(
    validation.target_names[validation.target], classifier.predict(validation.images)
)

# %%
# The smear has a thousand fields of a hundred cells. Each field is a partition of the bag, and is
# drawn by the worker that needs it. For files, use ``dask.bag.from_sequence(paths)`` instead.

blood = {
    "neutrophil": 0.5,
    "lymphocyte": 0.38,
    "monocyte": 0.06,
    "eosinophil": 0.05,
    "basophil": 0.01,
}


def field(numbers):
    """Draw the cells of some fields."""
    return [
        image
        for number in numbers
        for image in make_blood_cells(
            100, class_balance=blood, random_state=1000 + number, **drawn
        ).images
    ]


smear = db.range(1000, npartitions=1000).map_partitions(field)
names = classifier.predict(smear)
print(names)

# %%
# Nothing has been drawn so far. The two workers compute four fields at a time, until all intervals
# of the uncorrected count are at most five percentage points wide.

counts = []
seen = np.array([], dtype=names.dtype)
for start in range(0, names.numblocks[0], 4):
    seen = np.concatenate([seen, names.blocks[start : start + 4].compute()])
    count = differential_count(seen, classes=classifier.classes_, confusion=table.confusion)
    counts.append(count)
    if (count.high - count.low).max() <= 5:
        break
print(count)

# %%
# Lines show the count so far. Bands are its simultaneous intervals for all types.

figure, axes = plt.subplots(1, 2, figsize=(9, 4.2), sharey=True, layout="constrained")
cells = [count.counts.sum() for count in counts]
adjusted = [count.corrected["adjusted"] for count in counts]
for ax, title, shown in ((axes[0], "as predicted", counts), (axes[1], "adjusted", adjusted)):
    for number, name in enumerate(classifier.classes_):
        percent, low, high = np.transpose(
            [(count.percent[number], count.low[number], count.high[number]) for count in shown]
        )
        (line,) = ax.plot(cells, percent, label=name)
        ax.fill_between(cells, low, high, color=line.get_color(), alpha=0.2)
        ax.axhline(100 * blood[name], color=line.get_color(), linestyle=":", linewidth=1)
    ax.set(xlabel="cells counted", title=title)
axes[0].set(ylabel="percent (dotted: truth)", ylim=(0, 70))
axes[0].legend(ncols=2, loc="upper right")
client.close()
plt.show()

# %%
# What was learned
# ----------------
# Only 2,800 of 100,000 cells were needed, and no others were drawn. However, more cells make a
# count more precise, not more accurate: the uncorrected count has ten times too many basophils, in
# a narrow band far from the dotted line. After adjustment for the errors on the validation cells,
# all bands contain the truth and have a realistic width. Checking the intervals often and stopping
# at the first narrow band gives a band that is a little too narrow. For a result that matters,
# choose the number of cells in advance.
