"""Synthetic fields of a stained smear, with boxes and masks of the white cells: `make_smear`."""

from numbers import Integral, Real

import numpy as np
from sklearn.utils import Bunch, check_random_state

from skwbc._input.images import as_size
from skwbc._sklearn import Interval, validate_params
from skwbc.datasets._blood_cells import check_balance, check_classes, count_classes
from skwbc.datasets._cell_shapes import draw_cell
from skwbc.datasets._rendering import draw_lattices, photograph, soft_step, stack, white_cells
from skwbc.datasets._slides import draw_slide

SMALLEST_SIDE = 64
# Lengths in micrometres: gap between white cells that do not touch, overlap of those that do, and
# reach of an outline's irregularities.
GAP, CONTACT, IRREGULAR = 1.5, 0.3, 1.6
# Platelets per square micrometre, about one per fifteen red cells.
PLATELETS = 0.001
TRIES = 500

DESCRIPTION = """\
Synthetic fields of a stained blood smear
-----------------------------------------

Each field shows red cells, platelets and {n_cells} white cells in total, with a box and a mask of
each white cell. Fields of one laboratory share their dyes, lamp and camera.

{n_fields} fields of {height} x {width} pixels from {n_laboratories} laboratories.
{counts}

The fields are drawn by a program. They are intended for examples and tests, and represent no
patient, disease or laboratory.
"""


@validate_params(
    {
        "n_fields": [Interval(Integral, 1, None, closed="left")],
        "n_cells": [Interval(Integral, 0, None, closed="left")],
        "classes": ["array-like"],
        "class_balance": [None, dict, "array-like"],
        "image_size": [Integral, "array-like"],
        "magnification": [Interval(Real, 1, 50, closed="both")],
        "touching": [Interval(Real, 0, 1, closed="both")],
        "stain": [Interval(Real, 0, None, closed="neither")],
        "unevenness": [Interval(Real, 0, 1, closed="left")],
        "blur": [None, Interval(Real, 0, 5, closed="both")],
        "n_laboratories": [Interval(Integral, 1, None, closed="left")],
        "difficulty": [Interval(Real, 0, 1, closed="both")],
        "random_state": ["random_state"],
    },
    prefer_skip_nested_validation=True,
)
def make_smear(
    n_fields=1,
    *,
    n_cells=4,
    classes=("neutrophil", "lymphocyte", "monocyte", "eosinophil", "basophil"),
    class_balance=None,
    image_size=(480, 640),
    magnification=8.0,
    touching=0.1,
    stain=1.0,
    unevenness=0.1,
    blur=None,
    n_laboratories=1,
    difficulty=0.5,
    random_state=None,
):
    """Draw whole fields of a stained smear, with a box and a mask of each white cell.

    White cells lie at random places among red cells and platelets, as under the oil immersion
    objective. Some of them touch, and some are cut by the border of the field.

    Parameters
    ----------
    n_fields : int, default=1
        Number of fields.

    n_cells : int, default=4
        Number of white cells per field.

    classes : sequence of str, default=("neutrophil", "lymphocyte", "monocyte", "eosinophil", \
            "basophil")
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
    classes = check_classes(classes)
    height, width = as_size(image_size)
    if min(height, width) < SMALLEST_SIDE:
        raise ValueError(
            f"image_size={image_size!r} is too small to show a field; "
            f"make each side at least {SMALLEST_SIDE} pixels."
        )
    counts = count_classes(n_fields * n_cells, check_balance(class_balance, classes))
    random_state = check_random_state(random_state)
    names = random_state.permutation(np.repeat(classes, counts)).reshape(n_fields, n_cells)
    laboratories = [
        _draw_laboratory(np.random.default_rng(seed), stain, difficulty)
        for seed in random_state.randint(2**31 - 1, size=n_laboratories)
    ]
    groups = np.arange(n_fields) % n_laboratories

    images = np.empty((n_fields, height, width, 3), np.uint8)
    masks = np.zeros((n_fields, height, width), np.uint8)
    cells = np.zeros((n_fields, height, width), np.uint16)
    seeds = random_state.randint(2**31 - 1, size=n_fields)
    for field, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        slide = _draw_field(rng, laboratories[groups[field]], blur)
        recipes = [draw_cell(name, rng, difficulty) for name in names[field]]
        canvas = _Canvas(rng, slide, masks[field], cells[field], magnification)
        canvas.add_white_cells(recipes, canvas.places([r["radius"] for r in recipes], touching))
        if "platelet" not in classes:
            canvas.add_platelets(difficulty)
        canvas.add_red_cells()
        images[field] = canvas.photograph(unevenness)
    return Bunch(
        images=images,
        boxes=[_boxes_of(each, n_cells) for each in cells],
        labels=[*names],
        masks=masks,
        cells=cells,
        groups=groups,
        DESCR=DESCRIPTION.format(
            n_cells=n_fields * n_cells,
            n_fields=n_fields,
            height=height,
            width=width,
            n_laboratories=n_laboratories,
            counts=", ".join(f"{name}: {count}" for name, count in zip(classes, counts)),
        ),
    )


def _draw_laboratory(rng, stain, difficulty):
    """Draw the dyes, lamp and camera that the fields of a laboratory share."""
    slide = draw_slide(rng, difficulty)
    # Alkaline buffers and some cameras turn red cells from pink to blue-grey.
    bluish = difficulty * rng.beta(0.7, 1.3)
    slide["red_pink"] *= 1 - 0.75 * bluish
    slide["red_grey"] += 0.75 * bluish
    slide["dyes"] = slide["dyes"] * stain
    return slide


def _draw_field(rng, laboratory, blur):
    """Draw one field's variation from its laboratory."""
    slide = dict(laboratory)
    slide["dyes"] = laboratory["dyes"] * np.exp(rng.normal(0, 0.03, (4, 1)))
    slide["light"] = laboratory["light"] * np.exp(rng.normal(0, 0.02))
    slide["blur"] = laboratory["blur"] * rng.uniform(0.8, 1.25) if blur is None else blur
    return slide


