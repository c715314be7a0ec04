"""Output of the command: results on stdout, everything else on stderr."""

import json
import os
import sys
import tempfile
import warnings
from contextlib import contextmanager
from importlib import import_module

# Exit code if the command succeeded, but left out some files.
SOME_LEFT_OUT = 3


class Terminal:
    """Output streams of a command.

    Parameters
    ----------
    quiet : bool
        Whether to print only errors.
    as_json : bool
        Whether results are printed as JSON.
    """

    def __init__(self, *, quiet, as_json):
        self.quiet = quiet
        self.as_json = as_json

    def result(self, text, data):
        """Print a result as text, or its data as JSON."""
        if self.as_json:
            text = json.dumps(data, indent=2, default=_as_plain)
        print(_without_surrogates(text), flush=True)

    def note(self, text):
        """Print a message about the progress of the command."""
        if not self.quiet:
            self.complain(text)

    def complain(self, text):
        """Print an error message."""
        print(_without_surrogates(text), file=sys.stderr, flush=True)

    def left_out(self, files):
        """List the files that were left out, except hidden ones, and return the exit code."""
        files = without_hidden(files)
        if not files:
            return 0
        self.complain(f"Skipped files ({len(files)}):")
        for name, reason in files:
            self.complain(f"  {name}: {reason}")
        return SOME_LEFT_OUT

    @property
    def _shows_progress(self):
        return not self.quiet and sys.stderr.isatty()

    def bars(self, **settings):
        """Return scikit-learn's progress bars for an estimator, if shown on a terminal."""
        if not self._shows_progress:
            return []
        import rich
        from sklearn.callback import ProgressBar

        # By default, they are shown on stdout.
        rich.reconfigure(stderr=True)
        return [ProgressBar(**settings)]

    @contextmanager
    def progress(self, doing, total=None, *, beside_rows=False):
        """Show a progress bar, or an activity indicator, if there is a terminal.

        Parameters
        ----------
        doing : str
            Description of the activity.
        total : int, optional
            Number of steps, if known.
        beside_rows : bool, default=False
            Whether rows are written to stdout meanwhile, which on a terminal show enough progress.

        Yields
        ------
        advance : callable
            ``advance(steps, text)`` advances the bar and changes the text before it.
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
        # Rows must not be redirected above the bar.
        with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
            task = bar.add_task(doing, total=total)
            yield lambda steps, text=doing: bar.update(task, advance=steps, description=text)

    @contextmanager
    def plain_warnings(self):
        """Show warnings as sentences, without the line of code that raised them."""

        def show(message, category, filename, lineno, file=None, line=None):
            self.complain(f"Warning: {' '.join(str(message).split())}")

        before = warnings.showwarning
        warnings.showwarning = show
        try:
            yield
        finally:
            warnings.showwarning = before


def import_keras():
    """Import the network library without its startup messages.

    TensorFlow prints some of them before it reads the variable that silences it.
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
    """Remove hidden files and folders from the files that were left out."""
    return [(name, reason) for name, reason in files if not reason.startswith("a hidden ")]


def as_objects(files):
    """Return the files that were left out as objects for JSON."""
    return [{"file": name, "reason": reason} for name, reason in without_hidden(files)]


def _without_surrogates(text):
    """Replace each byte of a file name that is not valid text with a question mark."""
    return text.encode(errors="replace").decode()


def _as_plain(value):
    """Convert NumPy's numbers and arrays, and other types that JSON lacks."""
    return value.tolist() if hasattr(value, "tolist") else str(value)
