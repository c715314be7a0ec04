"""A report is one file that says what was measured, and how."""

import base64
import io
import json
import re
import shutil
import subprocess

import matplotlib
import numpy as np
import pytest
from PIL import Image
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.linear_model import LinearRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import (
    FixedThresholdClassifier,
    StratifiedKFold,
    cross_val_predict,
)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from skwbc import WBCsNetClassifier, report
from skwbc.datasets import make_blood_cells
from skwbc.features import ColorFeatures
from skwbc.reporting import _charts

# Most tests are not about the search for copies.
pytestmark = pytest.mark.filterwarnings("ignore:Only equal rows of X are recognised:UserWarning")
rows_of = KNeighborsClassifier(3)


def text_of(path):
    """What a reader of a report reads."""
    page = path.read_text(encoding="utf-8")
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    return re.sub(r"<[^>]+>", " ", page)


@pytest.fixture(scope="module")
def rows(cells):
    return cells.images.reshape(len(cells.images), -1)


@pytest.fixture(scope="module")
def network():
    return WBCsNetClassifier(
        width=1 / 16, image_size=16, epochs=2, validation_fraction=0.3, random_state=0
    )


@pytest.fixture(scope="module")
def of_folds(network, cells, names, tmp_path_factory):
    """Report of a cross-validated network."""
    path = tmp_path_factory.mktemp("report") / "folds.html"
    assert report(network, cells.images, names, path, groups=cells.groups, cv=3) == path
    return path


def test_it_needs_nothing_but_itself(of_folds):
    page = of_folds.read_text(encoding="utf-8")
    assert "<script" not in page
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(sources) > 10
    assert all(source.startswith(("data:", "#")) for source in sources)
    assert "url(" not in page
    assert "@import" not in page


def test_it_says_how_it_was_done(of_folds, network, cells):
    text = text_of(of_folds)
    assert "All images of a group, such as a cell or a patient, were in one fold." in text
    assert "test images whose cell is trained on: 0 of 60 (0%)" in text
    assert "The 60 images come from 30 groups, with copies of a cell in one group" in text
    # The table and the differential count.
    assert text.count("60 cells of 30 groups, 95% intervals") == 2
    assert "learning_rate=0.001" in text
    for package in ("scikit-learn", "keras", "numpy"):
        assert re.search(rf"{package}\s+\d+\.\d+", text)
    for heading in (
        "Images", "Protocol", "Results", "Confusion matrix", "Reliability", "Learning curve",
        "Differential count", "Worst mistakes", "Reproduction",
    ):  # fmt: skip
        assert f">{heading}</h2>" in of_folds.read_text(encoding="utf-8")


def test_a_model_card_for_a_hub(rows, cells, names, tmp_path):
    tested = np.arange(40, 60)
    fitted = clone(rows_of).fit(rows[:40], names[:40])
    path = report(fitted, rows[tested], names[tested], tmp_path / "README.md", X_train=rows[:40])
    start, metadata, text = path.read_text(encoding="utf-8").split("---\n", 2)
    assert not start
    facts = dict(line.split(": ", 1) for line in metadata.splitlines())
    accuracy = accuracy_score(names[tested], fitted.predict(rows[tested]))
    (result,) = json.loads(facts["model-index"])[0]["results"]
    assert result["metrics"][0] == {"type": "accuracy", "value": round(accuracy, 4)}
    assert f"Accuracy {accuracy:.3f} (95% interval" in text
    headings = re.findall("^## (.+)$", text, re.MULTILINE)
    assert headings == [
        "Use", "Intended use and limits", "Training", "Test images", "Protocol", "Results",
        "Versions",
    ]  # fmt: skip
    assert "40 images.\n\n```\nKNeighborsClassifier(n_neighbors=3)" in text
    confusion = re.findall(
        r"^\| (?:eosinophil|lymphocyte|neutrophil) \| (\d+) \| (\d+) \|", text, re.M
    )
    assert len(confusion) == 3
    # A cross-validated model was trained on the images themselves.
    path = report(rows_of, rows, names, tmp_path / "README.md", groups=cells.groups, cv=2)
    assert "models trained with these settings in each fold" in path.read_text(encoding="utf-8")


