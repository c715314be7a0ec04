"""Surroundings of a cell and how it is photographed: red cells, stain, light, focus and noise.

A slide is a plain dict of numbers drawn for one picture, like the recipe of a cell.
"""

import numpy as np

# Optical density of each dye in red, green and blue, for a dye amount of one.
DYES = np.array(
    [
        [0.92, 1.28, 0.48],  # purple: azure bound to chromatin and to basophil granules
        [0.70, 0.60, 0.20],  # blue: azure bound to the cytoplasm's RNA
        [0.18, 0.50, 0.38],  # pink: eosin
        [0.14, 0.78, 0.80],  # orange: eosin bound to eosinophil granules
    ]
)


def draw_slide(rng, difficulty):
    """Draw surroundings, stain and camera of one picture; all variation grows with difficulty."""

    def vary(spread, size=None):
        return np.exp(rng.normal(0.0, spread * (0.1 + 0.9 * difficulty), size))

    acidity = vary(0.3)  # an acid buffer stains redder, an alkaline one bluer
    amounts = np.array([1.0, 1.0 / acidity, acidity, acidity**0.5]) * vary(0.3)
    dyes = DYES * (amounts * vary(0.22, 4))[:, None] * vary(0.14, (4, 3))
    warmth = rng.normal(0.04, 0.12 * difficulty)  # from a bluish to a yellowish lamp
    light = 0.94 * np.exp([0.35 * warmth, 0.0, -1.3 * warmth]) * vary(0.05, 3)
    return {
        "field_of_view": 23.5 * vary(0.16),
        "shift": rng.uniform(-1, 1, 2) * (0.6 + 2.0 * difficulty),
        "tilt": rng.uniform(0, np.pi),
        "red_tilt": rng.uniform(0, np.pi),
        "red_spacing": rng.uniform(7.6, 8.6),
        "red_radius": rng.uniform(3.3, 3.8),
        "red_share": rng.uniform(0.5, 0.95) if rng.random() > 0.3 * difficulty else rng.random(),
        "red_pallor": rng.uniform(0.35, 0.95),
        "red_pink": rng.uniform(0.5, 0.8),
        "red_grey": rng.uniform(0.02, 0.16),
        "red_wobble": rng.uniform(0.05, 0.3) + 0.3 * difficulty * rng.random(),
        "red_overlap": rng.uniform(0.0, 0.3) + difficulty * rng.uniform(0, 0.5),
        "platelet_share": rng.uniform(0, 0.15) * rng.integers(2),
        "plasma": rng.uniform(0.0, 0.08) + 0.08 * difficulty * rng.random(),
        "dyes": dyes,
        "light": light * min(1.06, vary(0.14)),
        "gradient": rng.normal(0, 0.02 + 0.13 * difficulty, 2),
        "gamma": vary(0.14),
        "blur": 0.13 + 0.42 * difficulty * rng.random() ** 2,
        "noise": 0.004 + 0.03 * difficulty * rng.random(),
    }
