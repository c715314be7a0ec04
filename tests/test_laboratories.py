"""Cells of laboratories that no model has seen: standard views, adaptation, the ready model."""

from hashlib import sha256

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skwbc import adapt, load, ready_model
from skwbc.cli import main
from skwbc.datasets import load_jtsc, make_blood_cells, make_smear
from skwbc.pipelines import LaboratoryClassifier
from skwbc.pipelines._ready import MODEL, SHA256, TYPES, UNSURE
from skwbc.preprocessing import CellStandardizer

KINDS = np.array(["eosinophil", "lymphocyte", "monocyte", "neutrophil"])


# -- features of several laboratories ------------------------------------------------------------


def features(counts, seed, shift=0.0, scale=1.0):
    """Features of cells of a laboratory, in clouds around a corner for each type."""
    rng = np.random.default_rng(seed)
    types = np.repeat(KINDS, counts)
    corners = 4 * np.eye(4)[np.repeat(np.arange(4), counts)]
    X = np.hstack([corners, np.zeros((len(types), 4))]) + rng.normal(size=(len(types), 8))
    return scale * X + shift, types


def of_two_laboratories():
    parts = [features([30, 40, 20, 90], 0), features([50, 20, 40, 30], 1, 7, 0.5)]
    X, y = (np.concatenate(each) for each in zip(*parts))
    return X, y, np.repeat(["here", "there"], [180, 140])


def recall_of_types(types, predicted):
    return recall_score(types, predicted, labels=KINDS, average="macro")


ELSEWHERE = 20 * np.array([-1, 1, -1, 1, -1, 1, -1, 1]), 3.0


def score(model):
    X, y = features((30, 30, 30, 30), 3, *ELSEWHERE)
    return recall_of_types(y, model.predict(X))


@pytest.mark.parametrize(
    "counts", [(30, 30, 30, 30), (3, 6, 8, 183), (0, 30, 30, 30), (30, 30, 30, 0)], ids=str
)
def test_adaptation_does_not_depend_on_the_mixture_of_types(counts):
    X, y, laboratories = of_two_laboratories()
    model = LaboratoryClassifier(C=0.1).fit(X, y, laboratories=laboratories)
    assert score(model) < 0.6
    smear, _ = features(counts, 2, *ELSEWHERE)
    adapted = score(adapt(model, smear))
    assert adapted > 0.85
    # Scalers that are refitted follow the mixture.
    usual = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced")).fit(X, y)
    assert adapted > score(adapt(usual, smear)) - 0.02
    if max(counts) > 100:
        assert adapted > score(adapt(usual, smear)) + 0.02


def test_laboratories_are_scaled_separately():
    X, y, laboratories = of_two_laboratories()
    apart = LaboratoryClassifier(C=0.1).fit(X, y, laboratories=laboratories)
    scaled, _, _ = apart._cells
    means = [scaled[laboratories == name].mean(axis=0) / 20 for name in ("here", "there")]
    # They have other mixtures of types, and features that are shifted by seven.
    assert np.abs(means[0] - means[1]).max() < 0.6


def test_labels_teach_the_types_of_a_laboratory():
    X, y, laboratories = of_two_laboratories()
    model = LaboratoryClassifier(C=0.1).fit(X, y, laboratories=laboratories)
    # Where the last two types look like each other's, only labels help.
    smear, types = features((25, 25, 25, 25), 4)
    smear[:, [2, 3]] = smear[:, [3, 2]]
    labels = [label if number % 5 else None for number, label in enumerate(types)]
    without, taught = adapt(model, smear), adapt(model, smear, labels)
    assert (taught.predict(smear) == types).mean() > (without.predict(smear) == types).mean() + 0.2
    np.testing.assert_array_equal(
        model.predict(X), LaboratoryClassifier(C=0.1).fit(X, y, laboratories).predict(X)
    )


def test_cells_of_no_type_are_not_sure_and_do_not_count():
    X, y, laboratories = of_two_laboratories()
    rng = np.random.default_rng(5)
    dirt = [rng.normal(place, 1, (30, 8)) for place in (-30, -20)]
    model = LaboratoryClassifier(C=0.1, others=["dirt", "noise"], reluctance=1)
    model.fit(
        np.concatenate([X, *dirt]),
        [*y, *["dirt"] * 30, *["noise"] * 30],
        laboratories=[*laboratories, *["here"] * 60],
    )
    assert model.classes_.tolist() == [*KINDS, "not sure"]
    alone = LaboratoryClassifier().fit(X, y, laboratories)
    np.testing.assert_allclose(model.mean_, alone.mean_)
    assert (model.predict(np.concatenate(dirt)) == "not sure").all()
    assert (model.predict(X) == y).mean() > 0.9
    # Reluctance and temperature only change how sure the model is.
    before = model.predict_proba(X)
    unsure = model.set_params(reluctance=0).predict_proba(X)[:, -1]
    assert (unsure > before[:, -1]).all()
    assert (
        model.set_params(temperature=3).predict_proba(X).max(axis=1).mean()
        < before.max(axis=1).mean()
    )


