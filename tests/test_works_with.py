"""The page on other libraries, with the releases of them that are installed; `make libraries`.

Afterwards, `python -m tests.test_works_with` writes their versions to the page's table.
"""

import csv
import re
import sys
import textwrap
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.libraries,
    # Other libraries use deprecated names of others again.
    pytest.mark.filterwarnings("default"),
    pytest.mark.timeout(1200),
]

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "guide" / "works_with.rst"
# Text before and after each heading.
FIRST, *REST = re.split(r"\n(.+)\n-{3,}\n", PAGE.read_text(encoding="utf-8"))
SECTIONS = dict(zip(REST[::2], REST[1::2]))


def code(text):
    blocks = re.findall(r"code-block:: python\n\n((?:    .*\n|\n)+)", text)
    return "\n".join(map(textwrap.dedent, blocks))


@pytest.fixture(scope="module")
def beginning():
    namespace = {"__name__": "__main__"}
    exec(code(FIRST), namespace)
    return namespace


@pytest.mark.parametrize("heading", [heading for heading in SECTIONS if code(SECTIONS[heading])])
def test_a_block_runs_after_the_first_one(heading, beginning, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    namespace = dict(beginning)
    exec(compile(code(SECTIONS[heading]), heading, "exec"), namespace)
    printed = capsys.readouterr().out
    match heading.split(":")[0]:
        case "cleanlab":
            assert int(printed.split()[0]) > 8
        case "MAPIE":
            assert 1 <= float(printed.split()[0]) < 2
        case "Optuna":
            states = [trial.state.name for trial in namespace["study"].trials]
            assert set(states) == {"COMPLETE", "PRUNED"}
        case "skore":
            assert "accuracy" in printed
        case "MLflow":
            images, loaded = namespace["unseen"].images, namespace["loaded"]
            assert (loaded.predict(images) == namespace["model"].predict(images)).all()
            recorded = namespace["mlflow"].get_run(namespace["run"].info.run_id).data
            assert recorded.params["wbcsnet2classifier__epochs"] == "12"
            assert {"loss", "training_accuracy_score"} <= set(recorded.metrics)
        case "scikit-activeml":
            assert len(re.findall(r"\d+", printed)) == 5
        case "LIME":
            assert 0 < namespace["decisive_part"].mean() < 1
        case "SHAP":
            contributions = namespace["contributions"]
            added = contributions.base_values + contributions.values.sum(axis=(1, 2, 3))
            expected = namespace["classifier"].predict_proba(namespace["X"][:1])
            assert abs(added - expected).max() < 0.01
        case "ONNX Runtime":
            assert namespace["difference"] < 1e-5


def write_versions():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    names = {re.match(r"[\w-]+", requirement)[0] for requirement in extras["libraries"]}
    names |= {"onnxruntime", "imbalanced-learn", "pandas", "scikit-learn", "keras"}
    with open(PAGE.with_suffix(".csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["library", "version"])
        writer.writerows((name, version(name)) for name in sorted(names - {"skwbc"}))


if __name__ == "__main__":
    sys.exit(write_versions())
