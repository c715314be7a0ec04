"""What X may be."""

import io
import re
import subprocess
import sys
import threading
import time
import warnings
from functools import partial

import numpy as np
import pytest
from PIL import Image
from sklearn.utils import check_array

from skwbc._input import images as images_module
from skwbc._input import pictures
from skwbc._input.images import as_size, read
from skwbc._input.pictures import AlteredPicture
from skwbc.sampling._changes import Rotation


def pixels(X, size=(6, 5), channels=3, keep=True, **settings):
    """All images of X at one size."""
    images = read(X, check_rows=check_array, **settings)
    parts = np.array_split(np.arange(len(images)), 2)
    return np.concatenate(list(images.pixels(size, channels, keep=keep).batches(parts)))


@pytest.fixture
def picture():
    """An uneven 7×9 colour picture."""
    return np.random.default_rng(0).integers(0, 256, (7, 9, 3), dtype=np.uint8)


def test_pixels_of_the_right_size_are_only_scaled(picture):
    np.testing.assert_array_equal(
        pixels([picture], size=(7, 9)), (picture[None] / 255).astype("float32")
    )


def test_shrinking_is_anti_aliased():
    # A fine chequerboard is grey from afar, where plain interpolation would pick black or white.
    board = (np.indices((64, 64)).sum(axis=0) % 2 * 255).astype(np.uint8)
    np.testing.assert_allclose(pixels(board[None], size=(8, 8)), 0.5, atol=0.03)


def test_streaming_equals_keeping(picture):
    X = [np.roll(picture, shift, axis=1) for shift in range(70)]
    np.testing.assert_array_equal(pixels(X, keep=True), pixels(X, keep=False))


@pytest.mark.parametrize("first", [0, 40])
def test_images_of_more_than_8_bits_keep_them_beside_others(first, picture):
    X = [np.roll(picture, shift, axis=1) for shift in range(70)]
    finer = picture / 255 * 0.987
    X[first] = finer
    kept = pixels(X, keep=True)
    np.testing.assert_array_equal(kept, pixels(X, keep=False))
    in_bytes = kept * 255
    exact = np.isclose(in_bytes, in_bytes.round(), atol=1e-4).all(axis=(1, 2, 3))
    np.testing.assert_array_equal(np.flatnonzero(~exact), [first])
    np.testing.assert_array_equal(kept[first], pixels([finer])[0])


@pytest.mark.parametrize(("scale", "n_loaded"), [(1, 4), (1 / 255, 4), (0.987 / 255, 12)])
def test_images_of_8_bits_are_kept_in_8_bits(scale, n_loaded, picture, monkeypatch):
    # More bits take four times the memory, which is not allowed here.
    monkeypatch.setattr(images_module, "KEEP_BYTES", 4 * 6 * 5 * 3)
    loaded = []
    load = pictures.load_input
    monkeypatch.setattr(
        images_module, "load_input", lambda *args: loaded.append(args) or load(*args)
    )
    X = [picture if scale == 1 else picture * scale] * 4
    kept = read(X, check_rows=check_array).pixels((6, 5), 3, keep=True)
    for _ in range(2):
        list(kept.batches([np.arange(4)]))
    assert len(loaded) == n_loaded


