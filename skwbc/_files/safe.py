"""Safe opening and replacing of files."""

import os
import stat
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


def replace_file(path, content, sync=True):
    """Write bytes to a file; it keeps its old content until all of them are written."""
    with replacing(path, f"-{uuid4().hex}", sync) as file:
        file.write(content)


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
