"""Stain, contrast, segmentation and crops: pictures made of pictures."""

import numpy as np
import pandas
import pytest
from PIL import Image
from scipy import ndimage
from sklearn.base import clone
from sklearn.pipeline import make_pipeline

from skwbc import LeNet5Classifier
from skwbc._input import images as images_module
from skwbc.datasets import load_bccd, load_jtsc, make_blood_cells, make_smear
from skwbc.preprocessing import (
    CellCropper,
    CellSegmenter,
    ContrastEqualizer,
    StainNormalizer,
    _cropper,
)
from skwbc.preprocessing._detect import detect

STEPS = [
    StainNormalizer(),
    StainNormalizer("macenko"),
    ContrastEqualizer(n_tiles=4),
    CellCropper(),
    CellSegmenter("masked"),
]
MAPS = [CellSegmenter(output) for output in ("labels", "nucleus", "cell")]


def described(step):
    return f"{type(step).__name__}-{getattr(step, 'method', getattr(step, 'output', ''))}"


each_step = pytest.mark.parametrize("step", STEPS, ids=described)
each_map = pytest.mark.parametrize("step", MAPS, ids=described)


@pytest.fixture(scope="module")
def smear():
    return make_blood_cells(12, image_size=64, random_state=0)


@pytest.fixture
def paths(smear, tmp_path):
    files = [tmp_path / f"{index}.png" for index in range(len(smear.images))]
    for image, file in zip(smear.images, files, strict=True):
        Image.fromarray(image).save(file)
    return files


def dice(one, other):
    return 2 * (one & other).sum() / max(one.sum() + other.sum(), 1)


# -- every form of X -----------------------------------------------------------------------------


@each_step
def test_an_array_gives_an_array_and_files_give_pictures(step, smear, paths):
    expected = clone(step).fit_transform(smear.images)
    assert expected.shape == smear.images.shape
    assert expected.dtype == np.uint8
    as_float = clone(step).fit_transform((smear.images / 255).astype("float32"))
    assert as_float.dtype == np.float32
    np.testing.assert_allclose(as_float, expected / 255, atol=0.51 / 255)
    pictures = clone(step).fit_transform(paths)
    assert pictures.shape == (12,)
    if not isinstance(step, CellCropper):
        for picture, pixels in zip(pictures, expected, strict=True):
            np.testing.assert_allclose(np.asarray(picture), pixels / 255, atol=0.51 / 255)
    # They slice and feed the next step.
    network = LeNet5Classifier(epochs=1, random_state=0)
    model = make_pipeline(clone(step), network).fit(paths[:9], smear.target[:9])
    assert model.predict(paths[9:]).shape == (3,)
    assert network.fit(pictures[3:9], smear.target[3:9]).predict(pictures[:2]).shape == (2,)


@each_step
def test_grey_rows_and_different_sizes(step, smear):
    grey = smear.images[..., 1]
    assert clone(step).fit_transform(grey).shape == grey.shape
    rows = smear.images.reshape(12, -1)
    by_rows = clone(step).set_params(image_shape=(64, 64, 3)).fit_transform(rows)
    np.testing.assert_array_equal(by_rows, clone(step).fit_transform(smear.images).reshape(12, -1))
    odd = [image[: 40 + index, : 60 - index] for index, image in enumerate(smear.images)]
    for picture, image in zip(clone(step).fit_transform(odd), odd, strict=True):
        pixels = np.asarray(picture)
        assert pixels.dtype == np.float32
        assert 0 <= pixels.min() <= pixels.max() <= 1
        if not isinstance(step, CellCropper):
            assert pixels.shape == image.shape


@pytest.mark.parametrize("step", STEPS + MAPS, ids=described)
def test_rows_of_unknown_shape_trigger_a_warning(step, smear):
    rows = smear.images[:2].reshape(2, -1)[:, :100]
    with pytest.warns(UserWarning, match="without image_shape are changed as pictures of a single"):
        step.fit_transform(rows)


@each_map
def test_maps_have_the_form_of_the_images(step, smear, paths):
    maps = step.fit_transform(smear.images)
    assert maps.shape == (12, 64, 64)
    assert maps.dtype == (np.uint8 if step.output == "labels" else bool)
    from_files = step.fit_transform(paths)
    assert from_files.shape == (12,)
    np.testing.assert_array_equal(np.stack(from_files), maps)
    np.testing.assert_array_equal(clone(step).set_params(n_jobs=2).fit_transform(paths)[3], maps[3])
    rows = clone(step).set_params(image_shape=(64, 64, 3))
    by_rows = rows.fit_transform(smear.images.reshape(12, -1))
    np.testing.assert_array_equal(by_rows, maps.reshape(12, -1))


