"""Print which slower tests and examples a change concerns.

    python .ci/touched.py tests        what `make full` runs, as an expression of pytest's -k
    python .ci/touched.py reliability  what `make reliability` runs, likewise
    python .ci/touched.py examples     pages of the gallery that are executed, as a pattern

A change is what differs from origin/main, or from twenty commits ago on origin/main itself.
"""

import re
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Run for every change: the README's blocks, and the real network of one large backbone.
ALWAYS = {"README.md", "ResNet50Classifier"}
ALWAYS_RELIABLE = {"test_hostile_files.py", "test_forged_models.py", "test_faults.py"}
# All that reads foreign data goes through these.
READERS = {"_files", "_input", "_keras"}


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
    """Changed files of tests and pages, and classifiers whose network changed."""
    names = runpy.run_path(str(ROOT / "skwbc" / "_names.py"))["ESTIMATORS"]["classifiers"]
    wanted = set(ALWAYS)
    for path in changed:
        if path.name.startswith("test_") or path.suffix in {".rst", ".md"}:
            wanted.add(path.name)
        elif path.parts[:2] in {("skwbc", "classifiers"), ("skwbc", "networks")}:
            wanted |= {name for name, module in names.items() if module == path.stem}
    return " or ".join(sorted(wanted))


def reliability(changed):
    """All tests if a reader changed, else a fixed part and the changed files."""
    if any(path.parts[0] == "skwbc" and READERS & set(path.parts) for path in changed):
        return ""
    hostile = {path.name for path in changed if "reliability" in path.parts}
    return " or ".join(sorted(ALWAYS_RELIABLE | hostile))


def examples(changed):
    """Changed pages, and those that import a changed package."""
    packages = {path.parts[1] for path in changed if path.parts[0] == "skwbc"}
    wanted = []
    for page in sorted((ROOT / "examples").rglob("plot_*.py")):
        imported = set(re.findall(r"from skwbc\.(\w+)", page.read_text(encoding="utf-8")))
        if page.relative_to(ROOT) in changed or imported & packages:
            wanted.append(page.stem)
    return "/(" + "|".join(wanted or ["none"]) + r")\.py"


if __name__ == "__main__":
    print(
        {"tests": tests, "reliability": reliability, "examples": examples}[sys.argv[1]](
            changed_files()
        )
    )
