"""The only module that runs Keras: seeds, the cache of live networks, epochs and predictions."""

import copy
import json
import random
import threading
import weakref
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

# Idle networks are kept for the next fit up to this number and size of their weights; the newest
# one is always kept.
IDLE_NETWORKS = 16
IDLE_BYTES = 2**30
# Predictions run in batches of one shape, so that nothing is traced again for the last batch.
PREDICTION_BATCH = 32
# What a probability may be in 32 bits without becoming zero; it keeps every logarithm finite.
SMALLEST_PROBABILITY = float(np.finfo(np.float32).tiny)

_idle = []
_idle_lock = threading.Lock()
_build_lock = threading.Lock()


@dataclass(frozen=True)
class Topology:
    """What makes two live networks interchangeable once their weights are set."""

    function: object
    params: str
    input_shape: tuple
    n_classes: int
    dtype: str
    optimizer: str

    @classmethod
    def of(cls, function, params, input_shape, n_classes, dtype, optimizer):
        """Describe a network by values that compare and hash."""
        return cls(
            function,
            _as_json(params),
            tuple(input_shape),
            n_classes,
            dtype,
            _as_json(optimizer),
        )

    def build(self, seed):
        """Build the network, with `seed` in place of every seed that is left open."""
        from keras import config

        policy = config.dtype_policy()
        python_random = random.getstate()
        try:
            config.set_dtype_policy(self.dtype)
            # Keras draws seeds that nobody gave from Python's own generator.
            random.seed(seed)
            return self.function(self.input_shape, self.n_classes, **json.loads(self.params))
        finally:
            random.setstate(python_random)
            config.set_dtype_policy(policy)


@contextmanager
def borrowed_network(topology, weights=None):
    """Lend a live network of this topology to one thread, building it only if none is idle.

    Parameters
    ----------
    topology : Topology
        The network that is needed.
    weights : list of ndarray, optional
        Weights to load; a network that holds them already is preferred.
    """
    with _idle_lock:
        fitting = [network for network in _idle if network.topology == topology]
        network = next((n for n in fitting if n.holds(weights)), fitting[-1] if fitting else None)
        if network is not None:
            _idle.remove(network)
    if network is None:
        with _build_lock:
            network = LiveNetwork(topology)
    try:
        if weights is not None:
            network.load(weights)
        yield network
    finally:
        with _idle_lock:
            _idle.append(network)
            while len(_idle) > IDLE_NETWORKS or (
                len(_idle) > 1 and sum(n.n_bytes for n in _idle) > IDLE_BYTES
            ):
                del _idle[0]


