"""``skwbc adapt``: a model for the pictures of another laboratory."""

from pathlib import Path

import numpy as np
from sklearn.pipeline import Pipeline

import skwbc
from skwbc._input import images
from skwbc.cli._predict import (
    AT_ONCE,
    NO_CELL,
    NO_IMAGE,
    chosen_model,
    files_of,
    of_readable,
    standardizer_of,
)
from skwbc.cli._terminal import as_objects


def adapt(options, terminal):
    """Save a copy of a model that is adapted to pictures."""
    output = Path(options.output)
    if output.exists():
        raise ValueError(f"'{output}' already exists; choose another name for the adapted model.")
    model, names = chosen_model(options)
    standardizer = standardizer_of(model)
    left_out, cells = [], []

    def found_in(paths):
        if standardizer is not None:
            return standardizer.crop(paths)[0]
        for _ in images.read(paths, check_rows=None).originals():
            # Raises an error at the first that cannot be read.
            pass
        return paths

    with terminal.progress("Reading pictures") as advance:
        for paths, found in of_readable(found_in, files_of(names, left_out), left_out, AT_ONCE):
            cells += list(found)
            advance(len(paths), f"Read {len(cells)}")
    code = terminal.left_out(left_out)
    if not cells:
        raise ValueError(NO_IMAGE if standardizer is None else NO_CELL)
    if standardizer is None:
        adapted = skwbc.adapt(model, cells)
    else:
        steps = skwbc.adapt(model[1:], np.stack(cells)).steps
        adapted = Pipeline([model.steps[0], *steps])
    skwbc.save(adapted, output)
    terminal.result(
        f"model: {output}, adapted to {len(cells)} cells",
        {"model": str(output), "cells": len(cells), "left_out": as_objects(left_out)},
    )
    return code
