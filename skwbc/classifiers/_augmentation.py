"""Augmentation of training batches."""

import numpy as np

from skwbc._input.density import optical_density

# Variation of the absorbed light of each colour, and share mixed in from the other colours.
_STRENGTH, _MIXING = 0.3, 0.05
# Variation of the light of the lamp and the camera.
_LIGHT = 0.1


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
    density = optical_density(batch)
    stained = light * np.exp(-np.einsum("nhwc,ncd->nhwd", density, change))
    return np.clip(stained, 0, 1).astype(batch.dtype, copy=False)


_NAMED = {"dihedral": turn_and_flip, "stain": vary_stain}


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