def test_what_does_not_fit_is_decoded_again(picture, monkeypatch, tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(picture).save(path)
    opened = []
    decode = pictures.decode_file
    monkeypatch.setattr(pictures, "decode_file", lambda *args: opened.append(args) or decode(*args))
    for limit, n_decoded in ((2**20, 1), (10, 3)):
        monkeypatch.setattr(images_module, "KEEP_BYTES", limit)
        opened.clear()
        kept = read([path], check_rows=check_array).pixels((4, 4), 3, keep=True)
        for _ in range(3):
            list(kept.batches([np.array([0])]))
        assert len(opened) == n_decoded


@pytest.mark.parametrize("orientation", [1, 6])
def test_large_jpegs_are_shrunk_while_they_are_decoded(orientation, tmp_path, monkeypatch):
    waves = np.sin(np.indices((640, 960)).sum(axis=0) / 40)
    picture = Image.fromarray(((waves + 1) * 127).astype(np.uint8)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(tmp_path / "a.jpg", quality=95, exif=exif)
    decoded = []
    decode = pictures.decode
    monkeypatch.setattr(
        pictures, "decode", lambda *args: decoded.append(args[0].size) or decode(*args)
    )
    shrunk = pixels([tmp_path / "a.jpg"], size=(60, 70))
    assert decoded == [(240, 160)]
    with Image.open(tmp_path / "a.jpg") as whole:
        np.testing.assert_allclose(shrunk, pixels([whole], size=(60, 70)), atol=0.02)
    decoded.clear()
    pixels([tmp_path / "a.jpg"], size=(400, 400))
    assert decoded == [(960, 640)]


def test_no_more_than_some_batches_are_decoded_ahead(picture, tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    Image.fromarray(picture).save(path)
    opened = []
    decode = pictures.decode_file
    monkeypatch.setattr(pictures, "decode_file", lambda *args: opened.append(args) or decode(*args))
    parts = np.arange(200).reshape(50, 4)
    stream = read([path] * 200, check_rows=check_array).pixels((4, 4), 3, keep=False)
    for number, batch in enumerate(stream.batches(parts)):
        assert batch.shape == (4, 4, 4, 3)
        assert len(opened) <= 4 * (number + 1 + images_module.BATCHES_AHEAD)
    assert len(opened) == 200


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "CMYK", "1", "LA", "I;16"])
def test_files_of_every_mode_become_rgb(mode, picture, tmp_path):
    grey = Image.fromarray(picture).convert("L")
    if mode == "I;16":
        values = np.asarray(grey).astype(np.uint16) * 257
        grey, mode = Image.fromarray(values), "L"
        kind = "png"
    else:
        kind = "tiff" if mode == "CMYK" else "png"
    path = tmp_path / f"a.{kind}"
    (grey if mode == "L" else Image.fromarray(picture).convert(mode)).save(path)
    got = pixels([path], size=(7, 9))[0]
    assert got.shape == (7, 9, 3)
    if mode == "L":
        assert got[..., 0] == pytest.approx(np.asarray(Image.fromarray(picture).convert("L")) / 255)
    elif mode in ("RGB", "RGBA", "CMYK"):
        np.testing.assert_allclose(got, picture / 255, atol=0.02)


def test_transparent_pixels_are_white(tmp_path):
    clear = np.zeros((4, 4, 4), dtype=np.uint8)
    Image.fromarray(clear).save(tmp_path / "clear.png")
    assert (pixels([tmp_path / "clear.png"], size=(4, 4)) == 1).all()


def test_exif_orientation_is_upright(picture, tmp_path):
    upright, turned = Image.fromarray(picture), Image.fromarray(np.rot90(picture))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it upright
    turned.save(tmp_path / "turned.png", exif=exif)
    upright.save(tmp_path / "upright.png")
    np.testing.assert_array_equal(
        pixels([tmp_path / "turned.png"], size=(7, 9)),
        pixels([tmp_path / "upright.png"], size=(7, 9)),
    )


@pytest.mark.parametrize(
    ("X", "error", "words"),
    [
        ([], ValueError, "X is empty; pass at least one image"),
        (np.empty((0, 4, 4, 3)), ValueError, r"X of shape \(0, 4, 4, 3\) contains no im"),
        (np.zeros((2, 4, 4, 4)), ValueError, "X has 4 channels; images have 1 .grey. or 3"),
        (np.zeros((4, 4, 3)), ValueError, r"X of shape \(4, 4, 3\) seems to be a single colour"),
        (np.zeros((1, 2, 4, 4, 3)), ValueError, "X has 5 dimensions; images are"),
        ("cell.png", ValueError, "X is a single path, 'cell.png'; pass a list of"),
        ([np.zeros((4, 4, 3)), "a.png", 3], ValueError, r"X\[2\] is a int; it must be a path"),
        (
            [np.zeros((4, 4)), np.zeros(4)],
            ValueError,
            r"X\[1\] has shape \(4,\); an image",
        ),
        ([np.zeros((4, 4, 2))], ValueError, r"X\[0\] has 2 channels"),
        ([[1, 2], [3]], ValueError, "X is not an array, a list of paths or a li"),
        (["missing.png"], FileNotFoundError, r"X\[0\]: the file 'missing.png' does not exist"),
        (np.full((2, 5, 5), 1j), ValueError, "Complex data not supported"),
        (np.full((2, 5, 5), "a"), ValueError, "X has dtype <U1; images are uint8"),
    ],
)
def test_bad_input_gets_one_sentence(X, error, words):
    with pytest.raises(error, match=words):
        pixels(X)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_values_that_are_no_number_name_their_row(bad):
    X = np.zeros((5, 4, 4, 3))
    X[3, 1, 1, 0] = bad
    with pytest.raises(ValueError, match=r"(NaN|inf).* in row 3 of X; remove or repair"):
        pixels(X)
    with pytest.raises(ValueError, match=r"(NaN|inf).* in X\[3\]; remove or repair"):
        pixels(list(X))


def test_float_files(tmp_path):
    path = tmp_path / "a.tiff"
    values = np.linspace(0, 1, 16, dtype="float32").reshape(4, 4)
    Image.fromarray(values).save(path)
    np.testing.assert_array_equal(pixels([path], size=(4, 4))[0, ..., 0], values)
    values[1, 2] = np.nan
    Image.fromarray(values).save(path)
    with pytest.raises(ValueError, match=r"X\[0\]: .*a\.tiff' cannot be read .* not finite number"):
        pixels([path])


def test_damaged_files_are_named(picture, tmp_path):
    good, cut, text, folder = (tmp_path / name for name in ("a.jpg", "cut.jpg", "b.png", "c"))
    Image.fromarray(picture).resize((90, 70)).save(good)
    cut.write_bytes(good.read_bytes()[:800])
    text.write_text("not an image")
    folder.mkdir()
    for bad in (cut, text, folder):
        with pytest.raises(ValueError, match=rf"X\[1\]: '.*{bad.name}' cannot be read as an image"):
            pixels([good, bad])


def test_as_many_pixels_as_are_allowed(picture, tmp_path, monkeypatch):
    height, width = picture.shape[:2]
    Image.fromarray(picture).save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", height * width)
    np.testing.assert_array_equal(pixels([tmp_path / "a.png"]), pixels([picture]))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", height * width - 1)
    # Pillow by itself would only warn.
    for action in ("ignore", "error"):
        with warnings.catch_warnings():
            warnings.simplefilter(action)
            with pytest.raises(ValueError, match=r"a\.png' cannot be read .* \(too many pixels"):
                pixels([tmp_path / "a.png"])


def test_pictures_of_one_channel_stay_so():
    grey, colour = np.zeros((4, 5, 1)), np.zeros((4, 4, 3))
    assert read([grey, grey[..., 0]], check_rows=check_array).channels == 1
    assert read([grey, colour], check_rows=check_array).channels == 3
    # Colour images without colour are as good as one channel.
    shades = np.arange(20, dtype=np.uint8).reshape(1, 4, 5, 1)
    for X in (shades, np.repeat(shades, 3, axis=-1)):
        np.testing.assert_allclose(pixels(X, size=(4, 5), channels=1), shades / 255, atol=1e-7)


@pytest.mark.parametrize("use", ["batches", "digests", "copies"])
def test_a_picture_given_twice_is_not_decoded_by_two_threads_at_once(use, picture, monkeypatch):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    opened = Image.open(file)
    decode, inside, met = opened.load, set(), []

    def slowly():
        inside.add(threading.get_ident())
        # Long enough for another thread to come, which Pillow does not allow for.
        time.sleep(0.05)
        met.append(len(inside))
        decoded = decode()
        inside.discard(threading.get_ident())
        return decoded

    monkeypatch.setattr(opened, "load", slowly)
    monkeypatch.setattr(images_module, "N_THREADS", 4)
    twice = read([opened] * 4, check_rows=None)
    if use == "copies":
        twice = read(list(twice.altered([(0, Rotation(0))] * 4)), check_rows=None)
    if use == "digests":
        assert len(set(twice.digests(range(4)))) == 1
    else:
        expected = np.repeat(picture[None] / np.float32(255), 4, axis=0)
        found = next(twice.pixels((7, 9), 3, keep=False).batches([np.arange(4)]))
        np.testing.assert_allclose(found, expected)
    assert set(met) == {1}


def test_pictures_that_are_made_on_demand_have_the_type_that_is_asked_for(picture):
    made = AlteredPicture(picture, lambda pixels: pixels / 2)
    assert np.asarray(made).dtype == np.float32
    assert np.asarray(made, dtype=np.float64).dtype == np.float64


def test_changes_see_whole_pictures_unless_they_allow_for_less(tmp_path):
    path = tmp_path / "large.jpg"
    Image.new("RGB", (800, 400), (200, 100, 50)).save(path)

    class Change:
        def __call__(self, pixels):
            seen.append(pixels.shape)
            return pixels

    seen = []
    pixels([AlteredPicture(path, Change())])
    Change.at_any_size = True
    pixels([AlteredPicture(path, Change())])
    assert seen == [(400, 800, 3), (50, 100, 3)]


def test_columns_of_other_libraries(picture):
    class Column:
        def to_list(self):
            return [picture, picture]

    np.testing.assert_array_equal(pixels(Column()), pixels([picture, picture]))


def between(lowest, highest, dtype):
    """Three images of a type, of which one has the highest value."""
    X = np.full((3, 4, 4, 3), lowest, dtype)
    X[1, 2, 2] = highest
    return X


@pytest.mark.parametrize(
    ("dtype", "lowest", "highest", "words"),
    [
        ("float32", 0, 255, "0 to 1, but these seem to range to 255; divide them by 255"),
        ("float64", 0, 3900, "seem to range to 4095; divide them by 4095"),
        ("float64", 0, 65535, "seem to range to 65535; divide them by 65535"),
        ("float64", 0, 1e6, "these have higher values; divide them by their highest possible val"),
        ("float32", 0, 9.9, "these have higher values; divide them by their highest possible val"),
        ("float32", 0, 1.2, "these have higher values; divide them by their highest possible val"),
        ("float64", -2.1, 2.6, "values below 0, as standardised images do; undo the"),
        ("float32", -1, 1, r"or pass \(X \+ 1\) / 2 for images from -1 to 1"),
        ("float64", 0, 1 / 255, "all below 1/16; divide them only once, by their highest"),
        ("float32", 0, 4095 / 65535, "all below 1/16; divide them only once"),
        ("uint16", 0, 250, "0 to 65535, but these .* range to 255; multiply them by 257"),
        ("uint16", 0, 1000, "seem to range to 1023; multiply them by 64"),
        ("uint16", 0, 4095, "seem to range to 4095; multiply them by 16"),
        (">u2", 0, 4095, "uint16 .* seem to range to 4095; multiply them by 16"),
        ("uint16", 0, 16383, "seem to range to 16383; multiply them by 4"),
        ("int32", 0, 4095, "int32 .* 0 to 255, but these have higher values; pass uint16 if"),
        ("int16", -5, 200, "values below 0; pass uint8, uint16 or floating point from 0 to 1"),
        ("uint8", 0, 1, "only 0 and 1, as if cast from floating point; multiply them by 255"),
        ("int64", 0, 1, "only 0 and 1, as if cast from floating point"),
    ],
)
def test_images_on_another_scale_get_one_warning(dtype, lowest, highest, words):
    X = between(lowest, highest, dtype)
    rows = X.reshape(3, -1)
    for form, settings in ((X, {}), (list(X), {}), (rows, {"image_shape": (4, 4, 3)})):
        with pytest.warns(UserWarning, match=words) as caught:
            pixels(form, size=(4, 4), **settings)
        assert len(caught) == 1
    # Tables are no images.
    pixels(rows, size=(1, 48), channels=1)


@pytest.mark.parametrize(
    ("dtype", "lowest", "highest"),
    [
        ("float32", 0, 1),
        ("float64", 0, 0),
        # Cubics overshoot.
        ("float32", -0.05, 1.05),
        ("uint8", 0, 0),
        ("uint8", 0, 2),
        ("uint8", 1, 255),
        ("bool", 0, 1),
        ("uint16", 0, 0),
        ("uint16", 0, 65535),
        ("int64", 0, 255),
    ],
)
def test_images_on_their_own_scale_get_none(dtype, lowest, highest):
    X = between(lowest, highest, dtype)
    # In a list, the other two are dark.
    for form in (X, list(X)):
        pixels(form, size=(4, 4))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (between(0, 4095, "uint16"), "to 4095; multiply them by 16"),
        (between(0, 4095, "int32"), "to 4095; multiply them by 16"),
        (between(0, 255, "float32"), "to 255; divide them by 255"),
        (between(0, 1, "uint8"), "multiply them by 255 before the cast"),
    ],
)
def test_pictures_and_files_on_another_scale_get_the_same_warning(values, words, tmp_path):
    picture = Image.fromarray(values[1, ..., 0])
    picture.save(tmp_path / "a.tiff")
    for form in (picture, tmp_path / "a.tiff"):
        with pytest.warns(UserWarning, match=words):
            pixels([form])


