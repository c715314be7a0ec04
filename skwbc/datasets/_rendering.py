"""Rendering of recipes of cells and slides to pictures and masks, vectorised over pictures.

Each picture is computed only from its own numbers, so its pixels do not depend on the pictures
that are rendered with it.
"""

import numpy as np

LATTICE = 48  # side of the random lattices from which textures and granules are read
RED_LATTICE = 10  # side of the lattice for red cells
NOT_THERE = np.float32(-10.0)


def render(cells, slides, rngs, height, width):
    """Render pictures (uint8, n × height × width × 3) and masks (uint8, n × height × width)."""
    cell = stack(cells)
    slide = stack(slides)
    white = stack([draw_lattices(rng) for rng in rngs])
    sensor = np.stack([rng.standard_normal((height, width, 3), np.float32) for rng in rngs])

    y, x = _coordinates(slide, height, width)
    pixel = slide["field_of_view"] / min(height, width)  # micrometres
    bends = _bends(x, y, white)
    outline, nucleus, dyes = white_cells(cell, slide["tilt"], x, y, pixel, white, bends)
    bend_x, bend_y = (_column(slide["red_wobble"]) * bend for bend in bends)
    in_cell = soft_step(-outline, pixel)
    dyes += _surrounding_dyes(cell, slide, x + bend_x, y + bend_y, pixel, white, white_cell=in_cell)
    down = np.linspace(-1, 1, height, dtype=np.float32)[None, :, None]
    right = np.linspace(-1, 1, width, dtype=np.float32)[None, None, :]
    gradient = slide["gradient"]
    shade = 1 + _column(gradient[:, 0]) * down + _column(gradient[:, 1]) * right
    images = photograph(dyes, slide, shade, sensor, pixel)
    masks = (outline < 0).astype(np.uint8) + (nucleus < 0)
    return images, masks


def white_cells(cell, tilt, x, y, pixel, white, bends=None):
    """Draw white cells at the origin: distances from cell and nucleus borders, and dyes."""
    bend_x, bend_y = _bends(x, y, white) if bends is None else bends
    wobble = _column(cell["wobble"])
    outline = _cell_outline(cell, tilt, x + wobble * bend_x, y + wobble * bend_y)
    steadier = 0.8 * wobble
    nucleus = _nucleus_outline(cell, x + steadier * bend_x, y + steadier * bend_y)
    nucleus = np.maximum(nucleus, outline + 0.35)  # keeps the nucleus inside its cell
    in_cell = soft_step(-outline, pixel)
    in_nucleus = soft_step(-nucleus, pixel)
    dyes = _cell_dyes(cell, outline, nucleus, in_cell, in_nucleus, x, y, pixel, white)
    return outline, nucleus, dyes


def stack(recipes):
    """Convert a list of dicts of numbers to one dict of arrays."""
    return {k: np.stack([r[k] for r in recipes]).astype(np.float32) for k in recipes[0]}


