"""Kills, full disks and company: afterwards every file is the old or the new one, whole."""

import hashlib
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from joblib.externals.loky.process_executor import TerminatedWorkerError
from PIL import Image
from sklearn.linear_model import RidgeClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import skwbc
from skwbc._files import cache
from skwbc._input.images import read
from skwbc._input.parallel import of_each_image
from skwbc.datasets import _fetching, make_blood_cells
from skwbc.features import ColorFeatures
from skwbc.preprocessing import StainNormalizer
from tests.estimators import cheap
from tests.test_fetching import Server

pytestmark = [
    pytest.mark.reliability,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kills and limits as on Linux"),
]

N_KILLS = 10
# A longer run finds rarer accidents.
SECONDS = int(os.environ.get("SKWBC_FAULT_SECONDS", "20"))

SAVES_FOREVER = """
import sys
import numpy as np
import skwbc
from skwbc.preprocessing import StainNormalizer

model = StainNormalizer().fit(np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), np.uint8))
model.ballast = np.zeros(2**19)
number = 0
while True:
    model.ballast[:] = number
    skwbc.save(model, sys.argv[1])
    if not number:
        print("ready", flush=True)
    number += 1
"""

SEARCHES_FOREVER = """
import sys
import numpy as np
from sklearn.model_selection import GridSearchCV
from tests.reliability.test_faults import search

X, y = np.load(sys.argv[2])["X"], np.load(sys.argv[2])["y"]
print("ready", flush=True)
while True:
    search(sys.argv[1]).fit(X, y)
"""

DOWNLOADS = """
import sys
from pathlib import Path
from skwbc.datasets import _fetching

print("ready", flush=True)
_fetching._download(sys.argv[1], Path(sys.argv[2]), 0, 0)
"""

FILLS_A_CACHE_FOREVER = """
import sys
import numpy as np
from skwbc.features import ColorFeatures

rng = np.random.default_rng(0)
features = ColorFeatures(feature_cache=sys.argv[1]).fit(np.zeros((2, 16, 16, 3), np.uint8))
print("ready", flush=True)
while True:
    features.transform(rng.integers(0, 256, (20, 16, 16, 3), np.uint8))
"""

SHARES_A_CACHE = """
import random, sys, time, warnings
from pathlib import Path
import numpy as np
from skwbc._files import cache

folder, seed, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
warnings.simplefilter("error")
draw = random.Random(seed)

def row(number):
    return np.random.default_rng(number).random(40)

end, n_rows = time.monotonic() + seconds, 0
while time.monotonic() < end:
    cache._memory.clear()
    numbers = [draw.randrange(500) for _ in range(20)]
    digests = [number.to_bytes(4, "big") for number in numbers]
    rows = cache.stored_rows(
        "source", digests, lambda part: np.stack([row(numbers[place]) for place in part]), folder
    )
    np.testing.assert_array_equal(rows, [row(number) for number in numbers])
    n_rows += len(rows)
    # Somebody else damages or deletes what is there.
    victim = folder / "source" / draw.choice(digests).hex()
    if draw.random() < 0.1:
        victim.write_bytes(b"damaged")
    elif draw.random() < 0.1:
        victim.unlink(missing_ok=True)
print(n_rows)
"""


