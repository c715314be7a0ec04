"""What is done to a network that was built: names, compilation, and what drew its weights."""

import json
import re
from collections import Counter
from contextlib import contextmanager

import numpy as np


def check_output(network, topology):
    """Refuse a network whose output isn't a probability of each class."""
    if network.output_shape != (None, topology.n_classes):
        raise ValueError(
            f"network must return a Keras model with {topology.n_classes} class probabilities an "
            f"image, but its output has shape {network.output_shape}."
        )


def name_from_the_first(network):
    """Count in the names that Keras gave from the network's first layer, not the process's.

    With TensorFlow the last bits of a network of branches depend on these names, and so on what
    else was built before.
    """
    counts = Counter()
    for operation in getattr(network, "operations", network.layers):
        if stem := _stem(operation.name, type(operation).__name__):
            operation.name = f"{stem}_{counts[stem]}" if counts[stem] else stem
            counts[stem] += 1
        if hasattr(operation, "layers"):
            name_from_the_first(operation)


def described(network):
    """Describe all that a network computes, but for its weights.

    Returns
    -------
    description : str or None
        Its configuration, without the numbers that Keras counts on in names from build to build.
        ``None`` where it runs code that no configuration holds, such as that of a ``Lambda``.
    """
    try:
        config = network.get_config()
    except NotImplementedError:
        return None
    if not type(network).__module__.startswith("keras.") or _has_foreign_code(config):
        return None
    numbers = {}
    for name in _names_of_keras(type(network).__name__, config):
        numbers.setdefault(name, str(len(numbers)))
    return re.sub(
        r'"([^"]*)"',
        lambda quoted: numbers.get(quoted[1], quoted[0]),
        json.dumps(config, default=str),
    )


def _names_of_keras(kind, config):
    """Yield the names in a model's configuration that Keras gave, in the order of its layers."""
    name = config.get("name", "")
    if _stem(name, kind):
        yield name
    for layer in config.get("layers", ()):
        yield from _names_of_keras(layer["class_name"], layer["config"])


def _stem(name, kind):
    """What Keras counts on from in a name that it gave; ``None`` where somebody else gave it."""
    stem = re.sub(r"_\d+$", "", name)
    return stem if stem.replace("_", "") == kind.lower() else None


def _has_foreign_code(config):
    """Whether a configuration only names a class or function that is not Keras's or ours."""
    if isinstance(config, dict):
        kind, package = config.get("class_name"), (config.get("module") or "").split(".")[0]
        # Keras marks what is a plain value, such as a tuple or a tensor, by such a name.
        is_value = kind is None or (kind.startswith("__") and kind != "__lambda__")
        if not is_value and (package not in ("keras", "skwbc") or kind == "Lambda"):
            return True
        config = config.values()
    elif not isinstance(config, (list, tuple)):
        return False
    return any(map(_has_foreign_code, config))


def make_trainer(network, topology):
    """Compile a network for training steps that hand image weights to its normalisation layers."""
    import keras

    from skwbc.networks._layers import BatchNormalization

    weighted_layers = [
        layer for layer in all_layers(network) if isinstance(layer, BatchNormalization)
    ]

    class Trainer(keras.Model):
        def __init__(self):
            # The network's own layers cast to the precision that they compute in.
            super().__init__(autocast=False, name="trainer")
            self.network = network
            self.built = True

        def call(self, inputs, training=False):
            images, image_weights = inputs if isinstance(inputs, (tuple, list)) else (inputs, None)
            for layer in weighted_layers:
                layer.image_weights = image_weights
            try:
                return self.network(images, training=training)
            finally:
                for layer in weighted_layers:
                    layer.image_weights = None

    trainer = Trainer()
    # Losses would otherwise be computed in 32 bits.
    precision = "float64" if topology.dtype == "float64" else "float32"
    optimizer = json.loads(topology.optimizer)
    try:
        optimizer = keras.optimizers.get(optimizer)
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(
            f"optimizer={optimizer!r} is not one that Keras knows; give a name such as 'adam'."
        ) from error
    if topology.dtype == "mixed_float16":
        # The network and its trainer would otherwise wrap it apart, each with a scale of its own.
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    settings = {
        "optimizer": optimizer,
        "auto_scale_loss": False,
        "loss": keras.losses.SparseCategoricalCrossentropy(dtype=precision),
        "weighted_metrics": [
            keras.metrics.SparseCategoricalAccuracy(name="accuracy", dtype=precision)
        ],
    }
    # Keras callbacks are given the network itself, which shares the trainer's optimizer.
    network.compile(**settings)
    trainer.compile(**settings)
    return trainer


_OTHER_INITIALIZERS = {
    "depthwise_kernel": "depthwise_initializer",
    "pointwise_kernel": "pointwise_initializer",
    "embeddings": "embeddings_initializer",
}


def find_initializers(network):
    """Find what drew each weight; ``None`` where that isn't known or the weight was loaded."""
    found = {}
    for layer in all_layers(network):
        for variable in layer.weights:
            attribute = _OTHER_INITIALIZERS.get(variable.name, f"{variable.name}_initializer")
            initializer = getattr(layer, attribute, None)
            if initializer is not None and np.array_equal(
                np.asarray(initializer(variable.shape, dtype=variable.dtype)), variable.numpy()
            ):
                found[id(variable)] = initializer
    return [found.get(id(variable)) for variable in network.weights]


def draw(initializer, variable, seed):
    """Draw a weight by its initialiser, with a seed if that takes one."""
    settings = initializer.get_config()
    if "seed" in settings:
        initializer = type(initializer).from_config({**settings, "seed": seed})
    return np.asarray(initializer(variable.shape, dtype=variable.dtype))


@contextmanager
def noted_inputs(layers):
    """Note what some layers are given while a network runs, as pairs of layer and input."""
    noted = []

    def noting(layer, call):
        def noting_call(inputs, *args, **kwargs):
            noted.append((layer, inputs))
            return call(inputs, *args, **kwargs)

        return noting_call

    layers = list(layers)
    for layer in layers:
        layer.call = noting(layer, layer.call)
    try:
        yield noted
    finally:
        for layer in layers:
            # The method of its class comes to light again.
            del layer.call


def channel_moments(normalization, inputs):
    """Mean and variance of each channel of each image that a normalisation layer is given."""
    from keras import ops

    x = ops.cast(inputs, normalization.moving_mean.dtype)
    inner = [axis for axis in range(1, len(x.shape)) if axis != normalization.axis % len(x.shape)]
    mean, variance = ops.moments(x, inner) if inner else (x, ops.zeros_like(x))
    return np.stack([ops.convert_to_numpy(mean), ops.convert_to_numpy(variance)])


def all_layers(layer):
    """List all layers within a layer or network, those of nested ones included."""
    import keras

    found = {}

    def collect(value):
        if isinstance(value, keras.Layer) and id(value) not in found:
            found[id(value)] = value
            for inner in getattr(value, "layers", None) or vars(value).values():
                collect(inner)
        elif isinstance(value, dict):
            collect(list(value.values()))
        elif isinstance(value, (list, tuple)):
            for item in value:
                collect(item)

    collect(layer)
    return list(found.values())[1:]