def test_figures_are_those_of_unseen_images(rows, cells, names, tmp_path):
    fitted = clone(rows_of).fit(rows[:40], names[:40])
    path = report(fitted, rows[40:], names[40:], tmp_path / "r.html", X_train=rows[:40])
    predicted = fitted.predict(rows[40:])
    accuracy = accuracy_score(names[40:], predicted)
    text = text_of(path)
    assert f"Accuracy {accuracy:.3f} (95% interval" in text
    assert f"{(predicted != names[40:]).sum()} of 20 images are misclassified" in text
    assert "The classifier was already fitted and predicted these 20 images." in text
    assert "Copies were searched for among these images and the training images." in text
    assert "The classifier does not record a history." in text


def test_intervals_count_copies_once_whatever_else_is_given(rows, names, tmp_path):
    trained, few = rows[40:], np.repeat(np.arange(0, 20, 2), 6)
    fitted = clone(rows_of).fit(trained, names[40:])
    found = [
        text_of(report(fitted, rows[few], names[few], tmp_path / "r.html", **given))
        for given in ({}, {"X_train": trained}, {"groups": np.arange(60)})
    ]
    assert len({re.search(r"Accuracy .*?\)", text)[0] for text in found}) == 1
    for text in found:
        assert text.count("60 cells of 10 groups, 95% intervals") == 2
    assert "The 60 images show 10 cells; the intervals are based on the number of c" in found[1]
    assert "The 60 images come from 10 groups, with copies of a cell in one group; " in found[2]
    # Copies of two cells that were given as one group are one group.
    path = report(
        fitted, rows[few], names[few], tmp_path / "r.html",
        groups=np.where(few < 4, "a", np.arange(60).astype(str)), X_train=trained,
    )  # fmt: skip
    assert text_of(path).count("60 cells of 9 groups, 95% intervals") == 2


def test_labels_that_differ_among_copies_are_counted(rows, names, tmp_path):
    fitted = clone(rows_of).fit(rows[:40], names[:40])
    tested = rows[[50, 50, 51]]
    for labels, n_several in (([names[0]] * 3, 0), (np.unique(names)[[0, 1, 1]], 2)):
        path = report(fitted, tested, labels, tmp_path / "r.html", X_train=rows[:40])
        assert f"images whose cell has several labels: {n_several}" in text_of(path)


def test_copies_across_folds_are_named(rows, cells, names, tmp_path):
    doubled, labels = np.concatenate([rows[:30], rows[:30]]), np.tile(names[:30], 2)
    splitter = StratifiedKFold(2, shuffle=True, random_state=0)
    path = report(rows_of, doubled, labels, tmp_path / "r.html", cv=splitter)
    assert re.search(
        r"\d+ test images show cells that were also used for training, so these figures are",
        text_of(path),
    )


def test_groups_that_the_folds_tear_apart_are_named(rows, cells, names, tmp_path):
    path = tmp_path / "r.html"
    torn = list(StratifiedKFold(2, shuffle=True, random_state=0).split(rows, names))
    text = text_of(report(rows_of, rows, names, path, groups=cells.groups, cv=torn))
    assert "Folds: 2 splits, passed as indices." in text
    assert re.search(r"split groups: \d+ of the 60 images were predicted by a", text)
    assert re.search(r"\d+ images belong to groups that were also used for training, so", text)
    text = text_of(report(rows_of, rows, names, path, groups=cells.groups, cv=np.int64(2)))
    assert "were in one fold." in text


def test_classifier_without_probabilities(rows, names, tmp_path):
    path = report(LinearSVC(C=0.01), rows / 255, names, tmp_path / "r.html", cv=2)
    assert "The classifier does not predict probabilities." in text_of(path)


def test_labels_are_those_of_predict(rows, names, tmp_path):
    y = names == "neutrophil"
    strict = FixedThresholdClassifier(rows_of, threshold=0.9, response_method="predict_proba")
    fitted = clone(strict).fit(rows[:40], y[:40])
    score = fitted.score(rows[40:], y[40:])
    assert score != fitted.estimator_.score(rows[40:], y[40:])
    text = text_of(report(fitted, rows[40:], y[40:], tmp_path / "r.html"))
    n_wrong, right = round(20 * (1 - score)), f"and {score:.1%} of the predictions are correct"
    assert f"Accuracy {score:.3f} (95%" in text
    assert f"{n_wrong} of 20 images are misclassified" in text
    assert right in text
    predicted = cross_val_predict(strict, rows, y, cv=StratifiedKFold(3))
    text = text_of(report(strict, rows, y, tmp_path / "r.html", cv=StratifiedKFold(3)))
    assert f"Accuracy {accuracy_score(y, predicted):.3f} (95%" in text


