# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure


__all__ = ['fetch_bloodmnist', 'fetch_jtsc', 'load_bccd', 'load_bloodmnist', 'load_images', 'load_jtsc', 'load_kaggle_blood_cells', 'load_lisc', 'load_pbc', 'make_blood_cells', 'make_smear']

def fetch_bloodmnist(*, size: Literal[28, 64, 128, 224] = 28, subset: Literal['train', 'val', 'test'] | None = None, data_home: str | PathLike[str] | None = None, download_if_missing: bool = True, n_retries: int = 3, delay: float = 1.0, return_X_y: bool = False) -> Any:
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
def fetch_jtsc(*, data_home: str | PathLike[str] | None = None, download_if_missing: bool = True, n_retries: int = 3, delay: float = 1.0, in_memory: bool = False, return_X_y: bool = False) -> Any:
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
def load_bccd(folder: str | PathLike[str], *, crops: bool = False) -> Any:
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
def load_bloodmnist(path: str | PathLike[str], *, subset: Literal['train', 'val', 'test'] | None = None, return_X_y: bool = False) -> Any:
    """Load BloodMNIST (Yang and others 2023) from its npz file: eight types.

    Parameters
    ----------
    path : str or path-like
        Path of the file, such as 'bloodmnist_64.npz'.
    subset : {'train', 'val', 'test'} or None, default=None
        The part to load; all parts by default.
    return_X_y : bool, default=False
        Whether to return only images and labels.

    Returns
    -------
    data : Bunch
        Object with these attributes, or (images, target) if ``return_X_y``:

        images : ndarray of shape (n, side, side, 3)
            Pixels of the images.
        target : ndarray of int
            Index of each image's class in ``target_names``.
        target_names : ndarray of str
            Names of the types.
        split : ndarray of str
            'train', 'val' or 'test', as published.
        DESCR : str
            Description of the images found.

    See Also
    --------
    load_pbc : Load the same cells at full size.

    Examples
    --------
    >>> import numpy as np
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from skwbc.datasets import load_bloodmnist
    >>> parts = {}
    >>> for name in ("train", "val", "test"):
    ...     parts[f"{name}_images"] = np.zeros((2, 28, 28, 3), dtype=np.uint8)
    ...     parts[f"{name}_labels"] = np.array([[0], [7]], dtype=np.uint8)
    >>> with TemporaryDirectory() as folder:
    ...     np.savez(Path(folder, "bloodmnist.npz"), **parts)
    ...     data = load_bloodmnist(Path(folder, "bloodmnist.npz"), subset="train")
    >>> data.target_names[data.target].tolist()
    ['basophil', 'platelet']
    """
