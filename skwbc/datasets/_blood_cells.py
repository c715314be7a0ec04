"""Synthetic pictures of stained blood cells, with labels: `make_blood_cells`."""

from numbers import Integral, Real

import numpy as np
from sklearn.utils import Bunch, check_random_state

from skwbc._input.images import as_size
from skwbc._sklearn import Interval, validate_params
from skwbc.datasets._cell_shapes import CELL_TYPES, draw_cell
from skwbc.datasets._rendering import render
from skwbc.datasets._slides import draw_slide

SMALLEST_SIDE = 16  # below this, lobes and granules are smaller than a pixel
PIXELS_PER_CHUNK = 100_000  # arrays of this size stay in the processor's cache

DESCRIPTION = """\
Synthetic pictures of stained blood cells
-----------------------------------------

Each picture shows one cell of interest near its middle, in a field of red cells, as on a smear with
a Romanowsky stain (Wright, Giemsa, May-Gruenwald-Giemsa). The pictures are drawn by a program:
outlines, lobes, chromatin and granules are random within limits set for each type, the colours
come from amounts of four dyes (Beer-Lambert), and stain, light, focus and noise vary from picture
to picture.

- neutrophil: two to five joined lobes, fine pinkish granules
- lymphocyte: small; a round, dense nucleus with a thin blue rim
- monocyte: large; a kidney or horseshoe of looser chromatin, wide grey-blue cytoplasm, vacuoles
- eosinophil: two lobes, coarse orange-red granules
- basophil: coarse, dark purple granules that lie over the nucleus and hide it
- erythroblast: small; a very dense round nucleus, a rim from greyish blue to pink
- immature_granulocyte: large; a pale round to indented nucleus, basophilic, purple granules
- platelet: very small, no nucleus, granular purple

This picture set: {n_samples} pictures of {n_cells} cells, {height} x {width} pixels.
{counts}

The set is intended for examples, tests, and trying out code if real pictures are not available. The
types are simplified textbook cells, the frequencies are those requested, and no patient, disease or
laboratory is represented. A score on these pictures says nothing about real cells.
"""


