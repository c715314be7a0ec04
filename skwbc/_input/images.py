"""Sets of images: accepted formats of X, and conversion to batches of pixels."""

import hashlib
import os
import re
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from numbers import Integral

import numpy as np

from skwbc._files.cache import library_versions
from skwbc._files.safe import open_file
from skwbc._input.pictures import (
    AlteredPicture,
    is_picture,
    load_input,
    load_picture,
    match_channels,
    naming_the_culprit,
    resize,
    to_unit,
)
from skwbc._input.scales import full_scale, value_range, warn_of_scale

# Resized images larger than this in total are not kept, but decoded again in each epoch.
KEEP_BYTES = 2**32
BATCHES_AHEAD = 2
# Twice as fast as BLAKE2, due to hardware instructions.
_fingerprint = partial(hashlib.sha256, usedforsecurity=False)
N_THREADS = min(8, os.cpu_count() or 1)


def read(X, *, image_shape=None, check_rows):
    """Read X as images.

    Parameters
    ----------
    X : array or sequence
        Images as arrays, paths, pictures or flattened rows.
    image_shape : tuple of int or None
        Height, width and, if any, channels of a flattened row.
    check_rows : callable
        Function that converts a table of flattened rows to a numeric two-dimensional array.

    Returns
    -------
    images : Images
        The images, with a common interface.
    """
    if isinstance(X, memoryview):
        raise TypeError("X is a memoryview; pass numpy.asarray(X).")
    if _is_sparse(X):
        raise TypeError("X is a sparse matrix, but images are dense; pass X.toarray().")
    if is_lazy(X):
        raise TypeError(
            f"X is a Dask {type(X).__name__}, which only the predictions of network classifiers "
            "and the transform of features accept; pass X.compute() or a list of paths."
        )
    if hasattr(X, "iloc") or hasattr(X, "to_list"):
        if getattr(X, "ndim", 1) == 2:
            return _from_rows(checked_rows(X, check_rows), image_shape)
        X = X.to_list()
    if isinstance(X, (str, os.PathLike)):
        raise ValueError(f"X is a single path, '{os.fspath(X)}'; pass a list of paths.")
    if isinstance(X, (list, tuple)):
        if not len(X):
            raise ValueError("X is empty; pass at least one image.")
        if is_picture(X[0]):
            return _from_sequence(X)
    try:
        X = np.asarray(X)
    except ValueError as error:
        raise ValueError(
            "X is not an array, a list of paths or a list of pictures; rows of numbers must all "
            "have the same length."
        ) from error
    if X.ndim == 1 and X.dtype.kind in "OUS" and len(X) and is_picture(X[0]):
        return _from_sequence(X)
    if X.ndim <= 2:
        return _from_rows(checked_rows(X, check_rows), image_shape)
    return _from_array(X)


def as_size(image_size):
    """Convert an ``image_size`` parameter to (height, width)."""
    sides = (image_size,) * 2 if isinstance(image_size, Integral) else tuple(image_size)
    if len(sides) != 2 or not all(isinstance(side, Integral) and side > 0 for side in sides):
        raise ValueError(
            f"image_size must be a number of pixels or (height, width), got {image_size!r}."
        )
    return tuple(int(side) for side in sides)


