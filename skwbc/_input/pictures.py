"""Single pictures: how files, PIL images and arrays become pixels, and how these are resized."""

import os
from contextlib import contextmanager

import numpy as np

from skwbc._files.safe import open_file
from skwbc._input.scales import full_scale, value_range, warn_of_scale

# Of what decoding and resizing make of an image; to be raised whenever that changes.
REVISION = "1"
# Formats that can are shrunk while decoding, to no less than this many times the size asked for.
SHRINK_GAP = 2
# What cells are kept in. Of the others that Pillow knows some are run by other programs.
FORMATS = ("BMP", "DIB", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "TIFF", "WEBP")


class AlteredPicture:
    """A picture that is made from another one whenever it is needed.

    Parameters
    ----------
    source : str, path, PIL image or ndarray
        The other picture.
    change : callable
        Makes pixels of pixels, float from 0 to 1; its ``repr`` says all that it does, and its
        ``revision`` is raised whenever it does that differently. One that may as well be made of a
        shrunken picture has an attribute ``at_any_size``.
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
    """Whether an item of X is an image by itself: a path, a PIL image or an array."""
    if isinstance(item, (str, bytes, os.PathLike, AlteredPicture)) or hasattr(item, "getexif"):
        return True
    return isinstance(item, np.ndarray) and item.ndim >= 2


def load_picture(item, index, size):
    """One picture as float32 from 0 to 1; a file may be shrunk to near a size."""
    if isinstance(item, AlteredPicture):
        if not getattr(item.change, "at_any_size", False):
            size = None
        return item.change(load_picture(item.source, index, size))
    if isinstance(item, np.ndarray):
        return to_unit(item if item.ndim == 3 else item[..., np.newaxis])
    if isinstance(item, (str, bytes, os.PathLike)):
        return decode_file(os.fsdecode(item), index, size)
    with naming_the_culprit(None, index):
        return decode(item)


def decode_file(path, index, size):
    with naming_the_culprit(path, index), open_picture(path) as picture:
        if size is not None:
            # A JPEG shrinks by halves while it is decoded; the rest is left to the resizing.
            picture.draft(None, (SHRINK_GAP * max(size),) * 2)
        return decode(picture)


@contextmanager
def open_picture(path):
    """Open an image file, of which only the head is read before its pixels are asked for.

    Parameters
    ----------
    path : str or path-like
        The file.

    Yields
    ------
    picture : PIL.Image.Image
        The picture; whatever is wrong with it raises a ``ValueError`` that says so, and with the
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
                "too many pixels for an honest image; if it is one, raise "
                "PIL.Image.MAX_IMAGE_PIXELS"
            ) from error
        except Exception as error:
            # Pillow's readers of damaged files raise whatever comes.
            raise ValueError(str(error) or type(error).__name__) from error


@contextmanager
def naming_the_culprit(path, index):
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"X[{index}]: there is no file '{path}'; check the path."
        ) from error
    except (OSError, ValueError) as error:
        name = "the picture" if path is None else f"'{path}'"
        reason = getattr(error, "strerror", None) or error
        raise ValueError(
            f"X[{index}]: {name} cannot be read as an image ({reason}); replace or drop it."
        ) from error


def decode(picture):
    """A PIL image as upright RGB from 0 to 1."""
    from PIL import Image, ImageOps

    if 0 in picture.size:
        raise ValueError("it has no pixels")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I") or picture.mode == "F":
        # Pillow's own conversion would clip these instead of scaling them.
        values = np.asarray(picture)
        lowest, highest = value_range(values)
        if not np.isfinite([lowest, highest]).all():
            raise ValueError("it has values that are no finite numbers")
        dtype = values.dtype if picture.mode == "F" else np.dtype(np.uint16)
        warn_of_scale(dtype, lowest, highest)
        grey = values / np.float32(full_scale(dtype))
        return np.repeat(grey.astype(np.float32)[..., np.newaxis], 3, axis=-1)
    if picture.has_transparency_data:
        # What is transparent is drawn on white, the background of a smear.
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    pixels = np.asarray(picture.convert("RGB"))
    warn_of_scale(pixels.dtype, *value_range(pixels))
    return to_unit(pixels)


def to_unit(pixels):
    """Pixels of any type as float32, where 1 is full brightness."""
    scale = full_scale(pixels.dtype)
    if scale == 1:
        return pixels.astype(np.float32, copy=False)
    return np.divide(pixels, np.float32(scale), dtype=np.float32)


def resize(pixels, size):
    """Resize with anti-aliasing; the same pixels give the same result in whatever company."""
    from PIL import Image

    if pixels.shape[:2] == size:
        return pixels
    height, width = size
    # One channel at a time is how Pillow resizes floats.
    channels = [
        Image.fromarray(np.ascontiguousarray(pixels[..., channel])).resize(
            (width, height), Image.Resampling.BICUBIC
        )
        for channel in range(pixels.shape[-1])
    ]
    resized = np.stack([np.asarray(channel) for channel in channels], axis=-1)
    # Cubics overshoot at sharp edges.
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
    """Cut out the square around a box, moved into the picture where it would leave it.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, channels)
        The picture.
    box : sequence of int
        Left, top, right and bottom; the last two are outside.
    margin : float
        Added on each side, in parts of the box's longer side.

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
