"""One backend's files on another, and what devices are used for."""

import importlib.util
import multiprocessing
import os
import pickle
import subprocess
import sys

import joblib
import numpy as np
import pytest

import skwbc
from skwbc._keras import devices, pool
from tests.estimators import SEPARATE, cheap
from tests.networks import tiny

BACKENDS = ("tensorflow", "jax", "torch")

# Those that are fitted here too; each step that JAX must compile takes long.
FITTED_HERE = ["WBCsNet2Classifier", "MobileNetV2Classifier"]

ON_THE_OTHER = """
import sys
import joblib, skwbc
folder = sys.argv[1]
classifiers, from_here, images, labels = joblib.load(f"{folder}/task.joblib")
result = {}
for name in from_here:
    result[name, "loaded"] = skwbc.load(f"{folder}/{name}.here.skops").predict_proba(images)
for name, classifier in classifiers.items():
    skwbc.save(classifier.fit(images, labels), f"{folder}/{name}.there.skops")
    result[name, "saved"] = classifier.predict_proba(images)
joblib.dump(result, f"{folder}/result.joblib")
"""


@pytest.fixture(scope="module")
def backend():
    import keras

    return keras.backend.backend()


@pytest.fixture(scope="module")
def elsewhere(backend, images, names, tmp_path_factory):
    """Files of either backend, and what the other one predicts with them."""
    others = [name for name in BACKENDS if name != backend and importlib.util.find_spec(name)]
    if not others:
        pytest.skip("only one of Keras's backends is installed")
    folder = tmp_path_factory.mktemp("elsewhere")
    for name in FITTED_HERE:
        skwbc.save(fresh(name).fit(images, names), folder / f"{name}.here.skops")
    task = {name: fresh(name) for name in SEPARATE}, FITTED_HERE, images, names
    joblib.dump(task, folder / "task.joblib")
    subprocess.run(
        [sys.executable, "-c", ON_THE_OTHER, str(folder)],
        env={**os.environ, "KERAS_BACKEND": others[0]},
        check=True,
    )
    return folder, joblib.load(folder / "result.joblib")


def fresh(name):
    # The other process must find the network's function too.
    return cheap(name, network=skwbc.networks.wbcsnet)


@pytest.mark.full
@pytest.mark.backends
@pytest.mark.parametrize("name", SEPARATE)
def test_files_of_another_backend_predict_alike_here(name, elsewhere, images):
    folder, there = elsewhere
    here = skwbc.load(folder / f"{name}.there.skops").predict_proba(images)
    np.testing.assert_allclose(here, there[name, "saved"], atol=1e-5)


@pytest.mark.backends
@pytest.mark.parametrize("name", FITTED_HERE)
def test_files_from_here_predict_alike_on_another_backend(name, elsewhere, images):
    folder, there = elsewhere
    here = skwbc.load(folder / f"{name}.here.skops").predict_proba(images)
    np.testing.assert_allclose(there[name, "loaded"], here, atol=1e-5)


@pytest.mark.backends
def test_a_pickle_names_no_backend(images, names):
    fitted = cheap("WBCsNetClassifier").fit(images, names)
    content = pickle.dumps(fitted)
    for name in (*BACKENDS, "keras"):
        assert name.encode() not in content


# -- devices -------------------------------------------------------------------------------------


@pytest.mark.backends
def test_batches_are_divided_among_devices(backend, images, names):
    # On JAX they are simulated, as `make backends` asks for; other backends have none.
    settings = {"batch_size": 25, "dropout": 0.0, "learning_rate": 0.01}
    two = cheap("WBCsNet2Classifier", n_devices=2, **settings)
    if backend != "jax":
        with pytest.raises(
            ValueError,
            match=f"n_devices=2 requires the JAX backend, not {backend}; set "
            "the environment variable KERAS_BACKEND=jax, or n_devices=1",
        ):
            two.fit(images, names)
        return
    one = cheap("WBCsNet2Classifier", **settings).fit(images, names)
    two.fit(images, names)
    for alone, shared in zip(one.weights_, two.weights_, strict=True):
        np.testing.assert_allclose(shared, alone, atol=1e-5)
    np.testing.assert_allclose(two.history_["loss"], one.history_["loss"], rtol=1e-5)
    network = next(each for each in pool._idle if each.topology.n_devices == 2)
    assert len(network.keras_network.weights[0].value.sharding.device_set) == 2
    with pytest.raises(ValueError, match=r"n_devices=9, but JAX finds 2 \(cpu:0, cpu:1\); pass a"):
        cheap("WBCsNet2Classifier", n_devices=9).fit(images, names)


def test_processes_that_share_a_gpu_are_warned_once(images, names, monkeypatch):
    monkeypatch.setattr(devices, "n_gpus", lambda: 1)
    monkeypatch.setattr(devices, "_warned", False)
    monkeypatch.setattr(multiprocessing.current_process(), "name", "LokyProcess-1")
    pool._idle.clear()
    with pytest.warns(
        UserWarning,
        match=r"With n_jobs above 1, several processes share one GPU.*; "
        r"set n_jobs=1, or CUDA_VISIBLE_DEVICES='' to train on the CPU",
    ):
        cheap("CNNClassifier", network=tiny).fit(images, names)
    pool._idle.clear()
    cheap("CNNClassifier", network=tiny).fit(images, names)


def test_workers_are_known_by_their_name():
    def name():
        import multiprocessing

        return multiprocessing.current_process().name

    names = joblib.Parallel(n_jobs=2)(joblib.delayed(name)() for _ in range(2))
    assert all(name.startswith("LokyProcess") for name in names)


@pytest.mark.backends
def test_without_a_gpu_none_is_counted_and_memory_would_be_taken_bit_by_bit():
    assert devices.n_gpus() == 0
    assert os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"
    assert os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] == "false"
