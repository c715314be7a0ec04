"""Checks that topologies share."""


def check_image_size(network, input_shape, minimum):
    """Refuse images that the network's pools would shrink to nothing."""
    height, width, _ = input_shape
    if min(height, width) < minimum:
        raise ValueError(
            f"image_size=({height}, {width}) is too small for {network}, whose pools need at least "
            f"({minimum}, {minimum}); give a larger image_size."
        )


def scaled(units, width):
    """Number of filters or units at a given width multiplier, at least one."""
    if not width > 0:
        raise ValueError(f"width must be above 0, got {width!r}; 1.0 is the paper's network.")
    return max(1, round(units * width))
