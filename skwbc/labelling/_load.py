"""Labels of one or several people, as data for scikit-learn."""

import os
from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from skwbc._input.pictures import square_crop
from skwbc.datasets._folders import decoded
from skwbc.labelling._file import NO_CELL, NOT_SURE, read_labels, standing
from skwbc.labelling._session import OVERLAP, overlap, place_of
from skwbc.model_selection import source_groups


def load_labels(files, folder, *, others=False, margin=0.1, find_copies=True, return_X_y=False):
    """Load the cells that were labelled with ``skwbc label``.

    Parameters
    ----------
    files : path or list of path
        File of labels, or the files of several people.
    folder : path
        Folder of the pictures.
    others : bool, default=False
        Whether to include cells labelled 'not sure' and 'no cell', as types of their own.
    margin : float, default=0.1
        Margin around each cell, as a fraction of its longer side.
    find_copies : bool, default=True
        Whether to find the images that show the same cell. It takes about 40 ms per cell.
    return_X_y : bool, default=False
        Whether to return only the images and the target.

    Returns
    -------
    data : Bunch
        Dictionary with the attributes

        - ``images``: list of arrays, the cells in their own sizes;
        - ``target``: index of the type of each cell in ``target_names``;
        - ``target_names``: the types;
        - ``groups``: number of each cell, which copies of it share;
        - ``paths``: path of the picture of each cell;
        - ``boxes``: left, top, right and bottom of each cell in its picture;
        - ``at_random``: whether each cell belongs to those that were drawn at random, whatever was
          suggested, and labelled in their order;
        - ``people``: names of the people;
        - ``ratings``: for each cell that anybody labelled, the type that each of the people chose,
          or ``None``, for :func:`skwbc.metrics.rater_agreement`;
        - ``disagreements``: path, box and ratings of cells that people disagree about, which are
          left out of everything else but ``ratings``;
        - ``DESCR``: description.

        With ``return_X_y``, the pair of the images and the target instead.

    See Also
    --------
    skwbc.model_selection.source_groups : Find copies of cells.
    skwbc.metrics.rater_agreement : Measure how much people agree.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from PIL import Image
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.labelling import load_labels
    >>> cell = make_blood_cells(1, image_size=64, random_state=0).images[0]
    >>> with TemporaryDirectory() as folder:
    ...     Image.fromarray(cell).save(Path(folder, "a.png"))
    ...     lines = [
    ...         "time,person,picture,left,top,right,bottom,type,drawn_to,undone",
    ...         "2026-01-01T12:00:00.000000+00:00,Anna,a.png,10,10,50,50,monocyte,,",
    ...     ]
    ...     _ = Path(folder, "labels.csv").write_text("\\n".join([*lines, ""]))
    ...     labels = load_labels(Path(folder, "labels.csv"), folder)
    >>> labels.target_names[labels.target].tolist(), labels.boxes.tolist()
    (['monocyte'], [[10, 10, 50, 50]])
    """
    paths = [files] if isinstance(files, (str, os.PathLike)) else list(files)
    labels = [label for path in paths for label in standing(read_labels(path)[0])]
    if not labels:
        named = " and ".join(f"'{path}'" for path in paths)
        raise ValueError(f"{named} contains no labels; label some cells with `skwbc label`.")
    drawn = {}
    for label in labels:
        if label.drawn_to:
            drawn[label.person] = float(label.drawn_to)
    people = list(dict.fromkeys(label.person for label in labels))
    cells, ratings = _same_cells(labels, people)
    agreed, disagreements = {}, []
    for number, row in enumerate(ratings):
        names = {name for name in row if name is not None}
        if len(names) > 1:
            picture, box = cells[number][0].cell
            disagreements.append((str(Path(folder, picture)), box, row))
        elif others or not names & {NOT_SURE, NO_CELL}:
            agreed[number] = names.pop()
    if not agreed:
        raise ValueError(
            "No cell has a type that all people agree on; label more, or pass others=True to "
            "include those labelled 'not sure' and 'no cell'."
        )
    kept = [cells[number][0] for number in agreed]
    target_names, target = np.unique(list(agreed.values()), return_inverse=True)
    data = Bunch(
        images=list(_crops(kept, Path(folder), margin)),
        target=target,
        target_names=target_names.astype(object),
        groups=np.arange(len(kept)),
        paths=np.array([str(Path(folder, label.picture)) for label in kept], dtype=object),
        boxes=np.array([label.box for label in kept]),
        at_random=np.array([_is_drawn(cells[number], drawn) for number in agreed]),
        people=people,
        ratings=np.array(ratings, dtype=object),
        disagreements=disagreements,
    )
    if return_X_y:
        return data.images, data.target
    if find_copies:
        data.groups = source_groups(data.images)
    counts = ", ".join(
        f"{name}: {count}" for name, count in zip(target_names, np.bincount(target), strict=True)
    )
    data.DESCR = (
        f"{len(kept)} cells in {folder}, labelled by {', '.join(people)} ({counts}); "
        f"{len(disagreements)} more with disagreements"
    )
    return data


def _same_cells(labels, people):
    """Return the labels of each cell, and the type that each of the people chose."""
    by_picture = {}
    for label in labels:
        cells = by_picture.setdefault(label.picture, [])
        for cell in cells:
            if overlap(cell[0].box, label.box) >= OVERLAP:
                cell.append(label)
                break
        else:
            cells.append([label])
    cells = [cell for of_picture in by_picture.values() for cell in of_picture]
    ratings = []
    for cell in cells:
        said = {label.person: label.type for label in cell}
        ratings.append([said.get(person) for person in people])
    return cells, ratings


def _is_drawn(labels, drawn):
    """Return whether all cells of the random order up to this one have labels of a person."""
    # The order is stored with six digits.
    return any(place_of(*label.cell) < drawn.get(label.person, -1) + 1e-6 for label in labels)


def _crops(labels, folder, margin):
    """Yield the image of each cell; the cells of a picture follow each other."""
    last, pixels = None, None
    for label in labels:
        if label.picture != last:
            last, pixels = label.picture, decoded(folder / label.picture)
        yield square_crop(pixels, label.box, margin)
