"""Numbers: the same results on one thread and on two, and gradients that are what they say."""

import os
import subprocess
import sys

import numpy as np
import pytest

from skwbc._keras.pool import borrowed_network
from tests.estimators import CLASSIFIERS, cheap, known

pytestmark = pytest.mark.reliability

FITS = """
import sys
import numpy as np
from skwbc.features import HandcraftedFeatures
from tests.estimators import cheap

rng = np.random.default_rng(0)
X, y = rng.integers(0, 256, (40, 24, 24, 3), np.uint8), np.arange(40) % 3
found = {"handcrafted": HandcraftedFeatures(n_jobs=int(sys.argv[2])).fit_transform(X)}
for name in ("WBCsNet", "WBCsNet2", "LeNet5", "MobileNetV2"):
    for dtype in ("float32", "float64"):
        classifier = cheap(name + "Classifier", image_size=32, epochs=3, dtype=dtype).fit(X, y)
        found[f"{name} {dtype}"] = classifier.predict_proba(X)
np.savez(sys.argv[1], **found)
"""


def test_results_are_the_same_on_one_thread_and_on_two(tmp_path):
    found = []
    for n_threads in ("1", "2"):
        path = tmp_path / f"{n_threads}.npz"
        names = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS")
        environment = os.environ | dict.fromkeys(names, n_threads)
        command = [sys.executable, "-c", FITS, str(path), n_threads]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        with np.load(path) as file:
            found.append(dict(file))
    for name, values in found[0].items():
        atol = 1e-6 if name.endswith("float32") else 1e-12
        if name == "WBCsNet2 float32":
            # Its rounding grows in each epoch, to 3e-5 here.
            atol = 1e-4
        np.testing.assert_allclose(values, found[1][name], rtol=0, atol=atol, err_msg=name)


# Few rectified units change sides within it.
STEP = 1e-8


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_step_follows_the_slope_that_finite_differences_give(name):
    check_gradients(cheap(name))


@pytest.mark.parametrize("normalization", ["batch", "group", "layer", None])
def test_a_step_follows_the_slope_with_each_normalisation(normalization):
    check_gradients(cheap("WBCsNet2Classifier", normalization=normalization))


def check_gradients(classifier):
    """Compare a step of rate 1 of plain gradient descent with slopes of the loss.

    Dropout is in, with the same values dropped each time, and so are weights of images.
    """
    rng = np.random.default_rng(0)
    side = classifier.image_size
    images, codes = rng.random((6, side, side, 3)), np.arange(6) % 3
    image_weights = rng.uniform(0.5, 1.5, 6)
    settings = {
        "trainable": "all",
        "dtype": "float64",
        "epochs": 1,
        "learning_rate": 1e-12,
        "validation_fraction": 0.0,
    }
    classifier.set_params(**known(classifier, settings)).fit(images, codes)
    with borrowed_network(classifier._fitted_topology(), classifier.weights_) as network:
        trained = network.keras_network.trainable_variables

        def loss(values):
            for variable, value in zip(trained, values, strict=True):
                variable.assign(value)
            network.seed([0])
            proba = np.asarray(network._trainer((images, image_weights), training=True))
            return -np.mean(image_weights * np.log(proba[np.arange(6), codes]))

        network.load_optimizer(None, 1.0)
        # Biases of zero would leave units whose inputs were all dropped on the edge of ReLU.
        start = [np.asarray(value) + 0.01 * rng.normal(size=value.shape) for value in trained]
        loss(start)
        network.seed([0])
        network.train_batch(images, codes, image_weights)
        slopes = [before - np.asarray(after) for before, after in zip(start, trained, strict=True)]
        # Each weight takes part as far as the loss depends on it.
        direction = [rng.normal(size=slope.shape) * np.abs(slope).mean() for slope in slopes]
        size = np.sqrt(sum((part**2).sum() for part in direction))
        beyond, behind = (
            loss([value + sign * STEP * part / size for value, part in zip(start, direction)])
            for sign in (1, -1)
        )
        expected = sum((slope * part).sum() for slope, part in zip(slopes, direction)) / size
        steepest = np.sqrt(sum((slope**2).sum() for slope in slopes))
        assert (beyond - behind) / (2 * STEP) == pytest.approx(expected, abs=1e-4 * steepest)
