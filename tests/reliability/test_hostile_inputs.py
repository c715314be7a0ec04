"""Thousands of hostile inputs: each ends in a result or in an error that names the culprit.

An error counts as the library's own where it was raised in the library or in scikit-learn's
validation; one out of the depths of another library does not, whatever its type.
"""

import copy
import pickle
import re
import resource
import time
import traceback
from functools import cache

import numpy as np
import pytest
from sklearn.utils import Bunch

from skwbc.inspection import (
    EmbeddingDisplay,
    FeatureMapsDisplay,
    GradCAMDisplay,
    MistakesDisplay,
    sample_cells,
)
from skwbc.metrics import (
    classification_table,
    differential_count,
    sensitivity_score,
    specificity_score,
)
from skwbc.model_selection import audit_cv, audit_split, leakage_gap, source_groups
from tests.estimators import CLASSIFIERS, NAMES, SEPARATE, cheap
from tests.reliability import hostile

pytestmark = [
    pytest.mark.reliability,
    # What is strange may be warned of; this is about how it ends.
    pytest.mark.filterwarnings("ignore"),
]

DOCUMENTED = (ValueError, TypeError, OSError)
OF_THE_LIBRARY = ("/skwbc/", "/sklearn/", "/imblearn/")
# Of processor time, since a machine that is busy with other work is slower.
MOST_SECONDS = 20
MOST_MEMORY = 2**30
N = 4
# The place of a hostile image behind good ones.
PLACE = 3

STEPS = [name for name in NAMES if hasattr(cheap(name), "image_shape") and name not in CLASSIFIERS]
TRANSFORMERS = [name for name in STEPS if hasattr(cheap(name), "transform")]
SAMPLERS = [name for name in STEPS if hasattr(cheap(name), "fit_resample")]