def test_byte_order_makes_no_difference():
    X = np.arange(48, dtype="uint16").reshape(1, 4, 4, 3) * 1365
    np.testing.assert_array_equal(pixels(X.astype(">u2"), size=(4, 4)), pixels(X, size=(4, 4)))


SCRIPT = """
import sys, warnings
import numpy as np
from PIL import Image
from skwbc.preprocessing import CellCropper, StainNormalizer

X = np.random.default_rng(0).random((4, 8, 8, 3)) * 255
with warnings.catch_warnings(action="ignore"):
    StainNormalizer().fit(X)
for fold in range(3):
    # Where filters change, as they do in a fit of Keras, Python forgets what it has shown.
    with warnings.catch_warnings():
        StainNormalizer().fit(X[fold:]).transform(list(X))
files = [f"{sys.argv[1]}/{number}.png" for number in range(20)]
for file in files:
    Image.fromarray(X[0, ..., 0].astype("uint16") * 16).save(file)
StainNormalizer().fit(files)
CellCropper().crop(files)
"""


def test_a_script_is_warned_once_of_each_problem_at_its_own_line(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, tmp_path / "script.py", tmp_path]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    found = re.findall(r"(\S+): UserWarning: .* seem to range to (\d+);", shown)
    first = SCRIPT[: SCRIPT.index("fit(X[fold:])")].count("\n") + 1
    assert [scale for _, scale in found] == ["255", "4095"]
    assert found[0][0].endswith(f"script.py:{first}")


