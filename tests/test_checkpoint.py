"""Fits that were killed go on from their checkpoint, and fits of more images than memory."""

import signal
import subprocess
import sys

import joblib
import numpy as np
import pytest
from PIL import Image
from sklearn.model_selection import cross_val_score

from skwbc import WBCsNetClassifier
from skwbc._keras import run
from tests.conftest import same_weights
from tests.estimators import cheap

KILLED_IN_ITS_THIRD_EPOCH = """
import os, signal, sys
import joblib
from keras.callbacks import Callback

class Kill(Callback):
    def on_train_batch_end(self, step, logs):
        if epoch["done"] == 2 and step == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_epoch_end(self, number, logs):
        epoch["done"] += 1

epoch = {"done": 0}
classifier, images, labels = joblib.load(sys.argv[1])
classifier.fit(images, labels, checkpoint=sys.argv[2], keras_callbacks=[Kill()])
"""


def net(**changes):
    settings = {"width": 0.0625, "image_size": 16, "random_state": 0, "optimizer": "adam"}
    settings |= {"epochs": 5, "validation_fraction": 0.2, "batch_size": 16}
    return WBCsNetClassifier(**settings | changes)


class Stopped(Exception):
    """What ends a fit here, as a power cut would."""


@pytest.fixture
def stopping(monkeypatch):
    """Let fits stop behind an epoch."""

    def stop_behind(epoch):
        def train(self, number):
            if number == epoch:
                raise Stopped
            return whole(self, number)

        monkeypatch.setattr(run.Run, "epoch", train)

    whole = run.Run.epoch
    yield stop_behind


def stopped(classifier, X, y, path, stopping, behind=3, **fit_params):
    """The checkpoint of a fit that stopped."""
    stopping(behind)
    with pytest.raises(Stopped):
        classifier.fit(X, y, checkpoint=path, **fit_params)
    stopping(None)
    return path


def assert_same_fit(first, second):
    assert same_weights(first, second)
    assert first.history_ == second.history_
    assert first.best_epoch_ == second.best_epoch_
    assert first.seed_ == second.seed_


@pytest.mark.full
def test_a_fit_that_was_killed_goes_on_to_the_same_bits(images, names, tmp_path):
    path, data = tmp_path / "fit.npz", tmp_path / "data.joblib"
    joblib.dump((net(restore_best=True), images, names), data)
    script = [sys.executable, "-c", KILLED_IN_ITS_THIRD_EPOCH, str(data), str(path)]
    assert subprocess.run(script, capture_output=True).returncode == -signal.SIGKILL
    assert [file.name for file in tmp_path.glob("*.npz")] == ["fit.npz"]
    went_on = net(restore_best=True).fit(images, names, checkpoint=path)
    assert_same_fit(went_on, net(restore_best=True).fit(images, names))


@pytest.mark.parametrize("name", ["WBCsNet2Classifier", "MobileNetV2Classifier"])
def test_normalised_and_frozen_networks_go_on(name, images, names, tmp_path, stopping):
    classifier = cheap(name, epochs=4)
    path = stopped(classifier, images, names, tmp_path / "fit.npz", stopping)
    assert_same_fit(
        classifier.fit(images, names, checkpoint=path), cheap(name, epochs=4).fit(images, names)
    )


@pytest.mark.backends
@pytest.mark.parametrize(
    "settings",
    [
        {"restore_best": True, "learning_rate": 0.05},
        {"warm_start": True},
        {"patience": 1, "learning_rate": 1e-12, "optimizer": "sgd", "epochs": 9},
        {"augmentation": "dihedral"},
    ],
)
def test_whatever_the_settings_a_fit_goes_on(settings, images, names, tmp_path, stopping):
    behind = 1 if "patience" in settings else 3
    path = stopped(net(**settings), images, names, tmp_path / "fit.npz", stopping, behind)
    went_on = net(**settings).fit(images, names, checkpoint=path)
    whole = net(**settings).fit(images, names)
    assert_same_fit(went_on, whole)
    assert hasattr(went_on, "optimizer_state_") == hasattr(whole, "optimizer_state_")


def test_a_fit_goes_on_with_its_own_seed_weights_and_groups(
    cells, images, names, tmp_path, stopping
):
    extra = {"groups": cells.groups, "sample_weight": np.arange(60) % 3}
    path = stopped(net(random_state=None), images, names, tmp_path / "fit.npz", stopping, **extra)
    went_on = net(random_state=None).fit(images, names, checkpoint=path, **extra)
    whole = net(random_state=went_on.seed_).fit(images, names, **extra)
    assert_same_fit(went_on, whole)


def test_warm_start_goes_on_within_its_second_fit(images, names, tmp_path, stopping):
    first = net(epochs=2, warm_start=True).fit(images, names)
    whole = net(epochs=2, warm_start=True).fit(images, names).fit(images, names)
    path = stopped(first, images, names, tmp_path / "fit.npz", stopping)
    assert_same_fit(first.fit(images, names, checkpoint=path), whole)


