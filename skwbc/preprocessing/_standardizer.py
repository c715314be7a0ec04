"""Cells of any laboratory, shown alike."""

import warnings
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np
from sklearn.utils import check_array

from skwbc._input import images
from skwbc._input.density import DARKEST, optical_density
from skwbc._input.parallel import of_each_image
from skwbc._input.pictures import resize, square_crop
from skwbc._sklearn import Interval
from skwbc.preprocessing._base import ImageStep, in_colour
from skwbc.preprocessing._cropper import Crop
from skwbc.preprocessing._segment import black_corners

# Percentile of each colour that is taken as the light of the background.
_LIGHT = 90
# Share of a view that is less dense than the nucleus, the density of each nucleus in green light,
# and the smallest and largest factor that is applied to reach it.
_NUCLEI, _DENSITY, _FACTORS = 0.92, 1.4, (0.5, 3.0)
# A smaller picture has too few pixels for the details by which types differ.
_FEWEST_PIXELS = 24
# Colours of a picture that differ less than this, at all pixels, make it a grey one.
_GREY = 0.02
# Two cells in a crop: both are at least this wide, as a fraction of the shorter side.
_WIDE = 0.45


@dataclass(frozen=True)
class Standard:
    """Show the most likely white cell of a picture; return the view and what is wrong, if so."""

    side: int
    margin: float
    # Increase this whenever the views change.
    revision = 1

    def __call__(self, pixels):
        white, boxes, problem = self._found(pixels)
        if len(boxes) > 1 and not problem:
            sides = (boxes[:, 2:] - boxes[:, :2]).min(axis=1)
            if (sides >= _WIDE * min(pixels.shape[:2])).sum() > 1:
                problem = "shows several large white cells"
        if problem:
            return np.full((self.side, self.side, 3), 255, np.uint8), problem
        return self.view(square_crop(white, boxes[0], self.margin)), ""

    def all_views(self, pixels):
        """Show all white cells of a picture, the most likely first; return their boxes too."""
        white, boxes, _ = self._found(pixels)
        return [self.view(square_crop(white, box, self.margin)) for box in boxes], boxes

    def _found(self, pixels):
        """Return the picture with a white background, the boxes of its cells, and any problem."""
        if min(pixels.shape[:2]) < _FEWEST_PIXELS:
            return pixels, [], f"has fewer than {_FEWEST_PIXELS} pixels along a side"
        if pixels.shape[-1] == 1 or np.ptp(pixels[::2, ::2], axis=2).max() < _GREY:
            return pixels, [], "has no colours"
        white = whitened(in_colour(pixels))
        boxes, _ = Crop(None, None, self.margin).boxes(white)
        return white, boxes, "" if len(boxes) else "shows no white cell"

    def view(self, crop):
        """Resize a crop with a white background, and scale what it absorbs."""
        crop = resize(np.ascontiguousarray(crop), (self.side, self.side))
        density = optical_density(crop)
        dark = max(np.quantile(density[..., 1], _NUCLEI), DARKEST)
        light = np.exp(-np.clip(_DENSITY / dark, *_FACTORS) * density)
        return np.round(255 * light).astype(np.uint8)


def whitened(pixels):
    """Divide a colour picture by the light of its background, which becomes white."""
    smear = pixels[~black_corners(pixels)]
    if not len(smear):
        return pixels
    light = np.maximum(np.percentile(smear, _LIGHT, axis=0), DARKEST).astype(np.float32)
    return np.clip(pixels / light, 0, 1)


