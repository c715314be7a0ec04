"""The estimators inside scikit-learn's own: what a user expects of any classifier."""

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn import config_context
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_transformer
from sklearn.ensemble import StackingClassifier
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.frozen import FrozenEstimator
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import (
    GridSearchCV,
    HalvingGridSearchCV,
    StratifiedGroupKFold,
    StratifiedKFold,
    TunedThresholdClassifierCV,
    learning_curve,
    validation_curve,
)
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import SelfTrainingClassifier

from skwbc.features import ColorFeatures
from skwbc.preprocessing import ContrastEqualizer
from tests.conftest import same_weights
from tests.estimators import cheap, fitted_cheap

FOLDS = StratifiedKFold(2)


def network(**settings):
    return cheap("WBCsNet2Classifier", **settings)


def colours():
    return make_pipeline(ColorFeatures(), StandardScaler(), LogisticRegression(max_iter=500))


def test_calibration_of_a_fitted_network(images, names, cells):
    fitted = fitted_cheap("WBCsNet2Classifier", cells)
    calibrated = CalibratedClassifierCV(FrozenEstimator(fitted), method="temperature")
    probabilities = calibrated.fit(images, names).predict_proba(images)
    # A temperature changes no prediction.
    np.testing.assert_array_equal(calibrated.predict(images), fitted.predict(images))
    assert log_loss(names, probabilities) <= log_loss(names, fitted.predict_proba(images))


def test_threshold_of_two_classes(images, cells):
    is_first = cells.target == 0
    tuned = TunedThresholdClassifierCV(network(), cv=FOLDS, random_state=0).fit(images, is_first)
    expected = tuned.estimator_.predict_proba(images)[:, 1] >= tuned.best_threshold_
    np.testing.assert_array_equal(tuned.predict(images), expected)


def test_stack_of_a_network_and_colours(images, names):
    stack = StackingClassifier([("network", network()), ("colours", colours())], cv=FOLDS)
    assert stack.fit(images, names).score(images, names) > 0.8
    assert stack.transform(images).shape == (60, 6)


def test_a_network_for_each_class(images, names):
    each = OneVsRestClassifier(network()).fit(images, names)
    assert len(each.estimators_) == 3
    np.testing.assert_allclose(each.predict_proba(images).sum(axis=1), 1, rtol=1e-5)


def test_labels_of_some_cells_only(images, cells):
    # Scikit-learn passes rows.
    labels = np.where(np.arange(60) % 3, cells.target, -1)
    model = make_pipeline(
        ColorFeatures(image_shape=images.shape[1:]),
        StandardScaler(),
        LogisticRegression(max_iter=500),
    )
    semi = SelfTrainingClassifier(model).fit(images.reshape(60, -1), labels)
    unlabelled = labels == -1
    assert semi.score(images.reshape(60, -1)[unlabelled], cells.target[unlabelled]) > 0.8


def test_halving_by_epochs(images, names):
    search = HalvingGridSearchCV(
        network(),
        {"learning_rate": [1e-4, 1e-3, 1e-2, 1e-1]},
        resource="epochs",
        min_resources=1,
        max_resources=4,
        factor=2,
        cv=FOLDS,
        random_state=0,
    ).fit(images, names)
    assert search.n_resources_ == [1, 2, 4]
    assert len(search.best_estimator_.history_["loss"]) == 4


def test_groups_and_weights_reach_a_network_in_a_pipeline_that_is_searched(images, names, cells):
    weights = np.linspace(0.1, 2, len(images))
    with config_context(enable_metadata_routing=True):
        wanted = {"groups": True, "sample_weight": True}
        last = network(validation_fraction=0.3).set_fit_request(**wanted)
        search = GridSearchCV(
            make_pipeline(ContrastEqualizer(), last.set_score_request(sample_weight=True)),
            {"wbcsnet2classifier__learning_rate": [0.01, 0.1]},
            cv=StratifiedGroupKFold(2),
        ).fit(images, names, groups=cells.groups, sample_weight=weights)
    found = search.best_estimator_[-1]
    alone = clone(found).fit(
        ContrastEqualizer().fit_transform(images), names, weights, groups=cells.groups
    )
    assert same_weights(found, alone)


def test_curves(images, names):
    sizes, training, test = learning_curve(colours(), images, names, cv=FOLDS, train_sizes=[12, 30])
    assert (len(sizes), training.shape, test.shape) == (2, (2, 2), (2, 2))
    assert test[1].mean() > 0.7
    training, test = validation_curve(
        network(), images, names, param_name="epochs", param_range=[1, 2], cv=FOLDS
    )
    assert training.shape == test.shape == (2, 2)


@pytest.fixture
def table(images, tmp_path):
    """Paths of pictures beside measurements of another device."""
    paths = []
    for number, image in enumerate(images):
        paths.append(str(tmp_path / f"{number}.png"))
        Image.fromarray(image).save(paths[-1])
    rng = np.random.default_rng(0)
    return pd.DataFrame({"picture": paths, "age": rng.integers(20, 80, 60), "count": 7.5})


def test_pictures_beside_numbers(table, names):
    columns = make_column_transformer(
        (ColorFeatures(), "picture"), (StandardScaler(), ["age", "count"])
    )
    model = make_pipeline(columns, StandardScaler(), LogisticRegression(max_iter=500))
    model.fit(table, names)
    assert model.score(table, names) > 0.9
    found = permutation_importance(model, table, names, n_repeats=3, random_state=0)
    assert found.importances_mean.argmax() == 0
    assert found.importances_mean[2] == 0


def test_without_checks_of_values(images, names, cells):
    fitted = fitted_cheap("WBCsNet2Classifier", cells)
    expected = fitted.predict_proba(images)
    with config_context(assume_finite=True):
        np.testing.assert_array_equal(fitted.predict_proba(images), expected)
        assert colours().fit(images, names).score(images, names) > 0.9
