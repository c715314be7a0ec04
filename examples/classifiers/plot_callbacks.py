"""
Callbacks and early stopping: what they save and what they cost
===============================================================

A network that is trained for too long learns its training cells by heart. Early stopping ends the
fit in time, but to know the time it needs cells that the network is not trained on. With few cells,
is that a good bargain? Callbacks let you watch.
"""

import keras
import matplotlib.pyplot as plt
from sklearn.callback import ScoringMonitor
from sklearn.metrics import balanced_accuracy_score, log_loss

from skwbc import LeNet5Classifier
from skwbc.datasets import make_blood_cells
from skwbc.inspection import HistoryDisplay

cells = make_blood_cells(300, copies_per_cell=3, image_size=32, random_state=0)
unseen = make_blood_cells(500, image_size=32, random_state=100)
settings = {"optimizer": "adam", "learning_rate": 0.002, "random_state": 0}

# %%
# Watching a long fit
# -------------------
# A :class:`~sklearn.callback.ScoringMonitor` scores a fit after each epoch, on what ``fit`` was
# given. A function in place of a scorer's name may look at any other cells: here at 500 that no fit
# of this page is given.


def watch(model, X, y):
    """Scores of an epoch."""
    probabilities = model.predict_proba(unseen.images)
    return {
        "training": balanced_accuracy_score(y, model.predict(X)),
        "unseen": balanced_accuracy_score(unseen.target, probabilities.argmax(axis=1)),
        "log loss": log_loss(unseen.target, probabilities),
    }


monitor = ScoringMonitor(scoring=watch)
long = LeNet5Classifier(epochs=60, **settings).set_callbacks(monitor)
long.fit(cells.images, cells.target)
epochs = [row for row in monitor.get_logs().data if row["task_name"] == "epoch"]
for number in (10, 20, 40, 60):
    row = epochs[number - 1]
    print(f"epoch {number}:", *(f"{name} {row[name]:.2f} " for name in ("training", "unseen", "log loss")))

# %%
# Stopping early
# --------------
# ``validation_fraction`` sets a quarter of the training cells aside, ``patience`` ends the fit when
# their loss hasn't fallen for eight epochs, and ``restore_best`` goes back to the best one. The
# three copies of a cell must be on one side, so ``fit`` is told their ``groups``.

early = LeNet5Classifier(
    epochs=60, validation_fraction=0.25, patience=8, restore_best=True, **settings
)
early.fit(cells.images, cells.target, groups=cells.groups)
HistoryDisplay.from_estimator(early)

# %%
# A schedule
# ----------
# Keras's own callbacks go to ``fit``. This one takes 5% off the learning rate after each epoch.

schedule = keras.callbacks.LearningRateScheduler(lambda epoch: 0.003 * 0.95**epoch)
scheduled = LeNet5Classifier(**early.get_params())
scheduled.fit(cells.images, cells.target, groups=cells.groups, callbacks=[schedule])

# %%
# Training again on all cells
# ---------------------------
# Once the number of epochs is known, nothing needs to be set aside any more.

again = LeNet5Classifier(epochs=early.best_epoch_ + 1, **settings)
again.fit(cells.images, cells.target)
fits = {
    "60 epochs on all cells": long,
    "stopped early": early,
    "stopped early, with a schedule": scheduled,
    "again on all cells": again,
}
for name, model in fits.items():
    p = model.predict_proba(unseen.images)
    print(f"{name:32} {model.n_epochs_} epochs {balanced_accuracy_score(unseen.target, p.argmax(axis=1)):.3f} {log_loss(unseen.target, p):.2f}")
