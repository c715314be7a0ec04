"""Files that are safe to share."""

import io
import os
import pickle
import pydoc
import re
import zipfile

import numpy as np
import pytest
import skops.io
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline as make_balanced_pipeline
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

import skwbc
from skwbc import networks
from skwbc._files.archives import read_arrays
from skwbc._files.trusted import MOVED, OWN
from skwbc.features import ColorFeatures, FusedFeatures, make_hybrid
from skwbc.networks import wbcsnet
from tests.estimators import ALIKE, CLASSIFIERS, NAMES, cheap, each
from tests.networks import tiny


@pytest.fixture(scope="module")
def classifier(images, names):
    return cheap("WBCsNet2Classifier").fit(images, names)


def test_the_best_pipeline_of_a_search_can_be_saved(images, names, tmp_path):
    pipeline = make_pipeline(cheap("WBCsNetClassifier"), SVC())
    search = GridSearchCV(pipeline, {"svc__C": [1, 10]}, cv=2).fit(images, names)
    path = skwbc.save(search.best_estimator_, str(tmp_path / "best.skops"))
    assert path == tmp_path / "best.skops"
    loaded = skwbc.load(path)
    np.testing.assert_array_equal(loaded.predict(images), search.predict(images))


def test_ensembles_can_be_saved(images, names, tmp_path):
    balanced = make_balanced_pipeline(ColorFeatures(), SMOTE(random_state=0), SVC())
    voting = VotingClassifier([("network", cheap("WBCsNetClassifier")), ("colours", balanced)])
    voting.fit(images, names)
    skwbc.save(voting, tmp_path / "voting.skops")
    loaded = skwbc.load(tmp_path / "voting.skops")
    np.testing.assert_array_equal(loaded.predict(images), voting.predict(images))
    assert isinstance(loaded.named_estimators_.colours, type(balanced))


def test_a_hybrid_can_be_saved(images, names, tmp_path):
    hybrid = make_hybrid([cheap("WBCsNetClassifier"), ColorFeatures()], SVC()).fit(images, names)
    skwbc.save(hybrid, tmp_path / "hybrid.skops")
    loaded = skwbc.load(tmp_path / "hybrid.skops")
    np.testing.assert_array_equal(loaded.predict(images), hybrid.predict(images))


def test_loaded_estimator_goes_on_training(classifier, images, names, tmp_path):
    skwbc.save(classifier, tmp_path / "cells.skops")
    loaded = skwbc.load(str(tmp_path / "cells.skops"))
    assert loaded.get_params() == classifier.get_params()
    assert loaded.history_ == classifier.history_
    assert loaded.partial_fit(images, names).n_epochs_ == classifier.n_epochs_ + 1


def test_foreign_types_are_listed_and_refused(images, names, tmp_path):
    own = cheap("CNNClassifier", network=tiny).fit(images, names)
    model = make_pipeline(FunctionTransformer(np.asarray), own)
    with pytest.warns(
        UserWarning,
        match=r"load will refuse '.*own.skops' because of numpy.asarray in 'functiontransformer' "
        r"and tests.networks.tiny in 'cnnclassifier'; read the file with skops.io.load\(path, tru",
    ):
        skwbc.save(model, tmp_path / "own.skops")
    with pytest.raises(ValueError, match=r"own.skops' was not loaded because it con.*tiny"):
        skwbc.load(tmp_path / "own.skops")


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (
            make_pipeline(StandardScaler(), KNeighborsClassifier()),
            "KDTree in 'kneighborsclassifier'; set algorithm='brute', or read the file with skop",
        ),
        (
            make_pipeline(StandardScaler(), DecisionTreeClassifier()),
            "Tree in 'decisiontreeclassifier'; use a model without trees, such as Logisti",
        ),
        (
            VotingClassifier([("trees", RandomForestClassifier(2)), ("line", LinearSVC())]),
            "Tree in the VotingClassifier; use a model without trees",
        ),
    ],
    ids=["neighbours", "tree", "ensemble"],
)
def test_saving_names_the_part_that_load_will_refuse(model, words, tmp_path):
    X = np.random.default_rng(0).random((20, 3))
    with pytest.warns(UserWarning, match=words):
        path = skwbc.save(model.fit(X, np.arange(20) % 2), tmp_path / "model.skops")
    with pytest.raises(ValueError, match="contains types that this library does not know"):
        skwbc.load(path)


def test_what_killed_saves_left_behind_is_removed(tmp_path):
    model = StandardScaler().fit([[0.0], [1.0]])
    left, running, other = (
        tmp_path / f".{name}-{digit * 32}.partial"
        for name, digit in (("a.skops", "0"), ("a.skops", "1"), ("b.skops", "2"))
    )
    for file in (left, running, other):
        file.write_bytes(b"PK")
    for file in (left, other):
        os.utime(file, (0, 0))
    skwbc.save(model, tmp_path / "a.skops")
    assert set(tmp_path.iterdir()) == {tmp_path / "a.skops", running, other}


