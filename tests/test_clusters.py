"""Searches and predictions on Dask and Ray, on clusters of two worker processes."""

import errno
import os
import pickle
import re
import signal
import textwrap
from collections import Counter
from itertools import chain
from pathlib import Path

import joblib
import numpy as np
import pytest
from PIL import Image
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold

from skwbc import put_on_ray
from skwbc._input.dask import lazily
from skwbc.features import ColorFeatures, DeepFeatures, HandcraftedFeatures, make_hybrid
from skwbc.preprocessing import CellSegmenter
from tests.conftest import same_weights
from tests.estimators import cheap

da = pytest.importorskip("dask.array", reason="the extra 'clusters' is not installed")
db = pytest.importorskip("dask.bag", reason="the extra 'clusters' is not installed")

pytestmark = pytest.mark.clusters

PAGE = Path(__file__).parent.parent / "docs" / "guide" / "clusters.rst"
# Of about twenty training steps.
FATAL_STEP = 9
METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function", "transform")


def page_code(heading):
    """Code blocks of the documentation under one of its headings."""
    section = re.split(r"\n.+\n-{3,}\n", PAGE.read_text().split(f"\n{heading}\n-")[1])[0]
    blocks = re.findall(r"code-block:: python\n\n((?:    .*\n|\n)+)", section)
    return [textwrap.dedent(block) for block in blocks]


class Travelling(np.ndarray):
    """A picture that notes each time it is pickled, and each process that gets it."""

    log = None

    def __reduce_ex__(self, protocol):
        note(self.log, "pickled")
        return arrive, (np.array(self), self.log)


def travelling(picture, log):
    picture = picture.view(Travelling)
    picture.log = log
    return picture


def arrive(picture, log):
    note(log, "arrived", os.getpid())
    return travelling(picture, log)


def note(log, *words):
    with open(log, "a") as file:
        print(*words, file=file)


def departures(log):
    return Path(log).read_text().count("pickled")


def arrivals(log):
    """How often each other process was given the picture."""
    processes = Counter(re.findall(r"arrived (\d+)", Path(log).read_text()))
    del processes[str(os.getpid())]
    return processes


class Fatal:
    """An augmentation that changes nothing, but in the middle of a search kills its worker."""

    def __init__(self, steps):
        self.steps = steps

    def __call__(self, images, rng):
        # Unbuffered, so that no two workers see the same step.
        with open(self.steps, "ab", buffering=0) as file:
            file.write(b".")
            if file.tell() == FATAL_STEP:
                os.kill(os.getpid(), signal.SIGKILL)
        return images


class Shaky(BaseEstimator):
    """Fails with its first image of value 7, by an error or by its worker's death."""

    def __init__(self, flag, by):
        self.flag = flag
        self.by = by

    def fit(self, X=None, y=None):
        self.classes_ = np.arange(256)
        return self

    @lazily
    def predict(self, X):
        if 7 in np.ravel(X) and not Path(self.flag).exists():
            Path(self.flag).touch()
            if self.by == "death":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.EIO, "the file server is out of breath")
        return np.array([image.flat[0] for image in X])


PAGES = {"dask": page_code("A search on Dask"), "ray": page_code("A search on Ray")}


@pytest.fixture(scope="module", params=["dask", "ray"])
def cluster(request):
    """What the documentation's own start of a cluster defines."""
    package = {"dask": "distributed", "ray": "ray"}[request.param]
    pytest.importorskip(package, reason="the extra 'clusters' is not installed")
    names = {"engine": request.param}
    with pytest.MonkeyPatch.context() as patch:
        # Ray would write a token into the user's home.
        patch.setenv("RAY_AUTH_MODE", "disabled")
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        exec(PAGES[request.param][0], names)
        try:
            yield names
        finally:
            names["client"].close() if request.param == "dask" else names["ray"].shutdown()


on_dask = pytest.mark.parametrize("cluster", ["dask"], indirect=True)


@pytest.fixture(scope="module")
def classifier(images, names):
    return cheap("WBCsNetClassifier").fit(images, names)


@pytest.fixture
def paths(images, tmp_path):
    found = [str(tmp_path / f"{number}.png") for number in range(len(images))]
    for path, image in zip(found, images, strict=True):
        Image.fromarray(image).save(path)
    return found


