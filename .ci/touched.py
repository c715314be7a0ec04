"""Print which slower tests a change concerns.

    python .ci/touched.py tests        what `make full` runs, as an expression of pytest's -k
    python .ci/touched.py reliability  what `make reliability` runs, likewise
    python .ci/touched.py gallery      pages of the gallery that are run, as a pattern of file names

A change is what differs from origin/main, or from twenty commits ago on origin/main itself.
"""

import ast
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The library is not installed for the Python that runs this.
sys.path.insert(0, str(ROOT))
# Run for every change: the README's blocks, large networks, and networks at their defaults.
ALWAYS = {"README.md", "test_each_backbone", "test_parameter_counts", "test_defaults_learn"}
ALWAYS_RELIABLE = {"test_hostile_files.py", "test_forged_models.py", "test_faults.py"}
# All that reads foreign data goes through these.
READERS = {"_files", "_input", "_keras"}
# Their gradients take a quarter of all reliability tests, and are theirs rather than the library's.
LARGE = "DenseNet201 or InceptionV3 or ResNet50 or ResNet101 or ResNet152 or VGG19"
# What depends on the network that is trained. Images are read alike for all networks, of which
# `make test` has representatives.
TRAINING = {"_keras", "classifiers", "networks"}


def git(*arguments):
    run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return run.stdout.split() if run.returncode == 0 else []


def changed_files():
    """Files that differ from the base of the change."""
    head = git("rev-parse", "HEAD")
    base = git("merge-base", "HEAD", "origin/main")
    if not base or base == head:
        base = git("rev-list", "--max-count=21", "HEAD")[-1:]
    return [Path(name) for name in git("diff", "--name-only", *base)]


def tests(changed):
    """Changed files of tests, pages and modules, and classifiers whose module changed."""
    names = runpy.run_path(str(ROOT / "skwbc" / "_names.py"))["ESTIMATORS"]["classifiers"]
    wanted = set(ALWAYS)
    for path in changed:
        if path.name.startswith("test_") or path.suffix in {".rst", ".md"}:
            wanted.add(path.name)
        elif path.suffix == ".py" and path.parts[0] == "skwbc" and path.parts[1] in TRAINING:
            of_module = {name for name, module in names.items() if module == path.stem}
            # What is no module of named classifiers may concern all of them.
            wanted |= of_module or {"test_common.py"}
        if path.suffix == ".py" and path.parts[0] == "skwbc" and path.name != "__init__.py":
            # Its examples.
            wanted.add(path.name)
    return " or ".join(sorted(wanted))


def reliability(changed):
    """Nearly all tests if a reader changed, else a fixed part and the changed files."""
    readers = {path.parts[1] for path in changed if path.parts[0] == "skwbc"} & READERS
    if readers:
        # Gradients don't depend on how files and images are read.
        return (
            f"not (finite_differences and ({LARGE}))"
            if "_keras" in readers
            else "not finite_differences"
        )
    hostile = {path.name for path in changed if "reliability" in path.parts}
    return " or ".join(sorted(ALWAYS_RELIABLE | hostile))


def packages(file):
    """Packages of the library that a file imports."""
    homes = runpy.run_path(str(ROOT / "skwbc" / "__init__.py"))["_HOMES"]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            # Where the library imports lazily, and where a page writes `skwbc.load`.
            names = [ast.unparse(node)] if isinstance(node, ast.Attribute) else []
        for name in names:
            if name.startswith("skwbc."):
                name = name.split(".")[1]
                yield homes.get(name, name).split(".")[0]


def gallery(changed):
    """Pages that changed, or that import what changed, also by way of other packages."""
    touched = {path.parts[1].removesuffix(".py") for path in changed if path.parts[0] == "skwbc"}
    if touched & {"_names", "_sklearn"} or Path("docs/conf.py") in changed:
        return "/plot_"
    uses = {
        folder.name: {name for file in folder.glob("*.py") for name in packages(file)}
        for folder in (ROOT / "skwbc").iterdir()
        if folder.is_dir()
    }
    wanted = []
    for page in sorted((ROOT / "examples").rglob("plot_*.py")):
        reached, waiting = set(), set(packages(page))
        while waiting:
            reached |= waiting
            waiting = {name for package in waiting for name in uses.get(package, ())} - reached
        if reached & touched or page.relative_to(ROOT) in changed:
            wanted.append(page.stem)
    return f"/({'|'.join(wanted)})[.]py" if wanted else "nothing"


if __name__ == "__main__":
    kinds = {"tests": tests, "reliability": reliability, "gallery": gallery}
    print(kinds[sys.argv[1]](changed_files()))
