"""Gabor energies of image regions, identical to scikit-image's.

87 to 103 times as fast as scikit-image for cells of 120 to 360 pixels a side
(``benchmarks/handcrafted.py``).
"""

from functools import lru_cache
from itertools import product

import numpy as np

# Cycles per pixel, and degrees.
FREQUENCIES = (0.1, 0.2, 0.4)
ANGLES = (0, 45, 90, 135)
FILTERS = tuple(product(FREQUENCIES, ANGLES))
# Width of the Gaussian for a bandwidth of one octave, and its truncation, as in scikit-image.
SIGMA = 3 * np.sqrt(np.log(2) / 2) / np.pi
N_SIGMAS = 3


def gabor_names():
    """List the names of the values of ``gabor_features``, in their order."""
    return [
        f"gabor_{kind}_{frequency}_{angle}"
        for kind in ("energy", "deviation")
        for frequency, angle in FILTERS
    ]


def gabor_features(grey, masks, box):
    """Measure the response of regions to stripes of several widths and directions.

    Parameters
    ----------
    grey : ndarray of uint8
        The image.
    masks : list of ndarray of bool
        The regions, within the box.
    box : tuple of slice
        Rows and columns that contain the regions.

    Returns
    -------
    values : ndarray of shape (n_regions, n_features)
        Mean and standard deviation of the magnitude of the responses; zeros for a region without
        pixels.
    """
    power = _power(grey / np.float32(255), box)
    inside = np.stack([mask.ravel() for mask in masks], axis=1).astype(np.float64)
    inside /= np.maximum(inside.sum(axis=0), 1)
    mean_square = power @ inside
    mean = np.sqrt(power, out=power) @ inside
    deviation = np.sqrt(np.maximum(mean_square - mean**2, 0))
    return np.concatenate([mean, deviation]).T


def _power(image, box):
    """Compute the squared magnitude of each filter's responses in a box, one row per filter."""
    from scipy import fft

    rows, columns = (_reflected(part, REACH, side) for part, side in zip(box, image.shape))
    shape = [fft.next_fast_len(len(places)) for places in (rows, columns)]
    spectrum = fft.fft2(image[np.ix_(rows, columns)], shape)
    height, width = (part.stop - part.start for part in box)
    power = np.empty((len(FILTERS), height, width))
    for filter_power, filter_ in zip(power, FILTERS):
        kernel = np.outer(*(_spectrum(*filter_, axis, side) for axis, side in enumerate(shape)))
        # Axis by axis, without the rows outside the box.
        response = fft.ifft(spectrum * kernel, axis=0, overwrite_x=True)[REACH : REACH + height]
        response = fft.ifft(response, axis=1, overwrite_x=True)[:, REACH : REACH + width]
        np.add(response.real**2, response.imag**2, out=filter_power)
    return power.reshape(len(FILTERS), -1)


def _radius(frequency, angle):
    """Compute the number of pixels from the middle of a kernel to its edge."""
    radians = np.deg2rad(angle)
    reach = N_SIGMAS * SIGMA / frequency * max(abs(np.sin(radians)), abs(np.cos(radians)))
    return int(np.ceil(max(reach, 1)))


# Number of pixels from the middle of the largest kernel to its edge.
REACH = max(_radius(*filter_) for filter_ in FILTERS)


@lru_cache(maxsize=256)
def _spectrum(frequency, angle, axis, length):
    """Compute the Fourier transform of a kernel's factor along rows (0) or columns (1)."""
    radius = _radius(frequency, angle)
    places = np.arange(-radius, radius + 1)
    sigma = SIGMA / frequency
    radians = np.deg2rad(angle)
    phase = 2 * np.pi * frequency * places * (np.cos(radians) if axis else np.sin(radians))
    kernel = np.zeros(length, complex)
    kernel[places] = np.exp(-0.5 * (places / sigma) ** 2 + 1j * phase)
    # Real, since the two halves of the kernel are conjugate.
    spectrum = np.fft.fft(kernel).real / (np.sqrt(2 * np.pi) * sigma)
    return spectrum.astype(np.float32)


def _reflected(part, margin, side):
    """Return the indices of a part and its margins on an axis that is mirrored at its ends."""
    places = np.arange(part.start - margin, part.stop + margin) % (2 * side)
    return np.minimum(places, 2 * side - 1 - places)
