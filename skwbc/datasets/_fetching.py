"""Data sets that are downloaded on request, verified and stored locally."""

import hashlib
import os
import shutil
import time
import zipfile
from pathlib import Path

from sklearn.datasets import get_data_home

from skwbc.datasets._folders import printable
from skwbc.datasets._medmnist import load_bloodmnist
from skwbc.datasets._published import load_jtsc

_BLOODMNIST_URL = "https://zenodo.org/records/10519652/files/{name}?download=1"
_BLOODMNIST_MD5 = {
    28: "7053d0359d879ad8a5505303e11de1dc",
    64: "2b94928a2ae4916078ca51e05b6b800b",
    128: "adace1e0ed228fccda1f39692059dd4c",
    224: "b718ff6835fcbdb22ba9eacccd7b2601",
}
_JTSC_COMMIT = "fa9c01622f52bccb9aeb8a6f2628f564e377767d"
_JTSC_URL = f"https://codeload.github.com/zxaoyou/segmentation_WBC/zip/{_JTSC_COMMIT}"
# Timeout in seconds for a server that sends no data.
_PATIENCE = 30
# Maximum number of bytes lost when a download is interrupted.
_CHUNK = 2**13


def fetch_bloodmnist(
    *,
    size=28,
    subset=None,
    data_home=None,
    download_if_missing=True,
    n_retries=3,
    delay=1.0,
    return_X_y=False,
):
    """Download BloodMNIST (Yang and others 2023) once and load it: eight types, 17,092 cells.

    Parameters
    ----------
    size : {28, 64, 128, 224}, default=28
        Side of the images.
    subset : {'train', 'val', 'test'} or None, default=None
        The part to load; all parts by default.
    data_home : path-like or None, default=None
        Folder in which data are stored; by default, scikit-learn's data folder.
    download_if_missing : bool, default=True
        Whether to download missing data. If False, an error is raised instead.
    n_retries : int, default=3
        Number of times that an interrupted download is resumed.
    delay : float, default=1.0
        Seconds between attempts.
    return_X_y : bool, default=False
        Whether to return only images and labels.

    Returns
    -------
    data : Bunch
        Data as returned by :func:`load_bloodmnist`.

    Notes
    -----
    The file is downloaded from Zenodo's record 10519652 and verified by its MD5 checksum. It is
    given its final name only when complete; an interrupted download is resumed on the next call.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from skwbc.datasets import fetch_bloodmnist
    >>> with TemporaryDirectory() as folder:
    ...     fetch_bloodmnist(data_home=folder, download_if_missing=False)
    Traceback (most recent call last):
    FileNotFoundError: 'bloodmnist.npz' is not in ...; set download_if_missing=True to download it.
    """
    if size not in _BLOODMNIST_MD5:
        raise ValueError(f"size={size!r} is not one of {', '.join(map(str, _BLOODMNIST_MD5))}.")
    name = "bloodmnist.npz" if size == 28 else f"bloodmnist_{size}.npz"
    path = _home(data_home) / name
    if not path.exists():
        _allow(download_if_missing, path)
        url = _BLOODMNIST_URL.format(name=name)
        _download(url, path, n_retries, delay, _BLOODMNIST_MD5[size])
    return load_bloodmnist(path, subset=subset, return_X_y=return_X_y)


def fetch_jtsc(
    *,
    data_home=None,
    download_if_missing=True,
    n_retries=3,
    delay=1.0,
    in_memory=False,
    return_X_y=False,
):
    """Download JTSC once and load it: 300 cells with masks (Zheng and others 2018).

    Parameters
    ----------
    data_home : path-like or None, default=None
        Folder in which data are stored; by default, scikit-learn's data folder.
    download_if_missing : bool, default=True
        Whether to download missing data. If False, an error is raised instead.
    n_retries : int, default=3
        Number of times that an interrupted download is resumed.
    delay : float, default=1.0
        Seconds between attempts.
    in_memory : bool, default=False
        Whether to decode all images and masks immediately.
    return_X_y : bool, default=False
        Whether to return only images and labels.

    Returns
    -------
    data : Bunch
        Data as returned by :func:`load_jtsc`.

    Notes
    -----
    The images come from one commit of the repository zxaoyou/segmentation_WBC. GitHub generates the
    archive on request, so the archive has no fixed checksum. Instead, three properties are checked:
    the commit recorded in the archive, the checksum of each file, and the presence of all 300 cells
    and their masks.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from skwbc.datasets import fetch_jtsc
    >>> with TemporaryDirectory() as folder:
    ...     fetch_jtsc(data_home=folder, download_if_missing=False)
    Traceback (most recent call last):
    FileNotFoundError: 'jtsc' is not in ...; set download_if_missing=True to download it.
    """
    folder = _home(data_home) / "jtsc"
    archive = folder.with_suffix(".zip")
    if not folder.exists():
        _allow(download_if_missing, folder)
        _download(_JTSC_URL, archive, n_retries, delay)
        if problem := _check_jtsc(archive):
            archive.unlink()
            raise OSError(
                f"The download from {_JTSC_URL} is not JTSC ({problem}); try again later."
            )
        partial = folder.with_suffix(".part")
        # Left behind by a process that was killed.
        shutil.rmtree(partial, ignore_errors=True)
        _unpack(archive, partial)
        os.replace(partial, folder)
    archive.unlink(missing_ok=True)
    return load_jtsc(folder, in_memory=in_memory, return_X_y=return_X_y)


