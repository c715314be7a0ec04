"""Make the model of ``skwbc.ready_model``, and measure it on laboratories that it has not seen.

    python benchmarks/ready_model.py views DATA WORK
    python benchmarks/ready_model.py train WORK JTSC
    python benchmarks/ready_model.py train WORK BCCD
    python benchmarks/ready_model.py train WORK PBC
    python benchmarks/ready_model.py measure WORK
    python benchmarks/ready_model.py make WORK

DATA contains 'pbc_train', 'jtsc', 'bccd_crops' and 'bccd_fields'. WORK keeps the views of the
cells, the networks and their features. ``train`` leaves out a laboratory, and takes about twenty
minutes on two cores. The model of the package is the one without JTSC, whose images have no licence
that permits more than to measure on them.
"""

import argparse
import copy
import csv
import time
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED

import numpy as np
from sklearn.metrics import confusion_matrix, roc_auc_score
from sklearn.pipeline import Pipeline
from skops.io import dumps

from skwbc import TransferClassifier, adapt, load, save
from skwbc._input import images
from skwbc._input.pictures import square_crop
from skwbc.classifiers._augmentation import chosen_augmentation
from skwbc.datasets import load_bccd, load_images, load_jtsc, load_pbc
from skwbc.features import DeepFeatures, FusedFeatures, HandcraftedFeatures
from skwbc.metrics import differential_count
from skwbc.pipelines import LaboratoryClassifier
from skwbc.pipelines._ready import ERRORS, MODEL, TYPES, UNSURE
from skwbc.preprocessing import CellStandardizer
from skwbc.preprocessing._standardizer import whitened

LABORATORIES = ("PBC", "JTSC", "BCCD")
# Left out of the model of the package.
UNLICENSED = "JTSC"
# Cells of each type from Barcelona that train the network; the others test it.
FROM_BARCELONA = 800
# The cells of small sets are repeated until a type has about this many, but at most so often.
ROUGHLY, MOST_REPEATS = 300, 20
# The layers of the network whose outputs, with the handcrafted features, describe a cell; None is
# the input of the last layer.
LAYERS = {"middle": "block14_add", "last": None}
# Cells of each type and laboratory, and other pictures, that are stored in the model and, with so
# many augmented copies of each, fit the classifier.
MOST_STORED, COPIES = 150, 4
SETTINGS = {"others": ("erythroblast", "ig", "nothing", "platelet"), "reluctance": 2.0}
# Cells of Barcelona that are described, of those that train the network and of the others.
TESTED_AT_HOME = 2500
# Types with fewer cells are not scored.
FEWEST_CELLS = 10
IN_BLOOD = {"neutrophil": 0.6, "lymphocyte": 0.3, "monocyte": 0.06, "eosinophil": 0.04}
MOSTLY_NEUTROPHILS = {"neutrophil": 0.9, "lymphocyte": 0.05, "monocyte": 0.03, "eosinophil": 0.02}
# The errors of laboratories are worth no more than so many cells of each type from another. Their
# differences are those of samples of 5 to 9 cells. With 40, BCCD had 89% of its shares inside.
AS_MANY_CELLS = 20
RESULTS = Path(__file__).parent / "reproduce" / "ready.csv"
# Epochs at each of two learning rates, by the laboratory that is left out.
RATES, EPOCHS = (0.0005, 0.00005), {"PBC": (10, 3), "JTSC": (5, 2), "BCCD": (5, 2)}


def views(data, work):
    """Store the views of the cells of all sets."""
    sets = {
        "JTSC": load_jtsc(data / "jtsc"),
        "BCCD": load_images(data / "bccd_crops"),
        "PBC": load_pbc(data / "pbc_train"),
    }
    for name, cells in sets.items():
        seen = CellStandardizer(verbose=1).fit_transform(cells.paths)
        types = np.array([str(name).lower() for name in cells.target_names])[cells.target]
        np.savez(work / f"{name}.npz", views=seen, types=types)
    seen, types = not_cells(load_bccd(data / "bccd_fields"), np.random.default_rng(0))
    np.savez(work / "nothing.npz", views=seen, types=types)


