# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['load_labels']

def load_labels(files: Any, folder: str | PathLike[str], *, others: bool = False, margin: float = 0.1, find_copies: bool = True, return_X_y: bool = False) -> Any:
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
