"""
Confidence intervals of a score
===============================

If a classifier predicts twenty of twenty cells correctly, is its accuracy 100%? A score is measured
on some cells but is meant to hold for all others. Its interval shows how far apart the two may be.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from skwbc.datasets import make_blood_cells
from skwbc.metrics import classification_table


def colours(images):
    """Sorted values of each colour channel in the middle of an image."""
    middle = images[:, 8:24, 8:24].reshape(len(images), -1, 3)
    return np.sort(middle, axis=1)[:, ::16].reshape(len(images), -1) / 255


# %%
# A simple classifier is enough here. Its table has an interval for every figure. The intervals per
# type are wide, because there are only 20 cells of each type.

drawn = {"image_size": 32, "difficulty": 0.5}
training = make_blood_cells(1000, random_state=0, **drawn)
model = make_pipeline(
    FunctionTransformer(colours), PCA(30, random_state=0), LinearDiscriminantAnalysis()
)
model.fit(training.images, training.target_names[training.target])
few = make_blood_cells(100, random_state=1, **drawn)
print(classification_table(few.target_names[few.target], model.predict(few.images)))

# %%
# Twenty correct predictions out of 20 do not imply an accuracy of 100%. A classifier with an
# accuracy of 0.9 predicts 20 of 20 cells correctly in about one in eight samples (0.9 to the power
# of 20). The interval of a sample without errors starts at the following values:

for n in (10, 20, 50, 100, 300, 1000):
    _, low, _ = classification_table(["cell"] * n, ["cell"] * n).averages["overall"]["accuracy"]
    print(f"{n:5} of {n:5} correct: {low:.3f} to 1, probability at 0.9: {0.9**n:.3f}")

# %%
# Usually the true accuracy is unknown. Here it can be measured on 4,000 other cells. Samples are
# then drawn from these cells 400 times, to measure how wide the interval is and how often it
# contains the truth.

others = make_blood_cells(4000, random_state=2, **drawn)
names, said = others.target_names[others.target], model.predict(others.images)
truth = (names == said).mean()
print(f"true accuracy: {truth:.3f}")
rng = np.random.default_rng(0)
sizes = [20, 50, 100, 200, 500, 1000]
intervals = {}
for n in sizes:
    samples = [rng.integers(len(names), size=n) for _ in range(400)]
    tables = [classification_table(names[chosen], said[chosen]) for chosen in samples]
    intervals[n] = np.array([table.averages["overall"]["accuracy"] for table in tables])
    _, low, high = intervals[n].T
    print(
        f"{n:5} cells: {np.mean(high - low):.3f} wide, "
        f"{np.mean((low <= truth) & (truth <= high)):.0%} contain the truth"
    )

# %%
# Copies of a cell are not new cells. Here 4,000 images are classified, ten copies of each of 400
# cells, and 20 or more cells are drawn with all their copies. The table assumes ten times as many
# cells, unless ``groups`` specifies which images show the same cell. Alternatively, use only one
# image of each cell.

copies = make_blood_cells(4000, copies_per_cell=10, random_state=3, **drawn)
order = np.argsort(copies.groups, kind="stable").reshape(400, 10)
names, said = copies.target_names[copies.target][order], model.predict(copies.images)[order]
truth_of_copies = (names == said).mean()
of_copies = {}
for n in (20, 50, 100):
    samples = [rng.integers(400, size=n) for _ in range(400)]
    for title, shown, groups in (
        ("all copies", slice(None), None),
        ("groups", slice(None), np.repeat(np.arange(n), 10)),
        ("one of each", slice(1), None),
    ):
        tables = [
            classification_table(
                names[chosen, shown].ravel(), said[chosen, shown].ravel(), groups=groups
            )
            for chosen in samples
        ]
        of_copies[n, title] = np.array([t.averages["overall"]["accuracy"] for t in tables])
        _, low, high = of_copies[n, title].T
        print(
            f"{n:5} cells, {title:11}: {np.mean(high - low):.3f} wide, "
            f"{np.mean((low <= truth_of_copies) & (truth_of_copies <= high)):.0%} contain the truth"
        )

# %%
# The figure shows the first 15 samples of each kind. Each dot is a score and each line its
# interval, which is red if it does not contain the truth.

figure, axes = plt.subplots(
    1, 2, figsize=(10, 4), sharey=True, layout="constrained", width_ratios=[2, 3]
)
kinds = {f"{n}\n{title.replace(' ', chr(10))}": values for (n, title), values in of_copies.items()}
for axis, label, level, shown in (
    (axes[0], "number of cells", truth, intervals),
    (axes[1], "number of cells, ten copies of each", truth_of_copies, kinds),
):
    axis.axhline(level, color="grey", linestyle=":", label="truth")
    for place, values in enumerate(shown.values()):
        for x, (value, low, high) in zip(place + np.linspace(-0.35, 0.35, 15), values):
            color = "C0" if low <= level <= high else "C3"
            axis.plot([x, x], [low, high], color=color, linewidth=1)
            axis.plot(x, value, "o", color=color, markersize=3)
    axis.set_xticks(range(len(shown)), shown, fontsize=8)
    axis.set_xlabel(label)
axes[0].set_ylabel("accuracy and its 95% interval")
axes[0].legend(loc="lower right")
plt.show()

# %%
# What was learned
# ----------------
# The interval of an accuracy was 0.25 wide on 20 cells, 0.10 on 100 and 0.03 on 1,000: halving the
# width takes four times as many cells. It contained the truth in 93 to 97% of samples, regardless
# of their size. If all of 20 cells are correct, the true accuracy may be as low as 0.84, and even a
# classifier with an accuracy of 0.9 achieves this in 12% of samples. Ten copies of each cell make
# the interval three times too narrow, so that it contained the truth in only 58 to 62% of samples.
# With ``groups``, it contained the truth in 93 to 94%, and was narrower than with one image of each
# cell (94 to 96%), since copies are not always classified alike and thus add a little information.
# An interval accounts only for chance in the selection of the cells. It does not account for wrong
# labels, for another laboratory, or for a model that was chosen as the best of many on the same
# cells.
