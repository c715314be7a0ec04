"""``skwbc predict`` and ``skwbc count``, and predictions for other commands."""

import csv
import json
import os
import sys
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path

import skwbc
from skwbc.cli._folders import about_copies, find_copies
from skwbc.cli._terminal import as_objects, import_keras

# Number of images that are predicted together; their rows are written together too.
AT_ONCE = 128
NO_IMAGE = "None of the files is an image that can be read; check the paths."
NO_CELL = "No white cell was found in any picture; check the pictures with `skwbc crop`."


def load_classifier(path):
    """Load a model that predicts classes.

    Parameters
    ----------
    path : str
        File written by ``skwbc.save``.

    Returns
    -------
    model : classifier
        The fitted classifier.
    """
    from sklearn.base import is_classifier
    from sklearn.utils.validation import check_is_fitted

    from skwbc.features import DeepFeatures

    model = skwbc.load(path)
    if not hasattr(model, "get_params") or not is_classifier(model):
        raise ValueError(
            f"'{path}' contains a {type(model).__name__}, which is not a classifier; pass the file "
            "of a classifier."
        )
    try:
        check_is_fitted(model)
    except ValueError as error:
        raise ValueError(
            f"'{path}' contains a {type(model).__name__} that is not fitted; save it after fit."
        ) from error
    parts = [model, *model.get_params().values()]
    if any(isinstance(part, (skwbc.CNNClassifier, DeepFeatures)) for part in parts):
        import_keras()
    return model


def chosen_model(options):
    """Load the model that a command uses, and list the names of its pictures.

    The first of several names is that of a model, unless it is that of a folder or a picture.
    Without a model, the one that needs no training is used.
    """
    names = list(options.files)
    if options.model is None and names[0].endswith(".skops"):
        raise ValueError(f"'{names[0]}' is a model; pass the pictures too.")
    if options.model is not None and not _shows_something(options.model):
        return load_classifier(options.model), names
    import_keras()
    return skwbc.ready_model(), names if options.model is None else [options.model, *names]


def _shows_something(name):
    """Return whether a name is that of a picture, of a folder or of stdin."""
    from skwbc.datasets._folders import unreadable

    return name == "-" or os.path.isdir(name) or unreadable(Path(name), decode=False) is None


def standardizer_of(model):
    """Return the first step of a pipeline that takes whole fields too, or ``None``."""
    from skwbc.preprocessing import CellStandardizer

    first = getattr(model, "steps", [("", None)])[0][1]
    return first if isinstance(first, CellStandardizer) else None


def predictions(model, paths, left_out, standardizer=None):
    """Predict any number of files, batch by batch.

    Parameters
    ----------
    model : classifier
        The fitted classifier.
    paths : iterable of str
        The files; no more than one batch is read ahead.
    left_out : list
        List to which unreadable files are appended, with the reason.
    standardizer : CellStandardizer, optional
        First step of the model, with which all cells of each file are predicted.

    Yields
    ------
    path : str or ndarray
        Path of the file, or the view of one of its cells.
    label : object
        The predicted class.
    probabilities : ndarray or None
        Probabilities in the order of the model's classes; ``None`` for models without
        probabilities.
    """
    compute = partial(_outputs, model) if standardizer is None else standardizer.crop
    for some, found in of_readable(compute, paths, left_out, AT_ONCE):
        if standardizer is not None:
            some, _ = found
            if not len(some):
                continue
            found = _outputs(model[1:], some)
        for path, (label, probabilities) in zip(some, found, strict=True):
            yield path, label, probabilities


def of_readable(compute, paths, left_out, at_once):
    """Yield some paths at a time, and what is computed from them, without unreadable files."""
    from skwbc.datasets._folders import unreadable

    paths = iter(paths)
    while some := list(islice(paths, at_once)):
        try:
            found = compute(some)
        except (OSError, ValueError):
            reasons = [unreadable(Path(path), decode=True) for path in some]
            left_out += [(path, reason) for path, reason in zip(some, reasons) if reason]
            readable = [path for path, reason in zip(some, reasons) if not reason]
            if len(readable) == len(some):
                raise
            if not readable:
                continue
            some, found = readable, compute(readable)
        yield some, found


def _outputs(model, paths):
    from skwbc.inspection._subjects import labels_and_probabilities

    labels, probabilities = labels_and_probabilities(model, paths)
    return zip(labels.tolist(), [None] * len(labels) if probabilities is None else probabilities)


def files_of(names, left_out):
    """Yield the files that correspond to names on the command line; folders are expanded."""
    for name in names:
        if name == "-":
            for line in sys.stdin.buffer:
                if path := line.rstrip(b"\r\n"):
                    yield os.fsdecode(path)
        elif os.path.isdir(name):
            yield from _files_below(name, left_out)
        else:
            yield name


def _files_below(folder, left_out):
    """List the images below a folder; their paths begin with the folder as the user named it."""
    from skwbc.datasets._folders import image_files, printable

    root = Path(folder).resolve()
    files, skipped = image_files(root)
    left_out += [
        (os.path.join(folder, name.removeprefix(printable(root)).lstrip(os.sep)), reason)
        for name, reason in skipped
    ]
    for file in files:
        yield os.path.join(folder, file.relative_to(root))


