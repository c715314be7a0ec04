"""EfficientNet-Lite0 (Liu and Tan, 2020)."""

# For each stage: expansion, filters, repeats, stride and kernel size of its blocks.
_STAGES = (
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)


def add_efficientnet_lite0(x, width):
    """Apply the convolutions of EfficientNet-Lite0 to a tensor and return their output.

    The mobile variant of EfficientNet-B0, with ReLU6 instead of swish and without
    squeeze-and-excitation.
    """
    from keras import initializers, layers

    # As in the published networks; it also preserves the scale of depthwise convolutions.
    normal = initializers.VarianceScaling(2.0, mode="fan_out", distribution="untruncated_normal")

    def normalise(x, name, activate=True):
        x = layers.BatchNormalization(epsilon=1e-3, name=f"{name}_bn")(x)
        return layers.ReLU(6.0, name=f"{name}_relu")(x) if activate else x

    def convolve(x, filters, size, strides, name, activate=True):
        x = layers.Conv2D(
            filters,
            size,
            strides=strides,
            padding="same",
            use_bias=False,
            kernel_initializer=normal,
            name=name,
        )(x)
        return normalise(x, name, activate)

    def filters_at_width(filters):
        return max(8, 8 * round(filters * width / 8))

    x = convolve(x, filters_at_width(32), 3, 2, "stem")
    number = 0
    for expansion, filters, repeats, stride, size in _STAGES:
        for repeat in range(repeats):
            name, entrance = f"block{number}", x
            strides = stride if repeat == 0 else 1
            if expansion > 1:
                x = convolve(x, x.shape[-1] * expansion, 1, 1, f"{name}_expand")
            x = layers.DepthwiseConv2D(
                size,
                strides=strides,
                padding="same",
                use_bias=False,
                depthwise_initializer=normal,
                name=f"{name}_depthwise",
            )(x)
            x = normalise(x, f"{name}_depthwise")
            x = convolve(x, filters_at_width(filters), 1, 1, f"{name}_project", activate=False)
            if strides == 1 and entrance.shape[-1] == x.shape[-1]:
                x = layers.Add(name=f"{name}_add")([entrance, x])
            number += 1
    return convolve(x, filters_at_width(1280), 1, 1, "top")
