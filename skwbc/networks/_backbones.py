"""Backbones with weights pretrained on ImageNet, and a new head on top of them."""

from dataclasses import dataclass
from numbers import Integral

from skwbc.networks._efficientnet import add_efficientnet_lite0


@dataclass(frozen=True)
class Backbone:
    """Properties of a backbone that are known before it is built.

    Attributes
    ----------
    application : str or None
        Name in ``keras.applications``; ``None`` for a backbone of this library.
    values : {"bgr", "standardised", "symmetric"}
        Preprocessing of the pixels: channels in the order blue, green, red minus ImageNet's mean;
        standardised by ImageNet's mean and standard deviation; or scaled to -1 to 1.
    smallest_image : int
        Side of the smallest images that the backbone can process.
    has_width : bool
        Whether the number of filters can be scaled.
    """

    application: str | None
    values: str
    smallest_image: int = 32
    has_width: bool = False


BACKBONES = {
    "densenet201": Backbone("DenseNet201", "standardised"),
    "efficientnet_lite0": Backbone(None, "symmetric", smallest_image=1, has_width=True),
    "inceptionv3": Backbone("InceptionV3", "symmetric", smallest_image=75),
    "mobilenetv2": Backbone("MobileNetV2", "symmetric", has_width=True),
    "resnet50": Backbone("ResNet50", "bgr"),
    "resnet101": Backbone("ResNet101", "bgr"),
    "resnet152": Backbone("ResNet152", "bgr"),
    "vgg16": Backbone("VGG16", "bgr"),
    "vgg19": Backbone("VGG19", "bgr"),
}


def backbone_network(input_shape, *, backbone="efficientnet_lite0", width=1.0, pooling="avg"):
    """Build a backbone that turns images with values from 0 to 1 into feature vectors.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images.
    backbone : str
        One of ``BACKBONES``.
    width : float
        Multiplier of the number of filters.
    pooling : {"avg", "max"} or None
        Pooling that turns the last feature maps into a vector; ``None`` returns the maps.

    Returns
    -------
    network : keras.Model
        The backbone without a head.
    """
    from keras import Input, Model, applications, layers

    known = BACKBONES.get(backbone)
    if known is None:
        raise ValueError(f"backbone={backbone!r} is not one of {', '.join(sorted(BACKBONES))}.")
    if not width > 0 or (width != 1 and not known.has_width):
        raise ValueError(
            f"width={width!r} is not possible for the backbone {backbone!r}, "
            f"{'where it must be above 0' if known.has_width else 'which has one width, 1.0'}."
        )
    pools = {"avg": layers.GlobalAveragePooling2D, "max": layers.GlobalMaxPooling2D}
    if pooling is not None and pooling not in pools:
        raise ValueError(f"pooling must be 'avg' or 'max', got {pooling!r}.")
    if min(input_shape[:2]) < known.smallest_image:
        side = known.smallest_image
        raise ValueError(
            f"image_size={tuple(input_shape[:2])} is too small for {backbone}, "
            f"which takes at least ({side}, {side}); pass a larger image_size."
        )
    images = Input(input_shape)
    x = _VALUES[known.values](images)
    if known.application is None:
        maps = add_efficientnet_lite0(x, width)
    else:
        scale = {"alpha": width} if known.has_width else {}
        build = getattr(applications, known.application)
        maps = build(include_top=False, weights=None, input_tensor=x, **scale).output
    features = maps if pooling is None else pools[pooling](name="features")(maps)
    return Model(images, features, name=backbone)


def head_network(input_shape, n_classes, *, hidden_units=None, dropout=0.0):
    """Build a head that turns features of a backbone into class probabilities.

    Parameters
    ----------
    input_shape : tuple of (int,)
        Number of features.
    n_classes : int
        Number of classes.
    hidden_units : int, sequence of int or None
        Number of units of each hidden dense layer.
    dropout : float
        Fraction of the values that is dropped before the last layer during training.

    Returns
    -------
    network : keras.Model
        The head as a separate network.
    """
    from keras import Input, Model

    features = Input(input_shape)
    return Model(features, _add_head(features, n_classes, hidden_units, dropout), name="head")


