"""Safe opening and replacing of files."""

import glob
import os
import stat
import time
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

# Seconds after which a hidden file that nobody has written to belongs to a process that was killed.
_ABANDONED = 3600


def replace_file(path, content):
    """Write bytes to a file; it keeps its old content until all of them are written."""
    path = Path(path)
    remove_abandoned(path.parent, path.name)
    with replacing(path, unique_ending()) as file:
        file.write(content)


def unique_ending():
    """Make the suffix of a hidden file that several processes may write at the same time."""
    return f"-{uuid4().hex}.partial"


def remove_abandoned(folder, name=None):
    """Remove hidden files with a unique ending that killed processes left behind.

    Parameters
    ----------
    folder : path
        Their folder.
    name : str or None
        Name of the file that they were to replace; by default, any name.
    """
    start = "*" if name is None else glob.escape(name)
    for file in folder.glob(f".{start}-{'[0-9a-f]' * 32}.partial"):
        try:
            if time.time() - file.stat().st_mtime > _ABANDONED:
                file.unlink()
        except OSError:
            # Another process was faster, or the file belongs to another user.
            continue


@contextmanager
def replacing(path, ending, sync=True):
    """Open a hidden file that replaces another file once it is complete.

    Parameters
    ----------
    path : str or path-like
        The file to replace, which may not exist yet.
    ending : str
        Suffix of the hidden file's name. With a constant suffix, killed processes leave behind at
        most one hidden file.
    sync : bool
        Whether to wait until the content is on disk, so that it survives a power cut.
    """
    path = Path(path)
    partial = path.with_name(f".{path.name}{ending}")
    try:
        with open(partial, "wb") as file:
            yield file
            file.flush()
            if sync:
                os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def open_file(path):
    """Open a file to read its bytes, except files that might never end."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise ValueError("not a regular file")
    return open(path, "rb")
