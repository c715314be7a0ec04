"""Imports run in one direction: from a package to those on lower lines, lazy ones included."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Packages on one line never import each other. The drawing in docs/how_it_works.rst shows the same.
LINES = [
    ["cli"],
    ["discovery"],
    ["labelling", "reporting"],
    ["inspection", "pipelines"],
    ["features"],
    ["classifiers", "preprocessing", "sampling"],
    ["_keras", "datasets", "metrics", "model_selection"],
    ["_input"],
    ["_files", "networks"],
    ["_names", "_sklearn", "_docs"],
]
LEVEL = {package: number for number, line in enumerate(LINES) for package in line}
# Modules that hand names on: the face of the library, and what pickles of 0.1.0.dev0 look for.
FACES = {"__init__", "__main__", "base", "images"}


def imports():
    """File, line, package and imported package of each import of the library's own modules."""
    for path in sorted((ROOT / "skwbc").rglob("*.py")):
        package = path.relative_to(ROOT / "skwbc").parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in imported(node):
                if name == "skwbc" or name.startswith("skwbc."):
                    yield path.relative_to(ROOT), node.lineno, package, (name + ".").split(".")[1]


def imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        return [f"{node.module}.{alias.name}" for alias in node.names]
    is_call = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module")
    if is_call and isinstance(node.args[0], ast.Constant):
        return [node.args[0].value]
    return []


def test_imports_lead_downwards():
    found = list(imports())
    assert len(found) > 200
    wrong = [
        f"{path}:{line} imports {other or 'skwbc'} into {package}"
        for path, line, package, other in found
        if package not in FACES
        and package != other
        and not (other in LEVEL and LEVEL[other] > LEVEL[package])
        # The version, and for the command the whole face.
        and not (other == "__version__" or (package == "cli" and other not in LEVEL))
    ]
    assert not wrong, "\n".join(wrong)


def test_private_names_of_scikit_learn_are_imported_in_one_place():
    files = {
        path.name
        for path in (ROOT / "skwbc").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in imported(node)
        if name.startswith("sklearn.") and "._" in name
    }
    assert files == {"_sklearn.py"}


def test_the_house_is_tidy():
    files = [*(ROOT / "skwbc").rglob("*.py")]
    assert len([path for path in files if path.parent.name == "skwbc"]) <= 10
    long = {path.name: n for path in files if (n := len(path.read_text().splitlines())) > 450}
    assert not long, "split these by subject"


def test_the_drawing_shows_these_lines():
    page = (ROOT / "docs" / "how_it_works.rst").read_text(encoding="utf-8")
    drawn = page.partition(".. code-block:: text\n\n")[2].partition("\n\n")[0]
    shown = [line.strip().partition("   ")[0] for line in drawn.splitlines()]
    assert [[name.strip() for name in each.split("|")] for each in shown] == LINES