def _home(data_home):
    home = Path(get_data_home(data_home), "skwbc")
    home.mkdir(exist_ok=True)
    return home


def _allow(download_if_missing, path):
    if not download_if_missing:
        raise FileNotFoundError(
            f"'{path.name}' is not in '{printable(path.parent)}'; set download_if_missing=True to "
            "download it."
        )


def _download(url, path, n_retries, delay, md5=None):
    """Download a file, resuming an earlier attempt; rename it when it is complete."""
    import requests

    partial = path.with_name(f"{path.name}.part")
    for attempt in range(n_retries + 1):
        if attempt:
            time.sleep(delay)
        try:
            _go_on(url, partial)
        except requests.RequestException as error:
            problem = error
            answer = getattr(error, "response", None)
            if answer is not None and 400 <= answer.status_code < 500:
                break
            continue
        with open(partial, "rb") as file:
            found = hashlib.file_digest(file, "md5").hexdigest()
        if md5 in (None, found):
            os.replace(partial, path)
            return
        # The next attempt restarts the download.
        partial.unlink()
        problem = ValueError(f"its MD5 checksum is {found} instead of {md5}")
    raise OSError(
        f"'{path.name}' could not be downloaded from {url} ({problem}); try again later, or copy "
        f"the file into '{printable(path.parent)}'."
    ) from problem


def _go_on(url, partial):
    """Append the rest of a partial file, or restart if the server cannot resume."""
    import requests

    done = partial.stat().st_size if partial.exists() else 0
    headers = {"Range": f"bytes={done}-"} if done else {}
    with requests.get(url, headers=headers, stream=True, timeout=_PATIENCE) as answer:
        if answer.status_code == requests.codes.requested_range_not_satisfiable:
            # The file is already complete, unless the checksum test fails.
            return
        answer.raise_for_status()
        goes_on = answer.status_code == requests.codes.partial_content
        with open(partial, "ab" if goes_on else "wb") as file:
            for chunk in answer.iter_content(_CHUNK):
                file.write(chunk)


def _check_jtsc(path):
    """Return a description of what is wrong with the archive of JTSC, or ``None``."""
    try:
        with zipfile.ZipFile(path) as archive:
            commit = archive.comment.decode(errors="replace")
            damaged = archive.testzip()
            missing = set(_jtsc_files()) - {_inside(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        return f"the archive is incomplete: {error}"
    if commit != _JTSC_COMMIT:
        return f"it is of commit {commit!r} instead of {_JTSC_COMMIT}"
    return f"{damaged or min(missing)} is damaged or missing" if damaged or missing else None


def _jtsc_files():
    yield "Class Labels of Dataset 1.csv"
    for number in range(1, 301):
        yield f"Dataset 1/{number:03d}.bmp"
        yield f"Dataset 1/{number:03d}.png"


def _inside(name):
    """Return the name of a member without the archive's top-level folder."""
    return name.partition("/")[2]


def _unpack(path, folder):
    """Unpack only the files of JTSC, under fixed names that the archive cannot choose."""
    (folder / "Dataset 1").mkdir(parents=True)
    with zipfile.ZipFile(path) as archive:
        members = {_inside(name): name for name in archive.namelist()}
        for name in _jtsc_files():
            with archive.open(members[name]) as source, open(folder / name, "wb") as target:
                shutil.copyfileobj(source, target)
