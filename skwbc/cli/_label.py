"""``skwbc label``: a page on which a person labels the cells of a folder."""

import copy
import threading
import webbrowser
from contextlib import suppress
from getpass import getuser
from pathlib import Path

import numpy as np

import skwbc
from skwbc._input import images
from skwbc.cli._predict import NO_IMAGE, files_of, load_classifier, of_readable, standardizer_of
from skwbc.cli._terminal import import_keras
from skwbc.labelling import _file
from skwbc.labelling._session import Session
from skwbc.labelling._types import DESCRIPTIONS
from skwbc.pipelines import LaboratoryClassifier

# Pictures whose cells are found and described together.
AT_ONCE = 16
NO_SERVER = (
    "The labelling page needs Starlette and Uvicorn; install them with "
    "`pip install 'skwbc[label]'`."
)


def label(options, terminal):
    """Serve the page until the command is interrupted."""
    try:
        from skwbc.labelling._server import Page
    except ImportError as error:
        raise ImportError(NO_SERVER) from error
    folder = Path(options.folder)
    if not folder.is_dir():
        raise ValueError(f"'{folder}' is not a folder; pass the folder of the pictures.")
    left_out = []
    names = [str(Path(file).relative_to(folder)) for file in files_of([str(folder)], left_out)]
    reason = "has a line break, or bytes that are not text, in its name"
    left_out += [(name, reason) for name in names if not _is_text(name)]
    names = [name for name in names if _is_text(name)]
    if not names:
        terminal.left_out(left_out)
        raise ValueError(NO_IMAGE)
    model = _model_of(options)
    types = [str(name) for name in model.classes_ if name != _file.NOT_SURE]
    if options.types:
        types = [name.strip() for name in options.types.split(",")]
    for name in types:
        _file.check_name(name, "a type")
    others = [
        each for path in options.others or () for each in _file.standing(_file.read_labels(path)[0])
    ]
    file = _file.LabelFile(options.output, options.person or getuser())
    try:
        session = Session(file, types, others)
        page = Page(session, folder, descriptions=DESCRIPTIONS, um_per_pixel=options.um_per_pixel)
        reader = threading.Thread(
            target=_read_or_say_why, args=(session, model, folder, names, left_out), daemon=True
        )
        reader.start()
        terminal.complain(f"Label the cells of '{folder}' at {page.address} (Ctrl+C ends this).")
        if not options.no_browser:
            webbrowser.open(page.address)
        with suppress(KeyboardInterrupt):
            page.run()
    finally:
        file.close()
    n_labels = len(file.standing())
    terminal.result(
        f"{n_labels} labels of {file.person} in {options.output}",
        {"labels": n_labels, "person": file.person, "file": str(options.output)},
    )
    return terminal.left_out(left_out)


def _is_text(name):
    """Return whether a name can stand in a line of a text file."""
    is_decoded = name.encode(errors="ignore").decode() == name
    return is_decoded and not {"\n", "\r"} & set(name)


def _model_of(options):
    if options.model is not None:
        return load_classifier(options.model)
    import_keras()
    return skwbc.ready_model()


def _read_or_say_why(session, *arguments):
    """Read all pictures; show an error on the page, since no one may be watching the terminal."""
    try:
        _read(session, *arguments)
    except Exception as error:
        session.note_problem(f"No more pictures can be read: {error}")
        raise


def _read(session, model, folder, names, left_out):
    """Find and describe the cells of all pictures, then find the copies among them."""
    from skwbc.model_selection import source_groups

    describer = Describer(model, session.types)
    session.note_reading(of=len(names))
    cells, features, done, without = [], [], 0, 0
    paths = [str(folder / name) for name in names]
    for some, found in of_readable(describer.found_in, paths, left_out, AT_ONCE):
        here, fields, boxes = found
        if len(here):
            features.append(describer.features(here))
            first = describer.probabilities(here, features[-1])
        for number, path in enumerate(some):
            mine = fields == number
            if mine.any():
                name = Path(path).relative_to(folder).as_posix()
                session.add(name, boxes[mine], features[-1][mine], first[mine])
            without += not mine.any()
        cells += list(here)
        done += len(some)
        session.note_reading(pictures=done, without=without)
    if cells:
        if adapted := describer.adapted(np.concatenate(features)):
            session.set_first(adapted.probabilities(cells, np.concatenate(features)))
        session.note_reading(pictures=len(names), done=True)
        # Cells can be labelled meanwhile.
        session.set_copies(source_groups(cells))
    session.note_reading(pictures=len(names), done=True, compared=True)


class Describer:
    """Find cells, and describe them by the features of a model.

    Parameters
    ----------
    model : classifier
        A fitted classifier of pictures.
    types : list of str
        All types of the session.
    """

    def __init__(self, model, types):
        self.types, self._classes = types, list(map(str, model.classes_))
        self._standardizer = standardizer_of(model)
        model = model if self._standardizer is None else model[1:]
        self._is_pipeline = hasattr(model, "steps")
        self._body, self._head = (model[:-1], model[-1]) if self._is_pipeline else (model, model)

    def found_in(self, paths):
        """Return the cells of some pictures, the index of the picture of each, and the boxes."""
        if self._standardizer is not None:
            return self._standardizer.crop(paths, return_boxes=True)
        # Each picture shows one cell.
        sizes = [pixels.shape for pixels in images.read(paths, check_rows=None).originals()]
        boxes = np.array([(0, 0, width, height) for height, width, _ in sizes])
        return np.array(paths, object), np.arange(len(paths)), boxes

    def features(self, cells):
        """Return one row for each cell; the probabilities, if the model has no features."""
        if hasattr(self._body, "transform"):
            return np.asarray(self._body.transform(cells))
        return self._head.predict_proba(cells)

    def probabilities(self, cells, features):
        """Return the probability of each type of the session for each cell."""
        found = self._head.predict_proba(features if self._is_pipeline else cells)
        shares = np.zeros((len(found), len(self.types)))
        for column, name in enumerate(self._classes):
            if name in self.types:
                shares[:, self.types.index(name)] = found[:, column]
        # Cells of types that are not labelled here could be of any type.
        missing = np.maximum(1 - shares.sum(axis=1, keepdims=True), 1e-9)
        return shares + missing / len(self.types)

    def adapted(self, features):
        """Return a describer that is adapted to the laboratory, if the model can be."""
        if not isinstance(self._head, LaboratoryClassifier) or self._head.is_adapted_:
            return None
        other = copy.copy(self)
        other._head = skwbc.adapt(self._head, features)
        return other
