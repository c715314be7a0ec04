"""Nothing is written that was not asked for."""

import os
import re
import sys
import tempfile

import pytest

from tests.reliability.test_hostile_inputs import ON_IMAGES, ON_LABELS, good

pytestmark = [pytest.mark.reliability, pytest.mark.filterwarnings("ignore")]

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.truncate"}
# What Python, Keras and Matplotlib keep for themselves, and TensorFlow in the temporary folder.
OF_OTHERS = ("__pycache__", "/.keras", "matplotlib", "autograph_generated", "/dev/", "/proc/")
_seen = None


def _note(event, arguments):
    if _seen is None:
        return
    changes = arguments[2] & WRITES if event == "open" else event in CHANGES
    # Python names the folder alone first, where it is to have a temporary file.
    path = str(arguments[0]) if changes else tempfile.gettempdir()
    if path != tempfile.gettempdir() and not any(part in path for part in OF_OTHERS):
        _seen.append((event, path))


@pytest.fixture(scope="module")
def audit():
    # It can't be taken back, and costs nothing while nobody listens.
    sys.addaudithook(_note)


@pytest.fixture
def seen(audit):
    global _seen
    _seen = []
    yield _seen
    _seen = None


CALLS = {
    **{f"{name}, images": (*entry, list(good()[0])) for name, entry in ON_IMAGES.items()},
    **{f"{name}, labels": (*entry, good()[1]) for name, entry in ON_LABELS.items()},
}


@pytest.mark.parametrize("name", CALLS)
def test_no_file_is_written(name, seen):
    call, make, given = CALLS[name]
    call(given, make and make(re.match(r"\w+", name)[0]))
    assert seen == []


def test_what_is_written_is_seen(tmp_path, seen):
    (tmp_path / "asked for").write_text("")
    (tmp_path / "folder").mkdir()
    assert [event for event, _ in seen] == ["open", "os.mkdir"]
