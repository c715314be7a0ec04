"""Choose the recommended pipeline by nested cross-validation on real cells, and score it.

    python benchmarks/reproduce/recommended.py DATA

In each outer fold, an inner search on the training part alone chooses the features and the strength
of the penalty. The table contains the scores of this search, the most frequent choices, and the
scores of the current pipeline.
"""

import argparse
import csv
import time
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
from cells import cells_of, in_words
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    StratifiedGroupKFold,
    StratifiedKFold,
    cross_val_predict,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skwbc import recommended_pipeline
from skwbc.features import DeepFeatures, HandcraftedFeatures
from skwbc.metrics import classification_table
from skwbc.pipelines._recommended import MIDDLE_LAYER
from skwbc.preprocessing import CellCropper

# Balanced accuracies at the outset, without any tuning: of frozen EfficientNet-Lite0 on whole
# images, or of simpler features.
STARTS = {"BCCD crops": "53", "Kaggle TEST": "47 (accuracy)", "JTSC": "91", "PBC subset": "82"}
COLUMNS = ("cells", "seeds", "start", "nested", "recommended", "fit", "chosen in nested folds")

MIDDLE = DeepFeatures("efficientnet_lite0", layer=MIDDLE_LAYER)
ROADS = {
    "handcrafted": HandcraftedFeatures(),
    "last layer": DeepFeatures("efficientnet_lite0"),
    "middle layer": MIDDLE,
    "middle layer, cropped": make_pipeline(CellCropper(), MIDDLE),
}
CHOICES = (
    ("handcrafted",),
    ("last layer",),
    ("middle layer, cropped",),
    ("handcrafted", "middle layer"),
    ("handcrafted", "middle layer, cropped"),
    ("handcrafted", "last layer"),
)
PENALTIES = [0.002, 0.005, 0.01, 0.02]


def nested_predictions(paths, names, groups, seed):
    """Predict every cell with a model that was chosen and trained without its fold."""
    # Features are computed image by image, so they can be computed before the split.
    blocks = {road: transformer.fit_transform(paths) for road, transformer in ROADS.items()}
    ends = np.cumsum([block.shape[1] for block in blocks.values()])
    columns = dict(zip(blocks, np.split(np.arange(ends[-1]), ends[:-1])))
    kept = {
        choice: ColumnTransformer([(road, "passthrough", columns[road]) for road in choice])
        for choice in CHOICES
    }
    classifier = LogisticRegression(class_weight="balanced", max_iter=300, tol=1e-3)
    model = make_pipeline("passthrough", StandardScaler(), classifier)
    grid = {"passthrough": list(kept.values()), "logisticregression__C": PENALTIES}
    features = np.hstack(list(blocks.values()))
    predicted, chosen = np.empty_like(names), []
    for train, test in folds(groups, seed).split(features, names, groups):
        # There are so few cells of rare types that accuracies would differ by a single cell.
        cv = folds(groups, seed, 4)
        search = GridSearchCV(model, grid, cv=cv, scoring="neg_log_loss")
        search.fit(features[train], names[train], groups=groups[train])
        predicted[test] = search.predict(features[test])
        keep, penalty = (search.best_params_[key] for key in grid)
        road = " + ".join(next(key for key, value in kept.items() if value is keep))
        chosen.append(f"{road}, C={penalty}")
    return predicted, chosen


def folds(groups, seed, n=5):
    """Return a splitter into stratified folds of whole cells."""
    splitter = StratifiedGroupKFold if len(set(groups)) < len(groups) else StratifiedKFold
    return splitter(n, shuffle=True, random_state=seed)


def balanced(names, predictions, groups):
    """Compute balanced accuracy over all seeds, with an interval that counts each cell once."""
    table = classification_table(
        np.tile(names, len(predictions)),
        np.concatenate(predictions),
        groups=np.tile(groups, len(predictions)),
    )
    return in_words(*table.averages["macro"]["sensitivity"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--sets", nargs="+", default=list(STARTS), choices=list(STARTS))
    arguments = parser.parse_args()
    results = Path(__file__).with_name("recommended.csv")
    if not results.exists():
        results.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    for name in arguments.sets:
        paths, names, groups = cells_of(name, arguments.data)
        start = time.perf_counter()
        recommended_pipeline().fit(paths, names)
        minutes = (time.perf_counter() - start) / 60
        nested, fixed, chosen = [], [], Counter()
        for seed in range(arguments.seeds):
            predicted, choices = nested_predictions(paths, names, groups, seed)
            nested.append(predicted)
            chosen.update(choices)
            fixed.append(
                cross_val_predict(
                    recommended_pipeline(), paths, names, groups=groups, cv=folds(groups, seed)
                )
            )
        row = (
            f"{name}: {len(names)} images of {len(set(groups))} cells",
            arguments.seeds,
            STARTS[name],
            balanced(names, nested, groups),
            balanced(names, fixed, groups),
            f"{minutes:.1f} min",
            "; ".join(f"{n}× {choice}" for choice, n in chosen.most_common(3)),
        )
        print(*row, sep=" | ", flush=True)
        with results.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=ConvergenceWarning)
        main()
