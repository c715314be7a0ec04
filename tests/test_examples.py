"""What the README and the demo show really runs."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import classification_report

ROOT = Path(__file__).parent.parent


def test_readme_code_runs_as_pasted(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(blocks) >= 2
    namespace = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), namespace)
    accuracy = float(re.search(r"unseen cells: (\d\.\d+)", capsys.readouterr().out).group(1))
    assert accuracy > 0.6
    assert [path.name for path in tmp_path.iterdir()] == ["cells.skops"]


@pytest.fixture(scope="module")
def demo():
    spec = importlib.util.spec_from_file_location("demo", ROOT / "examples" / "demo.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_table_of_the_demo(demo):
    rng = np.random.default_rng(0)
    labels = ["eosinophil", "monocyte", "neutrophil"]
    y = rng.choice(labels, 200)
    predicted = np.where(rng.random(200) < 0.7, y, rng.choice(labels, 200))
    report = classification_report(y, predicted, output_dict=True)
    lines = demo.class_table(y, predicted, labels).splitlines()
    assert lines[0].split() == ["class", "precision", "sensitivity", "specificity", "F1", "cells"]
    for label, line in zip(labels, lines[1:], strict=False):
        got = [float(value) for value in line.split()[1:]]
        others = predicted[y != label]
        specificity = np.mean(others != label)
        expected = [report[label][key] for key in ("precision", "recall")]
        expected += [specificity, report[label]["f1-score"], report[label]["support"]]
        assert got == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize("picture", ["sheet", "learning_curve", "confusion"])
def test_pictures_of_the_demo(picture, demo, images, names, tmp_path):
    from PIL import Image

    from tests.estimators import cheap

    path = tmp_path / "picture.png"
    if picture == "sheet":
        demo.draw_sheet(path, n_columns=2)
    elif picture == "learning_curve":
        network = cheap("WBCsNetClassifier", validation_fraction=0.2).fit(images, names)
        demo.draw_learning_curve(network, path)
    else:
        demo.draw_confusion(names, names[::-1], sorted(set(names)), path)
    drawn = np.asarray(Image.open(path).convert("L"))
    assert drawn.shape[0] > 200
    assert drawn.std() > 10
