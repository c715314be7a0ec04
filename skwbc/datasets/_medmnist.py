"""BloodMNIST: the cells of Barcelona as small squares, with published splits."""

from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from skwbc._files.archives import read_arrays
from skwbc.datasets._folders import printable

_TYPES = (
    "basophil",
    "eosinophil",
    "erythroblast",
    "immature granulocyte",
    "lymphocyte",
    "monocyte",
    "neutrophil",
    "platelet",
)
_SPLITS = ("train", "val", "test")


def load_bloodmnist(path, *, subset=None, return_X_y=False):
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
    if subset is not None and subset not in _SPLITS:
        raise ValueError(f"subset={subset!r} is not one of {', '.join(_SPLITS)}.")
    parts = _SPLITS if subset is None else (subset,)
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"The file '{printable(path)}' does not exist; check the path.")
    try:
        arrays = read_arrays(
            path, [f"{part}_{what}" for part in parts for what in ("images", "labels")]
        )
    except ValueError as error:
        raise ValueError(
            f"'{printable(path)}' is not the npz file of BloodMNIST, or it is damaged ({error})."
        ) from error
    images = [arrays[f"{part}_images"] for part in parts]
    labels = [arrays[f"{part}_labels"].ravel() for part in parts]
    shape = images[0].shape[1:]
    if not all(some.dtype == np.uint8 and some.shape[1:] == shape for some in images) or (
        len(shape) != 3 or shape[2] != 3
    ):
        raise ValueError(
            f"'{printable(path)}' contains images that are not from BloodMNIST; download it again."
        )
    for part, of_part, its_labels in zip(parts, images, labels, strict=True):
        if len(of_part) != len(its_labels):
            raise ValueError(
                f"'{printable(path)}' has {len(of_part)} images but {len(its_labels)} labels in "
                f"the part {part}; download it again."
            )
    images, target = np.concatenate(images), np.concatenate(labels)
    if not set(target.tolist()) <= set(range(len(_TYPES))):
        raise ValueError(
            f"'{printable(path)}' contains labels that are not from BloodMNIST; download it again."
        )
    target = target.astype(int)
    if return_X_y:
        return images, target
    split = np.repeat(parts, [len(part) for part in labels])
    counts = ", ".join(f"{part} {len(of)}" for part, of in zip(parts, labels, strict=True))
    return Bunch(
        images=images,
        target=target,
        target_names=np.array(_TYPES),
        split=split,
        DESCR=f"BloodMNIST, {images.shape[1]}×{images.shape[2]} pixels: {counts}",
    )
