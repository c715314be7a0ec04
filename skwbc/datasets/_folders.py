"""Folders of images, with one subfolder per class."""

import os
from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

# Names of folders above the classes that are parts of the data; TEST_SIMPLE is from Kaggle.
_SPLITS = {"train", "training", "val", "valid", "validation", "test", "testing", "test_simple"}


def load_images(folder, *, in_memory=False, verify=False, return_X_y=False):
    """Load images from a folder with one subfolder per class.

    The class folders may be inside folders named 'train', 'val' or 'test', which become ``split``.

    Parameters
    ----------
    folder : str or path-like
        Folder that contains the class folders. Nothing outside of it is read.
    in_memory : bool, default=False
        Whether to decode all images immediately. By default, paths are returned, and every
        estimator of the library decodes them batch by batch.
    verify : bool, default=False
        Whether to decode each file once, to find truncated files. Otherwise, a file is accepted if
        it begins like an image.
    return_X_y : bool, default=False
        Whether to return only images and labels.

    Returns
    -------
    data : Bunch
        Object with these attributes, or (paths or images, target) if ``return_X_y``:

        paths : ndarray of str
            Paths of the files, sorted by name.
        images : list of ndarray
            Pixels as upright RGB; only with ``in_memory``.
        target : ndarray of int
            Index of each image's class in ``target_names``.
        target_names : ndarray of str
            Names of the class folders.
        split : ndarray of str or None
            Name of the folder above the class, in lower case.
        groups : None
            Always None, since the folder does not record which images show the same cell.
        skipped : list of (str, str)
            Files that were skipped, with the reason.
        DESCR : str
            Description of the images found.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from PIL import Image
    >>> from skwbc.datasets import load_images
    >>> with TemporaryDirectory() as folder:
    ...     for name in ("lymphocyte", "monocyte"):
    ...         Path(folder, name).mkdir()
    ...         Image.new("RGB", (8, 8)).save(Path(folder, name, "a.png"))
    ...     data = load_images(folder)
    >>> data.target_names[data.target].tolist()
    ['lymphocyte', 'monocyte']
    """
    root = existing_folder(folder)
    files, skipped = image_files(root, verify=verify)
    found = []
    for file in files:
        parts = file.relative_to(root).parts
        split = parts[0].lower() if parts[0].lower() in _SPLITS else None
        if len(parts) < (2 if split is None else 3):
            skipped.append((printable(file), "not in a folder of a class"))
        else:
            found.append((file, parts[0 if split is None else 1], split))
    splits = {split for *_, split in found}
    if len(splits) > 1 and None in splits:
        raise ValueError(
            f"'{printable(root)}' contains classes beside the folders "
            f"{sorted(splits - {None})}; move the classes into these folders, or load each folder "
            "separately."
        )
    data = as_bunch(
        root,
        [file for file, *_ in found],
        [name for _, name, _ in found],
        skipped,
        split=None if None in splits else np.array([split for *_, split in found]),
        in_memory=in_memory,
    )
    return images_and_target(data) if return_X_y else data


def existing_folder(folder):
    """Resolve a folder passed by the user; raise an error if it is not a folder."""
    root = Path(folder)
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "does not exist"
        raise NotADirectoryError(f"'{printable(root)}' {what}; pass the folder of the images.")
    return root.resolve()


def image_files(root, *, verify=False):
    """List the images below a folder, and the files that are skipped.

    Returns
    -------
    files : list of Path
        Paths of the images, sorted by name.
    skipped : list of (str, str)
        Files that are not images, are hidden or link to outside the folder, with the reason.
    """
    files, skipped = [], []

    def note(error):
        skipped.append((printable(error.filename), f"cannot be opened ({error.strerror})"))

    for place, folders, names in os.walk(root, onerror=note):
        for name in sorted(folders):
            if Path(place, name).is_symlink() or name.startswith("."):
                reason = "a hidden folder" if name.startswith(".") else "a link to a folder"
                skipped.append((printable(Path(place, name)), reason))
                folders.remove(name)
        folders.sort()
        for name in sorted(names):
            file = Path(place, name)
            reason = _why_not(file, root, verify)
            if reason is None:
                files.append(file)
            else:
                skipped.append((printable(file), reason))
    return files, skipped


def _why_not(file, root, verify):
    """Return the reason to skip a file; ``None`` for an image."""
    if file.name.startswith("."):
        return "a hidden file"
    try:
        if file.is_symlink() and leads_out(file, root):
            return "a link to outside the folder"
    except (OSError, RuntimeError) as error:
        return f"cannot be read ({getattr(error, 'strerror', None) or error})"
    return unreadable(file, decode=verify)


def unreadable(file, *, decode):
    """Return the reason why a file cannot be read as an image, decoding it all or its header."""
    from skwbc._input import pictures

    try:
        with pictures.open_picture(file) as picture:
            if decode:
                pictures.decode(picture)
    except FileNotFoundError:
        return "the file does not exist"
    except ValueError as error:
        known = ("not ", "too many pixels")
        return str(error) if str(error).startswith(known) else f"cannot be read ({error})"
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    return None


def leads_out(path, root):
    """Return whether a path is, or passes through, a link to outside a folder."""
    return not path.resolve(strict=True).is_relative_to(root)


def as_bunch(root, files, names, skipped, *, split=None, in_memory=False):
    """Combine files and their class names in the Bunch that all loaders return."""
    if not files:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in skipped[:3])
        raise ValueError(
            f"'{printable(root)}' contains no images in folders of classes"
            f"{f' ({reasons})' if reasons else ''}; pass a folder with one folder per class."
        )
    target_names, target = np.unique(names, return_inverse=True)
    lower = np.array([name.lower() for name in target_names.tolist()])
    for name in lower:
        others = target_names[lower == name].tolist()
        if len(others) > 1:
            raise ValueError(
                f"'{printable(root)}' contains classes that differ only in case, "
                f"{' and '.join(others)}; use one name per class."
            )
    data = Bunch(
        paths=np.array([str(file) for file in files], dtype=object),
        target=target,
        target_names=target_names,
        split=split,
        groups=None,
        skipped=skipped,
    )
    data.DESCR = _describe(root, data)
    if in_memory:
        data.images = [decoded(file) for file in files]
    return data


def images_and_target(data):
    """Return the pair for ``return_X_y``."""
    return data.get("images", data.paths), data.target


def decoded(file):
    """Return the pixels of a file as upright RGB, 0–255."""
    from skwbc._input.images import read

    (pixels,) = read([file], check_rows=None).originals()
    return np.round(pixels * 255).astype(np.uint8)


def _describe(root, data):
    lines = [f"{len(data.paths)} images of {len(data.target_names)} classes in {printable(root)}"]
    for name, count in zip(data.target_names, np.bincount(data.target), strict=True):
        few = " (too few to be in more than one fold)" if count == 1 else ""
        lines.append(f"  {name}: {count}{few}")
    if data.split is not None:
        parts = zip(*np.unique(data.split, return_counts=True), strict=True)
        lines.append("parts: " + ", ".join(f"{name} {count}" for name, count in parts))
    if data.skipped:
        lines.append(f"skipped files ({len(data.skipped)}):")
        lines += [f"  {name}: {reason}" for name, reason in data.skipped]
    return "\n".join(lines)


def printable(path):
    """Convert a path to text, even if its name is not valid text."""
    return os.fsencode(path).decode("utf-8", errors="replace")