@pytest.mark.filterwarnings("ignore:method=")
@pytest.mark.parametrize("step", STEPS + MAPS, ids=described)
def test_pictures_of_nothing(step):
    blank = np.full((40, 40, 3), 230, dtype=np.uint8)
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    nothing = [blank, blank * 0, noise, blank[:1, :1], blank[:4, :4], blank[:40, :1], blank[..., 1]]
    for picture, image in zip(step.fit_transform(nothing), nothing, strict=True):
        pixels = np.asarray(picture)
        assert np.isfinite(pixels).all()
        assert pixels.shape[:2] == image.shape[:2]


def test_what_comes_after_does_not_change_a_picture(field, tmp_path):
    pixels, _ = field
    large = Image.fromarray(np.kron(pixels, np.ones((4, 4, 1), np.uint8)))
    large.save(tmp_path / "field.jpg", quality=95)
    for step in (CellCropper(min_diameter=40, max_diameter=400), CellSegmenter("masked")):
        (picture,) = step.fit_transform([tmp_path / "field.jpg"])
        whole = np.asarray(picture)
        # A network of small images may have the file shrunk while it is decoded.
        small = images_module.read([picture], check_rows=None).pixels((24, 24), 3, keep=True)
        expected = images_module.read([whole], check_rows=None).pixels((24, 24), 3, keep=True)
        np.testing.assert_array_equal(*(next(each.batches([[0]])) for each in (small, expected)))


def test_lobes_of_a_pale_cell_are_one_cell():
    picture = np.full((130, 260, 3), (252, 244, 190), dtype=float)
    rows, columns = np.mgrid[:130, :260]

    def draw(x, y, radius, colour):
        picture[(columns - x) ** 2 + (rows - y) ** 2 <= radius**2] = colour

    for x in (65, 195):
        draw(x, 65, 33, (214, 178, 160))
        for across, down in ((-16, -12), (15, -14), (-4, 18)):
            draw(x + across, 65 + down, 10, (70, 30, 90))
    picture = np.round(ndimage.gaussian_filter(picture, (1, 1, 0))).astype(np.uint8)
    assert len(detect(picture / 255)[0]) == 6
    boxes, scores = CellCropper().detect(picture)
    assert len(boxes) == len(scores) == 2
    np.testing.assert_allclose(boxes[np.argsort(boxes[:, 0]), 0], [32, 162], atol=4)
    np.testing.assert_allclose((boxes[:, 2:] - boxes[:, :2]), 66, atol=8)


# -- stain ---------------------------------------------------------------------------------------


def other_laboratory(images):
    """The same smear in less and yellower light, with weaker stain."""
    return (255 * np.array([0.85, 0.8, 0.65]) * (images / 255) ** 0.8).astype(np.uint8)


@pytest.mark.parametrize("method", ["reinhard", "macenko"])
def test_stain_comes_to_that_of_the_training_images(method, smear):
    normalizer = StainNormalizer(method).fit(smear.images)
    before = other_laboratory(smear.images)
    after = normalizer.transform(before)
    as_trained = normalizer.transform(smear.images)

    def distance(images, others):
        return np.abs(images.astype(float) - others).mean()

    assert distance(after, as_trained) < 0.3 * distance(before, smear.images)
    # What has the colours of the training images already keeps them, more or less.
    alone = StainNormalizer(method).fit(smear.images[:1])
    assert distance(alone.transform(smear.images[:1]), smear.images[:1]) < 2
    # A cell stays where it was.
    assert np.corrcoef(after[..., 1].ravel(), before[..., 1].ravel())[0, 1] > 0.9


def test_stain_is_learnt_from_the_training_images_alone(smear):
    normalizer = StainNormalizer().fit(smear.images[:6])
    alone = normalizer.transform(smear.images[6:7])
    np.testing.assert_array_equal(normalizer.transform(smear.images)[6:7], alone)
    other = StainNormalizer().fit(other_laboratory(smear.images[:6]))
    assert np.abs(other.transform(smear.images[6:7]).astype(float) - alone).mean() > 5


def test_stains_are_told_apart_by_what_they_let_through(smear):
    macenko = StainNormalizer("macenko").fit(smear.images)
    nuclei, rest = macenko.stains_
    assert nuclei[2] < rest[2]
    np.testing.assert_allclose(np.linalg.norm(macenko.stains_, axis=1), 1)
    blank = np.full((2, 8, 8, 3), 230, dtype=np.uint8)
    np.testing.assert_array_equal(macenko.transform(blank), blank)
    with pytest.warns(UserWarning, match="no training image has ten stained pixels, so that no"):
        unstained = StainNormalizer("macenko").fit(blank)
    np.testing.assert_array_equal(unstained.transform(smear.images), smear.images)


