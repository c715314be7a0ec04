"""Confidence intervals of shares of cells."""

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit


def squared_quantile(confidence, n_intervals=1):
    """Square of the normal quantile for intervals with a joint confidence level.

    Parameters
    ----------
    confidence : float
        Between 0 and 1.
    n_intervals : int, default=1
        Number of intervals that share the error (Bonferroni).

    Returns
    -------
    z2 : float
        Quantile of the chi-squared distribution with one degree of freedom.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence={confidence!r} must be between 0 and 1, such as 0.95.")
    return float(ndtri((1 - confidence) / n_intervals / 2)) ** 2


def wilson(share, n, z2):
    """Wilson's score interval of a share.

    Parameters
    ----------
    share : ndarray of float
        The observed share; nan if there were no observations.
    n : ndarray of float
        Number of observations; the effective number if they are weighted.
    z2 : float
        Returned by :func:`squared_quantile`. If the error is shared between the classes of a
        multinomial count, the intervals are Goodman's.

    Returns
    -------
    low, high : ndarray of float
        Limits of the interval; nan where the share is nan.
    """
    n = np.where(n > 0, n, np.nan)
    centre = share + z2 / (2 * n)
    half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2)))
    low, high = (centre - half) / (1 + z2 / n), (centre + half) / (1 + z2 / n)
    # Prevent rounding from moving a limit past the share itself.
    return np.clip(low, 0, share), np.clip(high, share, 1)


def independent_trials(errors, sizes, variance, most, z2):
    """Compute the number of independent observations equivalent to grouped observations.

    Parameters
    ----------
    errors : ndarray of float of shape (n_groups, k)
        For each of k means, the sum of the deviations from the mean in each group.
    sizes : ndarray of float of shape (n_groups, k)
        Number of observations in each group, or the sum of their weights.
    variance : ndarray of float of shape (k,)
        Variance of a single observation.
    most : int or ndarray of float of shape (k,)
        Number of independent observations if the groups have no effect.
    z2 : float
        Returned by :func:`squared_quantile`.

    Returns
    -------
    n : ndarray of float of shape (k,)
        Number of observations for :func:`wilson`.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        total, n_groups = sizes.sum(axis=0), (sizes > 0).sum(axis=0)
        of_mean = (errors**2).sum(axis=0) / total**2 * n_groups / (n_groups - 1)
        # Without any variation, for example if all are correct, each group counts as one trial.
        n_alike = total**2 / (sizes**2).sum(axis=0)
        # A variance estimated from few groups requires Student's quantile, not the normal one.
        doubt = stdtrit(n_groups - 1, ndtr(np.sqrt(z2))) ** 2 / z2
        n_varied = np.minimum(variance / of_mean, most) / doubt
        return np.where((n_groups > 1) & (of_mean > 0), n_varied, n_alike)


def independent_cells(parts, values, z2):
    """Compute the number of independent cells equivalent to grouped cells, for means of values.

    Parameters
    ----------
    parts : ndarray of int of shape (n_groups, m)
        Number of cells in each group, by which of m kinds they are.
    values : ndarray of float of shape (m, k)
        The k values of each kind.
    z2 : float
        Returned by :func:`squared_quantile`.

    Returns
    -------
    n : ndarray of float of shape (k,)
        Number of independent cells for the mean of each value.
    """
    sizes, counts = parts.sum(axis=1)[:, np.newaxis], parts.sum(axis=0)
    mean = counts @ values / counts.sum()
    errors = parts @ values - sizes * mean
    # If all groups are alike, only meaningless rounding errors remain.
    errors[np.abs(errors) <= 1e-9 * sizes * np.abs(values).max(axis=0)] = 0
    variance = counts @ (values - mean) ** 2 / counts.sum()
    sizes = np.broadcast_to(sizes, errors.shape)
    return independent_trials(errors, sizes, variance, counts.sum(), z2)
