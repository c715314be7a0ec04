"""Row 9: speed and values of the handcrafted features against plain scikit-image calls."""

import argparse
import os
import time
from pathlib import Path
from unittest.mock import patch

import numpy as np

from skwbc._files import cache
from skwbc.datasets import make_blood_cells
from skwbc.features import HandcraftedFeatures
from skwbc.features._color import (
    FIRST_HUE,
    FLAT,
    MOMENTS,
    N_BINS,
    RANGES,
    color_features,
    color_names,
)
from skwbc.features._gabor import FILTERS, gabor_features
from skwbc.features._glcm import ANGLES, DISTANCES, STATISTICS, glcm_features
from skwbc.features._lbp import CIRCLES, lbp_features, pattern_codes
from skwbc.features._lobes import count_lobes
from skwbc.features._regions import bounding_box, grey_levels
from skwbc.features._shape import HU_UNIT, MEASURES, RELATIONS, shape_features, shape_names
from skwbc.features._stain import (
    BLUR,
    FAINT,
    FEWEST,
    GLARE,
    OPAQUE,
    QUANTILES,
    REDDER,
    RIM,
    stain_features,
    stain_names,
)
from skwbc.features._texture import texture_features, texture_names
from skwbc.preprocessing._segment import CYTOPLASM, NUCLEUS, absorbed_light

LEVELS = 32
TOLERANCE = 1e-6
# More than the radius of the largest Gabor kernel.
REACH = 18


def reference_color(image, labels):
    """Compute colour features with plain calls, which process the whole image."""
    from scipy.stats import skew
    from skimage.color import rgb2hsv, rgb2lab
    from skimage.util import img_as_float

    hsv = rgb2hsv(image)
    hsv[..., 0] += hsv[..., 0] < FIRST_HUE
    channels = np.concatenate([img_as_float(image), hsv, rgb2lab(image)], axis=2)
    values = []
    for label in (NUCLEUS, CYTOPLASM):
        inside = channels[labels == label]
        if not len(inside):
            values.append(np.zeros(len(RANGES) * (len(MOMENTS) + N_BINS)))
            continue
        deviation = inside.std(axis=0)
        varied = deviation >= FLAT
        skewness = np.zeros(len(RANGES))
        skewness[varied] = skew(inside[:, varied], axis=0)
        values += [inside.mean(axis=0), deviation, skewness]
        for column, ends in zip(inside.T, RANGES.values()):
            values.append(np.histogram(np.clip(column, *ends), N_BINS, ends)[0] / len(column))
    return np.concatenate(values)


def reference_stain(image, labels):
    """Compute stain features with plain calls, except for the light of the background."""
    from scipy.ndimage import distance_transform_edt
    from skimage.filters import gaussian

    cell, nucleus, cytoplasm = labels > 0, labels == NUCLEUS, labels == CYTOPLASM
    if not (nucleus.any() and cytoplasm.any()):
        return np.zeros(len(stain_names()))
    smooth = gaussian(image / np.float32(255), BLUR, truncate=2, channel_axis=2)
    passed = np.clip(1 - absorbed_light(smooth).astype(float), OPAQUE, GLARE)
    density = -np.log(passed)
    tint = density / (np.linalg.norm(density, axis=2, keepdims=True) + FAINT)
    to_edge, to_nucleus, depth = (
        distance_transform_edt(np.pad(mask, 1, constant_values=outside))[1:-1, 1:-1]
        for mask, outside in [(cell, False), (~nucleus, True), (nucleus, False)]
    )
    rim = RIM * np.sqrt(cell.sum() / np.pi)
    inner = cytoplasm & (to_edge > rim) & (to_nucleus > rim)
    if inner.sum() < FEWEST:
        inner = cytoplasm
    nuclear = np.median(density[depth > depth.max() / 2], axis=0)
    nuclear_tint = nuclear / (np.linalg.norm(nuclear) + FAINT)
    red, _, blue = tint[cell].T
    eosin = blue > red
    kinds = [*density[inner].T, *tint[inner][:, ::2].T, red, blue, red - nuclear_tint[0]]
    values = [np.quantile(kind, QUANTILES) for kind in kinds]
    dense = density[cell][:, 1] > nuclear[1] / 2
    shares = [blue > nuclear_tint[2] + REDDER, eosin, eosin & dense]
    values += [tint[inner][:, ::2].std(axis=0), [share.mean() for share in shares]]
    return np.concatenate(values)