def killed_at_random(script, *arguments, after):
    """Start a process, kill it some time after it says that it is ready."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def test_a_save_that_is_killed_leaves_a_whole_file(tmp_path):
    path, draw = tmp_path / "model.skops", random.Random(0)
    for _ in range(N_KILLS):
        killed_at_random(SAVES_FOREVER, path, after=0.05 + 0.1 * draw.random())
        ballast = skwbc.load(path).ballast
        assert ballast.size == 2**19 and (ballast == ballast[0]).all()
    for left in tmp_path.iterdir():
        os.utime(left, (0, 0))
    skwbc.save(skwbc.load(path), path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_cache_that_was_being_written_is_good(tmp_path, monkeypatch):
    images = np.random.default_rng(0).integers(0, 256, (40, 16, 16, 3), np.uint8)
    expected = ColorFeatures().fit_transform(images)
    draw = random.Random(0)
    for _ in range(5):
        killed_at_random(FILLS_A_CACHE_FOREVER, tmp_path, after=0.1 * draw.random())
        monkeypatch.setattr(cache, "_memory", type(cache._memory)())
        rows = ColorFeatures(feature_cache=tmp_path).fit_transform(images)
        np.testing.assert_array_equal(rows, expected)


def search(folder, dies_once=None):
    """A search whose features are kept in a folder; one of its workers may be killed."""
    steps = make_pipeline(
        FunctionTransformer(partial(dying, dies_once)),
        ColorFeatures(feature_cache=folder),
        RidgeClassifier(),
    )
    return GridSearchCV(steps, {"ridgeclassifier__alpha": [0.1, 1.0, 10.0]}, cv=3, n_jobs=2)


def dying(mark, X):
    """Kill the process the first time that this is called with a mark."""
    if mark is not None and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return X


@pytest.fixture(scope="module")
def cells():
    return make_blood_cells(40, image_size=32, random_state=0, return_X_y=True)


def test_a_search_that_is_killed_is_repeated_with_the_same_scores(tmp_path, cells, monkeypatch):
    np.savez(tmp_path / "cells.npz", X=cells[0], y=cells[1])
    expected = search(None).fit(*cells).cv_results_["mean_test_score"]
    draw = random.Random(0)
    for _ in range(3):
        script, kept = SEARCHES_FOREVER, tmp_path / "kept"
        killed_at_random(script, kept, tmp_path / "cells.npz", after=2 * draw.random())
        monkeypatch.setattr(cache, "_memory", type(cache._memory)())
        found = search(kept).fit(*cells).cv_results_["mean_test_score"]
        np.testing.assert_array_equal(found, expected)


def test_a_worker_that_is_killed_ends_a_search_with_one_error(tmp_path, cells):
    mark = tmp_path / "died"
    with pytest.raises(TerminatedWorkerError, match="unexpectedly terminated"):
        search(tmp_path / "kept", mark).fit(*cells)
    # The next one has new workers.
    found = search(tmp_path / "kept", mark).fit(*cells)
    expected = search(None).fit(*cells)
    for name in ("mean_test_score", "params"):
        np.testing.assert_array_equal(found.cv_results_[name], expected.cv_results_[name])


def test_a_worker_that_is_killed_ends_a_step_with_one_error(tmp_path, cells):
    images = read(cells[0], check_rows=None)
    mark = tmp_path / "died"
    with pytest.raises(TerminatedWorkerError, match="unexpectedly terminated"):
        of_each_image(partial(dying, mark), images, n_jobs=2)
    assert len(of_each_image(partial(dying, mark), images, n_jobs=2)) == len(images)


def test_a_download_that_is_killed_is_gone_on_with(tmp_path):
    server = Server()
    server.content, server.hurry = random.Random(0).randbytes(2**21), threading.Event()
    server.behaviours = ["slow"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url, path = f"http://127.0.0.1:{server.server_port}/cells.npz", tmp_path / "cells.npz"
    killed_at_random(DOWNLOADS, url, path, after=5)
    assert not path.exists()
    assert 0 < (tmp_path / "cells.npz.part").stat().st_size < len(server.content)
    server.hurry.set()
    checksum = hashlib.md5(server.content).hexdigest()
    _fetching._download(url, path, 0, 0, checksum)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == server.content
    assert server.asked[1].startswith("bytes=")
    server.shutdown()
    server.server_close()


@pytest.fixture
def forbidden(cells):
    """A folder, with a model and a picture in it, in which this process may do nothing more."""
    folder = Path(tempfile.mkdtemp())
    skwbc.save(StainNormalizer().fit(cells[0]), folder / "model.skops")
    # All that it needs is imported; that may be forbidden too.
    cheap("LeNet5Classifier").fit(*cells)
    Image.fromarray(cells[0][0]).save(folder / "cell.png")
    for path, mode in ((folder / "cell.png", 0), (folder, 0o555)):
        path.chmod(mode)
    is_root = os.geteuid() == 0
    if is_root:
        # Nothing is forbidden to root.
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_what_is_forbidden_is_said_and_changes_nothing(forbidden, cells, monkeypatch):
    before = (forbidden / "model.skops").read_bytes()
    for name in ("model.skops", "other.skops"):
        with pytest.raises(PermissionError, match=re.escape(str(forbidden))):
            skwbc.save(StainNormalizer().fit(cells[0]), forbidden / name)
    with pytest.raises(ValueError, match=r"X\[0\]: .*cell\.png' .*\(Permission denied\)"):
        StainNormalizer().fit([forbidden / "cell.png"])
    with pytest.raises(PermissionError, match=re.escape(str(forbidden))):
        cheap("LeNet5Classifier").fit(*cells, checkpoint=forbidden / "fit.npz")
    monkeypatch.setattr(cache, "_memory", type(cache._memory)())
    with pytest.warns(UserWarning, match="features could not be stored in"):
        found = ColorFeatures(feature_cache=forbidden / "kept").fit_transform(cells[0])
    np.testing.assert_array_equal(found, ColorFeatures().fit_transform(cells[0]))
    assert (forbidden / "model.skops").read_bytes() == before
    assert sorted(path.name for path in forbidden.iterdir()) == ["cell.png", "model.skops"]


def test_two_processes_share_a_cache(tmp_path):
    commands = [
        [sys.executable, "-c", SHARES_A_CACHE, str(tmp_path), str(seed), str(SECONDS)]
        for seed in (1, 2)
    ]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for command in commands
    ]
    for process in running:
        out, complaints = process.communicate()
        assert (process.returncode, complaints) == (0, "")
        assert int(out) > 1000
    names = [path.name for path in (tmp_path / "source").iterdir()]
    assert not [name for name in names if name.startswith(".")]


@pytest.fixture
def small_disk():
    """Files of this process can't grow beyond 8 KB, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**13, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_save_onto_a_full_disk_leaves_the_old_file(tmp_path, request):
    cells = make_blood_cells(4, image_size=32, random_state=0)
    model, path = StainNormalizer().fit(cells.images), tmp_path / "model.skops"
    skwbc.save(model, path)
    before = path.read_bytes()
    model.ballast = np.zeros(10**5)
    request.getfixturevalue("small_disk")
    with pytest.raises(OSError, match="File too large"):
        skwbc.save(model, path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["model.skops"]


def test_a_cache_on_a_full_disk_is_done_without(tmp_path, small_disk, monkeypatch):
    rows = np.random.default_rng(0).random((3, 10**4))
    with pytest.warns(UserWarning, match="features could not be stored in"):
        found = cache.stored_rows("full", [b"a", b"b", b"c"], lambda part: rows[part], tmp_path)
    np.testing.assert_array_equal(found, rows)
    assert not list((tmp_path / "full").iterdir())


def test_a_clock_that_jumps_changes_nothing(tmp_path, monkeypatch):
    cells = make_blood_cells(8, image_size=16, random_state=0)
    expected = ColorFeatures().fit_transform(cells.images)
    draw = random.Random(0)
    for name in ("time", "monotonic", "perf_counter"):
        monkeypatch.setattr(time, name, lambda: draw.uniform(-1e9, 1e9))
    features = ColorFeatures(feature_cache=tmp_path, verbose=0)
    np.testing.assert_array_equal(features.fit_transform(cells.images), expected)
    monkeypatch.setattr(cache, "_memory", type(cache._memory)())
    np.testing.assert_array_equal(features.fit_transform(cells.images), expected)
