import gc
import os
import re
import sys
from pathlib import Path

# Before SciPy is imported: lets scikit-learn's array API check run instead of being skipped.
os.environ.setdefault("SCIPY_ARRAY_API", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("MPLBACKEND", "agg")
if "PYTEST_XDIST_WORKER" in os.environ:
    # Several processes share the cores; threads of their own would only get in each other's way.
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")

import numpy as np
import pytest

from skwbc._keras import pool
from skwbc.datasets import make_blood_cells
from tests import stand_ins


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep the tests of one estimator in one process, where its network is built once.

    Blocks of the documentation have nothing in common, so that any process may run them.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByEstimator(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file, _, test = nodeid.partition("::")
            if file.endswith("test_documentation.py"):
                return nodeid
            estimator = re.search(r"\w+Classifier", test)
            is_common = file.endswith(("test_common.py", "test_errors.py"))
            return estimator[0] if estimator and is_common else file

    return ByEstimator(config, log)


def pytest_collection_modifyitems(items):
    """Put slow examples in the full tier, most of them of classifiers that others resemble."""
    from tests.estimators import ALIKE

    slow = {*ALIKE, *stand_ins.LARGE, "EfficientNetLite0Classifier", "ready_model"}
    for item in items:
        if isinstance(item, pytest.DoctestItem) and item.name.rpartition(".")[2] in slow:
            item.add_marker(pytest.mark.full)


@pytest.fixture(autouse=True)
def small_backbones(request):
    """Put tiny networks in place of backbones for tests with this marker, but not in full."""
    marked = request.node.get_closest_marker
    stand_ins.use(marked("small_backbones") is not None and marked("full") is None)


@pytest.fixture(scope="module", autouse=True)
def real_backbones_come_back():
    yield
    stand_ins.use(False)
    # Networks refer to themselves; their arrays would wait for a collection of the oldest objects.
    pool._idle.clear()
    gc.collect()


@pytest.fixture(scope="session")
def cells():
    """60 cells of three classes, 16×16 pixels."""
    return make_blood_cells(
        60,
        classes=("neutrophil", "lymphocyte", "eosinophil"),
        image_size=16,
        copies_per_cell=2,
        difficulty=0.2,
        random_state=0,
    )


@pytest.fixture(scope="session")
def images(cells):
    return cells.images


@pytest.fixture(scope="session")
def names(cells):
    """The cells' labels as strings."""
    return cells.target_names[cells.target]


@pytest.fixture(scope="session")
def test_data():
    """The folder of real cells, where there is one."""
    folder = os.environ.get("SKWBC_TEST_DATA")
    if not folder:
        pytest.skip("real cells are optional: set SKWBC_TEST_DATA to their folder")
    return Path(folder)


@pytest.fixture(autouse=True)
def forget_scorers():
    """Take back names of scorers that an example or a test registered; no other may need them."""
    _forget_scorers()
    yield
    _forget_scorers()


def _forget_scorers():
    scorers = sys.modules.get("skwbc.metrics._scorers")
    if scorers is not None and "specificity" in scorers.known_scorers():
        for name in scorers.SCORERS:
            del scorers.known_scorers()[name]
        for names in scorers._copied_names():
            names.difference_update(scorers.SCORERS)


@pytest.fixture(autouse=True)
def close_figures():
    """Close what a test drew; Matplotlib warns of many open figures."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def same_weights(first, second):
    """Whether two fitted estimators have bit-identical weights."""
    return all(np.array_equal(a, b) for a, b in zip(first.weights_, second.weights_, strict=True))