def load_images(folder: str | PathLike[str], *, in_memory: bool = False, verify: bool = False, return_X_y: bool = False) -> Any:
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
def load_jtsc(folder: str | PathLike[str], *, in_memory: bool = False, return_X_y: bool = False) -> Any:
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
def load_kaggle_blood_cells(folder: str | PathLike[str], *, subset: Literal['train', 'test', 'test_simple'] | None = None, in_memory: bool = False, return_X_y: bool = False) -> Any:
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
def load_lisc(folder: str | PathLike[str], *, in_memory: bool = False, return_X_y: bool = False) -> Any:
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
def load_pbc(folder: str | PathLike[str], *, in_memory: bool = False, return_X_y: bool = False) -> Any:
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
def make_blood_cells(n_samples: int = 100, *, classes: Sequence[str] = ('neutrophil', 'lymphocyte', 'monocyte', 'eosinophil', 'basophil'), class_balance: Any = None, image_size: Any = 70, copies_per_cell: int = 1, difficulty: float = 0.5, random_state: Any = None, return_X_y: bool = False) -> Any:
    """Draw labelled pictures of stained blood cells, with masks.

    Each picture shows one cell among red cells. The types differ in the features that microscopists
    examine (shape of the nucleus, chromatin, granules, size, colour of the cytoplasm). Stain, light
    and focus vary so much that the mean colour of a picture carries little information about its
    type.

    Parameters
    ----------
    n_samples : int, default=100
        Number of pictures.

    classes : sequence of str, default=("neutrophil", "lymphocyte", "monocyte", "eosinophil",             "basophil")
        The types to draw; their order defines the codes in `target`. Further types are
        "erythroblast", "immature_granulocyte" and "platelet".

    class_balance : dict, sequence of float or None, default=None
        Proportion of each class, by name or in the order of `classes`; they need not sum to one.
        Counts are rounded by the largest remainder method, so they are the same for every seed.
        None draws all classes equally often.

    image_size : int or (height, width), default=70
        Size in pixels. The shorter side shows about 24 micrometres, regardless of the size.

    copies_per_cell : int, default=1
        With 1, every picture shows a different cell. With more, each cell is drawn once and has up
        to this many augmented copies (rotated, flipped, shifted, sheared, slightly brighter or
        darker). The copies share a number in `groups`. This simulates data sets that were augmented
        before they were published.

    difficulty : float, default=0.5
        Variation of the pictures. 0 draws evenly stained textbook cells; 1 draws strong variation
        of stain, light, focus, noise and overlap, and more atypical nuclei.

    random_state : int, RandomState instance or None, default=None
        Seed of the pictures. The same integer returns bit-identical results.

    return_X_y : bool, default=False
        If True, return ``(images, target)`` instead of a Bunch.

    Returns
    -------
    data : :class:`~sklearn.utils.Bunch`
        Dictionary-like object, with the following attributes:

        images : ndarray of shape (n_samples, height, width, 3), dtype uint8
            The pictures, in RGB.
        target : ndarray of shape (n_samples,), dtype int
            Codes of the types.
        target_names : ndarray of shape (n_classes,), dtype str
            Names of the types: ``target_names[target]`` is the label of each picture.
        groups : ndarray of shape (n_samples,), dtype int
            Number of the cell that each picture shows.
        masks : ndarray of shape (n_samples, height, width), dtype uint8
            0 is background, 1 cytoplasm and 2 nucleus. A platelet is labelled entirely as
            cytoplasm.
        DESCR : str
            Description of the pictures.

    (images, target) : tuple if `return_X_y` is True
        Only the pictures and the codes of their types.

    Notes
    -----
    The pictures are synthetic. They are intended for examples and tests, and cannot replace real
    cells: a model's score on them says nothing about its score on a smear.

    Each cell is drawn from its own seed, so it does not depend on the other pictures. Apart from
    sensor noise and sharpness, the same seed draws the same cells at every `image_size`.

    Light is absorbed by four dyes (azure in chromatin, azure in cytoplasm, eosin, and eosin in
    eosinophil granules) according to the Beer-Lambert law. The dyes' colours and amounts, the lamp,
    its unevenness, exposure, focus and sensor noise vary from picture to picture.

    Copies of one cell on both sides of a split are a data leak: split by `groups` whenever
    `copies_per_cell` is above 1.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> cells = make_blood_cells(20, random_state=0)
    >>> cells.images.shape
    (20, 70, 70, 3)
    >>> print(*cells.target_names)
    neutrophil lymphocyte monocyte eosinophil basophil

    A differential count as in healthy blood:

    >>> import numpy as np
    >>> share = {"neutrophil": 0.6, "lymphocyte": 0.3, "monocyte": 0.1}
    >>> X, y = make_blood_cells(
    ...     50, classes=list(share), class_balance=share, random_state=0, return_X_y=True
    ... )
    >>> np.bincount(y).tolist()
    [30, 15, 5]

    Five augmented copies of each cell:

    >>> cells = make_blood_cells(20, copies_per_cell=5, classes=["platelet"], random_state=0)
    >>> np.bincount(cells.groups).tolist()
    [5, 5, 5, 5]
    """
