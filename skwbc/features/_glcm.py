"""Grey-level co-occurrence statistics of a region, identical to scikit-image's.

3 to 5 times as fast as scikit-image for cells of 120 to 360 pixels a side
(``benchmarks/handcrafted.py``).
"""

from functools import lru_cache

import numpy as np

DISTANCES = (1, 2, 4)
ANGLES = (0, 45, 90, 135)
STATISTICS = (
    "contrast",
    "dissimilarity",
    "homogeneity",
    "energy",
    "asm",
    "correlation",
    "entropy",
    "mean",
    "variance",
)


def glcm_names():
    """List the names of the values of ``glcm_features``, in their order."""
    return [
        f"glcm_{statistic}{spread}_{distance}"
        for spread in ("", "_range")
        for statistic in STATISTICS
        for distance in DISTANCES
    ]


def glcm_features(grey, masks, levels):
    """Measure the co-occurrence of grey levels within regions.

    Parameters
    ----------
    grey : ndarray of uint8
        The image.
    masks : list of ndarray of bool
        The regions; pairs with a pixel outside the region are ignored.
    levels : int
        Number of grey levels.

    Returns
    -------
    values : ndarray of shape (n_regions, n_features)
        Mean and range over the angles, for each distance; zeros for a region without pixels.
    """
    counts = np.concatenate([_pair_counts(grey, mask, levels) for mask in masks])
    shape = (len(STATISTICS), len(masks), len(DISTANCES), len(ANGLES))
    statistics = _statistics(counts).reshape(shape).swapaxes(0, 1)
    values = np.concatenate([statistics.mean(axis=3), np.ptp(statistics, axis=3)], axis=1)
    present = np.array([mask.any() for mask in masks])
    return values.reshape(len(masks), -1) * present[:, None]


def _pair_counts(grey, mask, levels):
    """Count the pairs of levels, in both directions, for each distance and angle."""
    reach = max(DISTANCES)
    width = grey.shape[1] + 2 * reach
    padded = np.zeros((grey.shape[0] + 2 * reach, width), np.intp)
    # The background is level 0.
    padded[reach:-reach, reach:-reach] = (np.arange(256) * levels // 256 + 1).take(grey) * mask
    padded = padded.ravel()
    places = np.flatnonzero(padded > 0)
    first = (padded[places] - 1) * (levels + 1)
    n_codes = levels * (levels + 1)
    steps = [down * width + right for down, right in _steps()]
    # At small distances some steps along the diagonals round to the same neighbour.
    by_step = {
        step: np.bincount(first + padded[step:].take(places), minlength=n_codes)
        for step in set(steps)
    }
    counts = np.stack([by_step[step] for step in steps])
    counts = counts.reshape(-1, levels, levels + 1)[:, :, 1:].astype(np.float64)
    return (counts + counts.transpose(0, 2, 1)).reshape(-1, levels * levels)


@lru_cache(maxsize=1)
def _steps():
    """Compute the row and column steps to a neighbour, for each distance and angle."""
    angles = np.deg2rad(ANGLES)
    steps = np.outer(DISTANCES, np.sin(angles)), np.outer(DISTANCES, np.cos(angles))
    return np.rint(steps).astype(int).reshape(2, -1).T.tolist()


def _statistics(counts):
    n_levels = int(np.sqrt(counts.shape[1]))
    totals = counts.sum(axis=1)
    n_pairs = np.where(totals, totals, 1)
    sums = counts @ _weights(n_levels)
    contrast, dissimilarity, homogeneity, mean = sums.T[:4] / n_pairs
    # Sums of integers are exact, so that a constant region has variance 0.
    level_sum, square_sum, product_sum = sums.T[3:]
    variance = (square_sum * totals - level_sum**2) / n_pairs**2
    covariance = (product_sum * totals - level_sum**2) / n_pairs**2
    constant = variance == 0
    correlation = np.where(constant, 1, covariance / np.where(constant, 1, variance))
    asm = np.vecdot(counts, counts) / n_pairs**2
    logarithms = np.log(np.maximum(counts, 1))
    entropy = np.log(n_pairs) - np.vecdot(counts, logarithms) / n_pairs
    return np.stack(
        [
            contrast,
            dissimilarity,
            homogeneity,
            np.sqrt(asm),
            asm,
            correlation,
            entropy,
            mean,
            variance,
        ]
    )


@lru_cache(maxsize=8)
def _weights(n_levels):
    """Compute the weights of each pair of levels, whose sums over all pairs give statistics."""
    first, second = np.indices((n_levels, n_levels)).reshape(2, -1)
    apart = first - second
    weights = [apart**2, abs(apart), 1 / (1 + apart**2), first, first**2, first * second]
    return np.stack(weights, axis=1).astype(np.float64)
