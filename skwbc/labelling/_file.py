"""Files of labels: tables to which each action of a person appends rows."""

import csv
import io
import os
import posixpath
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOT_SURE, NO_CELL = "not sure", "no cell"
COLUMNS = (
    "time", "person", "picture", "left", "top", "right", "bottom", "type", "drawn_to", "undone",
)  # fmt: skip
_HEAD = ",".join(COLUMNS) + "\n"
_NAME = re.compile(r"\w[\w .'-]{0,59}")
# Spreadsheets would run what begins with one of these.
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Label:
    """One row of a file: what a person said about a cell.

    Parameters
    ----------
    time : str
        When; the rows of one action have the same time.
    person, picture : str
        Name of the person, and of the picture in its folder.
    box : tuple of int
        Left, top, right and bottom of the cell in pixels; right and bottom are exclusive.
    type : str
        The type of the cell; empty if the person took the label back.
    drawn_to : str
        Place in the random order of all cells, from 0 to 1, up to which all cells that were drawn
        at random had labels then; empty while the pictures were still being read.
    undone : str
        Time of the action that this row takes back, else empty.
    """

    time: str
    person: str
    picture: str
    box: tuple
    type: str
    drawn_to: str = ""
    undone: str = ""

    @property
    def cell(self):
        """The picture and the box."""
        return self.picture, self.box


def check_name(name, what):
    """Raise an error unless a name is that of a person or a type."""
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is not a name for {what}; use up to 60 letters, digits, spaces, dots and "
            "hyphens, the first a letter or a digit."
        )


def read_labels(path):
    """Read all complete rows of a file.

    Parameters
    ----------
    path : path-like
        The file. The last row may be incomplete, since a process that is killed may leave it so.

    Returns
    -------
    labels : list of Label
        The rows in their order.
    n_bytes : int
        Number of bytes of the complete rows.
    """
    with open(path, "rb") as file:
        content = file.read()
    complete = content[: content.rfind(b"\n") + 1]
    try:
        text = complete.decode()
        if content and not text.startswith(_HEAD):
            raise ValueError(text[:100])
        labels = [_label(row) for row in csv.DictReader(io.StringIO(text, newline="\n"))]
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise ValueError(
            f"'{path}' is not a file of labels, whose columns are {', '.join(COLUMNS)}; pass one "
            "written by `skwbc label`."
        ) from error
    return labels, len(complete)


def _label(row):
    box = tuple(int(row[side] or 0) for side in ("left", "top", "right", "bottom"))
    picture = posixpath.normpath(row["picture"]) if row["picture"] else ""
    return Label(
        row["time"], row["person"], picture, box, row["type"], row["drawn_to"] or "",
        row["undone"] or "",
    )  # fmt: skip


def standing(labels):
    """Return the labels that were neither taken back nor replaced, in their order.

    Parameters
    ----------
    labels : list of Label
        Rows of one or several files.

    Returns
    -------
    labels : list of Label
        At most one for each person and cell.
    """
    undone = {(label.person, label.undone) for label in labels if label.undone}
    last = {}
    for label in labels:
        if not label.undone and (label.person, label.time) not in undone:
            last.pop((label.person, label.cell), None)
            if label.type:
                last[label.person, label.cell] = label
    return list(last.values())


class LabelFile:
    """The file of one person, of which each action is on disk when its call returns.

    Parameters
    ----------
    path : path-like
        The file; it is made if it does not exist.
    person : str
        Name of the person.
    """

    def __init__(self, path, person):
        check_name(person, "a person")
        self.path, self.person = path, person
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            self._lock()
            # Not before, since the process that had the lock may have written more.
            self.labels, n_bytes = read_labels(path)
            # The rest of a row that a killed process began.
            os.truncate(path, n_bytes)
            os.lseek(self._file, n_bytes, os.SEEK_SET)
            if not n_bytes:
                self._write(_HEAD)
        except BaseException:
            self.close()
            raise
        undone = {label.undone for label in self._mine()}
        times = dict.fromkeys(label.time for label in self._mine() if not label.undone)
        self._actions = [time for time in times if time not in undone]

    def _mine(self):
        return [label for label in self.labels if label.person == self.person]

    def _lock(self):
        """Keep other processes from writing to the file, where the system can."""
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ValueError(
                f"'{self.path}' is open in another process; close it, or choose another file."
            ) from error

    def standing(self):
        """Return the labels of the person that stand."""
        return standing(self._mine())

    def add(self, cells, types, drawn_to=""):
        """Write one action: the types of some cells.

        Parameters
        ----------
        cells : list of (str, tuple of int)
            Picture and box of each.
        types : list of str
            The type of each; empty to take its label back.
        drawn_to : str
            As for ``Label``.
        """
        time = self._next_time()
        rows = zip(cells, types, strict=True)
        self._append([Label(time, self.person, *cell, name, drawn_to) for cell, name in rows])
        self._actions.append(time)

    def undo(self):
        """Take back the last action that was not taken back, and return its labels."""
        if not self._actions:
            return []
        time = self._actions[-1]
        self._append([Label(self._next_time(), self.person, "", (0, 0, 0, 0), "", "", time)])
        self._actions.pop()
        return [label for label in self._mine() if label.time == time]

    @property
    def can_undo(self):
        """Whether there is an action to take back."""
        return bool(self._actions)

    def close(self):
        """Let other processes write to the file."""
        os.close(self._file)

    def _next_time(self):
        """Return the time, later than that of any other row even if the clock was set back."""
        now = datetime.now(UTC)
        if self.labels:
            last = max(label.time for label in self.labels)
            now = max(now, datetime.fromisoformat(last) + timedelta(microseconds=1))
        return now.isoformat(timespec="microseconds")

    def _append(self, labels):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for label in labels:
            picture = label.picture
            picture = f"./{picture}" if picture.startswith(_FORMULA) else picture
            writer.writerow(
                (label.time, label.person, picture, *label.box, label.type, label.drawn_to,
                 label.undone)
            )  # fmt: skip
        self._write(text.getvalue())
        self.labels += labels

    def _write(self, text):
        content, start = text.encode(), os.lseek(self._file, 0, os.SEEK_CUR)
        try:
            while content:
                content = content[os.write(self._file, content) :]
            os.fsync(self._file)
        except OSError:
            # A full disk must not leave half an action behind.
            os.truncate(self.path, start)
            os.lseek(self._file, start, os.SEEK_SET)
            raise
