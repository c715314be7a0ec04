"""Samplers that add altered copies of images to a training set."""

from collections.abc import Mapping
from numbers import Real

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin
from sklearn.utils.multiclass import check_classification_targets

from skwbc._input.columns import as_labels, require_labels
from skwbc._input.estimators import (
    draw_seed,
    read_images,
    unchanged_on_error,
    warn_of_unknown_shape,
)
from skwbc._sklearn import Interval, StrOptions, fit_context
from skwbc.sampling._changes import Rotation, Variation


class _ImageSampler(OneToOneFeatureMixin, BaseEstimator):
    """Base class of image samplers: X can be any representation of images.

    It isn't derived from imbalanced-learn's base class, whose import takes nearly half as long as
    scikit-learn's, and which nobody needs who only names the class.
    """

    _estimator_type = "sampler"

    @fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Check images and labels; the copies are made by ``fit_resample``.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit_resample``.
        y : array-like of shape (n,)
            Class of each image.

        Returns
        -------
        self : object
            The sampler.
        """
        with unchanged_on_error(self):
            self._read(X, y)
        return self

    @fit_context(prefer_skip_nested_validation=True)
    def fit_resample(self, X, y):
        """Append copies to the images.

        Parameters
        ----------
        X : array or sequence
            Images: an array of shape (n, height, width, channels) or (n, height, width), paths,
            PIL images, arrays of different sizes, or flattened rows.
        y : array-like of shape (n,)
            Class of each image.

        Returns
        -------
        X_resampled : array or sequence
            The original images, followed by the copies. For rows and arrays, the copies are rows
            and arrays; for a sequence, they are pictures that are computed whenever they are
            needed.
        y_resampled : ndarray
            Class of each image and copy.
        """
        from imblearn.utils._validation import ArraysTransformer
        from sklearn.preprocessing import label_binarize

        if hasattr(X, "to_list"):
            # A pandas Series of strings would convert pictures to text.
            X = X.to_list()
        with unchanged_on_error(self):
            given = ArraysTransformer(X, y)
            cells, y, as_indicators = self._read(X, y)
            warn_of_unknown_shape(self, cells)
            indices, changes = self._draw_copies(y)
            self.sample_indices_ = np.concatenate([np.arange(len(y)), indices])
            copies = cells.altered(list(zip(indices, changes, strict=True)))
            y_resampled = y[self.sample_indices_]
            if as_indicators:
                y_resampled = label_binarize(y_resampled, classes=np.unique(y))
            return given.transform(np.concatenate([cells.as_given(), copies]), y_resampled)

    def _read(self, X, y):
        from imblearn.utils import check_sampling_strategy, check_target_type

        require_labels(self, y)
        if len(getattr(y, "shape", (0,))) != 2:
            # Two-dimensional labels are indicators, one column per class. Labels keep their format.
            as_labels(y)
        check_classification_targets(y)
        y, as_indicators = check_target_type(y, indicate_one_vs_all=True)
        # Tables with sparse columns are returned as such.
        X = X.sparse.to_dense() if hasattr(X, "sparse") else X
        cells = read_images(self, X, reset=True)
        y = as_labels(y, n=len(cells))
        self.sampling_strategy_ = check_sampling_strategy(
            self.sampling_strategy, y, self._sampling_type
        )
        return cells, y, as_indicators

    def __sklearn_tags__(self):
        from imblearn.utils._tags import InputTags, SamplerTags, Tags

        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return Tags(
            estimator_type="sampler",
            target_tags=tags.target_tags,
            input_tags=InputTags(three_d_array=True, dataframe=True),
            sampler_tags=SamplerTags(sample_indices=True),
        )


class ImageOverSampler(_ImageSampler):
    """Balance the classes with varied copies of their images.

    Each copy is mirrored, rotated and shifted at random, and its stains are made slightly stronger
    or weaker. The numbers of copies of any two images of a class differ by at most one.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default='auto'
        Desired number of images of each class, as for all over-samplers of imbalanced-learn: by
        default, the size of the largest class; a dict contains the number for each class.
    rotation : float, default=180
        Maximum rotation of a copy, in degrees, in either direction.
    flip : bool, default=True
        Whether half of the copies are mirrored.
    shift : float, default=0.1
        Maximum shift in each direction, in heights and widths of the image.
    stain : float, default=0.1
        Maximum relative change of the amount of each stain; 0 leaves the colours unchanged. The
        brightness of grey images is not changed.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image where X has flattened rows.
    random_state : int, RandomState instance or None, default=None
        Seed of all random choices.

    Attributes
    ----------
    sampling_strategy_ : dict
        Number of copies of each class.
    sample_indices_ : ndarray of int
        Index in X of each image, or of the image that a copy was made from.
    n_features_in_ : int
        Number of values in a row, if X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, if X is a table with names.

    See Also
    --------
    RotationSampler : Add quarter turns of each image.

    Notes
    -----
    In a pipeline of imbalanced-learn, a sampler is applied only to the training part of each fold.
    If it is applied to all images before the split, copies of an image end up on both sides of the
    split. The same holds for the validation part that a network sets aside from its own training
    images for early stopping: after a sampler, keep ``validation_fraction=0``.

    Areas left empty by a rotation or a shift are filled with the mirrored picture. Colours are
    separated into the haematoxylin, eosin and third stain of Ruifrok and Johnston (2001), whose
    amounts are scaled; Tellez and others (2018), who introduced the method, also shift them.

    Examples
    --------
    >>> import numpy as np
    >>> from imblearn.pipeline import make_pipeline
    >>> from skwbc import LeNet5Classifier
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.sampling import ImageOverSampler
    >>> images, y = make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)
    >>> rare = np.flatnonzero(y == 0)[2:]
    >>> images, y = np.delete(images, rare, axis=0), np.delete(y, rare)
    >>> more_images, more_y = ImageOverSampler(random_state=0).fit_resample(images, y)
    >>> np.bincount(y).tolist(), np.bincount(more_y).tolist()
    ([2, 8, 8, 8, 8], [8, 8, 8, 8, 8])
    >>> model = make_pipeline(ImageOverSampler(), LeNet5Classifier(epochs=1))
    >>> model.fit(images, y).predict(images).shape
    (34,)
    """

    _sampling_type = "over-sampling"
    _parameter_constraints = {
        "sampling_strategy": [
            Interval(Real, 0, 1, closed="right"),
            StrOptions({"auto", "minority", "not minority", "not majority", "all"}),
            Mapping,
            callable,
        ],
        "rotation": [Interval(Real, 0, 180, closed="both")],
        "flip": ["boolean"],
        "shift": [Interval(Real, 0, 0.5, closed="both")],
        "stain": [Interval(Real, 0, 1, closed="left")],
        "image_shape": [tuple, list, None],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        sampling_strategy="auto",
        *,
        rotation=180,
        flip=True,
        shift=0.1,
        stain=0.1,
        image_shape=None,
        random_state=None,
    ):
        self.sampling_strategy = sampling_strategy
        self.rotation = rotation
        self.flip = flip
        self.shift = shift
        self.stain = stain
        self.image_shape = image_shape
        self.random_state = random_state

    def _draw_copies(self, y):
        rng = np.random.default_rng(draw_seed(self.random_state))
        indices = [
            np.resize(rng.permutation(np.flatnonzero(y == label)), n_copies)
            for label, n_copies in self.sampling_strategy_.items()
        ]
        indices = np.concatenate([np.empty(0, dtype=int), *indices])
        return indices, [self._draw(rng) for _ in indices]

    def _draw(self, rng):
        return Variation(
            flip=bool(self.flip and rng.random() < 0.5),
            degrees=float(rng.uniform(-self.rotation, self.rotation)),
            shift=tuple(rng.uniform(-self.shift, self.shift, 2).tolist()),
            stain=tuple(rng.uniform(1 - self.stain, 1 + self.stain, 3).tolist()),
        )


class RotationSampler(_ImageSampler):
    """Add quarter turns of each image.

    The experiments of Asghar and others (2022) on LISC add copies rotated by 90, 180 and 270
    degrees.

    Parameters
    ----------
    sampling_strategy : str or list, default='all'
        The classes whose images are rotated: 'all', 'majority', 'not majority', 'not minority', or
        a list of classes.
    angles : tuple of int, default=(90, 180, 270)
        Counter-clockwise rotations, in degrees.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image where X has flattened rows.

    Attributes
    ----------
    sampling_strategy_ : dict
        The classes whose images are rotated.
    sample_indices_ : ndarray of int
        Index in X of each image, or of the image that a copy was made from.
    n_features_in_ : int
        Number of values in a row, if X is a table of rows.
    feature_names_in_ : ndarray of str
        Names of the columns, if X is a table with names.

    See Also
    --------
    ImageOverSampler : Balance the classes with varied copies.

    Notes
    -----
    Quarter turns of the pictures of a sequence exchange height and width. Those of an array or a
    table, whose pictures all have one shape, are resized to that shape. A network, which resizes
    all images to one size, receives the same input in both cases.

    For samplers and splits, see the notes of :class:`ImageOverSampler`.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.sampling import RotationSampler
    >>> images, y = make_blood_cells(40, image_size=24, random_state=0, return_X_y=True)
    >>> more_images, more_y = RotationSampler().fit_resample(images, y)
    >>> more_images.shape
    (160, 24, 24, 3)
    """

    _sampling_type = "clean-sampling"
    _parameter_constraints = {
        "sampling_strategy": [
            StrOptions({"all", "majority", "not majority", "not minority"}),
            list,
        ],
        "angles": [tuple, list],
        "image_shape": [tuple, list, None],
    }

    def __init__(self, sampling_strategy="all", *, angles=(90, 180, 270), image_shape=None):
        self.sampling_strategy = sampling_strategy
        self.angles = angles
        self.image_shape = image_shape

    def _draw_copies(self, y):
        if any(angle not in (90, 180, 270) for angle in self.angles):
            raise ValueError(
                f"angles={self.angles!r} must be one or more of 90, 180 and 270; use "
                "ImageOverSampler for other angles."
            )
        chosen = np.flatnonzero(np.isin(y, list(self.sampling_strategy_)))
        indices = np.tile(chosen, len(self.angles))
        return indices, [Rotation(angle) for angle in self.angles for _ in chosen]