class Images:
    """Images of one or several sizes, which can be sliced and converted to pixels.

    Parameters
    ----------
    items : ndarray of shape (n, height, width, channels) or list
        The images; a list contains paths, PIL images or arrays.
    channels : {1, 3}
        Number of channels.
    given_shape : tuple of int or None
        Shape of each image in X; ``None`` for a sequence.
    """

    def __init__(self, items, channels, given_shape=None):
        self.items = items
        self.channels = channels
        self.given_shape = given_shape

    @property
    def is_rows(self):
        """True if the images were passed as flattened rows."""
        return self.given_shape is not None and len(self.given_shape) == 1

    def __len__(self):
        return len(self.items)

    def pixels(self, size, channels, *, keep):
        """Prepare the images for a network.

        Parameters
        ----------
        size : tuple of (int, int)
            Height and width of the network's input.
        channels : {1, 3}
            Number of channels of the network's input.
        keep : bool
            Whether to decode and resize all images immediately, if they fit into ``KEEP_BYTES``.
        """
        if isinstance(self.items, np.ndarray) and self.items.shape[1:] == (*size, channels):
            return Pixels(len(self), array=self.items)

        def load(index):
            return match_channels(load_input(self.items[index], index, size), channels, index)

        pixels = Pixels(len(self), load=load)
        return pixels.in_memory((len(self), *size, channels)) if keep else pixels

    def subset(self, indices):
        """Select some of the images."""
        if isinstance(self.items, np.ndarray):
            return Images(self.items[indices], self.channels, self.given_shape)
        return Images([self.items[index] for index in indices], self.channels, self.given_shape)

    def originals(self):
        """Yield each image in its own size, as float32 from 0 to 1."""
        for index in range(len(self)):
            yield self._load(index)

    def as_given(self):
        """Return the images in the format of X: an array, or a one-dimensional array of objects."""
        if isinstance(self.items, np.ndarray):
            return self.items.reshape(len(self), *self.given_shape)
        # A list would compute all lazy pictures immediately.
        return np.fromiter(self.items, dtype=object, count=len(self))

    def altered(self, changes):
        """Make altered copies of images, in the format of X.

        Parameters
        ----------
        changes : list of (int, callable)
            Index of the image, and the function to apply to its pixels, float from 0 to 1. The
            ``repr`` of the function includes all its settings.

        Returns
        -------
        copies : ndarray
            An array like X, with all copies resized to its shape; or objects, which compute the
            copies when they are needed.
        """
        if not isinstance(self.items, np.ndarray):
            copies = [AlteredPicture(self.items[index], change) for index, change in changes]
            return Images(copies, self.channels).as_given()
        copies = np.empty((len(changes), *self.items.shape[1:]), self.items.dtype)
        scale = full_scale(copies.dtype)
        for copy, (index, change) in zip(copies, changes, strict=True):
            pixels = resize(change(self._load(index)), copies.shape[1:3])
            copy[...] = pixels if copies.dtype.kind == "f" else np.round(pixels * scale)
        return copies.reshape(len(copies), *self.given_shape)

    def digests(self, indices):
        """Compute fingerprints of some images, which depend only on their content."""
        # One task per image would cost more than hashing a small image.
        parts = np.array_split(np.asarray(indices), min(N_THREADS, len(indices)))
        with ThreadPoolExecutor(N_THREADS) as pool:
            found = pool.map(lambda part: [self._digest(index) for index in part], parts)
            return [digest for part in found for digest in part]

    def _digest(self, index):
        item = self.items[index]
        if isinstance(item, (str, bytes, os.PathLike)):
            path = os.fsdecode(item)
            with naming_the_culprit(path, index), open_file(path) as file:
                return hashlib.file_digest(file, _fingerprint).digest()
        if isinstance(item, AlteredPicture):
            source = Images([item.source], self.channels)._digest(0)
            change = f"{item.change!r} {item.change.revision} {library_versions()}"
            return _fingerprint(source + change.encode()).digest()
        if not isinstance(item, np.ndarray):
            item = self._load(index)
        digest = _fingerprint(f"{item.dtype.str}{item.shape}".encode())
        digest.update(np.ascontiguousarray(item))
        return digest.digest()

    def _load(self, index):
        return load_picture(self.items[index], index, None)


