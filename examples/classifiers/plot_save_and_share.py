"""
Saving, sharing and safely loading a network
============================================

A pickle is a program: loading it runs any code that its author put into it. A network that one
laboratory sends to another should be data instead. This page shows how to save, share and load a
network, and what happens when a file contains something else.
"""

import pickle
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import joblib
import keras
import matplotlib.pyplot as plt
import numpy as np
import skops.io
from sklearn.preprocessing import FunctionTransformer

import skwbc
from skwbc.datasets import make_blood_cells

cells = make_blood_cells(200, image_size=32, random_state=0)
new = make_blood_cells(100, image_size=32, random_state=1)
names = cells.target_names[cells.target]
classifier = skwbc.WBCsNet2Classifier(
    width=0.25, image_size=32, epochs=5, optimizer="adam", random_state=0
)
classifier.fit(cells.images, names)
temporary = TemporaryDirectory()
folder = Path(temporary.name)

# %%
# Ways to save a classifier
# -------------------------
# :func:`skwbc.save` writes a skops file. Pickle and joblib work as well, since a fitted classifier
# consists of arrays and plain values. ``to_keras`` returns a plain Keras model that does not depend
# on skwbc. Its input is pixels from 0 to 255 and its output is probabilities.

skwbc.save(classifier, folder / "cells.skops")
(folder / "cells.pickle").write_bytes(pickle.dumps(classifier))
joblib.dump(classifier, folder / "cells.joblib", compress=3)
classifier.to_keras().save(folder / "cells.keras")

# %%
# After loading, each model must return the predictions of the original classifier.

before = classifier.predict_proba(new.images)
after = {
    "cells.skops": skwbc.load(folder / "cells.skops").predict_proba(new.images),
    "cells.pickle": pickle.loads((folder / "cells.pickle").read_bytes()).predict_proba(new.images),
    "cells.joblib": joblib.load(folder / "cells.joblib").predict_proba(new.images),
    "cells.keras": keras.models.load_model(folder / "cells.keras").predict(new.images, verbose=0),
}
for name, probabilities in after.items():
    print(f"{name:12}  largest difference {np.abs(probabilities - before).max():.0e}")

# %%
# The weights make a file large, regardless of its format. ``fit`` stores only the weights. A
# classifier whose training can continue, with ``partial_fit`` or ``warm_start=True``, also stores
# the state of its optimizer, and the state of Adam is twice the size of the weights.

skwbc.save(classifier.partial_fit(cells.images, names), folder / "resumable.skops")

kinds = {
    "resumable.skops": "C0",
    "cells.skops": "C0",
    "cells.keras": "C2",
    "cells.pickle": "C3",
    "cells.joblib": "C3",
}
megabytes = [(folder / name).stat().st_size / 1e6 for name in kinds]
figure, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
bars = ax.barh(list(kinds), megabytes, color=list(kinds.values()))
ax.bar_label(bars, fmt="%.1f", padding=3)
for color, meaning in {
    "C0": "data, checked before loading",
    "C2": "opened by Keras alone",
    "C3": "code that runs on loading",
}.items():
    ax.barh(0, 0, color=color, label=meaning)
ax.set(xlabel="megabytes")
ax.margins(x=0.1)
ax.invert_yaxis()
ax.legend(loc="lower right")
plt.show()

# %%
# The exported model does not refer to any class of skwbc, so Keras alone can open it. It does not
# contain the names of the cell types either; send ``classes_`` along with it.

with zipfile.ZipFile(folder / "cells.keras") as archive:
    print("skwbc" in archive.read("config.json").decode())
print(classifier.classes_.tolist())

# %%
# Malicious files
# ---------------
# This class simulates an attack. The function that it plants in a pickle is only ``print``, but it
# could be any function.


class Planted:
    """Object whose pickle calls a function."""

    def __reduce__(self):
        return print, ("this ran while the file was being loaded",)


(folder / "planted.pickle").write_bytes(pickle.dumps(Planted()))
pickle.loads((folder / "planted.pickle").read_bytes())

# %%
# :func:`skwbc.load` runs no code from a file. Before it builds anything, it lists the types and
# functions that the file refers to, and raises an error for those that are not from this library,
# scikit-learn, NumPy or SciPy. A Python function in a valid skops file is detected as well.

skops.io.dump(FunctionTransformer(print), folder / "planted.skops")
for name in ("planted.pickle", "planted.skops"):
    try:
        skwbc.load(folder / name)
    except ValueError as error:
        print(str(error).replace(str(folder), "folder"))
    print()

temporary.cleanup()

# %%
# What was learned
# ----------------
# All four formats preserve the network: skops, pickle and joblib return exactly the same
# probabilities, and the Keras export returns the same up to rounding. The files have similar sizes,
# 4.3 to 4.7 MB here, so size is no reason to prefer a pickle. A file from which training can
# continue takes 14.1 MB. Skops files from others are safe to load: :func:`skwbc.load` raised an
# error for both planted files before anything ran. The same check rejects a network function of
# your own; if you trust the function, read the file with ``skops.io.load(path, trusted=[...])``.
# None of these checks evaluates the network: a safe file can contain a bad classifier.
