"""Checks of the parameters of networks, and the scaling of their widths."""

import sys
from functools import wraps
from inspect import signature
from numbers import Real


def is_own(function):
    """Return whether a network function belongs to this library."""
    module, name = (getattr(function, key, None) or "" for key in ("__module__", "__qualname__"))
    # A function that wraps one of the library's may have the same module and name.
    is_found = getattr(sys.modules.get(module), name, None) is function
    return module.split(".")[0] == "skwbc" and is_found


def own_defaults(function):
    """Return the defaults of a network's parameters; nothing if it is not of this library."""
    parameters = signature(function).parameters.values() if is_own(function) else ()
    return {each.name: each.default for each in parameters if each.kind is each.KEYWORD_ONLY}


def smallest_image(side):
    """Raise an error for images that unpadded convolutions or pools would reduce to nothing.

    The side is stored as the attribute ``smallest_image`` of the function.
    """

    def checked(build):
        @wraps(build)
        def build_checked(input_shape, n_classes, **settings):
            height, width, _ = input_shape
            if min(height, width) < side:
                raise ValueError(
                    f"image_size=({height}, {width}) is too small for {build.__name__}, "
                    f"which takes at least ({side}, {side}); pass a larger image_size."
                )
            return build(input_shape, n_classes, **settings)

        build_checked.smallest_image = side
        return build_checked

    return checked


def scaled(units, width):
    """Multiply a number of filters or units by a width; the result is at least one."""
    if not isinstance(width, Real) or not width > 0:
        raise ValueError(f"width must be above 0, got {width!r}; 1.0 is the paper's network.")
    return max(1, round(units * width))