class _Canvas:
    """Dyes of one field in µm from its upper left corner, with the truth about its white cells."""

    def __init__(self, rng, slide, mask, cells, magnification):
        self.rng, self.slide, self.mask, self.cells = rng, slide, mask, cells
        self.pixel = np.array([1 / magnification], np.float32)
        self.size = np.array(mask.shape) / magnification
        self.dyes = np.zeros((4, *mask.shape), np.float32)
        # Share of each pixel that is covered by white cells or platelets.
        self.covered = np.zeros(mask.shape, np.float32)
        self.white = np.empty((0, 3))  # place and radius of each white cell

    def places(self, radii, touching):
        """Choose the centres of white cells; a share of them touches another one."""
        for radius in radii:
            touches = len(self.white) and self.rng.random() < touching
            for _ in range(TRIES):
                centre = self.rng.uniform(0, self.size)
                if touches:
                    *other, reach = self.white[self.rng.integers(len(self.white))]
                    angle = self.rng.uniform(0, 2 * np.pi)
                    away = radius + reach - CONTACT
                    centre = other + away * np.array([np.sin(angle), np.cos(angle)])
                if (centre < 0).any() or (centre > self.size).any():
                    continue
                away = np.linalg.norm(self.white[:, :2] - centre, axis=1)
                gap = -1.1 * CONTACT if touches else GAP
                if (away >= self.white[:, 2] + radius + gap).all():
                    break
            else:
                raise ValueError(
                    f"{len(radii)} white cells do not fit into a field of "
                    f"{self.size[0]:.0f} × {self.size[1]:.0f} micrometres; make n_cells or "
                    "magnification smaller, or image_size larger."
                )
            self.white = np.vstack([self.white, [*centre, radius]])
        return self.white[:, :2]

    def add_white_cells(self, recipes, centres):
        """Draw white cells, and number them in the order given."""
        for number, (recipe, centre) in enumerate(zip(recipes, centres), 1):
            window, outline, nucleus = self._add(recipe, centre)
            free = self.cells[window] == 0
            self.cells[window][(outline < 0) & free] = number
            self.mask[window][(outline < 0) & free] = 1
            self.mask[window][(nucleus < 0) & free] = 2

    def add_platelets(self, difficulty):
        """Draw platelets beside the white cells."""
        for _ in range(self.rng.poisson(PLATELETS * self.size.prod())):
            recipe = draw_cell("platelet", self.rng, difficulty)
            centre = self.rng.uniform(0, self.size)
            away = np.linalg.norm(self.white[:, :2] - centre, axis=1)
            if (away > self.white[:, 2] + recipe["radius"] + GAP).all():
                self._add(recipe, centre)

    def _add(self, recipe, centre):
        window, y, x = self._window(centre, 1.2 * recipe["radius"] + IRREGULAR)
        cell, white = stack([recipe]), stack([draw_lattices(self.rng)])
        tilt = np.array([self.rng.uniform(0, np.pi)], np.float32)
        if not (y.size and x.size):
            return window, *np.ones((2, y.size, x.size))
        outline, nucleus, dyes = white_cells(
            cell, tilt, x[None, None], y[None, :, None], self.pixel, white
        )
        # Where two cells touch, the earlier one covers the later one.
        free = 1 - self.covered[window]
        self.dyes[:, *window] += dyes[0] * free
        self.covered[window] += soft_step(-outline, self.pixel)[0] * free
        return window, outline[0], nucleus[0]

    def add_red_cells(self):
        """Draw red cells on a loose hexagonal lattice, in random directions and thinned."""
        rng, slide = self.rng, self.slide
        spacing = slide["red_spacing"] * rng.uniform(0.95, 1.3)
        n = int(np.linalg.norm(self.size) / spacing) + 3
        rows, columns = np.mgrid[-n : n + 1, -n : n + 1].reshape(2, -1)
        points = spacing * np.stack([rows * np.sqrt(0.75), columns + 0.5 * (rows % 2)], axis=1)
        points += rng.normal(0, 0.16 * spacing, points.shape)
        cos, sin = np.cos(slide["red_tilt"]), np.sin(slide["red_tilt"])
        points = points @ np.array([[cos, sin], [-sin, cos]]) + self.size / 2
        points = points[rng.random(len(points)) < max(slide["red_share"], 0.35)]
        haemoglobin = np.zeros_like(self.covered)
        for centre in points:
            radius = slide["red_radius"] * rng.uniform(0.92, 1.07)
            away = np.linalg.norm(self.white[:, :2] - centre, axis=1)
            room = self.white[:, 2] + radius * (1 - slide["red_overlap"])
            window, y, x = self._window(centre, 1.2 * radius)
            if not (y.size and x.size) or (away < room).any():
                continue
            stretch, angle = rng.uniform(1, 1.15), rng.uniform(0, np.pi)
            along = (x * np.cos(angle) + y[:, None] * np.sin(angle)) / stretch
            across = (y[:, None] * np.cos(angle) - x * np.sin(angle)) * stretch
            distance = np.sqrt(along**2 + across**2)
            disc = np.clip((radius - distance) / self.pixel + 0.5, 0, 1)
            dimple = np.exp(-((distance / (0.56 * radius)) ** 4))
            haemoglobin[window] += disc * (1 - slide["red_pallor"] * dimple)
        free = 1 - self.covered
        self.dyes[1] += slide["red_grey"] * haemoglobin * free
        self.dyes[2] += (slide["red_pink"] * haemoglobin + slide["plasma"]) * free

    def photograph(self, unevenness):
        """Return the field in 8-bit values, under a lamp that is brightest at a random place."""
        height, width = self.mask.shape
        brightest = self.rng.uniform(0, 1, 2)
        rows = np.linspace(0, 1, height, dtype=np.float32)[:, None] - brightest[0]
        columns = np.linspace(0, 1, width, dtype=np.float32) - brightest[1]
        away = rows**2 + columns**2
        shade = (1 - unevenness * away / away.max()).astype(np.float32)
        sensor = self.rng.standard_normal((height, width, 3), np.float32)
        slide = stack(
            [{key: self.slide[key] for key in ("dyes", "light", "gamma", "noise", "blur")}]
        )
        return photograph(self.dyes[None], slide, shade[None], sensor[None], self.pixel)[0]

    def _window(self, centre, reach):
        """Return the window around a place, and its rows and columns in µm from there."""
        first = np.floor((centre - reach) / self.pixel).astype(int).clip(0)
        last = np.ceil((centre + reach) / self.pixel).astype(int).clip(0, self.mask.shape)
        window = tuple(slice(*ends) for ends in zip(first, np.maximum(first, last)))
        y, x = (
            ((np.arange(side.start, side.stop) + 0.5) * self.pixel - middle).astype(np.float32)
            for side, middle in zip(window, centre)
        )
        return window, y, x


def _boxes_of(cells, n_cells):
    """Return the box around the pixels of each number; zeros where a cell shows no pixel."""
    from scipy import ndimage

    boxes = np.zeros((n_cells, 4), dtype=np.intp)
    for number, place in enumerate(ndimage.find_objects(cells, n_cells)):
        if place is not None:
            rows, columns = place
            boxes[number] = columns.start, rows.start, columns.stop, rows.stop
    return boxes