def reference_texture(image, labels):
    """Compute texture features with plain calls."""
    masks = [labels > 0, labels == NUCLEUS]
    grey = grey_levels(image)
    parts = [way(grey, masks) for way in (reference_glcm, reference_lbp, reference_gabor)]
    return np.concatenate([np.concatenate(region) for region in zip(*parts)])


def reference_glcm(grey, masks):
    from skimage.feature import graycomatrix, graycoprops

    coarse = grey.astype(int) * LEVELS // 256 + 1
    names = ["ASM" if name == "asm" else name for name in STATISTICS]
    values = []
    for mask in masks:
        if not mask.any():
            values.append(np.zeros(2 * len(STATISTICS) * len(DISTANCES)))
            continue
        region = np.where(mask, coarse, 0).astype(np.uint8)
        counts = graycomatrix(region, DISTANCES, np.deg2rad(ANGLES), LEVELS + 1, symmetric=True)
        statistics = np.stack([graycoprops(counts[1:, 1:], name) for name in names])
        values.append(np.concatenate([statistics.mean(axis=2), np.ptp(statistics, axis=2)]).ravel())
    return values


def reference_lbp(grey, masks):
    from skimage.feature import local_binary_pattern

    patterns = [local_binary_pattern(grey, *circle, "uniform").astype(int) for circle in CIRCLES]
    values = []
    for mask in masks:
        counts = [
            np.bincount(pattern[mask], minlength=n_points + 2)
            for pattern, (n_points, _) in zip(patterns, CIRCLES)
        ]
        values.append(np.concatenate(counts) / max(mask.sum(), 1))
    return values


def reference_gabor(grey, masks):
    image = grey / 255
    magnitudes = [
        _reference_magnitude(image, frequency, np.deg2rad(angle)) for frequency, angle in FILTERS
    ]
    values = []
    for mask in masks:
        if not mask.any():
            values.append(np.zeros(2 * len(FILTERS)))
            continue
        inside = [magnitude[mask] for magnitude in magnitudes]
        values.append([magnitude.mean() for magnitude in inside])
        values[-1] += [magnitude.std() for magnitude in inside]
    return values


def _reference_magnitude(image, frequency, angle):
    from skimage.filters import gabor

    if min(image.shape) > REACH:
        return np.hypot(*gabor(image, frequency, angle))
    # SciPy reads beyond the memory of images that are smaller than the kernel.
    padded = np.pad(image, REACH, mode="symmetric")
    return np.hypot(*gabor(padded, frequency, angle))[REACH:-REACH, REACH:-REACH]


def reference_shape(labels):
    """Compute shape features with plain calls, except for the lobes, which scikit-image lacks."""
    from skimage.measure import regionprops

    values, regions = [], []
    for mask in (labels > 0, labels == NUCLEUS):
        region = regionprops(mask.astype(np.uint8))[0] if mask.any() else None
        regions.append(region)
        values.append(np.zeros(len(MEASURES)) if region is None else _reference_measures(region))
    cell, nucleus = regions
    if nucleus is None:
        return np.concatenate([*values, np.zeros(len(RELATIONS))])
    offset = np.hypot(*np.subtract(nucleus.centroid, cell.centroid))
    relations = [
        count_lobes(nucleus.image),
        nucleus.area / cell.area,
        offset / cell.equivalent_diameter_area,
    ]
    return np.concatenate([*values, relations])


def _reference_measures(region):
    perimeter = region.perimeter
    hu = region.moments_hu
    return [
        region.area,
        perimeter,
        region.eccentricity,
        region.solidity,
        region.extent,
        region.equivalent_diameter_area,
        region.axis_major_length,
        region.axis_minor_length,
        4 * np.pi * region.area / perimeter**2 if perimeter else 0,
        *(np.sign(hu) * np.log10(1 + abs(hu) / HU_UNIT)),
    ]


