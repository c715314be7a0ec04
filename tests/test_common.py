"""What every public estimator must do; discovery brings new ones in."""

import numpy as np
import pandas
import pytest
from PIL import Image
from sklearn.base import clone, is_classifier
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier
from sklearn.metrics import get_scorer, get_scorer_names
from sklearn.model_selection import (
    StratifiedGroupKFold,
    StratifiedKFold,
    check_cv,
    cross_val_predict,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC
from sklearn.utils.estimator_checks import estimator_checks_generator

from skwbc import all_estimators
from skwbc.datasets import make_blood_cells
from skwbc.inspection import (
    EmbeddingDisplay,
    FeatureMapsDisplay,
    GradCAMDisplay,
    HistoryDisplay,
    MistakesDisplay,
)
from tests import stand_ins
from tests.conftest import same_weights
from tests.estimators import (
    CLASSIFIERS,
    NAMES,
    REPRESENTATIVES,
    SEPARATE,
    backbone_of,
    cheap,
    each,
    fitted_cheap,
    for_check,
    smallest_image,
    tiered,
)

pytestmark = pytest.mark.small_backbones
each_network = each(SEPARATE, REPRESENTATIVES)
# What never sees the network is the same for all.
each_class = each(SEPARATE, {"CNNClassifier"})
PRETRAINED = {name for name in CLASSIFIERS if backbone_of(cheap(name))}
# The default network of CNNClassifier is that of WBCsNet2Classifier.
FROM_SCRATCH = [name for name in CLASSIFIERS if name not in {*PRETRAINED, "CNNClassifier"}]
REPLACED = {*stand_ins.LARGE, *PRETRAINED}


def scikit_learn_checks():
    """Each check of each estimator, in full with the real networks too."""
    for name in NAMES:
        for _, check in estimator_checks_generator(cheap(name)):
            test = f"{name}-{check.func.__name__}"
            # All networks read X by the same code, whatever kind of memory it is in.
            is_alike = name in CLASSIFIERS and name != "CNNClassifier"
            is_quick = not (is_alike and "readonly_memmap" in check.keywords)
            if is_quick:
                yield pytest.param(name, check, id=test)
            if not is_quick or name in REPLACED:
                yield pytest.param(name, check, id=test, marks=pytest.mark.full)


@pytest.mark.parametrize(("name", "check"), list(scikit_learn_checks()))
@pytest.mark.filterwarnings("ignore:no cell was found in:UserWarning")
@pytest.mark.filterwarnings("ignore:Rows of X without image_shape:UserWarning")
@pytest.mark.filterwarnings("ignore:method='reinhard'. the training images are:UserWarning")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.EstimatorCheckFailedWarning")
def test_scikit_learn_checks(name, check):
    check(for_check(cheap(name), check.func.__name__))


@each_class
def test_tags_are_those_of_a_classifier_of_tables(name):
    tags = cheap(name).__sklearn_tags__()
    # scikit-learn's checks would not run at all without two-dimensional arrays.
    assert tags.input_tags.two_d_array
    assert tags.input_tags.three_d_array
    assert not tags._skip_test
    assert not tags.no_validation
    assert not tags.non_deterministic
    assert is_classifier(cheap(name))


@pytest.mark.backends
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_step_of_training_changes_weights_and_predictions(name, images, names):
    started = cheap(name, epochs=1, learning_rate=1e-12).fit(images, names)
    trained = cheap(name, epochs=1, learning_rate=0.01).fit(images, names)
    assert not same_weights(started, trained)
    before, after = started.predict_proba(images), trained.predict_proba(images)
    for proba in (before, after):
        assert np.isfinite(proba).all()
        np.testing.assert_allclose(proba.sum(axis=1), 1)
    assert not np.array_equal(before, after)


@pytest.mark.full
@pytest.mark.parametrize("name", FROM_SCRATCH)
def test_defaults_learn_two_easy_types(name):
    (X, y), (X_new, y_new) = (
        make_blood_cells(
            n,
            classes=("neutrophil", "lymphocyte"),
            difficulty=0.0,
            random_state=seed,
            return_X_y=True,
        )
        for seed, n in enumerate((400, 200))
    )
    estimator = dict(all_estimators())[name]()
    # All other settings are the defaults.
    estimator.set_params(
        image_size=smallest_image(estimator, at_least=16),
        epochs=40 if name == "LeNet5Classifier" else 10,
        random_state=0,
    )
    assert estimator.fit(X, y).score(X_new, y_new) > 0.9


# -- the same pixels in whatever form ------------------------------------------------------------


@pytest.fixture(params=tiered(SEPARATE, {"CNNClassifier", "MobileNetV2Classifier"}))
def fitted(request, cells):
    """A fitted estimator."""
    return fitted_cheap(request.param, cells)


def write_pngs(pictures, folder):
    paths = [folder / f"{index}.png" for index in range(len(pictures))]
    for picture, path in zip(pictures, paths, strict=True):
        Image.fromarray(picture).save(path)
    return paths


def test_uint8_float_and_uint16_are_equal(fitted, images):
    expected = fitted.predict_proba(images)
    np.testing.assert_array_equal(fitted.predict_proba(images / 255), expected)
    np.testing.assert_array_equal(fitted.predict_proba((images / 255).astype("float32")), expected)
    np.testing.assert_array_equal(fitted.predict_proba(images.astype("uint16") * 257), expected)


def test_paths_pictures_and_lists_are_equal(fitted, images, tmp_path):
    expected = fitted.predict_proba(images)
    paths = write_pngs(images, tmp_path)
    forms = {
        "Path": paths,
        "str": [str(path) for path in paths],
        "array of str": np.array([str(path) for path in paths]),
        "PIL": [Image.fromarray(image) for image in images],
        "list of arrays": list(images),
        "object array": np.fromiter(images, dtype=object, count=len(images)),
        "nested lists": images.tolist(),
    }
    for form, X in forms.items():
        got = fitted.predict_proba(X)
        np.testing.assert_array_equal(got, expected, err_msg=form)


def test_pandas_series_of_paths(fitted, images, tmp_path):
    series = pandas.Series(map(str, write_pngs(images[:5], tmp_path)))
    np.testing.assert_array_equal(fitted.predict(series), fitted.predict(images[:5]))


def test_grey_is_equal_in_every_form(fitted, images, tmp_path):
    grey = images[..., 1]
    repeated = np.repeat(grey[..., np.newaxis], 3, axis=-1)
    expected = fitted.predict_proba(repeated)
    paths = write_pngs(grey, tmp_path)
    for X in (grey, grey[..., np.newaxis], paths, list(grey), [Image.open(p) for p in paths]):
        np.testing.assert_array_equal(fitted.predict_proba(X), expected)


def test_sizes_may_differ(fitted, images, tmp_path):
    odd = [image[: 9 + index % 4, : 16 - index % 3] for index, image in enumerate(images[:10])]
    one_by_one = np.concatenate([fitted.predict_proba(image[np.newaxis]) for image in odd])
    together = fitted.predict_proba(odd)
    np.testing.assert_allclose(together, one_by_one, atol=1e-6)
    np.testing.assert_array_equal(fitted.predict_proba(write_pngs(odd, tmp_path)), together)


def test_rows_of_image_shape_are_images(fitted, images):
    rows = images.reshape(len(images), -1)
    labels = np.arange(len(images)) % 3
    by_rows = clone(fitted).set_params(image_shape=images.shape[1:]).fit(rows, labels)
    assert same_weights(by_rows, clone(fitted).fit(images, labels))
    assert by_rows.n_features_in_ == rows.shape[1]
    np.testing.assert_array_equal(by_rows.predict_proba(rows), by_rows.predict_proba(images))


def test_displays_show_it(fitted, images, names, tmp_path):
    paths = write_pngs(images[:3], tmp_path)
    for X in (images[:3], paths):
        GradCAMDisplay.from_estimator(fitted, X)
        FeatureMapsDisplay.from_estimator(fitted, X[:1])
        EmbeddingDisplay.from_estimator(fitted, X, names[:3], method="pca")
        MistakesDisplay.from_estimator(fitted, X, names[:3])
    HistoryDisplay.from_estimator(fitted)


def test_diagram_counts_layers_and_parameters(fitted):
    n_parameters = sum(weight.size for weight in fitted.weights_)
    assert sum(row[-1] for row in fitted.layers_) == n_parameters
    line = f"{len(fitted.layers_)} layers, {n_parameters:,} parameters"
    assert line in fitted._repr_html_()
    assert line in make_pipeline(fitted)._repr_html_()
    assert "listed after fitting" in clone(fitted)._repr_html_()


@each_network
def test_one_channel_stays_one_channel_without_a_backbone(name, images, names):
    grey = images[..., 1]
    classifier = cheap(name).fit(grey, names)
    repeated = np.repeat(grey[..., np.newaxis], 3, axis=-1)
    np.testing.assert_array_equal(classifier.predict(repeated), classifier.predict(grey))
    if backbone_of(classifier):
        # What was trained on colour sees the one channel three times.
        assert same_weights(classifier, cheap(name).fit(repeated, names))
        return
    assert classifier.input_shape_[-1] == 1
    with pytest.raises(ValueError, match=r"X\[0\] is a colour image, but the network"):
        classifier.predict(images)


# -- processes and state ------------------------------------------------------------------------


# Other processes have the real backbones.
@each_class
def test_two_jobs_give_the_same_bits_as_one(name, images, names, cells):
    def out_of_fold(n_jobs):
        return cross_val_predict(
            cheap(name),
            images,
            names,
            groups=cells.groups,
            cv=StratifiedGroupKFold(3),
            method="predict_proba",
            n_jobs=n_jobs,
        )

    np.testing.assert_array_equal(out_of_fold(1), out_of_fold(2))


@each_network
def test_fitted_state_is_arrays_and_plain_values(name, images, names):
    classifier = cheap(name).fit(images, names)
    parameters = set(classifier.get_params())
    for attribute, value in vars(classifier).items():
        if attribute in parameters:
            continue
        leaves = [value]
        while leaves:
            leaf = leaves.pop()
            if isinstance(leaf, dict):
                leaves += [*leaf, *leaf.values()]
            elif isinstance(leaf, (list, tuple)):
                leaves += leaf
            else:
                assert isinstance(leaf, (np.ndarray, int, float, str, type(None))), attribute


# -- in scikit-learn's company -------------------------------------------------------------------


@each_class
@pytest.mark.parametrize(
    "label",
    [
        pytest.param(lambda codes: np.array(["a", "b", "c"])[codes], id="strings"),
        pytest.param(lambda codes: np.array(["a", "b", "c"], dtype=object)[codes], id="objects"),
        pytest.param(lambda codes: np.array([-7, 3, 40], dtype="int32")[codes], id="integers"),
        pytest.param(lambda codes: codes > 0, id="booleans"),
        pytest.param(lambda codes: (codes * 2).astype(float), id="floats"),
        pytest.param(lambda codes: ["abc"[code] for code in codes], id="list"),
    ],
)
def test_labels_of_every_kind_come_back(name, label, cells):
    y = label(cells.target)
    classifier = cheap(name, epochs=1).fit(cells.images, y)
    np.testing.assert_array_equal(classifier.classes_, np.unique(y))
    predicted = classifier.predict(cells.images)
    assert set(predicted.tolist()) <= set(np.asarray(y).tolist())
    assert predicted.dtype == classifier.classes_.dtype


@each_class
def test_cross_validation_stratifies(name, cells):
    order = np.argsort(cells.target)
    splitter = check_cv(3, cells.target[order], classifier=is_classifier(cheap(name)))
    assert isinstance(splitter, StratifiedKFold)
    # Without stratification, sorted labels would leave each fold a class it never saw.
    seen = []

    def note_classes(estimator, X, y):
        seen.append(len(estimator.classes_))
        return 0.0

    cross_val_score(
        cheap(name, epochs=1),
        cells.images[order],
        cells.target[order],
        cv=3,
        scoring=note_classes,
    )
    assert seen == [3, 3, 3]


def classification_scorers(n_classes):
    """Names of scikit-learn's scorers that score a classifier with this many classes."""
    from sklearn.dummy import DummyClassifier

    y = np.arange(12) % n_classes
    dummy = DummyClassifier(strategy="stratified", random_state=0).fit(np.zeros((12, 1)), y)
    for scorer in get_scorer_names():
        try:
            with np.errstate(all="ignore"):
                score = get_scorer(scorer)(dummy, np.zeros((12, 1)), y)
        except (ValueError, AttributeError):
            continue
        if np.isfinite(score):
            yield scorer


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
@each_class
def test_every_classification_scorer_works(name, n_classes, cells):
    y = cells.target % n_classes
    classifier = cheap(name).fit(cells.images, y)
    scorers = list(classification_scorers(n_classes))
    assert {"accuracy", "balanced_accuracy", "neg_log_loss", "roc_auc_ovr"} <= set(scorers)
    for scorer in scorers:
        assert np.isfinite(get_scorer(scorer)(classifier, cells.images, y)), scorer


@each_network
def test_decision_function_orders_as_probabilities_do(name, images, names):
    classifier = cheap(name).fit(images, names)
    margins, proba = classifier.decision_function(images), classifier.predict_proba(images)
    np.testing.assert_allclose(1 / (1 + np.exp(-margins)), proba, atol=1e-12)
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-15)
    np.testing.assert_allclose(np.exp(classifier.predict_log_proba(images)), proba, atol=1e-15)


