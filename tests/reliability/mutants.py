"""See which small changes of the library no test notices.

    python tests/reliability/mutants.py FOLDER --sample 300

All tests are run once to learn which of them run which lines; this is kept in the folder. Then each
of a sample of changes is tried in a process of its own, on tests that run its line, the quickest
case of each test first. Tables and defaults run when a module is imported, and any test may depend
on them: others are tried too. What nobody noticed is printed. Words of messages are left as they
are, since tests look for a part of them. Needs pytest-cov; for Linux alone, since it forks a
process that has imported TensorFlow but not used it.
"""

import argparse
import ast
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree
from collections import Counter
from importlib.util import spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A change is tried on tests of no more seconds together, or on one.
MOST_SECONDS = 120
OTHER_OPERATORS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Mod: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def files(modules=()):
    """Files of the library, or of some of its modules, that are changed."""
    for file in sorted((ROOT / "skwbc").rglob("*.py")):
        if file.name != "__init__.py" and (not modules or module_of(file) in modules):
            yield file


def module_of(file):
    """Name of a file's module directly below the library."""
    return file.relative_to(ROOT).with_suffix("").parts[1]


# -- changes ---------------------------------------------------------------------------------------


def changes(tree):
    """Places in a tree that can be changed."""
    spared = set()
    for node in ast.walk(tree):
        is_message = isinstance(node, (ast.Raise, ast.JoinedStr)) or (
            isinstance(node, ast.Call) and ast.unparse(node.func) == "warnings.warn"
        )
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        # What `zip(strict=True)` forbids never happens; the others are words of `--help`.
        is_assurance = isinstance(node, ast.keyword) and node.arg in ("strict", "help", "metavar")
        is_sentence = isinstance(node, ast.Constant) and len(str(node.value).split()) > 3
        is_spared = is_message or is_docstring or is_assurance or is_sentence
        words = ast.walk(node) if is_spared else ()
        spared |= {id(each) for each in words if isinstance(each, ast.Constant)}
    for place, node in enumerate(ast.walk(tree)):
        if id(node) not in spared and changed(node) is not None:
            yield place


def changed(node):
    """What a node becomes; ``None`` where nothing small can be changed."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER_OPERATORS:
        operators = [OTHER_OPERATORS[type(node.ops[0])](), *node.ops[1:]]
        return ast.Compare(node.left, operators, node.comparators)
    if isinstance(node, ast.BinOp) and type(node.op) in OTHER_OPERATORS:
        return ast.BinOp(node.left, OTHER_OPERATORS[type(node.op)](), node.right)
    if isinstance(node, ast.BoolOp):
        return ast.BoolOp(OTHER_OPERATORS[type(node.op)](), node.values)
    if isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.UAdd):
        return node.operand
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return ast.Constant(not node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return ast.Constant(node.value + 1)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
        return ast.Constant(f"XX{node.value}")
    if isinstance(node, ast.Return) and ast.unparse(node) not in ("return", "return None"):
        return ast.Return(ast.Constant(None))
    if isinstance(node, ast.Raise) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ):
        return ast.Pass()
    if isinstance(node, (ast.If, ast.While)):
        parts = ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse
        return type(node)(*parts)
    if isinstance(node, ast.IfExp):
        return ast.IfExp(node.test, node.orelse, node.body)
    return None


def with_change(source, place):
    """Source with one change; what it is, in words; its line, and what ``asked`` takes."""
    tree = ast.parse(source)
    node = [*ast.walk(tree)][place]
    new = changed(node)
    words = f"{ast.unparse(node)[:70]!r} becomes {ast.unparse(new)[:70]!r}"
    line, where = node.lineno, (node.lineno, node.end_lineno, False)
    if not _is_within(node, _bodies(tree)):
        (statement,) = (each for each in tree.body if _is_within(node, [each]))
        where = statement.lineno, statement.end_lineno, True

    class Change(ast.NodeTransformer):
        def visit(self, other):
            return new if other is node else self.generic_visit(other)

    tree = ast.fix_missing_locations(Change().visit(tree))
    return ast.unparse(tree), words, line, where


def _bodies(tree):
    """What does not run when a module is imported."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            yield from node.body if isinstance(node.body, list) else [node.body]


