"""Appearance of each type of blood cell: one recipe per type, in micrometres and dye amounts.

A recipe is a plain dict of numbers drawn for one cell from that cell's own random generator. It is
independent of pixels: `_rendering` converts many recipes at once to pictures.
"""

import numpy as np

CAPSULES = 11  # maximum number of capsules that are joined to one nucleus

# Every cell starts from these values and overrides those that characterise its type. Lengths are in
# micrometres, dye amounts in optical density relative to the dye vectors in `_slides`.
PLAIN_CELL = {
    "radius": 6.0,
    "stretch": 1.0,  # length over width
    "wobble": 0.3,  # deviation of the outline from an ellipse
    "chromatin": 1.2,  # purple dye in the nucleus
    "clumping": 0.25,  # contrast of the chromatin
    "clump_size": 0.7,
    "nuclear_edge": 0.32,  # darker line at the nucleus' border
    "purple": 0.0,  # dyes of the cytoplasm, here and in the next three lines
    "blue": 0.0,
    "pink": 0.0,
    "orange": 0.0,
    "mottle": 0.1,  # unevenness of the cytoplasm
    "rim": 0.0,  # extra blue towards the cell's border
    "halo": 0.0,  # paler cytoplasm next to the nucleus
    "dust": 0.0,  # fine granules, too small to distinguish
    "granule_spacing": 1.0,
    "granule_radius": 0.45,  # in units of the spacing
    "granule_share": 0.0,  # share of the granule positions that are occupied
    "granule_purple": 0.0,
    "granule_pink": 0.0,
    "granule_orange": 0.0,
    "granules_over_nucleus": 0.0,
    "vacuole_share": 0.0,
}


def draw_cell(name, rng, difficulty):
    """Draw the recipe of one cell of the type `name`."""
    return PLAIN_CELL | RECIPES[name](rng, difficulty)


