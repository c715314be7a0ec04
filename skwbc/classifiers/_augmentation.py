"""What happens to training batches."""

import numpy as np

from skwbc._input.density import optical_density

# Absorbed light of a colour varies by this share, and takes over so much of the other colours'.
_STRENGTH, _MIXING = 0.3, 0.05
# Light of the lamp and the camera varies by this share.
_LIGHT = 0.1


def turn_and_flip(batch, rng):
    """Flip and turn each image at random by right angles, by half turns where not square."""
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
    """Stain each image a little stronger, weaker or in another tint, and change its light."""
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
    """Find the function that a parameter stands for: a name, several or a function."""
    if augmentation is None or callable(augmentation):
        return augmentation
    names = [augmentation] if isinstance(augmentation, str) else list(augmentation)
    if not names or not set(names) <= set(_NAMED):
        raise ValueError(
            f"augmentation={augmentation!r} must be some of {', '.join(map(repr, _NAMED))}, "
            "a function or None."
        )

    def augment(batch, rng):
        for name in names:
            batch = _NAMED[name](batch, rng)
        return batch

    return augment