@pytest.mark.parametrize("method", ["reinhard", "macenko"])
def test_black_corners_of_turned_pictures_do_not_count(method, smear):
    normalizer = StainNormalizer(method).fit(smear.images)
    plain = other_laboratory(smear.images)
    turned = np.array([Image.fromarray(image).rotate(30, Image.BICUBIC) for image in plain])
    # Only the middle is in both, and brightness does not depend on its angle.
    middle = (slice(None), slice(20, 44), slice(20, 44))
    before, after = normalizer.transform(plain)[middle], normalizer.transform(turned)[middle]
    assert np.abs(after.mean(axis=(1, 2)) - before.mean(axis=(1, 2))).mean() < 10
    corners = normalizer.transform(turned)[:, :3, :3]
    np.testing.assert_array_equal(corners, np.zeros_like(corners))
    by_turned = StainNormalizer(method).fit(turned).transform(plain).astype(float)
    assert np.abs(by_turned - StainNormalizer(method).fit(plain).transform(plain)).mean() < 5
    # Nor do pictures that are wholly black.
    some_black = np.concatenate([plain, np.zeros_like(plain)])
    np.testing.assert_array_equal(
        StainNormalizer(method).fit(some_black).transform(plain),
        StainNormalizer(method).fit(plain).transform(plain),
    )
    np.testing.assert_array_equal(normalizer.transform(plain * 0), plain * 0)


@pytest.mark.parametrize("brightness", [0, 200])
def test_training_images_without_contrast_trigger_a_warning(brightness, smear):
    even = np.full_like(smear.images, brightness)
    with pytest.warns(UserWarning, match="training images are of constant colour, so that no"):
        normalizer = StainNormalizer().fit(even)
    np.testing.assert_array_equal(normalizer.transform(smear.images), smear.images)


@pytest.mark.parametrize("brightness", [9, 120, 255])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("n_levels", [1, 2])
def test_even_pictures_have_no_contrast_to_spread(brightness, channels, n_levels):
    levels = np.random.default_rng(0).integers(n_levels, size=(1, 32, 32, channels))
    picture = np.uint8(np.abs(brightness - levels))
    # Colour alone is not contrast.
    picture[..., 0] //= 2
    np.testing.assert_array_equal(ContrastEqualizer().fit_transform(picture), picture)


def test_contrast_is_spread_everywhere(smear):
    faint = 150 + smear.images // 8

    def detail(images):
        return np.abs(np.diff(images.astype(float), axis=2)).mean()

    little, much = (
        ContrastEqualizer(limit, n_tiles=4).fit_transform(faint) for limit in (0.001, 0.1)
    )
    assert detail(much) > 1.3 * detail(little) > 3 * detail(faint)


# -- segmentation --------------------------------------------------------------------------------


def test_synthetic_cells_are_segmented():
    cells = make_blood_cells(40, image_size=96, difficulty=0.3, random_state=0)
    found = CellSegmenter().fit_transform(cells.images)
    nuclei = [dice(one == 2, other == 2) for one, other in zip(found, cells.masks, strict=True)]
    whole = [dice(one > 0, other > 0) for one, other in zip(found, cells.masks, strict=True)]
    assert np.median(nuclei) > 0.9
    assert np.median(whole) > 0.95


@pytest.mark.parametrize(
    "disturb",
    [
        pytest.param(lambda x: 0.8 * x, id="darker"),
        pytest.param(lambda x: x**1.4, id="gamma"),
        pytest.param(lambda x: x * [1.0, 0.97, 0.6], id="yellow"),
        pytest.param(lambda x: x * [0.9, 0.85, 1.0], id="violet"),
    ],
)
def test_light_and_stain_hardly_matter(disturb):
    images = make_blood_cells(20, image_size=96, difficulty=0.3, random_state=1).images / 255
    segmenter = CellSegmenter().fit(images)
    pairs = zip(segmenter.transform(images), segmenter.transform(disturb(images)), strict=True)
    assert np.median([dice(one == 2, other == 2) for one, other in pairs]) > 0.95


def test_pictures_in_memory_that_changes_are_segmented_anew(smear):
    memory = smear.images[:2].astype(np.float32) / 255
    pictures = [picture.view() for picture in memory]
    for picture in pictures:
        picture.flags.writeable = False
    segmenter = CellSegmenter().fit(pictures)
    before = segmenter.transform(pictures)
    memory[:] = memory[::-1].copy()
    after = segmenter.transform(pictures)
    for old, new in zip(before[::-1], after, strict=True):
        np.testing.assert_array_equal(old, new)


