"""One function of every image, in several processes."""

import numpy as np
from joblib import Parallel, delayed

# Images between two lines of progress.
_AT_ONCE = 256


def of_each_image(function, cells, *, n_jobs=None, verbose=0, doing="computed"):
    """Call a function with the pixels of each image in its own size.

    Parameters
    ----------
    function : callable
        Takes pixels as float32 from 0 to 1.
    cells : Images
        The images.
    n_jobs : int or None
        Number of processes.
    verbose : int
        Above 0, print how far it is.
    doing : str
        What is done, in the words of that line.

    Returns
    -------
    results : list
        In the order of the images.
    """
    results = []
    parts = np.array_split(np.arange(len(cells)), -(-len(cells) // _AT_ONCE))
    with Parallel(n_jobs) as parallel:
        for part in parts:
            if verbose:
                print(f"{doing} {len(results)} of {len(cells)} images", flush=True)
            some = [indices for indices in np.array_split(part, 8) if len(indices)]
            found = parallel(delayed(_of_some)(function, cells.subset(each)) for each in some)
            results += [result for each in found for result in each]
    return results


def _of_some(function, cells):
    return [function(pixels) for pixels in cells.originals()]
