"""Which images show the same cell, and what follows for a score."""

import numpy as np
import pandas
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image
from skimage.transform import AffineTransform, warp
from sklearn.metrics import adjusted_rand_score, balanced_accuracy_score
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from skwbc.datasets import make_blood_cells
from skwbc.features import ColorFeatures
from skwbc.metrics import SCORERS
from skwbc.model_selection import (
    _audit,
    _sketches,
    _sources,
    audit_cv,
    audit_split,
    leakage_gap,
    source_groups,
)
from skwbc.model_selection._sketches import sketch


@pytest.fixture(scope="module")
def originals():
    """30 different cells."""
    return make_blood_cells(30, image_size=96, random_state=1).images


def change_of(image, *, turn, zoom=1.0, shear=0.0, shift=0.0):
    """Where the pixels of a copy come from."""
    centre = np.array(image.shape[1::-1]) / 2
    return (
        AffineTransform(translation=-centre)
        + AffineTransform(rotation=turn, shear=shear, scale=zoom)
        + AffineTransform(translation=centre + shift)
    )


def altered(image, rng, *, brightness=1.0, mirror=False, **change):
    """A copy, turned by any angle unless one is given."""
    change.setdefault("turn", rng and rng.uniform(0, 2 * np.pi))
    copy = warp(image / 255, change_of(image, **change))
    copy = copy[:, ::-1] if mirror else copy
    return (np.clip(copy * brightness, 0, 1) * 255).astype(np.uint8)


# -- groups ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"mirror": True},
        {"zoom": 1.2},
        {"zoom": 0.85},
        {"shear": 0.2},
        {"shift": 8.0},
        {"brightness": 0.8},
    ],
    ids=str,
)
def test_copies_are_recognised(change, originals):
    rng, n = np.random.default_rng(0), 12
    copies = [altered(image, rng, **change) for image in originals[:n]]
    groups = source_groups(np.concatenate([originals[:n], copies]))
    assert len(set(groups[:n])) == n
    # What is enlarged has lost its surroundings.
    assert np.mean(groups[:n] == groups[n:]) >= (0.8 if change.get("zoom") == 1.2 else 0.9)