def test_search_of_a_hybrid_survives_a_death_sends_images_once_and_equals_the_serial_one(
    cluster, cells, tmp_path
):
    steps, log = tmp_path / "steps", tmp_path / "log"
    network = cheap("WBCsNetClassifier", augmentation=Fatal(steps))
    hybrid = make_hybrid([network, ColorFeatures()], LogisticRegression())
    folds = list(StratifiedGroupKFold(2).split(cells.images, cells.target, cells.groups))
    search = GridSearchCV(
        hybrid,
        {"features__wbcsnetclassifier__learning_rate": [0.1, 0.03, 0.01, 0.003, 0.001]},
        cv=folds,
        # Says more about the bits than an accuracy would.
        scoring="neg_log_loss",
    )
    X = np.fromiter(cells.images, dtype=object, count=len(cells.images))
    X[0] = travelling(X[0], log)
    if cluster["engine"] == "dask":
        config = {"scatter": [X, cells.target, *chain(*folds)]}
    else:
        X = put_on_ray(X)
        config = {
            "n_jobs": -1,
            "ray_remote_args": {"max_restarts": 3, "max_task_retries": 3},
        }
    with joblib.parallel_config(cluster["engine"], **config):
        search.fit(X, cells.target)
    assert steps.stat().st_size > FATAL_STEP
    if cluster["engine"] == "dask":
        # Ten tasks need it on two workers and one that replaces the dead; a copy may be lost with
        # that one while it is handed on. The scheduler lives in this process.
        assert 2 <= sum(arrivals(log).values()) <= 5
    else:
        assert departures(log) == 1
    serial = GridSearchCV(hybrid, search.param_grid, cv=folds, scoring="neg_log_loss")
    serial.fit(cells.images, cells.target)
    for split in ("split0_test_score", "split1_test_score"):
        assert np.array_equal(search.cv_results_[split], serial.cv_results_[split])
    networks = [one.best_estimator_["features"].transformer_list[0][1] for one in (search, serial)]
    assert same_weights(*networks)


def test_page(cluster):
    """The page's code runs as it stands there."""
    for code in PAGES[cluster["engine"]][1:]:
        exec(code, cluster)
    if cluster["engine"] == "ray":
        assert cluster["scores"].shape == (2,)


@pytest.mark.parametrize("cluster", ["ray"], indirect=True)
def test_images_on_ray(cluster, images, paths):
    shared = put_on_ray(images)
    assert np.array_equal(shared, images)
    assert len(pickle.dumps(shared)) < 1000 < images.nbytes
    assert type(pickle.loads(pickle.dumps(shared))) is np.ndarray
    assert np.array_equal(pickle.loads(pickle.dumps(shared[:2])), images[:2])
    with pytest.raises(ValueError, match="read-only"):
        shared[0] = 0
    assert images.flags.writeable
    assert put_on_ray(paths).tolist() == paths


@on_dask
def test_page_on_a_million_images(cluster, paths, tmp_path, capsys):
    for number in range(4):
        (tmp_path / f"paths-{number}.txt").write_text("\n".join(paths[number::4]))
    ordered = [path for number in range(4) for path in paths[number::4]]
    if "search" not in cluster:
        exec(PAGES["dask"][1], cluster)
    start, streaming, pipeline = page_code("A million images")
    exec(start.replace("/data", str(tmp_path)), cluster)
    best = cluster["search"].best_estimator_
    assert np.allclose(cluster["expected"], best.predict_proba(ordered).sum(axis=0))
    exec(streaming, cluster)
    assert len(capsys.readouterr().out.split("\n")) >= 4
    exec(pipeline, cluster)
    assert np.array_equal(cluster["labels"], best.predict(ordered))


@on_dask
@pytest.mark.parametrize("by", ["error", "death"])
def test_partition_is_tried_again(cluster, by, tmp_path):
    numbers = db.from_sequence([np.full((2, 2), number) for number in range(12)], npartitions=4)
    found = Shaky(tmp_path / "flag", by).fit().predict(numbers).compute()
    assert found.tolist() == list(range(12))
    assert (tmp_path / "flag").exists()


@on_dask
def test_estimator_is_sent_once(cluster, tmp_path):
    log = tmp_path / "log"
    shaky = Shaky(log, "error").fit()
    shaky.weights_ = travelling(np.zeros(9), log)
    X = db.from_sequence([np.full((2, 2), number) for number in range(24)], npartitions=24)
    assert shaky.predict(X).compute().tolist() == list(range(24))
    assert max(arrivals(log).values()) == 1


