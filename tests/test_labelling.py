"""Labels of cells: their file, what is learned from them, the page's server, and their loading."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import skwbc
from skwbc.cli import _label, main
from skwbc.datasets import make_blood_cells
from skwbc.labelling import _session, load_labels
from skwbc.labelling._file import NO_CELL, NOT_SURE, LabelFile, read_labels, standing
from skwbc.labelling._session import Session
from skwbc.labelling._types import DESCRIPTIONS

TYPES = ["lymphocyte", "monocyte", "neutrophil"]
BOX = (2, 3, 40, 41)


@pytest.fixture(scope="module")
def smear(tmp_path_factory):
    """Folder of 120 pictures of one cell each, and their types."""
    folder = tmp_path_factory.mktemp("smear")
    data = make_blood_cells(120, classes=TYPES, image_size=48, random_state=0)
    for number, image in enumerate(data.images):
        Image.fromarray(image).save(folder / f"{number:03}.png")
    return folder, data.target_names[data.target].tolist()


def make_session(smear, path, person="anna", others=(), first=None):
    """A session that has read all pictures; features tell the types, but not clearly."""
    names = smear[1]
    session = Session(LabelFile(path, person), TYPES, others)
    rng = np.random.default_rng(0)
    for number, name in enumerate(names):
        features = rng.normal(size=(1, 12))
        features[0, TYPES.index(name)] += 4
        shares = np.full((1, 5), 0.2) if first is None else first[number : number + 1]
        session.add(f"{number:03}.png", np.array([BOX]), features, shares)
    session.note_reading(pictures=len(names), of=len(names), done=True, compared=True)
    session.refit()
    return session


@pytest.fixture
def session(smear, tmp_path):
    session = make_session(smear, tmp_path / "labels.csv")
    yield session
    session.file.close()


def answer(session, smear, n=None):
    """Give the true types to the questions."""
    for cell in session.questions[:n]:
        session.label([cell], [smear[1][cell]])
    session.refit()


# -- the file --------------------------------------------------------------------------------------


def test_each_label_is_a_row_that_stands_until_it_is_replaced(tmp_path):
    path = tmp_path / "labels.csv"
    file = LabelFile(path, "Anna")
    file.add([("a.png", BOX), ("b.png", BOX)], ["monocyte"] * 2)
    file.add([("a.png", BOX)], ["lymphocyte"])
    file.close()
    labels, _ = read_labels(path)
    assert [label.type for label in labels] == ["monocyte", "monocyte", "lymphocyte"]
    assert {label.picture: label.type for label in standing(labels)} == {
        "a.png": "lymphocyte",
        "b.png": "monocyte",
    }
    again = LabelFile(path, "Anna")
    assert [label.type for label in again.standing()] == ["monocyte", "lymphocyte"]
    again.add([("b.png", BOX)], [""])
    assert [label.picture for label in again.standing()] == ["a.png"]
    again.close()


def test_undo_goes_back_to_the_beginning_and_survives_the_process(tmp_path):
    path = tmp_path / "labels.csv"
    file = LabelFile(path, "Anna")
    for name in ("monocyte", "lymphocyte", "neutrophil"):
        file.add([("a.png", BOX)], [name])
    file.undo()
    file.add([("b.png", BOX), ("c.png", BOX)], ["monocyte"] * 2)
    file.close()
    again = LabelFile(path, "Anna")
    steps = []
    while again.can_undo:
        steps.append([label.picture for label in again.undo()])
    assert steps == [["b.png", "c.png"], ["a.png"], ["a.png"]]
    assert again.standing() == again.undo() == []
    again.close()


def test_what_a_killed_process_began_is_dropped(tmp_path):
    path = tmp_path / "labels.csv"
    file = LabelFile(path, "Anna")
    file.add([("a.png", BOX)], ["monocyte"])
    file.close()
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[1][:30])
    again = LabelFile(path, "Anna")
    again.add([("b.png", BOX)], ["neutrophil"])
    assert [label.picture for label in again.standing()] == ["a.png", "b.png"]
    again.close()
    assert len(path.read_bytes().splitlines()) == 3


def test_people_share_a_file_but_not_at_once(tmp_path):
    path = tmp_path / "labels.csv"
    file = LabelFile(path, "Anna")
    with pytest.raises(
        ValueError, match=r"labels\.csv' is open in another process; close it, or ch"
    ):
        LabelFile(path, "Bert")
    file.add([("a.png", BOX)], ["monocyte"])
    file.close()
    other = LabelFile(path, "Bert")
    assert other.standing() == [] and not other.can_undo
    other.add([("a.png", BOX)], ["neutrophil"])
    other.close()
    said = {label.person: label.type for label in standing(read_labels(path)[0])}
    assert said == {"Anna": "monocyte", "Bert": "neutrophil"}


def test_names_that_a_spreadsheet_would_run_or_a_page_show(tmp_path):
    path = tmp_path / "labels.csv"
    file = LabelFile(path, "Anna")
    names = ["=1+1.png", "-a.png", "<b>.png", 'a,"b".png', "é.png"]
    file.add([(name, BOX) for name in names], ["monocyte"] * len(names))
    assert [label.picture for label in read_labels(path)[0]] == names
    file.close()
    assert not any(b",=" in line or b",-" in line for line in path.read_bytes().splitlines())
    for name in ("=cmd", "<b>", "", "a" * 61):
        with pytest.raises(ValueError, match="is not a name for a person; use up to 60 letters, d"):
            LabelFile(path, name)


def test_other_files_are_refused_and_kept(tmp_path):
    path = tmp_path / "cells.csv"
    path.write_text("field,crop\na,b\n")
    with pytest.raises(
        ValueError, match=r"cells\.csv' is not a file of labels, whose columns are ti"
    ):
        LabelFile(path, "Anna")
    assert path.read_text() == "field,crop\na,b\n"


def test_a_full_disk_leaves_no_half_action(tmp_path, monkeypatch):
    path = tmp_path / "labels.csv"
    file = LabelFile(path, "Anna")
    before, write = path.read_bytes(), os.write

    def full(number, content):
        if number != file._file:
            return write(number, content)
        if len(content) < 60:
            raise OSError(28, "No space left on device")
        return write(number, content[:20])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        file.add([("a.png", BOX)], ["monocyte"])
    monkeypatch.undo()
    assert path.read_bytes() == before and not file.can_undo
    file.add([("b.png", BOX)], ["monocyte"])
    assert [label.picture for label in file.standing()] == ["b.png"]
    file.close()


# -- what is learned -------------------------------------------------------------------------------


def test_suggestions_learn_from_answers(session, smear):
    truth = smear[1]
    for _ in range(4):
        assert len(session.questions) == _session.N_QUESTIONS
        answer(session, smear)
    assert (session.labels >= 0).sum() == 40
    suggested = [session.types[code] for code in session.probabilities.argmax(axis=1)]
    assert accuracy_score(truth, suggested) > 0.9


def test_tests_are_random_and_never_train(session, smear):
    tests = np.flatnonzero(session.tests)
    assert 0.1 < len(tests) / 120 < 0.3
    answer(session, smear)
    before = session.probabilities.copy()
    # All wrong.
    for cell in tests:
        session.label([cell], [NO_CELL])
    session.refit()
    np.testing.assert_array_equal(session.probabilities, before)
    assert session.curve()[-1][1] == 0
    data = load_labels(session.file.path, smear[0], others=True, find_copies=False)
    drawn = {Path(path).name for path in data.paths[data.at_random]}
    assert drawn == {session.cells[cell][0] for cell in tests}


def test_the_estimate_only_uses_random_cells_in_their_order(session, smear):
    tests = np.flatnonzero(session.tests)
    order = tests[np.argsort(session._place[tests])]
    # A person may choose these because they are easy.
    for cell in order[3:]:
        session.label([cell], [smear[1][cell]])
    assert len(session.scored_tests()) == 0 and session.curve() == []
    assert {float(label.drawn_to) for label in session.file.standing()} == {0}
    session.label([order[0]], [smear[1][order[0]]])
    session.label([order[2]], [smear[1][order[2]]])
    assert session.scored_tests().tolist() == [order[0]]
    data = load_labels(session.file.path, smear[0], find_copies=False)
    assert [Path(path).name for path in data.paths[data.at_random]] == [f"{order[0]:03}.png"]
    session.label([order[1]], [NOT_SURE])
    # From here on all are labelled; what nobody is sure of has no score.
    assert session.scored_tests().tolist() == [order[0], *order[2:]]
    _, share, low, high = session.curve()[-1]
    assert 0 <= low <= share <= high <= 1


def test_questions_stay_until_all_are_answered(session, smear):
    questions = session.questions
    answer(session, smear, n=9)
    assert session.questions == questions
    answer(session, smear)
    assert not set(questions) & set(session.questions)


def test_count_takes_labels_where_there_are_some(session):
    for cell in range(120):
        session.label(
            [cell], ["monocyte" if cell < 90 else NO_CELL if cell < 100 else "neutrophil"]
        )
    count = session.count()
    shares = dict(zip(count.classes.tolist(), count.percent, strict=True))
    assert shares["monocyte"] == pytest.approx(100 * 90 / 110)
    session.label(list(range(120)), [NOT_SURE] * 120)
    assert session.count() is None


def test_copies_are_shown_once_and_clashes_side_by_side(session):
    groups = np.arange(120)
    groups[[5, 6, 7]] = 5
    session.label([6], ["monocyte"])
    session.set_copies(groups)
    assert not {5, 7} & set(session.shown.tolist()) and 6 in session.shown
    assert session.clashes == []
    session.label([7], ["neutrophil"])
    assert session.clashes == [[6, 7]]


def test_copies_of_tests_do_not_train(session):
    test, other = np.flatnonzero(session.tests)[0], np.flatnonzero(~session.tests)[0]
    session.label([int(test), int(other)], ["monocyte"] * 2)
    groups = np.arange(120)
    groups[[test, other]] = 0
    session.set_copies(groups)
    assert session.tests[test] == session.tests[other]


def test_a_box_that_moved_keeps_its_label(smear, tmp_path):
    file = LabelFile(tmp_path / "labels.csv", "anna")
    file.add([("000.png", (4, 3, 42, 41))], ["monocyte"])
    file.close()
    session = make_session(smear, tmp_path / "labels.csv")
    assert session.types[session.labels[0]] == "monocyte"
    assert session.undo() == [0] and session.labels[0] == -1
    session.file.close()


def test_labels_that_others_contradict_are_doubted(session, smear):
    wrong = np.flatnonzero(~session.tests)[0]
    for cell in np.flatnonzero(~session.tests)[:60].tolist():
        session.label([cell], [smear[1][cell]])
    session.label([wrong], [next(name for name in TYPES if name != smear[1][wrong])])
    session.refit()
    assert session.doubted[0] == wrong and len(session.doubted) < 6


def test_first_suggestions_come_from_a_model(smear, tmp_path):
    first = np.full((120, 5), 0.0125)
    first[np.arange(120), [TYPES.index(name) for name in smear[1]]] = 0.95
    session = make_session(smear, tmp_path / "labels.csv", first=first)
    suggested = [session.types[code] for code in session.probabilities.argmax(axis=1)]
    assert accuracy_score(smear[1], suggested) > 0.9
    # What the model never says can be learned from labels.
    for cell in np.flatnonzero(~session.tests)[:20].tolist():
        session.label([cell], [NO_CELL])
    session.refit()
    assert session.probabilities[:, session.types.index(NO_CELL)].mean() > 0.05
    session.file.close()


def test_probabilities_that_arrive_during_a_refit_count(session, smear, monkeypatch):
    first = np.full((120, 5), 0.0125)
    first[np.arange(120), [TYPES.index(name) for name in smear[1]]] = 0.95
    refit = _session.Suggestions.refit

    def slow(*arguments):
        found = refit(*arguments)
        session.set_first(first)
        return found

    monkeypatch.setattr(_session.Suggestions, "refit", slow)
    session.refit()
    monkeypatch.undo()
    session.refit()
    np.testing.assert_array_equal(session.probabilities, first)


def test_labels_are_found_again_after_a_restart(smear, tmp_path):
    path = tmp_path / "labels.csv"
    session = make_session(smear, path)
    answer(session, smear)
    before = session.labels.copy()
    session.file.close()
    again = make_session(smear, path)
    np.testing.assert_array_equal(again.labels, before)
    again.file.close()


def test_people_disagree(smear, tmp_path):
    first = make_session(smear, tmp_path / "anna.csv")
    first.label([1, 2, 3], ["monocyte"] * 3)
    first.file.close()
    other = LabelFile(tmp_path / "bert.csv", "bert")
    # A box that differs a little shows the same cell.
    near = (4, 3, 42, 41)
    for number, name in ((1, "monocyte"), (2, "neutrophil")):
        other.add([(f"00{number}.png", near)], [name])
    other.close()
    others = standing(read_labels(tmp_path / "bert.csv")[0])
    session = make_session(smear, tmp_path / "anna.csv", others=others)
    assert session.disagreements == [2]
    assert session.said[2] == [("bert", "neutrophil")]
    assert session.agreement().startswith("50% (")
    assert "of 2 cells have the same label. Cohen's kappa is 0.00 (" in session.agreement()
    session.label([2], ["neutrophil"])
    assert session.disagreements == [] and session.agreement().startswith("100% (")
    session.file.close()


# -- labels as data --------------------------------------------------------------------------------


def test_labels_become_data_for_scikit_learn(smear, tmp_path):
    folder, truth = smear
    anna, bert = LabelFile(tmp_path / "a.csv", "anna"), LabelFile(tmp_path / "b.csv", "bert")
    for number in range(8):
        anna.add([(f"00{number}.png", BOX)], [truth[number]])
    bert.add([("001.png", BOX)], [truth[1]])
    bert.add([("002.png", BOX)], [next(name for name in TYPES if name != truth[2])])
    bert.add([("009.png", BOX)], [NO_CELL])
    anna.close()
    bert.close()
    data = load_labels(tmp_path / "a.csv", folder)
    assert data.target_names[data.target].tolist() == truth[:8]
    assert [image.shape for image in data.images] == [(46, 46, 3)] * 8
    assert len(set(data.groups)) == 8 and not data.at_random.any()
    both = load_labels([tmp_path / "a.csv", tmp_path / "b.csv"], str(folder))
    assert len(both.images) == 7 and both.people == ["anna", "bert"]
    assert [box for _, box, _ in both.disagreements] == [BOX]
    assert both.ratings.shape == (9, 2) and both.ratings[1].tolist() == [truth[1]] * 2
    assert both.DESCR.startswith("7 cells in ") and both.DESCR.endswith("1 more with disagreements")
    with_others = load_labels(tmp_path / "b.csv", folder, others=True, find_copies=False)
    assert NO_CELL in with_others.target_names
    X, y = load_labels(tmp_path / "a.csv", folder, return_X_y=True)
    assert len(X) == len(y) == 8


def test_files_without_usable_labels(smear, tmp_path):
    path = tmp_path / "labels.csv"
    file = LabelFile(path, "anna")
    with pytest.raises(
        ValueError, match=r"labels\.csv' contains no labels; label some cells with `s"
    ):
        load_labels(path, smear[0])
    file.add([("001.png", BOX)], [NOT_SURE])
    with pytest.raises(ValueError, match="No cell has a type that all people agree on; label more"):
        load_labels(path, smear[0])
    file.close()


# -- the server ------------------------------------------------------------------------------------


@pytest.fixture
def page(session, smear):
    from skwbc.labelling._server import Page

    page = Page(session, smear[0], descriptions={})
    server = threading.Thread(target=page.run)
    server.start()
    yield page
    page.stop()
    server.join(timeout=10)
    assert not server.is_alive()


def ask(page, path, content=None, **headers):
    """Ask the server; return the status, the headers and the content of the answer."""
    host, _, rest = page.address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=20)
    path = path if path.startswith("/") else f"/{rest}{path}"
    body = content if content is None or isinstance(content, bytes) else json.dumps(content)
    headers = {"Content-Type": "application/json", **headers}
    connection.request("GET" if content is None else "POST", path, body, headers)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def test_the_page_labels_and_takes_back(page, session, smear):
    assert b"<title>Label cells" in ask(page, "")[2]
    state = json.loads(ask(page, "state")[2])
    assert len(state["shown"]) == 120 and state["types"] == [*TYPES, NOT_SURE, NO_CELL]
    assert ask(page, f"state?since={state['version']}")[0] == 204
    assert ask(page, "label", {"cells": [4, 9], "types": ["monocyte"] * 2})[0] == 200
    # It is on disk when the answer arrives.
    assert {label.picture for label in read_labels(session.file.path)[0]} == {"004.png", "009.png"}
    assert json.loads(ask(page, "undo", {})[2]) == {"cells": [4, 9]}
    assert session.file.standing() == []
    status, headers, picture = ask(page, "crop/4")
    assert headers["Content-Type"] == "image/jpeg" and picture[:2] == b"\xff\xd8"
    about = json.loads(ask(page, "cell/4")[2])
    assert about["picture"] == "004.png" and about["size"] == [48, 48]
    for label, status in (
        ({"cells": [120], "types": ["monocyte"]}, 404),
        ({"cells": [-1], "types": ["monocyte"]}, 404),
        ({"cells": [True], "types": ["monocyte"]}, 400),
        ({"cells": [], "types": ["monocyte"]}, 400),
        ({"cells": [1], "types": ["<b>"]}, 400),
        ([1], 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
    ):
        assert ask(page, "label", label)[0] == status
    assert session.file.standing() == []


def test_nobody_else_gets_an_answer(page, session):
    token = page.token
    for path, headers in (
        ("/", {}),
        ("/state", {}),
        (f"/{token[:-1]}/state", {}),
        (f"/{'x' * len(token)}/state", {}),
        (f"/{token}/../../etc/passwd", {}),
        (f"/{token}/%2e%2e/%2e%2e/etc/passwd", {}),
        (f"/{token}/_server.py", {}),
        (f"/{token}/crop/..%2f..%2fetc%2fpasswd", {}),
        (f"/{token}/state", {"Host": "evil.example"}),
        (f"/{token}/state", {"Origin": "http://evil.example"}),
    ):
        status, answer, content = ask(page, path, **headers)
        assert status == 404 and b"root:" not in content
        assert "Access-Control-Allow-Origin" not in answer
    label = {"cells": [1], "types": ["monocyte"]}
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Content-Type": "text/plain"},
    ):
        assert ask(page, "label", label, **headers)[0] == 404
    assert session.file.standing() == []
    policy = ask(page, "")[1]["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy


def test_a_long_upload_is_cut_off(page, session):
    host, _, rest = page.address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.putrequest("POST", f"/{rest}label")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(2**30))
    connection.endheaders()
    sent = 0
    try:
        for _ in range(1024):
            connection.send(b"[" * 2**20)
            sent += 1
        status = connection.getresponse().status
    except OSError:
        # The server closed the connection.
        status = 413
    connection.close()
    assert status == 413 and sent < 200
    assert ask(page, "state")[0] == 200 and session.file.standing() == []


@pytest.mark.full
def test_many_requests_at_once_lose_nothing(page, session):
    def one(number):
        label = {"cells": [number % 120], "types": [TYPES[number % 3]]}
        return ask(page, "label", label)[0] if number % 4 else ask(page, f"crop/{number % 120}")[0]

    with ThreadPoolExecutor(1000) as pool:
        assert set(pool.map(one, range(1000))) == {200}
    assert len(read_labels(session.file.path)[0]) == 750


def test_pictures_that_vanish_are_reported(session, smear, tmp_path):
    from skwbc.labelling._server import Page

    page = Page(session, tmp_path / "elsewhere", descriptions={})
    server = threading.Thread(target=page.run)
    server.start()
    assert ask(page, "crop/1")[::2] == (404, b"The picture can no longer be read.")
    page.stop()
    server.join()


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.full
def test_the_command_goes_on_where_it_was_killed(smear, tmp_path):
    folder, names = smear
    model = make_pipeline(skwbc.features.ColorFeatures(), StandardScaler(), LogisticRegression())
    paths = sorted(map(str, folder.iterdir()))
    skwbc.save(model.fit(paths, names), tmp_path / "model.skops")
    command = [
        *(sys.executable, "-m", "skwbc", "label", str(folder), "-o", str(tmp_path / "labels.csv")),
        *("--model", str(tmp_path / "model.skops"), "--person", "Anna", "--no-browser"),
    ]
    for n_before in (0, 1):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            line = process.stderr.readline()
            page = type("Page", (), {"address": line.split(" at ")[1].split()[0]})
            state = {"reading": {"done": False}}
            while not state["reading"]["done"]:
                time.sleep(0.1)
                state = json.loads(ask(page, "state")[2])
            assert len(state["shown"]) == 120 and state["person"] == "Anna"
            assert sum(code >= 0 for code in state["labels"]) == n_before
            suggested = [state["types"][code] for code in state["suggested"]]
            assert accuracy_score(names, suggested) > 0.8
            assert ask(page, "label", {"cells": [n_before], "types": ["monocyte"]})[0] == 200
            if n_before == 0:
                process.kill()
            else:
                process.send_signal(signal.SIGINT)
                assert process.wait() == 0
                assert process.stdout.read() == f"2 labels of Anna in {tmp_path}/labels.csv\n"
    assert len(load_labels(tmp_path / "labels.csv", folder).images) == 2


def test_the_page_says_why_no_more_pictures_are_read(page, session, smear):
    class Broken:
        classes_ = TYPES

    with pytest.raises(AttributeError):
        _label._read_or_say_why(session, Broken(), smear[0], ["000.png"], [])
    state = json.loads(ask(page, "state")[2])
    assert state["problem"].startswith("No more pictures can be read: 'Broken' object has no")


def test_what_the_command_cannot_use(smear, tmp_path, capsys, monkeypatch):
    arguments = ["-o", str(tmp_path / "labels.csv"), "--no-browser"]
    assert main(["label", str(tmp_path / "nothing"), *arguments]) == 1
    assert "nothing' is not a folder; pass the folder of the pictures." in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["label", str(tmp_path / "empty"), *arguments]) == 1
    assert "None of the files is an image" in capsys.readouterr().err
    picture = next(smear[0].iterdir()).read_bytes()
    for name in (b"two\nlines.png", b"\xff.png"):
        Path(tmp_path, "empty", os.fsdecode(name)).write_bytes(picture)
    assert main(["label", str(tmp_path / "empty"), *arguments]) == 1
    assert "Skipped files (2):" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "skwbc.labelling._server", None)
    assert main(["label", str(smear[0]), *arguments]) == 1
    assert "install them with `pip install 'skwbc[label]'`." in capsys.readouterr().err
    assert not (tmp_path / "labels.csv").exists()


def test_descriptions_of_types_are_those_of_the_glossary():
    page = Path(__file__).parents[1] / "docs" / "glossary.rst"
    glossary = " ".join(page.read_text(encoding="utf-8").split())
    for name, text in DESCRIPTIONS.items():
        assert f" {name} {text} " in glossary
