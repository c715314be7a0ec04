"""Features of frozen networks, computed once per image."""

import numpy as np

from skwbc._files.cache import fingerprint, library_versions, stored_rows
from skwbc._input.pictures import REVISION
from skwbc._keras.live import PREDICTION_BATCH


class Vectors:
    """Feature vectors that represent images in training and prediction."""

    def __init__(self, rows):
        self._rows = rows

    def __len__(self):
        return len(self._rows)

    @property
    def n_features(self):
        """Length of a vector."""
        return self._rows.shape[1]

    def batches(self, parts):
        """Yield the vectors of each part, a sequence of arrays of indices."""
        for part in parts:
            yield self._rows[part]


def frozen_features(network, cells, used=None, *, layer=None, pooling=None, folder=None):
    """Compute the features of images, or read those already stored.

    Parameters
    ----------
    network : LiveNetwork
        The network, loaded with its weights.
    cells : Images
        The images.
    used : ndarray of int, optional
        Indices of the images whose features are needed; the other rows are zero.
    layer, pooling : str, optional
        See ``LiveNetwork.feature_network``.
    folder : path-like, optional
        Folder in which features are stored, in addition to memory.

    Returns
    -------
    features : ndarray of shape (n, n_features)
        One row per image.
    """
    *size, channels = network.topology.input_shape
    pixels = cells.pixels(tuple(size), channels, keep=False)
    if len(cells) == 1:
        # A single image is computed in its own batch shape, for speed; the last bits differ.
        return network.features(pixels, np.arange(1), 1, layer, pooling)
    used = np.arange(len(cells)) if used is None else used

    def compute(positions):
        return network.features(pixels, used[positions], PREDICTION_BATCH, layer, pooling)

    source = network.fingerprint(layer, pooling)
    if source is None:
        rows = compute(np.arange(len(used)))
    else:
        rows = stored_rows(
            fingerprint(source, REVISION, library_versions()), cells.digests(used), compute, folder
        )
    if len(used) == len(cells):
        return rows
    features = np.zeros((len(cells), rows.shape[1]), dtype=rows.dtype)
    features[used] = rows
    return features
