"""Measure how many labels a new laboratory needs if the cells to be labelled are well chosen.

    python benchmarks/labels.py DATA WORK

DATA contains 'pbc_train', 'jtsc' and 'bccd_crops'. WORK is the folder of ``ready_model.py``, after
its commands ``views`` and ``train``; features are computed once and stored there. For each seed, a
third of the cells is set aside for testing, copies of a cell together. The others are labelled in
batches of ten, and the model is refitted after each. Existing rows are not measured again.
"""

import argparse
import csv
import time
import warnings
from pathlib import Path

import numpy as np
import ready_model
from scipy.stats import t as student
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skwbc import adapt
from skwbc.datasets import load_images, load_jtsc, load_pbc
from skwbc.features import DeepFeatures
from skwbc.model_selection import query_cells, source_groups
from skwbc.preprocessing import CellStandardizer

TYPES = np.array(ready_model.TYPES)
LOADERS = {
    "JTSC": (load_jtsc, "jtsc"),
    "BCCD": (load_images, "bccd_crops"),
    "PBC": (load_pbc, "pbc_train"),
}
# Cells of a large set: about 1,500 to be labelled, and 800 for testing.
MOST_CELLS = 2300
N_HANDCRAFTED = 490
# Chosen among 32, 64 and 128 components and from 0.003 to 0.1, with test cells of a few seeds.
N_COMPONENTS, C = 64, 0.01
STARTS = (
    "handcrafted features",
    "ImageNet features",
    "features of other laboratories",
    "model of other laboratories",
)
STRATEGIES = ("random", "uncertain", "margin", "diverse", "balanced")
BATCH, N_LABELS, N_SEEDS = 10, (20, 40, 80, 120, 200), 10
# Cells predicted by the model of other laboratories count like so many labelled cells.
AS_MANY_LABELS = 20
TARGET = "80 labels against 200 random"
COLUMNS = ("laboratory", "start", "strategy", *map(str, N_LABELS), TARGET)
RESULTS = Path(__file__).with_suffix(".csv")
PLOT = Path(__file__).with_suffix(".svg")


def stored(path, compute):
    """Read arrays from a file; compute and store them first if it is missing."""
    if not path.exists():
        np.savez(path, **compute())
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def described(name, data, work):
    """Compute the features and groups of the cells of a laboratory, by a network without it."""
    load, folder = LOADERS[name]
    cells = load(data / folder)
    types = np.array([str(name).lower() for name in cells.target_names])[cells.target]
    chosen = np.flatnonzero(np.isin(types, TYPES))
    chosen = np.sort(np.random.default_rng(0).permutation(chosen)[:MOST_CELLS])
    paths = np.asarray(cells.paths)[chosen]
    seen = CellStandardizer(verbose=1).fit_transform(paths)
    return {
        "types": types[chosen],
        "groups": source_groups(paths, verbose=1),
        "other": ready_model.description(name, work)(seen),
        "imagenet": DeepFeatures("efficientnet_lite0").fit(seen[:1]).transform(seen),
    }


def splits(cells):
    """Return the indices of the cells to be labelled and of those for testing, for each seed."""
    found = []
    for seed in range(N_SEEDS):
        folds = StratifiedGroupKFold(3, shuffle=True, random_state=seed)
        with warnings.catch_warnings():
            # JTSC has a single basophil, which is not scored.
            warnings.filterwarnings("ignore", message="The least populated class")
            found.append(next(folds.split(cells["types"], cells["types"], cells["groups"])))
    return found


def predicted(name, cells, work):
    """Predict the cells to be labelled of each split by the adapted model of other laboratories."""
    model, found = ready_model.fitted(name, work), {}
    is_type = np.isin(model.classes_, TYPES)
    for seed, (unlabelled, _) in enumerate(splits(cells)):
        X = cells["other"][unlabelled]
        probabilities = adapt(model, X).predict_proba(X)[:, is_type]
        # Cells that show none of the types are asked about like any other.
        found[str(seed)] = probabilities / probabilities.sum(axis=1, keepdims=True)
    return found


def scaled(start, cells, *parts):
    """Return the scaled features of the cells to be labelled and of those for testing."""
    X = cells["imagenet" if start == "ImageNet features" else "other"]
    X = X[:, :N_HANDCRAFTED] if start == "handcrafted features" else X
    unlabelled, tested = (X[part] for part in parts)
    scale = make_pipeline(StandardScaler(), PCA(N_COMPONENTS, random_state=0)).fit(unlabelled)
    return scale.transform(unlabelled), scale.transform(tested)


def refitted(X, y, labelled, guesses):
    """Fit the classifier to the labelled cells, and to the predictions of the others if any."""
    model = LogisticRegression(C=C, class_weight="balanced", max_iter=500)
    if guesses is None:
        return model.fit(X[labelled], y[labelled])
    weights = np.full(len(y), AS_MANY_LABELS / max(len(y) - len(labelled), 1))
    weights[labelled] = 1
    known = TYPES[guesses.argmax(axis=1)]
    known[labelled] = y[labelled]
    return model.fit(X, known, weights)


