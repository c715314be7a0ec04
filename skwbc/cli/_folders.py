"""``skwbc check`` and ``skwbc audit``, and folder reading for other commands."""

import os
from collections import Counter

from skwbc.cli._terminal import as_objects

# Accepted names of the parts of a folder, in order of preference.
TRAINING = ("train", "training")
TESTING = ("test", "testing", "test_simple")
# Maximum number of sets of copies that are listed one by one.
SHOWN = 20


def load_folder(folder, terminal):
    """Load a folder of classes without the files that cannot be decoded."""
    from skwbc.datasets import load_images

    with terminal.progress(f"Reading {folder}"):
        return load_images(folder, verify=True)


def choose_part(cells, wanted, usual, folder):
    """Select the images that a command processes.

    Parameters
    ----------
    cells : Bunch
        Data returned by ``load_folder``.
    wanted : str or None
        Name of the part that the user requested.
    usual : tuple of str
        Default names of the part.
    folder : str
        Name of the folder.

    Returns
    -------
    name : str or None
        Name of the part; ``None`` if the folder has no parts.
    chosen : ndarray of bool
        Mask of the images in the part.
    """
    import numpy as np

    parts = [] if cells.split is None else sorted(set(cells.split))
    if not parts and wanted is None:
        return None, np.ones(len(cells.paths), dtype=bool)
    names = usual if wanted is None else (wanted.lower(),)
    name = next((name for name in names if name in parts), None)
    if name is None:
        if not parts:
            raise ValueError(f"'{folder}' contains classes but no parts; omit --part.")
        raise ValueError(
            f"'{folder}' has the parts {', '.join(parts)}, but no part '{names[0]}'; select one "
            "with --part."
        )
    return name, cells.split == name


def find_copies(paths, terminal, jobs):
    """Number the images by cell, while a progress bar is shown."""
    from skwbc.model_selection import source_groups

    with terminal.progress(f"Searching {len(paths)} images for copies"):
        return source_groups(paths, n_jobs=jobs)


def about_copies(groups):
    """Return the note above a table if images show fewer cells; otherwise an empty string."""
    n, n_cells = len(groups), len(set(groups))
    if n == n_cells:
        return ""
    return f"{n} images show {n_cells} cells; the intervals count copies once.\n\n"


def check(options, terminal):
    """Summarise the content of a folder of pictures."""
    from skwbc._input.pictures import open_picture

    cells = load_folder(options.folder, terminal)
    sizes = Counter()
    for path in cells.paths:
        with open_picture(path) as picture:
            sizes[picture.size] += 1
    names = cells.target_names[cells.target]
    parts = [""] * len(names) if cells.split is None else cells.split
    counts = Counter(zip(parts, names))
    width = max(map(len, cells.target_names))
    lines = [f"{len(names)} images of {len(cells.target_names)} classes"]
    for part in sorted(set(parts)):
        if part:
            lines.append(f"{part}:")
        lines += [f"  {name:{width}}  {counts[part, name]:6}" for name in cells.target_names]
    if len(sizes) > 1:
        (often, n_often), *_ = sizes.most_common(1)
        widths, heights = zip(*sizes)
        lines.append(
            f"{len(sizes)} sizes, {min(widths)} to {max(widths)} wide and {min(heights)} to "
            f"{max(heights)} high; the most frequent is {often[0]}×{often[1]} ({n_often} images)"
        )
    else:
        lines += [f"all {width}×{height} pixels" for width, height in sizes]
    if len(cells.target_names) < 2:
        lines.append("There is only one class; a classifier needs at least two.")
    found = {
        "folder": options.folder,
        "images": len(names),
        "classes": cells.target_names,
        "counts": [
            {"part": part or None, "class": name, "images": count}
            for (part, name), count in sorted(counts.items())
        ],
        "sizes": [
            {"width": width, "height": height, "images": count}
            for (width, height), count in sorted(sizes.items())
        ],
        "left_out": as_objects(cells.skipped),
    }
    terminal.result("\n".join(lines), found)
    return terminal.left_out(cells.skipped)


def audit(options, terminal):
    """Find pictures of the same cell."""
    import numpy as np
    from sklearn.model_selection import KFold

    from skwbc.model_selection import audit_cv, audit_split

    cells = load_folder(options.folder, terminal)
    paths, names = cells.paths, cells.target_names[cells.target]
    if len(paths) < 2:
        raise ValueError(
            f"'{options.folder}' contains only one image; an audit needs at least two."
        )
    is_training = np.isin(cells.split, TRAINING) if cells.split is not None else np.array([False])
    has_split = is_training.any() and not is_training.all()
    if has_split:
        order = np.argsort(~is_training, kind="stable")
        paths, names = paths[order], names[order]
    groups = find_copies(paths, terminal, options.jobs)
    if has_split:
        border = [is_training.sum()]
        report = audit_split(*np.split(paths, border), *np.split(names, border), groups=groups)
        split = "the parts of the folder"
    else:
        folds = KFold(min(5, len(paths)), shuffle=True, random_state=0)
        report = audit_cv(paths, names, folds, groups=groups)
        split = f"{folds.n_splits} random folds"
    root = os.path.realpath(options.folder)
    copies = _sets_of_copies(report, [os.path.relpath(path, root) for path in paths])
    lines = [f"Split: {split}", str(report)]
    if copies:
        lines.append("Images of one cell:")
    for each in copies[:SHOWN]:
        first, rest = each["files"][:2], len(each["files"]) - 2
        kind = "identical" if each["identical"] else "similar"
        labels = " with several labels" if each["several_labels"] else ""
        more = f" and {rest} more" if rest else ""
        lines.append(f"  {len(each['files'])} {kind}{labels}: {', '.join(first)}{more}")
    if len(copies) > SHOWN:
        lines.append(f"  and {len(copies) - SHOWN} more cells; --json lists all of them")
    found = {
        "folder": options.folder,
        "split": split,
        "images": len(paths),
        "cells": len(set(groups)),
        "exact_duplicates": len(paths) - len(set(report.contents)),
        "several_labels": len(report.conflicts),
        "tested": sum(report.n_tested),
        "tested_and_trained_on": sum(map(len, report.crossing)),
        "copies": copies,
        "left_out": as_objects(cells.skipped),
    }
    terminal.result("\n".join(lines), found)
    return terminal.left_out(cells.skipped)


def _sets_of_copies(report, names):
    """Return the files of each cell with copies: first those with several labels, then by size."""
    import numpy as np

    members = np.split(
        np.argsort(report.groups, kind="stable"), np.cumsum(np.bincount(report.groups))[:-1]
    )
    copies = [
        {
            "files": [names[index] for index in each],
            "identical": len(set(report.contents[each])) == 1,
            "several_labels": bool(np.isin(each[0], report.conflicts)),
        }
        for each in members
        if len(each) > 1
    ]
    return sorted(copies, key=lambda each: (not each["several_labels"], -len(each["files"])))
