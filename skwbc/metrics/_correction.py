"""Class shares among new cells, corrected for the classifier's own errors."""

import numpy as np

from skwbc.metrics._intervals import independent_cells

# Cells added to each row of the confusion matrix, spread over all its entries, to estimate its
# uncertainty: an error that is absent from the validation cells is not impossible.
_ADDED = 2
# Steps of the search for a limit of an interval; each halves the remaining range from 0 to 1.
_HALVINGS = 14
# Smallest likelihood of any class of a cell, as a share of that of the most likely class.
_FLOOR = 1e-9


def adjusted_shares(counts, confusion, z2, *, parts=None, n_validated=None):
    """Correct a count for the errors recorded in a confusion matrix.

    Parameters
    ----------
    counts : ndarray of int of shape (k,)
        New cells by predicted class.
    confusion : ndarray of int of shape (k, k)
        Validation cells by true class (rows) and predicted class (columns); of full rank.
    z2 : float
        Squared normal quantile of the intervals.
    parts : ndarray of int of shape (n_groups, k), optional
        New cells of each group. By default, all new cells are treated as independent.
    n_validated : ndarray of int of shape (k,), optional
        Number of independent validation cells of each class. By default, all cells of ``confusion``
        are treated as independent.

    Returns
    -------
    shares, low, high : ndarray of float of shape (k,)
        Most likely shares, and the limits of their intervals.
    """
    k, n_true = len(counts), confusion.sum(axis=1)
    rates = confusion / n_true[:, np.newaxis]
    inverse = np.linalg.inv(rates)
    # Unbiased, but a share may be negative; the most likely shares are then different.
    solved = counts / counts.sum() @ inverse
    shares = solved
    if (solved < 0).any():
        shares = most_likely_shares(rates.T, counts, np.full((1, k), 1 / k), tol=1e-10)[0]
    worth = np.full(k, counts.sum()) if parts is None else independent_cells(parts, inverse, z2)
    if n_validated is not None:
        confusion, n_true = rates * n_validated[:, np.newaxis], n_validated
    possible = np.maximum(solved, 0) / np.maximum(solved, 0).sum()
    smoothed = (confusion + _ADDED / k) / (n_true + _ADDED)[:, np.newaxis]
    low, high = np.zeros(k), np.ones(k)
    for number, (weights, n) in enumerate(zip(inverse.T, worth)):
        # Each cell counts for the class with the weight of its predicted class. Compute the mean
        # square of that weight among the cells of each true class, and its variance.
        square = smoothed @ weights**2
        variance = (square - (smoothed @ weights) ** 2) / n_true
        rest = np.where(np.arange(k) == number, 0, possible)
        rest = rest / rest.sum() if rest.any() else rest
        # As in Wilson's interval for one share: all x with (solved - x)² <= z² V(x), where V(x) is
        # the variance if the share were x, from the new cells and from the validation cells.
        of_rest, spread = rest @ square, rest**2 @ variance
        a = 1 + z2 / n - z2 * (variance[number] + spread)
        b = -2 * solved[number] - z2 * ((square[number] - of_rest) / n - 2 * spread)
        c = solved[number] ** 2 - z2 * (of_rest / n + spread)
        # If the matrix is too uncertain, every share is possible.
        if a > 0:
            root = np.sqrt(max(b**2 - 4 * a * c, 0))
            low[number], high[number] = (-b - root) / (2 * a), (-b + root) / (2 * a)
    return shares, np.clip(low, 0, shares), np.clip(high, shares, 1)


def calibrated_shares(probabilities, priors, z2):
    """Find the shares that make calibrated probabilities most likely (Saerens' EM).

    Parameters
    ----------
    probabilities : ndarray of float of shape (n, k)
        Class probabilities of new cells.
    priors : ndarray of float of shape (k,)
        Class shares that the probabilities assume.
    z2 : float
        Squared normal quantile of the intervals.

    Returns
    -------
    shares, low, high : ndarray of float of shape (k,)
        Most likely shares, and the limits of their profile-likelihood intervals.
    """
    ratios = probabilities / priors
    ratios = np.maximum(ratios / ratios.max(axis=1, keepdims=True), _FLOOR)
    n, k = ratios.shape
    once = np.ones(n)
    shares = most_likely_shares(ratios, once, np.full((1, k), 1 / k))[0]
    best = np.log(ratios @ shares).sum()
    # One row for the lower and one for the upper limit of each class.
    fixed, is_low = np.repeat(np.arange(k), 2), np.tile([True, False], k)
    outside, inside = np.where(is_low, 0.0, 1.0), shares[fixed]
    current = np.repeat(shares[np.newaxis], 2 * k, axis=0)
    for _ in range(_HALVINGS):
        x = (outside + inside) / 2
        # A share of exactly 0 would stay at 0.
        current = np.maximum(current, 1e-4)
        current = most_likely_shares(ratios, once, current, fixed=fixed, x=x)
        is_out = 2 * (best - np.log(current @ ratios.T).sum(axis=1)) > z2
        outside, inside = np.where(is_out, x, outside), np.where(is_out, inside, x)
    return shares, outside[is_low], outside[~is_low]


def most_likely_shares(ratios, weights, shares, *, fixed=None, x=None, tol=1e-7, n_steps=1000):
    """Find the maximum-likelihood shares of the parts of a mixture.

    The steps are those of the EM algorithm, accelerated by Varadhan and Roland's SQUAREM.

    Parameters
    ----------
    ratios : ndarray of float of shape (n, k)
        Likelihood of each observation in each part, up to one factor per observation.
    weights : ndarray of float of shape (n,)
        Number of times that each observation occurs.
    shares : ndarray of float of shape (m, k)
        Initial shares of m independent searches.
    fixed : ndarray of int of shape (m,), optional
        The part whose share is fixed.
    x : ndarray of float of shape (m,), optional
        Value of the fixed share.
    tol : float, default=1e-7
        Change of a share below which the search stops.
    n_steps : int, default=1000
        Maximum number of accelerated steps.

    Returns
    -------
    shares : ndarray of float of shape (m, k)
        Most likely shares.
    """

    def settled(shares):
        shares = np.maximum(shares, 0)
        if fixed is not None:
            shares[rows, fixed] = 0
        shares *= (free / np.maximum(shares.sum(axis=1), _FLOOR))[:, np.newaxis]
        if fixed is not None:
            shares[rows, fixed] = x
        return shares

    def likelihoods(shares):
        # An event that was never observed may have probability 0.
        return np.maximum(shares @ ratios.T, np.finfo(float).tiny)

    def step(shares):
        return settled(shares * ((weights / likelihoods(shares)) @ ratios))

    rows = np.arange(len(shares))
    free = np.ones(len(shares)) if fixed is None else 1 - x
    shares = settled(shares)
    for _ in range(n_steps):
        once = step(shares)
        twice = step(once)
        # Steps shrink by a nearly constant factor: extrapolate to their limit, unless the
        # likelihood is lower there.
        change, bend = once - shares, twice - 2 * once + shares
        length = np.linalg.norm(change, axis=1) / np.maximum(np.linalg.norm(bend, axis=1), 1e-30)
        length = np.clip(length, 1, 1000)[:, np.newaxis]
        # A share of exactly 0 would stay at 0.
        leap = settled(np.maximum(shares + 2 * length * change + length**2 * bend, 1e-12))
        lower = np.log(likelihoods(leap) / likelihoods(twice)) @ weights < 0
        before, shares = shares, np.where(lower[:, np.newaxis], twice, leap)
        if np.abs(shares - before).max() < tol:
            break
    return shares
