"""Optical densities of pixels: how much light a stain absorbs."""

import numpy as np

# The absorption of a darker pixel cannot be measured.
DARKEST = 1 / 255


def optical_density(pixels, light=1.0, darkest=DARKEST):
    """Compute the negative logarithm of the share of light that reaches the camera.

    Parameters
    ----------
    pixels : ndarray of shape (..., n_channels)
        Values from 0 to 1.
    light : float or array of shape (n_channels,)
        Values of the background.
    darkest : float
        Share below which all pixels are treated as equal.

    Returns
    -------
    density : ndarray of shape (..., n_channels)
        Optical density; 0 where a pixel is as bright as the background.
    """
    return -np.log(np.maximum(pixels / light, darkest))
