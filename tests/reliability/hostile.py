"""Inputs that nobody should give, and some that are only strange."""

import io
import os
import socket
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pandas
import scipy.sparse
from PIL import Image

FORMATS = {"png": "PNG", "jpg": "JPEG", "bmp": "BMP", "tif": "TIFF", "gif": "GIF", "webp": "WEBP"}
N_CUTS = N_FLIPS = 10


def picture(side=24):
    """A colour picture of uneven content."""
    rng = np.random.default_rng(0)
    return Image.fromarray(rng.integers(0, 256, (side, side, 3), dtype=np.uint8))


def encoded(image, name, **options):
    """Content of a file of this format."""
    file = io.BytesIO()
    image.save(file, FORMATS.get(name, name), **options)
    return file.getvalue()


# -- files -----------------------------------------------------------------------------------------


def image_files(folder):
    """Yield what is wrong, and the path of a file of which that is true."""
    for number, (what, ending, content) in enumerate(_contents()):
        path = Path(folder, f"{number}.{ending}")
        path.write_bytes(content)
        yield what, str(path)
    yield from _special_files(Path(folder))


def _contents():
    rng = np.random.default_rng(0)
    for ending in FORMATS:
        whole = encoded(picture(), ending)
        yield f"whole {ending}", ending, whole
        for cut in np.linspace(0, len(whole) - 1, N_CUTS).astype(int):
            yield f"{ending} cut at {cut}", ending, whole[:cut]
        for _ in range(N_FLIPS):
            yield f"{ending} with bits flipped", ending, flipped(whole, rng, n=3)
        # The head of a file says how it is to be read.
        for _ in range(N_FLIPS):
            yield f"{ending} with a flipped head", ending, flipped(whole[:64], rng) + whole[64:]
        yield f"{ending} with something behind it", ending, whole + b"\0" * 1000
        yield f"{ending} called otherwise", "png" if ending == "jpg" else "jpg", whole
    yield from _of_all_modes()
    yield from _turned()
    yield from _bombs()
    for name, content in {
        "text": b"neutrophil",
        "html": b"<html><body>404</body></html>",
        "pdf": b"%PDF-1.7\n",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "zeros": bytes(5000),
        "script": b"#!/bin/sh\ntouch planted",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n(x) run",
        "pickle": b"\x80\x04cos\nsystem\n(S'touch planted'\ntR.",
        "noise": rng.bytes(5000),
        "zip": archive({"a": b"b"}),
        "gzip": zlib.compress(bytes(100), wbits=31),
    }.items():
        yield f"{name} called png", "png", content


def _of_all_modes():
    colour = picture()
    for mode, ending in [
        ("1", "png"), ("L", "png"), ("LA", "png"), ("P", "png"), ("RGBA", "png"), ("RGB", "png"),
        ("CMYK", "jpg"), ("CMYK", "tif"), ("LAB", "tif"), ("YCbCr", "jpg"), ("YCbCr", "tif"),
        ("RGBA", "webp"), ("P", "gif"), ("L", "jpg"), ("I;16", "png"), ("I;16", "tif"),
    ]:  # fmt: skip
        if mode == "LAB":
            converted = Image.merge("LAB", colour.split())
        elif mode == "I;16":
            converted = Image.fromarray(np.asarray(colour.convert("L")).astype(np.uint16) * 257)
        else:
            converted = colour.convert(mode)
        yield f"{ending} of mode {mode}", ending, encoded(converted, ending)
    values = np.asarray(colour.convert("L")).astype(np.float32) / 255
    for what, spoilt in {"floats": 0.5, "NaN": np.nan, "infinity": np.inf, "1e30": 1e30}.items():
        values[3, 3] = spoilt
        yield f"tif with {what}", "tif", encoded(Image.fromarray(values), "tif")
    whole = Image.fromarray((values * 0 + 7).astype(np.int32))
    yield "tif of 32-bit integers", "tif", encoded(whole, "tif")
    see_through = encoded(colour.quantize(16), "png", transparency=3)
    yield "palette with a transparent colour", "png", see_through
    more = {"save_all": True, "append_images": [colour.rotate(90), colour.rotate(180)]}
    for ending in ("gif", "png", "webp", "tif"):
        yield f"animated {ending}", ending, encoded(colour, ending, **more)
    for size in ((1, 1), (1, 10_000), (10_000, 1), (2, 3), (3, 2)):
        for ending in ("png", "jpg"):
            yield f"{size} {ending}", ending, encoded(colour.resize(size), ending)
    for ending in ("png", "jpg", "webp"):
        yield (
            f"{ending} with a profile that is none",
            ending,
            encoded(colour, ending, icc_profile=bytes(200)),
        )