ANY_CHANGE = {
    "turn": st.floats(0, 2 * np.pi),
    "zoom": st.floats(0.85, 1.15),
    "shear": st.floats(-0.15, 0.15),
    "shift": st.floats(-6, 6),
    "brightness": st.floats(0.75, 1.1),
    "mirror": st.booleans(),
}
few_examples = settings(
    max_examples=15,
    # Looking for the simplest failure would take minutes.
    phases=[Phase.generate],
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@few_examples
@given(index=st.integers(0, 29), **ANY_CHANGE)
def test_the_map_that_was_made_is_found(index, brightness, mirror, originals, **change):
    image = originals[index]
    one = sketch(image / 255)
    other = sketch(altered(image, None, brightness=brightness, mirror=mirror, **change) / 255)
    n_points, found = _sketches._affine_map(one, other, mirror)
    assert n_points > _sketches._affine_map(one, other, not mirror)[0]
    # The middle of the image, which every copy shows.
    rows, columns = np.mgrid[30:66:9, 30:66:9].reshape(2, -1).astype(float)
    made = change_of(image, **change).inverse(np.column_stack([columns, rows]))
    if mirror:
        made[:, 0] = image.shape[1] - 1 - made[:, 0]
    scale = _sketches.SIDE / len(image)
    here, there = (
        (points + 0.5) * scale - 0.5 for points in (np.column_stack([rows, columns]), made[:, ::-1])
    )
    mapped = np.column_stack([here, np.ones(len(here))]) @ found
    assert np.linalg.norm(mapped - there, axis=1).max() < _sketches.TOLERANCE / 2
    assert _sketches._correlation(one, other, found) > 0.85
    assert _sketches.show_the_same(one, other)


def test_matches_are_mutual_and_clearly_the_best():
    def at(number, distance, beside):
        """Of length 1 and at some distance from a unit vector."""
        found = np.zeros(128)
        found[number] = 1 - distance**2 / 2
        found[beside] = np.sqrt(1 - found[number] ** 2)
        return found

    here = np.eye(128)[:4]
    there = np.stack(
        [
            *(at(0, 0.88, 10), at(0, 1.0, 11)),
            *(at(1, 0.93, 12), at(1, 1.0, 13)),
            # The best match of two, of which only the nearer one is its own best match.
            (here[2] + 1.1 * here[3]) / np.sqrt(1 + 1.1**2),
        ]
    )
    assert _sketches._matches(here, there).tolist() == [[0, 0], [3, 4]]
    assert _sketches._matches(here[:2], there).tolist() == []
    assert _sketches._matches(here, there[:2]).tolist() == []


def points(places):
    """A sketch of points at some places; only equal numbers look alike."""
    descriptors = np.eye(128, dtype=np.float16)[: len(places)]
    nothing = np.empty((0, 0))
    return _sketches.Sketch(nothing, nothing, np.array(places, np.float32), descriptors)


@pytest.mark.parametrize(
    "zoom, stretch, is_plausible",
    [
        (1.0, 1.0, True),
        (2.4, 1.0, True),
        (1 / 2.4, 1.0, True),
        (1.0, 1.9, True),
        (2.6, 1.0, False),
        (1 / 2.6, 1.0, False),
        (0.9, 2.1, False),
        (2.1, 1.3, False),
        (0.36, 1.3, False),
    ],
)
def test_maps_of_points(zoom, stretch, is_plausible):
    rng = np.random.default_rng(0)
    here = rng.uniform(0, 160, (12, 2))
    # A zoom along the rows and the columns, then a rotation.
    turn = np.array([[0.6, 0.8], [-0.8, 0.6]])
    matrix = np.diag([zoom * stretch, zoom]) @ turn
    n_points, found = _sketches._affine_map(points(here), points(here @ matrix + [5, -9]), False)
    if is_plausible:
        assert n_points == 12
        np.testing.assert_allclose(found, [*matrix, [5, -9]], atol=1e-3)
    else:
        assert (n_points, found) == (0, None)


def test_wrong_matches_do_not_hide_the_map():
    rng = np.random.default_rng(0)
    here = rng.uniform(0, 160, (30, 2))
    there = here + [7, -4]
    # More matches than the right ones lead to one place, as if the zoom were almost nothing.
    there[10:26] = 80 + rng.uniform(-2, 2, (16, 2))
    there[26:] = rng.uniform(0, 160, (4, 2))
    n_points, found = _sketches._affine_map(points(here), points(there), False)
    assert n_points == 10
    np.testing.assert_allclose(found, [[1, 0], [0, 1], [7, -4]], atol=1e-3)


@pytest.mark.parametrize("n_common, expected", [(80, 1), (3, 1), (2, 0), (0, 0)])
def test_pixels_are_compared_where_enough_are_common(n_common, expected):
    picture = np.random.default_rng(0).random((80, 160))
    valid = np.ones((80, 80), dtype=bool)
    start = 80 - n_common
    one, other = (
        _sketches.Sketch(picture[:, first : first + 80], valid, None, None) for first in (0, start)
    )
    # Points have twice the resolution.
    shift = np.array([[1, 0], [0, 1], [0, -2.0 * start]])
    assert _sketches._correlation(one, other, shift) == pytest.approx(expected)
    # What is filled or has no contrast proves nothing.
    filled = _sketches.Sketch(one.picture, ~valid, None, None)
    flat = _sketches.Sketch(0 * one.picture, valid, None, None)
    for nothing in (filled, flat):
        assert _sketches._correlation(nothing, other, shift) == 0
        assert _sketches._correlation(other, nothing, shift) == 0


@few_examples
@given(index=st.integers(0, 29), apart=st.integers(1, 29), **ANY_CHANGE)
def test_other_cells_are_told_apart(index, apart, brightness, mirror, originals, **change):
    other = originals[(index + apart) % len(originals)]
    copy = altered(other, None, brightness=brightness, mirror=mirror, **change)
    assert not _sketches.show_the_same(sketch(originals[index] / 255), sketch(copy / 255))


def test_dark_corners_of_turned_images_do_not_count(originals):
    assert sketch(originals[0] / 255).valid.all()
    change = AffineTransform(translation=(-48, -48)) + AffineTransform(rotation=np.pi / 4)
    turned = sketch(warp(originals[0] / 255, change + AffineTransform(translation=(48, 48))))
    ends = [0, -1]
    assert not turned.valid[np.ix_(ends, ends)].any()
    assert turned.valid[20:-20, 20:-20].all()
    assert turned.valid.mean() == pytest.approx(2 * (np.sqrt(2) - 1), abs=0.03)
    rows, columns = turned.points.T / 2
    distances = np.abs(rows - 40) + np.abs(columns - 40)
    # Nothing is found at the edges of the fill, only within them.
    assert len(rows) > 10 and distances.max() < 40 * np.sqrt(2) - 2


def test_each_image_is_compared_with_those_most_like_it(originals):
    images = np.concatenate([originals[:15], originals[:15, ::-1]]) / 255
    candidates = _sources._candidates([sketch(image).descriptors for image in images])
    assert all(one > other for one, other in candidates)
    assert np.bincount(np.ravel(candidates)).min() >= _sources.N_NEIGHBOURS
    # Each with its mirror image before all others.
    assert sorted(candidates[:15]) == [(n + 15, n) for n in range(15)]


def test_copies_of_synthetic_cells():
    cells = make_blood_cells(30, copies_per_cell=3, image_size=96, random_state=0)
    assert adjusted_rand_score(cells.groups, source_groups(cells.images)) > 0.95


def test_every_form_of_images_has_the_same_groups(originals, tmp_path):
    images = np.concatenate([originals[:3], originals[:2, ::-1], originals[:1]])
    expected = [0, 1, 2, 0, 1, 0]
    paths = [str(tmp_path / f"{number}.png") for number in range(len(images))]
    for image, path in zip(images, paths, strict=True):
        Image.fromarray(image).save(path)
    for X in (images, list(images), paths, pandas.Series(paths), images / 255):
        assert source_groups(X).tolist() == expected
    assert source_groups(paths, n_jobs=2).tolist() == expected


ONLY_EQUAL_ROWS = "Only equal rows of X are recognised as copies without image_shape; pass image_s"


def test_rows_are_images_of_a_shape(originals):
    images = np.concatenate([originals[:4], originals[:4, ::-1]])
    rows, shape = images.reshape(8, -1), images.shape[1:]
    labels, expected = np.tile([0, 1], 4), [0, 1, 2, 3] * 2
    assert source_groups(rows, image_shape=shape).tolist() == expected
    known = {"references": rows[4:6], "image_shape": shape}
    assert source_groups(rows[:4], **known).tolist() == [0, 1, 2, 3]
    halves = [(np.arange(4), np.arange(4, 8))]
    assert len(audit_cv(rows, labels, halves, image_shape=shape).crossing[0]) == 4
    for parts in ((rows[:4], rows[4:]), (pandas.DataFrame(rows[:4]), pandas.DataFrame(rows[4:]))):
        assert len(audit_split(*parts, image_shape=shape).crossing[0]) == 4
    for search in (source_groups, lambda X: audit_cv(X, labels, halves)):
        with pytest.warns(UserWarning, match=ONLY_EQUAL_ROWS):
            search(rows)
    # Nothing is searched where the groups are known.
    audit_cv(rows, labels, halves, groups=expected)


def test_references_give_the_labels(originals):
    copies = originals[[5, 2, 5, 20], ::-1]
    groups = source_groups(copies, references=originals[:10])
    assert groups[:3].tolist() == [5, 2, 5]
    assert groups[3] == 10
    # Where several references show a cell, its first one counts.
    known = originals[[0, 0, 1, 2]]
    assert source_groups(originals[[2, 1, 8, 0, 9]], references=known).tolist() == [3, 2, 4, 0, 5]


def test_pictures_without_anything_in_them_stay_apart():
    plain = np.stack([np.full((40, 50, 3), value, dtype=np.uint8) for value in range(0, 250, 9)])
    assert len(set(source_groups(plain))) == len(plain)
    black = np.zeros((2, 40, 50, 3), dtype=np.uint8)
    assert source_groups(black).tolist() == [0, 0]


def test_progress_is_shown(originals, capsys):
    source_groups(originals[:3], verbose=1)
    assert capsys.readouterr().out.splitlines() == [
        "sketched 0 of 3 images",
        "compared 0 of 3 pairs",
    ]


@pytest.mark.full
def test_real_cells_that_are_few(test_data):
    folder = test_data / "kaggle_blood_cells/TEST"
    paths = [
        path for name in ("MONOCYTE", "LYMPHOCYTE") for path in sorted((folder / name).iterdir())
    ]
    groups = source_groups(paths[::4])
    # The 1,240 images of these two types show four and six cells.
    assert len(set(groups)) == 4 + 6
    assert not set(groups[: len(paths) // 8]) & set(groups[len(paths) // 8 :])


@pytest.mark.full
def test_real_cells_that_are_many(test_data):
    groups = source_groups(sorted((test_data / "jtsc/images").iterdir()))
    # Fourteen of these cells are there twice, cut from one photograph; each pair was looked at.
    assert 283 <= len(set(groups)) <= 300 - 14


# -- audits ----------------------------------------------------------------------------------------


def test_audit_of_a_split(originals):
    train, test = originals[:6], np.stack([originals[0], originals[1, ::-1], originals[9]])
    report = audit_split(train, test, list("aabbcc"), list("aba"))
    assert report.groups.tolist() == [0, 1, 2, 3, 4, 5, 0, 1, 6]
    assert report.contents[0] == report.contents[6]
    assert len(set(report.contents)) == 8
    assert report.crossing[0].tolist() == [6, 7]
    assert report.conflicts.tolist() == [1, 7]
    assert str(report).splitlines() == [
        "9 images show 7 cells",
        "exact duplicates: 1",
        "near duplicates: 1",
        "images whose cell has several labels: 2",
        "test images whose cell is trained on: 2 of 3 (67%)",
        "Keep the images of a cell together: pass `groups` to a group splitter.",
    ]
    unlabelled = audit_split(train, test)
    assert unlabelled.conflicts is None
    assert "images whose cell has several labels: not checked" in str(unlabelled)
    # The labels of one part are compared with each other.
    only_test = audit_split(train, test[[0, 0, 1]], y_test=["a", "b", "b"])
    assert only_test.conflicts.tolist() == [0, 6, 7]
    with pytest.raises(ValueError, match="train or test contains no images; pass at least one ima"):
        audit_split(train, [])
    with pytest.raises(TypeError, match=r"^train is a int; pass a sequence of images"):
        audit_split(3, test)
    with pytest.raises(TypeError, match=r"^test is a int; pass a sequence of images"):
        audit_split(train, 3)
    with pytest.raises(ValueError, match=r"^train has 6 images, but y_train has 5 "):
        audit_split(train, test, y_train=list("AABCC"), y_test=list("ABC"))
    with pytest.raises(ValueError, match=r"^test has 3 images, but y_test has 2 "):
        audit_split(train, test, y_train=list("AABCCC"), y_test=list("AB"))


def test_audit_of_a_cross_validation():
    cells = make_blood_cells(60, copies_per_cell=4, image_size=32, random_state=0)
    report = audit_cv(cells.images, cells.target, cv=3, groups=cells.groups)
    assert report.n_tested == [20, 20, 20]
    for crossing in report.crossing:
        assert len(crossing) > 10
    whole = StratifiedGroupKFold(3).split(cells.images, cells.target, cells.groups)
    kept_together = audit_cv(cells.images, cells.target, list(whole), groups=cells.groups)
    assert [len(crossing) for crossing in kept_together.crossing] == [0, 0, 0]
    assert "Keep the images" not in str(kept_together)
    assert audit_cv(cells.images, cells.target).n_tested == [12] * 5


def test_audit_of_what_does_not_fit(originals):
    with pytest.raises(ValueError, match="X has 30 images, but groups has 2 entries"):
        audit_cv(originals, np.arange(30) % 2, groups=[1, 2])
    with pytest.raises(ValueError, match="The 'groups' parameter should not be None"):
        audit_cv(originals, np.arange(30) % 2, GroupKFold(2), groups=np.arange(30))


def test_identical_images_are_one_cell_whatever_the_groups(originals):
    report = audit_split(originals[:3], originals[[0, 4]], groups=list("abcde"))
    assert report.crossing[0].tolist() == [3]
    assert str(report).splitlines()[:3] == [
        "5 images show 4 cells",
        "exact duplicates: 1",
        "near duplicates: 0",
    ]
    doubled, labels = np.concatenate([originals[:4]] * 2), np.arange(8) % 2
    halves = [(np.arange(4), np.arange(4, 8))]
    assert len(audit_cv(doubled, labels, halves, groups=np.arange(8)).crossing[0]) == 4


def test_exact_duplicates_in_one_pass(originals, tmp_path):
    path = tmp_path / "a.png"
    Image.fromarray(originals[0]).save(path)
    content = path.read_bytes()
    paths = [tmp_path / f"{number}.png" for number in range(500)]
    for number, each in enumerate(paths):
        # A note at the end changes the file, but not its picture.
        each.write_bytes(content if number % 2 else content + str(number).encode())
    report = audit_split(paths[:400], paths[400:], groups=np.zeros(500, dtype=int))
    assert len(set(report.contents)) == 251
    assert len(report.crossing[0]) == 100


# -- the gap ---------------------------------------------------------------------------------------


def test_leakage_gap():
    cells = make_blood_cells(240, copies_per_cell=8, image_size=24, difficulty=0.9, random_state=0)
    rows = cells.images.reshape(240, -1) / 255
    nearest = KNeighborsClassifier(1)
    gap = leakage_gap(nearest, rows, cells.target, groups=cells.groups, cv=3)
    assert gap.gap == gap.random - gap.grouped > 0.1
    for score, (low, high) in (
        (gap.random, gap.random_interval),
        (gap.grouped, gap.grouped_interval),
    ):
        assert low < score < high
    # Thirty cells say little, however many copies there are of them.
    assert gap.grouped_interval[1] - gap.grouped_interval[0] > 0.1
    lines = str(gap).splitlines()
    assert lines[0] == "240 images of 30 cells, accuracy:"
    assert [line.split()[0] for line in lines[1:]] == ["random", "whole", "gap"]
    again = leakage_gap(nearest, rows, cells.target, groups=cells.groups, cv=3)
    assert (again.random, again.grouped_interval) == (gap.random, gap.grouped_interval)


def test_leakage_gap_finds_the_groups_itself():
    cells = make_blood_cells(40, copies_per_cell=4, image_size=64, random_state=0)

    class ByColour(KNeighborsClassifier):
        def fit(self, X, y):
            return super().fit(X.mean(axis=(1, 2)), y)

        def predict(self, X):
            return super().predict(X.mean(axis=(1, 2)))

    gap = leakage_gap(ByColour(1), cells.images, cells.target, cv=2)
    assert adjusted_rand_score(gap.groups, cells.groups) > 0.9


@pytest.mark.full
def test_leakage_gap_uses_the_shape_of_a_step():
    cells = make_blood_cells(40, copies_per_cell=4, image_size=64, random_state=0)
    rows = cells.images.reshape(40, -1)
    model = make_pipeline(ColorFeatures(image_shape=(64, 64, 3)), KNeighborsClassifier(1))
    for said in ({}, {"image_shape": (64, 64, 3)}):
        gap = leakage_gap(model, rows, cells.target, cv=2, **said)
        assert adjusted_rand_score(gap.groups, cells.groups) > 0.9
    with pytest.warns(UserWarning, match=ONLY_EQUAL_ROWS):
        leakage_gap(KNeighborsClassifier(1), rows, cells.target, cv=2)


@pytest.mark.full
def test_intervals_hold_what_they_should(monkeypatch):
    monkeypatch.setattr(_audit, "N_RESAMPLED", 300)
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(60), 5)
    y = np.zeros(300, dtype=int)
    held = 0
    for _ in range(40):
        # All copies of a cell are right or wrong together, in 70 of 100 cells right.
        predicted = np.repeat(rng.random(60) > 0.7, 5).astype(int)
        scorer = _audit.get_scorer("accuracy")
        _, (low, high) = _audit._score_with_interval(scorer, y, predicted, groups, 0)
        held += low <= 0.7 <= high
    assert held >= 34


@pytest.mark.full
def test_resampled_cells_have_all_classes():
    """A class that a resample lacks would count as never recognised."""
    y = np.repeat([0, 1], [38, 2])
    predicted = np.where(np.arange(40) < 2, 1, y)
    scorer = _audit.get_scorer("recall_macro")
    score, (low, high) = _audit._score_with_interval(scorer, y, predicted, np.arange(40), 0)
    assert 0.9 < low < score < high == 1
    # Two classes of one cell each are drawn together at last.
    two = np.array([0, 1])
    assert _audit._score_with_interval(scorer, two, two, two, 0) == (1, (1, 1))


@pytest.mark.full
def test_scores_are_those_of_predicted_labels():
    cells = make_blood_cells(40, image_size=16, random_state=0)
    X, y, groups = cells.images.reshape(40, -1), cells.target, np.arange(40)
    nearest = KNeighborsClassifier(1)
    with pytest.raises(ValueError, match="scoring='roc_auc' is not a score of predicted labels"):
        leakage_gap(nearest, X, y, groups=groups, scoring="roc_auc")
    gap = leakage_gap(nearest, X, y, groups=groups, cv=2, scoring="balanced_accuracy")
    splits = StratifiedGroupKFold(2, shuffle=True, random_state=0).split(X, y, groups)
    predicted = cross_val_predict(nearest, X, y, cv=list(splits))
    assert gap.grouped == balanced_accuracy_score(y, predicted)
    scorer = SCORERS["sensitivity_macro"]
    assert leakage_gap(nearest, X, y, groups=groups, cv=2, scoring=scorer).grouped == gap.grouped


def test_strips_are_images_too():
    strips = np.random.default_rng(0).integers(0, 256, (3, 1, 768, 3), dtype=np.uint8)
    assert source_groups([*strips, strips[1]]).tolist() == [0, 1, 2, 1]
    assert source_groups(strips.swapaxes(1, 2)).tolist() == [0, 1, 2]
