"""Displays show what is there: known evidence, known maps, known mistakes."""

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_rgb
from PIL import Image
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import FixedThresholdClassifier, GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from skwbc import WBCsNet2Classifier, WBCsNetClassifier
from skwbc.datasets import make_blood_cells, make_smear
from skwbc.features import ColorFeatures
from skwbc.inspection import (
    EmbeddingDisplay,
    FeatureMapsDisplay,
    FieldDisplay,
    GradCAMDisplay,
    HistoryDisplay,
    MistakesDisplay,
    sample_cells,
)
from skwbc.preprocessing import CellCropper, ContrastEqualizer

SIDE = 7


@pytest.fixture(scope="module")
def classifier(cells, names):
    return WBCsNet2Classifier(
        width=1 / 16, image_size=16, epochs=4, validation_fraction=0.3, random_state=0
    ).fit(cells.images, names)


@pytest.fixture(scope="module")
def marked():
    """Cells half of which have an orange square somewhere, and where it is."""
    rng = np.random.default_rng(0)
    images = make_blood_cells(220, image_size=32, random_state=0).images
    y = np.where(np.arange(len(images)) % 2, "marked", "plain")
    corners = rng.integers(0, 32 - SIDE, (len(images), 2))
    for image, label, (row, column) in zip(images, y, corners, strict=True):
        if label == "marked":
            image[row : row + SIDE, column : column + SIDE] = (255, 160, 0)
    return images, y, corners


@pytest.fixture(scope="module")
def unseen(marked):
    """Marked cells that were not trained on, and where the marks are."""
    images, y, corners = (part[180:] for part in marked)
    return images[y == "marked"], corners[y == "marked"]


@pytest.fixture(scope="module")
def finds_marks(marked):
    images, y, _ = marked
    return WBCsNetClassifier(
        width=1 / 8, image_size=32, epochs=25, optimizer="adam", random_state=0
    ).fit(images[:180], y[:180])


