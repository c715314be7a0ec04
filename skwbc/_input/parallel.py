"""Parallel application of a function to every image."""

import numpy as np
from joblib import Parallel, delayed
from joblib.parallel import get_active_backend

from skwbc._input.dask import by_itself

# Images per task: enough to amortise the transfer, few enough to balance the load at the end.
_AT_ONCE = 8
# Number of images between two lines of progress.
_BETWEEN_LINES = 256


def of_each_image(function, cells, *, n_jobs=None, verbose=0, doing="computed"):
    """Call a function with the pixels of each image at its original size.

    Parameters
    ----------
    function : callable
        Function of pixels, float32 from 0 to 1.
    cells : Images
        The images.
    n_jobs : int or None
        Number of processes.
    verbose : int
        Print progress if above 0.
    doing : str
        Verb for the lines of progress.

    Returns
    -------
    results : list
        Results in the order of the images.
    """
    parts = np.array_split(np.arange(len(cells)), -(-len(cells) // _AT_ONCE))
    tasks = (delayed(_of_some)(function, cells.subset(part)) for part in parts)
    results = []
    next_line = 0
    with by_itself():
        # Ray's backend returns all results at once.
        is_stream = get_active_backend()[0].supports_return_generator
        for found in Parallel(n_jobs, return_as="generator" if is_stream else "list")(tasks):
            if verbose and len(results) >= next_line:
                print(f"{doing} {len(results)} of {len(cells)} images", flush=True)
                next_line += _BETWEEN_LINES
            results += found
    return results


def _of_some(function, cells):
    return [function(pixels) for pixels in cells.originals()]