def test_everything_but_the_cell_is_white(smear):
    labels = CellSegmenter().fit_transform(smear.images)
    masked = CellSegmenter("masked").fit_transform(smear.images)
    assert (masked[labels == 0] == 255).all()
    np.testing.assert_array_equal(masked[labels > 0], smear.images[labels > 0])


@pytest.mark.full
def test_real_cells_are_segmented(test_data):
    cells = load_jtsc(test_data / "jtsc", in_memory=True)
    found = CellSegmenter(n_jobs=2).fit_transform(cells.images)
    for least, worst, region in ((0.95, 0.85, 2), (0.98, 0.85, 1)):
        scores = np.sort(
            [dice(one >= region, other >= region) for one, other in zip(found, cells.masks)]
        )
        assert scores.mean() > least
        assert scores[:30].mean() > worst


# -- crops ---------------------------------------------------------------------------------------


def overlap(box, others):
    """Intersection over union of a box with each of some."""
    starts, stops = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    common = np.clip(stops - starts, 0, None).prod(axis=1)
    areas = (others[:, 2:] - others[:, :2]).prod(axis=1) + (box[2:] - box[:2]).prod()
    return common / (areas - common)


def matched(boxes, truth, least):
    """Number of boxes, the likeliest first, that find an object no other has found."""
    free = list(range(len(truth)))
    for box in boxes:
        overlaps = overlap(box, truth[free]) if free else np.zeros(0)
        if len(overlaps) and overlaps.max() >= least:
            free.pop(int(overlaps.argmax()))
    return len(truth) - len(free)