@pytest.mark.backends
@pytest.mark.parametrize(
    ("method", "layer", "least"),
    # What a map of 8×8 places shows is spread over what its units see.
    [("gradcam", None, 3), ("hirescam", None, 3), ("gradcam", "conv2d", 10)],
)
def test_evidence_lies_where_it_was_drawn(finds_marks, unseen, method, layer, least):
    images, corners = unseen
    assert (finds_marks.predict(images) == "marked").all()
    display = GradCAMDisplay.from_estimator(
        finds_marks, images, target="marked", method=method, layer=layer
    )
    shares, hits = [], []
    for heatmap, (row, column) in zip(display.heatmaps, corners, strict=True):
        assert heatmap.min() >= 0
        assert heatmap.max() == pytest.approx(1)
        shares.append(heatmap[row : row + SIDE, column : column + SIDE].sum() / heatmap.sum())
        peak = np.array(np.unravel_index(heatmap.argmax(), heatmap.shape))
        hits.append((np.abs(peak - [row + SIDE // 2, column + SIDE // 2]) <= SIDE).all())
    # By chance it would be the square's share of the image.
    assert np.median(shares) > least * SIDE**2 / 32**2
    assert np.mean(hits) > 0.9


def test_evidence_against_a_class_is_not_evidence_for_it(finds_marks, unseen):
    images, corners = unseen
    display = GradCAMDisplay.from_estimator(finds_marks, images, target="plain", layer="conv2d")
    shares = [
        heatmap[row : row + SIDE, column : column + SIDE].sum() / max(heatmap.sum(), 1e-9)
        for heatmap, (row, column) in zip(display.heatmaps, corners, strict=True)
    ]
    assert np.median(shares) < 3 * SIDE**2 / 32**2


def test_grad_cam_says_what_it_shows(classifier, images):
    display = GradCAMDisplay.from_estimator(classifier, images[:2])
    predicted, sureness = classifier.predict(images[:2]), classifier.predict_proba(images[:2])
    for title, name, row in zip(display.titles, predicted, sureness, strict=True):
        assert title == f"{name} {row.max():.2f}"
    assert display.figure_ is display.ax_[0, 0].figure


def test_grad_cam_errors(classifier, images):
    draw = GradCAMDisplay.from_estimator
    with pytest.raises(ValueError, match="layer='dense' does not return feature maps; pass a con"):
        draw(classifier, images[:1], layer="dense")
    with pytest.raises(ValueError, match="layer='re_lu_1' is bypassed by another branch; pass a"):
        draw(classifier, images[:1], layer="re_lu_1")
    with pytest.raises(ValueError, match=r"layer='conv9' is not a layer .* one of .*conv2d_1"):
        draw(classifier, images[:1], layer="conv9")
    with pytest.raises(
        ValueError, match="target contains 'blast', which is not a class of the est"
    ):
        draw(classifier, images[:1], target="blast")
    with pytest.raises(ValueError, match="method must be 'gradcam' or 'hirescam', got 'cam'"):
        draw(classifier, images[:1], method="cam")
    svm = SVC().fit(images.reshape(60, -1), np.arange(60) % 2)
    with pytest.raises(TypeError, match=r"GradCAMDisplay requires a network .* got a SVC"):
        draw(svm, images[:1])


@pytest.mark.backends
def test_feature_maps_are_the_networks(classifier, images, tmp_path):
    import keras

    display = FeatureMapsDisplay.from_estimator(classifier, images[:1])
    network = classifier.to_keras().layers[-1]
    convolutions = [each for each in network.layers if isinstance(each, keras.layers.Conv2D)]
    assert len(display.maps) == len(convolutions) == 5
    for maps, convolution in zip(display.maps.values(), convolutions, strict=True):
        there = keras.Model(network.inputs, convolution.output)
        expected = there.predict(images[:1].astype("float32") / 255, verbose=0)[0]
        np.testing.assert_allclose(maps, expected, atol=1e-5)
    Image.fromarray(images[0]).save(tmp_path / "cell.png")
    from_path = FeatureMapsDisplay.from_estimator(classifier, [tmp_path / "cell.png"])
    for layer, maps in display.maps.items():
        np.testing.assert_array_equal(from_path.maps[layer], maps)


def test_layers_have_the_same_names_in_every_build(classifier, cells, names):
    other = WBCsNet2Classifier(width=1 / 8, image_size=16, epochs=1).fit(cells.images, names)
    assert [row[:2] for row in other.layers_] == [row[:2] for row in classifier.layers_]
    assert list(FeatureMapsDisplay.from_estimator(other, cells.images[:1]).maps) == [
        "conv2d", "conv2d_1", "conv2d_2", "conv2d_3", "conv2d_4",
    ]  # fmt: skip


def test_feature_maps_errors(classifier, images):
    draw = FeatureMapsDisplay.from_estimator
    with pytest.raises(ValueError, match=r"draws one cell, but X has 3 images; pass X\[:1\]"):
        draw(classifier, images[:3])
    with pytest.raises(ValueError, match="layer='dense' does not return feat"):
        draw(classifier, images[:1], layers=["dense"])


def test_history_marks_the_best_epoch(classifier):
    display = HistoryDisplay.from_estimator(classifier)
    loss, accuracy = display.ax_
    training, validation, best = loss.lines
    np.testing.assert_allclose(training.get_ydata(), classifier.history_["loss"])
    np.testing.assert_allclose(validation.get_ydata(), classifier.history_["val_loss"])
    assert set(best.get_xdata()) == {np.argmin(classifier.history_["val_loss"]) + 1}
    assert accuracy.get_ylabel() == "accuracy"


@pytest.mark.full
def test_displays_look_into_pipelines_and_searches(cells, names):
    pipeline = make_pipeline(
        ContrastEqualizer(), WBCsNetClassifier(width=1 / 16, image_size=16, epochs=1)
    )
    search = GridSearchCV(pipeline, {"wbcsnetclassifier__width": [1 / 16]}, cv=2)
    search.fit(cells.images, names)
    display = GradCAMDisplay.from_estimator(search, cells.images[:1])
    # What the network saw is drawn.
    seen = search.best_estimator_[:-1].transform(cells.images[:1])[0]
    np.testing.assert_allclose(display.images[0], seen / 255, atol=1e-6)
    assert len(HistoryDisplay.from_estimator(search).history["loss"]) == 1
    MistakesDisplay.from_estimator(search, cells.images, names, evidence=True)
    EmbeddingDisplay.from_estimator(search, cells.images, names, method="pca")
    with pytest.raises(TypeError, match="is a SVC without history_; pass a fitted net"):
        HistoryDisplay.from_estimator(make_pipeline(ColorFeatures(), SVC()))


def test_mistakes_are_the_worst_ones(images, tmp_path):
    y = np.array(["a", "b", "a", "b", "a"])
    proba = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.99, 0.01], [0.7, 0.3]])
    display = MistakesDisplay.from_predictions(images[:5], y, proba)
    np.testing.assert_array_equal(display.indices, [3, 2, 1])
    assert display.n_mistakes == 3
    title = display.ax_[0, 0].get_title()
    assert title == "true: b 0.01\npredicted: a 0.99"
    np.testing.assert_allclose(display.images[0], images[3] / 255, atol=1e-6)
    paths = [tmp_path / f"{index}.png" for index in range(5)]
    for picture, path in zip(images, paths, strict=False):
        Image.fromarray(picture).save(path)
    from_paths = MistakesDisplay.from_predictions(paths, y, proba, n_shown=2)
    assert (len(from_paths.images), from_paths.n_mistakes) == (2, 3)
    np.testing.assert_allclose(from_paths.images[1], images[2] / 255, atol=1e-6)


def test_mistakes_of_labels_alone(images):
    y = np.array([0, 1, 0, 1])
    display = MistakesDisplay.from_predictions(images[:4], y, [0, 0, 1, 1])
    np.testing.assert_array_equal(display.indices, [1, 2])
    assert display.ax_[0, 0].get_title() == "true: 1\npredicted: 0"
    none = MistakesDisplay.from_predictions(images[:4], y, y)
    assert none.ax_[0, 0].texts[0].get_text() == "no mistakes\namong 4 images"


def test_mistakes_are_those_of_predict(images):
    y = np.arange(60) // 3 % 2
    model = make_pipeline(ColorFeatures(), KNeighborsClassifier(3))
    strict = FixedThresholdClassifier(model, threshold=0.9, response_method="predict_proba")
    strict.fit(images[:40], y[:40])
    display = MistakesDisplay.from_estimator(strict, images[40:], y[40:], n_shown=20)
    predicted = strict.predict(images[40:])
    assert set(display.indices) == set(np.flatnonzero(predicted != y[40:]))
    np.testing.assert_array_equal(display.y_pred, predicted[display.indices])
    # Some predicted labels are not the most probable ones.
    assert (display.probabilities[:, 0] > display.probabilities[:, 1]).any()


def test_mistakes_among_rows_are_pictures(images):
    rows, y = images.reshape(60, -1), np.arange(60) // 3 % 2
    model = make_pipeline(ColorFeatures(image_shape=(16, 16, 3)), KNeighborsClassifier(3))
    display = MistakesDisplay.from_estimator(model.fit(rows[:40], y[:40]), rows[40:], y[40:])
    assert display.images[0].shape == (16, 16, 3)


def test_mistakes_errors(images):
    with pytest.raises(ValueError, match="y contains 'blast', which is not a class of the estimat"):
        dummy = DummyClassifier().fit(images[:2], ["a", "b"])
        MistakesDisplay.from_estimator(dummy, images[:2], ["a", "blast"])
    with pytest.raises(
        ValueError,
        match="predictions has 3 columns for 2 classes; pass the label of each column as classes",
    ):
        MistakesDisplay.from_predictions(images[:2], ["a", "c"], np.full((2, 3), 1 / 3))
    with pytest.raises(ValueError, match="X has 2 images, but y has 3 labels"):
        MistakesDisplay.from_predictions(images[:2], [0, 1, 1], [0, 1])


def test_embedding_keeps_neighbours(images, names):
    features = ColorFeatures().fit(images)
    doubled = np.concatenate([images[:20], images[:20]])
    display = EmbeddingDisplay.from_estimator(features, doubled, names[:20].tolist() * 2)
    again = EmbeddingDisplay.from_estimator(features, doubled)
    np.testing.assert_array_equal(display.points, again.points)
    apart = np.linalg.norm(display.points[:20] - display.points[20:], axis=1)
    assert np.median(apart) < 0.1 * np.ptp(display.points)
    legend = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert legend == sorted(set(names[:20]))


def test_embedding_takes_pipelines_and_transformers(images, names):
    hybrid = make_pipeline(ColorFeatures(), SVC()).fit(images, names)
    own = EmbeddingDisplay.from_estimator(hybrid, images, names, method=PCA(2))
    ready = EmbeddingDisplay.from_estimator(hybrid, images, names, method="pca")
    np.testing.assert_allclose(np.abs(own.points), np.abs(ready.points), atol=1e-6)
    with pytest.raises(TypeError, match="ends in a SVC, which does not extract features fr"):
        EmbeddingDisplay.from_estimator(SVC(), images, names)
    with pytest.raises(
        ValueError, match="method must be 'tsne', 'pca' or a transformer, got 'umap'"
    ):
        EmbeddingDisplay.from_estimator(hybrid, images, names, method="umap")


def test_contact_sheet_has_a_row_for_each_class(cells):
    display = sample_cells(cells, n_columns=4)
    assert display.ax_.shape == (3, 4)
    assert list(display.counts) == cells.target_names.tolist()
    for name, pictures in display.rows.items():
        members = cells.images[cells.target_names[cells.target] == name] / 255
        for picture in pictures:
            assert np.isclose(members, picture, atol=1e-6).all(axis=(1, 2, 3)).any()


def test_axes_can_be_given(classifier, images, names):
    figure, axes = pyplot.subplots(2, 2)
    history = HistoryDisplay.from_estimator(classifier, ax=axes[0])
    assert history.figure_ is figure
    np.testing.assert_array_equal(history.ax_, axes[0])
    divided = MistakesDisplay.from_predictions(
        images[:4], [0, 0, 0, 1], [1, 1, 1, 0], ax=axes[1, 0]
    )
    assert divided.figure_ is figure
    assert divided.ax_.shape == (1, 4)
    with pytest.raises(ValueError, match="ax has 3 axes, but there are 2 panels; pass one axes in"):
        history.plot(ax=[*axes[0], axes[1, 1]])


@pytest.fixture(scope="module")
def smear():
    size = {"image_size": (240, 320), "magnification": 4}
    return make_smear(n_cells=5, touching=0, difficulty=0, random_state=1, **size)


def test_a_field_shows_each_box_and_type(smear, tmp_path):
    (field,), (boxes,), (labels,) = smear.images, smear.boxes, smear.labels
    Image.fromarray(field).save(tmp_path / "field.png")
    classes = sorted({*labels, "blast"})
    draw = FieldDisplay.from_predictions
    display = draw(tmp_path / "field.png", boxes, labels, classes=classes)
    ax = display.ax_
    np.testing.assert_allclose(ax.images[0].get_array(), field / 255, atol=1e-6)
    drawn = [patch.get_bbox().extents + 0.5 for patch in ax.patches]
    np.testing.assert_allclose(drawn, boxes)
    assert [text.get_text() for text in ax.texts] == labels.tolist()
    colours = [to_rgb(f"C{classes.index(label)}") for label in labels]
    assert [patch.get_edgecolor()[:3] for patch in ax.patches] == colours
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    counts = {name: labels.tolist().count(name) for name in classes}
    assert named == [f"{name} ({count})" for name, count in counts.items() if count]
    own = pyplot.figure().subplots()
    plain = draw(field, boxes, ax=own)
    assert plain.ax_ is own and not own.texts and own.get_legend() is None
    assert len(own.patches) == len(boxes)
    # Names of cells at the upper border are below their boxes.
    assert draw(field, [[5, 0, 40, 30]], ["a"]).ax_.texts[0].get_position()[1] > 30
    many = draw(field, [boxes[0]] * 12, np.arange(12)).ax_.patches
    assert many[1].get_edgecolor() == many[11].get_edgecolor()
    assert many[1].get_linestyle() != many[11].get_linestyle()


def test_a_field_is_searched_and_classified(smear):
    (field,) = smear.images
    cropper = CellCropper(margin=0.2)
    crops, _, boxes, _ = cropper.crop([field], return_boxes=True)
    assert len(crops) >= 4
    types = np.array(["a", "b"])[np.arange(len(crops)) % 2]
    model = make_pipeline(ColorFeatures(), KNeighborsClassifier(1)).fit(crops, types)
    display = FieldDisplay.from_estimator(model, field, cropper=cropper)
    np.testing.assert_array_equal(display.boxes, boxes)
    assert display.labels.tolist() == types.tolist()
    blank = FieldDisplay.from_estimator(model, np.full_like(field, 230))
    assert not blank.ax_.patches and blank.ax_.get_legend() is None


def test_field_errors(smear):
    (field,), (boxes,) = smear.images, smear.boxes
    draw = FieldDisplay.from_predictions
    with pytest.raises(ValueError, match="There are 5 boxes, but 1 labels; pass one label per box"):
        draw(field, boxes, ["a"])
    with pytest.raises(ValueError, match=r"boxes has shape \(5, 2\); pass left, top, right"):
        draw(field, boxes[:, :2])
    with pytest.raises(ValueError, match="labels contains 'a', which is not among classes"):
        draw(field, boxes[:1], ["a"], classes=["b"])
