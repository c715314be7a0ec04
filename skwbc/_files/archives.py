"""Safe reading of untrusted archives: nothing is unpickled, and the size is bounded."""

import os
from zipfile import ZipFile

import numpy as np

from skwbc._files.safe import open_file

# Maximum content of an archive as a multiple of its size; small archives may contain more.
MOST_GROWTH = 100
ALWAYS_ALLOWED = 2**28


def check_growth(path):
    """Raise an error for an archive that would fill the memory, before it is unpacked."""
    with open_file(path) as file, ZipFile(file) as archive:
        grown = sum(member.file_size for member in archive.infolist())
        if grown > max(MOST_GROWTH * os.fstat(file.fileno()).st_size, ALWAYS_ALLOWED):
            raise ValueError(f"it would grow to {grown:,} bytes")


def read_arrays(path, names=None):
    """Read arrays from an npz file.

    Parameters
    ----------
    path : str or path-like
        The file.
    names : sequence of str, optional
        Names of the arrays to read; by default, all arrays.

    Returns
    -------
    arrays : dict of ndarray
        Arrays by name. An invalid file raises a ``ValueError`` that describes the problem.
    """
    try:
        check_growth(path)
        with open_file(path) as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in (file.files if names is None else names)}
        # Members that do not begin like an array are returned as bytes.
        if not all(isinstance(array, np.ndarray) for array in arrays.values()):
            raise ValueError("it contains members that are not arrays")
        return arrays
    except FileNotFoundError:
        raise
    except Exception as error:
        # A damaged archive can raise any error of its readers.
        raise ValueError(str(error) or type(error).__name__) from error
