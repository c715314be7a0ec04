"""Nuclei of a field whatever the colour of its red cells: a filter that cancels the other cells.

Where red cells are blue-grey, or where a picture shows a single cell, no ratio of two channels
separates nuclei. The filter is therefore estimated from each picture: a weighted sum of the three
optical densities that is zero for the colour of the other cells and one for that of the nuclei,
with the least noise.
"""

from typing import NamedTuple

import numpy as np

from skwbc.preprocessing._segment import black_corners

# Light added everywhere, since the darkest pixels have no reliable colour.
STRAY = 0.02
BLUR = 1.5
# Fewer pixels than this give no estimate.
FEWEST = 20
# The background is fitted to about this many pixels per side.
GRID = 40
# Weights of pixels above and below the fitted background; nearly all of it lies below the light.
ABOVE, BELOW = 0.97, 0.03
# Pixels within this logarithm of green light are background. If they lie in fewer of 16 tiles,
# the light counts as even.
NEAR, TILES = 0.08, 11
STIFFNESS = 0.02
# Pixels with a smaller sum of red and green density show no cell.
FAINTEST = 0.05
# A larger threshold would exclude pale cells, as a share of the density of dark pixels.
PALEST = 0.15
# The other cells are represented by this share of the paler pixels, whose hue differs most.
OTHERS = 0.3
# Noise of a density: at least this, and this share of that of the nuclei.
NOISE, RELATIVE_NOISE = 0.03, 0.02
# Ratio of signal to noise below which nuclei and other cells have one colour.
SEPARABLE = 2.0
# Nuclei are at least this many times as dense as the other cells.
DENSER = 1.25


class Nuclei(NamedTuple):
    """Nuclei of a picture: their mask, strength and density, and the densities of all pixels."""

    mask: np.ndarray
    strength: np.ndarray
    green: float
    densities: np.ndarray
    least: float


def find_nuclei(pixels):
    """Find the nuclei of a picture by a filter that cancels the colour of all other cells.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, 3)
        Red, green and blue from 0 to 1.

    Returns
    -------
    nuclei : Nuclei or None
        Their mask; a strength that is one for nuclei and zero for other cells and the background;
        their green density; the optical densities of all pixels; and the least sum of red and
        green density of cells. None if the picture shows no nuclei.
    """
    from scipy import ndimage

    seen = ~black_corners(pixels)
    if seen.sum() < FEWEST:
        return None
    logarithms = np.log(pixels + STRAY)
    densities = _background(logarithms, seen) - logarithms
    densities = ndimage.gaussian_filter(densities, (BLUR, BLUR, 0), truncate=3)
    densities[~seen] = 0
    found = _filter(densities[seen])
    if found is None:
        return None
    weights, nucleus, other, least = found
    strength = densities @ weights
    dark = densities[..., :2].sum(axis=2) > DENSER * other[:2].sum()
    mask = ndimage.binary_opening((strength > 0.5) & dark & seen)
    return Nuclei(mask, strength, nucleus[1], densities, least) if mask.any() else None


def _background(logarithms, seen):
    """Fit the light of the background, which may be uneven, to bright pixels of all parts."""
    height, width = seen.shape
    step = max(1, min(height, width) // GRID)
    rows, columns = (2 * (np.arange(side) + 0.5) / side - 1 for side in (height, width))

    def terms(y, x):
        y, x = np.broadcast_arrays(y[:, None], x)
        return np.stack([np.ones_like(y), y, x, y * y, x * y, x * x], axis=2)

    kept = seen[::step, ::step]
    if not kept.any():
        step, kept = 1, seen
    surface = terms(rows[::step], columns[::step])[kept]
    light = logarithms[::step, ::step][kept]
    green = light[:, 1]
    ridge = STIFFNESS * len(green) * np.diag([0, 1, 1, 2, 2, 2])
    shape = np.array([np.quantile(green, 0.95), 0, 0, 0, 0, 0])
    for _ in range(12):
        above = green - surface @ shape
        # Far below it are dark cells, whose exact density is irrelevant.
        weights = np.where(above > 0, ABOVE, BELOW) * np.where(above < -0.5, 0.3, 1)
        weighted = surface * weights[:, None]
        normal = weighted.T @ surface + weights.mean() * ridge
        shape = np.linalg.solve(normal, weighted.T @ green)
    near = np.abs(green - surface @ shape) < NEAR
    tiles = np.minimum(2 * (surface[:, 1:3] + 1), 3).astype(int) @ [4, 1]
    covered = np.bincount(tiles[near], minlength=16) >= 0.05 * np.bincount(tiles, minlength=16)
    if covered.sum() < TILES:
        bright = np.median(green[green >= np.quantile(green, 0.8)])
        shape = np.array([bright, 0, 0, 0, 0, 0])
        near = np.abs(green - bright) < NEAR
    # The lamp is equally uneven in all colours.
    uneven = surface[near] @ shape
    levels = np.median(light[near] - uneven[:, None], axis=0)
    return (terms(rows, columns) @ shape)[..., None] + levels


def _filter(densities):
    """Return weights of the channels, densities of nuclei and others, and the least of cells."""
    from skimage.filters import threshold_otsu

    dark = densities[:, :2].sum(axis=1)
    threshold = threshold_otsu(dark.clip(0, 3))
    pale = dark[dark < threshold]
    lowest, highest = np.quantile(pale, [0.02, 0.98]) if pale.size else (0, 0)
    if lowest == highest:
        return None
    noise = np.sqrt(np.mean(dark[dark < 0] ** 2)) if (dark < 0).any() else 0
    level = 0.8 * threshold_otsu(pale.clip(lowest, highest))
    level = min(level, PALEST * np.median(dark[dark >= threshold]))
    least = max(level, 3 * noise, FAINTEST)
    cells, dark = densities[dark > least], dark[dark > least]
    if len(cells) < FEWEST or dark.min() == dark.max():
        return None
    darker = dark > threshold_otsu(dark)
    nucleus = cells[darker & (dark >= np.median(dark[darker]))].mean(axis=0)
    others = cells[~darker]
    if len(others) < FEWEST:
        return None
    likeness = others @ nucleus / (np.linalg.norm(others, axis=1) + 1e-6)
    others = others[likeness <= np.quantile(likeness, OTHERS)]
    other = np.median(others, axis=0)
    if not other @ other:
        return None
    # Paler and denser places of other cells differ along their own colour, which is cancelled.
    residuals = others - np.outer(others @ other / (other @ other), other)
    found = None
    for _ in range(2):
        floor = NOISE**2 + RELATIVE_NOISE**2 * (nucleus @ nucleus)
        whitened = np.linalg.solve(
            np.cov(residuals.T) + floor * np.eye(3), np.stack([nucleus, other], axis=1)
        )
        cancelled = (other @ whitened[:, 0]) / (other @ whitened[:, 1])
        weights = whitened[:, 0] - cancelled * whitened[:, 1]
        # The square of the ratio of signal to noise.
        signal = weights @ nucleus
        if signal <= SEPARABLE**2:
            break
        found = weights / signal, nucleus, other, least
        chosen = cells @ found[0] > 0.5
        if not chosen.any():
            break
        nucleus = cells[chosen].mean(axis=0)
    return found