def _turned():
    for orientation in (*range(10), 65535):
        exif = Image.Exif()
        exif[0x0112] = orientation
        for ending in ("jpg", "png", "webp"):
            turned = encoded(picture().crop((0, 0, 24, 12)), ending, exif=exif)
            yield f"{ending} turned by {orientation}", ending, turned
    for broken in (b"Exif\0\0", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0" + bytes(30)):
        yield "jpg with a broken EXIF block", "jpg", encoded(picture(), "jpg", exif=broken)


def _bombs():
    for width, height in (
        (60_000, 60_000),
        (2**31 - 1, 1),
        (1, 2**31 - 1),
        (0, 0),
        (12_000, 12_000),
    ):
        yield f"png that says {width}×{height}", "png", png(width, height, bytes(100))
    rows = zlib.compressobj(9)
    content = b"".join(rows.compress(bytes(25_001 * 100)) for _ in range(250)) + rows.flush()
    yield "png that grows to 25,000×25,000", "png", png(25_000, 25_000, content, is_packed=True)
    told = zlib.compress(bytes(2 * 10**8), 9)
    yield "png with a comment of 200 MB", "png", png(4, 4, bytes(20), (b"zTXt", b"a\0\0" + told))
    for ending, at, code in (("bmp", 18, "<ii"), ("gif", 6, "<HH")):
        whole = bytearray(encoded(picture(), ending))
        for sides in ((60_000, 60_000), (0, 0), (1, 60_000)):
            struct.pack_into(code, whole, at, *sides)
            yield f"{ending} that says {sides}", ending, bytes(whole)
    whole = bytearray(encoded(picture(), "bmp"))
    struct.pack_into("<ii", whole, 18, -5, -(2**31))
    yield "bmp of negative size", "bmp", bytes(whole)


def png(width, height, content, *chunks, is_packed=False):
    """A grey PNG file that says that it has this size, whatever is in it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    content = content if is_packed else zlib.compress(content)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", content), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def _special_files(folder):
    yield "missing file", str(folder / "missing.png")
    yield "missing folder", str(folder / "nowhere" / "missing.png")
    yield "file as a folder", str(folder / "0.png" / "0.png")
    yield "no name", ""
    yield "name with a null byte", str(folder / "a\0b.png")
    yield "name too long", str(folder / ("a" * 5000))
    yield "surrogate in a name", str(folder / "\udcff.png")
    yield "address", "https://localhost/cell.png"
    (folder / "folder.png").mkdir()
    yield "folder", str(folder / "folder.png")
    os.mkfifo(folder / "fifo.png")
    yield "pipe that nobody writes to", str(folder / "fifo.png")
    with socket.socket(socket.AF_UNIX) as unix:
        at = os.getcwd()
        os.chdir(folder)
        try:
            # The name of a socket may not be long.
            unix.bind("socket.png")
        finally:
            os.chdir(at)
    yield "socket", str(folder / "socket.png")
    for device in ("zero", "null"):
        (folder / f"{device}.png").symlink_to(f"/dev/{device}")
        yield f"device {device}", str(folder / f"{device}.png")
    (folder / "loop.png").symlink_to("loop.png")
    yield "link to itself", str(folder / "loop.png")
    (folder / "dangling.png").symlink_to("gone.png")
    yield "link to nothing", str(folder / "dangling.png")
    if os.geteuid():
        # Nothing is forbidden to root.
        (folder / "forbidden.png").write_bytes(encoded(picture(), "png"))
        (folder / "forbidden.png").chmod(0)
        yield "forbidden file", str(folder / "forbidden.png")


def flipped(content, rng, n=1):
    """Content with some bits flipped."""
    content = bytearray(content)
    for place in rng.integers(0, len(content), n):
        content[place] ^= 1 << int(rng.integers(8))
    return bytes(content)


def archive(members):
    """Content of a zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
    return file.getvalue()


# -- arrays ----------------------------------------------------------------------------------------


def image_arrays(folder, n=8, side=16):
    """Yield what is wrong, and what is given for a set of images."""
    rng = np.random.default_rng(0)
    whole = rng.integers(0, 256, (n, side, side, 3), dtype=np.uint8)
    unit = whole / 255
    for spoilt in (np.nan, np.inf, -np.inf, 1e300, -1.0, 255.0):
        for row in (0, n - 1):
            X = unit.copy()
            X[row, 1, 2, 0] = spoilt
            yield f"{spoilt} in row {row}", X
    yield "all NaN", np.full_like(unit, np.nan)
    for dtype in (
        "bool", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64", "float16",
        "float32", "longdouble", "complex64", "complex128", "S1", "U1", "object", "M8[s]", "m8[s]",
        "V3", ">f4", ">u2",
    ):  # fmt: skip
        yield f"dtype {dtype}", (whole // 255 if "u" not in dtype else whole).astype(dtype)
    yield "records", np.zeros((n, side, side), dtype=[("r", "u1"), ("g", "u1"), ("b", "u1")])
    for shape in (
        (), (n,), (n, 5), (n, side, side), (side, side, 3), (n, side, side, 1), (n, side, side, 2),
        (n, side, side, 4), (n, side, side, 5), (n, 1, side, side, 3), (n, 1, 1, side, side, 3),
        (0, side, side, 3), (n, 0, side, 3), (n, side, 0, 3), (n, side, side, 0), (0,), (0, 0),
        (n, 1, 1, 3), (n, 1, 10_000, 3), (n, 10_000, 1, 3), (n, 3, side, side), (1, side, side, 3),
    ):  # fmt: skip
        yield f"shape {shape}", np.resize(whole, shape)
    yield "every other pixel", np.repeat(whole, 2, axis=1)[:, ::2]
    yield "upside down", whole[:, ::-1, ::-1]
    yield (
        "channels first, seen last",
        np.ascontiguousarray(whole.transpose(0, 3, 1, 2)).transpose(0, 2, 3, 1),
    )
    yield "Fortran order", np.asfortranarray(whole)
    yield "one image seen often", np.broadcast_to(whole[:1], whole.shape)
    frozen = whole.copy()
    frozen.flags.writeable = False
    yield "read-only", frozen
    mapped = np.memmap(Path(folder, "images.dat"), np.uint8, "w+", shape=whole.shape)
    mapped[:] = whole
    yield "memory-mapped", mapped
    yield "masked", np.ma.masked_array(whole, whole > 250)
    yield "sparse", scipy.sparse.csr_array(whole.reshape(n, -1))
    yield (
        "misaligned",
        np.frombuffer(b"0" + unit.tobytes(), np.uint8)[1:].view(float).reshape(whole.shape),
    )
    for what, item in {
        "nothing": None,
        "number": 3,
        "text": "cells",
        "bytes": b"cells",
        "mapping": {"a": whole},
        "set": {1, 2},
        "function": picture,
        "class": dict,
        "generator": (row for row in whole),
        "iterator": iter(whole),
        "range": range(n),
        "ellipsis": ...,
        "one picture": picture(),
        "file": io.BytesIO(encoded(picture(), "png")),
        "memory": memoryview(whole),
        "empty list": [],
        "list of empty lists": [[]] * n,
        "empty tuple": (),
        "path": Path("a"),
        "closed pictures": [_closed()] * n,
    }.items():
        yield what, item
    for what, item in {
        "None": None,
        "text": "no such file",
        "number": 1.5,
        "NaN": np.nan,
        "empty list": [],
        "mapping": {},
        "empty array": np.zeros((0, 0, 3)),
        "5 channels": np.zeros((4, 4, 5)),
        "4 dimensions": np.zeros((2, 4, 4, 3)),
        "scalar": np.array(1.0),
        "row": np.zeros(5),
        "NaN array": np.full((4, 4, 3), np.nan),
        "objects": np.full((4, 4), None),
        "object": object(),
        "complex": np.ones((4, 4), dtype=complex),
        "words": np.full((4, 4), "a"),
        "closed picture": _closed(),
        "empty picture": Image.new("RGB", (0, 0)),
        "bytes": b"\xff",
        "list": whole[0].tolist(),
        "path": Path("no such file"),
        "HSV": picture().convert("HSV"),
        "float picture": Image.fromarray(np.full((4, 4), np.inf, dtype=np.float32)),
    }.items():
        for place in (0, n - 1):
            mixed = list(whole)
            mixed[place] = item
            yield f"{what} at {place} of pictures", mixed
        objects = np.empty(n, dtype=object)
        objects[:] = list(whole)
        objects[3] = item
        yield f"{what} in an array of objects", objects
    yield "rows of uneven length", [[1, 2], [3]] * (n // 2)
    yield "rows of text", [["a", "b"]] * n
    yield "nested lists", whole.tolist()
    rows = pandas.DataFrame(whole.reshape(n, -1)[:, :12]).rename(columns=str)
    yield "table", rows
    yield "table with text", rows.assign(type="a")
    yield "table with gaps", rows.astype(float).where(rows > 100)
    yield "table without columns", rows[[]]
    yield "table of mixed names", rows.rename(columns={"0": 0})
    yield "table with twice a name", rows.rename(columns={"0": "1"})
    yield "series of gaps", pandas.Series([None] * n)
    yield "series of numbers", pandas.Series(range(n))
    yield "series of categories", pandas.Series(["a", "b"] * (n // 2), dtype="category")
    yield "series of pandas strings", pandas.Series(["no such file", pandas.NA] * (n // 2))


def _closed():
    image = picture()
    image.close()
    return image


# -- labels and weights -------------------------------------------------------------------------


def labels(n=8):
    """What is wrong, and what is given as labels."""
    good = np.array(["a", "b"] * (n // 2))
    return {
        "none": None,
        "one class": ["a"] * n,
        "mixed": ["a", 1] * (n // 2),
        "bytes": good.astype("S"),
        "objects": good.astype(object),
        "None among them": [*good[1:], None],
        "NaN among numbers": [*range(n - 1), np.nan],
        "NaN among words": [*good[1:].tolist(), np.nan],
        "infinity": [*range(n - 1), np.inf],
        "fractions": np.linspace(0, 1, n),
        "empty": [],
        "too few": good[1:],
        "too many": [*good, "a"],
        "two columns": np.c_[good, good],
        "one column": good[:, None],
        "three dimensions": np.zeros((n, 1, 1)),
        "scalar": 1,
        "word": "a",
        "mappings": [{"a": 1}] * n,
        "lists": [["a"], ["b", "c"]] * (n // 2),
        "sets": [{1}, {2}] * (n // 2),
        "dates": np.array(["2020-01-01", "2021-01-01"] * (n // 2), dtype="M8[D]"),
        "complex": np.arange(n) * 1j,
        "truths": [True, False] * (n // 2),
        "huge": [2**63, 1] * (n // 2),
        "larger than any integer": [10**40, 1] * (n // 2),
        "negative": [-1, 1] * (n // 2),
        "empty words": ["", "a"] * (n // 2),
        "null bytes": ["a\0b", "a"] * (n // 2),
        "long words": ["a" * 10**4, "b"] * (n // 2),
        "emoji": ["🩸", "b"] * (n // 2),
        "each its own": [str(index) for index in range(n)],
        "generator": (name for name in good),
        "mapping": {"a": 1},
        "categories": pandas.Categorical(good, categories=["a", "b", "c"]),
        "categories with gaps": pandas.Categorical([*good[1:], None]),
        "table": pandas.DataFrame({"y": good}),
        "pandas gaps": pandas.array([1, pandas.NA] * (n // 2)),
        "series": pandas.Series(good, index=range(9, 9 + n)),
        "sparse": scipy.sparse.csr_array(np.eye(n)),
        "multilabel": np.eye(n, dtype=int),
        "floats that are whole": np.array([0.0, 1.0] * (n // 2)),
        "function": labels,
    }.items()


def sample_weights(n=8):
    """What is wrong, and what is given as weights."""
    ones = np.ones(n)
    return {
        "zeros": 0 * ones,
        "negative": -ones,
        "one negative": [-1e-9, *ones[1:]],
        "NaN": [np.nan, *ones[1:]],
        "infinity": [np.inf, *ones[1:]],
        "too few": ones[1:],
        "too many": [*ones, 1],
        "words": ["a"] * n,
        "numbers as words": ["1"] * n,
        "None among them": [None, *ones[1:]],
        "two columns": np.c_[ones, ones],
        "one column": ones[:, None],
        "empty": [],
        "scalar": 2.0,
        "huge": 1e308 * ones,
        "tiny": 1e-320 * ones,
        "complex": ones * 1j,
        "truths": [True, False] * (n // 2),
        "objects": ones.astype(object),
        "mapping": {"a": 1},
        "one image": [1, *np.zeros(n - 1)],
        "one class": [1, 0] * (n // 2),
        "very uneven": 10.0 ** np.arange(-150, -150 + 40 * n, 40),
        "series": pandas.Series(ones, index=range(9, 9 + n)),
        "sparse": scipy.sparse.csr_array(ones[None]),
        "word": "balanced",
        "negative zero": [-0.0, *ones[1:]],
    }.items()