def test_adapted_models_are_not_sure_of_what_is_far_from_all_cells():
    X, y, laboratories = of_two_laboratories()
    dirt = np.random.default_rng(5).normal(-30, 1, (30, 8))
    model = LaboratoryClassifier(C=0.1, others=["dirt"]).fit(
        np.concatenate([X, dirt]), [*y, *["dirt"] * 30], [*laboratories, *["here"] * 30]
    )
    smear, types = features((30, 30, 30, 30), 4, *ELSEWHERE)
    adapted = adapt(model, smear)
    noise = smear.mean(axis=0) + 20 * np.random.default_rng(6).normal(size=(50, 8))
    assert (adapted.predict(noise) == "not sure").mean() > 0.9
    assert (adapted.predict(smear) == types).mean() > 0.9
    np.testing.assert_allclose(adapted.predict_proba(noise).sum(axis=1), 1)


def test_labels_of_no_type_teach_it_too():
    X, y, laboratories = of_two_laboratories()
    y = np.where(y == "monocyte", "dirt", y)
    model = LaboratoryClassifier(C=0.1, others=["dirt"]).fit(X, y, laboratories)
    smear, types = features((30, 30, 30, 30), 4, *ELSEWHERE)
    labels = np.where(types == "monocyte", "not sure", types)
    adapted = adapt(model, smear, labels)
    assert (adapted.predict(smear) == labels).mean() > 0.9
    np.testing.assert_array_equal(
        adapted.predict(smear),
        adapt(model, smear, np.where(types == "monocyte", "dirt", types)).predict(smear),
    )


def test_copies_only_train_the_model_until_it_is_adapted():
    X, y, laboratories = of_two_laboratories()
    model = LaboratoryClassifier(C=0.1).fit(X, y, laboratories)
    copies = X + 5 * np.array([1, -1] * 4)
    both = LaboratoryClassifier(C=0.1).fit(
        np.concatenate([X, copies]),
        np.tile(y, 2),
        np.tile(laboratories, 2),
        is_copy=np.repeat([False, True], len(X)),
    )
    assert both.score(copies, y) > model.score(copies, y) + 0.2
    smear, _ = features((30, 30, 30, 30), 2, *ELSEWHERE)
    np.testing.assert_allclose(
        adapt(both, smear).predict_proba(smear), adapt(model, smear).predict_proba(smear)
    )


def test_errors_of_fits():
    X, y, _ = of_two_laboratories()
    with pytest.raises(ValueError, match="y contains only labels of others; add cells of the type"):
        LaboratoryClassifier(others=KINDS).fit(X, y)
    with pytest.raises(ValueError, match="is_copy has 2 entries, but X has 320 rows; pass one for"):
        LaboratoryClassifier().fit(X, y, is_copy=[True, False])
    with pytest.raises(ValueError, match="y with the label 'lymphocyte' are copies; is_copy must"):
        LaboratoryClassifier().fit(X, y, is_copy=y == "lymphocyte")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["basophil"] * 9, "y contains 'basophil', which the model does not know; it knows eosin"),
        ([None] * 8, "y has 8 labels, but X has 9 cells; pass a label or None for each"),
    ],
)
def test_errors_in_the_labels_of_another_laboratory(given, message):
    X, y, _ = of_two_laboratories()
    with pytest.raises(ValueError, match=message):
        adapt(LaboratoryClassifier().fit(X, y), X[:9], given)


def test_only_some_models_learn_from_labels():
    X, y, _ = of_two_laboratories()
    usual = make_pipeline(StandardScaler(), StandardScaler()).fit(X, y)
    with pytest.raises(ValueError, match="Pipeline does not learn from y; omit y, or end the pipe"):
        adapt(usual, X, y)


# -- views ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def smears():
    return make_smear(3, n_cells=2, touching=0, random_state=1)


def test_views_hardly_depend_on_the_light_and_the_strength_of_the_stain():
    cells = make_blood_cells(8, image_size=90, difficulty=0, random_state=0).images
    light = np.array([0.9, 0.8, 0.7])
    elsewhere = (255 * light * (cells / 255) ** 0.7).astype(np.uint8)
    views, others = (CellStandardizer(side=48).fit_transform(each) for each in (cells, elsewhere))
    assert views.shape == (8, 48, 48, 3)
    assert views.dtype == np.uint8
    before = np.abs(elsewhere.astype(float) - cells).mean()
    assert np.abs(views.astype(float) - others).mean() < before / 4
    # The corners are background.
    assert np.median(views[:, :4, :4]) > 245


