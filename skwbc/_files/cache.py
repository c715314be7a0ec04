"""Cache of computed features, by the content of the image and the computation."""

import hashlib
import threading
import warnings
from collections import OrderedDict
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from skwbc._files.safe import remove_abandoned, replacing, unique_ending

# Above this, the least recently used rows in memory are removed.
MEMORY_BYTES = 2**29
# Number of rows computed before they are stored, so that an interrupted computation is not lost.
ROWS_AT_ONCE = 1024
_CHECKSUM_BYTES = 16

_memory = OrderedDict()
_memory_bytes = 0
_memory_lock = threading.Lock()


@cache
def library_versions():
    """Return the versions of the libraries that affect features computed from an image."""
    return " ".join(f"{name} {version(name)}" for name in ("pillow", "scikit-image", "scipy"))


def stored_rows(source, digests, compute, folder=None):
    """Look up a row of features for each image, and compute the missing rows.

    Parameters
    ----------
    source : str
        Fingerprint of the computation of the rows.
    digests : list of bytes
        Fingerprint of each image.
    compute : callable
        Function that takes an array of positions in ``digests`` and returns one row for each.
    folder : path-like, optional
        Folder to store the rows in, besides the memory of this process. It can be shared by several
        processes.

    Returns
    -------
    rows : ndarray of shape (n, n_features)
        One row per image.
    """
    first = {}
    for position, digest in enumerate(digests):
        first.setdefault(digest, position)
    rows = {digest: _recall((source, digest)) for digest in first}
    if folder is not None:
        folder = Path(folder, source)
        for digest in [digest for digest, row in rows.items() if row is None]:
            rows[digest] = _read(folder / digest.hex())
            if rows[digest] is not None:
                _remember((source, digest), rows[digest])
    missing = np.array([first[digest] for digest, row in rows.items() if row is None], dtype=int)
    for start in range(0, len(missing), ROWS_AT_ONCE):
        part = missing[start : start + ROWS_AT_ONCE]
        for position, row in zip(part, compute(part), strict=True):
            digest = digests[position]
            # A view would keep the whole part in memory.
            rows[digest] = row.copy()
            _remember((source, digest), rows[digest])
        if folder is not None:
            _write(folder, {digests[position].hex(): rows[digests[position]] for position in part})
    return np.stack([rows[digest] for digest in digests])


def remembered(key, compute):
    """Look up a single array in memory, and compute it if it is missing."""
    row = _recall(key)
    if row is None:
        row = compute()
        _remember(key, row)
    return row


def fingerprint(*parts):
    """Hash strings and arrays."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else _of_array(part))
    return digest.hexdigest()


def _of_array(array):
    digest = hashlib.blake2b(f"{array.dtype.str}{array.shape}".encode(), digest_size=16)
    digest.update(np.ascontiguousarray(array))
    return digest.digest()


# -- memory ------------------------------------------------------------------------------------


def _recall(key):
    with _memory_lock:
        row = _memory.get(key)
        if row is not None:
            _memory.move_to_end(key)
        return row


def _remember(key, row):
    global _memory_bytes
    with _memory_lock:
        if key not in _memory:
            _memory[key] = row
            _memory_bytes += row.nbytes
        while _memory_bytes > MEMORY_BYTES:
            _, forgotten = _memory.popitem(last=False)
            _memory_bytes -= forgotten.nbytes


# -- folder ------------------------------------------------------------------------------------


def _read(path):
    """Read a row; return ``None`` if it is missing or damaged."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    payload = content[_CHECKSUM_BYTES:]
    if not payload or _checksum(payload) != content[:_CHECKSUM_BYTES]:
        return None
    return np.frombuffer(payload[1:], dtype={b"4": np.float32, b"8": np.float64}[payload[:1]])


def _write(folder, rows):
    """Write each row to its own file, which is replaced atomically."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_abandoned(folder)
        for name, row in rows.items():
            payload = str(row.itemsize).encode() + row.tobytes()
            # If lost in a power cut, a row is simply computed again.
            with replacing(folder / name, unique_ending(), sync=False) as file:
                file.write(_checksum(payload) + payload)
    except OSError as error:
        warnings.warn(
            f"feature_cache: features could not be stored in '{folder}' ({error.strerror}); they "
            "will be computed again next time.",
            UserWarning,
            stacklevel=2,
        )


def _checksum(payload):
    return hashlib.blake2b(payload, digest_size=_CHECKSUM_BYTES).digest()
