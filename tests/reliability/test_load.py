"""A long day: thousands of fits and predictions in one process, and many threads at once."""

import gc
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest

from tests.estimators import SEPARATE, cheap

pytestmark = [
    pytest.mark.reliability,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts handles as Linux does"),
]

# For a longer run set these, to 1,000 fits and 100,000 predictions for instance.
N_FITS = int(os.environ.get("SKWBC_LOAD_FITS", "200"))
N_PREDICTIONS = int(os.environ.get("SKWBC_LOAD_PREDICTIONS", "10000"))
MOST_GROWTH = 1.05


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(0, 256, (20, 16, 16, 3), np.uint8)


def resources():
    """Resident memory, open files and threads."""
    gc.collect()
    process = psutil.Process()
    return process.memory_info().rss, process.num_fds(), threading.active_count()


def assert_flat(work, n):
    """Repeat some work; after a tenth, which fills caches, nothing may grow."""
    for number in range(n // 10):
        work(number)
    memory, handles, threads = resources()
    for number in range(n):
        work(number)
    memory_after, handles_after, threads_after = resources()
    assert memory_after < MOST_GROWTH * memory
    assert handles_after <= handles
    assert threads_after <= threads


def test_fits_leave_nothing_behind(images):
    y = np.arange(20) % 2

    def fit(number):
        name = ("WBCsNetClassifier", "WBCsNet2Classifier", "LeNet5Classifier")[number % 3]
        cheap(name, epochs=1, random_state=number).fit(images, y)

    assert_flat(fit, N_FITS)


def test_single_predictions_leave_nothing_behind(images):
    classifier = cheap("WBCsNet2Classifier").fit(images, np.arange(20) % 2)
    expected = classifier.predict_proba(images[:1])

    def predict(number):
        classifier.predict_proba(images[number % 20][None])

    assert_flat(predict, N_PREDICTIONS)
    np.testing.assert_array_equal(classifier.predict_proba(images[:1]), expected)


def test_two_hundred_threads_and_twenty_estimators_give_the_serial_answers(images):
    names = [SEPARATE[number % len(SEPARATE)] for number in range(20)]
    y = np.arange(20) % 2
    estimators = [
        cheap(name, random_state=number, validation_fraction=0.0).fit(images, y)
        for number, name in enumerate(names)
    ]
    expected = [estimator.predict_proba(images) for estimator in estimators]
    barrier = threading.Barrier(200)

    def predict(number):
        barrier.wait(60)
        return [estimators[(number + k) % 20].predict_proba(images) for k in range(3)]

    with ThreadPoolExecutor(200) as pool:
        for number, found in enumerate(pool.map(predict, range(200))):
            for k, proba in enumerate(found):
                np.testing.assert_array_equal(proba, expected[(number + k) % 20])