class ByColour(ClassifierMixin, BaseEstimator):
    """Says that the channels of an image are the probabilities of three classes."""

    classes_ = np.array(["a", "b", "c"])

    def fit(self, X, y):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict_proba(self, X):
        return np.asarray(X)[:, 0, 0]

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def test_figures_by_hand(tmp_path):
    sure = {"a": [0.75, 0.25, 0], "b": [0.375, 0.625, 0], "c": [0, 0, 1]}
    y, predicted = np.array(list("aaaabbbcc")), list("aabbbbaca")
    X = np.tile(np.array([sure[name] for name in predicted])[:, np.newaxis, np.newaxis], (8, 8, 1))
    # No two pictures are equal, and the first has a copy among the training images.
    X[np.arange(9), 4, 4, 0] += np.arange(9) / 100
    path = report(
        ByColour(), X, y, tmp_path / "r.html", X_train=X[:1], title="By hand", n_mistakes=2
    )
    page, text = path.read_text(encoding="utf-8"), " ".join(text_of(path).split())
    assert "<title>By hand</title>" in page and "<h1>By hand</h1>" in page
    # The contents follow the summary and lead to each section.
    links = re.findall(r'<a href="#(\w+)">([\w ]+)</a>', page.partition("<nav")[2])
    assert links == re.findall(r'<section id="(\w+)"><h2>([\w ]+)</h2>', page)
    assert len(links) == 9
    assert page.index("Accuracy 0.556") < page.index("<nav") < page.index("<section")
    for words in (
        "Accuracy 0.556 (95% interval",
        "mean sensitivity of the classes 0.556 (",
        "1 test images show cells that were also used for training, so these figures are too high.",
        "9 images class images percent a 4 44.4 b 3 33.3 c 2 22.2",
        "The images were compared with its training images, as described above.",
        "Images of each true class (rows) by predicted class (columns). Most frequent error: a "
        "predicted as b, 2 of 4.",
        # Four times 0.75, four times 0.625 and once 1; right are two of each and the last.
        "The mean probability of the predicted class is 72.2%, and 55.6% of the predictions are "
        "correct. Mean difference between both over ten bins: 0.167.",
        "Percentages according to the labels: a 44.4%, b 33.3%, c 22.2%.",
        "4 of 9 images are misclassified; the worst errors are shown first.",
        "Image 8: c (0.00), predicted as a (0.75)",
        "Image 6: b (0.25), predicted as a (0.75)",
        "Seed of the folds and of the choice of pictures: 0.",
    ):
        assert words in text
    assert "Image 2:" not in text
    assert "Confusion matrix. Correct: a 2 of 4, b 2 of 3, c 1 of 2. Most frequent" in page
    assert "Some images of each class: a 4, b 3, c 2" in page
    fingerprint = re.search("Fingerprint of images and labels, in this order: [0-9a-f]{32}", text)[
        0
    ]
    swapped = report(ByColour(), X, np.roll(y, 1), tmp_path / "s.html")
    assert fingerprint not in text_of(swapped)
    assert "It is unknown whether some of them were training images; pass X_train" in text_of(
        swapped
    )


@pytest.fixture
def drawn(monkeypatch):
    """Figures that are drawn, in place of their pictures."""
    monkeypatch.setattr(_charts, "as_source", lambda figure: figure)
    return _charts


def test_chart_of_a_confusion_matrix(drawn):
    (ax,) = drawn.confusion(np.array([[3, 1], [0, 0]]), ["band_cell", "blast"]).axes
    assert ax.images[0].get_array().tolist() == [[0.75, 0.25], [0, 0]]
    assert ax.images[0].get_clim() == (0, 1)
    shown = {each.get_position(): (each.get_text(), each.get_color()) for each in ax.texts}
    black = {(1, 0): ("1", "black"), (0, 1): ("0", "black"), (1, 1): ("0", "black")}
    assert shown == {(0, 0): ("3", "white"), **black}
    for axis, label in ((ax.xaxis, "predicted"), (ax.yaxis, "true")):
        assert axis.get_label_text() == label
        assert [each.get_text() for each in axis.get_ticklabels()] == ["band cell", "blast"]