class Planted:
    """Runs code when it is unpickled."""

    def __reduce__(self):
        return (open, ("planted", "w"))


def test_nothing_runs_on_load(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    skops.io.dump({"a": Planted()}, "planted.skops")
    with pytest.raises(ValueError, match=r"types that this library does not know: .*Planted"):
        skwbc.load("planted.skops")
    assert not (tmp_path / "planted").exists()


def test_network_of_the_library_is_trusted(images, names, tmp_path):
    one = cheap("CNNClassifier", network=wbcsnet).fit(images, names)
    skwbc.save(one, tmp_path / "one.skops")
    np.testing.assert_array_equal(
        skwbc.load(tmp_path / "one.skops").predict(images), one.predict(images)
    )


def test_other_programs_can_trust_what_is_saved(classifier, images, tmp_path):
    # As MLflow writes and reads models.
    skops.io.dump(classifier, tmp_path / "cells.skops")
    loaded = skops.io.load(tmp_path / "cells.skops", trusted=skwbc.trusted_types())
    np.testing.assert_array_equal(loaded.predict(images), classifier.predict(images))


def test_labels_and_steps_called_memory_keep_their_numbers(tmp_path):
    weights = {"memory": 3.0, "naive": np.float32(1)}
    voting = VotingClassifier([("balanced", SVC(class_weight=weights))])
    fused = FusedFeatures([("memory", ColorFeatures())], transformer_weights={"memory": 2})
    for number, model in enumerate((voting, fused)):
        loaded = skwbc.load(skwbc.save(model, tmp_path / f"{number}.skops"))
        for name, value in model.get_params().items():
            if "weight" in name:
                assert loaded.get_params()[name] == value, name


def test_trusted_types_are_the_public_ones_and_those_of_earlier_releases():
    public = [FusedFeatures, *(estimator for _, estimator in skwbc.all_estimators())]
    public += [getattr(networks, name) for name in networks.__all__]
    assert sorted(OWN) == sorted(f"{item.__module__}.{item.__qualname__}" for item in public)
    for name in (*OWN, *MOVED):
        assert pydoc.locate(name) in public, name


@pytest.mark.filterwarnings("ignore:skwbc.load will refuse:UserWarning")
@each(NAMES, quick={*NAMES} - {*CLASSIFIERS} | {"CNNClassifier", "MobileNetV2Classifier"})
def test_files_name_nothing_private(name, images, names, tmp_path):
    estimator = cheap(name)
    if name not in ALIKE and hasattr(estimator, "transform"):
        takes_images = hasattr(estimator, "image_shape")
        estimator.fit(images if takes_images else images.reshape(len(images), -1)[:, :20], names)
    with zipfile.ZipFile(skwbc.save(estimator, tmp_path / "one.skops")) as archive:
        schema = archive.read("schema.json").decode()
    named = re.findall(r'"__module__": "(skwbc[^"]*)"', schema)
    assert named
    assert not [module for module in named if "._" in module]
    assert pickle.loads(pickle.dumps(estimator)).__class__.__module__ == named[-1]


def test_damaged_files(classifier, tmp_path):
    path = tmp_path / "cells.skops"
    with pytest.raises(FileNotFoundError, match=r"The file '.*cells.skops' does not exist; check"):
        skwbc.load(path)
    skwbc.save(classifier, path)
    whole = path.read_bytes()
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("notes.txt", "nothing")
    for content in (b"", b"not a model", whole[: len(whole) // 2], other.getvalue()):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"cells.skops' was not written by skwbc.save, or i"):
            skwbc.load(path)


def test_archives_that_would_fill_the_memory(tmp_path):
    path = tmp_path / "small.skops"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", bytes(3 * 10**8))
    assert path.stat().st_size < 10**6
    refused = r"small\.skops' was not .* or it is damaged .*it would grow to 300,000,000 bytes"
    with pytest.raises(ValueError, match=refused):
        skwbc.load(path)
    with pytest.raises(ValueError, match="it would grow to 300,000,000 bytes"):
        read_arrays(path)


def test_a_failed_save_leaves_the_old_file(classifier, tmp_path, monkeypatch):
    path = tmp_path / "cells.skops"
    skwbc.save(classifier, path)
    before = path.read_bytes()

    def full_disk(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr("os.replace", full_disk)
    with pytest.raises(OSError, match="No space left"):
        skwbc.save(classifier, path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["cells.skops"]


def test_callbacks_are_not_saved(images, names, tmp_path):
    from sklearn.callback import ProgressBar

    classifier = cheap("WBCsNetClassifier", epochs=1).set_callbacks(ProgressBar())
    classifier.fit(images, names)
    skwbc.save(classifier, tmp_path / "cells.skops")
    assert not hasattr(skwbc.load(tmp_path / "cells.skops"), "_skl_callbacks")
    assert classifier._skl_callbacks
