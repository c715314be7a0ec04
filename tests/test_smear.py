"""make_smear: boxes and masks that fit the fields, and conditions that do what they say."""

import numpy as np
import pytest
from scipy import ndimage

from skwbc.datasets import make_smear

SMALL = {"image_size": (240, 320), "magnification": 4.0, "random_state": 0}


@pytest.fixture(scope="module")
def smear():
    return make_smear(3, n_cells=6, touching=0.5, n_laboratories=2, **SMALL)


def brightness(**conditions):
    return make_smear(1, n_cells=0, difficulty=0, **SMALL | conditions).images[0].mean(axis=2)


def test_boxes_masks_and_numbers_agree(smear):
    assert smear.images.shape == (3, 240, 320, 3) and smear.images.dtype == np.uint8
    assert smear.groups.tolist() == [0, 1, 0]
    for boxes, labels, mask, cells in zip(smear.boxes, smear.labels, smear.masks, smear.cells):
        assert len(boxes) == len(labels) == 6
        np.testing.assert_array_equal(mask > 0, cells > 0)
        for number, (left, top, right, bottom) in enumerate(boxes, 1):
            rows, columns = np.nonzero(cells == number)
            assert (columns.min(), rows.min()) == (left, top)
            assert (columns.max() + 1, rows.max() + 1) == (right, bottom)
            assert max(right - left, bottom - top) < 20 * SMALL["magnification"]
            # Only a cell that the border cuts may show no nucleus.
            is_whole = left > 0 and top > 0 and right < 320 and bottom < 240
            assert (mask[cells == number] == 2).any() or not is_whole


def test_nuclei_are_darker_than_cytoplasm_and_the_rest(smear):
    for image, mask in zip(smear.images, smear.masks):
        rest, cytoplasm, nucleus = (np.median(image[mask == kind][:, 1]) for kind in (0, 1, 2))
        assert nucleus < cytoplasm < rest


def test_the_same_seed_draws_the_same_fields_and_leaves_global_randomness_alone():
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    one, other = (make_smear(1, **SMALL) for _ in range(2))
    for key in ("images", "masks", "cells", "boxes"):
        np.testing.assert_array_equal(one[key], other[key])
    assert (np.random.get_state()[1] == before).all()
    assert (make_smear(1, **SMALL | {"random_state": 1}).images != one.images).any()


def test_touching():
    def gaps(touching):
        for cells in make_smear(4, n_cells=5, touching=touching, **SMALL).cells:
            for number in range(1, 6):
                away = ndimage.distance_transform_edt((cells == 0) | (cells == number))
                inside = ndimage.distance_transform_edt(cells != number)
                yield inside[(cells > 0) & (cells != number)].min(), away.max()

    # Gaps of 1.5 micrometres between outlines that are irregular by half of this.
    assert min(gap for gap, _ in gaps(0)) > 2
    assert np.mean([gap <= 1.5 for gap, _ in gaps(1)]) > 0.8


def test_light_and_stain():
    even, uneven = brightness(unevenness=0), brightness(unevenness=0.5)
    plasma = even > np.quantile(even, 0.5)
    share = uneven[plasma] / even[plasma]
    assert 0.4 < share.min() < 0.65 and share.max() > 0.97
    usual, pale = (255 - brightness(unevenness=0, stain=stain) for stain in (1, 0.4))
    assert np.quantile(pale, 0.9) < 0.7 * np.quantile(usual, 0.9)


def test_counts_follow_the_balance():
    share = {"neutrophil": 3, "lymphocyte": 1}
    labels = make_smear(2, n_cells=4, classes=[*share], class_balance=share, **SMALL).labels
    assert sorted(np.concatenate(labels)) == ["lymphocyte"] * 2 + ["neutrophil"] * 6


def test_laboratories_differ_more_than_fields():
    smear = make_smear(6, n_cells=0, n_laboratories=3, **SMALL)
    colours = smear.images.mean(axis=(1, 2))
    within = [np.abs(colours[k] - colours[k + 3]).max() for k in range(3)]
    between = [np.abs(colours[k] - colours[(k + 1) % 3]).max() for k in range(3)]
    assert max(within) < min(between)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"n_cells": 60}, "60 white cells do not fit into a field of 60 × 80 micrometres; make n"),
        ({"image_size": 40}, "image_size=40 is too small to show a field; make each side at least"),
        ({"classes": ["neutrophyl"]}, "'neutrophyl', which is not a known type of cell"),
        ({"unevenness": 1.0}, "'unevenness' parameter of make_smear must be a float in the range"),
    ],
)
def test_errors(wrong, words):
    with pytest.raises(ValueError, match=words):
        make_smear(**SMALL | wrong)
