"""Image transformers: segmentation, crops, stain and contrast."""

from skwbc._docs import publish
from skwbc.preprocessing._contrast import ContrastEqualizer
from skwbc.preprocessing._cropper import CellCropper
from skwbc.preprocessing._segmenter import CellSegmenter
from skwbc.preprocessing._stain import StainNormalizer

__all__ = ["CellCropper", "CellSegmenter", "ContrastEqualizer", "StainNormalizer"]

publish(__name__, __all__)
