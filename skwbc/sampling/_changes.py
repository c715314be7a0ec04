"""Changes that distinguish a copy of a picture from the original."""

from dataclasses import dataclass

import numpy as np

from skwbc._input.density import optical_density


@dataclass(frozen=True)
class Rotation:
    """Rotate a picture by quarter turns, which only rearrange its pixels."""

    degrees: int
    at_any_size = True
    revision = 1

    def __call__(self, pixels):
        return np.rot90(pixels, self.degrees // 90)


@dataclass(frozen=True)
class Variation:
    """Mirror, rotate and shift a picture within its frame, and vary its stains.

    Parameters
    ----------
    flip : bool
        Whether the picture is mirrored.
    degrees : float
        Angle of the rotation about the picture's centre, counter-clockwise.
    shift : tuple of (float, float)
        Shift down and to the right, in heights and widths of the picture.
    stain : tuple of (float, float, float)
        Factors of the optical density of haematoxylin, eosin and the residual stain.
    """

    flip: bool
    degrees: float
    shift: tuple
    stain: tuple
    at_any_size = True
    revision = 1

    def __call__(self, pixels):
        from skimage.transform import AffineTransform, warp

        if self.flip:
            pixels = pixels[:, ::-1]
        size = np.array(pixels.shape[1::-1])
        centre = AffineTransform(translation=-(size - 1) / 2)
        turn = AffineTransform(rotation=-np.deg2rad(self.degrees))
        back = AffineTransform(translation=(size - 1) / 2 + self.shift[::-1] * size)
        move = centre + turn + back
        # The area outside the frame is filled by mirroring, so that no black corner distinguishes a
        # copy from a photograph.
        pixels = warp(pixels, move.inverse, mode="symmetric", preserve_range=True)
        if pixels.shape[-1] == 3 and any(factor != 1 for factor in self.stain):
            pixels = _restained(pixels, self.stain)
        return pixels.astype(np.float32, copy=False)


def _restained(pixels, factors):
    """Multiply the amounts of the stains in a picture."""
    from skimage.color import hed_from_rgb, rgb_from_hed

    density = optical_density(np.minimum(pixels, 1))
    return np.clip(np.exp(-(density @ hed_from_rgb * factors @ rgb_from_hed)), 0, 1)


# Names used by pickles of 0.1.0.dev0.
Turned, Varied = Rotation, Variation