def make_smear(n_fields: int = 1, *, n_cells: int = 4, classes: Sequence[str] = ('neutrophil', 'lymphocyte', 'monocyte', 'eosinophil', 'basophil'), class_balance: Any = None, image_size: Any = ..., magnification: float = 8.0, touching: float = 0.1, stain: float = 1.0, unevenness: float = 0.1, blur: float | None = None, n_laboratories: int = 1, difficulty: float = 0.5, random_state: Any = None) -> Any:
    """Draw whole fields of a stained smear, with a box and a mask of each white cell.

    White cells lie at random places among red cells and platelets, as under the oil immersion
    objective. Some of them touch, and some are cut by the border of the field.

    Parameters
    ----------
    n_fields : int, default=1
        Number of fields.

    n_cells : int, default=4
        Number of white cells per field.

    classes : sequence of str, default=("neutrophil", "lymphocyte", "monocyte", "eosinophil",             "basophil")
        Types of the white cells, as for :func:`make_blood_cells`. If it contains "platelet",
        platelets have boxes too, and no other platelets are drawn.

    class_balance : dict, sequence of float or None, default=None
        Proportion of each class, by name or in the order of `classes`; they need not sum to one.
        None draws all classes equally often.

    image_size : int or (height, width), default=(480, 640)
        Size in pixels.

    magnification : float, default=8.0
        Pixels per micrometre. A red cell is about seven micrometres wide.

    touching : float, default=0.1
        Share of the white cells that touch another white cell.

    stain : float, default=1.0
        Amount of all dyes, relative to a usual stain; 0.5 is a pale stain.

    unevenness : float, default=0.1
        Decrease of the light from the brightest to the darkest place of a field, as a share. The
        brightest place differs from field to field.

    blur : float or None, default=None
        Standard deviation of the blur in micrometres. By default, it is drawn for each field, and
        grows with `difficulty`.

    n_laboratories : int, default=1
        Number of laboratories, each with its own dyes, lamp, camera and colour of red cells, from
        pink to blue-grey. Fields are assigned to them in turn.

    difficulty : float, default=0.5
        Variation of cells and laboratories. 0 draws textbook cells in a standard stain.

    random_state : int, RandomState instance or None, default=None
        Seed of the fields. The same integer returns bit-identical results.

    Returns
    -------
    data : :class:`~sklearn.utils.Bunch`
        Dictionary-like object, with the following attributes:

        images : ndarray of shape (n_fields, height, width, 3), dtype uint8
            The fields, in RGB.
        boxes : list of ndarray of int of shape (n_cells, 4)
            Left, top, right and bottom of the visible part of each white cell in each field, in
            pixels; right and bottom are exclusive.
        labels : list of ndarray of str of shape (n_cells,)
            Type of each white cell in each field.
        masks : ndarray of shape (n_fields, height, width), dtype uint8
            0 is background, 1 cytoplasm and 2 nucleus of white cells.
        cells : ndarray of shape (n_fields, height, width), dtype uint16
            Number of the white cell that each pixel shows, in the order of ``boxes`` and from 1 on;
            0 elsewhere.
        groups : ndarray of shape (n_fields,), dtype int
            Number of each field's laboratory.
        DESCR : str
            Description of the fields.

    See Also
    --------
    make_blood_cells : Draw pictures of single cells.
    skwbc.preprocessing.CellCropper : Find the white cells of fields.

    Notes
    -----
    The fields are synthetic. They are intended for examples and tests, and for comparing settings
    of a detector under known conditions. Stain and light follow the same model as in
    :func:`make_blood_cells`.

    Examples
    --------
    >>> from skwbc.datasets import make_smear
    >>> smear = make_smear(2, n_cells=3, image_size=(240, 320), magnification=4, random_state=0)
    >>> smear.images.shape
    (2, 240, 320, 3)
    >>> [boxes.shape for boxes in smear.boxes]
    [(3, 4), (3, 4)]
    """
