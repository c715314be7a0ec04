"""Seeds, the network cache, epochs, callbacks, weights and going on."""

import copy
import gc
import pickle
import random

import joblib
import numpy as np
import psutil
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.callback import ProgressBar, ScoringMonitor
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_validate
from sklearn.utils.class_weight import compute_sample_weight

from skwbc._keras import live, pool
from skwbc._keras.topology import Topology
from skwbc.classifiers import _augmentation, _cnn, _fit_data
from tests import networks
from tests.conftest import same_weights
from tests.estimators import cheap, each

FAST = {"optimizer": "adam", "learning_rate": 0.01, "image_size": 8, "epochs": 3}
# One step sees the whole set, so that weights and repetition are the same sum.
EXACT = {**FAST, "batch_size": None, "dtype": "float64", "dropout": 0.0}


def net(**settings):
    return cheap("WBCsNet2Classifier", **{**FAST, **settings})


# -- seeds ---------------------------------------------------------------------------------------


@pytest.mark.backends
def test_bits_do_not_depend_on_the_sizes_of_batches_in_earlier_work(images, names):
    def fit(n):
        return net(batch_size=None, random_state=3).fit(images[:n], names[:n])

    pool._idle.clear()
    expected = fit(60)
    expected_proba = expected.predict_proba(images[:20])
    pool._idle.clear()
    fit(40).predict_proba(images[:1])
    found = fit(60)
    assert same_weights(found, expected)
    np.testing.assert_array_equal(found.predict_proba(images[:20]), expected_proba)


@pytest.mark.backends
def test_same_seed_same_bits_whatever_was_fitted_between(images, names):
    first = net(random_state=3).fit(images, names)
    other = net(random_state=4).fit(images, names)
    assert same_weights(first, net(random_state=3).fit(images, names))
    assert not same_weights(first, other)
    assert first.seed_ == 3


def test_random_state_instance_and_none(images, names):
    drawn = [
        net(epochs=1, random_state=np.random.RandomState(0)).fit(images, names) for _ in range(2)
    ]
    assert same_weights(*drawn)
    unseeded = [net(epochs=1, random_state=None).fit(images, names) for _ in range(2)]
    assert not same_weights(*unseeded)
    # The seed that was drawn repeats the fit.
    assert same_weights(
        unseeded[0], net(epochs=1, random_state=unseeded[0].seed_).fit(images, names)
    )


def backends_dice():
    """What seeds the backend's global generator, and what draws from it."""
    import keras

    name = keras.backend.backend()
    if name == "tensorflow":
        import tensorflow as tf

        return tf.random.set_seed, lambda: tf.random.uniform((3,)).numpy()
    if name == "torch":
        import torch

        return torch.manual_seed, lambda: torch.rand(3).numpy()
    # JAX has none.
    return int, lambda: np.zeros(3)


@pytest.mark.backends
@pytest.mark.parametrize("random_state", [0, None])
def test_global_random_states_are_left_alone(random_state, images, names):
    import keras

    def states():
        numpy_state = np.random.get_state()
        return random.getstate(), numpy_state[1].tobytes(), numpy_state[2]

    pool._idle.clear()  # so that the network is built, too
    seed, throw = backends_dice()
    seed(0)
    expected = throw()
    seed(0)
    before = states()
    net(random_state=random_state, validation_fraction=0.2).fit(images, names).predict(images)
    assert states() == before
    np.testing.assert_array_equal(throw(), expected)
    assert keras.config.dtype_policy().name == "float32"
    assert keras.config.floatx() == "float32"


@pytest.mark.parametrize(
    "network", [networks.tiny, networks.loaded, networks.with_standard_normalisation]
)
def test_any_network_depends_on_the_seed_and_on_nothing_else(network, images, names):
    def fit(seed):
        return cheap("CNNClassifier", network=network, random_state=seed).fit(images, names)

    first, other, again = fit(0), fit(1), fit(0)
    assert same_weights(first, again)
    assert not same_weights(first, other)
    pool._idle.clear()
    assert same_weights(fit(1), other)


