"""Description of a network by plain values, and its division into backbone and head."""

import json
import os
import random
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from skwbc.networks._backbones import backbone_of, head_of, transfer
from skwbc.networks._checks import is_own

# Held while Keras builds, since Keras's precision and Python's generator are global state.
_build_lock = threading.RLock()


@contextmanager
def building(dtype="float32", seed=0):
    """Let one thread at a time build with Keras, and restore all global state.

    Parameters
    ----------
    dtype : str
        Keras name of the precision.
    seed : int
        Determines what Keras draws wherever no seed is set.
    """
    try:
        from keras import config
    except (ImportError, ValueError) as error:
        backend = os.environ.get("KERAS_BACKEND", "tensorflow")
        raise ImportError(
            f"Keras cannot use the backend {backend!r} ({error}); install it, or set the "
            "environment variable KERAS_BACKEND to one that is installed, such as 'tensorflow'."
        ) from error

    with _build_lock:
        policy = config.dtype_policy()
        python_random = random.getstate()
        try:
            config.set_dtype_policy(dtype)
            # Keras draws unset seeds from Python's own generator.
            random.seed(seed)
            yield
        finally:
            random.setstate(python_random)
            config.set_dtype_policy(policy)


@dataclass(frozen=True)
class Topology:
    """The values in which two live networks must agree to be interchangeable after loading weights.

    If ``n_classes`` is ``None``, the network is a backbone, which returns features. ``structure``
    describes the network that a user's function built when the estimator was fitted, if it is
    known.
    """

    function: object
    params: str
    input_shape: tuple
    n_classes: int | None
    dtype: str
    optimizer: str
    n_devices: int = 1
    structure: str | None = field(default=None, compare=False)

    @classmethod
    def of(
        cls,
        function,
        params,
        input_shape,
        n_classes,
        dtype,
        optimizer=None,
        n_devices=1,
        structure=None,
    ):
        """Describe a network by values that can be compared and hashed."""
        return cls(
            function,
            _as_json(params),
            tuple(input_shape),
            n_classes,
            dtype,
            _as_json(optimizer),
            int(n_devices),
            structure,
        )

    def build(self, seed):
        """Build the network, with ``seed`` in place of every unset seed."""
        classes = () if self.n_classes is None else (self.n_classes,)
        with building(self.dtype, seed):
            return self.function(self.input_shape, *classes, **self.settings)

    @property
    def is_own(self):
        """True if the function belongs to this library, and so always builds the same network."""
        return is_own(self.function)

    @property
    def name(self):
        """Name of the network for error messages."""
        return getattr(self.function, "__name__", repr(self.function))

    @property
    def settings(self):
        """Parameters of the network itself."""
        return json.loads(self.params)

    def backbone(self):
        """Return the topology of the pretrained part of the network; ``None`` if there is none."""
        if self.function is not transfer:
            return None
        function, params = backbone_of(self.settings)
        return self.of(function, params, self.input_shape, None, self.dtype)

    def frozen_backbone(self):
        """Return the topology of the backbone if it is not trained, and ``None`` otherwise."""
        return self.backbone() if self.settings.get("trainable") == "head" else None

    def head(self, n_features):
        """Return the topology of the head as a separate network."""
        function, params = head_of(self.settings)
        optimizer = json.loads(self.optimizer)
        return self.of(
            function,
            params,
            (n_features,),
            self.n_classes,
            self.dtype,
            optimizer,
            self.n_devices,
        )


def _as_json(values):
    # NumPy numbers, which a parameter grid may contain, are converted to Python's.
    return json.dumps(values, sort_keys=True, default=lambda number: number.item())
