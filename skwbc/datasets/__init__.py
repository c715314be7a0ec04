"""Data sets of white blood cells: synthetic, loaded from files, and downloaded."""

from skwbc._docs import publish
from skwbc.datasets._blood_cells import make_blood_cells
from skwbc.datasets._fetching import fetch_bloodmnist, fetch_jtsc
from skwbc.datasets._folders import load_images
from skwbc.datasets._medmnist import load_bloodmnist
from skwbc.datasets._published import (
    load_bccd,
    load_jtsc,
    load_kaggle_blood_cells,
    load_lisc,
    load_pbc,
)

__all__ = [
    "fetch_bloodmnist",
    "fetch_jtsc",
    "load_bccd",
    "load_bloodmnist",
    "load_images",
    "load_jtsc",
    "load_kaggle_blood_cells",
    "load_lisc",
    "load_pbc",
    "make_blood_cells",
]

publish(__name__, __all__)