@cache
def good():
    """Images and labels with nothing wrong."""
    rng = np.random.default_rng(1)
    X = rng.integers(0, 256, (N, 16, 16, 3), dtype=np.uint8)
    return X, np.array(["a", "b"] * (N // 2))


def unfitted(name):
    """An estimator that needs no weights from elsewhere, and no more than these images."""
    estimator = cheap(name, validation_fraction=0.0)
    if name == "DeepFeatures":
        estimator.set_params(network=fitted("CNNClassifier"), weights=None)
    return estimator


@cache
def fitted(name):
    return unfitted(name).fit(*good())


# What is done with it, and the estimator that must stay as it was.
ON_IMAGES = {
    **{f"{name}.fit": (lambda X, e: e.fit(X), unfitted) for name in TRANSFORMERS},
    # Pictures that are made when they are needed fail when they are needed.
    **{
        f"{name}.transform": (lambda X, e: np.sum([*e.transform(X)][-1]), fitted)
        for name in TRANSFORMERS
    },
    **{
        f"{name}.fit_resample": (lambda X, e: e.fit_resample(X, good()[1]), cheap)
        for name in SAMPLERS
    },
    **{
        f"{name}.{method}": (lambda X, e, method=method: getattr(e, method)(X), fitted)
        for name in ("CNNClassifier", "MobileNetV2Classifier")
        for method in ("predict", "predict_proba", "decision_function", "transform")
    },
    **{
        f"{name}.{method}": (
            lambda X, e, method=method: getattr(e, method)(X, good()[1]),
            fitted,
        )
        for name in ("CNNClassifier", "MobileNetV2Classifier")
        for method in ("fit", "partial_fit")
    },
    "WBCsNet2Classifier.adapt": (lambda X, e: e.adapt(X), fitted),
    "CNNClassifier in GradCAMDisplay": (lambda X, e: GradCAMDisplay.from_estimator(e, X), fitted),
    "CNNClassifier in FeatureMapsDisplay": (
        lambda X, e: FeatureMapsDisplay.from_estimator(e, X[-1:] if type(X) is list else X),
        fitted,
    ),
    "CNNClassifier in MistakesDisplay": (
        lambda X, e: MistakesDisplay.from_estimator(e, X, good()[1]),
        fitted,
    ),
    "CNNClassifier in EmbeddingDisplay": (
        lambda X, e: EmbeddingDisplay.from_estimator(e, X, method="pca"),
        fitted,
    ),
    "sample_cells": (
        lambda X, _: sample_cells(
            Bunch(images=X, target=np.arange(N) % 2, target_names=np.array(["a", "b"]))
        ),
        None,
    ),
    "source_groups": (lambda X, _: source_groups(X), None),
    "audit_split": (lambda X, _: audit_split(good()[0][:1], X, groups=range(N + 1)), None),
    "audit_cv": (lambda X, _: audit_cv(X, good()[1], cv=2, groups=range(N)), None),
}
ON_TABLES = {
    "ZCAWhitener.fit": (lambda X, e: e.fit(X), cheap),
    "MRMRSelector.fit": (lambda X, e: e.fit(X, good()[1]), cheap),
}
ON_LABELS = {
    **{f"{name}.fit": (lambda y, e: e.fit(good()[0], y), fitted) for name in SEPARATE},
    **{
        f"{name}.partial_fit": (lambda y, e: e.partial_fit(good()[0], y), fitted)
        for name in SEPARATE
    },
    **{f"{name}.score": (lambda y, e: e.score(good()[0], y), fitted) for name in SEPARATE},
    **{
        f"{name}.fit_resample": (lambda y, e: e.fit_resample(good()[0], y), cheap)
        for name in SAMPLERS
    },
    "MRMRSelector.fit": (lambda y, e: e.fit(np.eye(N), y), cheap),
    "CNNClassifier in EmbeddingDisplay": (
        lambda y, e: EmbeddingDisplay.from_estimator(e, good()[0], y, method="pca"),
        fitted,
    ),
    "CNNClassifier in MistakesDisplay": (
        lambda y, e: MistakesDisplay.from_estimator(e, good()[0], y),
        fitted,
    ),
    "MistakesDisplay.from_predictions": (
        lambda y, _: MistakesDisplay.from_predictions(good()[0], y, good()[1]),
        None,
    ),
    "CNNClassifier in leakage_gap": (
        lambda y, e: leakage_gap(e, good()[0], y, groups=range(N), cv=2),
        fitted,
    ),
    "audit_cv": (lambda y, _: audit_cv(good()[0], y, cv=2, groups=range(N)), None),
    "audit_split": (
        lambda y, _: audit_split(good()[0], good()[0], y, y, groups=range(2 * N)),
        None,
    ),
    "classification_table": (lambda y, _: classification_table(y, good()[1]), None),
    "classification_table, predictions": (lambda y, _: classification_table(good()[1], y), None),
    "sensitivity_score": (lambda y, _: sensitivity_score(y, good()[1]), None),
    "specificity_score": (lambda y, _: specificity_score(good()[1], y), None),
    "differential_count": (lambda y, _: differential_count(y), None),
}
ON_GROUPS = {
    "CNNClassifier.fit": (
        lambda g, e: e.fit(*good(), groups=g),
        lambda name: cheap(name, validation_fraction=0.5),
    ),
    "CNNClassifier in leakage_gap": (lambda g, e: leakage_gap(e, *good(), groups=g, cv=2), fitted),
    "audit_cv": (lambda g, _: audit_cv(*good(), cv=2, groups=g), None),
    "audit_split": (lambda g, _: audit_split(good()[0][:2], good()[0][2:], groups=g), None),
    "classification_table": (
        lambda g, _: classification_table(good()[1], good()[1], groups=g),
        None,
    ),
    "differential_count": (lambda g, _: differential_count(good()[1], groups=g), None),
}
ON_WEIGHTS = {
    **{
        f"{name}.{method}": (
            lambda w, e, method=method: getattr(e, method)(*good(), sample_weight=w),
            fitted,
        )
        for name in SEPARATE
        for method in ("fit", "partial_fit", "score")
    },
    "classification_table": (
        lambda w, _: classification_table(good()[1], good()[1], sample_weight=w),
        None,
    ),
    "sensitivity_score": (
        lambda w, _: sensitivity_score(good()[1], good()[1], sample_weight=w),
        None,
    ),
    "specificity_score": (
        lambda w, _: specificity_score(good()[1], good()[1], sample_weight=w),
        None,
    ),
}


def complaint(call, given, estimator, culprit):
    """What is wrong with how this ended; ``None`` if nothing is."""
    before, start = pickle.dumps(estimator), time.process_time()
    try:
        call(given, estimator)
    except Exception as error:
        raised = traceback.extract_tb(error.__traceback__)[-1]
        words = f"{type(error).__name__} at {raised.filename}:{raised.lineno}: {error}"
        if not isinstance(error, DOCUMENTED):
            return f"not a documented error: {words}"
        if not any(part in raised.filename for part in OF_THE_LIBRARY):
            return f"raised elsewhere: {words}"
        if not re.search(culprit, str(error)):
            return f"does not name the culprit: {words}"
        if pickle.dumps(estimator) != before:
            return f"changed the estimator: {words}"
    if time.process_time() - start > MOST_SECONDS:
        return f"took {time.process_time() - start:.0f} s"
    return None


def survive(name, entry, cases):
    """Try all cases on an entry, and complain about those that went wrong."""
    call, make = entry
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    complaints = []
    for what, given, culprit in cases:
        # The last one printed is the one that hangs.
        print(what)
        # A fit gives an estimator other attributes and leaves the old ones as they are.
        estimator = make and copy.copy(make(re.match(r"\w+", name)[0]))
        found = complaint(call, given, estimator, culprit)
        if found:
            complaints.append(f"{what}: {found}")
    assert not complaints, "\n".join([f"{len(complaints)} of {len(cases)}", *complaints])
    grown = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak)
    assert grown < MOST_MEMORY, f"took {grown:,} bytes"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def files(folder):
    """Hostile files among good images, and the place or name that an error must give."""
    X, _ = good()
    found = []
    for what, path in hostile.image_files(folder):
        name = re.escape(path) or "the file ''"
        named = rf"X\[(0|{PLACE})\]|{name}"
        found.append((what, [*X[:PLACE], path], named))
    return found


@pytest.mark.parametrize("name", ON_IMAGES)
def test_image_files(name, files):
    survive(name, ON_IMAGES[name], files)


@pytest.mark.parametrize("name", ON_IMAGES | ON_TABLES)
def test_images(name, folder):
    cases = [(what, X, r"\bX\b|\btest\b") for what, X in hostile.image_arrays(folder, N)]
    survive(name, (ON_IMAGES | ON_TABLES)[name], cases)


@pytest.mark.parametrize("name", ON_LABELS)
def test_labels(name):
    culprit = r"\by\b|y_\w+|[Ll]abel|[Cc]lass|predictions|[Tt]arget|inconsistent numbers"
    survive(name, ON_LABELS[name], [(what, y, culprit) for what, y in hostile.labels(N)])


@pytest.mark.parametrize("name", ON_GROUPS)
def test_groups(name):
    survive(name, ON_GROUPS[name], [(what, g, "groups") for what, g in hostile.labels(N)])


@pytest.mark.parametrize("name", ON_WEIGHTS)
def test_weights(name):
    culprit = r"sample.?weight|[Ww]eight"
    survive(name, ON_WEIGHTS[name], [(what, w, culprit) for what, w in hostile.sample_weights(N)])
