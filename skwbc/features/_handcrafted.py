"""Handcrafted features of colour, texture and shape, as haematologists assess them."""

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
from skwbc.features._regions import eight_bit
from skwbc.features._shape import shape_features, shape_names
from skwbc.features._stain import stain_features, stain_names
from skwbc.features._texture import KINDS, texture_features, texture_names
from skwbc.preprocessing._base import ImageTransformer, in_colour
from skwbc.preprocessing._segmenter import cell_labels

FAMILIES = ("color", "texture", "shape")


@dataclass(frozen=True)
class Description:
    """A function that describes the cell in an image by some families of features.

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
    # Increase this whenever the features of an image change.
    revision = 2

    def names(self):
        """List the names of the features, in the order of the values."""
        of_family = {
            "color": lambda: color_names() + stain_names(),
            "texture": lambda: texture_names(self.kinds),
            "shape": shape_names,
        }
        return [name for family in self.families for name in of_family[family]()]

    def __call__(self, pixels):
        """Return a flag (0 or 1) for the presence of a cell, followed by its features."""
        colours, labels = eight_bit(in_colour(pixels)), cell_labels(pixels)
        of_family = {
            "color": lambda: np.concatenate(
                [color_features(colours, labels), stain_features(colours, labels)]
            ),
            "texture": lambda: texture_features(colours, labels, self.levels, self.kinds),
            "shape": lambda: shape_features(labels),
        }
        values = [of_family[family]() for family in self.families]
        return np.concatenate([[float(labels.any())], *values])


class _CellFeatures(ImageTransformer):
    """Base class of all transformers that extract handcrafted features."""

    _parameter_constraints = {
        "image_shape": [tuple, list, None],
        "feature_cache": [str, os.PathLike, None],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    }

    def _learn(self, cells):
        # Errors in the parameters are raised before any image is processed.
        self._description()

    @lazily
    def transform(self, X):
        """Compute the features of the cell in each image, or look them up.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        features : ndarray of shape (n, n_features)
            One row per image; zeros if no cell was found.
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
                f"No cell was found in {len(empty)} of {len(rows)} images, the first of which is "
                f"X[{empty[0]}]; their features are 0, so inspect them with CellSegmenter.",
                UserWarning,
                stacklevel=2,
            )
        return rows[:, 1:]

    def get_feature_names_out(self, input_features=None):
        """List the names of the features.

        Parameters
        ----------
        input_features : None
            Not used.

        Returns
        -------
        names : ndarray of str
            Names such as 'nucleus_area' or 'cytoplasm_mean_a'.
        """
        check_is_fitted(self)
        check_feature_names_in(self, input_features, generate_names=False)
        return np.array(self._description().names(), dtype=object)


class ColorFeatures(_CellFeatures):
    """Colours of the nucleus and of the cytoplasm.

    The features are the mean, the standard deviation, the skewness and a coarse histogram of red,
    green, blue, hue, saturation, value, lightness, a and b, for each region separately. Further
    features describe the density and the tint of the stain in the cytoplasm and in the cell,
    relative to the background of the image and the nucleus of the cell.

    Parameters
    ----------
    %(describing_parameters)s

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    HandcraftedFeatures : Colour, texture and shape, based on one segmentation.

    Notes
    -----
    Red, green, blue, saturation and value range from 0 to 1. Hue ranges from 1/3 (green) through
    2/3 (blue) and 1 (red) to 4/3, so that it does not wrap within the colours of stains. Lightness,
    a and b are those of CIELAB.

    The stain features include quantiles, at 10, 25, 50, 75 and 90 %, of the optical densities in
    the cytoplasm and of the tints. A tint is a density divided by its length over red, green and
    blue. 'cell_eosin_share' is the share of the cell that absorbs more blue than red light, as
    eosin does. 'cell_dense_eosin_share' is the share of the cell for which, in addition, the
    density in green is at least half that of the nucleus. 'cell_pink_share' is the share whose
    tint is clearly redder than that of the nucleus. These shares include granules that the
    segmentation assigns to the nucleus. All stain features are zero for a cell without nucleus or
    without cytoplasm.

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

    The features are statistics of grey-level co-occurrence over distances and angles, local binary
    patterns and energies of Gabor filters.

    Parameters
    ----------
    kinds : tuple of str, default=('glcm', 'lbp', 'gabor')
        Kinds of texture to compute: any of the three.
    levels : int, default=32
        Number of grey levels for the co-occurrence statistics.
    %(describing_parameters)s

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    HandcraftedFeatures : Colour, texture and shape, based on one segmentation.

    Notes
    -----
    All values equal those of :func:`skimage.feature.graycomatrix`,
    :func:`skimage.feature.graycoprops`, :func:`skimage.feature.local_binary_pattern` and
    :func:`skimage.filters.gabor` on the 8-bit brightness. Pairs with a pixel outside the region
    are ignored.

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

    The features are area, perimeter, axes, eccentricity, solidity, extent, circularity and Hu
    moments of both regions, the number of lobes of the nucleus, the share of the cell that the
    nucleus occupies, and its distance from the centre of the cell.

    Parameters
    ----------
    %(describing_parameters)s

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    HandcraftedFeatures : Colour, texture and shape, based on one segmentation.

    Notes
    -----
    Areas and lengths are in pixels of the image, and equal those of
    :func:`skimage.measure.regionprops`. A nucleus of several pieces is treated as one region. Its
    lobes are the parts that are separate or joined by a narrow neck. Circularity is
    4π area / perimeter². The feature for a Hu moment h is
    ``sign(h) * log10(1 + 1e12 * abs(h))``.

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
    """Colour, texture and shape of cells, based on one segmentation.

    Parameters
    ----------
    families : tuple of str, default=('color', 'texture', 'shape')
        Families of features to compute: those of :class:`ColorFeatures`,
        :class:`TextureFeatures` and :class:`ShapeFeatures`.
    levels : int, default=32
        Number of grey levels for the co-occurrence statistics.
    %(describing_parameters)s

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    DeepFeatures : Features extracted by a network.
    skwbc.preprocessing.CellSegmenter : The segmentation on which the features are based.

    Notes
    -----
    Each image is segmented and described once. The features are stored by the content of the image
    and read from memory when the same image occurs again in another fold, candidate or search.

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
        raise ValueError(f"{name}={chosen!r} must be one or more of {', '.join(map(repr, known))}.")
    return tuple(chosen)
