"""Colours of the nucleus and of the cytoplasm: moments and coarse histograms."""

import numpy as np

from skwbc.preprocessing._segment import CYTOPLASM, NUCLEUS

REGIONS = {"nucleus": NUCLEUS, "cytoplasm": CYTOPLASM}
# Stains lie around red, where the usual hue scale wraps; this scale runs from green to green.
FIRST_HUE = 1 / 3
RANGES = {
    "red": (0, 1),
    "green": (0, 1),
    "blue": (0, 1),
    "hue": (FIRST_HUE, FIRST_HUE + 1),
    "saturation": (0, 1),
    "value": (0, 1),
    "lightness": (0, 100),
    "a": (-40, 80),
    "b": (-60, 60),
}
MOMENTS = ("mean", "deviation", "skewness")
N_BINS = 8
EDGES = np.array([np.linspace(*ends, N_BINS + 1) for ends in RANGES.values()])
# Below this deviation a colour counts as constant, and its skewness as 0.
FLAT = 1e-9

LEVELS = np.arange(256) * (1 / 255)
LINEAR = np.where(LEVELS > 0.04045, ((LEVELS + 0.055) / 1.055) ** 2.4, LEVELS / 12.92)
# From linear sRGB to CIE XYZ, and the XYZ of daylight (D65).
XYZ_FROM_RGB = np.array(
    [
        [0.412453, 0.357580, 0.180423],
        [0.212671, 0.715160, 0.072169],
        [0.019334, 0.119193, 0.950227],
    ]
)
WHITE = np.array([[0.95047], [1.0], [1.08883]])


def color_names():
    """List the names of the values of ``color_features``, in their order."""
    kinds = [f"{moment}_{channel}" for moment in MOMENTS for channel in RANGES]
    kinds += [f"{channel}_bin_{bin_ + 1}" for channel in RANGES for bin_ in range(N_BINS)]
    return [f"{region}_{kind}" for region in REGIONS for kind in kinds]


def color_features(colours, labels):
    """Measure the colours of the nucleus and of the cytoplasm.

    Parameters
    ----------
    colours : ndarray of uint8 of shape (height, width, 3)
        Red, green and blue.
    labels : ndarray of shape (height, width)
        0 background, 1 cytoplasm, 2 nucleus.

    Returns
    -------
    values : ndarray of float64
        Red, green, blue, hue, saturation and value from 0 to 1, and lightness, a and b in the
        units of CIELAB. Hue ranges from 1/3 (green) through 2/3 (blue) and 1 (red) to 4/3. Bins
        contain fractions of the region; values outside the range fall in the end bins. The values
        are zero for a region without pixels.
    """
    flat = colours.reshape(-1, 3)
    places = [np.flatnonzero(labels == label) for label in REGIONS.values()]
    channels = _channels(np.ascontiguousarray(flat[np.concatenate(places)].T))
    parts = np.split(channels, np.cumsum([len(place) for place in places])[:-1], axis=1)
    return np.concatenate([_measure(part) for part in parts])


def _channels(colors):
    """Convert 8-bit RGB, 3 × n, to the nine channels."""
    rgb = LEVELS.take(colors)
    return np.concatenate([rgb, _hue_saturation_value(rgb), _lab(LINEAR.take(colors))])


def _hue_saturation_value(rgb):
    red, green, blue = rgb
    value = rgb.max(axis=0)
    chroma = value - rgb.min(axis=0)
    grey = chroma == 0
    width = np.where(grey, 1, chroma)
    sixths = np.where(
        blue == value,
        4 + (red - green) / width,
        np.where(green == value, 2 + (blue - red) / width, (green - blue) / width),
    )
    hue = np.where(grey, 0, sixths / 6)
    hue += hue < FIRST_HUE
    return np.stack([hue, chroma / np.where(grey, 1, value), value])


def _lab(linear):
    xyz = XYZ_FROM_RGB @ linear / WHITE
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _measure(channels):
    if not channels.shape[1]:
        return np.zeros((len(MOMENTS) + N_BINS) * len(channels))
    shares = _histograms(channels)
    return np.concatenate([_moments(channels), shares])


def _moments(channels):
    mean = channels.mean(axis=1)
    # In place, since allocating memory costs more than the sums.
    channels -= mean[:, None]
    squares = channels * channels
    deviation = np.sqrt(squares.mean(axis=1))
    third = np.vecdot(squares, channels) / channels.shape[1]
    flat = deviation < FLAT
    skewness = np.where(flat, 0, third / np.where(flat, 1, deviation) ** 3)
    return np.concatenate([mean, deviation, skewness])


def _histograms(channels):
    n_channels, n_pixels = channels.shape
    reached = np.zeros((n_channels, N_BINS + 1))
    reached[:, 0] = n_pixels
    for edge in range(1, N_BINS):
        # Row by row, since NumPy is slow to count along an axis.
        reached[:, edge] = [np.count_nonzero(row) for row in channels >= EDGES[:, edge, None]]
    return (-np.diff(reached) / n_pixels).ravel()
