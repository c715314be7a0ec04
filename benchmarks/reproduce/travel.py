"""Leave one laboratory out: train on cells of some laboratories, test on those of another.

    python benchmarks/reproduce/travel.py DATA

Each method is tested without remedies and with each remedy. The Kaggle sources and the BCCD crops
come from one laboratory, so models tested on one of them are not trained on the other. For
adaptation, the tested cells are split into halves: a model is adapted to the images of one half,
without labels, and tested on the other half, both ways.
"""

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cells import SHARED_TYPES, cells_of, in_words
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline

from skwbc import WBCsNet2Classifier, adapt, recommended_pipeline
from skwbc.features import DeepFeatures, HandcraftedFeatures
from skwbc.metrics import classification_table
from skwbc.pipelines._recommended import MIDDLE_LAYER
from skwbc.preprocessing import CellCropper, StainNormalizer

TRAINED_ON = {
    "PBC subset": ("JTSC", "BCCD crops"),
    "JTSC": ("PBC subset", "BCCD crops"),
    "BCCD crops": ("PBC subset", "JTSC"),
    "Kaggle sources": ("PBC subset", "JTSC"),
}
COLUMNS = ("method", "remedies", *TRAINED_ON, "mean of the laboratories")


@dataclass(frozen=True)
class Road:
    """A classification method and the remedies for cells of another laboratory."""

    name: str
    model: object
    remedies: str = "none"
    adapts: bool = False
    n_seen: int | None = None
    seeds: tuple = (0,)


def classified(*steps):
    """Append the scaler and the classifier of the recommended pipeline to some steps."""
    ends = [step for _, step in recommended_pipeline(deep=False).steps[1:]]
    return make_pipeline(*steps, *ends)


def network(**settings):
    """WBCsNet-2 from scratch, at an eighth of its width and 64×64 pixels."""
    return WBCsNet2Classifier(
        width=0.125,
        image_size=64,
        epochs=25,
        optimizer="adam",
        learning_rate=0.0003,
        class_weight="balanced",
        **{"augmentation": "dihedral", **settings},
    )


def roads():
    """Yield all methods, those without remedies first."""
    macenko, cropper = StainNormalizer("macenko"), CellCropper()
    middle = DeepFeatures("efficientnet_lite0", layer=MIDDLE_LAYER)
    frozen = {"last layer": DeepFeatures("efficientnet_lite0"), "middle layer": middle}
    for stain in (None, StainNormalizer(), macenko):
        steps = [] if stain is None else [stain]
        done = [] if stain is None else [f"stain ({stain.method})"]
        for adapts in (False, True):
            told = done + ["adapt"] * adapts

            def road(name, model, more=(), told=told, adapts=adapts):
                return Road(name, model, ", ".join([*told, *more]) or "none", adapts)

            yield road("handcrafted", classified(*steps, HandcraftedFeatures()))
            for name, features in frozen.items():
                yield road(f"frozen, {name}", classified(*steps, features))
                crop = classified(*steps, cropper, features)
                yield road(f"frozen, {name}", crop, ("crop",))
            if stain is None:
                yield road("recommended", recommended_pipeline())
            if stain is None and adapts:
                for n_seen in (10, 40):
                    described = f"adapt to {n_seen} cells"
                    model = classified(HandcraftedFeatures())
                    yield Road("handcrafted", model, described, True, n_seen, tuple(range(10)))
    seeds = (0, 1, 2)
    for normalization in ("batch", "group", "layer", None):
        name = f"from scratch, {normalization or 'no'} normalisation"
        for adapts in (False, True) if normalization == "batch" else (False,):
            told = ["adapt"] * adapts

            def road(model, *more, name=name, told=told, adapts=adapts):
                return Road(name, model, ", ".join([*told, *more]) or "none", adapts, None, seeds)

            plain = network(normalization=normalization)
            jittered = network(normalization=normalization, augmentation=("dihedral", "stain"))
            yield road(plain)
            yield road(jittered, "jitter")
            if normalization in ("batch", "group"):
                yield road(make_pipeline(cropper, plain), "crop")
                yield road(make_pipeline(StainNormalizer(), plain), "stain (reinhard)")
                yield road(make_pipeline(cropper, jittered), "crop", "jitter")


def seeded(model, seed):
    """Copy a model, and set its seed if it has one."""
    keys = [key for key in model.get_params() if key.endswith("random_state")]
    # Frozen features also have a seed, although they draw no weights.
    return clone(model).set_params(**dict.fromkeys(keys, seed))


def predictions(road, paths, names, model, seed):
    """Predict the cells of another laboratory, with an adapted copy if the method adapts."""
    if not road.adapts:
        return model.predict(paths)
    predicted = np.empty_like(names)
    rng = np.random.default_rng(seed)
    for half, tested in StratifiedKFold(2, shuffle=True, random_state=0).split(paths, names):
        seen = rng.permutation(half)[: road.n_seen]
        predicted[tested] = adapt(model, paths[seen]).predict(paths[tested])
    return predicted


def shared(name, data):
    """Read the cells of a set whose types occur in all sets."""
    paths, names, _ = cells_of(name, data)
    kept = np.isin(names, SHARED_TYPES)
    return paths[kept], names[kept]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    arguments = parser.parse_args()
    results = Path(__file__).with_name("travel.csv")
    if not results.exists():
        results.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    with results.open(encoding="utf-8", newline="") as file:
        known = [tuple(row[:2]) for row in csv.reader(file)]
    fitted = {}
    for road in roads():
        if (road.name, road.remedies) in known:
            continue
        row, means = [road.name, road.remedies], []
        for tested, sources in TRAINED_ON.items():
            paths, names = shared(tested, arguments.data)
            found = []
            for seed in road.seeds:
                # Rows with adaptation and two of the tested sets share a fitted model.
                key = (str(road.model.get_params()), sources, seed)
                if key not in fitted:
                    parts = [shared(source, arguments.data) for source in sources]
                    training = [np.concatenate(part) for part in zip(*parts)]
                    fitted[key] = seeded(road.model, seed).fit(*training)
                found.append(predictions(road, paths, names, fitted[key], seed))
            table = classification_table(
                np.tile(names, len(found)),
                np.concatenate(found),
                groups=np.tile(np.arange(len(names)), len(found)),
            )
            score = table.averages["macro"]["sensitivity"]
            row.append(in_words(*score))
            means.append(score[0])
        # The Kaggle sources are part of the cells of the third laboratory.
        row.append(f"{100 * np.mean(means[:3]):.1f}")
        print(*row, sep=" | ", flush=True)
        with results.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)


if __name__ == "__main__":
    main()
