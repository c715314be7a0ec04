"""Fitted estimators come through files, and give the same bits in a fresh process."""

import copy
import pickle
import subprocess
import sys

import joblib
import numpy as np
import pytest

import skwbc
from skwbc.networks import wbcsnet
from tests.estimators import SEPARATE, cheap, each

QUICK = {"CNNClassifier", "MobileNetV2Classifier", "WBCsNet2Classifier"}
each_network = each(SEPARATE, QUICK)

IN_ANOTHER_PROCESS = """
import pickle, sys
import joblib, numpy as np, skwbc
from sklearn.base import clone
folder, names = sys.argv[1], sys.argv[2:]
images, labels = joblib.load(f"{folder}/data.joblib")
results = {}
for name in names:
    with open(f"{folder}/{name}.pickle", "rb") as file:
        pickled = pickle.load(file)
    loaded = {
        "pickle": pickled,
        "joblib": joblib.load(f"{folder}/{name}.joblib"),
        "mapped": joblib.load(f"{folder}/{name}.joblib", mmap_mode="r"),
        "skops": skwbc.load(f"{folder}/{name}.skops"),
    }
    results[name] = {kind: each.predict_proba(images) for kind, each in loaded.items()}
    results[name]["weights"] = clone(pickled).fit(images, labels).weights_
    results[name]["continued"] = pickled.partial_fit(images, labels).weights_
joblib.dump(results, f"{folder}/results.joblib")
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory, images, names):
    """Function that returns an estimator fitted here, and what a fresh process makes of it."""
    tiers = QUICK, {name for name in SEPARATE if name not in QUICK}
    results = {}

    def look(name):
        if name not in results:
            (tier,) = (tier for tier in tiers if name in tier)
            folder = tmp_path_factory.mktemp("elsewhere")
            results.update(in_a_fresh_process(sorted(tier), folder, images, names))
        return results[name]

    return look


def in_a_fresh_process(estimators, folder, images, names):
    here = {name: cheap(name, network=wbcsnet).fit(images, names) for name in estimators}
    joblib.dump((images, names), folder / "data.joblib")
    for name, classifier in here.items():
        (folder / f"{name}.pickle").write_bytes(pickle.dumps(classifier))
        joblib.dump(classifier, folder / f"{name}.joblib")
        skwbc.save(classifier, folder / f"{name}.skops")
    script = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(folder), *estimators]
    subprocess.run(script, check=True, capture_output=True, text=True)
    there = joblib.load(folder / "results.joblib")
    return {name: (here[name], there[name]) for name in estimators}


@each_network
@pytest.mark.parametrize("kind", ["pickle", "joblib", "mapped", "skops"])
def test_round_trips_predict_the_same_bits_in_a_fresh_process(name, kind, elsewhere, images):
    here, there = elsewhere(name)
    np.testing.assert_array_equal(there[kind], here.predict_proba(images))


@each_network
def test_same_seed_gives_same_bits_in_a_fresh_process(name, elsewhere):
    here, there = elsewhere(name)
    for first, second in zip(here.weights_, there["weights"], strict=True):
        np.testing.assert_array_equal(first, second)


@each_network
def test_training_goes_on_after_a_pickle_round_trip(name, elsewhere, images, names):
    here, there = elsewhere(name)
    went_on = copy.deepcopy(here).partial_fit(images, names)
    for first, second in zip(went_on.weights_, there["continued"], strict=True):
        np.testing.assert_array_equal(first, second)
