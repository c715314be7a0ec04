"""Augmentation of training batches."""

import io

import numpy as np

from skwbc._input.density import optical_density

# Variation of the absorbed light of each colour, and share mixed in from the other colours.
_STRENGTH, _MIXING = 0.3, 0.05
# Variation of the light of the lamp and the camera.
_LIGHT = 0.1
# Largest logarithms of the zoom and of its difference between both directions, and largest shift
# and blur, as fractions of the side.
_ZOOM, _STRETCH, _SHIFT, _BLUR = 0.2, 0.05, 0.05, 0.012
# Least blur of the interpolation, in pixels.
_INTERPOLATION = 0.45
# Largest logarithm of the contrast's exponent, and largest noise.
_CONTRAST, _NOISE = 0.3, 0.03


def turn_and_flip(batch, rng):
    """Flip each image and rotate it by right angles at random; by half turns if not square."""
    flips, turns = rng.integers(2, size=len(batch)), rng.integers(4, size=len(batch))
    if batch.shape[1] != batch.shape[2]:
        turns = turns // 2 * 2
    return np.stack(
        [
            np.rot90(image[:, ::-1] if flip else image, turn)
            for image, flip, turn in zip(batch, flips, turns, strict=True)
        ]
    )


def vary_stain(batch, rng):
    """Vary the strength and the tint of each image's stain, and its light, at random."""
    n_images, n_channels = len(batch), batch.shape[-1]
    change = rng.uniform(-_MIXING, _MIXING, (n_images, n_channels, n_channels))
    strength = rng.uniform(1 - _STRENGTH, 1 + _STRENGTH, (n_images, n_channels))
    change[:, range(n_channels), range(n_channels)] = strength
    light = rng.uniform(1 - _LIGHT, 1 + _LIGHT, (n_images, 1, 1, n_channels))
    density = optical_density(batch).reshape(n_images, -1, n_channels)
    stained = np.exp(-density @ change.astype(batch.dtype)).reshape(batch.shape)
    return np.clip(stained * light.astype(batch.dtype), 0, 1)


def vary_focus(batch, rng):
    """Zoom, shift and blur each image at random, as another microscope would."""
    n_images, height, width, _ = batch.shape
    stretch = rng.uniform(-_STRETCH, _STRETCH, (n_images, 2))
    zoom = np.exp(rng.uniform(-_ZOOM, _ZOOM, (n_images, 1)) + stretch)
    shift = rng.uniform(-_SHIFT, _SHIFT, (n_images, 2))
    blur = rng.uniform(0, _BLUR, n_images)
    rows = _resampling(height, zoom[:, 0], shift[:, 0], blur)
    columns = _resampling(width, zoom[:, 1], shift[:, 1], blur)
    # Both directions at once would need one weight for each pair of pixels.
    moved = np.einsum("noh,nhwc->nowc", rows, batch, optimize=True)
    return np.einsum("npw,nowc->nopc", columns, moved, optimize=True).astype(
        batch.dtype, copy=False
    )


def _resampling(side, zoom, shift, blur):
    """Return the weight of each old pixel of a line for each new one, for each image."""
    pixels = np.arange(side, dtype=np.float32)
    centre = (side - 1) / 2
    origin = centre + (pixels - centre) / zoom[:, None] + (shift * side)[:, None]
    # Pixels beyond the edge repeat the edge.
    origin = np.clip(origin, 0, side - 1).astype(np.float32)
    spread = np.hypot(blur * side, _INTERPOLATION).astype(np.float32)[:, None, None]
    weights = np.exp(-0.5 * ((origin[:, :, None] - pixels) / spread) ** 2)
    return weights / weights.sum(axis=2, keepdims=True)


def vary_camera(batch, rng):
    """Vary the light, the contrast, the noise and the compression of each image at random."""
    from PIL import Image

    n_images, n_channels = len(batch), batch.shape[-1]
    gamma = np.exp(rng.uniform(-_CONTRAST, _CONTRAST, (n_images, 1, 1, 1)))
    light = rng.uniform(1 - _LIGHT, 1 + _LIGHT, (n_images, 1, 1, n_channels))
    noise = rng.uniform(0, _NOISE, (n_images, 1, 1, 1))
    compressed = rng.random(n_images) < 0.5
    qualities = rng.integers(30, 95, n_images)
    gamma, light, noise = (each.astype(batch.dtype) for each in (gamma, light, noise))
    noisy = light * batch**gamma + noise * rng.standard_normal(batch.shape, dtype=batch.dtype)
    noisy = np.clip(noisy, 0, 1)
    for index in np.flatnonzero(compressed):
        pixels = np.round(noisy[index] * 255).astype(np.uint8)
        file = io.BytesIO()
        Image.fromarray(pixels[..., 0] if n_channels == 1 else pixels).save(
            file, "JPEG", quality=int(qualities[index])
        )
        read = np.asarray(Image.open(file)).reshape(pixels.shape)
        noisy[index] = read / np.float32(255)
    return noisy


_NAMED = {
    "dihedral": turn_and_flip,
    "stain": vary_stain,
    "focus": vary_focus,
    "camera": vary_camera,
}


def chosen_augmentation(augmentation):
    """Return the function for an ``augmentation`` parameter: a name, several or a function."""
    if augmentation is None or callable(augmentation):
        return augmentation
    names = [augmentation] if isinstance(augmentation, str) else list(augmentation)
    if not names or not set(names) <= set(_NAMED):
        raise ValueError(
            f"augmentation={augmentation!r} must be one or more of "
            f"{', '.join(map(repr, _NAMED))}, "
            "a function or None."
        )

    def augment(batch, rng):
        for name in names:
            batch = _NAMED[name](batch, rng)
        return batch

    return augment
