"""A network as plain values: what is to be built, and how it splits into backbone and head."""

import json
import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Topology:
    """What makes two live networks interchangeable once their weights are set.

    Without ``n_classes`` the network is a backbone, which ends in features.
    """

    function: object
    params: str
    input_shape: tuple
    n_classes: int | None
    dtype: str
    optimizer: str
    n_devices: int = 1

    @classmethod
    def of(cls, function, params, input_shape, n_classes, dtype, optimizer=None, n_devices=1):
        """Describe a network by values that compare and hash."""
        return cls(
            function,
            _as_json(params),
            tuple(input_shape),
            n_classes,
            dtype,
            _as_json(optimizer),
            int(n_devices),
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
            classes = () if self.n_classes is None else (self.n_classes,)
            return self.function(self.input_shape, *classes, **self.settings)
        finally:
            random.setstate(python_random)
            config.set_dtype_policy(policy)

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
        if not hasattr(self.function, "backbone_of"):
            return None
        function, params = self.function.backbone_of(self.settings)
        return self.of(function, params, self.input_shape, None, self.dtype)

    def frozen_backbone(self):
        """Topology of the backbone where it isn't trained."""
        return self.backbone() if self.settings.get("trainable") == "head" else None

    def head(self, n_features):
        """Topology of what follows the backbone, as a network by itself."""
        function, params = self.function.head_of(self.settings)
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