def test_code_without_a_module_is_warned_too():
    names = {"read": read, "X": between(0, 255, "float32")}
    with pytest.warns(UserWarning, match="divide them by 255"):
        exec("read(X, check_rows=None)", names)


def test_warnings_that_are_errors_stay_so():
    for _ in range(2):
        with pytest.raises(UserWarning, match="divide them by 255"):
            pixels(between(0, 255, "float32"))


@pytest.mark.parametrize("value", [1e39, -1e39])
def test_values_that_no_single_precision_holds(value):
    with pytest.raises(ValueError, match=r"X\[0\] has values as large as 1e\+39; images rang"):
        pixels([np.full((2, 2, 3), value)])


def test_rows_need_a_shape_that_fits():
    rows = np.random.default_rng(0).random((4, 24))
    assert pixels(rows, size=(1, 24), channels=1).shape == (4, 1, 24, 1)
    shaped = pixels(rows, size=(2, 4), image_shape=(2, 4, 3))
    np.testing.assert_array_equal(shaped, rows.reshape(4, 2, 4, 3).astype("float32"))
    with pytest.raises(ValueError, match=r"image_shape=\(5, 5\) does not fit rows of 24 values"):
        pixels(rows, image_shape=(5, 5))
    rows[0, 0] = np.nan
    with pytest.raises(
        ValueError, match=r"^X cannot be read as rows of numbers: Input contains NaN"
    ):
        pixels(rows)
    with pytest.raises(ValueError, match=r"^Input X contains NaN"):
        read(rows, check_rows=partial(check_array, input_name="X"))


def test_as_size():
    assert as_size(70) == (70, 70)
    assert as_size((60, np.int64(80))) == (60, 80)
    for bad in ((1, 2, 3), (0, 4), (2.5, 3)):
        with pytest.raises(ValueError, match=r"image_size must be a number of pixels or \(height"):
            as_size(bad)