def test_chart_of_reliability(drawn):
    right, sureness = np.array([True, False, True, True]), np.array([0.55, 0.58, 0.91, 0.97])
    above, below = drawn.reliability(right, sureness).axes
    (curve,) = [line for line in above.lines if line.get_label() == "predictions"]
    assert curve.get_xydata() == pytest.approx(np.array([[0.565, 0.5], [0.94, 1]]))
    assert [bar.get_height() for bar in below.patches] == [0, 0, 0, 0, 0, 2, 0, 0, 0, 2]
    assert above.get_ylabel() == "share of correct predictions" and above.get_xlabel() == ""
    assert (below.get_xlabel(), below.get_ylabel()) == (
        "probability of the predicted class",
        "images",
    )
    assert above.get_xlim() == (0, 1)
    assert above.get_ylim() == pytest.approx((0, 1), abs=0.05)


def test_chart_of_learning_curves(drawn):
    one = {"loss": [3, 1, 2], "accuracy": [0.2, 0.4, 0.5], "val_loss": [4, 2, 3]}
    two = {"loss": [5, 4], "accuracy": [0.1, 0.3]}
    axes = drawn.learning_curves([(one, 1), (two, None)]).axes
    found = [
        [(*map(list, line.get_data()), line.get_color(), line.get_marker()) for line in ax.lines]
        for ax in axes
    ]
    assert found == [
        [
            ([1, 2, 3], [3, 1, 2], "C0", "None"),
            ([2], [1], "C0", "o"),
            ([1, 2], [5, 4], "C0", "None"),
            ([1, 2, 3], [4, 2, 3], "C1", "None"),
            ([2], [2], "C1", "o"),
        ],
        [
            ([1, 2, 3], [0.2, 0.4, 0.5], "C0", "None"),
            ([2], [0.4], "C0", "o"),
            ([1, 2], [0.1, 0.3], "C0", "None"),
        ],
    ]
    legend = [each.get_text() for each in axes[0].get_legend().get_texts()]
    assert legend == ["training", "validation"]
    assert [ax.get_ylabel() for ax in axes] == ["loss", "accuracy"]
    assert axes[1].get_xlabel() == "epoch"
    assert axes[0].get_ylim()[0] == 0
    assert axes[1].get_ylim() == pytest.approx((0, 1), abs=0.05)


def test_pictures_of_cells():
    def picture(*arrays):
        content = _charts.cell_source(*arrays).removeprefix("data:image/jpeg;base64,")
        with Image.open(io.BytesIO(base64.b64decode(content))) as found:
            return np.asarray(found) / 255

    grey = np.full((32, 16, 1), 0.25)
    assert picture(grey).shape == (224, 112, 3)
    assert picture(grey.swapaxes(0, 1)).shape == (112, 224, 3)
    assert picture(grey) == pytest.approx(0.25, abs=0.01)
    # Nothing is coloured where no pixel supported a class.
    cold, hot = picture(grey, np.zeros((32, 16))), picture(grey, np.ones((32, 16)))
    assert cold == pytest.approx(0.25, abs=0.01)
    warmest = np.array(matplotlib.colormaps[_charts.HEAT_COLOURS](1.0)[:3])
    mixed = (1 - _charts.HEAT_OPACITY) * 0.25 + _charts.HEAT_OPACITY * warmest
    assert hot[100, 50] == pytest.approx(mixed, abs=0.03)


@pytest.mark.full
def test_rows_have_the_shape_of_a_step_or_the_given_one(tmp_path):
    cells = make_blood_cells(24, copies_per_cell=4, image_size=64, random_state=0)
    rows, y, shape = cells.images.reshape(24, -1), np.arange(24) % 2, (64, 64, 3)
    pipeline = make_pipeline(ColorFeatures(image_shape=shape), KNeighborsClassifier(3))
    for model, given in ((pipeline, {}), (rows_of, {"image_shape": shape})):
        path = report(model, rows, y, tmp_path / "r.html", cv=2, n_mistakes=1, **given)
        assert "The 24 images show 9 cells" in text_of(path)
        page = path.read_text(encoding="utf-8")
        mistake = re.search(r'<img src="data:image/jpeg;base64,([^"]*)" alt="Image \d+', page)
        with Image.open(io.BytesIO(base64.b64decode(mistake[1]))) as picture:
            assert picture.width == picture.height


def test_foreign_text_stays_text(rows, names, tmp_path):
    labels = np.array(["<script>alert(1)</script>", 'a"b&c'])[np.arange(len(rows)) % 2]
    path = report(rows_of, rows, labels, tmp_path / "r.html", cv=2, title="<b>bold</b>")
    page = path.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.full
