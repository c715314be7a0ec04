"""Cropping of single cells from whole fields."""

from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np
from sklearn.utils import check_array

from skwbc._input import images
from skwbc._input.parallel import of_each_image
from skwbc._input.pictures import square_crop
from skwbc._sklearn import Interval
from skwbc.preprocessing._base import ImageStep, in_colour
from skwbc.preprocessing._detect import detect
from skwbc.preprocessing._whole import whole_cells


@dataclass(frozen=True)
class Crop:
    """Crop the most likely white cell of a picture, or keep the whole picture if it has none."""

    min_diameter: float | None
    max_diameter: float | None
    margin: float
    revision = 4

    def __call__(self, pixels):
        crops, _, _ = self.found(pixels)
        return crops[0] if crops else pixels

    def boxes(self, pixels):
        """Return the boxes and scores of all white cells, the most likely first."""
        diameters = {"min_diameter": self.min_diameter, "max_diameter": self.max_diameter}
        pixels = in_colour(pixels)
        return whole_cells(pixels, *detect(pixels, **diameters))

    def found(self, pixels):
        """Return crops, boxes and scores of all white cells, the most likely first."""
        boxes, scores = self.boxes(pixels)
        return [square_crop(pixels, box, self.margin) for box in boxes], boxes, scores


class CellCropper(ImageStep):
    """Find the white cells of whole fields and crop them.

    No boxes are needed for training: white cells are distinguished from red cells and platelets by
    their stain, relative to the field's own background and red cells.

    ``crop`` returns all cells of all fields, and ``detect`` the boxes of one field. In a pipeline,
    in which every step has to keep the number of samples, ``transform`` returns the most likely
    cell of each picture.

    Parameters
    ----------
    min_diameter, max_diameter : int, float or None, default=None
        Diameters of the smallest and of the largest cell, each defined as that of a disc of the
        same area: an int in pixels, a float as a fraction of the field's shorter side. By default,
        a cell must be at least 0.6 times as wide as a red cell and contain at least 0.85 times its
        stain, and there is no upper limit.
    margin : float, default=0.1
        Margin around each box, as a fraction of its longer side.
    %(image_shape)s
    n_jobs : int or None, default=None
        Number of processes for ``crop``.
    verbose : int, default=0
        Print the progress of ``crop`` if above 0.

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    CellSegmenter : Segment nucleus and cytoplasm of the cell in a crop.
    skwbc.datasets.load_bccd : Load fields with boxes drawn by hand.

    Notes
    -----
    If X is an array, ``transform`` returns an array, so each crop is resized to the size of its
    picture. ``crop``, and ``transform`` of paths and lists, keep the size of each cell. Features
    that measure size, such as the handcrafted ones, differ between the two: train on crops of the
    same kind as those to predict.

    Examples
    --------
    >>> import numpy as np
    >>> from skwbc.datasets import make_blood_cells
    >>> from skwbc.preprocessing import CellCropper
    >>> cells = make_blood_cells(8, image_size=96, difficulty=0, random_state=3).images
    >>> field = np.vstack([np.hstack(cells[:4]), np.hstack(cells[4:])])
    >>> boxes, scores = CellCropper().detect(field)
    >>> boxes.shape, scores.shape
    ((8, 4), (8,))
    """

    _parameter_constraints = {
        "min_diameter": [Interval(Real, 0, None, closed="neither"), None],
        "max_diameter": [Interval(Real, 0, None, closed="neither"), None],
        "margin": [Interval(Real, 0, None, closed="left")],
        "image_shape": [tuple, list, None],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        *,
        min_diameter=None,
        max_diameter=None,
        margin=0.1,
        image_shape=None,
        n_jobs=None,
        verbose=0,
    ):
        self.min_diameter = min_diameter
        self.max_diameter = max_diameter
        self.margin = margin
        self.image_shape = image_shape
        self.n_jobs = n_jobs
        self.verbose = verbose

    def detect(self, field):
        """Find the white cells of one field.

        Parameters
        ----------
        field : array, path or PIL image
            The field.

        Returns
        -------
        boxes : ndarray of int of shape (n_cells, 4)
            Left, top, right and bottom of each cell in pixels; right and bottom are exclusive.
        scores : ndarray of float of shape (n_cells,)
            Resemblance of each cell to a white cell, from 0 to 1, the most likely first.
        """
        self._validate_params()
        if not images.is_picture(field) or getattr(field, "ndim", 0) > 3:
            shape = f" of shape {field.shape}" if hasattr(field, "shape") else ""
            raise ValueError(
                f"field is a {type(field).__name__}{shape}, but detect accepts one image; call it "
                "for each field, or call crop for many fields."
            )
        (pixels,) = images.read([field], check_rows=None).originals()
        return self._change().boxes(pixels)

    def crop(self, X, *, return_boxes=False):
        """Crop all white cells of all fields.

        Parameters
        ----------
        X : array or sequence
            Fields, in any format that ``fit`` accepts for images.
        return_boxes : bool, default=False
            Whether to return the boxes and scores of ``detect`` too.

        Returns
        -------
        crops : ndarray of object
            Square crops around the cells, ``uint8``, field by field, in the order of ``detect``.
        fields : ndarray of int
            Index in X of the field of each crop.
        boxes : ndarray of int of shape (n_crops, 4)
            Left, top, right and bottom of each cell in its field. Only if ``return_boxes``.
        scores : ndarray of float of shape (n_crops,)
            Resemblance of each cell to a white cell. Only if ``return_boxes``.
        """
        self._validate_params()
        cells = images.read(X, image_shape=self.image_shape, check_rows=check_array)
        found = of_each_image(
            self._change().found, cells, n_jobs=self.n_jobs, verbose=self.verbose, doing="searched"
        )
        crops, boxes, scores = zip(*found, strict=True)
        fields = np.repeat(np.arange(len(found)), [len(field) for field in crops])
        crops = [np.round(crop * 255).astype(np.uint8) for field in crops for crop in field]
        crops = np.fromiter(crops, dtype=object, count=len(crops))
        if not return_boxes:
            return crops, fields
        return crops, fields, np.concatenate(boxes), np.concatenate(scores)

    def _change(self):
        return Crop(self.min_diameter, self.max_diameter, self.margin)


# Names used by pickles of 0.1.0.dev0.
Cropped = Crop
