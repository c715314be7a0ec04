"""What the command says, and where: results on stdout, all else on stderr."""

import json
import os
import sys
import tempfile
import warnings
from contextlib import contextmanager
from importlib import import_module

# Done, but without some of the files.
SOME_LEFT_OUT = 3


class Terminal:
    """The two streams of a command.

    Parameters
    ----------
    quiet : bool
        Whether to say only what went wrong.
    as_json : bool
        Whether results are JSON.
    """

    def __init__(self, *, quiet, as_json):
        self.quiet = quiet
        self.as_json = as_json

    def result(self, text, data):
        """Print a result: the text for people, or the data as JSON."""
        if self.as_json:
            text = json.dumps(data, indent=2, default=_as_plain)
        print(_without_surrogates(text), flush=True)

    def note(self, text):
        """Say what is being done."""
        if not self.quiet:
            self.complain(text)

    def complain(self, text):
        """Say what went wrong."""
        print(_without_surrogates(text), file=sys.stderr, flush=True)

    def left_out(self, files):
        """List the files that were left out, but for hidden ones, and return the exit code."""
        files = without_hidden(files)
        if not files:
            return 0
        self.complain(f"{len(files)} left out:")
        for name, reason in files:
            self.complain(f"  {name}: {reason}")
        return SOME_LEFT_OUT

    @property
    def _shows_progress(self):
        return not self.quiet and sys.stderr.isatty()

    def bars(self, **settings):
        """scikit-learn's bars for an estimator, if there is a terminal to show them on."""
        if not self._shows_progress:
            return []
        import rich
        from sklearn.callback import ProgressBar

        # They are shown on stdout otherwise.
        rich.reconfigure(stderr=True)
        return [ProgressBar(**settings)]

    @contextmanager
    def progress(self, doing, total=None, *, beside_rows=False):
        """Show a bar, or that something goes on, if there is a terminal to show it on.

        Parameters
        ----------
        doing : str
            What is going on.
        total : int, optional
            Number of steps, if that is known.
        beside_rows : bool, default=False
            Whether rows go to stdout meanwhile, which on a terminal are progress enough.

        Yields
        ------
        advance : callable
            ``advance(steps, text)`` moves the bar on and changes what stands before it.
        """
        if not self._shows_progress or (beside_rows and sys.stdout.isatty()):
            yield lambda steps, text=doing: None
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = [TextColumn("{task.description}", markup=False), BarColumn()]
        if total is not None:
            columns += [MofNCompleteColumn(), TimeRemainingColumn()]
        console = Console(stderr=True)
        # Rows must not be taken for something to show above the bar.
        with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
            task = bar.add_task(doing, total=total)
            yield lambda steps, text=doing: bar.update(task, advance=steps, description=text)

    @contextmanager
    def plain_warnings(self):
        """Show warnings as sentences, without the line of code that gave them."""

        def show(message, category, filename, lineno, file=None, line=None):
            self.complain(f"Warning: {' '.join(str(message).split())}")

        before = warnings.showwarning
        warnings.showwarning = show
        try:
            yield
        finally:
            warnings.showwarning = before


def import_keras():
    """Import the network library without what it tells about itself at its start.

    TensorFlow says some of it before it looks at the variable that asks for silence.
    """
    with tempfile.TemporaryFile() as log:
        stderr = os.dup(2)
        os.dup2(log.fileno(), 2)
        try:
            import_module("keras")
        except BaseException:
            log.seek(0)
            os.write(stderr, log.read())
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)


def without_hidden(files):
    """Drop hidden files and folders, which nobody means, from those that were left out."""
    return [(name, reason) for name, reason in files if not reason.startswith("a hidden ")]


def as_objects(files):
    """Files that were left out, for JSON."""
    return [{"file": name, "reason": reason} for name, reason in without_hidden(files)]


def _without_surrogates(text):
    """Text in which a question mark stands for each byte of a file's name that is no text."""
    return text.encode(errors="replace").decode()


def _as_plain(value):
    """NumPy's numbers and arrays, and whatever else JSON lacks."""
    return value.tolist() if hasattr(value, "tolist") else str(value)
