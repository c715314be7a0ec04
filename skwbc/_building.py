"""What is done to a network that was built: names, compilation, and what drew its weights."""

import json
import re
from collections import Counter

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
        stem = re.sub(r"_\d+$", "", operation.name)
        if stem.replace("_", "") == type(operation).__name__.lower():
            operation.name = f"{stem}_{counts[stem]}" if counts[stem] else stem
            counts[stem] += 1
        if hasattr(operation, "layers"):
            name_from_the_first(operation)


def make_trainer(network, topology):
    """Compile a network for training steps that hand image weights to its normalisation layers."""
    import keras

    from skwbc.networks._layers import BatchNormalization

    weighted_layers = [
        layer for layer in _all_layers(network) if isinstance(layer, BatchNormalization)
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
    settings = {
        "optimizer": optimizer,
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
    for layer in _all_layers(network):
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


def _all_layers(network):
    for layer in network.layers:
        yield layer
        yield from _all_layers(layer) if hasattr(layer, "layers") else ()