def test_views_of_all_cells_of_fields(smears):
    views, fields = CellStandardizer(side=32).crop(list(smears.images))
    n_true = [len(boxes) for boxes in smears.boxes]
    assert len(views) == len(fields) >= sum(n_true) - 1
    assert set(fields) <= {0, 1, 2}
    none, numbers = CellStandardizer().crop(np.full((2, 60, 60, 3), 230, np.uint8))
    assert none.shape == (0, 96, 96, 3)
    assert numbers.shape == (0,)


def two_cells():
    cells = make_blood_cells(2, image_size=100, difficulty=0, random_state=3).images
    return np.hstack(list(cells))[20:-15, 20:-20]


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (np.full((80, 80, 3), (220, 222, 230), np.uint8), r"X\[0\], which shows no white cell\."),
        (np.full((80, 80), 220, np.uint8), r"X\[0\], which has no colours\."),
        (np.zeros((16, 16, 3), np.uint8), r"which has fewer than 24 pixels along a side\."),
        (two_cells(), "which shows several large white cells"),
    ],
    ids=["empty", "grey", "small", "two"],
)
def test_pictures_that_cannot_be_used_become_blank(picture, message):
    with pytest.warns(UserWarning, match=message):
        (view,) = CellStandardizer().fit_transform([picture])
    assert (view == 255).all()


# -- the ready model -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ready():
    return ready_model()


def test_the_file_of_the_model_is_the_one_that_was_measured():
    content = MODEL.read_bytes()
    assert len(content) <= 8_000_000
    assert sha256(content).hexdigest() == SHA256


@pytest.mark.filterwarnings(
    "ignore:.*cannot be used and become blank", "ignore:No cell was found in . of . images"
)
@pytest.mark.full
def test_the_model_names_only_what_it_knows(ready):
    assert ready.classes_.tolist() == sorted([*TYPES, UNSURE])
    noise = np.random.default_rng(0).integers(256, size=(90, 90, 3), dtype=np.uint8)
    empty = np.full((90, 90, 3), 230, np.uint8)
    grey = make_blood_cells(1, image_size=90, random_state=0).images[0].mean(axis=2)
    tiny = make_blood_cells(1, image_size=16, random_state=0).images[0]
    assert ready.predict([noise, empty, grey / 255, tiny]).tolist() == [UNSURE] * 4
    cells = make_blood_cells(12, classes=TYPES, image_size=90, difficulty=0, random_state=0)
    probabilities = ready.predict_proba(cells.images)
    names = cells.target_names[cells.target]
    assert (ready.classes_[probabilities.argmax(axis=1)] == names).mean() > 0.8
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    # Equal pixels, equal predictions.
    np.testing.assert_allclose(ready.predict_proba(list(cells.images)), probabilities, atol=1e-5)


@pytest.mark.full
def test_cells_of_a_laboratory_that_the_model_has_not_seen(ready, test_data):
    cells = load_jtsc(test_data / "jtsc")
    rng = np.random.default_rng(0)
    chosen = np.concatenate(
        [
            rng.permutation(np.flatnonzero(cells.target_names[cells.target] == name))[:15]
            for name in KINDS
        ]
    )
    paths, types = cells.paths[chosen], cells.target_names[cells.target[chosen]]
    as_is = recall_of_types(types, ready.predict(paths))
    adapted = recall_of_types(types, adapt(ready, paths).predict(paths))
    assert as_is > 0.6
    assert adapted > 0.7


def test_commands_without_a_model(ready, smears, tmp_path, capsys):
    from PIL import Image

    for number, field in enumerate(smears.images):
        Image.fromarray(field).save(tmp_path / f"{number}.png")
    assert main(["count", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in TYPES)
    assert main(["predict", str(tmp_path / "0.png"), str(tmp_path / "1.png")]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "file,predicted," + ",".join(sorted([*TYPES, UNSURE]))
    assert len(rows) == 2
    (tmp_path / "notes.txt").write_text("nothing")
    adapted = tmp_path / "adapted.skops"
    assert main(["adapt", str(tmp_path), "-o", str(adapted)]) == 3
    printed = capsys.readouterr()
    cells = ready[0].crop(list(smears.images))[0]
    assert printed.out == f"model: {adapted}, adapted to {len(cells)} cells\n"
    assert "notes.txt: not an image" in printed.err
    np.testing.assert_allclose(
        load(adapted)[1:].predict_proba(cells),
        adapt(ready[1:], cells).predict_proba(cells),
        atol=1e-5,
    )
    assert main(["adapt", str(tmp_path), "-o", str(adapted)]) == 1
    assert "already exists; choose another name for the adapted model." in capsys.readouterr().err
    assert main(["predict", "mine.skops"]) == 1
    assert "'mine.skops' is a model; pass the pictures too." in capsys.readouterr().err