def test_weights_that_a_network_comes_with_are_kept(images, names):
    settings = {"network": networks.loaded, "epochs": 1, "learning_rate": 1e-9}
    for seed in (0, 1):
        fitted = cheap("CNNClassifier", **settings, random_state=seed).fit(images, names)
        np.testing.assert_allclose(fitted.weights_[0], 0.25, atol=1e-6)


# -- the network cache ---------------------------------------------------------------------------


@pytest.fixture
def builds(monkeypatch):
    """Counts networks that are built, starting from an empty cache."""
    built = []
    build = Topology.build

    def counting(self, seed):
        built.append(self)
        return build(self, seed)

    pool._idle.clear()
    monkeypatch.setattr(Topology, "build", counting)
    return built


def test_cross_validation_builds_and_traces_once(builds, images, names, monkeypatch):
    traced = []
    call = live.LiveNetwork.train_batch

    def noting_traces(self, *args):
        # Keras calls a network's layers in Python only while it traces them.
        layer = self.keras_network.layers[1]
        if not hasattr(layer, "_counted"):
            layer._counted, original = True, layer.call
            layer.call = lambda *a, **k: traced.append(1) or original(*a, **k)
        return call(self, *args)

    monkeypatch.setattr(live.LiveNetwork, "train_batch", noting_traces)
    # Folds of 40 images: full batches of 20 alone.
    cross_validate(net(batch_size=20, random_state=None), images, names, cv=3)
    assert len(builds) == 1
    n_traces = len(traced)
    assert n_traces > 0
    for rate in (0.1, 0.2):
        cross_validate(net(batch_size=20, learning_rate=rate), images, names, cv=3)
    assert len(builds) == 1
    assert len(traced) == n_traces


def test_learning_rate_alone_needs_no_new_network_but_matters(builds, images, names):
    slow, fast = (net(learning_rate=rate).fit(images, names) for rate in (0.001, 0.1))
    assert len(builds) == 1
    assert not same_weights(slow, fast)
    assert same_weights(slow, net(learning_rate=0.001).fit(images, names))


@pytest.mark.backends
def test_estimators_that_share_a_network_do_not_mix(images, names):
    first, second = (net(random_state=seed).fit(images, names) for seed in (0, 1))
    expected = first.predict_proba(images), second.predict_proba(images)
    for _ in range(2):
        np.testing.assert_array_equal(first.predict_proba(images), expected[0])
        np.testing.assert_array_equal(second.predict_proba(images), expected[1])
    assert not np.array_equal(*expected)


@pytest.mark.backends
def test_training_does_not_reach_into_the_weights_it_started_from(images, names):
    first = net(optimizer="adam", warm_start=True).fit(images, names)
    before = [weight.copy() for weight in first.weights_ + first.optimizer_state_]
    went_on = copy.copy(first).partial_fit(images, names)
    assert not same_weights(first, went_on)
    for old, new in zip(before, first.weights_ + first.optimizer_state_, strict=True):
        np.testing.assert_array_equal(old, new)


def test_fitted_weights_are_read_only_while_a_network_holds_them(images, names):
    fitted = net(epochs=1).fit(images, names)
    with pytest.raises(ValueError, match="read-only"):
        fitted.weights_[0][:] = 0


@pytest.mark.full
def test_threads_give_the_serial_bits(builds, images, names):
    serial = cross_val_predict(net(), images, names, cv=3, method="predict_proba")
    with joblib.parallel_config(backend="threading", n_jobs=3):
        threaded = cross_val_predict(net(), images, names, cv=3, method="predict_proba")
    np.testing.assert_array_equal(threaded, serial)
    assert len(builds) <= 3


@pytest.mark.full
def test_idle_networks_stay_within_their_limit(builds, images, names, monkeypatch):
    monkeypatch.setattr(pool, "IDLE_BYTES", 1)
    for width in (0.1, 0.14):
        net(epochs=1, width=width).fit(images, names)
    assert len(pool._idle) == 1
    assert pool._idle[0].keras_network.count_params() == sum(
        weight.size for weight in net(epochs=1, width=0.14).fit(images, names).weights_
    )


