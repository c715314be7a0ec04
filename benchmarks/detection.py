"""White cells that `CellCropper` finds in pictures of single cells and in whole fields."""

import argparse
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from skwbc.datasets import load_bccd, make_smear
from skwbc.preprocessing import CellCropper

# Folders of pictures of single cells, and classes that are no white cells.
SINGLE, NO_WHITE_CELLS = ("jtsc/images", "bccd_crops", "pbc_train"), ("platelet", "erythroblast")
CONDITIONS = {
    "plain": {"n_cells": 5},
    "touching": {"n_cells": 6, "touching": 0.7},
    "light of 30%": {"n_cells": 5, "unevenness": 0.3},
    "pale": {"n_cells": 5, "stain": 0.5},
    "blur": {"n_cells": 5, "blur": 0.4},
    "magnification × 0.4": {"n_cells": 8, "magnification": 3.2},
    "magnification × 2.5": {"n_cells": 1, "magnification": 20, "touching": 0},
    "no white cells": {"n_cells": 0},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", help="folder of real data, if available")
    parser.add_argument("-n", type=int, default=12, help="synthetic fields of each condition")
    parser.add_argument("--seed", type=int, default=0, help="seed of the synthetic laboratories")
    parser.add_argument("--most", type=int, default=400, help="pictures of each set, at most")
    options = parser.parse_args()
    cropper = CellCropper()
    if options.data:
        for folder in SINGLE:
            report_single(cropper, folder, options.data / folder, options.most)
        fields = load_bccd(options.data / "bccd_fields")
        truth = [
            boxes[labels == "WBC"]
            for boxes, labels in zip(fields.boxes, fields.labels, strict=True)
        ]
        report_fields(cropper, "bccd_fields", fields.paths, truth)
    for name, settings in CONDITIONS.items():
        smear = make_smear(
            options.n, n_laboratories=options.n, random_state=options.seed, **settings
        )
        report_fields(cropper, name, smear.images, smear.boxes)


def report_single(cropper, name, folder, most):
    """Print the shares of pictures in which a cell is found, and exactly one."""
    paths = sorted(path for path in folder.rglob("*.*") if path.suffix in (".jpg", ".png"))
    paths = [path for path in paths if path.parent.name.lower() not in NO_WHITE_CELLS]
    chosen = np.random.default_rng(0).permutation(len(paths))[:most]
    counts = np.array([len(cropper.detect(paths[index])[0]) for index in chosen])
    print(
        f"{name}: {len(counts)} pictures, found {np.mean(counts > 0):.3f}, "
        f"exactly one {np.mean(counts == 1):.3f}",
        flush=True,
    )


def report_fields(cropper, name, fields, truth):
    """Print recall and precision."""
    found = [cropper.detect(field)[0] for field in fields]
    n_found, n_true = (sum(map(len, each)) for each in (found, truth))
    hits, near = (
        sum(n_matches(*pair, least) for pair in zip(found, truth)) for least in (0.5, 0.75)
    )
    if not n_true:
        print(f"{name}: {n_found} boxes in {len(fields)} fields", flush=True)
        return
    print(
        f"{name}: {n_true} cells, recall {hits / n_true:.3f}, precision "
        f"{hits / max(n_found, 1):.3f}, recall at 0.75 {near / n_true:.3f}",
        flush=True,
    )


def n_matches(found, true, least):
    """Count pairs of boxes that overlap at least so much, each box in one pair."""
    starts = np.maximum(found[:, None, :2], true[None, :, :2])
    stops = np.minimum(found[:, None, 2:], true[None, :, 2:])
    common = np.clip(stops - starts, 0, None).prod(axis=2)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (found, true)]
    overlaps = common / (areas[0][:, None] + areas[1] - common)
    return (overlaps[linear_sum_assignment(overlaps < least)] >= least).sum()


if __name__ == "__main__":
    main()
