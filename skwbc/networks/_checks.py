"""What topologies share in front of their layers."""

import sys
from functools import wraps
from numbers import Real


def is_own(function):
    """Whether a network function is this library's."""
    module, name = (getattr(function, key, None) or "" for key in ("__module__", "__qualname__"))
    # A function that wraps one of ours has its module and name, too.
    is_found = getattr(sys.modules.get(module), name, None) is function
    return module.split(".")[0] == "skwbc" and is_found


def smallest_image(side):
    """Refuse images that a network's unpadded layers or pools would shrink to nothing.

    The side is kept as ``smallest_image`` of the function.
    """

    def checked(build):
        @wraps(build)
        def build_checked(input_shape, n_classes, **settings):
            height, width, _ = input_shape
            if min(height, width) < side:
                raise ValueError(
                    f"image_size=({height}, {width}) is too small for {build.__name__}, "
                    f"which takes at least ({side}, {side}); give a larger image_size."
                )
            return build(input_shape, n_classes, **settings)

        build_checked.smallest_image = side
        return build_checked

    return checked


def scaled(units, width):
    """Number of filters or units at a given width multiplier, at least one."""
    if not isinstance(width, Real) or not width > 0:
        raise ValueError(f"width must be above 0, got {width!r}; 1.0 is the paper's network.")
    return max(1, round(units * width))
