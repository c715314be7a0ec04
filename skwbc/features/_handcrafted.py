"""What a haematologist looks at, in numbers."""

import os
import warnings
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from sklearn.utils.validation import check_is_fitted

from skwbc._files.cache import fingerprint, library_versions, stored_rows
from skwbc._input.dask import lazily
from skwbc._input.estimators import read_images
from skwbc._input.parallel import of_each_image
from skwbc._sklearn import Interval, check_feature_names_in
from skwbc.features._color import color_features, color_names
from skwbc.features._shape import shape_features, shape_names
from skwbc.features._stain import stain_features, stain_names
from skwbc.features._texture import KINDS, texture_features, texture_names
from skwbc.preprocessing._base import ImageTransformer, in_colour
from skwbc.preprocessing._segmenter import cell_labels

FAMILIES = ("color", "texture", "shape")


@dataclass(frozen=True)
class Description:
    """Describe a picture's cell by some families of features.

    Parameters
    ----------
    families : tuple of str
        Some of ``FAMILIES``.
    levels : int
        Grey levels of the co-occurrence statistics.
    kinds : tuple of str
        Kinds of texture.
    """

    families: tuple
    levels: int = 32
    kinds: tuple = KINDS
    # To be raised whenever the features of an image change.
    revision = 1

    def names(self):
        """Names of the features, in the order of the values."""
        of_family = {
            "color": lambda: color_names() + stain_names(),
            "texture": lambda: texture_names(self.kinds),
            "shape": shape_names,
        }
        return [name for family in self.families for name in of_family[family]()]

    def __call__(self, pixels):
        """Whether there is a cell (0 or 1), and its features."""
        pixels, labels = in_colour(pixels), cell_labels(pixels)
        of_family = {
            "color": lambda: np.concatenate(
                [color_features(pixels, labels), stain_features(pixels, labels)]
            ),
            "texture": lambda: texture_features(pixels, labels, self.levels, self.kinds),
            "shape": lambda: shape_features(labels),
        }
        values = [of_family[family]() for family in self.families]
        return np.concatenate([[float(labels.any())], *values])


class _CellFeatures(ImageTransformer):
    """What all transformers of cells into handcrafted features have in common."""

    _parameter_constraints = {
        "image_shape": [tuple, list, None],
        "feature_cache": [str, os.PathLike, None],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    }

    def _learn(self, cells):
        # What can't be described is said before any image is.
        self._description()

    @lazily
    def transform(self, X):
        """Describe the cell of each picture, or remember how it was described before.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            A row for each image; zeros where no cell was found.
        """
        check_is_fitted(self)
        cells = read_images(self, X, reset=False)
        describe = self._description()
        rows = stored_rows(
            fingerprint(repr(describe), str(describe.revision), library_versions()),
            cells.digests(range(len(cells))),
            lambda positions: of_each_image(
                describe,
                cells.subset(positions),
                n_jobs=self.n_jobs,
                verbose=self.verbose,
                doing="described",
            ),
            self.feature_cache,
        )
        empty = np.flatnonzero(rows[:, 0] == 0)
        if len(empty):
            warnings.warn(
                f"no cell was found in {len(empty)} of {len(rows)} images, the first of them "
                f"X[{empty[0]}]; their features are 0, so look at them with CellSegmenter.",
                UserWarning,
                stacklevel=2,
            )
        return rows[:, 1:]

    def get_feature_names_out(self, input_features=None):
        """Names of the features.

        Parameters
        ----------
        input_features : None
            Not used.

        Returns
        -------
        names : ndarray of str
            Such as 'nucleus_area' or 'cytoplasm_mean_a'.
        """
        check_is_fitted(self)
        check_feature_names_in(self, input_features, generate_names=False)
        return np.array(self._description().names(), dtype=object)


class ColorFeatures(_CellFeatures):
    """Colours of the nucleus and of the cytoplasm.

    Mean, standard deviation, skewness and coarse histograms of red, green, blue, hue, saturation,
    value, lightness, a and b, of each region apart; and how densely and in which tint cytoplasm and
    cell are stained, against the picture's own background and the cell's own nucleus.

    Parameters
    ----------
    %(describing_parameters)s

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    HandcraftedFeatures : Colour, texture and shape over one segmentation.

    Notes
    -----
    Red, green, blue, hue, saturation and value go from 0 to 1, but hue from 1/3 (green) over 2/3
    (blue) and 1 (red) to 4/3, so that it doesn't wrap among the colours of stains; lightness, a and
    b are those of CIELAB.

    Of the optical densities in the cytoplasm and of the tints, which are densities divided by their
    length over red, green and blue, the quantiles at 10, 25, 50, 75 and 90 % are given.
    'cell_eosin_share' is the share of the cell that takes up more blue than red light, as eosin
    does, 'cell_dense_eosin_share' that of it which is at least half as dense in green as the
    nucleus, and 'cell_pink_share' the share whose tint is clearly redder than the nucleus's.
    They also see granules that the segmentation has given to the nucleus. A cell without
    nucleus or without cytoplasm has zeros there.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import ColorFeatures
    >>> images = make_blood_cells(8, image_size=70, random_state=0).images
    >>> ColorFeatures().fit(images).get_feature_names_out()[:3].tolist()
    ['nucleus_mean_red', 'nucleus_mean_green', 'nucleus_mean_blue']
    """

    def __init__(self, *, image_shape=None, feature_cache=None, n_jobs=None, verbose=0):
        self.image_shape = image_shape
        self.feature_cache = feature_cache
        self.n_jobs = n_jobs
        self.verbose = verbose

    def _description(self):
        return Description(("color",))


