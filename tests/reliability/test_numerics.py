"""Numbers: the same results on one thread and on two."""

import os
import subprocess
import sys

import numpy as np
import pytest

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
    name += "Classifier"
    classifier = cheap(name, image_size=32, epochs=3).fit(X, y)
    found[name] = classifier.predict_proba(X)
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
        np.testing.assert_allclose(values, found[1][name], rtol=0, atol=1e-6, err_msg=name)