def not_cells(fields, rng):
    """Cut red cells, platelets and empty places out of fields, and draw noise."""
    show = CellStandardizer()._change()
    seen, names = [], []

    def add(pixels, name):
        seen.append(show.view(pixels))
        names.append(name)

    pictures = images.read(fields.paths, check_rows=None).originals()
    for pixels, boxes, labels in zip(pictures, fields.boxes, fields.labels, strict=True):
        pixels = whitened(pixels)
        taken = np.zeros(pixels.shape[:2], bool)
        for left, top, right, bottom in boxes:
            taken[max(top, 0) : bottom, max(left, 0) : right] = True
        for label, name, most in (("RBC", "nothing", 4), ("Platelets", "platelet", 9)):
            for box in rng.permutation(boxes[labels == label])[:most]:
                add(square_crop(pixels, box, show.margin), name)
        for side in rng.integers(60, 200, 20):
            top, left = (rng.integers(length - side) for length in taken.shape)
            if not taken[top : top + side, left : left + side].any():
                add(pixels[top : top + side, left : left + side], "nothing")
    for _ in range(100):
        # Noise of any colour and grain.
        grain = rng.integers(1, show.side)
        noise = rng.uniform(0, 0.5) * rng.standard_normal((grain, grain, 3)) + rng.uniform(size=3)
        add(np.clip(noise, 0, 1).astype(np.float32), "nothing")
    # Blank views of pictures that cannot be used.
    blank = np.full((50, show.side, show.side, 3), 255, np.uint8)
    return np.concatenate([seen, blank]), np.array([*names, *["nothing"] * len(blank)])


def stored(name, work):
    """Read the views and types of a set."""
    with np.load(work / f"{name}.npz") as file:
        return file["views"], file["types"].astype("<U12")


def of_training(types):
    """Return the indices of the cells of Barcelona that train the network."""
    rng = np.random.default_rng(0)
    chosen = []
    for name in np.unique(types):
        cells = np.flatnonzero(types == name)
        n_chosen = min(FROM_BARCELONA, round(0.85 * len(cells)))
        chosen.append(rng.choice(cells, n_chosen, replace=False))
    return np.sort(np.concatenate(chosen))


def other_stain(batch, rng):
    """Vary the stain of each view more than laboratories do, and remove its tint at times."""
    n = len(batch)
    density = -np.log(np.maximum(batch, np.float32(1 / 255))).reshape(n, -1, 3)
    # Laboratories differ most in the blue light that their stains absorb, and least in green.
    of_colours = [np.exp(rng.uniform(-width, width, n)) for width in (0.4, 0.2)]
    strengths = np.column_stack([*of_colours, rng.uniform(0, 1.8, n)])
    strengths *= np.exp(rng.uniform(-0.35, 0.35, (n, 1)))
    change = rng.uniform(-0.12, 0.12, (n, 3, 3))
    change[:, range(3), range(3)] = strengths
    grey = rng.random(n) < 0.15
    change[grey] = strengths[grey, :, np.newaxis] * np.array([0.35, 0.5, 0.15])[:, np.newaxis]
    light = rng.uniform(0.92, 1.08, (n, 1, 1, 3)).astype(np.float32)
    return np.clip(light * np.exp(-density @ change.astype(np.float32)).reshape(batch.shape), 0, 1)


def other_laboratory(batch, rng):
    """Show each view as another microscope, stain and camera would."""
    batch = chosen_augmentation("dihedral")(batch, rng)
    return chosen_augmentation(("focus", "camera"))(other_stain(batch, rng), rng)


