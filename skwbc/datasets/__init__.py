"""Data sets of white blood cells: synthetic, loaded from files, and downloaded."""

from skwbc._docs import publish

__all__ = publish(
    __name__,
    {
        "fetch_bloodmnist": "_fetching",
        "fetch_jtsc": "_fetching",
        "load_bccd": "_published",
        "load_bloodmnist": "_medmnist",
        "load_images": "_folders",
        "load_jtsc": "_published",
        "load_kaggle_blood_cells": "_published",
        "load_lisc": "_published",
        "load_pbc": "_published",
        "make_blood_cells": "_blood_cells",
        "make_smear": "_smear",
    },
)
