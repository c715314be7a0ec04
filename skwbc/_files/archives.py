"""Archives that come from elsewhere: nothing is unpickled, and nothing grows without bounds."""

import os
from zipfile import ZipFile

import numpy as np

from skwbc._files.safe import open_file

# What an archive may hold, as a multiple of its size; small ones may hold more.
MOST_GROWTH = 100
ALWAYS_ALLOWED = 2**28


def check_growth(path):
    """Refuse an archive that would fill the memory, before any of it is unpacked."""
    with open_file(path) as file, ZipFile(file) as archive:
        grown = sum(member.file_size for member in archive.infolist())
        if grown > max(MOST_GROWTH * os.fstat(file.fileno()).st_size, ALWAYS_ALLOWED):
            raise ValueError(f"it would grow to {grown:,} bytes")


def read_arrays(path, names=None):
    """Read arrays of an npz file.

    Parameters
    ----------
    path : str or path-like
        The file.
    names : sequence of str, optional
        Which arrays; all by default.

    Returns
    -------
    arrays : dict of ndarray
        By name. Whatever is wrong with the file raises a ``ValueError`` that says so.
    """
    try:
        check_growth(path)
        with open_file(path) as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in (file.files if names is None else names)}
        # What doesn't begin as an array comes as bytes.
        if not all(isinstance(array, np.ndarray) for array in arrays.values()):
            raise ValueError("it holds something else than arrays")
        return arrays
    except FileNotFoundError:
        raise
    except Exception as error:
        # A damaged archive raises whatever its readers stumble over.
        raise ValueError(str(error) or type(error).__name__) from error
