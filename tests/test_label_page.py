"""The labelling page in Chromium, used as a person uses it."""

import shutil
import threading
from contextlib import contextmanager

import numpy as np
import pytest

from skwbc.datasets import make_blood_cells
from skwbc.labelling import load_labels
from skwbc.labelling._file import NO_CELL, LabelFile, read_labels, standing
from skwbc.labelling._session import Session

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api", reason="`make site` installs Playwright")
from skwbc.labelling._server import Page  # noqa: E402

TYPES = ["eosinophil", "lymphocyte", "monocyte", "neutrophil"]
KEYS = {"eosinophil": "e", "lymphocyte": "l", "monocyte": "m", "neutrophil": "n"}
SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def smear(tmp_path_factory):
    """Folder of 150 pictures of one cell each, and their types."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("smear")
    data = make_blood_cells(150, classes=TYPES, image_size=64, random_state=0)
    for number, image in enumerate(data.images):
        Image.fromarray(image).save(folder / f"{number:03}.png")
    return folder, data.target_names[data.target].tolist()


@contextmanager
def served(smear, path, others=(), repeat=1, types=TYPES):
    """The page of a session whose features tell the types."""
    folder, names = smear
    session = Session(LabelFile(path, "Anna"), types, others)
    rng = np.random.default_rng(0)
    n_types = len(session.types)
    for number, name in enumerate(names):
        # Several cells in each picture, for many cells in few files.
        boxes = np.array([(0, 0, 64 + shift, 64) for shift in range(repeat)])
        features = rng.normal(size=(repeat, 12))
        features[:, TYPES.index(name)] += 6
        session.add(f"{number:03}.png", boxes, features, np.full((repeat, n_types), 1 / n_types))
    session.note_reading(pictures=len(names), of=len(names), done=True, compared=True)
    session.refit()
    page = Page(session, folder, descriptions={})
    server = threading.Thread(target=page.run)
    server.start()
    try:
        yield page, session
    finally:
        page.stop()
        server.join()
        session.file.close()


@pytest.fixture(scope="module")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("install Chromium to look at the page")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened(chromium, page, *, expected_errors=(), **settings):
    """A tab that shows the page; fails on errors in its console and requests to other places."""
    settings.setdefault("viewport", SCREENS["desktop"])
    tab = chromium.new_page(**settings)
    problems = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda said: said.type == "error" and problems.append(said.text))
    tab.on(
        "request",
        lambda asked: asked.url.startswith((page.address, "data:")) or problems.append(asked.url),
    )
    tab.goto(page.address)
    tab.wait_for_selector(".cell:focus")
    yield tab
    tab.close()
    assert not [one for one in problems if not any(text in one for text in expected_errors)]


def wait_for_labels(tab, n):
    tab.wait_for_function(
        "n => document.getElementById('progress').textContent.startsWith(`${n} of`)", arg=n
    )


def focused(tab):
    return int(tab.evaluate("() => document.activeElement.dataset.cell"))


def test_sixty_cells_by_keyboard(chromium, smear, tmp_path):
    path = tmp_path / "labels.csv"
    names = smear[1]
    with served(smear, path) as (page, session), opened(chromium, page) as tab:
        for number in range(60):
            cell = focused(tab)
            tab.keyboard.press(KEYS[names[cell]])
            # The label is on disk before the focus leaves the cell.
            tab.wait_for_function(
                "cell => ![cell, undefined].includes(document.activeElement.dataset.cell)",
                arg=str(cell),
            )
            assert len(standing(read_labels(path)[0])) == number + 1
        wait_for_labels(tab, 60)
        labels = standing(read_labels(path)[0])
        assert all(label.type == names[int(label.picture[:3])] for label in labels)
        # One question in five was drawn at random, and tests the suggestions.
        tab.wait_for_function(
            "() => /of 1\\d cells that/.test(document.getElementById('accuracy').textContent)"
        )
        assert tab.locator("#curve .line").count() == 1
        shares = [
            float(text)
            for text in tab.locator("#types td:nth-child(3)").all_text_contents()
            if text
        ]
        assert sum(shares) == pytest.approx(100, abs=0.3)
        suggested = np.array(session.types)[session.probabilities.argmax(axis=1)]
        assert np.mean(suggested == names) > 0.9
    data = load_labels(path, smear[0], find_copies=False)
    assert len(data.images) == 60
    assert 10 <= data.at_random.sum() <= 14


def test_labels_outlive_reloads_and_servers(chromium, smear, tmp_path):
    path = tmp_path / "labels.csv"
    offline = ("Failed to load", "ERR_CONNECTION")
    with (
        served(smear, path) as (page, session),
        opened(chromium, page, expected_errors=offline) as tab,
    ):
        for key in "nelm":
            tab.keyboard.press(key)
        wait_for_labels(tab, 4)
        tab.reload()
        tab.wait_for_selector(".cell:focus")
        wait_for_labels(tab, 4)
        first = focused(tab)
        # The server dies between two labels.
        page.stop()
        tab.wait_for_function("() => !document.getElementById('problem').hidden")
        assert "All labels up to here are stored" in tab.text_content("#problem")
        tab.keyboard.press("n")
        tab.wait_for_timeout(300)
        assert focused(tab) == first
    with served(smear, path) as (page, session), opened(chromium, page) as tab:
        wait_for_labels(tab, 4)
        for n_left in (3, 2, 1, 0):
            tab.keyboard.press("Backspace")
            wait_for_labels(tab, n_left)
        assert tab.is_disabled("#undo")
        assert session.file.standing() == []


def test_fast_typing_labels_one_cell_per_key(chromium, smear, tmp_path):
    path = tmp_path / "labels.csv"
    with served(smear, path) as (page, session), opened(chromium, page) as tab:
        questions = list(session.questions)
        for key in "nelmx?nel":
            tab.keyboard.press(key)
        wait_for_labels(tab, 9)
        cells = [session.cells.index(label.cell) for label in session.file.standing()]
        assert cells == questions[:9]


def test_clicks_rows_and_a_closer_look(chromium, smear, tmp_path):
    path = tmp_path / "labels.csv"
    with served(smear, path) as (page, session), opened(chromium, page) as tab:
        first, second, third = session.questions[:3]
        # A click accepts the suggestion, or gives the chosen type.
        suggested = session.types[session.probabilities[first].argmax()]
        tab.click(f"[data-cell='{first}']")
        wait_for_labels(tab, 1)
        tab.click("#palette >> text=no cell")
        tab.click(f"[data-cell='{second}']")
        wait_for_labels(tab, 2)
        assert [label.type for label in session.file.standing()] == [suggested, NO_CELL]
        tab.click("#palette >> text=look closer")
        tab.click(f"[data-cell='{third}']")
        tab.wait_for_selector("#closer[open]")
        tab.wait_for_function("() => document.getElementById('whole').naturalWidth == 64")
        assert session.cells[third][0] in tab.text_content("#about")
        tab.keyboard.press("m")
        wait_for_labels(tab, 3)
        assert not tab.is_visible("#closer")
        row = tab.locator(".row:has(.accept)").first
        n_cells = row.locator(".cell:not(.labelled)").count()
        row.locator(".accept").click()
        wait_for_labels(tab, 3 + n_cells)
        # A row is one action.
        tab.keyboard.press("Backspace")
        wait_for_labels(tab, 3)


def test_two_people_see_where_they_disagree(chromium, smear, tmp_path):
    other = LabelFile(tmp_path / "bert.csv", "Bert")
    other.add([("003.png", (0, 0, 64, 64))], ["monocyte"])
    other.add([("004.png", (0, 0, 64, 64))], ["neutrophil"])
    other.close()
    path = tmp_path / "labels.csv"
    mine = LabelFile(path, "Anna")
    mine.add(
        [("003.png", (0, 0, 64, 64)), ("004.png", (0, 0, 64, 64))], ["neutrophil"] * 2, [""] * 2
    )
    mine.close()
    others = standing(read_labels(tmp_path / "bert.csv")[0])
    with served(smear, path, others) as (page, _), opened(chromium, page) as tab:
        heads = tab.locator(".head span").all_text_contents()
        assert heads[:2] == ["Questions", "People disagree"]
        assert "of 2 cells have the same label. Cohen's kappa is " in tab.text_content("#agreement")
        assert "Bert: monocyte" in tab.get_attribute("[data-cell='3']", "title")
        tab.locator("[data-cell='3']").first.focus()
        tab.keyboard.press(" ")
        tab.wait_for_selector("#closer[open]")
        assert "Bert: monocyte" in tab.text_content("#about")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_shows_all_of_it(chromium, smear, tmp_path, screen, scheme):
    settings = {"viewport": SCREENS[screen], "color_scheme": scheme}
    with (
        served(smear, tmp_path / "labels.csv") as (page, _),
        opened(chromium, page, **settings) as tab,
    ):
        tab.click(".cell")
        wait_for_labels(tab, 1)
        width = tab.evaluate("() => document.documentElement.scrollWidth")
        assert width <= SCREENS[screen]["width"]
        if screen == "phone":
            tab.click("#show-count")
        assert tab.is_visible("#types")
        pairs = tab.evaluate(CONTRASTS)
        assert len(pairs) > 20
        assert not {text: ratio for text, ratio in pairs if ratio < 4.5}


# The contrast of each text with the colour behind it, by the formula of WCAG 2.
CONTRASTS = """() => {
    const parts = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = ([red, green, blue]) => [red, green, blue].map(value => value / 255)
        .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
    const behind = node => {
        for (; node; node = node.parentElement) {
            const found = parts(getComputedStyle(node).backgroundColor);
            if (found.length < 4 || found[3] > 0) return found;
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll('body *')]
        .filter(node => node.offsetParent && [...node.childNodes].some(
            child => child.nodeType == 3 && child.textContent.trim()))
        .map(node => {
            const both = [parts(getComputedStyle(node).color), behind(node)].map(light);
            return [node.textContent.trim().slice(0, 40),
                    (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05)];
        });
}"""


def test_thousands_of_cells_are_a_few_elements(chromium, smear, tmp_path):
    with (
        served(smear, tmp_path / "labels.csv", repeat=67) as (page, session),
        opened(chromium, page) as tab,
    ):
        assert len(session.cells) > 10_000
        tab.evaluate("() => { document.getElementById('cells').scrollTop = 1e9; }")
        tab.wait_for_function(
            "() => [...document.querySelectorAll('.cell img')].every(image => image.naturalWidth)"
        )
        assert tab.evaluate("() => document.querySelectorAll('*').length") < 2000
        tab.keyboard.press("n")
        wait_for_labels(tab, 1)


def test_foreign_text_stays_text(chromium, smear, tmp_path):
    folder = tmp_path / "smear"
    folder.mkdir()
    name = "<img src=x onerror=alert(1)>.png"
    shutil.copy(smear[0] / "000.png", folder / name)
    session = Session(LabelFile(tmp_path / "labels.csv", "Anna"), TYPES)
    session.add(name, np.array([[0, 0, 64, 64]] * 2), np.eye(2, 4), np.full((2, 6), 1 / 6))
    session.refit()
    page = Page(session, folder, descriptions={})
    server = threading.Thread(target=page.run)
    server.start()
    with opened(chromium, page) as tab:
        tab.locator(".cell").first.focus()
        tab.keyboard.press(" ")
        tab.wait_for_selector("#closer[open]")
        assert name in tab.text_content("#about")
        assert tab.locator("img[src=x]").count() == 0
    page.stop()
    server.join()
    session.file.close()
