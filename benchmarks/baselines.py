"""Score handcrafted and deep features on real cells by nested cross-validation.

The folder contains the sets 'jtsc', 'bccd_crops' and 'pbc_subset'. Nothing is chosen on test folds:
an inner search on each training part selects the scaling, the classifier and its parameters.
"""

import argparse
import warnings
from pathlib import Path

import numpy as np
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import accuracy_score, balanced_accuracy_score, confusion_matrix
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import QuantileTransformer, StandardScaler
from sklearn.svm import SVC

from skwbc.datasets import load_images, load_jtsc
from skwbc.features import DeepFeatures, HandcraftedFeatures
from skwbc.preprocessing import CellCropper, CellSegmenter

SCALINGS = [StandardScaler(), QuantileTransformer(n_quantiles=100, output_distribution="normal")]
HANDCRAFTED = [
    {
        "scale": SCALINGS,
        "classify": [SVC(), SVC(class_weight="balanced")],
        "classify__C": [3, 10],
        "classify__gamma": [3e-4, 1e-3],
    },
    {
        "scale": SCALINGS,
        "classify": [LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")],
    },
]
DEEP = {
    "scale": ["passthrough", StandardScaler()],
    "classify": [SVC(kernel="linear")],
    "classify__C": [0.001, 0.01, 0.1, 1],
}


def read_set(name, folder):
    """Read paths and labels; omit the basophils of two sets, which have only one and three."""
    load = load_jtsc if name == "jtsc" else load_images
    data = load(folder / name)
    names = np.char.lower(data.target_names[data.target].astype(str))
    kept = np.ones(len(names), bool) if name == "pbc_subset" else names != "basophil"
    return data.paths[kept], names[kept]


def score(features, grid, names, seed):
    """Predict every cell with models that were trained and chosen without its fold."""
    model = Pipeline([("scale", StandardScaler()), ("classify", SVC())])
    inner, outer = (StratifiedKFold(5, shuffle=True, random_state=seed) for _ in range(2))
    search = GridSearchCV(model, grid, cv=inner)
    return cross_val_predict(search, features, names, cv=outer)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="+", default=["jtsc", "bccd_crops", "pbc_subset"])
    parser.add_argument("--seeds", type=int, default=2)
    options = parser.parse_args()
    deep = DeepFeatures("efficientnet_lite0")
    roads = {
        "handcrafted": (HandcraftedFeatures(), HANDCRAFTED),
        "deep": (deep, DEEP),
        "deep, segmented cell": (make_pipeline(CellSegmenter("masked"), deep), DEEP),
        "deep, cropped cell": (make_pipeline(CellCropper(), deep), DEEP),
    }
    # Features are computed image by image, so they can be computed before the split.
    for name in options.sets:
        paths, names = read_set(name, options.folder)
        print(f"{name}: {len(names)} cells of {len(set(names))} types", flush=True)
        for road, (transformer, grid) in roads.items():
            features = clone(transformer).fit_transform(paths)
            predictions = [score(features, grid, names, seed) for seed in range(options.seeds)]
            accuracy = [accuracy_score(names, each) for each in predictions]
            balanced = [balanced_accuracy_score(names, each) for each in predictions]
            print(
                f"  {road:22} accuracy {np.mean(accuracy):.3f} {np.round(accuracy, 3)}, "
                f"balanced {np.mean(balanced):.3f} {np.round(balanced, 3)}",
                flush=True,
            )
            if road == "handcrafted":
                print(confusion_matrix(names, predictions[0]))


if __name__ == "__main__":
    with warnings.catch_warnings():
        # A constant feature cannot be scaled.
        warnings.filterwarnings("ignore", category=RuntimeWarning)
        main()
