"""The command's output for a small folder, word for word, as text and as JSON."""

import io
import json
import os
import sys
import warnings

import pytest
import rich
from PIL import Image
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

import skwbc
from skwbc.cli import _folders, main
from skwbc.cli._terminal import Terminal
from skwbc.datasets import make_blood_cells
from skwbc.features import ColorFeatures
from skwbc.metrics import classification_table, differential_count

CLASSES = ["blast", "monocyte"]
PARTS = {
    "train": {"blast": ["a.png", "b.png"], "monocyte": ["c.png", "d.png"]},
    "test": {"blast": ["e.png", "f.png"], "monocyte": ["g.png"]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Seven pictures of five cells in two parts, and a file that is no picture."""
    cells = make_blood_cells(5, image_size=96, random_state=1).images
    pictures = [cells[0], cells[1], cells[2], cells[0][:, ::-1], cells[3], cells[3], cells[4][:80]]
    root = tmp_path_factory.mktemp("cells")
    files = [
        root / part / label / name
        for part, classes in PARTS.items()
        for label, names in classes.items()
        for name in names
    ]
    for file, pixels in zip(files, pictures, strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(file)
    (root / "test" / "blast" / "notes.txt").write_text("nothing")
    (root / "test" / "blast" / ".hidden").write_text("nothing")
    return root


@pytest.fixture(scope="module")
def model(folder, tmp_path_factory):
    """A classifier that calls every picture of the test part a blast."""
    path = tmp_path_factory.mktemp("model") / "cells.skops"
    X = [folder / "test/blast/e.png", folder / "test/monocyte/g.png", folder / "train/blast/a.png"]
    fitted = make_pipeline(ColorFeatures(), KNeighborsClassifier(1)).fit(
        X, [*CLASSES[:1] * 2, "monocyte"]
    )
    skwbc.save(fitted, path)
    return path


@pytest.fixture
def outputs(capsys):
    """What a command prints: its text, its JSON and the lines beside them; and its exit code."""

    def run(*arguments):
        found = []
        for options in ((), ("--json",)):
            code = main([os.fspath(argument) for argument in (*arguments, *options)])
            out, err = capsys.readouterr()
            found += [out, err]
        text, beside, as_json, beside_json = found
        assert beside == beside_json
        return code, text, json.loads(as_json), beside.splitlines()

    return run


def skipped(folder):
    """The file that every command skips, in JSON and in words."""
    name = str(folder / "test/blast/notes.txt")
    return (
        [{"file": name, "reason": "not an image"}],
        ["Skipped files (1):", f"  {name}: not an image"],
    )


def test_check(folder, outputs):
    left_out, words = skipped(folder)
    code, text, found, beside = outputs("check", folder)
    assert (code, beside) == (3, words)
    assert text.splitlines() == [
        "7 images of 2 classes",
        "test:",
        "  blast          2",
        "  monocyte       1",
        "train:",
        "  blast          2",
        "  monocyte       2",
        "2 sizes, 96 to 96 wide and 80 to 96 high; the most frequent is 96×96 (6 images)",
    ]
    assert found == {
        "folder": str(folder),
        "images": 7,
        "classes": CLASSES,
        "counts": [
            {"part": part, "class": label, "images": len(PARTS[part][label])}
            for part in ("test", "train")
            for label in CLASSES
        ],
        "sizes": [
            {"width": 96, "height": 80, "images": 1},
            {"width": 96, "height": 96, "images": 6},
        ],
        "left_out": left_out,
    }


def test_check_of_a_folder_without_parts(folder, outputs):
    code, text, found, beside = outputs("check", folder / "train")
    assert (code, beside) == (0, [])
    assert text.splitlines() == [
        "4 images of 2 classes",
        "  blast          2",
        "  monocyte       2",
        "all 96×96 pixels",
    ]
    assert [count["part"] for count in found["counts"]] == [None, None]


def test_audit(folder, monkeypatch, outputs):
    similar = {"files": ["train/blast/a.png", "train/monocyte/d.png"], "identical": False}
    equal = {"files": ["test/blast/e.png", "test/blast/f.png"], "identical": True}
    lines = [
        "Split: the parts of the folder",
        "7 images show 5 cells",
        "exact duplicates: 1",
        "near duplicates: 1",
        "images whose cell has several labels: 2",
        "test images whose cell is trained on: 0 of 3 (0%)",
        "Images of one cell:",
        "  2 similar with several labels: train/blast/a.png, train/monocyte/d.png",
        "  2 identical: test/blast/e.png, test/blast/f.png",
    ]
    left_out, words = skipped(folder)
    code, text, found, beside = outputs("audit", folder)
    assert (code, beside) == (3, words)
    assert text.splitlines() == lines
    assert found == {
        "folder": str(folder),
        "split": "the parts of the folder",
        "images": 7,
        "cells": 5,
        "exact_duplicates": 1,
        "several_labels": 2,
        "tested": 3,
        "tested_and_trained_on": 0,
        "copies": [{**similar, "several_labels": True}, {**equal, "several_labels": False}],
        "left_out": left_out,
    }
    monkeypatch.setattr(_folders, "SHOWN", 2)
    assert outputs("audit", folder)[1].splitlines() == lines
    monkeypatch.setattr(_folders, "SHOWN", 1)
    shortened = [*lines[:-1], "  and 1 more cells; --json lists all of them"]
    assert outputs("audit", folder)[1].splitlines() == shortened


def test_audit_of_a_folder_without_copies(folder, tmp_path, outputs):
    for number, name in enumerate(["train/blast/a.png", "train/blast/b.png"]):
        path = tmp_path / CLASSES[number] / "a.png"
        path.parent.mkdir()
        path.write_bytes((folder / name).read_bytes())
    code, text, _, beside = outputs("audit", tmp_path)
    assert (code, beside) == (0, [])
    assert text.splitlines() == [
        "Split: 2 random folds",
        "2 images show 2 cells",
        "exact duplicates: 0",
        "near duplicates: 0",
        "images whose cell has several labels: 0",
        "test images whose cell is trained on: 0 of 2 (0%)",
    ]
    (tmp_path / "blast" / "a.png").unlink()
    assert main(["audit", str(tmp_path)]) == 1


def test_evaluate(folder, model, outputs):
    left_out, words = skipped(folder)
    code, text, found, beside = outputs("evaluate", model, folder)
    table = classification_table(
        ["blast", "blast", "monocyte"], ["blast"] * 3, labels=CLASSES, groups=[0, 0, 1]
    )
    assert (code, beside) == (3, ["3 images of 2 classes in the part 'test'", *words])
    assert text == f"3 images show 2 cells; the intervals count copies once.\n\n{table}\n"
    assert found == {
        "model": str(model),
        "folder": str(folder),
        "part": "test",
        "images": 3,
        "cells": 2,
        "classes": CLASSES,
        "cells_of_classes": [1, 1],
        "confusion": [[2, 0], [1, 0]],
        "table": table.to_dict(),
        "left_out": left_out,
    }


def test_count(folder, model, outputs):
    left_out, words = skipped(folder)
    code, text, found, beside = outputs("count", model, folder / "test")
    table = differential_count(["blast"] * 3, classes=CLASSES, groups=[0, 0, 1])
    assert (code, beside) == (3, words)
    assert text == f"3 images show 2 cells; the intervals count copies once.\n\n{table}\n"
    assert found == {**table.to_dict(), "left_out": left_out}


def test_predict(folder, model, capsys):
    left_out, words = skipped(folder)
    names = [
        str(folder / "test" / name) for name in ("blast/e.png", "blast/f.png", "monocyte/g.png")
    ]
    assert main(["predict", str(model), str(folder / "test")]) == 3
    out, err = capsys.readouterr()
    assert err.splitlines() == words
    rows = [f"{name},blast,1.000000,0.000000" for name in names]
    assert out.splitlines() == ["file,predicted,blast,monocyte", *rows]
    assert main(["predict", str(model), str(folder / "test"), "--json", "--quiet"]) == 3
    probabilities = {"blast": 1.0, "monocyte": 0.0}
    rows = [{"file": name, "predicted": "blast", "probabilities": probabilities} for name in names]
    out, err = capsys.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == [*rows, *left_out]


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def progress(monkeypatch):
    """What is shown on stderr, by default a terminal, while three steps are taken."""
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "120"}.items():
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "TTY_COMPATIBLE", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def shown(*arguments, quiet=False, stderr=Screen, stdout=Screen, **settings):
        terminal, consoles = Terminal(quiet=quiet, as_json=False), []
        with monkeypatch.context() as patch:
            patch.setattr(rich, "reconfigure", lambda **settings: consoles.append(settings))
            patch.setattr(sys, "stderr", stderr())
            patch.setattr(sys, "stdout", stdout())
            with terminal.progress("Predicting", *arguments, **settings) as advance:
                advance(3, "Predicted [b]")
                advance(0)
                advance(0, "Predicted [b]")
            bars = [type(bar).__name__ for bar in terminal.bars(max_propagation_depth=0)]
            assert consoles == [{"stderr": True} for _ in bars]
            return sys.stderr.getvalue(), bars

    return shown


def test_progress_is_shown_on_a_terminal(progress):
    shown, bars = progress(4)
    assert "Predicting" in shown and "Predicted [b]" in shown
    assert "3/4" in shown
    assert shown.endswith("\x1b[2K"), "the bar stays"
    assert bars == ["ProgressBar"]
    without_end, _ = progress()
    assert "Predicted [b]" in without_end and "3/" not in without_end
    assert "3/4" in progress(4, beside_rows=True, stdout=io.StringIO)[0]


def test_progress_that_is_not_shown(progress):
    assert progress(4, quiet=True) == progress(4, stderr=io.StringIO) == ("", [])
    assert progress(4, beside_rows=True)[0] == ""


def test_warnings_are_sentences(capsys):
    terminal, before = Terminal(quiet=False, as_json=False), warnings.showwarning
    with terminal.plain_warnings(), warnings.catch_warnings(action="always"):
        warnings.warn("two\n  lines", UserWarning, stacklevel=1)
    assert capsys.readouterr().err == "Warning: two lines\n"
    assert warnings.showwarning is before