def train(work, without):
    """Train the network on the views of all laboratories but one, and store its weights."""
    seen, types = [], []
    for name in LABORATORIES:
        if name == without:
            continue
        pixels, labels = stored(name, work)
        if name == "PBC":
            chosen = of_training(labels)
        else:
            counts = {label: (labels == label).sum() for label in np.unique(labels)}
            repeats = [min(MOST_REPEATS, -(-ROUGHLY // counts[label])) for label in labels]
            chosen = np.repeat(np.arange(len(labels)), repeats)
        seen.append(pixels[chosen])
        types.append(labels[chosen])
    if without != "BCCD":
        for part, found in zip((seen, types), stored("nothing", work), strict=True):
            part.append(found)
    network = TransferClassifier(
        backbone="efficientnet_lite0",
        trainable="all",
        image_size=seen[0].shape[1],
        batch_size=64,
        hidden_units=128,
        dropout=0.3,
        augmentation=other_laboratory,
        warm_start=True,
        random_state=0,
    )
    X, y = np.concatenate(seen), np.concatenate(types)
    start = time.perf_counter()
    for rate, epochs in zip(RATES, EPOCHS[without], strict=True):
        for _ in range(epochs):
            network.set_params(learning_rate=rate, epochs=1).fit(X, y)
            minutes = (time.perf_counter() - start) / 60
            print(f"{minutes:.0f} min, {network.history_['accuracy'][-1]:.3f}", flush=True)
            # Without the function that varied the stain, which `load` would refuse.
            kept = copy.copy(network).set_params(augmentation=None)
            save(kept, work / f"network-without-{without}.skops")


def sample(name, work):
    """Read views and types that are described: of Barcelona, some that train the network or not."""
    if not name.startswith("PBC"):
        return stored(name, work)
    seen, types = stored("PBC", work)
    rng = np.random.default_rng(1)
    chosen = of_training(types)
    if name == "PBC, not trained on":
        chosen = rng.permutation(np.setdiff1d(np.arange(len(types)), chosen))[:TESTED_AT_HOME]
    else:
        chosen = rng.permutation(chosen)[:TESTED_AT_HOME]
    return seen[chosen], types[chosen]


def features(without, work):
    """Compute the features of all sets by the network that was trained without a laboratory."""
    kept = work / f"features-without-{without}.npz"
    if not kept.exists():
        describe = description(without, work)
        found = {}
        for name in (*LABORATORIES, "PBC, not trained on", "nothing"):
            seen, types = sample(name, work)
            found |= {name: describe(seen), f"{name} types": types}
        np.savez(kept, **found)
    with np.load(kept) as file:
        return {name: file[name] for name in file.files}


def description(without, work):
    """Return the function that computes the features of views."""
    network = load(work / f"network-without-{without}.skops")
    steps = [HandcraftedFeatures(n_jobs=2, verbose=1)]
    steps += [DeepFeatures(network, layer=layer) for layer in LAYERS.values()]

    def describe(seen):
        parts = [step.fit(seen[:1]).transform(seen) for step in steps]
        return np.hstack(parts).astype(np.float32)

    return describe


def labels_of(types):
    """Return the labels that the model predicts."""
    return np.where(np.isin(types, TYPES), types, UNSURE)


def fitted(without, work):
    """Fit the classifier on the features of all laboratories but one, and on augmented copies."""
    found = features(without, work)
    X, y, laboratories, seen = [], [], [], []
    # What is cut out of the fields of BCCD has the stain of its cells.
    for name, laboratory in (*zip(LABORATORIES, LABORATORIES), ("nothing", "BCCD")):
        if laboratory == without:
            continue
        pixels, types = sample(name, work)
        for label in np.unique(labels_of(types)):
            chosen = np.flatnonzero(labels_of(types) == label)[:MOST_STORED]
            X.append(found[name][chosen])
            y.append(types[chosen])
            laboratories += [laboratory] * len(chosen)
            seen.append(pixels[chosen])
    X += of_copies(np.concatenate(seen), without, work)
    y, repeats = np.concatenate(y), 1 + COPIES
    return LaboratoryClassifier(**SETTINGS).fit(
        np.concatenate(X),
        np.tile(y, repeats),
        laboratories * repeats,
        is_copy=np.arange(repeats * len(y)) >= len(y),
    )


def of_copies(seen, without, work):
    """Compute the features of copies, each as another laboratory would show it."""
    kept = work / f"copies-without-{without}.npy"
    if not kept.exists():
        describe, rng = description(without, work), np.random.default_rng(7)
        seen = seen.astype(np.float32) / 255
        copies = (other_laboratory(seen, rng) for _ in range(COPIES))
        np.save(kept, [describe(np.round(255 * some).astype(np.uint8)) for some in copies])
    return [*np.load(kept)]


def recalls(types, predicted):
    """Compute the recall of each type with enough cells."""
    return {
        name: np.mean(predicted[types == name] == name)
        for name in TYPES
        if np.sum(types == name) >= FEWEST_CELLS
    }


def in_words(types, predicted):
    """Format the balanced accuracy in percent, with a 95% interval from resampled cells."""
    rng = np.random.default_rng(0)
    cells = [np.flatnonzero(types == name) for name in recalls(types, predicted)]
    drawn = (np.concatenate([rng.choice(some, len(some)) for some in cells]) for _ in range(500))
    scores = [np.mean([*recalls(types[some], predicted[some]).values()]) for some in drawn]
    score = np.mean([*recalls(types, predicted).values()])
    low, high = np.percentile(scores, [2.5, 97.5])
    return f"{100 * score:.1f} ({100 * low:.1f}–{100 * high:.1f})"


def calibration_error(classifier, X, types):
    """Compute the expected calibration error of the most probable labels, in ten bins."""
    probabilities = classifier.predict_proba(X)
    certainty = probabilities.max(axis=1)
    right = classifier.classes_[probabilities.argmax(axis=1)] == types
    bins = np.minimum((10 * certainty).astype(int), 9)
    gaps = [abs(np.sum(right[bins == each] - certainty[bins == each])) for each in range(10)]
    return sum(gaps) / len(types)


def drawn_smear(types, shares, rng):
    """Draw 200 cells in given proportions."""
    return np.concatenate(
        [
            rng.choice(np.flatnonzero(types == name), round(200 * share))
            for name, share in shares.items()
        ]
    )


def inside(types, predicted, errors):
    """Return the share of types whose true percentage is inside the interval of a count.

    The count is as predicted, and corrected for errors.
    """
    count = differential_count(predicted, classes=[*TYPES, UNSURE], unsure=UNSURE, confusion=errors)
    true = np.array([100 * np.mean(types == name) for name in count.classes])
    return [
        np.mean((found.low <= true) & (true <= found.high))
        for found in (count, count.corrected["adjusted"])
    ]


def rates(types, predicted, known):
    """Compute the share of the cells of each type that are predicted as each; nan if unknown."""
    table = confusion_matrix(types, predicted, labels=[*TYPES, UNSURE])[: len(TYPES), : len(TYPES)]
    found = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    # Few cells, here or where the model was trained, tell nothing about a type.
    few = [min(np.sum(some == name) for some in (types, known)) < FEWEST_CELLS for name in TYPES]
    found[few] = np.nan
    return found


def errors_of(laboratories):
    """Count the errors that are expected among some cells of each type, in another laboratory."""
    tables = np.stack(laboratories)
    n_known = (~np.isnan(tables)).sum(axis=0)
    found = np.nansum(tables, axis=0) / np.maximum(n_known, 1)
    unknown = n_known[:, 0] == 0
    # Types without a laboratory are recognised like the others.
    right = np.mean(np.diag(found)[~unknown])
    found[unknown] = (1 - right) / (len(TYPES) - 1)
    found[unknown, unknown] = right
    counts = np.round(AS_MANY_CELLS * found).astype(int)
    counts[np.diag_indices(len(TYPES))] += AS_MANY_CELLS - counts.sum(axis=1)
    return counts


def measure(work):
    """Measure the model on each laboratory that was left out, and on other cells at home."""
    lines, predictions, errors = [], {}, {}
    for name in LABORATORIES:
        model = fitted(name, work)
        found = features(name, work)
        cells = np.isin(types := found[f"{name} types"], TYPES)
        X, types = found[name][cells], types[cells]
        adapted = adapt(model, X)
        predicted = adapted.predict(X)
        predictions[name] = types, predicted
        known = [found[f"{other} types"] for other in LABORATORIES if other != name]
        errors[name] = rates(types, predicted, np.concatenate(known))
        lines.append(
            {
                "laboratory": name,
                "cells": len(types),
                "as is": in_words(types, model.predict(X)),
                "adapted": in_words(types, predicted),
                "40 labels": f"{100 * with_labels(model, X, types):.1f}",
                **other_mixtures(model, X, types, recalls(types, predicted)),
                "calibration error": f"{calibration_error(adapted, X, types):.2f}",
                "not sure": f"{100 * np.mean(predicted == UNSURE):.1f}",
            }
        )
        print(lines[-1], flush=True)
    for line in lines:
        name = line["laboratory"]
        types, predicted = predictions[name]
        others = errors_of([table for other, table in errors.items() if other != name])
        smears = [drawn_smear(types, IN_BLOOD, np.random.default_rng(seed)) for seed in range(200)]
        shares = np.mean([inside(types[s], predicted[s], others) for s in smears], axis=0)
        line["counts inside"], line["corrected"] = (f"{100 * share:.0f}" for share in shares)
        print(name, shares)
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, lines[0], lineterminator="\n")
        table.writeheader()
        table.writerows(lines)
    found = errors_of([*errors.values()])
    np.savetxt(ERRORS, found, fmt="%d", delimiter=",", header=",".join(TYPES), comments="")
    at_home(work)


def other_mixtures(model, X, types, everything):
    """Compute how recalls change if the model is adapted to cells in other proportions."""
    changes = []
    for missing in everything:
        found = recalls(types, adapt(model, X[types != missing]).predict(X))
        changes += [found[each] - everything[each] for each in everything if each != missing]
    smear = drawn_smear(types, MOSTLY_NEUTROPHILS, np.random.default_rng(0))
    found = recalls(types, adapt(model, X[smear]).predict(X))
    mostly = np.mean([found[each] - everything[each] for each in everything])
    return {
        "a type missing": f"{100 * np.mean(changes):+.1f}",
        "90% neutrophils": f"{100 * mostly:+.1f}",
    }


def with_labels(model, X, types):
    """Compute the balanced accuracy on the other cells after adapting to 40 labelled ones."""
    scores = []
    for seed in range(10):
        labelled = np.random.default_rng(seed).permutation(len(types))[:40]
        given = np.full(len(types), None, object)
        given[labelled] = types[labelled]
        tested = np.setdiff1d(np.arange(len(types)), labelled)
        predicted = adapt(model, X, given).predict(X[tested])
        scores.append(np.mean([*recalls(types[tested], predicted).values()]))
    return np.mean(scores)


def at_home(work):
    """Print the scores on the cells of Barcelona that did not train the model."""
    model = fitted(UNLICENSED, work)
    found = features(UNLICENSED, work)
    X, names = (found[f"PBC, not trained on{part}"] for part in ("", " types"))
    types = labels_of(names)
    cells = types != UNSURE
    print("home", in_words(types[cells], model.predict(X[cells])))
    print("calibration error", round(calibration_error(model, X, types), 3))
    unsure = model.predict_proba(X)[:, model.classes_ == UNSURE].ravel()
    for name in np.unique(names[~cells]):
        some = cells | (names == name)
        score = roc_auc_score(names[some] == name, unsure[some])
        print(f"{name}: AUROC {score:.3f}")
    print("all", round(roc_auc_score(~cells, unsure), 3))


def make(work):
    """Store the model in the package."""
    classifier = fitted(UNLICENSED, work)
    network = load(work / f"network-without-{UNLICENSED}.skops")
    seen = stored("JTSC", work)[0][:2]
    parts = [("handcrafted", HandcraftedFeatures().fit(seen))]
    for name, layer in LAYERS.items():
        parts.append((name, DeepFeatures(network, layer=layer).fit(seen)))
    pipeline = Pipeline(
        [
            ("view", CellStandardizer().fit(seen)),
            ("features", FusedFeatures(parts)),
            ("classify", classifier),
        ]
    )
    # Half of the precision of weights is enough for predictions.
    network.weights_ = [weight.astype(np.float16) for weight in network.weights_]
    for name, step in parts:
        if name in LAYERS:
            step.weights_ = network.weights_
    vars(network).pop("optimizer_state_", None)
    MODEL.write_bytes(dumps(pipeline, compression=ZIP_DEFLATED, compresslevel=9))
    print(f"{MODEL.stat().st_size / 1e6:.2f} MB, SHA-256 {sha256(MODEL.read_bytes()).hexdigest()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("views", "train", "measure", "make"):
        command = commands.add_parser(name)
        if name == "views":
            command.add_argument("data", type=Path)
        command.add_argument("work", type=Path)
        if name == "train":
            command.add_argument("without", choices=LABORATORIES)
    arguments = vars(parser.parse_args())
    globals()[arguments.pop("command")](**arguments)


if __name__ == "__main__":
    main()