def draw_lattices(rng):
    """Draw all random lattices of one picture, in an order independent of the picture's size."""

    def normal(side):
        return rng.standard_normal((side, side), np.float32)

    def uniform(side):
        return rng.random((side, side), np.float32)

    return {
        "warp_x": normal(LATTICE // 2),
        "warp_y": normal(LATTICE // 2),
        "fine": normal(LATTICE),
        "coarse": normal(LATTICE),
        "granule_x": uniform(LATTICE),
        "granule_y": uniform(LATTICE),
        "granule_size": uniform(LATTICE),
        "granule_there": uniform(LATTICE),
        "red_x": uniform(RED_LATTICE),
        "red_y": uniform(RED_LATTICE),
        "red_size": uniform(RED_LATTICE),
        "red_there": uniform(RED_LATTICE),
        "platelet_x": uniform(RED_LATTICE),
        "platelet_y": uniform(RED_LATTICE),
        "platelet_size": uniform(RED_LATTICE),
        "platelet_there": uniform(RED_LATTICE),
    }


def _column(values):
    """Reshape one value per picture so that it broadcasts over pixels."""
    return values[:, None, None]


def soft_step(distance, pixel):
    """Compute a pixel's coverage by a shape from its distance inside the border (anti-aliasing)."""
    return np.clip(distance / _column(pixel) + 0.5, 0, 1)


def _coordinates(slide, height, width):
    """Compute micrometres from the cell's centre; the short side is the field of view."""
    scale = _column(slide["field_of_view"] / min(height, width))
    rows = np.arange(height, dtype=np.float32)[:, None] - (height - 1) / 2
    columns = np.arange(width, dtype=np.float32)[None, :] - (width - 1) / 2
    y = rows * scale - _column(slide["shift"][:, 1])
    x = columns * scale - _column(slide["shift"][:, 0])
    return y.astype(np.float32), x.astype(np.float32)


def _smooth_noise(white, y, x, spacing):
    """Return unit-variance noise with blobs of about `spacing`: smoothed white noise on a lattice.

    `y` is (n, h, 1) and `x` (n, 1, w). The lattice repeats at its borders.
    """
    columns = _read_lattice(white, x[:, 0, :] / spacing[:, None])
    return _read_lattice(columns.swapaxes(1, 2), y[:, :, 0] / spacing[:, None])


def _read_lattice(lattice, positions):
    """Interpolate, for each position (n, k), the four nearest rows of a lattice (n, side, m)."""
    # No matrix product: its last bits would change with the number of threads.
    before = np.floor(positions)
    past = positions - before
    steps = (-1, 0, 1, 2)
    weights = np.stack([np.exp(-((past - step) ** 2) / (2 * 0.55**2)) for step in steps])
    weights /= np.sqrt((weights**2).sum(axis=0))
    before = before.astype(np.intp)
    picture = np.arange(len(lattice))[:, None]
    side = lattice.shape[1]
    return sum(
        weight[:, :, None] * lattice[picture, (before + step) % side]
        for step, weight in zip(steps, weights)
    )


def _bends(x, y, white):
    """Distort the plane slightly, so that no outline is perfectly regular."""
    spacing = np.full(len(x), 2.7, np.float32)
    return (
        _smooth_noise(white["warp_x"], y, x, spacing),
        _smooth_noise(white["warp_y"], y, x, spacing),
    )


def _cell_outline(cell, tilt, x, y):
    """Compute the signed distance from the cell's border, negative inside."""
    cos, sin = _column(np.cos(tilt)), _column(np.sin(tilt))
    stretch = _column(np.sqrt(cell["stretch"]))
    along = (x * cos + y * sin) / stretch
    across = (y * cos - x * sin) * stretch
    return np.sqrt(along**2 + across**2) - _column(cell["radius"])


def _nucleus_outline(cell, x, y):
    """Compute the signed distance from the border of a union of capsules, negative inside."""
    softness = np.float32(0.22)
    total = np.full(x.shape, np.float32(1e-9))
    capsules = cell["nucleus"]
    for k in range(capsules.shape[1]):
        x0, y0, x1, y1, radius = (_column(capsules[:, k, i]) for i in range(5))
        if (radius < 0).all():
            continue
        dx, dy = x1 - x0, y1 - y0
        from_x, from_y = x - x0, y - y0
        place = np.clip((from_x * dx + from_y * dy) / (dx * dx + dy * dy + 1e-6), 0, 1)
        distance = np.sqrt((from_x - place * dx) ** 2 + (from_y - place * dy) ** 2) - radius
        total += np.exp(np.clip(distance, -8, 20) / -softness)
    return -softness * np.log(total)


def _spots(x, y, spacing, spot_x, spot_y, jitter):
    """Yield the index and distance of the spots at the four lattice positions around each pixel.

    A spot is within `jitter` of its position, so no spot of radius up to 1 - jitter (in units of
    the spacing) is ever missed. The lattice repeats at its borders.
    """
    side = spot_x.shape[1]
    u = x / _column(spacing) + side // 2
    v = y / _column(spacing) + side // 2
    u, v = np.broadcast_arrays(u, v)
    column, row = np.floor(u), np.floor(v)
    u, v = u - column, v - row
    column, row = column.astype(np.int32), row.astype(np.int32)
    picture = (np.arange(len(x), dtype=np.int32) * side * side)[:, None, None]
    spot_x, spot_y = ((2 * s.ravel() - 1) * np.float32(jitter) for s in (spot_x, spot_y))
    for down in (0, 1):
        start = picture + (row + down) % side * side
        for right in (0, 1):
            index = start + (column + right) % side
            du = u - spot_x.take(index) - right
            dv = v - spot_y.take(index) - down
            yield index, np.sqrt(du * du + dv * dv)


def _scatter(white, kind, x, y, pixel, spacing, radius, share, jitter=0.35):
    """Compute the strength of small round spots at each pixel, from 0 to 1.

    Only pictures with a positive share are computed. `radius` is in units of `spacing`, and `share`
    is the share of occupied lattice positions.
    """
    cover = np.zeros(np.broadcast_shapes(x.shape, y.shape), np.float32)
    some = np.flatnonzero(share > 0)
    if len(some) == 0:
        return cover
    spot_x, spot_y, size, there = (white[f"{kind}_{k}"][some] for k in ("x", "y", "size", "there"))
    radius = _column(radius[some]) * (0.6 + 0.5 * size)
    radius = np.where(there > _column(share[some]), NOT_THERE, radius).ravel()
    strength = (0.55 + 0.45 * size).ravel()
    sharpness = _column(spacing[some] / np.maximum(pixel[some], 0.4))
    for index, distance in _spots(x[some], y[some], spacing[some], spot_x, spot_y, jitter):
        spot = np.clip((radius.take(index) - distance) * sharpness + 0.5, 0, 1)
        cover[some] = np.maximum(cover[some], spot * strength.take(index))
    return cover


def _cell_dyes(cell, outline, nucleus, in_cell, in_nucleus, x, y, pixel, white):
    """Compute the amounts of the four dyes in the white cell, (n, 4, h, w)."""
    c = {k: _column(v) for k, v in cell.items() if v.ndim == 1}
    fine = _smooth_noise(white["fine"], y, x, np.full(len(x), 0.42, np.float32))
    coarse = _smooth_noise(white["coarse"], y, x, cell["clump_size"])
    granules = _scatter(
        white,
        "granule",
        x,
        y,
        pixel,
        cell["granule_spacing"],
        cell["granule_radius"],
        cell["granule_share"],
    )
    size = np.full((2, len(x)), [[1.9], [0.42]], np.float32)
    vacuoles = _scatter(white, "granule", x, y, pixel, *size, cell["vacuole_share"], 0.4)
    cytoplasm = in_cell * (1 - in_nucleus)
    cytoplasm = cytoplasm * (1 - 0.9 * vacuoles)
    body = cytoplasm * (1 + c["mottle"] * coarse)
    body *= 1 - c["halo"] * np.exp(-((nucleus / 0.7) ** 2))
    chromatin = 1 + c["clumping"] * (0.75 * coarse + 0.55 * fine)
    chromatin += c["nuclear_edge"] * np.exp(-((nucleus / 0.45) ** 2))
    chromatin = in_nucleus * c["chromatin"] * np.maximum(chromatin, 0.2)
    rim = c["rim"] * np.exp(-((outline / 0.8) ** 2))
    dust = c["dust"] * np.maximum(1 + 1.6 * fine, 0) * cytoplasm
    over = granules * (cytoplasm + in_nucleus * c["granules_over_nucleus"])
    chromatin *= 1 - 0.5 * granules * c["granules_over_nucleus"]
    return np.stack(
        [
            chromatin + c["purple"] * body + c["granule_purple"] * over + 0.6 * dust,
            (c["blue"] + rim) * body,
            c["pink"] * body + c["granule_pink"] * over + dust,
            c["orange"] * body + c["granule_orange"] * over,
        ],
        axis=1,
    )


def _surrounding_dyes(cell, slide, x, y, pixel, white, white_cell):
    """Compute the amounts of the four dyes in red cells, stray platelets and plasma."""
    s = {k: _column(v) for k, v in slide.items() if v.ndim == 1}
    cos, sin = np.cos(s["red_tilt"]), np.sin(s["red_tilt"])
    turned_x, turned_y = x * cos + y * sin, y * cos - x * sin
    side = RED_LATTICE
    jitter = 0.5
    spacing = slide["red_spacing"]
    radius = s["red_radius"] / s["red_spacing"] * (0.9 + 0.14 * white["red_size"])
    # The lattice is centred on the cell: omit red cells that would overlap it too much.
    place = np.arange(side, dtype=np.float32) - side // 2
    away_x = place[None, None, :] + (2 * white["red_x"] - 1) * jitter
    away_y = place[None, :, None] + (2 * white["red_y"] - 1) * jitter
    away = np.sqrt(away_x**2 + away_y**2) * s["red_spacing"]
    under = away < _column(cell["radius"]) + s["red_radius"] * (1 - s["red_overlap"])
    radius = np.where((white["red_there"] > s["red_share"]) | under, NOT_THERE, radius).ravel()
    sharpness = _column(spacing / np.maximum(pixel, 0.25))
    haemoglobin = np.zeros(white_cell.shape, np.float32)
    for index, distance in _spots(
        turned_x, turned_y, spacing, white["red_x"], white["red_y"], jitter
    ):
        size = radius.take(index)
        disc = np.clip((size - distance) * sharpness + 0.5, 0, 1)
        dimple = np.exp(-(((distance / (0.56 * np.maximum(size, 0.01))) ** 2) ** 2))
        haemoglobin += disc * (1 - s["red_pallor"] * dimple)
    haemoglobin *= 1 - white_cell
    plasma = s["plasma"] * (1 - white_cell)
    size = np.full((2, len(x)), [[9.0], [0.14]], np.float32)
    platelets = _scatter(white, "platelet", x, y, pixel, *size, slide["platelet_share"], 0.5)
    platelets *= 1 - white_cell
    return np.stack(
        [
            0.6 * platelets,
            0.2 * platelets + haemoglobin * s["red_grey"],
            haemoglobin * s["red_pink"] + plasma,
            np.zeros_like(haemoglobin),
        ],
        axis=1,
    )


def photograph(dyes, slide, shade, sensor, pixel):
    """Simulate light through the dyes (Beer-Lambert), blur, exposure, noise and 8-bit values."""
    density = sum(slide["dyes"][:, k, :, None, None] * dyes[:, k, None] for k in range(4))
    picture = _blurred(np.exp(-density), np.maximum(slide["blur"] / pixel, 0.4))
    picture *= slide["light"][:, :, None, None] * shade[:, None]
    picture = np.clip(picture, 0, 1) ** slide["gamma"][:, None, None, None]
    picture = picture.transpose(0, 2, 3, 1) + slide["noise"][:, None, None, None] * sensor
    return np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def _blurred(pictures, sigma):
    """Apply a Gaussian blur to (n, 3, h, w), with a separate sigma in pixels for each picture."""
    reach = int(np.ceil(3 * sigma.max()))
    weights = [np.exp(-((k / sigma) ** 2) / 2) * (abs(k) <= 3 * sigma) for k in range(reach + 1)]
    total = weights[0] + 2 * sum(weights[1:])
    weights = [(weight / total)[:, None, None, None] for weight in weights]
    for _ in range(2):
        width = pictures.shape[3]
        padded = np.pad(pictures, [(0, 0), (0, 0), (0, 0), (reach, reach)], mode="edge")
        pictures = weights[0] * pictures
        for k in range(1, reach + 1):
            left, right = reach - k, reach + k
            pictures += weights[k] * (
                padded[..., left : left + width] + padded[..., right : right + width]
            )
        pictures = pictures.swapaxes(2, 3)  # the second pass blurs along the other side
    return pictures
