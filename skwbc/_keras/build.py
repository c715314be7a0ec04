"""Processing of a newly built network: names, compilation and initialisers of its weights."""

import json
import re
from collections import Counter
from contextlib import contextmanager

import numpy as np


def check_output(network, topology):
    """Raise an error if the output of a network is not one probability per class."""
    if network.output_shape != (None, topology.n_classes):
        raise ValueError(
            f"network must return a Keras model with {topology.n_classes} class probabilities per "
            f"image, but its output has shape {network.output_shape}."
        )
    if topology.is_own:
        return
    from keras.ops import convert_to_numpy

    black = np.zeros((topology.n_devices, *topology.input_shape), np.float32)
    outputs = convert_to_numpy(network(black, training=False)).astype(np.float64)
    if outputs.min() < 0 or not np.allclose(outputs.sum(axis=1), 1, atol=0.01):
        raise ValueError(
            "network must return class probabilities, but those of a black image sum to "
            f"{outputs.sum(axis=1)[0]:.3g}; end the network with a softmax."
        )


def name_from_the_first(network, given=()):
    """Renumber Keras's automatic layer names from the first layer of the network.

    Keras numbers them from the start of the process. With TensorFlow, the last bits of the results
    of a branched network depend on these names, and thus on the networks built before.

    Parameters
    ----------
    network : keras.Model
        The network.
    given : set of str
        Names that a user's function gave, which stay.
    """
    counts = Counter()
    for operation in _operations(network):
        stem = automatic_stem(operation.name, type(operation).__name__)
        if stem and operation.name not in given:
            while (name := f"{stem}_{counts[stem]}" if counts[stem] else stem) in given:
                counts[stem] += 1
            operation.name = name
            counts[stem] += 1
        if hasattr(operation, "layers"):
            name_from_the_first(operation, given)


def given_names(network, other):
    """Return the names that are equal in two builds, which Keras would have numbered on."""
    names = set()
    for first, second in zip(_operations(network), _operations(other), strict=False):
        if first.name == second.name:
            names.add(first.name)
        if hasattr(first, "layers") and hasattr(second, "layers"):
            names |= given_names(first, second)
    return names


def _operations(network):
    return getattr(network, "operations", network.layers)


def automatic_stem(name, kind):
    """Return the stem that Keras numbers in an automatic name; ``None`` for any other name."""
    stem = re.sub(r"_\d+$", "", name)
    return stem if stem.replace("_", "") == kind.lower() else None


def make_trainer(network, topology):
    """Compile a network for training steps that pass image weights to normalisation layers."""
    import keras

    from skwbc.networks._layers import BatchNormalization

    weighted_layers = [
        layer for layer in all_layers(network) if isinstance(layer, BatchNormalization)
    ]

    class Trainer(keras.Model):
        def __init__(self):
            # The layers of the network cast to their own precision.
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
            f"optimizer={optimizer!r} is not a Keras optimizer; pass a name such as 'adam'."
        ) from error
    if topology.dtype == "mixed_float16":
        # Otherwise, the network and its trainer would each wrap it, with separate scales.
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    settings = {
        "optimizer": optimizer,
        "auto_scale_loss": False,
        "loss": keras.losses.SparseCategoricalCrossentropy(dtype=precision),
        "weighted_metrics": [
            keras.metrics.SparseCategoricalAccuracy(name="accuracy", dtype=precision)
        ],
    }
    # Keras callbacks receive the network itself, which shares the optimizer of the trainer.
    network.compile(**settings)
    trainer.compile(**settings)
    trace_once(trainer)
    return trainer


def trace_once(model):
    """Make TensorFlow trace the steps of a model once, for batches of any size.

    What it traces for one size rounds differently from what it traces for any, so that the last
    bits of results would depend on the sizes of batches in earlier work.
    """
    from keras import backend, tree

    if backend.backend() != "tensorflow":
        return
    import tensorflow as tf

    def for_any_size(step):
        step = tf.function(step, jit_compile=model.jit_compile)

        def run(batches):
            batch = tuple(part for part in next(iter(batches)) if part is not None)
            batch = tree.map_structure(tf.convert_to_tensor, batch)
            # TensorFlow prefers this trace to a new one for the size at hand.
            step.get_concrete_function(
                tree.map_structure(lambda x: tf.TensorSpec([None, *x.shape[1:]], x.dtype), batch)
            )
            return step(batch)

        return run

    model.train_function = for_any_size(model.train_step)
    model.predict_function = for_any_size(model.predict_step)


_OTHER_INITIALIZERS = {
    "depthwise_kernel": "depthwise_initializer",
    "pointwise_kernel": "pointwise_initializer",
    "embeddings": "embeddings_initializer",
}


def find_initializers(network):
    """Find the initialiser of each weight; ``None`` if it is unknown or the weight was loaded."""
    from keras.ops import convert_to_numpy

    found = {}
    for layer in all_layers(network):
        for variable in layer.weights:
            attribute = _OTHER_INITIALIZERS.get(variable.name, f"{variable.name}_initializer")
            initializer = getattr(layer, attribute, None)
            if initializer is None:
                continue
            drawn = convert_to_numpy(initializer(variable.shape, dtype=variable.dtype))
            if np.array_equal(drawn, variable.numpy()):
                found[id(variable)] = initializer
    return [found.get(id(variable)) for variable in network.weights]


def draw(initializer, variable, seed):
    """Draw a weight with its initialiser, with a seed if the initialiser has one."""
    from keras.ops import convert_to_numpy

    settings = initializer.get_config()
    if "seed" in settings:
        initializer = type(initializer).from_config({**settings, "seed": seed})
    return convert_to_numpy(initializer(variable.shape, dtype=variable.dtype))


@contextmanager
def noted_inputs(layers):
    """Record the inputs of some layers while a network runs, as pairs of layer and input."""
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
            # This restores the method of the class.
            del layer.call


def channel_moments(normalization, inputs):
    """Compute the mean and variance per channel and image of a normalisation layer's inputs."""
    from keras import ops

    x = ops.cast(inputs, normalization.moving_mean.dtype)
    inner = [axis for axis in range(1, len(x.shape)) if axis != normalization.axis % len(x.shape)]
    mean, variance = ops.moments(x, inner) if inner else (x, ops.zeros_like(x))
    return np.stack([ops.convert_to_numpy(mean), ops.convert_to_numpy(variance)])


def all_layers(layer):
    """List all layers within a layer or network, including nested layers."""
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
