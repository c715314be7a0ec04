"""Density and tint of a cell's stain, relative to the background and to its nucleus."""

import numpy as np

from skwbc._input.density import optical_density
from skwbc.features._regions import bounding_box
from skwbc.preprocessing._masks import grown, quantiles
from skwbc.preprocessing._segment import CYTOPLASM, NUCLEUS, absorbed_light

CHANNELS = ("red", "green", "blue")
# Two channels define a tint of length 1; eosin absorbs blue light and haematoxylin red light.
TINTS = ("red", "blue")
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
SHARES = ("cell_pink_share", "cell_eosin_share", "cell_dense_eosin_share")
# Blur against camera noise in single pixels.
BLUR = 0.7
# Shares of the background's light that count as opaque and as glare.
OPAQUE, GLARE = 0.02, 1.5
# Keeps the tint of barely stained pixels near 0.
FAINT = 1e-3
# Rims mix the colours of both sides: pixels within this distance, in cell radii, are ignored,
RIM = 0.06
# unless fewer pixels than this are left.
FEWEST = 30
# Pink parts absorb this much more blue than the nucleus, in a tint of length 1.
REDDER = 0.1


def stain_names():
    """List the names of the values of ``stain_features``, in their order."""
    kinds = [f"cytoplasm_density_{channel}" for channel in CHANNELS]
    kinds += [f"cytoplasm_tint_{channel}" for channel in TINTS]
    kinds += [f"cell_tint_{channel}" for channel in TINTS]
    kinds += ["cell_tint_from_nucleus"]
    names = [f"{kind}_q{round(100 * part)}" for kind in kinds for part in QUANTILES]
    return [*names, *(f"cytoplasm_tint_deviation_{channel}" for channel in TINTS), *SHARES]


def stain_features(colours, labels):
    """Measure the stain of the cytoplasm and of the whole cell.

    Parameters
    ----------
    colours : ndarray of uint8 of shape (height, width, 3)
        Red, green and blue.
    labels : ndarray of shape (height, width)
        0 background, 1 cytoplasm, 2 nucleus.

    Returns
    -------
    values : ndarray of float64
        Optical densities are natural logarithms, and 0 for the background of the image. The tint
        is the density divided by its length over the three channels. The values are zero for a
        cell without nucleus or without cytoplasm.
    """
    if not ((labels == CYTOPLASM).any() and (labels == NUCLEUS).any()):
        return np.zeros(len(stain_names()))
    box = bounding_box(labels)
    density = _density(colours, box)
    cell, nucleus = labels[box] > 0, labels[box] == NUCLEUS
    inner, core = _away_from_rims(cell, nucleus)
    tint = density / (np.sqrt(np.square(density).sum(axis=0)) + FAINT)
    red, _, blue = tint
    nuclear = np.median(density[:, core], axis=1)
    nuclear_red, _, nuclear_blue = nuclear / (np.sqrt(nuclear @ nuclear) + FAINT)
    of_cytoplasm = np.concatenate([density[:, inner], tint[::2, inner]])
    red, green, blue = red[cell], density[1, cell], blue[cell]
    of_cell = quantiles(np.stack([red, blue]), QUANTILES)
    eosin = blue > red
    shares = [
        np.mean(blue > nuclear_blue + REDDER),
        np.mean(eosin),
        np.mean(eosin & (green > nuclear[1] / 2)),
    ]
    return np.concatenate(
        [
            quantiles(of_cytoplasm, QUANTILES).ravel(),
            of_cell.ravel(),
            of_cell[0] - nuclear_red,
            of_cytoplasm[len(CHANNELS) :].std(axis=1),
            shares,
        ]
    )


def _density(colours, box):
    """Compute the optical density of a box, 3 × height × width, relative to the background."""
    from scipy import ndimage

    planes = np.ascontiguousarray(np.moveaxis(colours, -1, 0)) / np.float32(255)
    planes = ndimage.gaussian_filter(planes, (0, BLUR, BLUR), mode="nearest", truncate=2)
    absorbed = np.moveaxis(absorbed_light(np.moveaxis(planes, 0, -1), box), -1, 0)
    passed = np.minimum(1 - absorbed, GLARE).astype(np.float64)
    return optical_density(passed, darkest=OPAQUE)


def _away_from_rims(cell, nucleus):
    """Compute masks of the cytoplasm away from both its rims, and of the core of the nucleus."""
    from scipy import ndimage

    rim = RIM * np.sqrt(cell.sum() / np.pi)
    cytoplasm = cell & ~nucleus
    rims = grown(np.pad(~cell, 1, constant_values=True), rim)[1:-1, 1:-1] | grown(nucleus, rim)
    inner = cytoplasm & ~rims
    box = bounding_box(nucleus)
    depth = ndimage.distance_transform_edt(np.pad(nucleus[box], 1))[1:-1, 1:-1]
    core = np.zeros_like(nucleus)
    core[box] = depth > depth.max() / 2
    return inner if inner.sum() >= FEWEST else cytoplasm, core