class Pixels:
    """Images of one size, as float32 from 0 to 1, batch by batch.

    The images are either stored in an array or loaded one by one.
    """

    def __init__(self, n_images, *, array=None, load=None):
        self._n_images = n_images
        self._array = array
        self._load = load

    def __len__(self):
        return self._n_images

    def batches(self, parts):
        """Yield the pixels of each part, a sequence of arrays of indices.

        Images that are not in memory are decoded by threads, some batches ahead of their use.
        """
        if self._array is not None:
            for part in parts:
                yield to_unit(self._array[part])
            return
        for images in self._loaded(parts):
            yield np.stack([to_unit(image) for image in images])

    def in_memory(self, shape):
        """Load all images, with 8 bits if all have 8 bits, unless they exceed ``KEEP_BYTES``."""
        n_bytes = np.prod(shape)
        if n_bytes > KEEP_BYTES:
            return self
        kept = np.empty(shape, np.uint8)
        at = 0
        for images in self._loaded(np.array_split(np.arange(len(self)), -(-len(self) // 32))):
            if kept.dtype == np.uint8 and any(image.dtype != np.uint8 for image in images):
                if n_bytes * 4 > KEEP_BYTES:
                    return self
                kept = to_unit(kept)
            for image in images:
                kept[at] = image if kept.dtype == np.uint8 else to_unit(image)
                at += 1
        return Pixels(len(self), array=kept)

    def _loaded(self, parts):
        with ThreadPoolExecutor(N_THREADS) as pool:
            ahead = deque()
            try:
                for part in parts:
                    ahead.append([pool.submit(self._load, index) for index in part])
                    if len(ahead) > BATCHES_AHEAD:
                        yield [image.result() for image in ahead.popleft()]
                while ahead:
                    yield [image.result() for image in ahead.popleft()]
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def is_lazy(X):
    """Return whether X is a Dask collection, without importing Dask."""
    dask = sys.modules.get("dask")
    return dask is not None and dask.is_dask_collection(X)


def _is_sparse(X):
    return hasattr(X, "tocsr") and hasattr(X, "nnz")


def checked_rows(X, check_rows):
    """Convert a table to a numeric array; errors refer to X, regardless of their origin."""
    try:
        return check_rows(X)
    except (TypeError, ValueError) as error:
        if re.search(r"\bX\b", str(error)):
            raise
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"X cannot be read as rows of numbers: {error}") from error


def _from_rows(rows, image_shape):
    # Without a shape, the rows may be any numbers, on any scale.
    is_table = image_shape is None
    if is_table:
        image_shape = (1, rows.shape[1], 1)
    shape = tuple(image_shape) if len(image_shape) == 3 else (*image_shape, 1)
    if len(shape) != 3 or np.prod(shape) != rows.shape[1]:
        raise ValueError(
            f"image_shape={tuple(image_shape)} does not fit rows of {rows.shape[1]} values."
        )
    images = _from_array(rows.reshape(len(rows), *shape), any_scale=is_table)
    images.given_shape = rows.shape[1:]
    return images


def _from_array(array, any_scale=False):
    if array.ndim == 3 and array.shape[-1] in (3, 4):
        raise ValueError(
            f"X of shape {array.shape} seems to be a single colour image; pass X[None] for a set "
            "of one image."
        )
    if array.ndim not in (3, 4):
        raise ValueError(
            f"X has {array.ndim} dimensions; images are (n, height, width, channels) or "
            "(n, height, width)."
        )
    given_shape = array.shape[1:]
    if array.ndim == 3:
        array = array[..., np.newaxis]
    if not array.size:
        raise ValueError(f"X of shape {array.shape} contains no images; pass at least one.")
    _check_channels(array, "X")
    array, lowest, highest = _check_values(array, "X", "row")
    if not any_scale:
        warn_of_scale(array.dtype, lowest, highest)
    return Images(array, array.shape[-1], given_shape)


def _from_sequence(items):
    only_one_channel = True
    ranges = {}
    items = list(items)
    for index, item in enumerate(items):
        name = f"X[{index}]"
        if isinstance(item, AlteredPicture):
            # The source picture was already checked.
            source = item.source
            only_one_channel &= isinstance(source, np.ndarray) and source.shape[2:] in ((), (1,))
            continue
        if not isinstance(item, np.ndarray):
            if not is_picture(item):
                raise ValueError(
                    f"{name} is a {type(item).__name__}; it must be a path, a PIL image or an "
                    "array."
                )
            only_one_channel = False
            continue
        if item.ndim not in (2, 3) or not item.size:
            raise ValueError(
                f"{name} has shape {item.shape}; an image is (height, width, channels) or "
                "(height, width)."
            )
        if item.ndim == 3:
            _check_channels(item, name)
            only_one_channel &= item.shape[-1] == 1
        items[index], *values = _check_values(item, name)
        ranges.setdefault(items[index].dtype, []).extend(values)
    # Check the range of all images together, since a single image may be dark.
    for dtype, values in ranges.items():
        warn_of_scale(dtype, min(values), max(values))
    return Images(items, 1 if only_one_channel else 3)


def _check_channels(array, name):
    if array.shape[-1] not in (1, 3):
        raise ValueError(
            f"{name} has {array.shape[-1]} channels; images have 1 (grey) or 3 (RGB), so drop any "
            "alpha channel."
        )


def _check_values(array, name, unit=None):
    """Raise an error for values that are not numbers; return the lowest and highest value."""
    if array.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: {name} is complex; images are real.")
    if array.dtype.kind not in "buif":
        try:
            array = array.astype(np.float64)
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"{name} has dtype {array.dtype}; images are uint8, uint16 or floating point."
            ) from error
    lowest, highest = value_range(array)
    if array.dtype.kind != "f":
        return array, lowest, highest
    if not np.isfinite([lowest, highest]).all():
        found = "NaN" if np.isnan(array).any() else "infinity (inf)"
        if unit:
            first = np.flatnonzero(~np.isfinite(array).reshape(len(array), -1).all(axis=1))[0]
            name = f"{unit} {first} of {name}"
        raise ValueError(f"There is {found} in {name}; remove or repair that image.")
    if (furthest := max(highest, -lowest)) > np.finfo(np.float32).max:
        raise ValueError(f"{name} has values as large as {furthest:g}; images range from 0 to 1.")
    return array, lowest, highest
