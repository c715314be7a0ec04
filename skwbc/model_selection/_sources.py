"""Grouping of images that show the same cell."""

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import DisjointSet
from scipy.sparse.csgraph import connected_components
from sklearn.utils import check_array

from skwbc._input import images
from skwbc._input.parallel import of_each_image
from skwbc._input.scales import warn_once
from skwbc.model_selection._sketches import mirrored, show_the_same, sketch

# Number of kinds into which descriptors are clustered, and number of images with the most kinds in
# common that each image is compared with.
N_KINDS = 1000
N_NEIGHBOURS = 20
# Number of descriptors that is sufficient for the clustering.
N_TO_LEARN_FROM = 60_000
_AT_ONCE = 256


def source_groups(X, *, references=None, image_shape=None, n_jobs=None, verbose=0):
    """Group the images that show the same cell.

    Copies are recognised after rotation, mirroring, shifts, shear, moderate zoom or changes of
    brightness. They are identified by points of interest that an affine map takes from one image to
    the other, and by their common pixels. The result can be passed as ``groups=``.

    Parameters
    ----------
    X : array or sequence
        Images: an array of shape (n, height, width, channels) or (n, height, width), paths, PIL
        images, arrays of different sizes, or flattened rows.
    references : array or sequence, optional
        Images of known source cells. Images that show the same cell as ``references[i]`` have the
        label i, the smallest i if several references do; other cells are numbered from
        ``len(references)`` on.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows. Without it, only
        equal rows are recognised.
    n_jobs : int or None, default=None
        Number of processes that extract points of interest.
    verbose : int, default=0
        Print progress if above 0.

    Returns
    -------
    groups : ndarray of int of shape (n,)
        Group of each image; images of the same cell share a number.

    Notes
    -----
    Identical files are found by their content. Each other image is compared with the 20 images that
    share the most kinds of points. The whole computation takes about 40 ms per image on one core.
    Two photographs of one cell count as the same cell. A cell that fills its picture, without
    recurring surroundings, has few points; in this case, nearly equal pixels are required.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.model_selection import source_groups
    >>> cells = make_blood_cells(4, image_size=96, random_state=0).images
    >>> copies = np.concatenate([cells, np.rot90(cells, axes=(1, 2)), cells[:, ::-1]])
    >>> source_groups(copies).tolist()
    [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
    """
    sketches, order = _sketches(X, image_shape, n_jobs, verbose)
    n_references = 0
    if references is not None:
        known, known_order = _sketches(references, image_shape, n_jobs, verbose)
        n_references = len(known_order)
        order = np.concatenate([known_order, order + len(known)])
        sketches = known + sketches
    groups = DisjointSet(range(len(sketches)))
    candidates = _candidates([each.descriptors for each in sketches])
    for number, (one, other) in enumerate(candidates):
        if verbose and number % 5000 == 0:
            print(f"compared {number} of {len(candidates)} pairs", flush=True)
        if not groups.connected(one, other) and show_the_same(sketches[one], sketches[other]):
            groups.merge(one, other)
    sets = [groups[item] for item in order]
    labels = {}
    for number, each in enumerate(sets[:n_references]):
        labels.setdefault(each, number)
    unknown = [each for each in dict.fromkeys(sets[n_references:]) if each not in labels]
    labels |= {each: number for number, each in enumerate(unknown, start=n_references)}
    return np.array([labels[each] for each in sets[n_references:]])


def joined(groups, others):
    """Merge images that share a group in either of two groupings."""
    codes = [np.unique(each, return_inverse=True)[1] for each in (groups, others)]
    ends = codes[0], codes[1] + codes[0].max() + 1
    links = sparse.coo_array((np.ones(len(groups)), ends), shape=[ends[1].max() + 1] * 2)
    return connected_components(links, directed=False)[1][codes[0]]


def repeated(groups):
    """Return the groups, or None if each image is a group of its own."""
    return groups if len(set(groups.tolist())) < len(groups) else None


def _sketches(X, image_shape, n_jobs, verbose):
    """Sketch each distinct image; return the sketches and the index of each image's sketch."""
    cells = images.read(X, image_shape=image_shape, check_rows=check_array)
    if cells.is_rows and image_shape is None:
        warn_once(
            "Only equal rows of X are recognised as copies without image_shape; pass "
            "image_shape=(height, width, channels)."
        )
    first = {}
    order = np.array(
        [first.setdefault(digest, len(first)) for digest in cells.digests(range(len(cells)))]
    )
    _, different = np.unique(order, return_index=True)
    sketches = of_each_image(
        sketch, cells.subset(different), n_jobs=n_jobs, verbose=verbose, doing="sketched"
    )
    return sketches, order


def _candidates(descriptors):
    """List pairs of images that may show the same cell, the most likely first."""
    n = len(descriptors)
    if n <= N_NEIGHBOURS + 1:
        return [(one, other) for one in range(n) for other in range(one)]
    if not any(map(len, descriptors)):
        return []
    as_they_are, as_mirrored = _kinds(descriptors)
    likeness = {}
    for start in range(0, n, _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        alike = (as_they_are[part] @ as_they_are.T).toarray()
        alike = np.maximum(alike, (as_mirrored[part] @ as_they_are.T).toarray())
        rows = np.arange(len(alike))
        alike[rows, start + rows] = -1
        nearest = np.argpartition(-alike, N_NEIGHBOURS, axis=1)[:, :N_NEIGHBOURS]
        for row, others in zip(rows, nearest, strict=True):
            for other in others.tolist():
                pair = max(start + row, other), min(start + row, other)
                likeness[pair] = max(alike[row, other], likeness.get(pair, 0))
    return sorted(likeness, key=lambda pair: (-likeness[pair], pair))


def _kinds(descriptors):
    """Weigh the kinds of descriptors of each image, original and mirrored, in unit-length rows."""
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.feature_extraction.text import TfidfTransformer

    together = np.concatenate(descriptors).astype(np.float32)
    some = np.random.default_rng(0).permutation(len(together))[:N_TO_LEARN_FROM]
    examples = np.concatenate([together[some], mirrored(together[some])])
    n_kinds = min(N_KINDS, max(1, len(examples) // 10))
    kinds = MiniBatchKMeans(
        n_kinds, init="random", random_state=0, n_init=1, batch_size=4096, max_iter=20
    )
    kinds.fit(examples)
    rows = np.repeat(np.arange(len(descriptors)), [len(each) for each in descriptors])

    def counted(values):
        ones = np.ones(len(rows), dtype=np.float32)
        return sparse.csr_matrix(
            (ones, (rows, kinds.predict(values))), shape=(len(descriptors), n_kinds)
        )

    as_they_are = counted(together)
    weigh = TfidfTransformer(sublinear_tf=True).fit(as_they_are)
    return weigh.transform(as_they_are), weigh.transform(counted(mirrored(together)))