@pytest.mark.full
def test_memory_stays_flat_over_many_fits(images, names):
    process = psutil.Process()

    def fit(seed):
        net(epochs=1, random_state=seed).fit(images, names).predict(images)

    for seed in range(5):
        fit(seed)
    gc.collect()
    before = process.memory_info().rss
    for seed in range(50):
        fit(seed)
    gc.collect()
    assert process.memory_info().rss - before < 60e6


# -- validation, patience and the best epoch ------------------------------------------------------


def test_history_has_an_entry_an_epoch(images, names):
    plain = net().fit(images, names)
    assert set(plain.history_) == {"loss", "accuracy"}
    fitted = net(validation_fraction=0.25).fit(images, names)
    assert set(fitted.history_) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert {len(column) for column in fitted.history_.values()} == {3}
    assert fitted.n_epochs_ == 3
    assert fitted.best_epoch_ == np.argmin(fitted.history_["val_loss"])


@pytest.mark.backends
def test_history_says_what_keras_would(images, names):
    # So low a rate changes nothing, so that the history is about the final network.
    fitted = cheap("WBCsNetClassifier", image_size=8, learning_rate=1e-12).fit(images, names)
    proba = fitted.predict_proba(images)
    codes = np.searchsorted(fitted.classes_, names)
    loss = -np.log(proba[np.arange(len(codes)), codes]).mean()
    assert fitted.history_["loss"][-1] == pytest.approx(loss, rel=1e-5)
    assert fitted.history_["accuracy"][-1] == pytest.approx(fitted.score(images, names))


def test_validation_part_is_seeded_and_stratified(cells):
    labels, codes = np.arange(3), cells.target
    used = np.arange(len(codes))
    train, validation = _fit_data.split(labels, codes, None, used, 0.2, 0)
    assert sorted([*train, *validation]) == used.tolist()
    assert np.bincount(codes[validation]).tolist() == [4, 4, 4]
    np.testing.assert_array_equal(_fit_data.split(labels, codes, None, used, 0.2, 0)[1], validation)
    assert _fit_data.split(labels, codes, None, used, 0.2, 1)[1].tolist() != validation.tolist()


def test_validation_part_takes_whole_groups(cells):
    codes, groups = cells.target, cells.groups
    train, validation = _fit_data.split(np.arange(3), codes, groups, np.arange(60), 0.2, 0)
    assert not set(groups[train]) & set(groups[validation])
    assert set(codes[train]) == set(codes[validation]) == {0, 1, 2}
    assert len(validation) == pytest.approx(12, abs=3)


@pytest.mark.parametrize("fraction", [0.05, 0.1, 0.2, 0.3, 0.4, 0.7])
def test_validation_part_of_groups_has_the_size_asked_for(fraction):
    codes, groups = np.arange(120) % 3, np.arange(120)
    train, validation = _fit_data.split(np.arange(3), codes, groups, np.arange(120), fraction, 0)
    assert len(validation) == pytest.approx(120 * fraction, abs=1)
    assert sorted([*train, *validation]) == list(range(120))


def test_an_interrupted_fit_on_rows_is_one_on_rows(images, names):
    rows = images.reshape(len(images), -1)
    classifier = net(epochs=9)
    classifier.set_params(image_shape=images.shape[1:]).set_callbacks(Note(interrupt_after=2))
    with pytest.raises(KeyboardInterrupt):
        classifier.fit(rows, names)
    assert classifier.n_features_in_ == rows.shape[1]
    assert len(classifier.predict(rows)) == len(rows)


def test_groups_are_routed(cells, monkeypatch):
    seen = []
    split = _cnn.split

    def noting(labels, codes, groups, *rest):
        seen.append(groups)
        return split(labels, codes, groups, *rest)

    monkeypatch.setattr(_cnn, "split", noting)
    with config_context(enable_metadata_routing=True):
        estimator = net(validation_fraction=0.3, epochs=1).set_fit_request(groups=True)
        cross_validate(estimator, cells.images, cells.target, cv=2, params={"groups": cells.groups})
    assert [len(groups) for groups in seen] == [30, 30]