class TextureFeatures(_CellFeatures):
    """Textures of the nucleus and of the whole cell.

    Statistics of grey-level co-occurrence over distances and angles, local binary patterns and
    energies of Gabor filters.

    Parameters
    ----------
    kinds : tuple of str, default=('glcm', 'lbp', 'gabor')
        Which of the three.
    levels : int, default=32
        Number of grey levels of the co-occurrence statistics.
    %(describing_parameters)s

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    HandcraftedFeatures : Colour, texture and shape over one segmentation.

    Notes
    -----
    All values equal those of :func:`skimage.feature.graycomatrix`,
    :func:`skimage.feature.graycoprops`, :func:`skimage.feature.local_binary_pattern` and
    :func:`skimage.filters.gabor` on the brightness in 8 bits. Pairs of pixels of which one is
    outside the region don't count.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import TextureFeatures
    >>> images = make_blood_cells(8, image_size=70, random_state=0).images
    >>> TextureFeatures().fit(images).get_feature_names_out()[:2].tolist()
    ['cell_glcm_contrast_1', 'cell_glcm_contrast_2']
    """

    _parameter_constraints = {
        "kinds": [tuple, list],
        "levels": [Interval(Integral, 2, 255, closed="both")],
        **_CellFeatures._parameter_constraints,
    }

    def __init__(
        self,
        kinds=KINDS,
        *,
        levels=32,
        image_shape=None,
        feature_cache=None,
        n_jobs=None,
        verbose=0,
    ):
        self.kinds = kinds
        self.levels = levels
        self.image_shape = image_shape
        self.feature_cache = feature_cache
        self.n_jobs = n_jobs
        self.verbose = verbose

    def _description(self):
        kinds = _some_of(KINDS, self.kinds, "kinds")
        return Description(("texture",), self.levels, kinds)


class ShapeFeatures(_CellFeatures):
    """Shapes of the nucleus and of the whole cell.

    Area, perimeter, axes, eccentricity, solidity, extent, circularity and Hu moments of both, the
    number of the nucleus's lobes, the share of the cell that it takes and its distance from the
    middle.

    Parameters
    ----------
    %(describing_parameters)s

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    HandcraftedFeatures : Colour, texture and shape over one segmentation.

    Notes
    -----
    Areas and lengths are in pixels of the image, and equal those of
    :func:`skimage.measure.regionprops`. A nucleus of several pieces is one region. Its lobes are
    the parts that are apart or joined by a narrow neck. Circularity is 4π area / perimeter². Of a
    Hu moment h, ``sign(h) * log10(1 + 1e12 * abs(h))`` is given.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import ShapeFeatures
    >>> cells = make_blood_cells(8, classes=["lymphocyte", "neutrophil"], random_state=0)
    >>> shapes = ShapeFeatures().fit(cells.images)
    >>> "nucleus_lobes" in shapes.get_feature_names_out()
    True
    """

    def __init__(self, *, image_shape=None, feature_cache=None, n_jobs=None, verbose=0):
        self.image_shape = image_shape
        self.feature_cache = feature_cache
        self.n_jobs = n_jobs
        self.verbose = verbose

    def _description(self):
        return Description(("shape",))


class HandcraftedFeatures(_CellFeatures):
    """Colour, texture and shape of cells, over one segmentation.

    Parameters
    ----------
    families : tuple of str, default=('color', 'texture', 'shape')
        Which features: those of :class:`ColorFeatures`, :class:`TextureFeatures` and
        :class:`ShapeFeatures`.
    levels : int, default=32
        Number of grey levels of the co-occurrence statistics.
    %(describing_parameters)s

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    DeepFeatures : What a network makes of an image.
    skwbc.preprocessing.CellSegmenter : The segmentation that is described.

    Notes
    -----
    Each image is segmented and described once: its features are remembered by its content, and
    every fold, candidate and search that meets it again gets them from memory.

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from sklearn.svm import SVC
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.features import HandcraftedFeatures
    >>> images, y = make_blood_cells(60, image_size=70, random_state=0, return_X_y=True)
    >>> model = make_pipeline(HandcraftedFeatures(), StandardScaler(), SVC())
    >>> bool(model.fit(images[:40], y[:40]).score(images[40:], y[40:]) > 0.7)
    True
    """

    _parameter_constraints = {
        "families": [tuple, list],
        "levels": [Interval(Integral, 2, 255, closed="both")],
        **_CellFeatures._parameter_constraints,
    }

    def __init__(
        self,
        families=FAMILIES,
        *,
        levels=32,
        image_shape=None,
        feature_cache=None,
        n_jobs=None,
        verbose=0,
    ):
        self.families = families
        self.levels = levels
        self.image_shape = image_shape
        self.feature_cache = feature_cache
        self.n_jobs = n_jobs
        self.verbose = verbose

    def _description(self):
        return Description(_some_of(FAMILIES, self.families, "families"), self.levels)


def _some_of(known, chosen, name):
    if not chosen or not set(chosen) <= set(known):
        raise ValueError(f"{name}={chosen!r} must be some of {', '.join(map(repr, known))}.")
    return tuple(chosen)
