"""Files that are replaced only by complete ones."""

import os
from pathlib import Path
from uuid import uuid4


def replace_file(path, content):
    """Write bytes to a file, which keeps its old content until all of them are written."""
    path = Path(path)
    partial = path.with_name(f".{path.name}-{uuid4().hex}")
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