def test_patience_stops(images, names):
    # So low a rate changes nothing, and the first epoch stays the best.
    stuck = cheap("WBCsNetClassifier", epochs=20, learning_rate=1e-12, patience=4)
    assert stuck.set_params(validation_fraction=0.2).fit(images, names).n_epochs_ == 5
    assert stuck.best_epoch_ == 0


@pytest.mark.parametrize("validation_fraction", [0, 0.3])
def test_restore_best_keeps_the_weights_of_the_best_epoch(validation_fraction, images, names):
    # Rates so high that the loss goes up and down.
    rate = 0.05 if validation_fraction else 0.3
    settings = {"learning_rate": rate, "batch_size": 8, "validation_fraction": validation_fraction}
    best = net(epochs=12, restore_best=True, random_state=1, **settings).fit(images, names)
    monitored = best.history_["val_loss" if validation_fraction else "loss"]
    assert best.best_epoch_ == np.argmin(monitored) < 11
    until = net(epochs=best.best_epoch_ + 1, random_state=1, **settings).fit(images, names)
    assert same_weights(best, until)
    last = net(epochs=12, random_state=1, **settings).fit(images, names)
    assert not same_weights(best, last)


# -- callbacks -----------------------------------------------------------------------------------


class Note:
    """A scikit-learn callback that notes epochs, and may stop or interrupt."""

    def __init__(self, stop_after=None, interrupt_after=None):
        self.stop_after, self.interrupt_after = stop_after, interrupt_after
        self.epochs = []

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        self.epochs.append("teardown")

    def on_fit_task_begin(self, estimator, context, *, X=None):
        assert X is not None

    def on_fit_task_end(self, estimator, context, *, fitted_estimator=None):
        if context.task_name != "epoch":
            return False
        self.epochs.append(fitted_estimator.n_epochs_)
        if context.task_id + 1 == self.interrupt_after:
            raise KeyboardInterrupt
        return context.task_id + 1 == self.stop_after


def test_a_callback_sees_each_epoch_and_may_stop(images, names):
    note = Note()
    net().set_callbacks(note).fit(images, names)
    assert note.epochs == [1, 2, 3, "teardown"]
    stopping = Note(stop_after=2)
    assert net(epochs=9).set_callbacks(stopping).fit(images, names).n_epochs_ == 2


def test_scoring_monitor_scores_each_epoch(images, names):
    monitor = ScoringMonitor(scoring="accuracy")
    fitted = net().set_callbacks(monitor).fit(images, names)
    rows = [row for row in monitor.get_logs().data if row["task_name"] == "epoch"]
    assert [row["task_id"] for row in rows] == [0, 1, 2]
    assert rows[-1]["accuracy"] == pytest.approx(fitted.score(images, names))


