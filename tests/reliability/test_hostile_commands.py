"""Hostile files in folders and on the command line, and files that go away."""

import json
import pickle
import re
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.model_selection import cross_val_score

import skwbc
from skwbc import report
from skwbc.cli import main
from skwbc.datasets import load_images
from skwbc.features import ColorFeatures
from tests.estimators import ALIKE, NAMES, cheap
from tests.reliability import hostile
from tests.reliability.test_hostile_inputs import MOST_SECONDS, complaint, fitted, good

pytestmark = [
    pytest.mark.reliability,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="makes files as on Linux"),
]

TYPES = ("a", "b")


def good_folder(root):
    """A folder of two types with four pictures each."""
    rng = np.random.default_rng(2)
    for name in TYPES:
        (root / name).mkdir(parents=True)
        for number in range(4):
            pixels = rng.integers(0, 256, (16, 16, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(root / name / f"good{number}.png")
    return root


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of two types, one of which has all hostile files too."""
    root = good_folder(tmp_path_factory.mktemp("folder"))
    hostile_files = [*hostile.image_files(root / "a")]
    assert len(hostile_files) > 300
    return root


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "model.skops"
    skwbc.save(fitted("WBCsNetClassifier"), path)
    return path


def run(capfd, *arguments):
    """Run the command; what it left behind must be sentences, and it must end in time."""
    capfd.readouterr()
    start = time.process_time()
    try:
        code = main([*map(str, arguments)])
    except SystemExit as parsed:
        code = parsed.code
    assert time.process_time() - start < 3 * MOST_SECONDS
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    # A type of error in front would say that nobody thought of it.
    assert "--traceback shows where" not in err, err
    return code, out, err


def test_a_folder_loads_without_what_is_no_picture(folder):
    data = load_images(folder, verify=True)
    read = set(data.paths)
    left_out = {name for name, _ in data.skipped}
    assert {str(path) for path in folder.glob("*/good*.png")} <= read
    assert read.isdisjoint(left_out) and min(len(read), len(left_out)) > 50
    assert all(reason for _, reason in data.skipped)
    # What was decoded once can be used.
    assert np.isfinite(ColorFeatures().fit_transform(list(data.paths))).all()


def test_files_that_only_begin_as_pictures_are_named_when_they_are_used(folder):
    paths = load_images(folder).paths
    whole = set(load_images(folder, verify=True).paths)
    assert whole < set(paths)
    features = ColorFeatures().fit(good()[0])
    for path in paths:
        if path not in whole:
            with pytest.raises(ValueError, match=re.escape(path)):
                features.transform([path])


@pytest.mark.parametrize("command", ["check", "audit"])
def test_commands_on_a_folder_say_what_they_leave_out(command, folder, capfd):
    code, out, err = run(capfd, command, folder, "--json")
    assert code == 3
    left_out = {each["file"] for each in json.loads(out)["left_out"]}
    assert left_out == {name for name, _ in load_images(folder, verify=True).skipped}
    assert "fifo.png" in err


def test_cropping_a_folder_says_what_it_leaves_out(folder, tmp_path, capfd):
    code, out, err = run(capfd, "crop", folder, "-o", tmp_path / "crops", "--json")
    assert (code, "fifo.png" in err) == (3, True)
    left_out = {each["file"] for each in json.loads(out)["left_out"]}
    assert left_out == {name for name, _ in load_images(folder, verify=True).skipped}


@pytest.mark.parametrize("command", ["evaluate", "predict", "count"])
def test_commands_with_a_model_say_what_they_leave_out(command, folder, model, capfd):
    code, out, err = run(capfd, command, model, folder, "--json")
    assert (code, "fifo.png" in err) == (3, True)
    if command == "predict":
        rows = [json.loads(line) for line in out.splitlines()]
        predicted = {row["file"] for row in rows if "predicted" in row}
        assert predicted == set(load_images(folder, verify=True).paths)


def test_training_on_a_folder_says_what_it_leaves_out(tmp_path, capfd):
    folder, output = good_folder(tmp_path / "cells"), tmp_path / "cells.skops"
    for what, path in hostile.image_files(folder / "a"):
        if what == "tif with 1e30":
            # No network can learn from it; the warning names it.
            Path(path).unlink()
    tiny = ["--model", "wbcsnet", "--set", "width=0.0625", "--image-size", "16", "--epochs", "1"]
    code, _, err = run(capfd, "train", folder, *tiny, "-o", output)
    assert (code, "fifo.png" in err) == (3, True)
    assert skwbc.load(output).classes_.tolist() == [*TYPES]


def test_each_file_by_its_name(model, tmp_path, capfd):
    for what, path in hostile.image_files(tmp_path):
        code, out, err = run(capfd, "predict", model, path)
        assert code in (0, 1), what
        if code:
            # Bytes that are no text can't be printed.
            name = re.escape(Path(path).name[:100]).replace("\udcff", ".")
            nameless = {"folder": "None of the files", "no name": "not a regular file"}
            assert re.search(nameless.get(what, name), err), (what, err)
        else:
            assert len(out.splitlines()) == 2, what


@pytest.mark.parametrize("command", ["check", "audit", "train", "evaluate"])
def test_folders_that_are_none(command, model, tmp_path, capfd):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "loop").symlink_to("loop")
    one = tmp_path / "one"
    one.mkdir()
    Image.new("RGB", (8, 8)).save(one / "cell.png")
    before = sorted(tmp_path.rglob("*"))
    for name in ("empty", "file", "loop", "one", "missing", "a\0b", "a" * 5000, "\udcff"):
        given = str(tmp_path / name)
        more = {
            "train": [given, "--model", "lenet5", "-o", tmp_path / "out.skops"],
            "evaluate": [model, given],
        }.get(command, [given])
        code, _, err = run(capfd, command, *more)
        assert (code, err.count("\n")) == (1, 1), (name, err)
    assert sorted(tmp_path.rglob("*")) == before


def test_settings_that_make_no_sense(tmp_path, capfd):
    root = good_folder(tmp_path / "cells")
    values = [
        "", "x", "-1", "0", "nan", "inf", "-inf", "1e400", "None", "True", "[]", "{}", "()", "(1,)",
        "(1, 2, 3)", "'a'", "b'a'", "1j", "...", "lambda: 1", "__import__('os')", "9" * 400,
        "((" * 50, "0x10", "1_000", "(0, 0)", "(-4, 4)", "{'a': 1}", "[1, 'a']", "1,2", "\0", "🩸",
    ]  # fmt: skip
    options = ["--epochs", "--image-size", "--validation-fraction", "--seed", "--jobs"]
    names = sorted(cheap("LeNet5Classifier").get_params())
    output = tmp_path / "cells.skops"
    train = ["train", root, "--model", "lenet5", "-o", output, "--image-size", "32"]
    for value in values:
        for option in options:
            # An output folder that is not there keeps what makes sense from being trained.
            code, _, err = run(capfd, *train[:5], tmp_path / "no" / "folder", f"{option}={value}")
            assert code in (1, 2) and err, (option, value)
        for name in names:
            given = ["--set", f"{name}={value}"]
            code, _, err = run(capfd, *train[:5], tmp_path / "no" / "folder", *given)
            assert code in (1, 2) and err, (name, value)
    assert not output.exists()


def test_json_files_that_are_something_else(model, tmp_path, capfd):
    picture = good_folder(tmp_path / "cells") / "a" / "good0.png"
    evaluation = json.loads(run(capfd, "evaluate", model, tmp_path / "cells", "--json")[1])
    contents = [
        b"", b"{", b"null", b"[]", b"{}", b"1", b'"a"', b"NaN", b"\xff\xfe", b"[" * 100_000,
        b'{"a": [0, 1]', b'{"a": 1}', b'{"a": [1]}', b'{"a": [2, 1]}', b'{"a": ["x", "y"]}',
        b'{"a": [null, 1]}', b'{"a": [NaN, 1]}', b'{"a": [-1e400, 1e400]}', b'{"z": [0, 1]}',
        b'{"a": {"low": 1}}', b'{"a": "12"}', b'{"classes": [], "confusion": []}',
        *(
            json.dumps({**evaluation, "confusion": confusion}).encode()
            for confusion in (
                None, [], [[]], [[1]], [[1, 0]], [[1, 0], [0]], [[0, 0], [0, 0]], [[1, -1], [0, 1]],
                [["a", 0], [0, 1]], [[1, 0, 0], [0, 1, 0]], {"a": 1}, "a",
                [[float("nan"), 0], [0, 1]],
                [[1e308, 1e308], [1e308, 1e308]], [[10**400, 0], [0, 1]],
            )
        ),
        *(
            json.dumps({**evaluation, "classes": classes}).encode()
            for classes in (None, [], "ab", ["b", "a"], ["a"], ["a", "b", "c"], [["a"], "b"])
        ),
    ]  # fmt: skip
    path = tmp_path / "given.json"
    for option in ("--ranges", "--confusion"):
        for content in contents:
            path.write_bytes(content)
            code, _, err = run(capfd, "count", model, picture, option, path)
            assert code in (0, 1), (option, content[:60])
            assert code == 0 or (
                str(path) in err or re.search("confusion|reference.ranges?", err)
            ), (
                option,
                content[:60],
                err,
            )


def test_models_that_are_damaged_or_something_else(model, tmp_path, capfd):
    picture = good_folder(tmp_path / "cells") / "a" / "good0.png"
    content, path = model.read_bytes(), tmp_path / "damaged.skops"
    rng = np.random.default_rng(0)
    damaged = [content[:cut] for cut in range(0, len(content), 4096)]
    damaged += [hostile.flipped(content, rng, n=3) for _ in range(20)]
    damaged += [b"\x80\x04cos\nsystem\n(S'touch planted'\ntR.", picture.read_bytes()]
    for each in damaged:
        path.write_bytes(each)
        code, _, err = run(capfd, "predict", path, picture)
        assert code == 0 or str(path) in err, err


ON_FILES = {
    f"{name}.{method}": name
    for name in NAMES
    for method in ("transform", "predict")
    if name not in ALIKE and hasattr(cheap(name), "image_shape") and hasattr(cheap(name), method)
}


@pytest.mark.parametrize("entry", ON_FILES)
def test_files_that_go_away_between_fit_and_predict(entry, tmp_path):
    name, method = entry.split(".")
    paths = [*map(str, sorted(good_folder(tmp_path).rglob("*.png")))]
    estimator = fitted(name)
    Path(paths[5]).unlink()
    before = pickle.dumps(estimator)
    with pytest.raises((ValueError, OSError), match=re.escape(paths[5])):
        # Pictures that are made when they are needed fail when they are needed.
        for each in getattr(estimator, method)(paths):
            np.asarray(each)
    assert pickle.dumps(estimator) == before


def test_files_that_go_away_in_a_cross_validation(tmp_path):
    data = load_images(good_folder(tmp_path))
    Path(data.paths[2]).unlink()
    with pytest.raises(FileNotFoundError, match=re.escape(data.paths[2])):
        cross_val_score(
            cheap("LeNet5Classifier"), data.paths, data.target, cv=2, error_score="raise"
        )


def test_reports_of_hostile_input_leave_no_page(tmp_path):
    classifier, path = fitted("CNNClassifier"), tmp_path / "report.html"
    X, y = good()
    arrays = [*hostile.image_arrays(tmp_path, 4)]
    cases = [
        *((what, (given, y), r"\bX\b|\by\b") for what, given in arrays[::3]),
        *((what, (X, given), r"\by\b|[Ll]abel|[Cc]lass") for what, given in hostile.labels(4)),
    ]
    complaints = []
    for what, given, culprit in cases:
        path.unlink(missing_ok=True)
        found = complaint(lambda given, e: report(e, *given, path), given, classifier, culprit)
        if found:
            complaints.append(f"{what}: {found}")
        if path.exists():
            assert path.read_bytes().endswith(b"</html>\n")
    assert not complaints, "\n".join(complaints)