class CellStandardizer(ImageStep):
    """Show the white cell of each picture alike, whatever the laboratory.

    The picture is divided by the light of its background, so that the background becomes white.
    The most likely white cell is cropped and resized, and the light that it absorbs is scaled, so
    that all nuclei are equally dark. Models that are trained on such views depend less on the lamp,
    the camera, the magnification and the strength of the stain.

    Parameters
    ----------
    side : int, default=96
        Height and width of the views in pixels.
    margin : float, default=0.2
        Margin around the cell, as a fraction of its longer side.
    %(image_shape)s
    n_jobs : int or None, default=None
        Number of processes.
    verbose : int, default=0
        Print the progress if above 0.

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    CellCropper : Crop cells in their own colours and sizes.
    StainNormalizer : Match the colours of other images.
    skwbc.ready_model : A fitted pipeline that begins with this step.

    Notes
    -----
    The view of a picture without a usable cell is blank. A warning names the first such picture and
    the reason: no white cell, several large ones, no colours, or fewer than 24 pixels along a side.

    Examples
    --------
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import CellStandardizer
    >>> images = make_blood_cells(6, image_size=80, random_state=0).images
    >>> views = CellStandardizer(side=48).fit_transform(images)
    >>> views.shape
    (6, 48, 48, 3)
    """

    _parameter_constraints = {
        "side": [Interval(Integral, 8, None, closed="left")],
        "margin": [Interval(Real, 0, None, closed="left")],
        "image_shape": [tuple, list, None],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    }

    def __init__(self, *, side=96, margin=0.2, image_shape=None, n_jobs=None, verbose=0):
        self.side = side
        self.margin = margin
        self.image_shape = image_shape
        self.n_jobs = n_jobs
        self.verbose = verbose

    def transform(self, X):
        """Show the cell of each picture.

        Parameters
        ----------
        X : array or sequence
            Images, as for ``fit``.

        Returns
        -------
        views : ndarray of uint8 of shape (n, side, side, 3)
            The cells; all white where a picture shows no usable cell. For rows, one row per row.
        """
        cells = self._read(X)
        found = of_each_image(
            self._change(), cells, n_jobs=self.n_jobs, verbose=self.verbose, doing="standardised"
        )
        views, problems = zip(*found, strict=True)
        wrong = [index for index, problem in enumerate(problems) if problem]
        # The shape of rows is unknown without `image_shape`, of which another warning tells.
        if wrong and not (cells.is_rows and self.image_shape is None):
            first = wrong[0]
            warnings.warn(
                f"{len(wrong)} of {len(cells)} pictures cannot be used and become blank; the first "
                f"is X[{first}], which {problems[first]}.",
                UserWarning,
                stacklevel=2,
            )
        views = np.stack(views)
        views = views.reshape(len(views), -1) if cells.is_rows else views
        return self._as_asked_for(views, cells, X)

    def crop(self, X, *, return_boxes=False):
        """Show all white cells of all fields.

        Parameters
        ----------
        X : array or sequence
            Fields, or pictures of single cells, in any format that ``fit`` accepts.
        return_boxes : bool, default=False
            Whether to return the boxes of the cells too.

        Returns
        -------
        views : ndarray of uint8 of shape (n_cells, side, side, 3)
            The cells, field by field, the most likely first. A field without a usable cell has
            none.
        fields : ndarray of int of shape (n_cells,)
            Index in X of the field of each cell.
        boxes : ndarray of int of shape (n_cells, 4)
            Left, top, right and bottom of each cell in its field. Only if ``return_boxes``.
        """
        self._validate_params()
        cells = images.read(X, image_shape=self.image_shape, check_rows=check_array)
        found = of_each_image(
            self._change().all_views,
            cells,
            n_jobs=self.n_jobs,
            verbose=self.verbose,
            doing="searched",
        )
        views, boxes = zip(*found, strict=True)
        fields = np.repeat(np.arange(len(found)), list(map(len, views)))
        shape = (-1, self.side, self.side, 3)
        views = np.array([view for some in views for view in some], np.uint8).reshape(shape)
        if not return_boxes:
            return views, fields
        return views, fields, np.array([box for some in boxes for box in some], int).reshape(-1, 4)

    def get_feature_names_out(self, input_features=None):
        """Return the names of the columns of the views of rows.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            Not used.

        Returns
        -------
        names : ndarray of str
            A name per value of a view.
        """
        return np.array([f"view{number}" for number in range(3 * self.side**2)], dtype=object)

    def _change(self):
        return Standard(self.side, self.margin)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags
