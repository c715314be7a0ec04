"""CNNClassifier: the scikit-learn contract of every network classifier."""

import inspect
import os
from contextlib import contextmanager
from numbers import Integral, Real

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.callback import CallbackSupportMixin, with_callbacks
from sklearn.utils import estimator_html_repr

from skwbc._docs import fill_docstring, make_init
from skwbc._input import images
from skwbc._input.estimators import TABLE, become, draw_seed, read_images, unchanged_on_error
from skwbc._keras.pool import borrowed_network
from skwbc._keras.run import Run
from skwbc._sklearn import (
    HasMethods,
    Interval,
    StrOptions,
    VisualBlock,
    clone_keeping,
    fit_context,
)
from skwbc.classifiers._augmentation import chosen_augmentation
from skwbc.classifiers._checkpoint import Checkpoint
from skwbc.classifiers._constraints import NETWORK_CONSTRAINTS
from skwbc.classifiers._diagram import caption, network_html
from skwbc.classifiers._fit_data import (
    Data,
    History,
    Hooks,
    Interruption,
    encode,
    image_weights,
    renamed_callbacks,
    split,
)
from skwbc.classifiers._fitted import FittedNetwork
from skwbc.classifiers._progress import Progress
from skwbc.classifiers._start import given_weights
from skwbc.networks import transfer, wbcsnet2
from skwbc.networks._checks import is_own, own_defaults

__all__ = ["CNNClassifier"]


class CNNClassifier(CallbackSupportMixin, FittedNetwork, BaseEstimator):
    """A convolutional network as a scikit-learn classifier.

    The base class of all named classifiers, also usable directly with any network function. Images
    may be arrays, flattened rows, paths, PIL images or a list of arrays of different sizes.

    Parameters
    ----------
    network : callable, default=wbcsnet2
        An importable function ``(input_shape, n_classes) -> keras.Model``. The model must take
        images with values from 0 to 1 and return class probabilities.
    %(training_parameters)s

    Attributes
    ----------
    %(fitted_attributes)s

    See Also
    --------
    WBCsNetClassifier : The plain network of Almotairi and Shahin (2019).
    WBCsNet2Classifier : The residual network of the same paper.

    Notes
    -----
    A fitted estimator stores only arrays and plain values. The live Keras network is a cache, which
    is shared by all estimators with the same topology. Sample weights also apply to the batch
    statistics of this library's networks. In a custom network with
    ``keras.layers.BatchNormalization``, every image counts once in the batch statistics.

    Examples
    --------
    >>> from keras import Sequential, layers
    >>> from skwbc import CNNClassifier
    >>> from skwbc.datasets import make_blood_cells
    >>> def tiny(input_shape, n_classes):
    ...     return Sequential([
    ...         layers.Input(input_shape),
    ...         layers.Conv2D(8, 3, strides=2, activation="relu"),
    ...         layers.GlobalAveragePooling2D(),
    ...         layers.Dense(n_classes, activation="softmax"),
    ...     ])
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = CNNClassifier(tiny, image_size=16, epochs=2, random_state=0).fit(images, y)
    >>> classifier.predict_proba(images[:4]).shape
    (4, 5)
    """

    _parameter_constraints = {
        "network": [callable],
        "weights": [str, os.PathLike, HasMethods("fit"), None],
        "image_size": [Interval(Integral, 1, None, closed="left"), tuple, list],
        "epochs": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left"), None],
        "optimizer": [str, dict],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "validation_fraction": [Interval(Real, 0, 1, closed="left")],
        "patience": [Interval(Integral, 1, None, closed="left"), None],
        "restore_best": ["boolean"],
        "class_weight": [dict, StrOptions({"balanced"}), None],
        "augmentation": [str, tuple, list, callable, None],
        "warm_start": ["boolean"],
        "dtype": [StrOptions({"float32", "float64", "mixed_bfloat16", "mixed_float16"})],
        "n_devices": [Interval(Integral, 1, None, closed="left")],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
        "image_shape": [tuple, list, None],
    }

    def __init__(
        self,
        network=wbcsnet2,
        *,
        weights=None,
        image_size=70,
        epochs=40,
        batch_size=32,
        optimizer="sgd",
        learning_rate=0.001,
        validation_fraction=0.0,
        patience=None,
        restore_best=False,
        class_weight=None,
        augmentation=None,
        warm_start=False,
        dtype="float32",
        n_devices=1,
        random_state=None,
        verbose=0,
        image_shape=None,
    ):
        self.network = network
        self.weights = weights
        self.image_size = image_size
        self.epochs = epochs
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.restore_best = restore_best
        self.class_weight = class_weight
        self.augmentation = augmentation
        self.warm_start = warm_start
        self.dtype = dtype
        self.n_devices = n_devices
        self.random_state = random_state
        self.verbose = verbose
        self.image_shape = image_shape

    def __init_subclass__(cls, network=None, fixed=None, **defaults):
        """Make a named estimator from a network function and the settings of its paper.

        The signature starts with the keyword parameters of the network, followed by the training
        parameters with the given defaults, so that no subclass repeats them. Parameters of the
        network that are ``fixed`` are not parameters of the estimator.
        """
        super().__init_subclass__()
        if network is None:
            return
        if "__init__" in vars(cls):
            raise TypeError(
                f"{cls.__name__} defines __init__, which network= generates from the parameters of "
                "the network; remove __init__, or remove network= and override _network_function."
            )
        cls._fixed_network_params = fixed or {}
        own = [
            parameter
            for parameter in inspect.signature(network).parameters.values()
            if parameter.kind is parameter.KEYWORD_ONLY
            and parameter.name not in cls._fixed_network_params
        ]
        shared = [
            parameter
            for parameter in inspect.signature(CNNClassifier).parameters.values()
            if parameter.name != "network"
        ]
        parameters = [p.replace(default=defaults.pop(p.name, p.default)) for p in own + shared]
        if defaults:
            raise TypeError(f"{cls.__name__} has no parameters {sorted(defaults)}.")
        cls._network_function = staticmethod(network)
        cls._network_param_names = tuple(parameter.name for parameter in own)
        # In a user's function, the same names may have another meaning.
        known = NETWORK_CONSTRAINTS if is_own(network) else {}
        cls._parameter_constraints = {
            **{name: known.get(name, "no_validation") for name in cls._network_param_names},
            **{p.name: CNNClassifier._parameter_constraints[p.name] for p in shared},
        }
        cls.__init__ = make_init(cls, parameters)
        fill_docstring(cls)

    _network_param_names = ()
    _fixed_network_params = {}

    @property
    def _network_function(self):
        return self.network

    def __sklearn_clone__(self):
        # The estimator that provides the starting weights stays fitted.
        return clone_keeping(self, "weights")

    @fit_context(prefer_skip_nested_validation=True)
    @with_callbacks
    def fit(
        self,
        X,
        y,
        sample_weight=None,
        groups=None,
        keras_callbacks=None,
        checkpoint=None,
        callbacks=None,
    ):
        """Train the network.

        Parameters
        ----------
        X : array or sequence
            Images: an array of shape (n, height, width, channels) or (n, height, width), paths,
            PIL images, arrays of different sizes, or flattened rows.
        y : array-like of shape (n,)
            Labels of any kind.
        sample_weight : array-like of shape (n,), optional
            Weight of each image. An image of weight 2 counts twice; one of weight 0 is ignored.
        groups : array-like of shape (n,), optional
            Source of each image, such as the cell or the patient. The validation part consists of
            whole groups.
        keras_callbacks : list of keras.callbacks.Callback, optional
            Keras callbacks, of which ``fit`` uses copies. Pass callbacks of scikit-learn to
            ``set_callbacks``.
        checkpoint : str or path-like, optional
            File that is written after each epoch. To continue a killed fit, call ``fit`` again with
            the same file, parameters and data; ``epochs`` may be changed, but complete epochs are
            kept. The result is bitwise identical to that of an uninterrupted fit. Use one file per
            fit and delete it once the estimator is saved. Keras callbacks restart from scratch.
        callbacks : list of keras.callbacks.Callback, optional
            Old name of ``keras_callbacks``, deprecated since 0.1.0.

        Returns
        -------
        self : object
            The fitted estimator.
        """
        keras_callbacks = renamed_callbacks(keras_callbacks, callbacks)
        task = self._init_callback_context(max_subtasks=self.epochs)
        with self._kept_if_interrupted():
            resume = self.warm_start and hasattr(self, "weights_")
            if checkpoint is not None:
                checkpoint = Checkpoint(checkpoint, self)
            seed = checkpoint and checkpoint.seed
            data = self._prepare(X, y, sample_weight, resume=resume, groups=groups, seed=seed)
            metadata = None if sample_weight is None else {"sample_weight": sample_weight}
            hooks = Hooks(task, {"estimator": self, "X": X, "y": y, "metadata": metadata})
            self._train(
                data, self.epochs, resume, hooks, keras_callbacks, self.warm_start, checkpoint
            )
        return self

    @fit_context(prefer_skip_nested_validation=True)
    def partial_fit(self, X, y, classes=None, sample_weight=None):
        """Train for one more epoch, continuing from the last fit.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.
        y : array-like of shape (n,)
            Labels.
        classes : array-like of shape (n_classes,), optional
            All labels that occur in any call; required in the first call if ``y`` lacks some.
        sample_weight : array-like of shape (n,), optional
            Weight of each image.

        Returns
        -------
        self : object
            The fitted estimator.
        """
        with self._kept_if_interrupted():
            resume = hasattr(self, "weights_")
            data = self._prepare(
                X, y, sample_weight, resume=resume, classes=classes, validation_fraction=0
            )
            self._train(data, 1, resume, Hooks(None, {}), None, True)
        return self

    def _prepare(
        self,
        X,
        y,
        sample_weight,
        *,
        resume,
        groups=None,
        classes=None,
        validation_fraction=None,
        seed=None,
    ):
        """Check the data of a fit and determine everything that does not require a network."""
        cells = read_images(self, X, reset=not resume)
        if resume and classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(
                f"classes={list(classes)} differs from the classes so far, "
                f"{self.classes_.tolist()}; pass the same classes or omit them."
            )
        labels, codes = encode(self, y, len(cells), self.classes_ if resume else classes)
        weights = image_weights(sample_weight, self.class_weight, codes, labels)
        used = np.arange(len(cells)) if weights is None else np.flatnonzero(weights)
        if classes is None and not resume and len(np.unique(codes[used])) < 2:
            only = labels.tolist()[codes[used[0]]]
            raise ValueError(
                f"y has only one class, {only!r}, among the images of positive weight; "
                "a classifier needs at least two."
            )
        if seed is None:
            seed = self.seed_ if resume else draw_seed(self.random_state)
        if validation_fraction is None:
            validation_fraction = self.validation_fraction
        train, validation = split(labels, codes, groups, used, validation_fraction, seed)
        # Backbones were pretrained on colour.
        has_backbone = self._network_function is transfer
        channels = 3 if has_backbone else self.input_shape_[-1] if resume else cells.channels
        input_shape = (*images.as_size(self.image_size), channels)
        return Data(cells, labels, codes, weights, train, validation, seed, input_shape)

    def _train(self, data, epochs, resume, hooks, keras_callbacks, goes_on, checkpoint=None):
        """Train on prepared data and set the fitted attributes."""
        network_params = (
            own_defaults(self._network_function)
            | self._fixed_network_params
            | {name: getattr(self, name) for name in self._network_param_names}
        )
        topology = self._topology(data.input_shape, len(data.labels), network_params)
        given = self.weights_ if resume else given_weights(self.weights, topology)
        augmentation = chosen_augmentation(self.augmentation)
        backbone = topology.frozen_backbone() if augmentation is None else None
        if backbone is None:
            frozen, frozen_layers = [], []
            pixels = data.cells.pixels(data.input_shape[:2], data.input_shape[-1], keep=True)
        else:
            used = data.train
            if data.validation is not None:
                used = np.sort(np.concatenate([used, data.validation]))
            frozen, pixels, frozen_layers = self._run_backbone(
                backbone, given, data.seed, data.cells, used
            )
            topology = topology.head(pixels.n_features)
        with borrowed_network(topology) as network:
            start = given[len(frozen) :]
            if not resume:
                start = network.initial_weights(data.seed, start, n_before=len(frozen))
            kept = vars(self) if resume else {}
            network.load(start, kept.get("_structure"))
            same_kind = kept.get("_optimizer", topology.optimizer) == topology.optimizer
            state = kept.get("optimizer_state_") if same_kind else None
            network.load_optimizer(state, float(self.learning_rate))
            history = History(self.history_ if resume else {})
            progress = Progress(self, network, history, goes_on, checkpoint, data.entropy())
            if checkpoint is not None:
                progress.go_on(data)
            run = Run(
                network,
                (pixels, *data.part(data.train)),
                None if data.validation is None else (pixels, *data.part(data.validation)),
                batch_size=self.batch_size,
                seed=data.seed,
                augmentation=augmentation,
                keras_callbacks=keras_callbacks,
            )
            layers = network.layer_table()
            constant = {
                "classes_": data.labels,
                "input_shape_": data.input_shape,
                # The input layer of a head repeats the output of the backbone.
                "layers_": [*frozen_layers, *layers[1:]] if frozen_layers else layers,
                "network_params_": network_params,
                "seed_": data.seed,
                "_n_features_out": network.n_features(),
                "_structure": network.structure,
                "_optimizer": topology.optimizer,
            }

            def fitted(arrays):
                return (
                    constant
                    | arrays
                    | {
                        "weights_": [*frozen, *arrays["weights_"]],
                        "history_": history.columns,
                        "n_epochs_": len(history),
                        "best_epoch_": progress.best,
                    }
                )

            attributes = progress.train(run, epochs, hooks, fitted, keras_callbacks)
        self._become(attributes)
        hooks.end(attributes)

    def _become(self, attributes):
        """Set fitted attributes; discard the optimizer state of an earlier fit."""
        become(self, attributes, forget={"optimizer_state_"})

    @contextmanager
    def _kept_if_interrupted(self):
        """Undo a fit that fails; keep the best epoch of one that is interrupted."""
        try:
            with unchanged_on_error(self):
                try:
                    yield
                except Interruption as interruption:
                    table = {name: vars(self)[name] for name in TABLE if name in vars(self)}
                    interruption.attributes |= table
                    raise
        except Interruption as interruption:
            become(self, interruption.attributes, forget={"optimizer_state_", *TABLE})
            raise KeyboardInterrupt from None

    def __sklearn_is_fitted__(self):
        return hasattr(self, "weights_")

    def _sk_visual_block_(self):
        # Shown in scikit-learn's diagrams, including those of pipelines and searches.
        name = type(self).__name__
        return VisualBlock(
            "single", self, names=name, name_details=str(self), name_caption=caption(self)
        )

    def _html_repr(self):
        return estimator_html_repr(self) + network_html(self)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        # scikit-learn's tag for one-dimensional input means numbers, and `string` means tables of
        # strings, so there is no tag for a list of paths.
        tags.input_tags.three_d_array = True
        tags.transformer_tags.preserves_dtype = [
            "float64" if self.dtype == "float64" else "float32"
        ]
        return tags


fill_docstring(CNNClassifier)