@pytest.mark.parametrize("n_jobs", [1, pytest.param(2, marks=pytest.mark.full)])
def test_progress_bars_nest_under_a_search(n_jobs, images, names, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    # A console that was made before would go on with its own width.
    monkeypatch.setattr("rich._console", None)
    search = GridSearchCV(net(), {"learning_rate": [0.1, 0.01]}, cv=2, n_jobs=n_jobs)
    search.set_callbacks(ProgressBar()).fit(images, names)
    shown = capsys.readouterr().out
    assert "GridSearchCV - fit" in shown
    # Two candidates in two folds, and the refit, each with a bar that reaches its end.
    bars = [line for line in shown.splitlines() if "WBCsNet2Classifier - fit" in line]
    assert sum("100%" in line for line in bars) >= 5


def test_interruption_keeps_the_best_epoch_and_is_raised(images, names):
    settings = {"learning_rate": 0.05, "epochs": 9}
    interrupted = net(**settings).set_callbacks(Note(interrupt_after=4))
    with pytest.raises(KeyboardInterrupt):
        interrupted.fit(images, names)
    assert interrupted.n_epochs_ == 4
    best = net(**{**settings, "epochs": 4, "restore_best": True}).fit(images, names)
    assert interrupted.best_epoch_ == best.best_epoch_
    assert same_weights(interrupted, best)
    interrupted.predict(images)
    # The optimizer of an earlier fit does not go on with these weights.
    fitted = net(**settings).partial_fit(images, names)
    assert fitted.optimizer_state_
    with pytest.raises(KeyboardInterrupt):
        fitted.set_callbacks(Note(interrupt_after=1)).fit(images, names)
    assert not hasattr(fitted, "optimizer_state_")


def test_interruption_in_the_first_epoch_leaves_the_estimator_as_it_was(images, names, monkeypatch):
    def interrupt(*args):
        raise KeyboardInterrupt

    fitted = net().fit(images, names)
    before = fitted.predict_proba(images)
    monkeypatch.setattr(live.LiveNetwork, "train_batch", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fitted.fit(images[::-1], names)
    np.testing.assert_array_equal(fitted.predict_proba(images), before)
    unfitted = net()
    with pytest.raises(KeyboardInterrupt):
        unfitted.fit(images, names)
    with pytest.raises(NotFittedError):
        unfitted.predict(images)


def test_keras_callbacks_are_copied_and_obeyed(images, names):
    import keras

    class Lowering(keras.callbacks.Callback):
        rates = []

        def on_epoch_begin(self, epoch, logs=None):
            self.model.optimizer.learning_rate = 0.01 / (epoch + 1)

        def on_epoch_end(self, epoch, logs=None):
            self.rates.append((epoch, float(self.model.optimizer.learning_rate), set(logs)))
            self.model.stop_training = epoch == 1

    callback = Lowering()
    fitted = net(epochs=9, validation_fraction=0.2).fit(images, names, keras_callbacks=[callback])
    logs = {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert Lowering.rates == [(0, pytest.approx(0.01), logs), (1, pytest.approx(0.005), logs)]
    assert fitted.n_epochs_ == 2
    assert "model" not in vars(callback)
    pickle.dumps(fitted)
    early = keras.callbacks.EarlyStopping("val_loss", patience=1, restore_best_weights=True)
    settings = {"epochs": 12, "learning_rate": 0.05, "validation_fraction": 0.3, "random_state": 1}
    # Each fit with a callback builds a network of its own.
    tiny = cheap("CNNClassifier", **{**FAST, **settings})
    stopped = clone(tiny).fit(images, names, keras_callbacks=[early])
    with pytest.warns(
        FutureWarning, match="callbacks of fit was renamed to keras_callbacks; the ol"
    ):
        assert same_weights(stopped, clone(tiny).fit(images, names, callbacks=[early]))
    ours = clone(tiny).set_params(patience=1, restore_best=True).fit(images, names)
    assert stopped.n_epochs_ == ours.n_epochs_ < 12
    assert same_weights(stopped, ours)


def test_keras_callbacks_are_called_as_keras_would(images, names):
    import keras

    class Seeing(keras.callbacks.Callback):
        seen = []

        def on_train_begin(self, logs=None):
            self.seen.append("train")

        def on_epoch_begin(self, epoch, logs=None):
            self.seen.append(f"epoch {epoch}")

        def on_train_batch_begin(self, batch, logs=None):
            self.seen.append(f"step {batch}")

        def on_train_batch_end(self, batch, logs=None):
            self.seen.append(f"end of step {batch}: {', '.join(sorted(logs))}")

        def on_epoch_end(self, epoch, logs=None):
            self.seen.append(f"end of epoch {epoch}: {', '.join(sorted(logs))}")

        def on_train_end(self, logs=None):
            self.seen.append("end")

    net(epochs=1, batch_size=40).fit(images, names, keras_callbacks=[Seeing()])
    assert Seeing.seen == [
        *("train", "epoch 0"),
        *("step 0", "end of step 0: accuracy, loss", "step 1", "end of step 1: accuracy, loss"),
        *("end of epoch 0: accuracy, loss", "end"),
    ]


def test_scikit_learn_callbacks_are_not_for_fit(images, names):
    with pytest.raises(
        TypeError, match="keras_callbacks accepts only Keras callbacks; pass those of s"
    ):
        net().fit(images, names, keras_callbacks=[ProgressBar()])


def test_verbose_prints_a_line_an_epoch(images, names, capsys):
    net(verbose=1).fit(images, names)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["epoch 1/3", "epoch 2/3", "epoch 3/3"]


# -- weights -------------------------------------------------------------------------------------


def assert_equal_fits(first, second, images):
    np.testing.assert_allclose(
        first.predict_proba(images), second.predict_proba(images), rtol=1e-7, atol=1e-9
    )


@each(["WBCsNetClassifier", "WBCsNet2Classifier"], quick={"WBCsNetClassifier"})
def test_a_weight_of_two_is_the_image_twice(name, images, names):
    weights = np.arange(60) % 3  # some zero, some two
    weighted = cheap(name, **EXACT).fit(images, names, sample_weight=weights)
    repeated = cheap(name, **EXACT).fit(images.repeat(weights, axis=0), names.repeat(weights))
    plain = cheap(name, **EXACT).fit(images, names)
    assert_equal_fits(weighted, repeated, images)
    assert not np.allclose(weighted.predict_proba(images), plain.predict_proba(images), rtol=1e-3)
    assert weighted.history_["loss"] == pytest.approx(repeated.history_["loss"])
    assert weighted.history_["accuracy"] == pytest.approx(repeated.history_["accuracy"])


def test_only_proportions_of_weights_matter(images, names):
    weights = 1.0 + np.arange(60) % 2
    one, thousand = (
        net(**EXACT).fit(images, names, sample_weight=scale * weights) for scale in (1, 1000)
    )
    assert_equal_fits(one, thousand, images)


def test_class_weight_by_the_users_own_labels(images, names):
    by_class = net(**EXACT, class_weight={"neutrophil": 3, "eosinophil": 0.5}).fit(images, names)
    weights = np.select([names == "neutrophil", names == "eosinophil"], [3, 0.5], 1.0)
    assert_equal_fits(by_class, net(**EXACT).fit(images, names, sample_weight=weights), images)


def test_balanced_class_weight(images, names):
    few = np.flatnonzero((names != "neutrophil") | (np.arange(60) % 4 == 0))
    X, y = images[few], names[few]
    balanced = net(**EXACT, class_weight="balanced").fit(X, y)
    weights = compute_sample_weight("balanced", y)
    assert_equal_fits(balanced, net(**EXACT).fit(X, y, sample_weight=weights), images)
    assert not same_weights(balanced, net(**EXACT).fit(X, y))


@pytest.mark.backends
def test_weights_count_in_small_batches_too(images, names):
    # Nearly all weight on one class must make the network favour it.
    weights = np.where(names == "neutrophil", 50.0, 1.0)
    weighted = net(batch_size=16).fit(images, names, sample_weight=weights)
    plain = net(batch_size=16).fit(images, names)
    neutrophil = list(plain.classes_).index("neutrophil")
    favoured = weighted.predict_proba(images)[:, neutrophil].mean()
    assert favoured > plain.predict_proba(images)[:, neutrophil].mean() + 0.2


# -- going on ------------------------------------------------------------------------------------


@pytest.mark.backends
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_going_on_equals_never_having_stopped(optimizer, images, names):
    whole = net(optimizer=optimizer, epochs=4).fit(images, names)
    warm = net(optimizer=optimizer, epochs=2, warm_start=True).fit(images, names)
    warm = pickle.loads(pickle.dumps(warm)).fit(images, names)
    assert same_weights(whole, warm)
    assert warm.history_ == whole.history_
    partial = net(optimizer=optimizer)
    for _ in range(4):
        partial.partial_fit(images, names)
    assert same_weights(whole, partial)
    assert partial.n_epochs_ == 4


def test_only_training_that_goes_on_keeps_the_state_of_the_optimizer(images, names):
    classifier = net(optimizer="adam").partial_fit(images, names)
    assert len(classifier.optimizer_state_) > len(classifier.weights_)
    assert not hasattr(classifier.fit(images, names), "optimizer_state_")
    size = len(pickle.dumps(classifier))
    assert len(pickle.dumps(classifier.partial_fit(images, names))) > 2 * size
    assert hasattr(classifier.set_params(warm_start=True).fit(images, names), "optimizer_state_")


def test_without_warm_start_a_fit_starts_anew(images, names):
    twice = net().fit(images, names).fit(images, names)
    assert same_weights(twice, net().fit(images, names))
    assert twice.n_epochs_ == 3


def test_partial_fit_takes_classes_that_come_later(images, names):
    classes = np.unique(names)
    one = names == "lymphocyte"
    classifier = net().partial_fit(images[one], names[one], classes=classes)
    classifier.partial_fit(images[~one], names[~one])
    np.testing.assert_array_equal(classifier.classes_, classes)
    assert classifier.predict_proba(images).shape == (60, 3)


def test_new_learning_rate_holds_after_a_warm_start(images, names):
    warm = net(warm_start=True).fit(images, names)
    before = [weight.copy() for weight in warm.weights_]
    warm.set_params(learning_rate=1e-12, dropout=0.0).fit(images, names)
    np.testing.assert_allclose(warm.weights_[0], before[0], atol=1e-9)


# -- the rest of the parameters ------------------------------------------------------------------


def test_augmentation_changes_training_alone(images, names):
    turned = net(augmentation="dihedral").fit(images, names)
    assert same_weights(turned, net(augmentation="dihedral").fit(images, names))
    assert not same_weights(turned, net().fit(images, names))
    seen = []

    def note(batch, random_generator):
        seen.append(batch.shape)
        assert 0 <= batch.min() <= batch.max() <= 1
        return batch

    noted = net(augmentation=note).fit(images, names)
    assert seen == [(32, 8, 8, 3), (28, 8, 8, 3)] * 3
    assert same_weights(noted, net().fit(images, names))


@pytest.mark.parametrize(
    ("size", "n", "expected"),
    [(8, 1, [1]), (8, 310, [240, 48, 48]), (48, 70, [48, 48]), (36, 100, [96, 48])],
)
def test_predictions_run_in_batches_of_few_sizes(size, n, expected, images, names, monkeypatch):
    import keras

    # Memory is bounded, and nothing is traced for a last batch.
    network = cheap("CNNClassifier", network=networks.tiny, image_size=size, epochs=1)
    network.fit(images, names)
    seen = []
    predict = keras.Model.predict_on_batch
    monkeypatch.setattr(
        keras.Model, "predict_on_batch", lambda self, x: seen.append(len(x)) or predict(self, x)
    )
    cells = np.resize(images, (n, *images.shape[1:]))
    found = network.predict_proba(cells)
    assert seen == expected
    np.testing.assert_allclose(found[-1], network.predict_proba(cells[-1:])[0], atol=1e-6)


def test_dihedral_images_are_turned_and_flipped():
    square = np.arange(2 * 3 * 3 * 1, dtype=float).reshape(2, 3, 3, 1)
    rng = np.random.default_rng(0)
    seen = {_augmentation.turn_and_flip(square, rng)[0].tobytes() for _ in range(200)}
    assert len(seen) == 8
    oblong = np.arange(2 * 2 * 3 * 1, dtype=float).reshape(2, 2, 3, 1)
    seen = {_augmentation.turn_and_flip(oblong, rng)[0].tobytes() for _ in range(100)}
    assert len(seen) == 4


def test_stain_varies_tint_and_strength_but_not_the_cell(images, names):
    batch = np.repeat(images[:1], 50, axis=0) / np.float32(255)
    varied = _augmentation.vary_stain(batch, np.random.default_rng(0))
    assert varied.dtype == batch.dtype and varied.min() >= 0 and varied.max() <= 1
    assert len({image.tobytes() for image in varied}) == 50
    # What was dark stays dark, in whatever tint.
    for image in varied:
        assert np.corrcoef(image.mean(axis=-1).ravel(), batch[0].mean(axis=-1).ravel())[0, 1] > 0.95
    tints = varied.mean(axis=(1, 2))
    assert (tints.std(axis=0) > 0.02).all()
    both = net(augmentation=("dihedral", "stain")).fit(images, names)
    assert same_weights(both, net(augmentation=["dihedral", "stain"]).fit(images, names))
    assert not same_weights(both, net(augmentation="stain").fit(images, names))
    with pytest.raises(ValueError, match=r"augmentation='blur' must be one or more of 'dihedral',"):
        net(augmentation="blur").fit(images, names)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", ["focus", "camera"])
def test_another_microscope_or_camera_shows_the_same_cell(name, channels, images):
    batch = np.repeat(images[:1, ..., :channels], 50, axis=0) / np.float32(255)
    varied = _augmentation.chosen_augmentation(name)(batch, np.random.default_rng(0))
    assert varied.dtype == batch.dtype and varied.shape == batch.shape
    assert varied.min() >= 0 and varied.max() <= 1
    assert len({image.tobytes() for image in varied}) == 50
    grey = [image.mean(axis=-1).ravel() for image in (batch[0], *varied)]
    assert np.corrcoef(grey)[0, 1:].min() > 0.5
    # Neither changes the cell on the average.
    assert np.corrcoef(grey[0], np.mean(grey[1:], axis=0))[0, 1] > 0.95


@pytest.mark.parametrize("dtype", ["float64", "mixed_bfloat16"])
def test_precision(dtype, images, names):
    fitted = net(dtype=dtype).fit(images, names)
    assert fitted.weights_[0].dtype == ("float64" if dtype == "float64" else "float32")
    assert fitted.transform(images).dtype == ("float64" if dtype == "float64" else "float32")
    np.testing.assert_allclose(fitted.predict_proba(images).sum(axis=1), 1)


def test_optimizer_may_be_a_configuration(images, names):
    momentum = {"class_name": "SGD", "config": {"momentum": 0.9}}
    fitted = net(optimizer=momentum, warm_start=True).fit(images, names)
    assert len(fitted.optimizer_state_) > 2
    assert clone(fitted).optimizer == momentum


def test_numpy_numbers_are_parameters_too(images, names):
    settings = {"width": np.float32(0.0625), "epochs": np.int64(1), "batch_size": np.int64(16)}
    assert net(**settings, learning_rate=np.float64(0.1)).fit(images, names).n_epochs_ == 1


def test_it_learns():
    from skwbc.datasets import make_blood_cells

    X, y = make_blood_cells(
        200,
        classes=("neutrophil", "lymphocyte"),
        image_size=24,
        difficulty=0.2,
        random_state=0,
        return_X_y=True,
    )
    classifier = net(width=0.125, image_size=24, epochs=10, batch_size=16, learning_rate=0.001)
    assert classifier.fit(X[:150], y[:150]).score(X[150:], y[150:]) > 0.9


def test_a_network_that_does_not_learn_warns(images, names):
    words = r"loss of WBCsNet2Classifier is 1\.\d+, .* another learning_rate than 1e-09, normali"
    with pytest.warns(ConvergenceWarning, match=words):
        net(epochs=3, learning_rate=1e-9, normalization=None).fit(images, names)


@pytest.mark.filterwarnings("error::sklearn.exceptions.ConvergenceWarning")
def test_a_network_that_learns_does_not_warn(images, names):
    net(epochs=3, batch_size=8, learning_rate=0.01).fit(images, names)


def test_bits_do_not_depend_on_what_was_built_before(images, names):
    import keras

    # A network of branches, whose last bits depend on its layers' names with TensorFlow.
    fitted, found = [], []
    for _ in range(2):
        pool._idle.clear()
        classifier = cheap("CNNClassifier", network=networks.branched, epochs=1).fit(images, names)
        fitted.append(classifier)
        with pool.borrowed_network(classifier._fitted_topology()) as network:
            found.append([each.name for each in network.keras_network.operations])
        for _ in range(7):
            keras.layers.Conv2D(2, 1)
    assert found[0] == found[1]
    assert same_weights(*fitted)


@pytest.mark.full
def test_small_images_are_predicted_many_at_once(images, names):
    fitted = net().fit(images, names)
    many = np.concatenate([images] * 6)
    assert fitted.predict_proba(many).shape == (360, 3)
    np.testing.assert_allclose(
        fitted.predict_proba(many), np.tile(fitted.predict_proba(images), (6, 1)), atol=1e-6
    )
