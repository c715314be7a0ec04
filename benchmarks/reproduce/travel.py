"""Leave one laboratory out: train on the cells of some, test on those of another.

    python benchmarks/reproduce/travel.py DATA

Each road is tried as it is and with each remedy. The Kaggle sources and the BCCD crops come from
one laboratory, so that neither is trained on where the other is tested. Adapting sees the pictures
of one half of the tested cells, without labels, and is tested on the other half, both ways.
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
COLUMNS = ("road", "remedies", *TRAINED_ON, "mean of the laboratories")


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
    """Put the scaling and the classifier of the recommended pipeline behind features."""
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
    """All roads, those without remedies first."""
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
    """Copy a model with this seed, where it takes one."""
    keys = [key for key in model.get_params() if key.endswith("random_state")]
    # Frozen features take the seed of weights that they don't draw.
    return clone(model).set_params(**dict.fromkeys(keys, seed))


def predictions(road, paths, names, model, seed):
    """Predict the cells of another laboratory, by an adapted copy where the road adapts."""
    if not road.adapts:
        return model.predict(paths)
    predicted = np.empty_like(names)
    rng = np.random.default_rng(seed)
    for half, tested in StratifiedKFold(2, shuffle=True, random_state=0).split(paths, names):
        seen = rng.permutation(half)[: road.n_seen]
        predicted[tested] = adapt(model, paths[seen]).predict(paths[tested])
    return predicted


def shared(name, data):
    """Cells of a set that are of a type that all sets have."""
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
                # Adapting and two of the tests share a model.
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
        # The Kaggle sources are a part of the third laboratory's cells.
        row.append(f"{100 * np.mean(means[:3]):.1f}")
        print(*row, sep=" | ", flush=True)
        with results.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)


if __name__ == "__main__":
    main()
