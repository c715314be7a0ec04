"""Intervals of shares of cells."""

import numpy as np
from scipy.special import ndtri


def squared_quantile(confidence, n_intervals=1):
    """Square of the normal quantile of intervals that hold together with the confidence.

    Parameters
    ----------
    confidence : float
        Between 0 and 1.
    n_intervals : int, default=1
        How many intervals share the error (Bonferroni).

    Returns
    -------
    z2 : float
        The quantile of chi-squared with one degree of freedom.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence={confidence!r} is not between 0 and 1, such as 0.95.")
    return float(ndtri((1 - confidence) / n_intervals / 2)) ** 2


def wilson(share, n, z2):
    """Wilson's score interval of a share.

    Parameters
    ----------
    share : ndarray of float
        The share observed; nan where there was nothing to observe.
    n : ndarray of float
        Number of observations, effective ones where they have weights.
    z2 : float
        From :func:`squared_quantile`. Shared between the classes of a multinomial count, these are
        Goodman's intervals.

    Returns
    -------
    low, high : ndarray of float
        The ends; nan where the share is.
    """
    n = np.where(n > 0, n, np.nan)
    centre = share + z2 / (2 * n)
    half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2)))
    low, high = (centre - half) / (1 + z2 / n), (centre + half) / (1 + z2 / n)
    # Rounding must not put an end beyond the share itself.
    return np.clip(low, 0, share), np.clip(high, share, 1)
