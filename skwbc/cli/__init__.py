"""The ``skwbc`` command: check, train, evaluate, predict, crop and count from a shell."""

import os
import sys
from importlib import import_module

from skwbc.cli._parser import build_parser
from skwbc.cli._terminal import Terminal

INTERRUPTED = 130
CLOSED_PIPE = 141

__all__ = ["main"]


def main(argv=None):
    """Run the command.

    Parameters
    ----------
    argv : list of str, optional
        Arguments that follow ``skwbc`` on the command line; by default, those of this process.

    Returns
    -------
    code : int
        0 on success, 1 on failure, 3 if files were skipped, 130 if the command was interrupted and
        141 if its output was closed.
    """
    options = build_parser().parse_args(argv)
    # TensorFlow would otherwise print messages on each start.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    terminal = Terminal(quiet=options.quiet, as_json=options.json)
    module, function = options.run.split(":")
    try:
        with terminal.plain_warnings():
            code = getattr(import_module(f"skwbc.cli.{module}"), function)(options, terminal)
        sys.stdout.flush()
    except KeyboardInterrupt as interruption:
        terminal.complain(str(interruption) or "Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # Buffered output would otherwise cause another error at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except Exception as error:
        if options.traceback:
            raise
        terminal.complain(f"skwbc: {_as_sentence(error)}")
        return 1
    return code


def _as_sentence(error):
    """Return one line that describes the error, with a hint if the library may be at fault."""
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"'{os.fsdecode(error.filename)}': {error.strerror}."
    text = " ".join(str(error).split())
    if isinstance(error, (OSError, ValueError, ImportError)):
        return text
    return f"{type(error).__name__}: {text} (--traceback shows where)"
