"""Devices that networks run on: GPUs, batches split across devices, and PyTorch's generators."""

import multiprocessing
import os
import warnings
from contextlib import contextmanager, nullcontext

import numpy as np

# Each process allocates GPU memory as needed, instead of all of it at the start.
for _name, _value in (
    ("TF_FORCE_GPU_ALLOW_GROWTH", "true"),
    ("XLA_PYTHON_CLIENT_PREALLOCATE", "false"),
):
    os.environ.setdefault(_name, _value)

_warned = False


def n_gpus():
    """Return the number of GPUs that the backend can use."""
    from keras import backend

    name = backend.backend()
    if name == "tensorflow":
        import tensorflow as tf

        return len(tf.config.list_physical_devices("GPU"))
    if name == "torch":
        import torch

        return torch.cuda.device_count()
    import jax

    try:
        return len(jax.devices("gpu"))
    except RuntimeError:
        return 0


def warn_of_sharing():
    """Warn, once per process, that several processes share the only GPU of the machine."""
    global _warned
    # The name of joblib's local worker processes.
    if _warned or not multiprocessing.current_process().name.startswith("LokyProcess"):
        return
    _warned = True
    if n_gpus() == 1:
        warnings.warn(
            "With n_jobs above 1, several processes share one GPU, where each waits for the others "
            "and needs its own memory; set n_jobs=1, or CUDA_VISIBLE_DEVICES='' to train on the "
            "CPU.",
            UserWarning,
            stacklevel=2,
        )


def shared_batches(n_devices):
    """Make scopes in which networks are built and trained on several devices.

    Parameters
    ----------
    n_devices : int
        Number of devices; each receives an equal part of a batch.

    Returns
    -------
    scope : callable
        Function that makes a context manager, the same one in each call.
    """
    if n_devices == 1:
        return nullcontext
    from keras import backend, distribution

    if backend.backend() != "jax":
        raise ValueError(
            f"n_devices={n_devices} requires the JAX backend, not {backend.backend()}; set "
            "the environment variable KERAS_BACKEND=jax, or n_devices=1."
        )
    devices = distribution.list_devices()
    if len(devices) < n_devices:
        raise ValueError(
            f"n_devices={n_devices}, but JAX finds {len(devices)} ({', '.join(devices)}); pass a "
            "lower number."
        )
    return distribution.DataParallel(devices=devices[:n_devices], auto_shard_dataset=False).scope


def torch_seeds(seed):
    """Yield a context for each step in which the seed and the step determine PyTorch's draws.

    The dropout of PyTorch has no seed and draws from the global generators. Their states are
    restored.
    """
    from keras import backend

    if backend.backend() != "torch":
        while True:
            yield nullcontext()
    step = 0
    while True:
        yield _torch_seeded(int(np.random.SeedSequence([*seed, step]).generate_state(1)[0]))
        step += 1


@contextmanager
def _torch_seeded(seed):
    import torch

    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        torch.manual_seed(seed)
        yield
