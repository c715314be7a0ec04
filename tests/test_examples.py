"""What the README and the demo show really runs."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

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