@each_class
def test_pipeline_memory_hits(name, images, names, tmp_path):
    calls = tmp_path / "calls"

    pipeline = make_pipeline(
        FunctionTransformer(noting_identity, kw_args={"path": calls}),
        cheap(name),
        SVC(),
        memory=str(tmp_path / "memory"),
    )
    first = pipeline.fit(images, names)
    weights = first[1].weights_
    assert calls.read_text() == "x"
    second = clone(pipeline).fit(images, names)
    # The network was not trained again either: its steps come from the memory.
    assert second[1].weights_[0] is not weights[0]
    assert same_weights(first[1], second[1])
    assert len(list((tmp_path / "memory").rglob("output.pkl"))) == 2


def noting_identity(X, path):
    with open(path, "a") as file:
        file.write("x")
    return X


@each_network
def test_features_feed_other_models(name, images, names):
    classifier = cheap(name).fit(images, names)
    features = classifier.transform(images)
    assert features.shape == (len(images), len(classifier.get_feature_names_out()))
    assert features.dtype == np.float32
    pipeline = make_pipeline(cheap(name), SVC()).fit(images, names)
    assert pipeline.predict(images).shape == names.shape
    table = clone(classifier).set_output(transform="pandas").fit(images, names).transform(images)
    assert list(table.columns) == list(classifier.get_feature_names_out())


@each_network
def test_ensembles_take_it(name, images, names):
    voting = VotingClassifier(
        [("one", cheap(name)), ("two", cheap(name, random_state=1))], voting="soft"
    )
    assert voting.fit(images, names).predict(images).shape == names.shape
    calibrated = CalibratedClassifierCV(cheap(name), cv=2).fit(images, names)
    assert calibrated.predict_proba(images).shape == (len(images), 3)


@each_network
def test_keras_model_stands_by_itself(name, images, names, tmp_path):
    import keras

    classifier = cheap(name).fit(images, names)
    pictures = np.random.default_rng(0).integers(0, 256, (5, *classifier.input_shape_))
    path = tmp_path / "model.keras"
    classifier.to_keras().save(path)
    # Loading in safe mode proves that nothing of this library is needed.
    loaded = keras.saving.load_model(path)
    np.testing.assert_allclose(
        loaded.predict(pictures.astype("float32"), verbose=0),
        classifier.predict_proba(pictures),
        atol=1e-6,
    )


@pytest.mark.parametrize("name", NAMES)
def test_clone_is_exact(name):
    classifier = cheap(name, epochs=7, k=7)
    assert clone(classifier).get_params() == classifier.get_params()
    assert repr(clone(classifier)) == repr(classifier)