@pytest.fixture(scope="module")
def field():
    """Six cells on one field, and their boxes."""
    cells = make_blood_cells(6, image_size=96, difficulty=0.2, random_state=3)
    pixels = np.vstack([np.hstack(cells.images[:3]), np.hstack(cells.images[3:])])
    boxes = []
    for number, mask in enumerate(cells.masks):
        rows, columns = (np.flatnonzero((mask > 0).any(axis=axis)) for axis in (1, 0))
        box = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
        boxes.append(box + np.tile([96 * (number % 3), 96 * (number // 3)], 2))
    return pixels, np.array(boxes)


def test_all_cells_of_a_field_are_found(field, tmp_path):
    pixels, truth = field
    cropper = CellCropper(margin=0.2)
    boxes, scores = cropper.detect(pixels)
    assert matched(boxes, truth, 0.5) == len(boxes) == 6
    assert (np.diff(scores) <= 0).all()
    assert 0 < scores.min() <= scores.max() <= 1
    Image.fromarray(pixels).save(tmp_path / "field.png")
    np.testing.assert_array_equal(cropper.detect(tmp_path / "field.png")[0], boxes)
    blank = np.full_like(pixels, 230)
    crops, fields = cropper.crop([pixels, blank, pixels[:96, :96]])
    assert fields.tolist() == [0] * 6 + [2]
    for crop, (left, top, right, bottom) in zip(crops, boxes):
        assert crop.dtype == np.uint8
        assert crop.shape[0] == crop.shape[1] == round(1.4 * max(right - left, bottom - top))
        inside = pixels[top:bottom, left:right]
        # The box with its margin, as far as the field reaches.
        assert any(
            np.array_equal(crop[down : down + len(inside), over : over + inside.shape[1]], inside)
            for down in range(crop.shape[0] - len(inside) + 1)
            for over in range(crop.shape[1] - inside.shape[1] + 1)
        )
    network = LeNet5Classifier(epochs=1, random_state=0)
    assert network.fit(crops, [0, 1] * 3 + [0]).predict(crops).shape == (7,)
    # In a pipeline one crop stands for each picture.
    likeliest, nothing = cropper.fit_transform([pixels, blank])
    np.testing.assert_allclose(np.asarray(likeliest), crops[0] / 255, atol=1e-6)
    np.testing.assert_allclose(np.asarray(nothing), blank / 255, atol=1e-6)
    assert [len(each) for each in cropper.crop([blank])] == [0, 0]


def test_boxes_come_with_the_crops(field, monkeypatch):
    pixels, _ = field
    fields = [pixels, np.full_like(pixels, 230), pixels[:, :96]]
    cropper = CellCropper()
    expected = [cropper.detect(each) for each in fields]
    searched = []

    def counted(pixels, **settings):
        searched.append(pixels.shape)
        return detect(pixels, **settings)

    monkeypatch.setattr(_cropper, "detect", counted)
    crops, of_field, boxes, scores = cropper.crop(fields, return_boxes=True)
    assert searched == [each.shape for each in fields], "each field is searched once"
    assert of_field.tolist() == np.repeat([0, 1, 2], [len(each) for each, _ in expected]).tolist()
    np.testing.assert_array_equal(boxes, np.concatenate([each for each, _ in expected]))
    np.testing.assert_array_equal(scores, np.concatenate([each for _, each in expected]))
    for crop, plain in zip(crops, cropper.crop(fields)[0], strict=True):
        np.testing.assert_array_equal(crop, plain)
    nothing = cropper.crop(fields[1:2], return_boxes=True)
    assert [each.shape for each in nothing] == [(0,), (0,), (0, 4), (0,)]


def test_detect_takes_one_field(field, tmp_path):
    pixels, _ = field
    pixels = pixels[:96, :96]
    Image.fromarray(pixels).save(tmp_path / "field.png")
    cropper = CellCropper()
    boxes, _ = cropper.detect(pixels)
    for form in (tmp_path / "field.png", str(tmp_path / "field.png"), Image.fromarray(pixels)):
        np.testing.assert_array_equal(cropper.detect(form)[0], boxes)
    for several, kind in (
        ([pixels, pixels], "list"),
        ([tmp_path / "field.png"], "list"),
        (np.array([str(tmp_path / "field.png")], dtype=object), r"ndarray of shape \(1,\)"),
        (pixels[np.newaxis], r"ndarray of shape \(1, 96, 96, 3\)"),
        (pandas.DataFrame({"a": [1.0, 2.0]}), r"DataFrame of shape \(2, 1\)"),
        (None, "NoneType"),
    ):
        with pytest.raises(
            ValueError, match=f"field is a {kind}, but detect accepts one image; call it for ea"
        ):
            cropper.detect(several)


def test_diameters_bound_what_is_a_cell(field):
    pixels, truth = field
    widths = np.sort(truth[:, 2] - truth[:, 0])
    assert len(CellCropper(max_diameter=int(widths[0] // 2)).detect(pixels)[0]) == 0
    assert len(CellCropper(min_diameter=0.9).detect(pixels)[0]) == 0
    assert len(CellCropper(min_diameter=int(widths[0] // 2)).detect(pixels)[0]) == 6


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_fractions_of_every_precision_are_fractions(kind, field):
    picture, _ = field
    assert len(CellCropper(min_diameter=kind(0.9)).detect(picture)[0]) == 0
    assert len(CellCropper(max_diameter=np.int16(2)).detect(picture)[0]) == 0


@pytest.mark.parametrize("laboratory", [3, 7, 22, 24, 26])
def test_red_cells_need_not_be_red(laboratory):
    smear = make_smear(
        n_cells=2,
        classes=["lymphocyte", "monocyte"],
        image_size=(240, 320),
        magnification=6,
        touching=0,
        unevenness=0,
        random_state=laboratory,
    )
    # The red cells of these laboratories are blue-grey.
    boxes, _ = CellCropper().detect(smear.images[0])
    assert matched(boxes, smear.boxes[0], 0.5) == len(boxes) == 2


def test_a_cell_needs_no_red_cells_around_it():
    cells = make_blood_cells(60, image_size=72, difficulty=0.6, random_state=0)
    n_found = [len(CellCropper().detect(picture)[0]) for picture in cells.images]
    assert min(n_found) == 1
    assert np.mean(np.equal(n_found, 1)) > 0.95


@pytest.mark.full
def test_real_single_cells_are_found(test_data):
    cells = load_jtsc(test_data / "jtsc", in_memory=True)
    n_found = np.array([len(CellCropper().detect(picture)[0]) for picture in cells.images])
    assert np.mean(n_found > 0) >= 0.99
    assert np.mean(n_found == 1) >= 0.88


@pytest.mark.full
def test_real_fields(test_data):
    data = load_bccd(test_data / "bccd_fields")
    cropper = CellCropper()
    n_found = n_true = n_near = n_boxes = 0
    for path, boxes, labels in zip(data.paths, data.boxes, data.labels, strict=True):
        truth = boxes[labels == "WBC"]
        found, _ = cropper.detect(path)
        n_found += matched(found, truth, 0.5)
        n_near += matched(found, truth, 0.75)
        n_true += len(truth)
        n_boxes += len(found)
    assert n_found / n_true >= 0.99
    assert n_near / n_true >= 0.85
    # Nobody labelled what four boxes show: three neutrophils, and a cell or smudge that is cut off.
    assert n_boxes - n_found <= 4
