"""What the README and the pages show really runs."""

import csv
import doctest
import inspect
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from contextlib import redirect_stdout
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from PIL import Image

import skwbc
from skwbc import cli
from skwbc.datasets import make_blood_cells
from skwbc.labelling._file import LabelFile

ROOT = Path(__file__).parent.parent
# These are run by tests of their own.
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"] + sorted(
    page
    for folder in (ROOT / "docs", ROOT / "docs" / "guide", ROOT / "docs" / "papers")
    for page in folder.glob("*.rst")
    if page.name not in ("clusters.rst", "works_with.rst")
)
REFERENCE = (ROOT / "docs" / "api.rst").read_text(encoding="utf-8")
EXAMPLES = sorted((ROOT / "examples").rglob("plot_*.py"))

RST_BLOCK = re.compile(
    r"^\.\. (?:code-block:: (?P<language>\w+)|plot::)\n(?:   +:.*\n)*\n(?P<body>(?:   +.*\n|\n)+)",
    re.MULTILINE,
)
MARKDOWN_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
# Steps of their own in continuous integration, or in tests of their own.
RUN_ELSEWHERE = ("make ", "pip ", "eval ", "skwbc completion ", "skwbc label ")


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    """Folders as a reader of the pages would have them."""
    folder = tmp_path_factory.mktemp("material")
    for part, seed in (("cells", 0), ("test", 1)):
        cells = make_blood_cells(120, image_size=48, difficulty=0.3, random_state=seed)
        for number, (image, code) in enumerate(zip(cells.images, cells.target)):
            path = folder / part / cells.target_names[code] / f"{number:03d}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(path)
    for name, suffix in (("smear1", "png"), ("more", "jpg")):
        (folder / name).mkdir()
        for number, image in enumerate(cells.images[:20]):
            Image.fromarray(image).save(folder / name / f"{number:03d}.{suffix}")
    # Labels of these cells by two people, who disagree about two.
    names = cells.target_names[cells.target[:20]].tolist()
    places = [(f"{number:03d}.png", (6, 6, 42, 42)) for number in range(20)]
    for person, said in (("Anna", names), ("Bert", [*names[:18], names[19], names[18]])):
        file = LabelFile(folder / ("labels.csv" if person == "Anna" else "bert.csv"), person)
        file.add(places, said)
        file.close()
    return folder


def steps(page):
    """Language and text of each block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    blocks = RST_BLOCK if page.suffix == ".rst" else MARKDOWN_BLOCK
    found = [
        (
            text[: match.start()].count("\n"),
            match["language"] or "python",
            textwrap.dedent(match["body"]),
        )
        for match in blocks.finditer(text)
    ]
    marks = re.findall(r"\.\. (?:code-block|plot)::|^```\w+$", text, re.MULTILINE)
    assert len(found) == len(marks), f"{page.name} has a block that is not understood"
    found += [
        (example.lineno, "doctest", example)
        for example in doctest.DocTestParser().get_examples(text)
    ]
    return sorted(found, key=lambda step: step[0])


def run_doctest(example, namespace, page):
    test = doctest.DocTest([example], {}, page.name, str(page), 0, None)
    test.globs = namespace
    report = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, out=report.write, clear_globs=False)
    assert not runner.summarize(verbose=False).failed, report.getvalue()


def run_console(text, page):
    """Run each command, and compare what it prints with what the page shows."""
    commands = re.split(r"^\$ ", text.replace("\\\n", " "), flags=re.MULTILINE)
    for command, _, shown in (part.partition("\n") for part in commands if part.strip()):
        command = command.split("  #")[0].strip()
        if command.startswith(RUN_ELSEWHERE):
            continue
        if command.startswith("skwbc ") and not set("|<>$(") & set(command):
            words = []
            for word in shlex.split(command)[1:]:
                words += sorted(map(str, Path().glob(word))) if "*" in word else [word]
            with redirect_stdout(io.StringIO()) as output:
                code = cli.main(words)
            printed = output.getvalue()
        else:
            beside = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
            run = subprocess.run(
                ["bash", "-c", command],
                capture_output=True,
                text=True,
                env=os.environ | beside,
                timeout=300,
            )
            code, printed = run.returncode, run.stdout
        assert code == 0, f"{page.name}: {command} ended with {code}"
        if shown.strip():
            assert doctest.OutputChecker().check_output(shown.strip() + "\n", printed, FLAGS), (
                f"{page.name}: {command} printed\n{printed}"
            )


@pytest.mark.full
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_runs_as_pasted(page, material, tmp_path, monkeypatch, capsys):
    here = tmp_path / "here"
    shutil.copytree(material, here)
    monkeypatch.chdir(here)
    namespace = {"__name__": "__main__"}
    for line, language, text in steps(page):
        if language == "doctest":
            run_doctest(text, namespace, page)
        elif language == "python":
            exec(compile("\n" * line + text, str(page), "exec"), namespace)
        elif language == "console":
            run_console(text, page)
        else:
            assert language == "text", f"{page.name} has a block that nobody runs"
        plt.close("all")
    if page.name == "README.md":
        accuracy = re.search(r"unseen cells: (\d\.\d+)", capsys.readouterr().out)
        assert float(accuracy[1]) > 0.6
        # The README asks for these files, and for no others.
        written = {path.name for path in here.iterdir()} - {
            path.name for path in material.iterdir()
        }
        assert written == {
            "cells.skops", "network.skops", "predictions.csv", "report.html", "test.html"
        }  # fmt: skip


def test_the_reference_has_every_public_name_with_an_example():
    packages = [skwbc, *filter(inspect.ismodule, (getattr(skwbc, name) for name in skwbc.__all__))]
    for package in packages:
        for name in package.__all__:
            thing = getattr(package, name)
            if not inspect.ismodule(thing):
                assert f"   {name}\n" in REFERENCE, f"{name} is not in the reference"
                assert ">>> " in inspect.getdoc(thing), f"{name} has no example"


def test_commands_of_the_pages_exist():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert set(re.findall(r"(?:^\$ |^ {4}|`)make ([a-z]+)", text, re.MULTILINE)) <= set(targets)
    for names in re.findall(r"(?:skwbc|\.)\[([a-z,]+)\]", text):
        assert set(names.split(",")) <= set(extras)


def test_the_citation_is_of_this_version():
    assert f"version: {skwbc.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.stem)
def test_every_example_ends_with_what_was_learned(example):
    last = re.split(r"^# %%.*\n", example.read_text(encoding="utf-8"), flags=re.MULTILINE)[-1]
    assert last.startswith("# What was learned\n# ---")
    assert all(line.startswith("#") for line in last.splitlines())


def test_every_measured_table_fits_its_page():
    shown = r"\.\. csv-table::.*\n +:file: (\S+)\n(?: +:(?!widths).*\n)* +:widths: ([\d ]+)\n"
    tables = [
        (page.parent / file, len(widths.split()))
        for page in PAGES
        for file, widths in re.findall(shown, page.read_text(encoding="utf-8"))
    ]
    assert len(tables) > 5
    for file, columns in tables:
        with open(file, encoding="utf-8", newline="") as lines:
            assert {len(row) for row in csv.reader(lines)} == {columns}, file
