"""Files of models, weights and data: damaged, swapped and planted ones, none of which runs code."""

import io
import json
import os
import pickle
import re
import zipfile
from functools import cache
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import h5py
import numpy as np
import pytest
import skops.io
from imblearn.utils.testing import all_estimators as imblearn_estimators
from sklearn.base import clone
from sklearn.cluster import FeatureAgglomeration
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC
from sklearn.utils import all_estimators as sklearn_estimators

import skwbc
from skwbc import WBCsNetClassifier
from skwbc._files import h5, torch_file
from skwbc._files.cache import stored_rows
from skwbc._keras.pool import borrowed_network
from skwbc._keras.topology import Topology
from skwbc.classifiers._checkpoint import epochs_done
from skwbc.classifiers._start import given_weights
from skwbc.datasets import load_bloodmnist
from skwbc.features import ColorFeatures, DeepFeatures
from skwbc.networks._backbones import backbone_network
from tests.estimators import cheap
from tests.reliability.hostile import archive, flipped
from tests.reliability.test_hostile_inputs import complaint, fitted, good

pytestmark = [pytest.mark.reliability, pytest.mark.filterwarnings("ignore")]

EACH = 1024
N_FLIPS = 200


def backbone():
    params = {"backbone": "mobilenetv2", "width": 1 / 16, "pooling": "avg"}
    return Topology.of(backbone_network, params, (32, 32, 3), None, "float32")


def save_backbone(path):
    with borrowed_network(backbone()) as network:
        keras_network = network.keras_network
        # Keras 2 wrote whole networks, whose weights are found by another way.
        (keras_network.save_weights if "weights" in path.name else keras_network.save)(path)


def save_blood_mnist(path):
    rng = np.random.default_rng(0)
    parts = {}
    for name in ("train", "val", "test"):
        parts[f"{name}_images"] = rng.integers(0, 256, (5, 28, 28, 3), dtype=np.uint8)
        parts[f"{name}_labels"] = rng.integers(0, 8, (5, 1), dtype=np.uint8)
    np.savez_compressed(path, **parts)


def save_model(path):
    skwbc.save(make_pipeline(ColorFeatures(), LogisticRegression()).fit(*good()), path)


# What writes a whole file, its name, and what reads it.
FILES = {
    "model": (save_model, "model.skops", skwbc.load),
    "network": (
        lambda path: skwbc.save(fitted("WBCsNetClassifier"), path), "network.skops",
        lambda path: skwbc.load(path).predict(good()[0]),
    ),
    "network to start from": (
        lambda path: skwbc.save(fitted("WBCsNetClassifier"), path), "network.skops",
        lambda path: cheap("WBCsNetClassifier", weights=path).fit(*good()),
    ),
    "weights of Keras 3": (
        save_backbone, "keras.weights.h5", lambda path: given_weights(path, backbone())
    ),
    "weights of Keras 2": (save_backbone, "keras.h5", lambda path: given_weights(path, backbone())),
    "checkpoint": (
        lambda path: cheap("WBCsNetClassifier", epochs=1).fit(*good(), checkpoint=path), "fit.npz",
        lambda path: cheap("WBCsNetClassifier").fit(*good(), checkpoint=path),
    ),
    "checkpoint's epochs": (
        lambda path: cheap("WBCsNetClassifier", epochs=1).fit(*good(), checkpoint=path), "fit.npz",
        epochs_done,
    ),
    "BloodMNIST": (save_blood_mnist, "bloodmnist.npz", load_bloodmnist),
}  # fmt: skip


@cache
def whole(name, folder):
    path = folder / FILES[name][1]
    if not path.exists():
        FILES[name][0](path)
    return path.read_bytes()


def swapped(content, rng):
    """Yield archives with two members exchanged, each pair once; other files with two parts."""
    if not content.startswith(b"PK"):
        for _ in range(20):
            first, second = sorted(rng.integers(0, len(content), 2))
            yield content[second:] + content[first:second] + content[:first]
        return
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    for first, second in combinations(members, 2):
        yield archive(members | {first: members[second], second: members[first]})


