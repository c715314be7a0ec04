"""``skwbc crop``: the white cells of fields as pictures, with a table of their boxes."""

import os
from functools import partial
from itertools import chain
from pathlib import Path

from skwbc.cli._predict import NO_IMAGE, destination, files_of, of_readable, row_writer
from skwbc.cli._terminal import as_objects

# Number of fields that are searched together; each of several processes gets some of them.
AT_ONCE = 32
TABLE = "cells.csv"
COLUMNS = ("field", "crop", "left", "top", "right", "bottom", "score")


def crop(options, terminal):
    """Write a picture of each white cell, and a table."""
    from PIL import Image

    from skwbc._files.safe import replacing
    from skwbc.preprocessing import CellCropper

    folder = Path(options.output)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "contains files" if folder.is_dir() else "is a file"
        raise ValueError(f"'{folder}' already {what}; choose another folder for the crops.")
    cropper = CellCropper(margin=options.margin, n_jobs=options.jobs)
    left_out, rows, stems = [], [], set()
    n_fields = n_empty = 0
    with terminal.progress("Searching fields") as advance:
        found = _crops(cropper, files_of(options.files, left_out), left_out)
        # An immediate failure occurs before anything is written.
        first = next(found, None)
        if first is None:
            terminal.left_out(left_out)
            raise ValueError(NO_IMAGE)
        folder.mkdir(parents=True, exist_ok=True)
        with destination(folder / TABLE, terminal) as stream:
            write_row = row_writer(stream, COLUMNS)
            for path, crops, boxes, scores in chain([first], found):
                stem = _unused(Path(path).stem, stems)
                for number, pixels in enumerate(crops):
                    name = f"{stem}-{number + 1}.png"
                    with replacing(folder / name, ".partial", sync=False) as file:
                        Image.fromarray(pixels).save(file, format="png")
                    box, score = boxes[number].tolist(), round(float(scores[number]), 6)
                    write_row([path, name, *box, f"{score:.6f}"])
                    rows.append({"field": path, "crop": name, "box": box, "score": score})
                n_fields, n_empty = n_fields + 1, n_empty + (not len(crops))
                advance(1, f"Searched {n_fields} fields")
    text = f"{len(rows)} white cells in {n_fields} fields, written to {folder}{os.sep}"
    if n_empty:
        text += f"\n{n_empty} {'field' if n_empty == 1 else 'fields'} without a white cell"
    terminal.result(
        text,
        {
            "folder": str(folder),
            "table": str(folder / TABLE),
            "fields": n_fields,
            "fields_without_cells": n_empty,
            "cells": rows,
            "left_out": as_objects(left_out),
        },
    )
    return terminal.left_out(left_out)


def _crops(cropper, paths, left_out):
    """Yield the path, crops, boxes and scores of each field, some fields at a time."""
    search = partial(cropper.crop, return_boxes=True)
    for some, found in of_readable(search, paths, left_out, AT_ONCE):
        crops, fields, boxes, scores = found
        for number, path in enumerate(some):
            here = fields == number
            yield path, crops[here], boxes[here], scores[here]


def _unused(stem, stems):
    """Return a name for a field's crops that no other field's crops have, in either case."""
    name, number = stem, 1
    while name.lower() in stems:
        number += 1
        name = f"{stem}~{number}"
    stems.add(name.lower())
    return name