def transfer(
    input_shape,
    n_classes,
    *,
    backbone="efficientnet_lite0",
    width=1.0,
    trainable="head",
    pooling="avg",
    hidden_units=None,
    dropout=0.0,
):
    """Build a backbone with a new head, without pretrained weights.

    The first layers are the preprocessing of the backbone; the layer 'features' is its pooled
    output.

    Parameters
    ----------
    input_shape : tuple of (int, int, int)
        Height, width and number of channels of the images; at least 32×32 pixels for most
        backbones.
    n_classes : int
        Number of classes.
    backbone : str, default='efficientnet_lite0'
        One of 'densenet201', 'efficientnet_lite0', 'inceptionv3', 'mobilenetv2', 'resnet50',
        'resnet101', 'resnet152', 'vgg16' and 'vgg19'.
    width : float, default=1.0
        Multiplier of the number of filters of 'efficientnet_lite0' or 'mobilenetv2'.
    trainable : 'head', 'all' or int, default='head'
        Part of the network that is trained: the head alone, all layers, or the head and this
        number of the backbone's last layers that have weights.
    pooling : {'avg', 'max'}, default='avg'
        Pooling that turns the last feature maps into a vector.
    hidden_units : int, sequence of int or None, default=None
        Number of units of each hidden dense layer.
    dropout : float, default=0.0
        Fraction of the values that is dropped before the last layer during training.

    Returns
    -------
    network : keras.Model
        Model that takes images with values from 0 to 1 and returns class probabilities.

    Examples
    --------
    >>> from skwbc.networks import transfer
    >>> network = transfer((224, 224, 3), 5, backbone="mobilenetv2", hidden_units=128)
    >>> network.count_params() - 2_257_984
    164613
    """
    from keras import Model, models

    from skwbc.networks._layers import weighted_layer

    _, own = backbone_of({"backbone": backbone, "width": width, "pooling": pooling})
    network = backbone_network(input_shape, **own)
    with_weights = [layer for layer in network.layers if layer.weights]
    n_frozen = {"head": len(with_weights), "all": 0}.get(trainable)
    if n_frozen is None:
        is_number = isinstance(trainable, Integral) and not isinstance(trainable, bool)
        if not is_number or not 0 <= trainable <= len(with_weights):
            raise ValueError(
                f"trainable={trainable!r} must be 'head', 'all' or how many of the "
                f"{len(with_weights)} layers of {backbone} to train."
            )
        n_frozen = len(with_weights) - trainable
    for layer in with_weights[:n_frozen]:
        layer.trainable = False
    if n_frozen < len(with_weights):
        network = models.clone_model(network, clone_function=weighted_layer)
    probabilities = _add_head(network.output, n_classes, hidden_units, dropout)
    return Model(network.inputs, probabilities, name=f"{backbone}_transfer")


def backbone_of(params):
    """Return the function and the parameters of the backbone of a ``transfer`` network."""
    if params["pooling"] is None:
        raise ValueError("pooling must be 'avg' or 'max', got None.")
    return backbone_network, {name: params[name] for name in ("backbone", "width", "pooling")}


def head_of(params):
    """Return the function and the parameters of the head of a ``transfer`` network."""
    return head_network, {name: params[name] for name in ("hidden_units", "dropout")}


def _add_head(x, n_classes, hidden_units, dropout):
    from keras import layers

    if hidden_units is None:
        hidden_units = ()
    elif isinstance(hidden_units, Integral):
        hidden_units = (hidden_units,)
    for number, units in enumerate(hidden_units, start=1):
        x = layers.Dense(units, activation="relu", name=f"hidden{number}")(x)
    if dropout:
        x = layers.Dropout(dropout, name="dropout")(x)
    return layers.Dense(n_classes, activation="softmax", name="probabilities")(x)


def _bgr(images):
    from keras import layers, ops

    # The weights come from Caffe, which stores pixels as blue, green, red.
    return layers.Rescaling(255.0, [-103.939, -116.779, -123.68])(ops.flip(images, axis=-1))


def _standardised(images):
    from keras import layers

    means, deviations = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    offset = [-mean / deviation for mean, deviation in zip(means, deviations, strict=True)]
    return layers.Rescaling([1 / deviation for deviation in deviations], offset)(images)


def _symmetric(images):
    from keras import layers

    return layers.Rescaling(2.0, -1.0)(images)


_VALUES = {"bgr": _bgr, "standardised": _standardised, "symmetric": _symmetric}