def test_more_epochs_are_added_to_a_finished_fit_and_none_is_undone(images, names, tmp_path):
    path = tmp_path / "fit.npz"
    net(epochs=2).fit(images, names, checkpoint=path)
    whole = net().fit(images, names)
    assert_same_fit(net().fit(images, names, checkpoint=path), whole)
    assert_same_fit(net(epochs=1).fit(images, names, checkpoint=path), whole)


def test_a_finished_fit_is_read_again_unless_another_seed_is_asked_for(
    images, names, tmp_path, monkeypatch
):
    path = tmp_path / "fit.npz"
    whole = net(epochs=2).fit(images, names, checkpoint=path)
    with monkeypatch.context() as patch:
        patch.setattr(run.Run, "epoch", None)
        assert_same_fit(net(epochs=2).fit(images, names, checkpoint=path), whole)
    fits = [net(epochs=1, random_state=None).fit(images, names, checkpoint=path) for _ in "ab"]
    assert not same_weights(*fits)


def test_folds_may_share_a_checkpoint_one_after_the_other(images, names, tmp_path):
    path = tmp_path / "fit.npz"
    scores = cross_val_score(net(), images, names, cv=3, params={"checkpoint": path})
    np.testing.assert_array_equal(scores, cross_val_score(net(), images, names, cv=3))


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"width": 0.125}, r"was started with width=0.0625 \(now 0.125\); restore it, or"),
        ({"random_state": 1}, r"random_state=0 \(now 1\)"),
        ({"augmentation": "dihedral"}, r"augmentation=None \(now 'dihedral'\)"),
    ],
)
def test_a_fit_with_other_settings_is_refused(changes, words, images, names, tmp_path, stopping):
    path = stopped(net(), images, names, tmp_path / "fit.npz", stopping)
    with pytest.raises(ValueError, match=words):
        net(**changes).fit(images, names, checkpoint=path)


def test_other_data_are_refused(images, names, tmp_path, stopping):
    path = stopped(net(), images, names, tmp_path / "fit.npz", stopping)
    for X, y in ((images[::-1], names), (images, np.roll(names, 1))):
        with pytest.raises(ValueError, match="was started with other images, labels, weights or "):
            net().fit(X, y, checkpoint=path)


def test_damaged_and_foreign_files_are_refused(images, names, tmp_path):
    path = tmp_path / "fit.npz"
    net(epochs=1).fit(images, names, checkpoint=path)
    whole = path.read_bytes()
    for content in (whole[: len(whole) // 2], whole[:9000] + b"?" + whole[9001:], b"", b"hello"):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="was not written by fit, or it is damaged"):
            net().fit(images, names, checkpoint=path)
    with pytest.raises(ValueError, match=r"folder of the checkpoint .* does not exist; crea"):
        net().fit(images, names, checkpoint=tmp_path / "nowhere" / "fit.npz")


def test_a_disk_that_is_full_leaves_the_last_checkpoint(images, names, tmp_path, monkeypatch):
    path = tmp_path / "fit.npz"
    save = np.savez
    written = []

    def full(file, **arrays):
        if len(written) == 2:
            file.write(b"half")
            raise OSError("No space left on device")
        written.append(len(arrays))
        save(file, **arrays)

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", full)
        with pytest.raises(OSError, match="No space"):
            net().fit(images, names, checkpoint=path)
    assert [file.name for file in tmp_path.iterdir()] == ["fit.npz"]
    assert_same_fit(net().fit(images, names, checkpoint=path), net().fit(images, names))


WITH_LITTLE_MEMORY = """
import resource, sys
import numpy as np
from skwbc import LeNet5Classifier
from skwbc._input import images

images.KEEP_BYTES = 2**30
paths = sys.argv[1:]
labels = np.arange(len(paths)) % 2
net = LeNet5Classifier(width=0.1, image_size=208, epochs=1, random_state=0)
# Whatever is made once, threads among them.
net.fit(paths[:70], labels[:70]).predict(paths[:40])
decoded = len(paths) * 208 * 208 * 3 * 4
assert decoded > images.KEEP_BYTES
with open("/proc/self/statm") as file:
    used = int(file.read().split()[0]) * resource.getpagesize()
limit = used + decoded // 2
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
net.fit(paths, labels)
assert net.predict(paths).shape == (len(paths),)
try:
    np.ones(decoded, np.uint8)
except MemoryError:
    print("and the limit holds")
"""


@pytest.mark.full
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits memory as Linux does")
def test_training_on_more_images_than_memory_holds(tmp_path, cells):
    for number, image in enumerate(cells.images[:50]):
        Image.fromarray(image).resize((208, 208)).save(tmp_path / f"{number}.jpeg")
    files = sorted(map(str, tmp_path.glob("*.jpeg")))
    paths = files * (-(-2100 // len(files)))
    run = subprocess.run(
        [sys.executable, "-c", WITH_LITTLE_MEMORY, *paths], capture_output=True, text=True
    )
    assert (run.returncode, run.stdout) == (0, "and the limit holds\n"), run.stderr
