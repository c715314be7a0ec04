"""Single pictures: conversion of files, PIL images and arrays to pixels, and resizing."""

import os
import threading
from contextlib import contextmanager

import numpy as np

from skwbc._files.safe import open_file
from skwbc._input.scales import full_scale, value_range, warn_of_scale

# Revision of decoding and resizing, to be increased whenever their results change.
REVISION = "2"
# Formats that support it are shrunk while decoding, to at least this multiple of the desired size.
SHRINK_GAP = 2
# Usual formats of cell images. Pillow runs external programs for some other formats.
FORMATS = ("BMP", "DIB", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "TIFF", "WEBP")
# Locks of PIL images, which are not hashable; by chance, two images may share one.
_DECODING = [threading.RLock() for _ in range(64)]


class AlteredPicture:
    """A picture that is computed from another picture whenever it is needed.

    Parameters
    ----------
    source : str, path, PIL image or ndarray
        The source picture.
    change : callable
        Function of pixels, float from 0 to 1, that returns pixels. Its ``repr`` includes all its
        settings, and its ``revision`` is increased whenever its results change. A function that
        can also be applied to a shrunken picture has an attribute ``at_any_size``.
    """

    def __init__(self, source, change):
        self.source = source
        self.change = change

    def __array__(self, dtype=None, copy=None):
        return load_picture(self, 0, None).astype(dtype or np.float32, copy=False)

    def __repr__(self):
        is_path = isinstance(self.source, (str, bytes, os.PathLike))
        source = os.fsdecode(self.source) if is_path else f"a {type(self.source).__name__}"
        return f"<{source} after {self.change!r}>"


def is_picture(item):
    """Return whether an item of X is a single image: a path, a PIL image or an array."""
    if isinstance(item, (str, bytes, os.PathLike, AlteredPicture)) or hasattr(item, "getexif"):
        return True
    return isinstance(item, np.ndarray) and item.ndim >= 2


def load_picture(item, index, size):
    """Load one picture as float32 from 0 to 1; a file may be shrunk to approximately a size."""
    return to_unit(_read_picture(item, index, size))


def load_input(item, index, size):
    """Load one picture and resize it for a network; one with 8 bits is returned as uint8.

    Whether a picture has 8 bits depends on its values alone: equal pixels have equal results,
    whether they were passed as files, bytes or floats.
    """
    pixels = _read_picture(item, index, size)
    if pixels.dtype != np.uint8:
        pixels = to_unit(pixels)
        in_bytes = np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8)
        if np.array_equal(to_unit(in_bytes), pixels):
            pixels = in_bytes
    if pixels.dtype != np.uint8 or pixels.shape[:2] == size:
        return resize(pixels, size)
    return np.rint(resize(pixels.astype(np.float32), size)).astype(np.uint8)


def _read_picture(item, index, size):
    if isinstance(item, AlteredPicture):
        if not getattr(item.change, "at_any_size", False):
            size = None
        return item.change(load_picture(item.source, index, size))
    if isinstance(item, np.ndarray):
        return item if item.ndim == 3 else item[..., np.newaxis]
    if isinstance(item, (str, bytes, os.PathLike)):
        return decode_file(os.fsdecode(item), index, size)
    # Pillow decodes at first use, into a file position and buffers that threads would share.
    with naming_the_culprit(None, index), _DECODING[id(item) // 16 % len(_DECODING)]:
        return decode(item)


def decode_file(path, index, size):
    with naming_the_culprit(path, index), open_picture(path) as picture:
        if size is not None:
            # A JPEG is shrunk by factors of two while decoding; resizing completes the change.
            picture.draft(None, (SHRINK_GAP * max(size),) * 2)
        return decode(picture)


@contextmanager
def open_picture(path):
    """Open an image file and read only its header until the pixels are requested.

    Parameters
    ----------
    path : str or path-like
        The file.

    Yields
    ------
    picture : PIL.Image.Image
        The picture. Invalid content raises a ``ValueError`` with a description, and an inaccessible
        file an ``OSError``.
    """
    from PIL import Image

    with open_file(path) as file:
        try:
            with Image.open(file, formats=FORMATS) as picture:
                limit = Image.MAX_IMAGE_PIXELS
                if limit and picture.width * picture.height > limit:
                    raise Image.DecompressionBombError
                yield picture
        except Image.UnidentifiedImageError as error:
            raise ValueError("not an image") from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValueError(
                "too many pixels; if the image is genuine, raise PIL.Image.MAX_IMAGE_PIXELS"
            ) from error
        except Exception as error:
            # Pillow's readers raise many kinds of errors for damaged files.
            raise ValueError(str(error) or type(error).__name__) from error


@contextmanager
def naming_the_culprit(path, index):
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"X[{index}]: the file '{path}' does not exist; check the path."
        ) from error
    except (OSError, ValueError) as error:
        name = "the picture" if path is None else f"'{path}'"
        reason = getattr(error, "strerror", None) or error
        raise ValueError(
            f"X[{index}]: {name} cannot be read as an image ({reason}); replace or remove it."
        ) from error


