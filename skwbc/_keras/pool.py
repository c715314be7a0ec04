"""The pool of live networks, shared by estimators with the same topology."""

import threading
from contextlib import contextmanager

from skwbc._keras.live import LiveNetwork

# Idle networks are kept for the next fit, up to this number and total size of weights; the newest
# network is always kept.
IDLE_NETWORKS = 16
IDLE_BYTES = 2**30
_idle = []


_idle_lock = threading.Lock()


@contextmanager
def borrowed_network(topology, weights=None):
    """Lend a live network of a topology to one thread; build one only if none is idle.

    Parameters
    ----------
    topology : Topology
        Topology of the network.
    weights : list of ndarray, optional
        Weights to load; a network that already holds them is preferred.
    """
    network = _take(lambda idle: idle.topology == topology and idle.holds(weights))
    if network is None and topology.is_own:
        network = _take(lambda idle: idle.topology == topology)
    if network is None:
        new = LiveNetwork(topology)
        # A user's function may build a different network than last time. The traced network is
        # reused only if the two are identical.
        network = _take(lambda idle: idle.topology == topology and idle.is_twin_of(new)) or new
    try:
        if weights is not None:
            network.load(weights, topology.structure)
        yield network
    finally:
        with _idle_lock:
            if network.may_be_lent:
                _idle.append(network)
            while len(_idle) > IDLE_NETWORKS or (
                len(_idle) > 1 and sum(n.n_bytes for n in _idle) > IDLE_BYTES
            ):
                del _idle[0]


def _take(fits):
    """Remove the newest idle network that fits from the pool; ``None`` if there is none."""
    with _idle_lock:
        network = next((idle for idle in reversed(_idle) if fits(idle)), None)
        if network is not None:
            _idle.remove(network)
    return network