def _is_within(node, parts):
    return any(each is node for part in parts for each in ast.walk(part))


# -- tests -----------------------------------------------------------------------------------------


def learn(folder, marked):
    """Run all tests once; keep which lines each runs and how long it takes."""
    settings = folder / "settings.ini"
    included = "\n    ".join(map(str, files()))
    settings.write_text(
        f"[run]\nconcurrency = thread\ndata_file = {folder}/coverage\ninclude =\n    {included}\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope", "-m", marked]
    command += ["--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report="]
    subprocess.run([*command, f"--junitxml={folder}/times.xml"], cwd=ROOT)


class Tests:
    """What was learnt: seconds of each test that passed, and by file and line those that run it."""

    def __init__(self, folder):
        from coverage import CoverageData

        data = CoverageData(str(folder / "coverage"))
        data.read()
        self.lines, self.seconds = {}, {}
        busy = set()
        for file in files():
            found = data.contexts_by_lineno(str(file))
            # Fixtures run before and after each test.
            runs = (each.partition("|") for contexts in found.values() for each in contexts)
            busy |= {test for test, _, phase in runs if phase == "run"}
            self.lines[file] = {
                line: {context.partition("|")[0] for context in contexts}
                for line, contexts in found.items()
            }
        for case in xml.etree.ElementTree.parse(folder / "times.xml").iter("testcase"):
            if not len(case):
                test = f"{case.get('classname').replace('.', '/')}.py::{case.get('name')}"
                self.seconds[test] = float(case.get("time"))
        # Tests of what other files learnt from the library while they were imported. Those that
        # take long start processes of their own, which do not have the change.
        idle = self.seconds.keys() - busy
        self.idle = {test for test in idle if self.seconds[test] < 1}

    def _of_lines(self, files, numbers=None):
        return {
            test
            for file in files
            for line, tests in self.lines[file].items()
            if numbers is None or line in numbers
            for test in tests
        }

    def _spread(self, tests):
        """Order tests: the quickest case of each function, then the second of each, and so on."""
        ranks, ranked = Counter(), []
        for seconds, test in sorted((self.seconds[each], each) for each in tests & {*self.seconds}):
            function = test.partition("[")[0]
            ranks[function] += 1
            ranked.append((ranks[function], seconds, test))
        return [test for *_, test in sorted(ranked)]

    def asked(self, file, first, last, at_import, most=MOST_SECONDS):
        """Tests that run some lines, or any line of the file where no test runs these.

        What runs at import is also tried on tests that run nothing of the library themselves, and
        on those of the file's folder.
        """
        found = self._of_lines([file], range(first, last + 1)) or self._of_lines([file])
        tests = self._spread(found)
        # Files of tests import modules outside of any test.
        if at_import or "" in found:
            around = [each for each in self.lines if each.is_relative_to(file.parent)]
            others = self._of_lines(around) - found - self.idle
            tests = [*self._spread(self.idle), *tests, *self._spread(others)]
        total, chosen = 0, []
        for test in tests:
            total += self.seconds[test]
            if total > most and chosen:
                break
            chosen.append(test)
        return chosen


class Loader:
    """Gives one module another source."""

    def __init__(self, file, source):
        self.file, self.source = file, source
        self.name = ".".join(file.relative_to(ROOT).with_suffix("").parts)

    def find_spec(self, name, path=None, target=None):
        return spec_from_file_location(name, self.file, loader=self) if name == self.name else None

    def create_module(self, spec):
        """Let Python make it."""

    def exec_module(self, module):
        exec(compile(self.source, str(self.file), "exec"), module.__dict__)

    def get_source(self, name):
        return self.source

    def is_package(self, name):
        return False