def test_paths_are_named(network, cells, names, tmp_path):
    paths = [tmp_path / f"cell{index}.png" for index in range(30)]
    for picture, path in zip(cells.images, paths, strict=False):
        Image.fromarray(picture).save(path)
    page = report(network, paths, names[:30], tmp_path / "r.html", cv=2, n_mistakes=2)
    assert re.search(
        r"Image \d+: \w+ \(0\.\d\d\), predicted as \w+ \(0\.\d\d\), cell\d+\.png", text_of(page)
    )


def test_report_errors(rows, names, tmp_path):
    path = tmp_path / "r.html"
    with pytest.raises(TypeError, match="is a LinearRegression, which is not a classifier; pass"):
        report(LinearRegression(), rows, names, path)
    with pytest.raises(NotADirectoryError, match=r"'.*missing' for 'r.html' does not exist; crea"):
        report(rows_of, rows, names, tmp_path / "missing" / "r.html")
    with pytest.raises(ValueError, match="X has 60 images, but y has 3 labels"):
        report(rows_of, rows, names[:3], path)
    with pytest.raises(ValueError, match="X_train applies only to a fitted estimator"):
        report(rows_of, rows, names, path, cv=2, X_train=rows)
    fitted = KNeighborsClassifier(3).fit(rows, names)
    with pytest.raises(
        ValueError, match="y contains 'blast', which is not a class of the estimator"
    ):
        report(fitted, rows[:2], ["blast", names[1]], path)
    splitter = StratifiedKFold(2).split(rows[:30], names[:30])
    with pytest.raises(
        ValueError, match="does not test each image exactly once; pass a splitter into folds"
    ):
        report(rows_of, rows, names, path, cv=list(splitter)[:1])
    assert not path.exists()


def test_faultless_classifier_and_single_class(rows, names, tmp_path):
    fitted = KNeighborsClassifier(1).fit(rows, names)
    path = report(fitted, rows, names, tmp_path / "r.html")
    text = text_of(path)
    assert "Accuracy 1.000" in text
    assert "predicted class is 100.0%, and 100.0% of the predictions are correct." in text
    assert "There are no mistakes." in text
    one = names == names[0]
    text = text_of(report(fitted, rows[one], names[one], path))
    assert f"{names[0]} 100.0%" in text
    with pytest.raises(ValueError, match="Found array with 0 sample"):
        report(fitted, rows[:0], names[:0], path)


MEASURE = """
<iframe id="page" src="{page}" style="width:{width}px;height:800px;border:0"></iframe>
<script>
document.getElementById("page").onload = (event) => {{
  const page = event.target.contentDocument, width = page.documentElement.clientWidth;
  const scrolls = (element) => element.closest(".wide, pre");
  const wide = [...page.body.querySelectorAll("*")].filter((element) =>
    (!scrolls(element) || element.matches(".wide, pre"))
    && element.getBoundingClientRect().right > width + 1);
  const images = [...page.images];
  document.body.innerHTML = "";
  document.body.append("RESULT" + JSON.stringify({{
    width: width,
    overflowing: wide.map((element) => element.outerHTML.slice(0, 80)),
    scrolls: page.documentElement.scrollWidth > width,
    images: images.length,
    broken: images.filter((image) => !image.naturalWidth).length,
    silent: images.filter((image) => !image.alt.trim()).length,
    headings: page.querySelectorAll("h2").length,
  }}) + "END");
}};
</script>
"""


@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_phones_and_screens(of_folds, tmp_path, width):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("a browser is optional: install Debian's chromium to see reports in it")
    measuring = tmp_path / "measure.html"
    measuring.write_text(MEASURE.format(page=of_folds.as_uri(), width=width))
    run = subprocess.run(
        [
            chromium, "--headless", "--hide-scrollbars", "--no-sandbox", "--disable-gpu",
            "--enable-logging=stderr", "--allow-file-access-from-files",
            "--virtual-time-budget=10000",
            f"--user-data-dir={tmp_path}", "--window-size=1400,900", "--dump-dom",
            measuring.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    found = json.loads(re.search("RESULT(.*)END", run.stdout)[1].replace("&gt;", ">"))
    assert found["width"] == width
    assert found["overflowing"] == []
    assert not found["scrolls"]
    assert found["images"] > 10
    assert found["broken"] == found["silent"] == 0
    assert found["headings"] == 9
    assert "CONSOLE" not in run.stderr
