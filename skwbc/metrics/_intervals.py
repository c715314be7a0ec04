"""Intervals of shares of cells."""

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit


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


def independent_trials(errors, sizes, variance, most, z2):
    """Count the independent observations that observations in groups are worth for their mean.

    Parameters
    ----------
    errors : ndarray of float of shape (n_groups, k)
        For each of k means the sum of the deviations from it in each group.
    sizes : ndarray of float of shape (n_groups, k)
        Observations of each group, or the sum of their weights.
    variance : ndarray of float of shape (k,)
        Variance of a single observation.
    most : int or ndarray of float of shape (k,)
        What they are worth if no group matters.
    z2 : float
        From :func:`squared_quantile`.

    Returns
    -------
    n : ndarray of float of shape (k,)
        What :func:`wilson` takes as the number of observations.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        total, n_groups = sizes.sum(axis=0), (sizes > 0).sum(axis=0)
        of_mean = (errors**2).sum(axis=0) / total**2 * n_groups / (n_groups - 1)
        # Where nothing varies, such as where all are right, each group is worth one trial.
        n_alike = total**2 / (sizes**2).sum(axis=0)
        # A variance that few groups tell of calls for Student's quantile instead of the normal one.
        doubt = stdtrit(n_groups - 1, ndtr(np.sqrt(z2))) ** 2 / z2
        n_varied = np.minimum(variance / of_mean, most) / doubt
        return np.where((n_groups > 1) & (of_mean > 0), n_varied, n_alike)


def independent_cells(parts, values, z2):
    """Count the independent cells that cells in groups are worth for the means of their values.

    Parameters
    ----------
    parts : ndarray of int of shape (n_groups, m)
        Cells of each group, by which of m kinds they are.
    values : ndarray of float of shape (m, k)
        The k values of each kind.
    z2 : float
        From :func:`squared_quantile`.

    Returns
    -------
    n : ndarray of float of shape (k,)
        Their number for the mean of each value.
    """
    sizes, counts = parts.sum(axis=1)[:, np.newaxis], parts.sum(axis=0)
    mean = counts @ values / counts.sum()
    errors = parts @ values - sizes * mean
    # Where all groups are alike, rounding would leave errors that mean nothing.
    errors[np.abs(errors) <= 1e-9 * sizes * np.abs(values).max(axis=0)] = 0
    variance = counts @ (values - mean) ** 2 / counts.sum()
    sizes = np.broadcast_to(sizes, errors.shape)
    return independent_trials(errors, sizes, variance, counts.sum(), z2)