def predict(options, terminal):
    """Predict the class of each picture."""
    model, names = chosen_model(options)
    left_out = []
    found = predictions(model, files_of(names, left_out), left_out)
    # Columns of probabilities, which some models lack.
    classes = list(map(str, model.classes_)) if hasattr(model, "predict_proba") else []
    with terminal.progress("Predicting", beside_rows=options.output is None) as advance:
        # An immediate failure occurs before a file is written.
        first = next(found, None)
        if first is None:
            terminal.left_out(left_out)
            raise ValueError(NO_IMAGE)
        with destination(options.output, terminal) as stream:
            write = _json_rows(stream, classes) if options.json else _csv_rows(stream, classes)
            for number, row in enumerate(chain([first], found), 1):
                write(*row)
                if number % AT_ONCE == 0:
                    stream.flush()
                    advance(AT_ONCE, f"Predicted {number}")
            if options.json:
                stream.writelines(json.dumps(each) + "\n" for each in as_objects(left_out))
    return terminal.left_out(left_out)


def _csv_rows(stream, classes):
    write_row = row_writer(stream, ["file", "predicted", *classes])

    def write(path, label, probabilities):
        shown = [] if probabilities is None else [f"{value:.6f}" for value in probabilities]
        write_row([path, label, *shown])

    return write


def row_writer(stream, columns):
    """Write a head, and return a function that writes a row, whose first value is a path."""
    writer = csv.writer(stream, lineterminator="\n")
    # Some versions of Python do not quote a single carriage return.
    quoting = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    return lambda row: (quoting if "\r" in row[0] else writer).writerow(row)


def _json_rows(stream, classes):
    def write(path, label, probabilities):
        row = {"file": path, "predicted": label}
        if probabilities is not None:
            row["probabilities"] = dict(zip(classes, [round(p, 6) for p in probabilities.tolist()]))
        stream.write(json.dumps(row) + "\n")

    return write


@contextmanager
def destination(name, terminal):
    """Open stdout, or a file that replaces an existing one when it is complete."""
    if name is None:
        # File names keep their bytes, even if they are not valid text.
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
        yield sys.stdout
        return
    target = Path(name).resolve()
    # A device or a pipe cannot be replaced.
    is_special = target.exists() and not target.is_file()
    partial = target if is_special else target.with_name(f"{target.name}.partial")
    with open(partial, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
        try:
            yield stream
        except BaseException:
            terminal.complain(f"The rows so far are in '{partial}'; '{name}' is unchanged.")
            raise
    if not is_special:
        os.replace(partial, target)


def count(options, terminal):
    """Count the cells of each class."""
    from skwbc.metrics import differential_count
    from skwbc.model_selection._sources import repeated
    from skwbc.pipelines._ready import UNSURE

    model, names = chosen_model(options)
    classes = model.classes_.tolist()
    settings = {}
    if options.ranges:
        settings["reference_ranges"] = _read_json(options.ranges)
        if not isinstance(settings["reference_ranges"], dict):
            raise ValueError(
                f"'{options.ranges}' must contain a JSON object with a range per class, such as "
                '{"lymphocyte": [20, 40]}.'
            )
    if options.confusion:
        evaluation = _read_json(options.confusion)
        if not isinstance(evaluation, dict) or not {"classes", "confusion"} <= set(evaluation):
            raise ValueError(
                f"'{options.confusion}' is not an output of `skwbc evaluate --json`; pass one."
            )
        if evaluation["classes"] != classes:
            raise ValueError(
                f"'{options.confusion}' has the classes {evaluation['classes']}, but "
                f"'{options.model}' predicts {classes}; pass an evaluation of this model."
            )
        settings["confusion"] = evaluation["confusion"]
        settings["validated_cells"] = evaluation.get("cells_of_classes")
    left_out, cells, found = [], [], []
    standardizer = standardizer_of(model)
    with terminal.progress("Predicting") as advance:
        files = files_of(names, left_out)
        for cell, label, _ in predictions(model, files, left_out, standardizer):
            cells.append(cell)
            found.append(label)
            if len(found) % AT_ONCE == 0:
                advance(AT_ONCE, f"Predicted {len(found)}")
    code = terminal.left_out(left_out)
    if not found:
        raise ValueError(NO_IMAGE if standardizer is None else NO_CELL)
    groups = find_copies(cells, terminal, options.jobs)
    unsure = UNSURE if UNSURE in classes else None
    table = differential_count(
        found, classes=classes, groups=repeated(groups), unsure=unsure, **settings
    )
    text = about_copies(groups) + str(table)
    terminal.result(text, {**table.to_dict(), "left_out": as_objects(left_out)})
    return code


def _read_json(path):
    with open(path, encoding="utf-8") as file:
        try:
            return json.load(file)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"'{path}' is not valid JSON ({error}).") from error
