"""A network as plain values: what is to be built, and how it splits into backbone and head."""

import json
import random
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from skwbc.networks._backbones import backbone_of, head_of, transfer
from skwbc.networks._checks import is_own

# Held while Keras builds, since its precision and Python's generator belong to the whole process.
_build_lock = threading.RLock()


@contextmanager
def building(dtype="float32", seed=0):
    """Let one thread at a time build with Keras, and leave all global state as it was.

    Parameters
    ----------
    dtype : str
        Keras's name of the precision to build in.
    seed : int
        Decides what Keras draws wherever a seed is left open.
    """
    from keras import config

    with _build_lock:
        policy = config.dtype_policy()
        python_random = random.getstate()
        try:
            config.set_dtype_policy(dtype)
            # Keras draws seeds that nobody gave from Python's own generator.
            random.seed(seed)
            yield
        finally:
            random.setstate(python_random)
            config.set_dtype_policy(policy)


@dataclass(frozen=True)
class Topology:
    """What makes two live networks interchangeable once their weights are set.

    Without ``n_classes`` the network is a backbone, which ends in features. ``structure`` is what
    a function of the user's built when the estimator was fitted, as far as that is known.
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
        """Describe a network by values that compare and hash."""
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
        """Build the network, with `seed` in place of every seed that is left open."""
        classes = () if self.n_classes is None else (self.n_classes,)
        with building(self.dtype, seed):
            return self.function(self.input_shape, *classes, **self.settings)

    @property
    def is_own(self):
        """Whether the function is this library's, which builds the same network each time."""
        return is_own(self.function)

    @property
    def name(self):
        """What to call the network in an error message."""
        return getattr(self.function, "__name__", repr(self.function))

    @property
    def settings(self):
        """The network's own parameters."""
        return json.loads(self.params)

    def backbone(self):
        """Topology of the part whose weights may come from elsewhere; ``None`` if there is none."""
        if self.function is not transfer:
            return None
        function, params = backbone_of(self.settings)
        return self.of(function, params, self.input_shape, None, self.dtype)

    def frozen_backbone(self):
        """Topology of the backbone where it isn't trained."""
        return self.backbone() if self.settings.get("trainable") == "head" else None

    def head(self, n_features):
        """Topology of what follows the backbone, as a network by itself."""
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
    # NumPy's numbers, which a parameter grid may hold, become Python's.
    return json.dumps(values, sort_keys=True, default=lambda number: number.item())