@pytest.mark.parametrize("method", METHODS)
def test_predictions_of_dask_collections(classifier, images, paths, method):
    whole = getattr(classifier, method)(images)
    bag, array = db.from_sequence(paths, npartitions=4), da.from_array(images, (25, 8, 16, 3))
    strings = da.from_array(np.array(paths), 20)
    for X, length in ((bag, np.nan), (array, 60), (strings, 60)):
        lazy = getattr(classifier, method)(X)
        assert isinstance(lazy, da.Array)
        assert np.array_equal(lazy.shape, (length, *whole.shape[1:]), equal_nan=True)
        computed = lazy.compute(scheduler="synchronous")
        assert lazy.dtype == computed.dtype == whole.dtype
        assert np.array_equal(computed, whole)


def test_two_classes_have_one_column(images, names):
    two = names != "eosinophil"
    classifier = cheap("WBCsNetClassifier").fit(images[two], names[two])
    lazy = classifier.decision_function(db.from_sequence(list(images), npartitions=2))
    assert lazy.ndim == 1
    assert np.array_equal(lazy.compute(), classifier.decision_function(images))


@pytest.mark.parametrize(
    "transformer",
    [
        HandcraftedFeatures(["color"]),
        DeepFeatures("lenet5", weights=None, image_size=16, dtype="float64", random_state=0),
    ],
)
def test_features_of_dask_collections(transformer, images, paths):
    whole = transformer.fit(images).transform(images)
    lazy = transformer.transform(db.from_sequence(paths, npartitions=2))
    computed = lazy.compute(scheduler="synchronous")
    assert lazy.shape[1] == whole.shape[1]
    assert lazy.dtype == computed.dtype == whole.dtype
    assert np.array_equal(computed, whole)


def test_nothing_is_read_until_it_is_asked_for(classifier, paths):
    read = []
    bag = db.from_sequence(paths, npartitions=4).map(lambda path: read.append(path) or path)
    lazy = classifier.predict(bag)
    assert not read
    first = lazy.blocks[0].compute(scheduler="synchronous")
    assert read == paths[:15]
    assert np.array_equal(first, classifier.predict(paths[:15]))


def test_empty_partitions(classifier, paths):
    bag = db.from_sequence(paths, npartitions=6).filter(lambda path: path in paths[15:35])
    assert np.array_equal(classifier.predict(bag).compute(), classifier.predict(paths[15:35]))
    nobody = bag.filter(lambda path: False)
    assert classifier.transform(nobody).compute().shape == (0, 32)
    assert classifier.predict(nobody).compute().dtype == classifier.classes_.dtype


def test_a_later_fit_does_not_change_what_waits(images, names):
    classifier = cheap("WBCsNetClassifier").fit(images, names)
    before = classifier.predict_proba(images)
    lazy = classifier.predict_proba(da.from_array(images, (30, 16, 16, 3)))
    classifier.fit(images[::-1], names)
    assert np.array_equal(lazy.compute(), before)
    assert not np.array_equal(classifier.predict_proba(images), before)


def test_what_stays_an_error(classifier, images, names):
    bag = db.from_sequence(["nowhere.png"], npartitions=1)
    with pytest.raises(FileNotFoundError, match=r"X\[0\]: the file 'nowhere.png' does"):
        classifier.predict(bag).compute(scheduler="synchronous")
    refused = "X is a Dask Bag, which only the predictions of network classifiers and the transform"
    with pytest.raises(TypeError, match=refused):
        cheap("WBCsNetClassifier").fit(bag, names)
    with pytest.raises(TypeError, match=refused):
        CellSegmenter().fit(images).transform(bag)
    with pytest.raises(NotFittedError):
        cheap("WBCsNetClassifier").predict(bag)
    with pytest.raises(TypeError, match="X is a Dask Item; predict accepts a Dask array or bag"):
        classifier.predict(bag.count())
    tables = cheap("WBCsNetClassifier").fit(images, names).set_output(transform="pandas")
    with pytest.raises(ValueError, match="set_output: a pandas table of a Dask collection"):
        tables.transform(bag)
    assert tables.predict(bag).ndim == 1