# For each family: the library's function, the plain function, and the names.
FAMILIES = {
    "color": (color_features, reference_color, color_names()),
    "stain": (stain_features, reference_stain, stain_names()),
    "texture": (texture_features, reference_texture, texture_names()),
    "shape": (
        lambda _, labels: shape_features(labels),
        lambda _, labels: reference_shape(labels),
        shape_names(),
    ),
}


def read_cells(folder):
    """Read images and labels from a folder with ``images`` and ``masks`` (0, 128, 255)."""
    from PIL import Image

    cells = []
    for path in sorted(Path(folder, "images").glob("*.png")):
        image = np.asarray(Image.open(path).convert("RGB"))
        mask = np.asarray(Image.open(Path(folder, "masks", path.name)).convert("L"))
        cells.append((image, np.digitize(mask, [64, 192]).astype(np.uint8)))
    return cells


def odd_cells(seed=0):
    """Make random images and degenerate regions."""
    rng = np.random.default_rng(seed)
    for shape in [(120, 120), (37, 90), (5, 5), (2, 9), (1, 1)] * 4:
        image = rng.integers(0, 256, (*shape, 3), dtype=np.uint8)
        yield image, rng.integers(0, 3, shape).astype(np.uint8)
        yield image, (rng.integers(1, 3, shape) * (rng.random(shape) < 0.1)).astype(np.uint8)
    places = [
        (slice(0), slice(0)),
        (4, 5),
        (4, slice(5, 19)),
        (slice(None), 7),
        (np.arange(20), np.arange(20)),
        (slice(3, 12), slice(4, 20)),
        (slice(None), slice(None)),
    ]
    for tone in (0, 128, 255):
        for place in places:
            for label in (CYTOPLASM, NUCLEUS):
                labels = np.zeros((20, 30), np.uint8)
                labels[place] = label
                yield np.full((20, 30, 3), tone, np.uint8), labels


def largest_error(cells, fast, plain, names):
    """Compute the largest difference between both ways, absolute below 1 and relative above."""
    largest = 0
    for image, labels in cells:
        found, expected = fast(image, labels), plain(image, labels)
        if found.shape != (len(names),) or not np.isfinite(found).all():
            raise AssertionError("features are missing or not finite")
        largest = max(largest, np.max(abs(found - expected) / np.maximum(1, abs(expected))))
    return largest


# Parts of the texture features: both functions of grey levels, regions and their bounding box.
TEXTURES = {
    "co-occurrence": (
        lambda grey, masks, box: glcm_features(grey[box], [mask[box] for mask in masks], LEVELS),
        lambda grey, masks, _: reference_glcm(grey, masks),
    ),
    "patterns": (
        lambda grey, masks, box: lbp_features(
            pattern_codes(grey, box), [mask[box] for mask in masks]
        ),
        lambda grey, masks, _: reference_lbp(grey, masks),
    ),
    "gabor": (
        lambda grey, masks, box: gabor_features(grey, [mask[box] for mask in masks], box),
        lambda grey, masks, _: reference_gabor(grey, masks),
    ),
}


def on_grey(way):
    """Wrap a texture function so that it takes images and labels."""

    def measure(image, labels):
        masks = [labels > 0, labels == NUCLEUS]
        return way(grey_levels(image), masks, bounding_box(labels))

    return measure


def only_lobes(_, labels):
    """Compute only the lobes, which both ways count with the same function."""
    nucleus = labels == NUCLEUS
    return count_lobes(nucleus[bounding_box(nucleus)]) if nucleus.any() else 0


def median_times(cells, ways, n_repeats):
    """Measure median processor milliseconds per cell, on all cells and in turns."""
    times = np.empty((n_repeats, len(ways)))
    for turn in np.ndindex(times.shape):
        start = time.process_time()
        for cell in cells:
            ways[turn[1]](*cell)
        times[turn] = time.process_time() - start
    return 1000 * np.median(times, axis=0) / len(cells)