def without_a_member(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for left_out in file.namelist():
            yield archive({name: file.read(name) for name in file.namelist() if name != left_out})


def damaged(content):
    """Yield what is wrong, and the content of a file of which that is true."""
    rng = np.random.default_rng(0)
    for end in range(0, len(content), EACH):
        yield f"cut at {end}", content[:end]
    for _ in range(N_FLIPS):
        yield "with a bit flipped", flipped(content, rng)
    # Where formats say what is where.
    for _ in range(N_FLIPS // 2):
        yield "with a flipped head", flipped(content[:2048], rng) + content[2048:]
        yield "with a flipped end", content[:-2048] + flipped(content[-2048:], rng)
    for exchanged in swapped(content, rng):
        yield "with parts swapped", exchanged
    if content.startswith(b"PK"):
        for less in without_a_member(content):
            yield "without a member", less
    yield "with something behind it", content + b"\0" * 100
    yield "with something before it", b"\0" * 100 + content
    yield from {
        "nothing": b"",
        "text": b"a model",
        "noise": rng.bytes(9000),
        "zeros": bytes(9000),
        "pickle": pickle.dumps({"weights": [1]}),
        "numpy": _npy(np.zeros(3)),
        "empty archive": archive({}),
        "foreign archive": archive({"notes.txt": b"nothing"}),
        "schema of nothing": archive({"schema.json": b"{}"}),
        "schema of an older version": archive(
            {"schema.json": json.dumps({"protocol": 0, "content": 1}).encode()}
        ),
        "deep schema": archive({"schema.json": b"[" * 10**5}),
        "objects": _npz(about=np.array([{"a": 1}], dtype=object)),
        "other arrays": _npz(a=np.zeros(3)),
        "bomb": _bomb(),
    }.items()


def _npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def _npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in ("schema.json", "about.npy", "train_images.npy"):
            with target.open(name, "w", force_zip64=True) as member:
                for _ in range(400):
                    member.write(b" " * 10**6)
    return file.getvalue()


@pytest.fixture
def in_this_process(monkeypatch):
    """Read h5 files without a process for each, which would take a while for thousands."""

    def run(command, **settings):
        file = io.BytesIO()
        h5._write(command[-2], int(command[-1]), file)
        return SimpleNamespace(stdout=file.getvalue(), returncode=0)

    monkeypatch.setattr(h5.subprocess, "run", run)


@pytest.mark.parametrize("name", FILES)
def test_damaged_files(name, tmp_path_factory, in_this_process):
    content = whole(name, tmp_path_factory.mktemp("whole"))
    folder = tmp_path_factory.mktemp("damaged")
    _, ending, read = FILES[name]
    complaints, n = [], 0
    for n, (what, spoilt) in enumerate(damaged(content)):
        path = folder / f"{n}-{ending}"
        path.write_bytes(spoilt)
        print(n, what)
        found = complaint(lambda given, _: read(given), path, None, f"{n}-{ending}|weights")
        complaints += [f"{n} {what}: {found}"] if found else []
        path.unlink()
    assert not complaints, "\n".join([f"{len(complaints)} of {n}", *complaints])


def test_a_file_that_never_ends_or_kills_its_reader(tmp_path, monkeypatch):
    path = tmp_path / "a.weights.h5"
    save_backbone(path)
    with monkeypatch.context() as patch:
        patch.setattr(h5, "PATIENCE", 0.001)
        with pytest.raises(
            ValueError, match=r"a\.weights\.h5' .*could not be read within 0.001 sec"
        ):
            given_weights(path, backbone())
    with monkeypatch.context() as patch:
        patch.setattr(h5.sys, "executable", "/bin/false")
        with pytest.raises(ValueError, match=r"a\.weights\.h5' .*its reader crashed with code 1"):
            given_weights(path, backbone())
    assert given_weights(path, backbone())


# -- nothing that runs -----------------------------------------------------------------------------


class Planted:
    """Leaves a file where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


# Parameters of loadable classes that may be words of one's own, but name no folder.
NO_FOLDERS = {
    "augmentation", "backbone", "constant", "encoding", "importance_getter", "layer", "metric",
    "network", "optimizer", "outlier_label", "pos_label", "pre_dispatch", "refit", "resource",
    "scoring", "separator", "threshold", "token_pattern", "verbose_feature_names_out",
    # A file, which is read as any foreign one.
    "weights",
}  # fmt: skip


def parameters_of_words():
    """Class and parameter of whatever can be loaded and may hold a path or a cache."""
    classes = [*sklearn_estimators(), *imblearn_estimators(), *skwbc.all_estimators()]
    for _, cls in classes:
        for name, allowed in getattr(cls, "_parameter_constraints", {}).items():
            for kind in [] if isinstance(allowed, str) else allowed:
                if kind in (str, os.PathLike) or "cache" in getattr(kind, "methods", ()):
                    yield cls, name


def test_no_folder_survives_a_load(tmp_path):
    found = sorted(set(parameters_of_words()), key=lambda pair: (pair[0].__name__, pair[1]))
    assert {"Pipeline", "OPTICS", "DeepFeatures"} <= {cls.__name__ for cls, _ in found}
    for cls, parameter in found:
        if parameter in NO_FOLDERS:
            continue
        try:
            estimator = cls()
        except TypeError:
            estimator = cls([("scale", StandardScaler())])
        if cls is FeatureAgglomeration:
            # Its default is a function, which no file may name.
            estimator.set_params(pooling_func=None)
        folders = {parameter: ["/folder", None], f"a__{parameter}": "/folder"}
        hiding = {
            "alone": estimator.set_params(**{parameter: "/folder"}),
            "path": clone(estimator).set_params(**{parameter: Path("/folder")}),
            "step": make_pipeline(FeatureUnion([("a", clone(estimator))]), SVC()),
            "grid": GridSearchCV(estimator, [folders]),
            "objects": FunctionTransformer(kw_args={"a": np.array([[{1: (estimator,)}]])}),
        }
        for what, model in hiding.items():
            path = skwbc.save(model, tmp_path / f"{cls.__name__}-{parameter}-{what}.skops")
            # Whatever the loaded model holds is in its bytes.
            assert b"/folder" not in pickle.dumps(skwbc.load(path)), path.name


def test_a_cache_of_others_is_not_unpickled(tmp_path):
    ran, X = tmp_path / "ran", np.arange(20.0).reshape(10, 2)
    model = make_pipeline(StandardScaler(), LogisticRegression(), memory=str(tmp_path / "cache"))
    model.fit(X, np.arange(10) % 2)
    (kept,) = (tmp_path / "cache").rglob("output.pkl")
    kept.write_bytes(pickle.dumps(Planted(ran)))
    path = skwbc.save(model, tmp_path / "model.skops")
    clone(skwbc.load(path)).fit(X, np.arange(10) % 2)
    assert not ran.exists()


def test_nothing_in_a_model_runs(tmp_path):
    ran = tmp_path / "ran"
    pickled = pickle.dumps(Planted(ran))
    skops.io.dump({"a": Planted(ran)}, tmp_path / "object.skops")
    skops.io.dump([Path.touch], tmp_path / "method.skops")
    skops.io.dump(make_pipeline(ColorFeatures(), Planted), tmp_path / "class.skops")
    (tmp_path / "pickled.skops").write_bytes(pickled)
    (tmp_path / "member.skops").write_bytes(archive({"schema.json": pickled}))
    objects = io.BytesIO()
    np.save(objects, np.array([Planted(ran)], dtype=object), allow_pickle=True)
    schema = {
        "__class__": "ndarray", "__module__": "numpy", "__loader__": "NdArrayNode",
        "type": "numpy", "file": "a.npy", "protocol": 2, "__id__": 1,
    }  # fmt: skip
    planted = {"schema.json": json.dumps(schema).encode(), "a.npy": objects.getvalue()}
    (tmp_path / "array.skops").write_bytes(archive(planted))
    for path in sorted(tmp_path.glob("*.skops")):
        with pytest.raises(
            ValueError, match=f"{re.escape(path.name)}' was not (loaded because|written by)"
        ):
            skwbc.load(path)
        with pytest.raises(ValueError, match=path.name):
            WBCsNetClassifier(weights=path).fit(*good())
    assert not ran.exists()


@pytest.mark.parametrize("read", [load_bloodmnist, epochs_done])
def test_nothing_in_arrays_runs(read, tmp_path):
    ran, path = tmp_path / "ran", tmp_path / "planted.npz"
    names = [f"{part}_{what}" for part in ("train", "val", "test") for what in ("images", "labels")]
    arrays = dict.fromkeys([*names, "about"], np.array([Planted(ran)], dtype=object))
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=r"planted\.npz' (is|was) not"):
        read(path)
    assert not ran.exists()


def test_nothing_in_a_cache_runs(tmp_path):
    ran = tmp_path / "ran"
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / b"a".hex()).write_bytes(pickle.dumps(Planted(ran)))
    rows = stored_rows("source", [b"a"], lambda part: np.ones((len(part), 3)), tmp_path)
    np.testing.assert_array_equal(rows, np.ones((1, 3)))
    assert not ran.exists()


def test_nothing_in_weights_runs(tmp_path):
    ran = tmp_path / "ran"
    with pytest.raises(pickle.UnpicklingError, match="is not a part of a tensor"):
        torch_file.read_tensors(pickle.dumps(Planted(ran)))
    with h5py.File(tmp_path / "planted.h5", "w") as file:
        file.attrs["layer_names"] = [b"Conv1"]
        file.create_group("Conv1").attrs["weight_names"] = [b"kernel"]
        file["Conv1/kernel"] = np.void(pickle.dumps(Planted(ran)))
    with pytest.raises(ValueError, match=r"planted\.h5'"):
        given_weights(tmp_path / "planted.h5", backbone())
    assert not ran.exists()


def test_a_loaded_model_writes_into_no_folder_that_its_author_named(tmp_path):
    cache = tmp_path / "cache"
    X, y = good()
    deep = DeepFeatures(fitted("WBCsNetClassifier"), weights=None, feature_cache=cache)
    parts = [deep, ColorFeatures(feature_cache=cache)]
    pipelines = [(str(n), make_pipeline(part, SVC())) for n, part in enumerate(parts)]
    vote = VotingClassifier(pipelines).fit(X, y)
    # Parts that nothing else names.
    vote.steps_ = np.array([clone(part) for part in parts], dtype=object)
    skwbc.save(vote, tmp_path / "vote.skops")
    for file in sorted(cache.rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    cache.rmdir()
    loaded = skwbc.load(tmp_path / "vote.skops")
    assert [part.feature_cache for part in loaded.steps_] == [None, None]
    # Of pixels that no row in memory stands for.
    loaded.predict(255 - X)
    assert not cache.exists()
