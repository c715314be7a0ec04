"""Compact sketches of images, and their comparison to recognise copies."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy import ndimage

# Longer side of the images when they are compared, in pixels.
SIDE = 160
# Maximum distance in pixels between a point of a copy and the position that the map predicts.
TOLERANCE = 4.0
# Maximum zoom of a copy in either direction, and maximum ratio of its two zooms.
LARGEST_ZOOM = 2.5
LARGEST_STRETCH = 2.0
# Number of pairs of matches that are tried as keys to all other matches.
N_KEYS = 600
# Points and correlation that prove a copy: many points, or fewer points and nearly equal pixels.
# Single cells without surroundings have few points and all look alike.
PROOFS = ((20, 0.85), (7, 0.965))
# Upper limit of the brightness, out of 255, that fills the corners of a rotated image.
FILL = 16
_MIRRORED_DIRECTIONS = -np.arange(8) % 8


@dataclass
class Sketch:
    """A small grey picture and its points of interest.

    Attributes
    ----------
    picture : ndarray of float16
        Brightness at half the resolution at which the points were found.
    valid : ndarray of bool
        Pixels of the original image, without filled corners.
    points : ndarray of shape (n, 2)
        Row and column of each point.
    descriptors : ndarray of shape (n, 128)
        Square roots of SIFT histograms, so that their dot product measures similarity.
    """

    picture: np.ndarray
    valid: np.ndarray
    points: np.ndarray
    descriptors: np.ndarray


def sketch(pixels):
    """Sketch an image with values from 0 to 1."""
    from skimage.feature import SIFT
    from skimage.transform import resize

    height, width = pixels.shape[:2]
    scale = SIDE / max(height, width)
    size = max(16, round(height * scale)), max(16, round(width * scale))
    pixels = resize(pixels, size, order=1, anti_aliasing=scale < 1)
    grey = pixels.mean(axis=2, dtype=np.float32)
    valid = ~_filled(pixels)
    if not valid.all() and valid.any():
        # Edges of the filled corners would be the same in every rotated image.
        nearest = ndimage.distance_transform_edt(
            ~valid, return_distances=False, return_indices=True
        )
        grey = grey[tuple(nearest)]
    sift = SIFT(upsampling=1, c_dog=0.004)
    try:
        sift.detect_and_extract(grey)
    except RuntimeError:
        points, descriptors = np.empty((0, 2)), np.empty((0, 128))
    else:
        inside = ndimage.distance_transform_edt(np.pad(valid, 1, constant_values=True))[1:-1, 1:-1]
        rows, columns = sift.keypoints.T
        kept = valid.all() | (inside[rows, columns] > 3 * sift.sigmas)
        points, descriptors = sift.positions[kept], sift.descriptors[kept].astype(np.float32)
    descriptors = np.sqrt(descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1))
    return Sketch(
        grey[::2, ::2].astype(np.float16),
        valid[::2, ::2],
        points.astype(np.float32),
        descriptors.astype(np.float16),
    )


def mirrored(descriptors):
    """Compute the descriptors of the same points in the mirrored image."""
    cells = descriptors.reshape(-1, 4, 4, 8)[:, :, ::-1]
    return cells[..., _MIRRORED_DIRECTIONS].reshape(-1, 128)


def show_the_same(one, other):
    """Return whether an affine map, mirrored or not, takes one image to the other."""
    # Converted once for both ways of matching.
    one, other = (
        replace(each, descriptors=each.descriptors.astype(np.float32)) for each in (one, other)
    )
    n_points, affine = max(
        (_affine_map(one, other, mirror) for mirror in (False, True)), key=lambda found: found[0]
    )
    if n_points < min(points for points, _ in PROOFS):
        return False
    correlation = _correlation(one, other, affine)
    return any(n_points >= points and correlation >= least for points, least in PROOFS)


def _filled(pixels):
    """Return a mask of the dark corners added around a rotated image."""
    dark, n_parts = ndimage.label(pixels.max(axis=2) < FILL / 255)
    if not n_parts:
        return np.zeros(dark.shape, dtype=bool)
    border = np.unique(np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]]))
    return np.isin(dark, border[border > 0])


def _matches(one, other):
    """Return pairs of points that are mutual best matches, clearly ahead of the second best."""
    if min(len(one), len(other)) < 3:
        return np.empty((0, 2), dtype=int)
    likeness = one.astype(np.float32, copy=False) @ other.astype(np.float32, copy=False).T
    index = np.arange(len(one))
    best = likeness.argmax(axis=1)
    is_mutual = likeness.argmax(axis=0)[best] == index
    distance = np.sqrt(np.maximum(2 - 2 * likeness[index, best], 0))
    likeness[index, best] = -1
    next_distance = np.sqrt(np.maximum(2 - 2 * likeness.max(axis=1), 0))
    kept = is_mutual & (distance < 0.9 * next_distance)
    return np.column_stack([index[kept], best[kept]])


@lru_cache(maxsize=256)
def _keys(n_pairs):
    """Choose pairs of matches that are tried as keys, evenly spread if there are many."""
    first, second = np.triu_indices(n_pairs, 1)
    if len(first) > N_KEYS:
        spread = np.linspace(0, len(first) - 1, N_KEYS).astype(int)
        first, second = first[spread], second[spread]
    return first, second


def _affine_map(one, other, mirror):
    """Return the number of points that an affine map takes to their matches, and the map.

    Each pair of matches determines a rotation, zoom and shift between the images. The pair that
    agrees with the most matches is the key, and the affine map is fitted to these matches.
    """
    nothing = 0, None
    descriptors = mirrored(one.descriptors) if mirror else one.descriptors
    pairs = _matches(descriptors, other.descriptors)
    if len(pairs) < 4:
        return nothing
    source, target = one.points[pairs[:, 0]], other.points[pairs[:, 1]]
    flip = -1 if mirror else 1
    here, there = source[:, 0] + 1j * flip * source[:, 1], target[:, 0] + 1j * target[:, 1]
    first, second = _keys(len(pairs))
    apart = np.abs(here[second] - here[first]) > 2 * TOLERANCE
    first, second = first[apart], second[apart]
    turn = (there[second] - there[first]) / (here[second] - here[first])
    plausible = (np.abs(turn) < LARGEST_ZOOM) & (np.abs(turn) > 1 / LARGEST_ZOOM)
    if not plausible.any():
        return nothing
    first, turn = first[plausible], turn[plausible]
    shift = there[first] - turn * here[first]
    # The key does not include shear, so the tolerance is larger.
    fits = np.abs(np.outer(turn, here) + shift[:, np.newaxis] - there) < 3 * TOLERANCE
    fits = fits[fits.sum(axis=1).argmax()]
    from_here = np.column_stack([source, np.ones(len(source))])
    for _ in range(3):
        if fits.sum() < 4:
            return nothing
        affine, *_ = np.linalg.lstsq(from_here[fits], target[fits])
        fits = np.linalg.norm(from_here @ affine - target, axis=1) < TOLERANCE
    zooms = np.linalg.svd(affine[:2], compute_uv=False)
    if zooms[0] > LARGEST_ZOOM or zooms[1] * LARGEST_ZOOM < 1:
        return nothing
    return (int(fits.sum()), affine) if zooms[0] < LARGEST_STRETCH * zooms[1] else nothing


def _correlation(one, other, affine):
    """Compute the correlation of the brightness where both images are valid."""
    rows, columns = np.indices(one.picture.shape).reshape(2, -1)
    # The map refers to the points; the pictures have half their resolution.
    places = (np.column_stack([2 * rows, 2 * columns, np.ones(len(rows))]) @ affine / 2).T
    there = ndimage.map_coordinates(other.picture.astype(np.float32), places, order=1)
    is_there = ndimage.map_coordinates(other.valid.astype(np.float32), places, order=1) > 0.99
    both = is_there & one.valid.ravel()
    if both.sum() < 200:
        return 0.0
    here = one.picture.astype(np.float32).ravel()[both]
    there = there[both]
    if not here.std() or not there.std():
        return 0.0
    return float(np.corrcoef(here, there)[0, 1])
