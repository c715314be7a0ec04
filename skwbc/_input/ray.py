"""Images that are sent to a Ray cluster only once."""

import numpy as np

__all__ = ["put_on_ray"]


def put_on_ray(X):
    """Store images on a Ray cluster, so that the tasks of a search share them.

    joblib's Ray backend sends all arguments with each task. The returned array is sent as a
    reference: each machine fetches the images once, and its processes share that memory.

    Parameters
    ----------
    X : array or list
        Images as for ``fit``: an array, or a list of paths or pictures.

    Returns
    -------
    shared : ndarray
        The same images. A pickle of the array can only be read on this cluster.

    Examples
    --------
    >>> from skwbc import put_on_ray
    >>> search.fit(put_on_ray(images), y)  # doctest: +SKIP
    """
    import ray

    if isinstance(X, (list, tuple)):
        X = np.fromiter(X, dtype=object, count=len(X))
    X = np.asarray(X)
    shared = X.view(_OnRay)
    # Changes would not reach the cluster.
    shared.flags.writeable = False
    shared._reference = ray.put(X)
    return shared


class _OnRay(np.ndarray):
    # Slices have no reference, and are pickled as usual.
    _reference = None

    def __reduce_ex__(self, protocol):
        if self._reference is None:
            return np.asarray(self).__reduce_ex__(protocol)
        return _fetch, (self._reference,)


def _fetch(reference):
    import ray

    return ray.get(reference)