def start(file, source, tests):
    """Start a process that exits with 0 if tests pass with another source of a file."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        sys.meta_path.insert(0, Loader(file, source))
        import pytest

        # Pytest's own loader, which rewrites assertions, would come first.
        plain = ["-q", "-x", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist"]
        # The first few notice most changes; to collect hundreds takes longer than to run them.
        code = int(pytest.main([*plain, *tests[:20]]))
        if not code and tests[20:]:
            code = int(pytest.main([*plain, *tests[20:]]))
    finally:
        os._exit(code)


def run_all(trials, n_jobs):
    """Whether tests fail, or never end, in each trial; as pairs of its key and the answer."""
    trials, running = iter(trials), {}
    while True:
        while len(running) < n_jobs and (trial := next(trials, None)) is not None:
            key, file, source, tests = trial
            # Generous, since a machine that is busy with something else would notice everything.
            end = time.monotonic() + 5 * MOST_SECONDS
            running[start(file, source, tests)] = key, end
        if not running:
            return
        for process, (key, end) in list(running.items()):
            done, status = os.waitpid(process, os.WNOHANG)
            if not done and time.monotonic() > end:
                os.killpg(process, signal.SIGKILL)
                os.waitpid(process, 0)
                done, status = process, 1
            if done:
                del running[process]
                yield key, status != 0
        time.sleep(0.05)


def draw(modules, sample, seed):
    """A sample of all changes, in any order: file, place in its tree."""
    every = [
        (file, place) for file in files(modules) for place in changes(ast.parse(file.read_text()))
    ]
    return random.Random(seed).sample(every, min(sample, len(every)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where what is learnt about the tests is kept")
    parser.add_argument("--sample", type=int, default=300, help="number of changes")
    parser.add_argument("--modules", nargs="*", default=(), help="such as _input metrics")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("-m", dest="marked", default="not clusters", help="tests, as in pytest -m")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "times.xml").exists():
        learn(folder, arguments.marked)
    tests = Tests(folder)
    chosen = draw(arguments.modules, arguments.sample, arguments.seed)

    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # Imported once for all; the library itself is what changes.
    import imblearn.pipeline  # noqa: F401
    import keras  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import skimage.feature  # noqa: F401
    import sklearn.ensemble  # noqa: F401
    import skops.io  # noqa: F401

    # One test of each file.
    unchanged = (
        (file, file, ast.unparse(ast.parse(file.read_text())), one)
        for file in sorted({file for file, _ in chosen})
        if (one := tests.asked(file, 1, 0, False, most=0))
    )
    for file, failed in run_all(unchanged, arguments.jobs):
        if failed:
            sys.exit(f"Without any change tests of {file} fail.")

    path = folder / f"tried-{arguments.seed}.jsonl"
    known_before = path.read_text().splitlines() if path.exists() else []
    answers = {answer["key"]: answer for answer in map(json.loads, known_before)}
    trials = []
    for file, place in chosen:
        source, words, line, where = with_change(file.read_text(), place)
        key = f"{file.relative_to(ROOT)}:{line}: {words}"
        if key not in answers:
            trials.append((key, file, source, tests.asked(file, *where)))
    with open(path, "a") as results:
        run = run_all((trial for trial in trials if trial[3]), arguments.jobs)
        untested = ((trial[0], False) for trial in trials if not trial[3])
        for key, noticed in itertools.chain(untested, run):
            answers[key] = {"key": key, "noticed": noticed}
            results.write(json.dumps(answers[key]) + "\n")
            results.flush()
            if not noticed:
                print(key, flush=True)
    tried = Counter(key.split("/")[1].split(".")[0] for key in answers)
    noticed = Counter(key.split("/")[1].split(".")[0] for key in answers if answers[key]["noticed"])
    for module in sorted(tried):
        print(f"{module}: {noticed[module]} of {tried[module]} noticed")
    print(f"{noticed.total()} of {tried.total()} noticed")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.exit(main())
