"""Published cells on which the tables are measured, and the format of scores."""

from functools import cache

import numpy as np

from skwbc.datasets import load_images, load_jtsc, load_kaggle_blood_cells, load_pbc
from skwbc.model_selection import source_groups

LOADERS = {
    "Kaggle TEST": lambda data: load_kaggle_blood_cells(data / "kaggle_blood_cells", subset="test"),
    "Kaggle TRAIN": lambda data: load_images(data / "kaggle_train"),
    "Kaggle sources": lambda data: load_kaggle_blood_cells(
        data / "kaggle_blood_cells", subset="test_simple"
    ),
    "BCCD crops": lambda data: load_images(data / "bccd_crops"),
    "JTSC": lambda data: load_jtsc(data / "jtsc"),
    "PBC": lambda data: load_pbc(data / "pbc_train"),
    "PBC subset": lambda data: load_pbc(data / "pbc_subset"),
}
WITH_COPIES = {"Kaggle TRAIN", "Kaggle TEST"}
# Types that all sets contain.
SHARED_TYPES = ("eosinophil", "lymphocyte", "monocyte", "neutrophil")
# Types with fewer cells are omitted, since their scores would be meaningless.
FEWEST_CELLS = 4


@cache
def cells_of(name, data, work=None):
    """Read paths, type names and source cells of a set, without types that have too few cells.

    The search for copies, which takes minutes, is kept in the folder ``work``.
    """
    cells = LOADERS[name](data)
    kept = np.flatnonzero(np.bincount(cells.target)[cells.target] >= FEWEST_CELLS)
    paths = np.array([str(cells.paths[index]) for index in kept])
    names = np.array([str(name).lower() for name in cells.target_names])[cells.target[kept]]
    if name not in WITH_COPIES:
        return paths, names, np.arange(len(kept))
    known = work and work / f"{name}.npy"
    if known and known.exists():
        return paths, names, np.load(known)
    groups = source_groups(list(paths))
    if known:
        np.save(known, groups)
    return paths, names, groups


def in_words(score, low, high):
    """Format a score and its 95% interval in percent."""
    return f"{100 * score:.1f} ({100 * low:.1f}–{100 * high:.1f})"
