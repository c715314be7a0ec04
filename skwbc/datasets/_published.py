"""Published sets of white blood cells, read from the folder to which they were unpacked."""

import csv
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from skwbc._input.pictures import square_crop
from skwbc.datasets._folders import (
    as_bunch,
    decoded,
    existing_folder,
    image_files,
    images_and_target,
    leads_out,
    load_images,
    printable,
)

_SIDES = ("xmin", "ymin", "xmax", "ymax")
_JTSC_TYPES = ("neutrophil", "lymphocyte", "monocyte", "eosinophil", "basophil")
_LISC_TYPES = {
    "baso": "basophil",
    "eosi": "eosinophil",
    "lymp": "lymphocyte",
    "mono": "monocyte",
    "neut": "neutrophil",
}
_PBC_TYPES = {
    "basophil",
    "eosinophil",
    "erythroblast",
    "ig",
    "lymphocyte",
    "monocyte",
    "neutrophil",
    "platelet",
}
_PBC_SUBTYPES = {
    "BNE": "band neutrophil",
    "SNE": "segmented neutrophil",
    "NEUTROPHIL": "neutrophil",
    "IG": "immature granulocyte",
    "MMY": "metamyelocyte",
    "MY": "myelocyte",
    "PMY": "promyelocyte",
}


def load_kaggle_blood_cells(folder, *, subset=None, in_memory=False, return_X_y=False):
    """Load the 'blood-cells' images of Kaggle: four types, and augmented copies of few cells.

    Parameters
    ----------
    folder : str or path-like
        The unpacked data, or any folder inside it that still contains TRAIN, TEST or TEST_SIMPLE.
    subset : {'train', 'test', 'test_simple'} or None, default=None
        The part to load; by default all parts, which are recorded in ``split``.
    in_memory : bool, default=False
        Whether to decode all images immediately.
    return_X_y : bool, default=False
        Whether to return only images and labels.

    Returns
    -------
    data : Bunch
        Data as returned by :func:`load_images`.

    Notes
    -----
    TRAIN and TEST are copies of few cells, rotated, shifted, sheared and flipped: the 2,487 images
    of TEST show 71 cells. With random folds, a model is tested on cells that it was trained on;
    keep the copies of a cell together. The number in a file's name does not identify its cell.

    Examples
    --------
    >>> from skwbc.datasets import load_kaggle_blood_cells
    >>> load_kaggle_blood_cells("missing")
    Traceback (most recent call last):
    NotADirectoryError: 'missing' does not exist; pass the folder of the images.
    """
    parts = ("train", "test", "test_simple")
    if subset is not None and subset not in parts:
        raise ValueError(f"subset={subset!r} is not one of {', '.join(parts)}.")
    wanted = parts if subset is None else (subset,)
    root = _find(existing_folder(folder), {part.upper() for part in wanted})
    if subset is not None:
        root = next(place for place in root.iterdir() if place.name.lower() == subset)
    return load_images(root, in_memory=in_memory, return_X_y=return_X_y)


def load_pbc(folder, *, in_memory=False, return_X_y=False):
    """Load the peripheral blood cells of Barcelona (Acevedo and others 2020): eight types.

    Parameters
    ----------
    folder : str or path-like
        The unpacked data, or any folder inside it that still contains the folders of the types.
    in_memory : bool, default=False
        Whether to decode all images immediately.
    return_X_y : bool, default=False
        Whether to return only images and labels.

    Returns
    -------
    data : Bunch
        Data as returned by :func:`load_images`, and

        subtype : ndarray of str
            Further detail in the file's name: band or segmented for neutrophils, the stage of
            maturation for immature granulocytes, and the type itself for all others.

    Examples
    --------
    >>> from skwbc.datasets import load_pbc
    >>> load_pbc("missing")
    Traceback (most recent call last):
    NotADirectoryError: 'missing' does not exist; pass the folder of the images.
    """
    root = _find(existing_folder(folder), _PBC_TYPES)
    data = load_images(root, in_memory=in_memory)
    types = data.target_names[data.target]
    data.subtype = np.array(
        [
            _PBC_SUBTYPES.get(Path(path).name.partition("_")[0].upper(), kind)
            for path, kind in zip(data.paths, types, strict=True)
        ]
    )
    return images_and_target(data) if return_X_y else data


