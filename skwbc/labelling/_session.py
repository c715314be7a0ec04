"""A person who labels the cells of a folder: questions, suggestions, counts and what is known."""

import hashlib
import threading

import numpy as np

from skwbc.labelling._file import NO_CELL, NOT_SURE
from skwbc.labelling._suggestions import Suggestions
from skwbc.metrics import differential_count, rater_agreement
from skwbc.metrics._intervals import squared_quantile, wilson
from skwbc.model_selection import query_cells
from skwbc.model_selection._sources import repeated

# One cell in so many is drawn at random to test the suggestions, and never trains them.
ONE_IN = 5
# Questions at a time, and how many of them test the suggestions.
N_QUESTIONS, N_TESTS = 10, 2
# Boxes that overlap this much show the same cell.
OVERLAP = 0.5
# Points of the learning curve that are kept.
N_POINTS = 60


class Session:
    """The cells of a folder and the labels of one person; may be used by several threads.

    Parameters
    ----------
    file : LabelFile
        Where the labels are stored.
    types : list of str
        Types that are counted, besides those that the file contains.
    others : list of Label
        Standing labels of other people.
    """

    def __init__(self, file, types, others=()):
        self.file = file
        mine = file.standing()
        named = [label.type for label in [*mine, *others]]
        self.types = list(dict.fromkeys([*types, *named, NOT_SURE, NO_CELL]))
        for name in (NOT_SURE, NO_CELL):
            self.types.remove(name)
            self.types.append(name)
        self.cells = []
        # For each cell, the index of its label or -1, of the first copy, and of its place in the
        # random order.
        self.labels, self.copy_of, self._place = np.zeros(0, int), np.zeros(0, int), np.zeros(0)
        self.reading = {"pictures": 0, "of": 0, "without": 0, "done": False, "compared": False}
        self.problem = ""
        self.probabilities = np.zeros((0, len(self.types)))
        self.questions, self.doubted = [], []
        self._stored, self._others = _by_picture(mine), _by_picture(others)
        # Labels of other people for the cells of this session.
        self.said = {}
        self._features, self._first = [], []
        self._suggestions, self._history, self._n_firsts = None, [], 1
        self.version = 0
        self.lock = threading.RLock()
        self.wake = threading.Event()

    # -- cells -------------------------------------------------------------------------------------

    def add(self, picture, boxes, features, first):
        """Add the cells of a picture.

        Parameters
        ----------
        picture : str
            Name of the picture in its folder.
        boxes : ndarray of int of shape (n, 4)
            Left, top, right and bottom of each cell.
        features : ndarray of shape (n, n_features)
            Their features.
        first : ndarray of shape (n, n_types)
            Probabilities of all types by the first model.
        """
        with self.lock:
            start = len(self.cells)
            new = [(picture, tuple(map(int, box))) for box in boxes]
            labels = np.full(len(new), -1)
            for label, match in _matches(self._stored.get(picture, ()), boxes):
                labels[match] = self.types.index(label.type)
                # The box that the file knows the cell by.
                new[match] = label.cell
            for label, match in _matches(self._others.get(picture, ()), boxes):
                self.said.setdefault(start + match, []).append((label.person, label.type))
            self.cells += new
            self.labels = np.concatenate([self.labels, labels])
            self.copy_of = np.concatenate([self.copy_of, np.arange(start, len(self.cells))])
            self._place = np.concatenate([self._place, [place_of(*cell) for cell in new]])
            self.probabilities = np.concatenate([self.probabilities, first])
            self._features.append(features)
            self._first.append(first)
            self.version += 1

    def note_reading(self, **what):
        """Note how much of the folder was read."""
        with self.lock:
            self.reading |= what
            self.version += 1
        self.wake.set()

    def note_problem(self, text):
        """Note why no more pictures are read."""
        with self.lock:
            self.problem = text
            self.version += 1

    def set_first(self, first):
        """Replace the probabilities by the first model."""
        with self.lock:
            self._first, self._suggestions, self._history = [first], None, []
            self._n_firsts += 1
        self.wake.set()

    def set_copies(self, groups):
        """Show copies of a cell once: that which has a label, else the first."""
        with self.lock:
            for group in np.unique(groups):
                members = np.flatnonzero(groups == group)
                labelled = members[self.labels[members] >= 0]
                self.copy_of[members] = (labelled if len(labelled) else members)[0]
            self.version += 1

    @property
    def shown(self):
        """Indices of the cells that are shown: one of each group of copies."""
        cells = np.arange(len(self.cells))
        # Copies that were labelled before they were known as copies stay.
        return cells[(self.copy_of == cells) | (self.labels >= 0)]

    @property
    def clashes(self):
        """Groups of copies with different labels."""
        groups = {}
        for cell in np.flatnonzero(self.labels >= 0).tolist():
            groups.setdefault(int(self.copy_of[cell]), []).append(cell)
        return [some for some in groups.values() if len({self.labels[cell] for cell in some}) > 1]

    @property
    def disagreements(self):
        """Cells about which people disagree."""
        found = []
        for cell, said in self.said.items():
            names = {name for _, name in said}
            if self.labels[cell] >= 0:
                names.add(self.types[self.labels[cell]])
            if len(names) > 1:
                found.append(cell)
        return found

    # -- labels ------------------------------------------------------------------------------------

    def label(self, cells, types):
        """Store the types of some cells as one action; an empty type takes a label back."""
        with self.lock:
            labels = self.labels.copy()
            labels[cells] = [self.types.index(name) if name else -1 for name in types]
            tests = self._answered_tests(labels)
            drawn_to = ""
            if self.reading["done"]:
                drawn_to = f"{self._place[tests].max(initial=0):.6f}"
            self.file.add([self.cells[cell] for cell in cells], types, drawn_to)
            self.labels = labels
            self._labelled()

    def undo(self):
        """Take back the last action; return the cells that it labelled."""
        with self.lock:
            undone = {label.cell for label in self.file.undo()}
            before = {label.cell: label.type for label in self.file.standing()}
            cells = [number for number, cell in enumerate(self.cells) if cell in undone]
            for cell in cells:
                name = before.get(self.cells[cell])
                self.labels[cell] = -1 if name is None else self.types.index(name)
            self._labelled()
        return cells

    def _labelled(self):
        self.version += 1
        self.wake.set()

    # -- suggestions -------------------------------------------------------------------------------

    @property
    def tests(self):
        """Whether each cell, with its copies, is one of those that test the suggestions."""
        return self._place[self.copy_of] < 1 / ONE_IN

    def refit(self):
        """Learn from the labels so far, and suggest a type for each cell."""
        with self.lock:
            if not self.cells:
                return
            labels, tests = self.labels.copy(), self.tests
            features, first = list(self._features), list(self._first)
            done, suggestions, n_firsts = self.reading["done"], self._suggestions, self._n_firsts
        if suggestions is None or len(suggestions.first) != len(labels):
            suggestions = Suggestions(
                np.concatenate(features), np.concatenate(first), self.types.index(NOT_SURE)
            )
        train = (labels >= 0) & (labels != self.types.index(NOT_SURE)) & ~tests
        probabilities = suggestions.refit(labels, train)
        with self.lock:
            # Cells, or the first probabilities, may be others by now; the next refit knows them.
            if len(probabilities) == len(self.labels) and n_firsts == self._n_firsts:
                self.probabilities, self._suggestions = probabilities, suggestions
                if done:
                    self._remember(int(train.sum()), probabilities.argmax(axis=1))
            self._ask()
            self.version += 1
        if done:
            doubted = suggestions.doubts(labels, train).tolist()
            with self.lock:
                self.version += doubted != self.doubted
                self.doubted = doubted

    def _remember(self, n_labels, predicted):
        """Keep a point of the learning curve."""
        self._history = [each for each in self._history if each[0] != n_labels]
        self._history.append((n_labels, predicted))
        if len(self._history) > N_POINTS:
            del self._history[1:-1:2]

    def _ask(self):
        """Choose the next questions, once all of the last ones are answered."""
        if any(self.labels[cell] < 0 for cell in self.questions):
            return
        shown = self.shown
        free = shown[self.labels[shown] < 0]
        tests = free[self.tests[free]]
        tests = tests[np.argsort(self._place[tests], kind="stable")][:N_TESTS]
        others = free[~self.tests[free]]
        useful = others[self._useful(others, N_QUESTIONS - len(tests))]
        questions = [*useful.tolist(), *tests.tolist()]
        # In an order that does not tell which of them are tests.
        self.questions = sorted(questions, key=lambda cell: place_of(*self.cells[cell], "order"))

    def _useful(self, cells, n):
        """Return which of some cells a model would learn most from."""
        n = min(n, len(cells))
        if not n or self._suggestions is None:
            return np.arange(n)
        if np.ptp(self.probabilities[cells]) < 1e-6:
            # Nothing is known of the types yet.
            features = self._suggestions.features[cells]
            return query_cells(n, features=features, strategy="diverse", random_state=0)
        counts = np.bincount(self.labels[self.labels >= 0], minlength=len(self.types))
        return query_cells(
            n, probabilities=self.probabilities[cells], counts=counts, random_state=0
        )

    # -- what is known -----------------------------------------------------------------------------

    def scored_tests(self):
        """Return the cells that were drawn at random and have a type."""
        tests = self._answered_tests(self.labels)
        return tests[self.labels[tests] != self.types.index(NOT_SURE)]

    def _answered_tests(self, labels):
        """Return the cells that were drawn at random, up to the first without a label."""
        shown = self.shown
        tests = shown[self.tests[shown]]
        tests = tests[np.argsort(self._place[tests], kind="stable")]
        unanswered = np.flatnonzero(labels[tests] < 0)
        return tests[: unanswered[0] if len(unanswered) else None]

    def curve(self):
        """Return number of labels, share of right suggestions and its interval, point by point."""
        tests = self.scored_tests()
        if not len(tests):
            return []
        points = []
        for n_labels, predicted in sorted(self._history, key=lambda point: point[0]):
            share = np.mean(predicted[tests] == self.labels[tests])
            low, high = wilson(share, len(tests), squared_quantile(0.95))
            points.append((n_labels, float(share), float(low), float(high)))
        return points

    def agreement(self):
        """Return a sentence about the agreement with other people; empty without any."""
        people = sorted({person for said in self.said.values() for person, _ in said})
        rows = []
        for cell, said in self.said.items():
            mine = self.types[self.labels[cell]] if self.labels[cell] >= 0 else None
            rows.append([mine, *(dict(said).get(person) for person in people)])
        n_shared = sum(sum(name is not None for name in row) > 1 for row in rows)
        if not n_shared:
            return ""
        found = rater_agreement(rows)
        shares = "{:.0%} ({:.0%} to {:.0%})".format(*found.agreement)
        kappa = "{:.2f} ({:.2f} to {:.2f})".format(*found.kappa)
        return f"{shares} of {n_shared} cells have the same label. {found.statistic} is {kappa}."

    def count(self):
        """Count the cells of each type: those labelled, and the suggestions for all others."""
        shown = self.shown
        codes = np.where(self.labels >= 0, self.labels, self.probabilities.argmax(axis=1))[shown]
        kept = codes != self.types.index(NO_CELL)
        if not (kept & (codes != self.types.index(NOT_SURE))).any():
            return None
        names = np.array(self.types, object)[codes[kept]]
        groups = repeated(self.copy_of[shown][kept])
        return differential_count(names, classes=self.types[:-1], groups=groups, unsure=NOT_SURE)


def overlap(one, other):
    """Return the share of the area of two boxes together that both cover."""
    sides = [min(one[end + 2], other[end + 2]) - max(one[end], other[end]) for end in (0, 1)]
    both = max(sides[0], 0) * max(sides[1], 0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return both / max(areas[0] + areas[1] - both, 1)


def _matches(labels, boxes):
    """Yield the labels of a picture with the index of the box that shows their cell."""
    for label in labels:
        shares = [overlap(label.box, box) for box in boxes]
        if shares and max(shares) >= OVERLAP:
            yield label, int(np.argmax(shares))


def _by_picture(labels):
    found = {}
    for label in labels:
        found.setdefault(label.picture, []).append(label)
    return found


def place_of(picture, box, what="tests"):
    """Return a number from 0 to 1 that only depends on the cell: its place in a random order."""
    text = f"{what} {picture} {box}".encode(errors="surrogateescape")
    return int.from_bytes(hashlib.sha256(text).digest()[:6]) / 2**48