def curve(X, y, tested, y_tested, types, strategy, seed, guesses=None):
    """Label cells batch by batch, and return the score after each of some numbers of labels."""
    rng = np.random.RandomState(seed)
    labelled, model, scores = np.array([], int), None, []
    while len(labelled) < min(N_LABELS[-1], len(y)):
        left = np.setdiff1d(np.arange(len(y)), labelled)
        probabilities = None if guesses is None else guesses[left]
        if model is not None:
            probabilities = np.zeros((len(left), len(TYPES)))
            probabilities[:, np.searchsorted(TYPES, model.classes_)] = model.predict_proba(X[left])
        # The first labels of a model that knows nothing are spread over all cells.
        is_first = probabilities is None and strategy != "random"
        chosen = query_cells(
            min(BATCH, len(left)),
            probabilities=probabilities,
            features=X[left],
            counts=[np.sum(y[labelled] == name) for name in TYPES],
            strategy="diverse" if is_first else strategy,
            random_state=rng,
        )
        labelled = np.append(labelled, left[chosen])
        if len(set(y[labelled])) > 1:
            model = refitted(X, y, labelled, guesses)
        if len(labelled) in N_LABELS:
            right = model.predict(tested) == y_tested
            scores.append(100 * np.mean([right[y_tested == name].mean() for name in types]))
    # A small set is labelled completely before the end.
    return scores + [scores[-1]] * (len(N_LABELS) - len(scores))


def in_words(values, sign=""):
    """Format the mean over the seeds with its 95% interval."""
    half = student.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    mean = np.mean(values)
    return f"{mean:{sign}.1f} ({mean - half:{sign}.1f} to {mean + half:{sign}.1f})"


def measure(name, start, cells, guesses):
    """Yield a row of the table for each strategy."""
    counts = {kind: np.sum(cells["types"] == kind) for kind in TYPES}
    types = [kind for kind in TYPES if counts[kind] >= ready_model.FEWEST_CELLS]
    found = {strategy: [] for strategy in STRATEGIES}
    for seed, parts in enumerate(splits(cells)):
        X, tested = scaled(start, cells, *parts)
        y, y_tested = (cells["types"][part] for part in parts)
        first = guesses[str(seed)] if start == STARTS[-1] else None
        for strategy in STRATEGIES:
            scores = curve(X, y, tested, y_tested, types, strategy, seed, first)
            found[strategy].append(scores)
    scores = {strategy: np.array(values) for strategy, values in found.items()}
    for strategy, values in scores.items():
        gain = values[:, N_LABELS.index(80)] - scores["random"][:, -1]
        yield [name, start, strategy, *map(in_words, values.T), in_words(gain, "+")]


def seconds_of_refit(cells, guesses, n_labels=500):
    """Measure the time of a fit to 500 labelled cells, as a median of nine."""
    unlabelled, tested = splits(cells)[0]
    X, _ = scaled(STARTS[-1], cells, unlabelled, tested)
    y, taken = cells["types"][unlabelled], []
    labelled = np.random.default_rng(0).permutation(len(y))[:n_labels]
    for _ in range(9):
        start = time.perf_counter()
        refitted(X, y, labelled, guesses)
        taken.append(time.perf_counter() - start)
    return np.median(taken)


def draw():
    """Plot the scores against the number of labels."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    # Store text as text, and write the same bytes for the same figures.
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "skwbc"})
    figure, panels = plt.subplots(
        len(STARTS), len(LOADERS), figsize=(9, 11), sharex=True, sharey="row", layout="constrained"
    )
    with RESULTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            panel = panels[STARTS.index(row["start"]), [*LOADERS].index(row["laboratory"])]
            scores = [float(row[str(n)].split()[0]) for n in N_LABELS]
            style = "k--" if row["strategy"] == "random" else "-"
            panel.plot(N_LABELS, scores, style, label=row["strategy"])
            panel.set_title(f"{row['laboratory']}, {row['start']}", fontsize="small")
    for panel in panels[-1]:
        panel.set_xlabel("labels")
    for panel in panels[:, 0]:
        panel.set_ylabel("balanced accuracy (%)")
    panels[0, 0].legend(fontsize="small")
    figure.savefig(PLOT, metadata={"Date": None})
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path, help="folder of ready_model.py")
    arguments = parser.parse_args()
    data, work = arguments.data, arguments.work
    if not RESULTS.exists():
        RESULTS.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    for name in LOADERS:
        cells = stored(work / f"labels-{name}.npz", lambda name=name: described(name, data, work))
        guesses = stored(
            work / f"labels-{name}-predicted.npz",
            lambda name=name, cells=cells: predicted(name, cells, work),
        )
        for first in (None, guesses["0"]):
            words = "with" if first is not None else "without"
            print(f"{name}, {words} predictions: {seconds_of_refit(cells, first):.3f} s per refit")
        with RESULTS.open(encoding="utf-8", newline="") as file:
            known = [row[:2] for row in csv.reader(file)]
        for start in STARTS:
            if [name, start] in known:
                continue
            rows = [*measure(name, start, cells, guesses)]
            for row in rows:
                print(*row, sep=" | ", flush=True)
            with RESULTS.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)
    draw()


if __name__ == "__main__":
    main()