@validate_params(
    {
        "n_samples": [Interval(Integral, 1, None, closed="left")],
        "classes": ["array-like"],
        "class_balance": [None, dict, "array-like"],
        "image_size": [Integral, "array-like"],
        "copies_per_cell": [Interval(Integral, 1, None, closed="left")],
        "difficulty": [Interval(Real, 0, 1, closed="both")],
        "random_state": ["random_state"],
        "return_X_y": ["boolean"],
    },
    prefer_skip_nested_validation=True,
)
def make_blood_cells(
    n_samples=100,
    *,
    classes=("neutrophil", "lymphocyte", "monocyte", "eosinophil", "basophil"),
    class_balance=None,
    image_size=70,
    copies_per_cell=1,
    difficulty=0.5,
    random_state=None,
    return_X_y=False,
):
    """Draw labelled pictures of stained blood cells, with masks.

    Each picture shows one cell among red cells. The types differ in the features that microscopists
    examine (shape of the nucleus, chromatin, granules, size, colour of the cytoplasm). Stain, light
    and focus vary so much that the mean colour of a picture carries little information about its
    type.

    Parameters
    ----------
    n_samples : int, default=100
        Number of pictures.

    classes : sequence of str, default=("neutrophil", "lymphocyte", "monocyte", "eosinophil", \
            "basophil")
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
    classes = check_classes(classes)
    height, width = _check_image_size(image_size)
    counts = count_classes(n_samples, check_balance(class_balance, classes))
    random_state = check_random_state(random_state)

    cell_target, copies = _allot_copies(counts, copies_per_cell)
    order = random_state.permutation(len(cell_target))
    cell_target, copies = cell_target[order], copies[order]
    cell_seeds = random_state.randint(2**31 - 1, size=len(cell_target))
    groups = np.repeat(np.arange(len(cell_target)), copies)
    copy_seeds = random_state.randint(2**31 - 1, size=n_samples)
    place = random_state.permutation(n_samples)  # where each picture goes

    images = np.empty((n_samples, height, width, 3), np.uint8)
    masks = np.empty((n_samples, height, width), np.uint8)
    cells_at_once = max(1, PIXELS_PER_CHUNK // (height * width * copies_per_cell))
    for start in range(0, len(cell_target), cells_at_once):
        chunk = slice(start, start + cells_at_once)
        names = [classes[code] for code in cell_target[chunk]]
        pictures, outlines = _draw(names, cell_seeds[chunk], difficulty, height, width)
        first, last = np.searchsorted(groups, [start, start + cells_at_once])
        if copies_per_cell > 1:
            sources = groups[first:last] - start
            seeds = copy_seeds[first:last]
            pictures, outlines = _augment(pictures[sources], outlines[sources], seeds)
        images[place[first:last]] = pictures
        masks[place[first:last]] = outlines

    target = np.empty(n_samples, dtype=np.intp)
    target[place] = cell_target[groups]
    if return_X_y:
        return images, target
    shuffled_groups = np.empty_like(groups)
    shuffled_groups[place] = groups
    return Bunch(
        images=images,
        target=target,
        target_names=np.array(classes),
        groups=shuffled_groups,
        masks=masks,
        DESCR=DESCRIPTION.format(
            n_samples=n_samples,
            n_cells=len(cell_target),
            height=height,
            width=width,
            counts=", ".join(f"{name}: {count}" for name, count in zip(classes, counts)),
        ),
    )


def check_classes(classes):
    classes = list(classes)
    if not classes:
        raise ValueError("classes is empty; pass at least one of " + ", ".join(CELL_TYPES) + ".")
    for name in classes:
        if name not in CELL_TYPES:
            raise ValueError(
                f"classes contains {name!r}, which is not a known type of cell; choose from "
                + ", ".join(CELL_TYPES)
                + "."
            )
    repeated = [name for name in CELL_TYPES if classes.count(name) > 1]
    if repeated:
        raise ValueError(f"classes contains {repeated[0]!r} more than once; list each type once.")
    return [str(name) for name in classes]


def _check_image_size(image_size):
    height, width = as_size(image_size)
    if min(height, width) < SMALLEST_SIDE:
        raise ValueError(
            f"image_size={image_size!r} is too small to show a cell; "
            f"make each side at least {SMALLEST_SIDE} pixels."
        )
    return height, width


def check_balance(class_balance, classes):
    """Return the proportions as an array in the order of `classes`."""
    if class_balance is None:
        return np.ones(len(classes))
    if isinstance(class_balance, dict):
        missing = [name for name in classes if name not in class_balance]
        unknown = [name for name in class_balance if name not in classes]
        if missing or unknown:
            raise ValueError(
                f"class_balance does not match classes (missing {missing}, not in classes "
                f"{unknown}); pass one proportion per class."
            )
        class_balance = [class_balance[name] for name in classes]
    if len(class_balance) != len(classes):
        raise ValueError(
            f"class_balance has {len(class_balance)} proportions for {len(classes)} classes; "
            "pass one per class, in their order."
        )
    balance = np.asarray(class_balance, dtype=float)
    if not np.isfinite(balance).all() or (balance < 0).any() or balance.sum() == 0:
        raise ValueError(
            f"class_balance has the proportions {balance.tolist()}; pass finite numbers that are "
            "not negative, and at least one above zero."
        )
    return balance


def count_classes(n_samples, balance):
    """Round to integer counts by largest remainder; a tie goes to the earlier class."""
    quotas = n_samples * balance / balance.sum()
    counts = np.floor(quotas).astype(int)
    remainders = np.round(quotas - counts, 9)  # equal shares must tie in spite of rounding
    counts[np.argsort(-remainders, kind="stable")[: n_samples - counts.sum()]] += 1
    return counts


def _allot_copies(counts, copies_per_cell):
    """Return the class code and the number of pictures of each cell to draw."""
    target, copies = [], []
    for code, count in enumerate(counts):
        whole, rest = divmod(int(count), copies_per_cell)
        of_class = [copies_per_cell] * whole + [rest] * (rest > 0)
        target += [code] * len(of_class)
        copies += of_class
    return np.array(target), np.array(copies)


def _draw(names, seeds, difficulty, height, width):
    """Draw one picture and one mask for each name and seed."""
    generators = [np.random.default_rng(seed) for seed in seeds]
    cells = [draw_cell(*each, difficulty) for each in zip(names, generators)]
    slides = [draw_slide(generator, difficulty) for generator in generators]
    return render(cells, slides, generators, height, width)


def _augment(images, masks, seeds):
    """Rotate, flip, shift, shear and brighten each picture; fill the corners by mirroring."""
    n, height, width = masks.shape
    draws = np.stack([np.random.default_rng(seed).random(6, np.float32) for seed in seeds])
    angle, flip, down, right, shear, brightness = draws.T
    cos, sin = np.cos(2 * np.pi * angle), np.sin(2 * np.pi * angle)
    flip = np.where(flip < 0.5, np.float32(-1), np.float32(1))
    shear = np.tan(0.6 * (shear - 0.5))
    rows = np.arange(height, dtype=np.float32)[:, None] - (height - 1) / 2
    columns = np.arange(width, dtype=np.float32) - (width - 1) / 2
    rows, columns = rows.astype(np.float32), columns.astype(np.float32)

    def by_picture(values):
        return values[:, None, None]

    sheared = columns + by_picture(shear) * rows
    y = by_picture(cos) * rows + by_picture(sin) * sheared + (height - 1) / 2
    x = by_picture(flip) * (by_picture(cos) * sheared - by_picture(sin) * rows) + (width - 1) / 2
    y = y + by_picture(0.2 * (down - 0.5)) * height
    x = x + by_picture(0.2 * (right - 0.5)) * width

    picture = np.arange(n)[:, None, None]
    top, left = np.floor(y), np.floor(x)
    below, after = (y - top)[..., None], (x - left)[..., None]
    top, left = top.astype(np.intp), left.astype(np.intp)
    bottom, end = _mirrored(top + 1, height), _mirrored(left + 1, width)
    top, left = _mirrored(top, height), _mirrored(left, width)
    upper = images[picture, top, left] * (1 - after) + images[picture, top, end] * after
    lower = images[picture, bottom, left] * (1 - after) + images[picture, bottom, end] * after
    moved = upper * (1 - below) + lower * below
    moved *= (0.92 + 0.16 * brightness)[:, None, None, None]
    nearest_row = _mirrored(np.rint(y).astype(np.intp), height)
    nearest_column = _mirrored(np.rint(x).astype(np.intp), width)
    moved_masks = masks[picture, nearest_row, nearest_column]
    return np.rint(np.clip(moved, 0, 255)).astype(np.uint8), moved_masks


def _mirrored(index, length):
    """Reflect an index beyond the border back into the picture."""
    index = index % (2 * length)
    return np.minimum(index, 2 * length - 1 - index)
