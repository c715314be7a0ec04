"""Asking for nothing costs nothing."""

import subprocess
import sys

import pytest

from skwbc import LeNet5Classifier

HEAVY = "heavy = {'tensorflow', 'keras', 'skimage', 'matplotlib', 'torch', 'jax', 'dask', 'ray'}\n"
CHECK = "assert not heavy & set(sys.modules), heavy & set(sys.modules)"

SCRIPTS = {
    "import": "import sys, skwbc\nassert 'sklearn' not in sys.modules",
    "estimators": (
        "import pickle, sys\nfrom sklearn.base import clone\n"
        "from sklearn.metrics import get_scorer_names\n"
        "from sklearn.model_selection import GridSearchCV, ParameterGrid\n"
        "options = GridSearchCV._parameter_constraints['scoring'][0].options\n"
        "before = get_scorer_names(), set(options)\n"
        "import skwbc\n"
        "print([estimator() for _, estimator in skwbc.all_estimators()])\n"
        "assert 'imblearn' not in sys.modules\n"
        "for name, estimator in skwbc.all_estimators():\n"
        "    one = clone(estimator())\n"
        "    str(one), repr(one), one._repr_html_(), one.get_params(), one.__sklearn_tags__()\n"
        "    pickle.loads(pickle.dumps(one))\n"
        "    if 'random_state' not in one.get_params(): continue\n"
        "    for parameters in ParameterGrid({'random_state': [0, 1]}):\n"
        "        clone(one).set_params(**parameters)\n"
        "import skwbc.metrics\n"
        "assert (get_scorer_names(), options) == before, 'names were added to scikit-learn'\n"
    ),
    "cells": "import sys\nfrom skwbc.datasets import make_blood_cells\nmake_blood_cells(4)\n",
    "names": "import sys, skwbc\nfor name in skwbc.__all__: getattr(skwbc, name)\n",
}


@pytest.mark.parametrize("what", SCRIPTS)
def test_heavy_packages_stay_out(what):
    script = f"{SCRIPTS[what]}\n{HEAVY}{CHECK}"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_unknown_name():
    import skwbc

    with pytest.raises(AttributeError, match="module 'skwbc' has no attribute 'WBCsNet3'"):
        _ = skwbc.WBCsNet3
    assert set(skwbc.__all__) <= set(dir(skwbc))


def test_a_backend_that_is_not_installed(images, names, monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    with pytest.raises(
        ImportError, match=r"Keras cannot use the backend 'jax' \(.*\); install it, o"
    ):
        LeNet5Classifier(image_size=17).fit(images, names)