def some_cells(folder=None):
    """Load images and labels from a folder, or of published cells if available, or make cells."""
    if folder is None and "SKWBC_TEST_DATA" in os.environ:
        folder = Path(os.environ["SKWBC_TEST_DATA"], "jtsc")
    if folder is not None and Path(folder, "images").is_dir():
        return read_cells(folder)
    cells = make_blood_cells(200, image_size=120, random_state=0)
    return list(zip(cells.images, cells.masks))


def processes_way(images, n_jobs):
    """Extract features in several processes, without storing them."""
    from threadpoolctl import threadpool_limits

    features = HandcraftedFeatures(n_jobs=n_jobs).fit(images)

    def way():
        # One process uses one core: its libraries start no threads.
        with threadpool_limits(1), patch.object(cache, "MEMORY_BYTES", 0):
            features.transform(images)

    return way


def plain_way(n_jobs):
    """Compute sums in several processes that share no data."""
    from joblib import Parallel, delayed

    return lambda: Parallel(n_jobs)(delayed(_sums)() for _ in range(16))


def _sums():
    values = np.arange(10_000.0)
    for _ in range(40_000):
        values.sum()


def main():
    # The tests import this file from another folder, in which this module is missing.
    from harness import Line, report, take_turns

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", help="folder with 'images' and 'masks'")
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--cells", type=int, default=20, help="number of cells to time")
    options = parser.parse_args()
    cells = some_cells(options.folder)
    errors = compare_values([*cells, *odd_cells()])
    timed = cells[:: max(len(cells) // options.cells, 1)][: options.cells]
    times = compare_times(timed, options.repeats)
    fast, plain = times["total"]
    images = [image for image, _ in cells]
    ways = {f"{n_jobs} processes": processes_way(images, n_jobs) for n_jobs in (1, 2)}
    ways |= {f"{n_jobs} plain": plain_way(n_jobs) for n_jobs in (1, 2)}
    walls = take_turns(ways, 3)
    bound = walls["1 plain"] / walls["2 plain"]
    report(
        Line(
            "9",
            "handcrafted features against the plain scikit-image loop, processor time per cell",
            f"skwbc {fast:.1f} ms, scikit-image {plain:.1f} ms",
            plain / fast,
            "≥ 5",
            f"Both receive the segmentation; values differ by at most {max(errors):.0e}. Without "
            f"Gabor filters, the times are {times['total without gabor'][0]:.1f} ms and "
            f"{times['total without gabor'][1]:.1f} ms.",
        ),
        Line(
            "9",
            f"`HandcraftedFeatures` of {len(images)} cells in 2 processes against 1",
            f"1: {walls['1 processes']:.2f} s, 2: {walls['2 processes']:.2f} s",
            walls["1 processes"] / walls["2 processes"],
            "≥ 1.8",
            "Segmentation is included, and nothing is cached. For comparison, plain sums are "
            f"{bound:.2f} times as fast in 2 processes as in 1 on this machine.",
        ),
    )


def compare_values(cells):
    """Print and return the largest error of each family."""
    errors = []
    for family, (fast, plain, names) in FAMILIES.items():
        errors.append(largest_error(cells, fast, plain, names))
        verdict = "equal" if errors[-1] <= TOLERANCE else "DIFFERENT"
        print(f"{family}: {len(names)} features, largest error {errors[-1]:.1e}, {verdict}")
    return errors


def compare_times(cells, repeats):
    """Print and return the times of each part, for the library and for plain calls."""
    pairs = {family: (fast, plain) for family, (fast, plain, _) in FAMILIES.items()}
    pairs |= {part: tuple(map(on_grey, ways)) for part, ways in TEXTURES.items()}
    pairs["lobes"] = (only_lobes, only_lobes)
    ways = [way for pair in pairs.values() for way in pair]
    times = dict(zip(pairs, median_times(cells, ways, repeats).reshape(-1, 2)))
    times["total"] = sum(times[family] for family in FAMILIES)
    plain_parts = ("color", "stain", "shape", "co-occurrence", "patterns")
    times["total without gabor"] = sum(times[part] for part in plain_parts)
    for part, (fast, plain) in times.items():
        print(f"{part}: {fast:.2f} ms, plain {plain:.2f} ms, {plain / fast:.1f} times faster")
    return times


if __name__ == "__main__":
    main()
