"""Live Keras networks: loading and reading weights, training steps, predictions and features."""

import weakref

import numpy as np

from skwbc._files.cache import fingerprint
from skwbc._keras.build import (
    all_layers,
    channel_moments,
    check_output,
    draw,
    find_initializers,
    given_names,
    make_trainer,
    name_from_the_first,
    noted_inputs,
    trace_once,
)
from skwbc._keras.devices import shared_batches, torch_seeds, warn_of_sharing
from skwbc._keras.structure import (
    check_structure,
    described,
    origin_of,
    refuse_shared_layers,
    structure_of,
)
from skwbc._keras.topology import building

# Predictions use batches of few shapes, whose numbers of images are multiples of the rows that
# processors multiply at once (24 or 48): an image has the same features wherever it stands.
PREDICTION_BATCH = 48
# Small images are predicted in several such batches at once, up to this many values per batch.
VALUES_AT_ONCE = 32 * 64 * 64 * 3
MOST_AT_ONCE = 5 * PREDICTION_BATCH
# The smallest normal probability in 32 bits; it keeps every logarithm finite.
SMALLEST_PROBABILITY = float(np.finfo(np.float32).tiny)


class LiveNetwork:
    """A compiled Keras network that serves one estimator after another.

    Attributes
    ----------
    keras_network : keras.Model
        The network as its function built it.
    layers_by_name : dict of keras.Layer
        The layers, by names that are the same in every process.
    n_bytes : int
        Size of the weights.
    structure : str or None
        Fingerprint of the network that a user's function built, with the conditions of the build;
        ``None`` if it is unknown.
    may_be_lent : bool
        Whether other estimators may use it after this one.
    """

    may_be_lent = True

    def __init__(self, topology):
        warn_of_sharing()
        self.topology = topology
        self._sharing = shared_batches(topology.n_devices)
        with self._sharing(), building(topology.dtype):
            self._build(topology)

    def _build(self, topology):
        self.keras_network = topology.build(seed=0)
        # Keras would traverse all layers in each access.
        self._variables = self.keras_network.weights
        if not self._variables:
            raise ValueError(f"{topology.function} returned a network without weights.")
        self._shapes = [tuple(variable.shape) for variable in self._variables]
        self.n_bytes = sum(
            int(np.prod(variable.shape)) * np.dtype(variable.dtype).itemsize
            for variable in self._variables
        )
        # For the comparison of two builds by a user's function.
        if not topology.is_own:
            refuse_shared_layers(self.keras_network, topology)
        self.structure = structure_of(self.keras_network, topology)
        self._origin = origin_of(self.keras_network, topology)
        self._held = None
        self._last_drawn = None
        names = () if topology.is_own else given_names(self.keras_network, topology.build(seed=0))
        name_from_the_first(self.keras_network, names)
        self.layers_by_name = {layer.name: layer for layer in self.keras_network.layers}
        self._initializers = find_initializers(self.keras_network)
        self._feature_networks = {}
        self._structures = {}
        self._fingerprints = {}
        if topology.n_classes is None:
            return
        check_output(self.keras_network, topology)
        self._trainer = make_trainer(self.keras_network, topology)
        optimizer = self.keras_network.optimizer
        optimizer.build(self.keras_network.trainable_variables)
        self._fresh_optimizer = [_compressed(value) for value in self.optimizer_state()]
        self._dice = [
            variable
            for variable in self.keras_network.variables
            if variable.name == "seed_generator_state"
        ]

    def is_twin_of(self, other):
        """Return whether another network of this topology was built identically, with weights."""
        return self._origin is not None and self._origin == other._origin

    # -- weights -----------------------------------------------------------------------------

    def initial_weights(self, seed, given=(), n_before=0):
        """Compute the initial weights of a newly built network for a seed.

        Parameters
        ----------
        seed : int
            Determines all random numbers.
        given : sequence of ndarray
            Values for the first weights, which are not drawn.
        n_before : int
            Number of weights of the backbone, if the network is a head.
        """
        self._check_shapes(given)
        variables = self._variables
        if len(given) == len(variables):
            return list(given)
        seeds = np.random.SeedSequence(seed).generate_state(n_before + len(variables))[n_before:]
        drawn = [
            initializer and draw(initializer, variable, int(seed))
            for initializer, variable, seed in list(
                zip(self._initializers, variables, seeds, strict=True)
            )[len(given) :]
        ]
        weights = [*given, *drawn]
        if any(value is None for value in weights):
            # Loaded weights and unknown initialisers are only available from the function.
            rebuilt = [*map(np.asarray, self.topology.build(seed).get_weights())]
            weights = [
                other if value is None else value
                for value, other in zip(weights, rebuilt, strict=True)
            ]
        return weights

    def random_weights(self, seed):
        """Return the weights for a seed; the same arrays as before if the seed is the same."""
        if self._last_drawn is None or self._last_drawn[0] != seed:
            self._last_drawn = seed, self.initial_weights(seed)
        return self._last_drawn[1]

    def _check_shapes(self, given):
        for variable, shape, value in zip(self._variables, self._shapes, given, strict=False):
            if shape != np.shape(value):
                raise ValueError(
                    f"weights does not fit this network: {variable.path} has shape "
                    f"{np.shape(value)} instead of {shape}."
                )

    @property
    def last_layer(self):
        """Last layer that has weights."""
        return [layer for layer in self.keras_network.layers if layer.weights][-1]

    def holds(self, weights):
        """Return whether exactly these array objects were loaded last."""
        return (
            weights is not None
            and self._held is not None
            and len(self._held) == len(weights)
            and all(held() is weight for held, weight in zip(self._held, weights, strict=True))
        )

    def load(self, weights, structure=None):
        """Set the weights of the network, optionally checking the structure they belong to."""
        if self.holds(weights):
            return
        check_structure(structure, self.structure, self.topology)
        self._held = None
        if self._shapes != [np.shape(weight) for weight in weights] or any(
            np.asarray(weight).dtype.kind in "USO" for weight in weights
        ):
            raise ValueError(
                "The fitted weights do not fit the network that the parameters describe; "
                "restore the parameters or fit again."
            )
        for variable, weight in zip(self._variables, weights, strict=True):
            variable.assign(weight)
        self._hold(weights)

    def _hold(self, weights):
        """Record that the network holds these weights, unless other code can change them."""
        self._fingerprints = {}
        self._held = None
        for weight in weights:
            # Otherwise, an edit in place would go unnoticed.
            weight.flags.writeable = False
        if not any(map(_may_change, weights)):
            self._held = [weakref.ref(weight) for weight in weights]

    def load_optimizer(self, state, learning_rate):
        """Set the state of the optimizer, or reset it to that before the first step."""
        variables = self.keras_network.optimizer.variables
        shapes = [tuple(variable.shape) for variable in variables]
        if state is None or shapes != [np.shape(value) for value in state]:
            state = self._fresh_optimizer
        for variable, value in zip(variables, state, strict=True):
            variable.assign(np.broadcast_to(value, variable.shape))
        self.keras_network.optimizer.learning_rate = learning_rate

    def weights(self):
        """Return a copy of the weights."""
        weights = [_copied(variable) for variable in self._variables]
        self._hold(weights)
        return weights

    def optimizer_state(self):
        """Return a copy of the optimizer state."""
        return [_copied(variable) for variable in self.keras_network.optimizer.variables]

    def seed(self, seed):
        """Seed dropout and all other random operations during training.

        Parameters
        ----------
        seed : sequence of int
            Determines all random numbers.
        """
        self._torch_seeds = torch_seeds(seed)
        for variable, drawn in zip(
            self._dice, np.random.SeedSequence(seed).generate_state(len(self._dice)), strict=True
        ):
            variable.assign(np.array([drawn, 0], dtype=np.uint32))

    # -- work --------------------------------------------------------------------------------

    def train_batch(self, images, codes, weights):
        """Take one optimizer step; return the batch's mean loss and accuracy."""
        self._held = None
        if n_missing := -len(images) % self.topology.n_devices:
            # Images of zero weight pad the last device's part; Keras counts them in the mean.
            weights = np.ones(len(images)) if weights is None else weights
            weights = np.append(weights * (1 + n_missing / len(images)), np.zeros(n_missing))
            images = np.concatenate([images, np.repeat(images[:1], n_missing, axis=0)])
            codes = np.append(codes, np.repeat(codes[:1], n_missing))
        inputs = images if weights is None else (images, weights)
        with self._sharing(), next(self._torch_seeds):
            logs = self._trainer.train_on_batch(inputs, codes, weights, return_dict=True)
        return float(logs["loss"]), float(logs["accuracy"])

    def predict(self, pixels, indices=None, must_be_finite=True):
        """Predict the probability of each class for each image, as a float array.

        Parameters
        ----------
        pixels : Pixels
            The images.
        indices : ndarray of int, optional
            Indices of the images to use; all by default.
        must_be_finite : bool
            Whether to raise an error otherwise.
        """
        outputs = self._outputs(self._trainer, pixels, indices).astype(np.float64)
        if must_be_finite and not np.isfinite(outputs).all():
            first = np.flatnonzero(~np.isfinite(outputs).all(axis=1))[0]
            raise ValueError(
                f"The probabilities of X[{first}] are not finite; check the scale of its pixels, "
                "or use a dtype with more than 16 bits."
            )
        return np.maximum(outputs, SMALLEST_PROBABILITY)

    def features(self, pixels, indices=None, size=None, layer=None, pooling=None):
        """Compute the features of each image, as a float array.

        Parameters
        ----------
        pixels : Pixels
            The images.
        indices : ndarray of int, optional
            Indices of the images to use; all by default.
        size : int, optional
            Number of images per batch; the last bits of the features depend on it.
        layer, pooling : str, optional
            See ``feature_network``.
        """
        outputs = self._outputs(self.feature_network(layer, pooling), pixels, indices, size)
        precision = np.float64 if self.topology.dtype == "float64" else np.float32
        return outputs.reshape(len(outputs), -1).astype(precision, copy=False)

    def adapted_weights(self, pixels):
        """Compute weights with the statistics of trained batch normalisation on these images.

        Parameters
        ----------
        pixels : Pixels
            The images.

        Returns
        -------
        weights : list of ndarray or None
            ``None`` if no batch normalisation was trained.
        """
        from keras import layers

        everything = np.arange(len(pixels))
        parts = np.split(everything, everything[PREDICTION_BATCH::PREDICTION_BATCH])
        adaptable = {
            id(layer): layer
            for layer in all_layers(self.keras_network)
            if isinstance(layer, layers.BatchNormalization) and layer.trainable
        }
        # In the order of the forward pass, so that each layer receives adapted inputs.
        first_image = next(pixels.batches(parts[:1]))[:1]
        with noted_inputs(adaptable.values()) as noted:
            self.keras_network(first_image, training=False)
        passed = list(dict.fromkeys(id(layer) for layer, _ in noted))
        if not passed:
            return None
        self._held = None
        for layer in map(adaptable.get, passed):
            values = []
            for batch in pixels.batches(parts):
                # Each batch is run once, so tracing would not pay off.
                with noted_inputs([layer]) as noted:
                    self.keras_network(batch, training=False)
                values += [channel_moments(layer, x) for _, x in noted]
            means, variances = np.concatenate(values, axis=1)
            layer.moving_mean.assign(means.mean(axis=0))
            # All images have the same number of values: mean variance plus variance of the means.
            layer.moving_variance.assign(variances.mean(axis=0) + means.var(axis=0))
        return self.weights()

    def layer(self, name):
        """Find a layer by its name in ``layers_by_name``."""
        if name not in self.layers_by_name:
            raise ValueError(
                f"layer={name!r} is not a layer of the network; choose one of "
                f"{', '.join(self.layers_by_name)}."
            )
        return self.layers_by_name[name]

    def feature_network(self, layer=None, pooling=None):
        """Truncate the network after a layer.

        Parameters
        ----------
        layer : str, optional
            Name of the layer. By default, the output of a backbone, or the input of the last layer
            that has weights, which describes an image best.
        pooling : {"avg", "max"}, optional
            Pooling that turns feature maps into a vector; by default, each value is a feature.

        Returns
        -------
        network : keras.Model
            Model that turns images into features.
        """
        if (layer, pooling) not in self._feature_networks:
            from keras import Model, ops

            network = self.keras_network
            if layer is None:
                is_backbone = self.topology.n_classes is None
                tensor = network.output if is_backbone else self.last_layer.input
            else:
                tensor = self.layer(layer).output
            if pooling is not None and len(tensor.shape) == 4:
                pool = {"avg": ops.mean, "max": ops.max}[pooling]
                tensor = pool(tensor, axis=(1, 2))
            self._feature_networks[layer, pooling] = Model(network.inputs[0], tensor)
            trace_once(self._feature_networks[layer, pooling])
        return self._feature_networks[layer, pooling]

    def layer_table(self):
        """List the name, type, output shape and number of parameters of each layer."""
        rows = []
        for name, layer in self.layers_by_name.items():
            try:
                shape = tuple(layer.output.shape[1:])
            except AttributeError:
                # The layer is used several times, or has several outputs.
                shape = None
            rows.append((name, type(layer).__name__, shape, int(layer.count_params())))
        return rows

    def n_features(self, layer=None, pooling=None):
        """Return the length of the feature vector of an image."""
        return int(np.prod(self.feature_network(layer, pooling).output_shape[1:]))

    def fingerprint(self, layer=None, pooling=None):
        """Hash everything that determines features: structure, precision and loaded weights.

        Return ``None`` if the network runs code that may change without a change in structure.
        """
        network = self.feature_network(layer, pooling)
        if (layer, pooling) not in self._structures:
            self._structures[layer, pooling] = described(network)
        structure = self._structures[layer, pooling]
        if structure is None:
            return None
        # Valid until other weights are loaded.
        if (layer, pooling) not in self._fingerprints:
            used = {id(variable) for variable in network.weights}
            weights = [_copied(value) for value in self._variables if id(value) in used]
            self._fingerprints[layer, pooling] = fingerprint(
                structure, self.topology.dtype, *weights
            )
        return self._fingerprints[layer, pooling]

    def _outputs(self, network, pixels, indices, size=None):
        """Run a network over images in batches of few shapes."""
        indices = np.arange(len(pixels)) if indices is None else indices
        sizes = [size] * -(-len(indices) // size) if size else self._batch_sizes(len(indices))
        parts = np.split(indices, np.cumsum(sizes)[:-1])
        results = []
        for batch, size in zip(pixels.batches(parts), sizes, strict=True):
            missing = size - len(batch)
            padded = np.concatenate([batch, np.repeat(batch[-1:], missing, axis=0)])
            results.append(np.asarray(network.predict_on_batch(padded))[: len(batch)])
        return np.concatenate(results)

    def _batch_sizes(self, n_images):
        # A single image has its own batch shape, for speed.
        if n_images == 1:
            return [1]
        fitting = VALUES_AT_ONCE // int(np.prod(self.topology.input_shape))
        many = min(max(fitting, PREDICTION_BATCH), MOST_AT_ONCE) // PREDICTION_BATCH
        n_batches = -(-n_images // PREDICTION_BATCH)
        return [many * PREDICTION_BATCH] * (n_batches // many) + [PREDICTION_BATCH] * (
            n_batches % many
        )


def _may_change(array):
    """Return whether other code may write to the memory of a read-only array."""
    owner = array
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    # Unpickled arrays are stored in their own bytes.
    return owner.flags.writeable and not isinstance(owner.base, bytes)


def _copied(variable):
    value = np.asarray(variable)
    # TensorFlow returns a copy; other backends may share their own memory.
    return value if value.flags.owndata else value.copy()


def _compressed(value):
    """Reduce an array to one number if all its values are equal."""
    return value.flat[0] if value.size and (value == value.flat[0]).all() else value