def _chain(points, lobe_radius, bridge_radius, lobe_length=0.0):
    """Join lobes at `points` (k, 2) by bridges; return capsules (x0, y0, x1, y1, radius)."""
    points = np.asarray(points, dtype=float)
    capsules = np.zeros((CAPSULES, 5))
    capsules[:, 4] = -100.0  # a capsule that is not drawn
    if len(points) == 1:
        along = np.array([[1.0, 0.0]])
    else:
        along = np.gradient(points, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    k = len(points)
    half = along * np.reshape(lobe_length, (-1, 1))
    capsules[:k] = np.column_stack([points - half, points + half, np.broadcast_to(lobe_radius, k)])
    if k > 1:
        capsules[k : 2 * k - 1] = np.column_stack(
            [points[:-1], points[1:], np.broadcast_to(bridge_radius, k - 1)]
        )
    return capsules


def _turned(capsules, rng, shift=(0.0, 0.0)):
    """Shift a nucleus from the cell's centre, then rotate it by any angle."""
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = capsules.copy()
    turned[:, 0:2] = (capsules[:, 0:2] + shift) @ turn
    turned[:, 2:4] = (capsules[:, 2:4] + shift) @ turn
    return turned


def _fitted(capsules, radius):
    """Shrink a nucleus that would touch the border of its cell."""
    there = capsules[:, 4] > 0
    ends = capsules[there, :4].reshape(-1, 2, 2)
    reach = (np.linalg.norm(ends, axis=2).max(axis=1) + capsules[there, 4]).max()
    return np.where(capsules < -50, capsules, capsules * min(1.0, 0.88 * radius / reach))


def _arc(n_points, radius, span):
    """Place points on an arc whose centre of mass is the origin."""
    angles = np.linspace(-span / 2, span / 2, n_points)
    points = np.column_stack([np.cos(angles), np.sin(angles)]) * np.reshape(radius, (-1, 1))
    return points - points.mean(axis=0)


def _round_nucleus(rng, radius, eccentricity, notch=0.0):
    """Draw one round to oval nucleus; `notch` extends it to a bean shape."""
    points = _arc(3, radius * 0.45, 0.4 + 2.4 * notch)
    points *= 0.35 + 0.65 * notch
    return _turned(_chain(points, radius * (0.94 - 0.2 * notch), radius * 0.5), rng, eccentricity)


def _neutrophil(rng, difficulty):
    radius = rng.uniform(5.9, 7.1)
    if rng.random() < 0.2 * difficulty:  # a band form: one bent rod
        points = _arc(6, radius * 0.48, rng.uniform(3.0, 4.3))
        thickness = rng.uniform(1.15, 1.5)
        nucleus = _chain(points, thickness * rng.uniform(0.85, 1.15, 6), thickness * 0.85)
    else:
        n_lobes = rng.choice([2, 3, 4, 5], p=[0.04, 0.4, 0.38, 0.18])
        lobe = radius * (0.49 / np.sqrt(n_lobes)) * rng.uniform(0.88, 1.14, n_lobes)
        length = lobe * rng.uniform(0.0, 0.4, n_lobes)
        step = 2.6 * lobe.mean() + 1.6 * length.mean()  # keeps the lobes apart
        arc_radius = radius * rng.uniform(0.5, 0.58)
        span = 2 * np.arcsin(min(1.0, step / (2 * arc_radius))) * (n_lobes - 1)
        points = _arc(n_lobes, arc_radius * rng.uniform(0.9, 1.12, n_lobes), min(span, 5.3))
        if n_lobes == 3 and rng.random() < 0.35:  # an S instead of a C
            points = step * np.array([[-0.3, -0.9], [0.3, 0.0], [-0.2, 0.95]])
        nucleus = _chain(points, lobe, rng.uniform(0.2, 0.45), length)
    return {
        "radius": radius,
        "wobble": rng.uniform(0.15, 0.4),
        "nucleus": _turned(_fitted(nucleus, radius), rng),
        "chromatin": rng.uniform(1.25, 1.6),
        "clumping": rng.uniform(0.2, 0.34),
        "clump_size": 0.75,
        "pink": rng.uniform(0.38, 0.62),
        "blue": rng.uniform(0.02, 0.12),
        "dust": rng.uniform(0.06, 0.11),
        "mottle": 0.1,
    }


def _eosinophil(rng, difficulty):
    radius = rng.uniform(6.2, 7.4)
    n_lobes = 3 if rng.random() < 0.3 * difficulty else 2
    lobe = radius * (0.48 / np.sqrt(n_lobes)) * rng.uniform(0.95, 1.12, n_lobes)
    apart = lobe.mean() * rng.uniform(2.25, 2.7) / radius
    points = _arc(n_lobes, radius * 0.5, 2 * np.arcsin(min(apart, 1.0)) * (n_lobes - 1))
    nucleus = _chain(points, lobe, rng.uniform(0.3, 0.6), lobe * rng.uniform(0.0, 0.15))
    return {
        "radius": radius,
        "wobble": rng.uniform(0.15, 0.4),
        "nucleus": _turned(nucleus, rng, (rng.uniform(0.0, 0.22) * radius, 0.0)),
        "chromatin": rng.uniform(1.15, 1.5),
        "clumping": rng.uniform(0.18, 0.3),
        "pink": rng.uniform(0.25, 0.4),
        "orange": rng.uniform(0.35, 0.55),
        "granule_spacing": rng.uniform(0.8, 1.05),
        "granule_radius": rng.uniform(0.48, 0.58),
        "granule_share": rng.uniform(0.82, 0.97) - 0.25 * difficulty * rng.random(),
        "granule_orange": rng.uniform(0.3, 0.6),
        "granule_pink": rng.uniform(0.15, 0.5),
        "granules_over_nucleus": rng.uniform(0.1, 0.3),
    }


def _basophil(rng, difficulty):
    radius = rng.uniform(5.5, 6.7)
    points = _arc(3, radius * 0.42, rng.uniform(2.0, 3.6))
    nucleus = _chain(points, radius * rng.uniform(0.33, 0.42, 3), radius * 0.26)
    washed_out = difficulty * rng.random()  # the granules dissolve in water
    return {
        "radius": radius,
        "wobble": rng.uniform(0.3, 0.5),
        "nucleus": _turned(nucleus, rng),
        "chromatin": rng.uniform(0.7, 0.95),
        "clumping": 0.15,
        "nuclear_edge": 0.05,
        "purple": rng.uniform(0.15, 0.35),
        "pink": rng.uniform(0.25, 0.5),
        "granule_spacing": rng.uniform(0.85, 1.15),
        "granule_radius": rng.uniform(0.5, 0.64),
        "granule_share": rng.uniform(0.8, 0.95) - 0.35 * washed_out,
        "granule_purple": rng.uniform(1.3, 1.8),
        "granule_pink": rng.uniform(0.1, 0.5),
        "granules_over_nucleus": rng.uniform(0.55, 0.75),
    }


def _lymphocyte(rng, difficulty):
    large = rng.random() < 0.3 * difficulty
    radius = rng.uniform(5.6, 6.8) if large else rng.uniform(4.2, 5.3)
    share = rng.uniform(0.68, 0.8) if large else rng.uniform(0.8, 0.9)
    eccentricity = (radius * (1 - share) * rng.uniform(0.2, 0.8), 0.0)
    return {
        "radius": radius,
        "stretch": rng.uniform(1.0, 1.12),
        "wobble": rng.uniform(0.15, 0.35),
        "nucleus": _round_nucleus(rng, radius * share, eccentricity, 0.25 * rng.random() ** 2),
        "chromatin": rng.uniform(1.5, 1.95) - 0.25 * large,
        "clumping": rng.uniform(0.16, 0.26),
        "clump_size": rng.uniform(0.9, 1.2),
        "blue": rng.uniform(0.4, 0.75) - 0.15 * large,
        "rim": rng.uniform(0.15, 0.4),
        "halo": rng.uniform(0.2, 0.5),
    }


def _monocyte(rng, difficulty):
    radius = rng.uniform(7.2, 8.7)
    round_nucleus = rng.random() < 0.25 * difficulty
    span = rng.uniform(0.7, 1.2) if round_nucleus else rng.uniform(2.3, 4.4)
    # The more the nucleus is bent, the thinner the horseshoe, so that its bay stays open.
    thickness = radius * (0.45 - 0.04 * span) * rng.uniform(0.92, 1.06)
    arc_radius = radius * (0.26 + 0.06 * span) * rng.uniform(0.92, 1.08)
    points = _arc(6, arc_radius, span)
    nucleus = _chain(points, thickness * rng.uniform(0.88, 1.12, 6), thickness * 0.9)
    return {
        "radius": radius,
        "stretch": rng.uniform(1.0, 1.2),
        "wobble": rng.uniform(0.35, 0.7),
        "nucleus": _turned(nucleus, rng, (rng.uniform(-0.05, 0.1) * radius, 0.0)),
        "chromatin": rng.uniform(0.95, 1.25),
        "clumping": rng.uniform(0.2, 0.3),
        "clump_size": rng.uniform(0.6, 0.8),
        "nuclear_edge": 0.2,
        "blue": rng.uniform(0.34, 0.55),
        "pink": rng.uniform(0.1, 0.25),
        "purple": rng.uniform(0.02, 0.08),
        "dust": rng.uniform(0.03, 0.08),
        "mottle": 0.16,
        "vacuole_share": max(0.0, rng.uniform(-0.35, 0.3)),
    }


def _erythroblast(rng, difficulty):
    radius = rng.uniform(3.9, 5.0)
    share = rng.uniform(0.5, 0.62) + 0.1 * difficulty * rng.random()
    ripeness = rng.random()  # haemoglobin replaces RNA as the cell ripens: blue turns to pink
    return {
        "radius": radius,
        "stretch": rng.uniform(1.0, 1.15),
        "wobble": rng.uniform(0.12, 0.35),
        "nucleus": _round_nucleus(
            rng, radius * share, (radius * (1 - share) * rng.uniform(0.1, 0.75), 0.0)
        ),
        "chromatin": rng.uniform(1.9, 2.5),
        "clumping": rng.uniform(0.1, 0.28) * (1.2 - ripeness),
        "clump_size": 1.0,
        "blue": 0.55 - 0.38 * ripeness,
        "pink": 0.15 + 0.4 * ripeness,
        "mottle": 0.06,
    }


def _immature_granulocyte(rng, difficulty):
    radius = rng.uniform(7.0, 9.0)
    ripeness = rng.random()  # from promyelocyte (round, blue) to metamyelocyte (bean, pink)
    share = 0.74 - 0.12 * ripeness + rng.uniform(-0.04, 0.04)
    eccentricity = (radius * (1 - share) * rng.uniform(0.5, 0.9), 0.0)
    return {
        "radius": radius,
        "stretch": rng.uniform(1.0, 1.15),
        "wobble": rng.uniform(0.2, 0.42),
        "nucleus": _round_nucleus(
            rng, radius * share, eccentricity, max(0.0, 1.4 * ripeness - 0.5) + 0.1 * difficulty
        ),
        "chromatin": rng.uniform(0.75, 1.05) + 0.2 * ripeness,
        "clumping": rng.uniform(0.12, 0.22),
        "clump_size": rng.uniform(0.55, 0.75),
        "nuclear_edge": 0.15,
        "blue": 0.6 - 0.35 * ripeness,
        "pink": 0.08 + 0.32 * ripeness,
        "halo": 0.35 * (1 - ripeness),
        "granule_spacing": rng.uniform(0.7, 0.9),
        "granule_radius": rng.uniform(0.3, 0.4),
        "granule_share": 0.62 - 0.25 * ripeness,
        "granule_purple": rng.uniform(0.25, 0.55),
        "granules_over_nucleus": 0.35,
        "dust": 0.06,
    }


def _platelet(rng, difficulty):
    radius = rng.uniform(1.6, 2.3) + 0.5 * difficulty * rng.random() ** 2
    return {
        "radius": radius,
        "stretch": rng.uniform(1.0, 1.4),
        "wobble": rng.uniform(0.4, 0.6),
        "nucleus": _chain(np.zeros((1, 2)), -100.0, -100.0),
        "blue": rng.uniform(0.08, 0.2),
        "purple": rng.uniform(0.3, 0.5),
        "pink": rng.uniform(0.05, 0.3),
        "granule_spacing": rng.uniform(0.65, 0.85),
        "granule_radius": rng.uniform(0.42, 0.52),
        "granule_share": rng.uniform(0.65, 0.9),
        "granule_purple": rng.uniform(0.5, 0.9),
    }


RECIPES = {
    "neutrophil": _neutrophil,
    "lymphocyte": _lymphocyte,
    "monocyte": _monocyte,
    "eosinophil": _eosinophil,
    "basophil": _basophil,
    "erythroblast": _erythroblast,
    "immature_granulocyte": _immature_granulocyte,
    "platelet": _platelet,
}

CELL_TYPES = tuple(RECIPES)
