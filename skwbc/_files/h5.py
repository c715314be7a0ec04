"""Reading of weights from an h5 file in a separate process.

A damaged or hostile file can make the HDF5 library hang or crash, which Python cannot catch. This
file is also the script that the process runs; it imports nothing from the library.
"""

import json
import signal
import subprocess
import sys

import numpy as np

# Timeout in seconds for files that cannot be read in finite time.
PATIENCE = 120


def read_h5(path, most_bytes):
    """Read weights that Keras wrote.

    Parameters
    ----------
    path : str
        The file.
    most_bytes : int
        Maximum size of the weights; nothing is read from a larger file.

    Returns
    -------
    is_legacy : bool
        Whether the file was written by Keras 2: layers then have their names, in the network's
        order.
    stored : list of (layer, name, shape, kind)
        Layer, name, shape and data type of each weight.
    arrays : list of ndarray
        The weights; empty if they are larger than ``most_bytes``.
    """
    child = [sys.executable, "-P", __file__, path, str(most_bytes)]
    try:
        run = subprocess.run(child, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"it could not be read within {PATIENCE} seconds") from error
    head, _, content = run.stdout.partition(b"\n")
    if run.returncode or not head:
        raise ValueError(f"its reader crashed with code {run.returncode}")
    found = json.loads(head)
    if "error" in found:
        raise ValueError(found["error"])
    arrays, at = [], 0
    for _, _, shape, kind in found["stored"] if content else ():
        array = np.frombuffer(content, dtype=kind, count=int(np.prod(shape)), offset=at)
        arrays.append(array.reshape(shape))
        at += array.nbytes
    return found["is_legacy"], found["stored"], arrays


def _write(path, most_bytes, file):
    """Write a line that describes the weights, then their numbers; runs in the process."""
    import h5py

    try:
        with h5py.File(path) as opened:
            root = opened.get("model_weights", opened)
            is_legacy = bool(_names(root, "layer_names"))
            found = list(_legacy_weights(root) if is_legacy else _keras_weights(opened))
            sizes = [values.size * values.dtype.itemsize for *_, values in found]
            stored = [
                (layer, name, list(values.shape), values.dtype.str if _is_numeric(values) else "")
                for layer, name, values in found
            ]
            contents = []
            if sum(sizes) <= most_bytes and all(kind for *_, kind in stored):
                contents = [np.asarray(values).tobytes() for *_, values in found]
            head = {"is_legacy": is_legacy, "stored": stored}
    except Exception as error:
        head, contents = {"error": str(error) or type(error).__name__}, []
    file.write(json.dumps(head).encode() + b"\n")
    for content in contents:
        file.write(content)
    file.flush()


def _is_numeric(values):
    return values.dtype.kind in "fiu"


def _legacy_weights(group):
    """Yield layer, name and values of each weight as written by Keras 2, in its order."""
    for layer in _names(group, "layer_names"):
        for name in _names(group[layer], "weight_names"):
            yield layer, name, group[layer][name]


def _names(group, attribute):
    """Read a list of names, which Keras splits into several attributes if it is long."""
    names = list(group.attrs.get(attribute, ()))
    part = 0
    while f"{attribute}{part}" in group.attrs:
        names += list(group.attrs[f"{attribute}{part}"])
        part += 1
    return [name.decode() if isinstance(name, bytes) else name for name in names]


def _keras_weights(file):
    """List layer, number and values of each weight as written by Keras 3, in no fixed order."""
    found = []

    def note(name, item):
        if hasattr(item, "shape") and not name.startswith("optimizer/"):
            layer, _, number = name.rpartition("/vars/")
            found.append((layer, number, item))

    file.visititems(note)
    return found


if __name__ == "__main__":
    if hasattr(signal, "alarm"):
        # The waiting process may have ended too.
        signal.alarm(PATIENCE)
    _write(sys.argv[1], int(sys.argv[2]), sys.stdout.buffer)