class LiveNetwork:
    """A compiled Keras network that serves one estimator after another.

    Attributes
    ----------
    keras_network : keras.Model
        The network as its function built it.
    n_bytes : int
        Size of its weights.
    n_features : int
        Length of the feature vector that goes into its last layer.
    """

    def __init__(self, topology):
        self.topology = topology
        self.keras_network = topology.build(seed=0)
        if not self.keras_network.layers or not self.keras_network.weights:
            raise ValueError(f"{topology.function} returned a network without weights.")
        _check_output(self.keras_network, topology)
        self.n_bytes = sum(
            int(np.prod(variable.shape)) * np.dtype(variable.dtype).itemsize
            for variable in self.keras_network.weights
        )
        self._held = None
        self._trainer = _make_trainer(self.keras_network, topology)
        optimizer = self.keras_network.optimizer
        optimizer.build(self.keras_network.trainable_variables)
        self._fresh_optimizer = [_compressed(value.numpy()) for value in optimizer.variables]
        self._dice = [
            variable
            for variable in self.keras_network.variables
            if variable.name == "seed_generator_state"
        ]
        self._initializers = _find_initializers(self.keras_network)
        # What goes into the last layer that has weights describes an image best.
        self._feature_tensor = [x for x in self.keras_network.layers if x.weights][-1].input
        self._feature_network = None
        self.n_features = int(np.prod(self._feature_tensor.shape[1:]))

    # -- weights -----------------------------------------------------------------------------

    def initial_weights(self, seed):
        """Weights that a newly built network would start from, for a seed."""
        seeds = np.random.SeedSequence(seed).generate_state(len(self.keras_network.weights))
        drawn = [
            initializer and _draw(initializer, variable, int(seed))
            for initializer, variable, seed in zip(
                self._initializers, self.keras_network.weights, seeds, strict=True
            )
        ]
        if any(value is None for value in drawn):
            # Loaded weights and unknown initialisers come from the network's function alone.
            with _build_lock:
                rebuilt = self.topology.build(seed).get_weights()
            drawn = [
                other if value is None else value
                for value, other in zip(drawn, rebuilt, strict=True)
            ]
        return drawn

    def holds(self, weights):
        """Whether these very arrays were the last to be loaded."""
        return (
            weights is not None
            and self._held is not None
            and len(self._held) == len(weights)
            and all(held() is weight for held, weight in zip(self._held, weights, strict=True))
        )

    def load(self, weights):
        """Set the network's weights."""
        if self.holds(weights):
            return
        self._held = None
        variables = self.keras_network.weights
        if [tuple(v.shape) for v in variables] != [np.shape(weight) for weight in weights]:
            raise ValueError(
                "The fitted weights do not fit the network that the parameters describe; "
                "set the network's parameters back or fit again."
            )
        for variable, weight in zip(variables, weights, strict=True):
            variable.assign(weight)
        for weight in weights:
            # An edit in place would otherwise go unnoticed.
            weight.flags.writeable = False
        self._held = [weakref.ref(weight) for weight in weights]

    def load_optimizer(self, state, learning_rate):
        """Set the optimizer's state, or its state before the first step."""
        variables = self.keras_network.optimizer.variables
        shapes = [tuple(variable.shape) for variable in variables]
        if state is None or shapes != [np.shape(value) for value in state]:
            state = self._fresh_optimizer
        for variable, value in zip(variables, state, strict=True):
            variable.assign(np.broadcast_to(value, variable.shape))
        self.keras_network.optimizer.learning_rate = learning_rate

    def state(self):
        """Copy the weights and the optimizer's state out of the network."""
        return (
            [np.array(variable.numpy()) for variable in self.keras_network.weights],
            [np.array(variable.numpy()) for variable in self.keras_network.optimizer.variables],
        )

    def seed(self, seed):
        """Seed dropout and whatever else draws while training."""
        for variable, drawn in zip(
            self._dice, np.random.SeedSequence(seed).generate_state(len(self._dice)), strict=True
        ):
            variable.assign(np.array([drawn, 0], dtype=np.uint32))

    # -- work --------------------------------------------------------------------------------

    def train_batch(self, images, codes, weights):
        """Take one optimizer step; return the batch's mean loss and accuracy."""
        self._held = None
        inputs = images if weights is None else (images, weights)
        logs = self._trainer.train_on_batch(inputs, codes, weights, return_dict=True)
        return float(logs["loss"]), float(logs["accuracy"])

    def predict(self, pixels, indices=None, output="probabilities"):
        """Outputs of the network for each image, as a float array.

        Parameters
        ----------
        pixels : Pixels
            The images.
        indices : ndarray of int, optional
            Which of the images; all by default.
        output : {"probabilities", "features"}
            The softmax, or what goes into the last layer that has weights.
        """
        if output == "features":
            run = self._features().predict_on_batch
        else:
            run = self._trainer.predict_on_batch
        indices = np.arange(len(pixels)) if indices is None else indices
        size = 1 if len(indices) == 1 else PREDICTION_BATCH
        parts = [indices[start : start + size] for start in range(0, len(indices), size)]
        results = []
        for batch in pixels.batches(parts):
            missing = size - len(batch)
            padded = np.concatenate([batch, np.repeat(batch[-1:], missing, axis=0)])
            results.append(np.asarray(run(padded))[: len(batch)])
        results = np.concatenate(results).reshape(len(indices), -1)
        if output == "probabilities":
            return np.maximum(results.astype(np.float64), SMALLEST_PROBABILITY)
        return results.astype(np.float64 if self.topology.dtype == "float64" else np.float32)

    def _features(self):
        if self._feature_network is None:
            from keras import Model

            self._feature_network = Model(self.keras_network.inputs, self._feature_tensor)
        return self._feature_network


