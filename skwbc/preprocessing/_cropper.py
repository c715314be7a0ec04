"""Single cells cut out of whole fields."""

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


@dataclass(frozen=True)
class Crop:
    """Cut out the likeliest white cell of a picture; keep the whole picture if it has none."""

    min_diameter: float | None
    max_diameter: float | None
    margin: float
    revision = 1

    def __call__(self, pixels):
        crops = self.crops(pixels)
        return crops[0] if crops else pixels

    def boxes(self, pixels):
        """Boxes and scores of all white cells, the likeliest first."""
        diameters = {"min_diameter": self.min_diameter, "max_diameter": self.max_diameter}
        return detect(in_colour(pixels), **diameters)

    def crops(self, pixels):
        """All white cells, the likeliest first."""
        boxes, _ = self.boxes(pixels)
        return [square_crop(pixels, box, self.margin) for box in boxes]


class CellCropper(ImageStep):
    """Find the white cells of whole fields and cut them out.

    Nothing is learnt from boxes: cells are told from red cells and platelets by their stain, as
    compared with the field's own background and red cells.

    ``crop`` gives all cells of all fields, ``detect`` the boxes of one field. In a pipeline, which
    has to keep one sample for each it was given, ``transform`` gives the likeliest cell of each
    picture.

    Parameters
    ----------
    min_diameter, max_diameter : int, float or None, default=None
        Diameters of the smallest and of the largest cell, as of a disc of the same area: an int
        in pixels, a float as a fraction of the field's shorter side. By default a cell is large
        enough if it is 0.6 times as wide as a red cell and holds 0.85 times its stain, and none
        is too large.
    margin : float, default=0.1
        Added around each box, in parts of its longer side.
    %(image_shape)s
    n_jobs : int or None, default=None
        Number of processes for ``crop``.
    verbose : int, default=0
        Above 0, print how far ``crop`` is.

    Attributes
    ----------
    %(image_attributes)s

    See Also
    --------
    CellSegmenter : Finds nucleus and cytoplasm of the cell in a crop.
    skwbc.datasets.load_bccd : Fields with boxes drawn by hand.

    Notes
    -----
    Of an array ``transform`` makes an array again, so that each crop is resized to the size of its
    picture; ``crop``, and ``transform`` of paths and lists, keep the cell's own size. Features that
    measure size, such as the handcrafted ones, differ between the two: train on such crops as will
    be predicted.

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
            Left, top, right and bottom of each cell in pixels; the last two are outside.
        scores : ndarray of float of shape (n_cells,)
            How much each looks like a white cell, from 0 to 1, the likeliest first.
        """
        if not images.is_picture(field) or getattr(field, "ndim", 0) > 3:
            shape = f" of shape {field.shape}" if hasattr(field, "shape") else ""
            raise ValueError(
                f"field is a {type(field).__name__}{shape}, but detect takes one image; call it "
                "for each field, or crop to cut out the cells of many."
            )
        (pixels,) = images.read([field], check_rows=None).originals()
        return self._change().boxes(pixels)

    def crop(self, X):
        """Cut out all white cells of all fields.

        Parameters
        ----------
        X : array or sequence
            Fields, as images are given to ``fit``.

        Returns
        -------
        crops : ndarray of object
            Squares around the cells, ``uint8``, field by field, in the order of ``detect``.
        fields : ndarray of int
            Index in X of each crop's field.
        """
        cells = images.read(X, image_shape=self.image_shape, check_rows=check_array)
        found = of_each_image(
            self._change().crops, cells, n_jobs=self.n_jobs, verbose=self.verbose, doing="searched"
        )
        crops = [np.round(crop * 255).astype(np.uint8) for field in found for crop in field]
        fields = np.repeat(np.arange(len(found)), [len(field) for field in found])
        return np.fromiter(crops, dtype=object, count=len(crops)), fields

    def _change(self):
        return Crop(self.min_diameter, self.max_diameter, self.margin)


# In pickles of 0.1.0.dev0.
Cropped = Crop