def load_lisc(folder, *, in_memory=False, return_X_y=False):
    """Load LISC, the leukocyte images of Rezatofighi and Soltanian-Zadeh (2011): five types.

    Parameters
    ----------
    folder : str or path-like
        The unpacked data, or any folder inside it that still contains the folders of the types.
    in_memory : bool, default=False
        Whether to decode all images immediately.
    return_X_y : bool, default=False
        Whether to return only images and labels.

    Returns
    -------
    data : Bunch
        Data as returned by :func:`load_images`. Pictures with several types (the folder 'mixt') are
        listed in ``skipped``.

    Examples
    --------
    >>> from skwbc.datasets import load_lisc
    >>> load_lisc("missing")
    Traceback (most recent call last):
    NotADirectoryError: 'missing' does not exist; pass the folder of the images.
    """
    root = existing_folder(folder)
    mains = (place for place in root.rglob("*") if place.name.lower() == "main dataset")
    main = next((place for place in mains if place.is_dir() and not leads_out(place, root)), root)
    main = _find(main, set(_LISC_TYPES), length=4)
    files, skipped = image_files(main)
    kept, names = [], []
    for file in files:
        *folders, _ = file.relative_to(main).parts
        kind = _LISC_TYPES.get(folders[0][:4].lower()) if folders else None
        if kind is None:
            skipped.append((printable(file), "not in a folder of one of the five types"))
        else:
            kept.append(file)
            names.append(kind)
    data = as_bunch(main, kept, names, skipped, in_memory=in_memory)
    return images_and_target(data) if return_X_y else data


def load_jtsc(folder, *, in_memory=False, return_X_y=False):
    """Load JTSC, 300 single cells with masks of nucleus and cytoplasm (Zheng and others 2018).

    Parameters
    ----------
    folder : str or path-like
        The repository segmentation_WBC ('Dataset 1' and its table of labels), or a folder with
        'images', 'masks' and 'labels.csv'.
    in_memory : bool, default=False
        Whether to decode all images and masks immediately.
    return_X_y : bool, default=False
        Whether to return only images and labels.

    Returns
    -------
    data : Bunch
        Data as returned by :func:`load_images`, and

        mask_paths : ndarray of str
            Path of each image's mask.
        masks : list of ndarray
            0 background, 1 cytoplasm, 2 nucleus; only if ``in_memory``.

    Notes
    -----
    Some of the labels were assigned by the authors of the segmentation paper, not by
    haematologists; a few are wrong.

    Examples
    --------
    >>> from skwbc.datasets import load_jtsc
    >>> load_jtsc("missing")
    Traceback (most recent call last):
    NotADirectoryError: 'missing' does not exist; pass the folder of the images.
    """
    root = existing_folder(folder)
    tables = {*root.rglob("labels.csv"), *root.rglob("Class Labels of Dataset 1.csv")}
    tables = sorted(table for table in tables if table.is_file() and not leads_out(table, root))
    if not tables:
        raise ValueError(
            f"'{printable(root)}' has neither 'labels.csv' nor 'Class Labels of Dataset 1.csv'; "
            "pass the folder with the table of labels."
        )
    table = tables[0]
    root = table.parent
    is_original = table.name != "labels.csv"
    images = root / ("Dataset 1" if is_original else "images")
    masks = images if is_original else root / "masks"
    files, mask_files, names, skipped = [], [], [], []
    for name, label in _read_labels(table, is_original):
        stem = f"{int(name):03d}" if is_original else Path(name).stem
        image, mask = images / (f"{stem}.bmp" if is_original else name), masks / f"{stem}.png"
        if not image.is_file() or not mask.is_file():
            skipped.append((printable(image), "without a mask" if image.is_file() else "missing"))
        elif leads_out(image, root) or leads_out(mask, root):
            skipped.append((printable(image), "a link to outside the folder"))
        else:
            files.append(image)
            mask_files.append(mask)
            names.append(label)
    data = as_bunch(root, files, names, skipped, in_memory=in_memory)
    data.mask_paths = np.array([str(file) for file in mask_files], dtype=object)
    if in_memory:
        data.masks = [_mask(file) for file in mask_files]
    return images_and_target(data) if return_X_y else data


def _read_labels(table, is_original):
    """Read the names of the images and of their types; raise an error for a damaged table."""
    with open(table, newline="", encoding="utf-8-sig") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file)]
    table = f"'{printable(table)}'"
    if not rows:
        raise ValueError(f"{table} is empty; pass the folder of the unpacked data.")
    header = rows[0]
    if header and (header[0].isdigit() if is_original else Path(header[0]).suffix):
        raise ValueError(
            f"{table} begins with '{','.join(header)}' instead of a header; add a first row with "
            "the names of the columns."
        )
    found = []
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        where = f"row {number} of {table}"
        if len(row) != 2:
            raise ValueError(
                f"{where} has {len(row)} cells instead of an image and its label; correct the row."
            )
        name, label = row
        if not label:
            raise ValueError(f"{where} has no label; add one or remove the row.")
        if is_original:
            if not name.isdecimal():
                raise ValueError(f"{where} has the image '{name}'; images must be numbers.")
            if label not in {str(place) for place in range(1, len(_JTSC_TYPES) + 1)}:
                raise ValueError(
                    f"{where} has the label '{label}'; labels must be from 1 to {len(_JTSC_TYPES)}."
                )
            label = _JTSC_TYPES[int(label) - 1]
        found.append((name, label))
    return found


def load_bccd(folder, *, crops=False):
    """Load BCCD: fields of 640×480 pixels with a box around every cell.

    Parameters
    ----------
    folder : str or path-like
        The unpacked data: images in 'JPEGImages' or 'images', Pascal VOC files in 'Annotations' or
        'annotations'.
    crops : bool, default=False
        Whether to crop the white cells.

    Returns
    -------
    data : Bunch
        Object with these attributes:

        paths : ndarray of str
            Paths of the fields.
        boxes : list of ndarray of shape (n_boxes, 4)
            Left, top, right and bottom of each box in each field, in pixels.
        labels : list of ndarray of str
            'WBC', 'RBC' or 'Platelets' for each box in each field.
        images : list of ndarray
            Square crops of the white cells around their boxes; only with ``crops``.
        groups : ndarray of int
            Index of each crop's field in ``paths``, ``boxes`` and ``labels``; only with ``crops``.
        skipped : list of (str, str)
            Fields and boxes that were skipped, with the reason.
        DESCR : str
            Description of the data found.

    Examples
    --------
    >>> from skwbc.datasets import load_bccd
    >>> load_bccd("missing")
    Traceback (most recent call last):
    NotADirectoryError: 'missing' does not exist; pass the folder of the images.
    """
    root = _find(existing_folder(folder), {"annotations"})
    places = [place for place in root.iterdir() if place.is_dir() and not leads_out(place, root)]
    inside = {place.name.lower(): place for place in places}
    pictures = inside.get("jpegimages", inside.get("images"))
    if pictures is None:
        raise ValueError(
            f"'{printable(root)}' contains annotations, but neither 'JPEGImages' nor 'images'; "
            "pass the folder of the unpacked data."
        )
    files, skipped = image_files(pictures)
    fields, boxes, labels = [], [], []
    for file in files:
        notes = inside["annotations"] / f"{file.stem}.xml"
        try:
            if leads_out(notes, root):
                skipped.append((printable(notes), "a link to outside the folder"))
                continue
            found, names = _read_voc(notes)
        except FileNotFoundError:
            skipped.append((printable(file), "without an annotation"))
            continue
        except (ElementTree.ParseError, ValueError, AttributeError) as error:
            skipped.append((printable(notes), f"not a Pascal VOC file ({error})"))
            continue
        sound = (found[:, 2] > found[:, 0]) & (found[:, 3] > found[:, 1])
        skipped += [(printable(notes), f"box {box.tolist()} is empty") for box in found[~sound]]
        fields.append(file)
        boxes.append(found[sound])
        labels.append(names[sound])
    if not fields:
        raise ValueError(
            f"'{printable(root)}' contains no field with an annotation; pass the folder of the "
            "unpacked data."
        )
    white = [of_field[names == "WBC"] for of_field, names in zip(boxes, labels, strict=True)]
    n_white = sum(map(len, white))
    data = Bunch(
        paths=np.array([str(file) for file in fields], dtype=object),
        boxes=boxes,
        labels=labels,
        skipped=skipped,
        DESCR=f"{len(fields)} fields with {n_white} white cells in {printable(root)}",
    )
    if crops:
        data.groups = np.repeat(np.arange(len(fields)), [len(of_field) for of_field in white])
        data.images = [
            square_crop(pixels, box)
            for file, of_field in zip(fields, white, strict=True)
            for pixels in [decoded(file)]
            for box in of_field
        ]
    return data


def _read_voc(file):
    """Return the boxes and their names from a Pascal VOC file."""
    objects = ElementTree.parse(file).getroot().findall("object")
    boxes = [
        [int(float(each.find("bndbox").find(side).text)) for side in _SIDES] for each in objects
    ]
    names = [each.find("name").text.strip() for each in objects]
    return np.array(boxes, dtype=int).reshape(-1, 4), np.array(names, dtype=str)


def _find(root, names, length=None):
    """Find a folder that contains some of the named folders: the root or one a few levels below."""
    wanted = {name.lower() for name in names}
    places = [root]
    for _ in range(4):
        for place in places:
            inside = {
                child.name.lower()[:length]
                for child in place.iterdir()
                if child.is_dir() and not leads_out(child, root)
            }
            if inside & wanted:
                return place
        places = [
            child
            for place in places
            for child in sorted(place.iterdir())
            if child.is_dir() and not child.is_symlink()
        ]
    raise ValueError(
        f"'{printable(root)}' contains none of the folders {', '.join(sorted(names))}; pass the "
        "folder of the unpacked data."
    )


def _mask(file):
    """Return the labels of a mask whose cytoplasm is grey and whose nucleus is white."""
    grey = decoded(file)[..., 0]
    return np.digitize(grey, [64, 192]).astype(np.uint8)