def decode(picture):
    """Convert a PIL image to upright RGB: uint8, or float from 0 to 1 if it has more bits."""
    from PIL import Image, ImageOps

    if 0 in picture.size:
        raise ValueError("it has no pixels")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I") or picture.mode == "F":
        # Pillow's own conversion would clip these values instead of scaling them.
        values = np.asarray(picture)
        lowest, highest = value_range(values)
        if not np.isfinite([lowest, highest]).all():
            raise ValueError("it has values that are not finite numbers")
        dtype = values.dtype if picture.mode == "F" else np.dtype(np.uint16)
        warn_of_scale(dtype, lowest, highest)
        grey = values / np.float32(full_scale(dtype))
        return np.repeat(grey.astype(np.float32)[..., np.newaxis], 3, axis=-1)
    if picture.has_transparency_data:
        # Transparent areas are drawn on white, the background of a smear.
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    pixels = np.asarray(picture.convert("RGB"))
    warn_of_scale(pixels.dtype, *value_range(pixels))
    return pixels


def to_unit(pixels):
    """Convert pixels of any type to float32, where 1 is full brightness."""
    scale = full_scale(pixels.dtype)
    if scale == 1:
        return pixels.astype(np.float32, copy=False)
    return np.divide(pixels, np.float32(scale), dtype=np.float32)


def resize(pixels, size):
    """Resize with anti-aliasing; the result does not depend on other images."""
    from PIL import Image

    if pixels.shape[:2] == size:
        return pixels
    height, width = size
    # Pillow resizes floats one channel at a time.
    channels = [
        Image.fromarray(np.ascontiguousarray(pixels[..., channel])).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        for channel in range(pixels.shape[-1])
    ]
    resized = np.stack([np.asarray(channel) for channel in channels], axis=-1)
    # Cubic interpolation overshoots at sharp edges.
    return np.clip(resized, pixels.min(), pixels.max())


def match_channels(pixels, channels, index):
    if pixels.shape[-1] == channels:
        return pixels
    if channels == 3:
        return np.repeat(pixels, 3, axis=-1)
    if (pixels == pixels[..., :1]).all():
        return pixels[..., :1]
    raise ValueError(
        f"X[{index}] is a colour image, but the network was fitted on one channel; "
        "convert it to grey or fit on colour images."
    )


def square_crop(pixels, box, margin=0.0):
    """Crop the square around a box, shifted into the picture if it would extend beyond it.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, channels)
        The picture.
    box : sequence of int
        Left, top, right and bottom; right and bottom are exclusive.
    margin : float
        Margin on each side, as a fraction of the box's longer side.

    Returns
    -------
    crop : ndarray
        A view of the pixels.
    """
    left, top, right, bottom = box
    height, width = pixels.shape[:2]
    side = round(max(right - left, bottom - top) * (1 + 2 * margin))
    side = min(side, height, width)
    left = int(np.clip((left + right - side) // 2, 0, width - side))
    top = int(np.clip((top + bottom - side) // 2, 0, height - side))
    return pixels[top : top + side, left : left + side]