class Run:
    """One stretch of training on a borrowed network.

    Parameters
    ----------
    network : LiveNetwork
        The network, loaded with the weights to start from.
    train, validation : tuple of (Pixels, indices, codes, weights)
        Which images to use, their class codes and their weights; ``validation`` may be ``None``.
    batch_size : int or None
        Images a step; ``None`` is the whole set, in order.
    seed : int
        Seeds the order, dropout and augmentation of each epoch, whatever came before it.
    augmentation : callable or None
        ``(images, random_generator) -> images``, applied to each training batch.
    keras_callbacks : list of keras.callbacks.Callback
        Called as Keras would; copies are used.
    """

    def __init__(
        self, network, train, validation, *, batch_size, seed, augmentation, keras_callbacks
    ):
        self._network = network
        self._train = train
        self._validation = validation
        self._batch_size = batch_size
        self._seed = seed
        self._augmentation = augmentation
        self._callbacks = None
        if keras_callbacks:
            from keras.callbacks import Callback, CallbackList

            if not all(isinstance(callback, Callback) for callback in keras_callbacks):
                raise TypeError(
                    "callbacks takes Keras callbacks; give scikit-learn's to set_callbacks."
                )
            network.keras_network.stop_training = False
            self._callbacks = CallbackList(
                copy.deepcopy(list(keras_callbacks)), model=network.keras_network
            )
            self._callbacks.on_train_begin()

    def epoch(self, number):
        """Train for one epoch.

        Parameters
        ----------
        number : int
            The epoch's number since the first fit; with the seed it decides everything random.

        Returns
        -------
        logs : dict of float
            Loss and accuracy on the training and, if there is one, validation part.
        stop : bool
            Whether a Keras callback asks to stop.
        """
        pixels, indices, codes, weights = self._train
        rng = np.random.default_rng([self._seed, number])
        self._network.seed([self._seed, number])
        if self._batch_size is None:
            order, size = np.arange(len(indices)), len(indices)
        else:
            order, size = rng.permutation(len(indices)), self._batch_size
        parts = [order[start : start + size] for start in range(0, len(order), size)]
        if self._callbacks:
            self._callbacks.on_epoch_begin(number)
        totals = np.zeros(3)
        batches = pixels.batches([indices[part] for part in parts])
        for step, (part, images) in enumerate(zip(parts, batches, strict=True)):
            if self._augmentation is not None:
                images = self._augmentation(images, rng)
            if self._callbacks:
                self._callbacks.on_train_batch_begin(step)
            part_weights = None if weights is None else weights[part]
            loss, accuracy = self._network.train_batch(images, codes[part], part_weights)
            if self._callbacks:
                self._callbacks.on_train_batch_end(step, {"loss": loss, "accuracy": accuracy})
            # Keras divides a batch's loss by its images and its accuracy by their weights.
            weight = len(part) if weights is None else part_weights.sum()
            totals += loss * len(part), accuracy * weight, weight
        loss, accuracy, weight = totals.tolist()
        logs = {"loss": loss / weight, "accuracy": accuracy / weight}
        if self._validation is not None:
            logs |= self._validate()
        if self._callbacks:
            self._callbacks.on_epoch_end(number, dict(logs))
        return logs, bool(self._callbacks) and self._network.keras_network.stop_training

    def _validate(self):
        pixels, indices, codes, weights = self._validation
        proba = self._network.predict(pixels, indices)
        losses = -np.log(proba[np.arange(len(codes)), codes])
        return {
            "val_loss": float(np.average(losses, weights=weights)),
            "val_accuracy": float(np.average(proba.argmax(axis=1) == codes, weights=weights)),
        }

    def finish(self):
        """Return the weights and the optimizer's state after the last epoch."""
        if self._callbacks:
            self._callbacks.on_train_end()
        return self._network.state()


def export(topology, weights):
    """Build a Keras model that stands by itself: pixels 0–255 in, probabilities out."""
    from keras import Input, Model, layers, models

    from skwbc.networks._layers import standard_layer

    network = topology.build(seed=0)
    network.set_weights(weights)
    standard = models.clone_model(network, clone_function=standard_layer)
    standard.set_weights(network.get_weights())
    pixels = Input(topology.input_shape, name="pixels")
    return Model(pixels, standard(layers.Rescaling(1 / 255)(pixels)), name=network.name)


def _make_trainer(network, topology):
    """Compile a network for training steps that hand image weights to its normalisation layers."""
    import keras

    from skwbc.networks._layers import BatchNormalization

    weighted_layers = [
        layer for layer in _all_layers(network) if isinstance(layer, BatchNormalization)
    ]

    class Trainer(keras.Model):
        def __init__(self):
            # The network's own layers cast to the precision that they compute in.
            super().__init__(autocast=False)
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


def _as_json(values):
    # NumPy's numbers, which a parameter grid may hold, become Python's.
    return json.dumps(values, sort_keys=True, default=lambda number: number.item())


def _check_output(network, topology):
    if network.output_shape != (None, topology.n_classes):
        raise ValueError(
            f"network must return a Keras model with {topology.n_classes} class probabilities an "
            f"image, but its output has shape {network.output_shape}."
        )


def _compressed(value):
    """Keep one number of an array that holds the same number throughout."""
    return value.flat[0] if value.size and (value == value.flat[0]).all() else value


def _all_layers(network):
    for layer in network.layers:
        yield layer
        yield from _all_layers(layer) if hasattr(layer, "layers") else ()


_OTHER_INITIALIZERS = {
    "depthwise_kernel": "depthwise_initializer",
    "pointwise_kernel": "pointwise_initializer",
    "embeddings": "embeddings_initializer",
}


def _find_initializers(network):
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


def _draw(initializer, variable, seed):
    settings = initializer.get_config()
    if "seed" in settings:
        initializer = type(initializer).from_config({**settings, "seed": seed})
    return np.asarray(initializer(variable.shape, dtype=variable.dtype))
