"""
Saving and sharing a network, and loading one safely
====================================================

A pickle is a program: whoever loads one runs what its author put there. A network that goes from
one laboratory to another should be data. Here is how to save, share and load one, and what happens
to a file that isn't what it says.
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
# Ways to keep it
# ---------------
# :func:`skwbc.save` writes a skops file. Pickle and joblib work as well, since a fitted classifier
# is arrays and plain values. ``to_keras`` makes a plain Keras model that needs nothing of skwbc:
# pixels from 0 to 255 in, probabilities out.

skwbc.save(classifier, folder / "cells.skops")
(folder / "cells.pickle").write_bytes(pickle.dumps(classifier))
joblib.dump(classifier, folder / "cells.joblib", compress=3)
classifier.to_keras().save(folder / "cells.keras")

# %%
# Loaded again, each must predict what the first one did.

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
# The weights make a file large, whatever its format. A fit keeps these alone. A classifier that is
# to go on with training, by ``partial_fit`` or ``warm_start=True``, takes its optimizer's state
# along, and Adam's is twice the size of the weights.

skwbc.save(classifier.partial_fit(cells.images, names), folder / "going_on.skops")

kinds = {
    "going_on.skops": "C0",
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
    "C2": "for Keras alone",
    "C3": "a program that loading runs",
}.items():
    ax.barh(0, 0, color=color, label=meaning)
ax.set(xlabel="megabytes")
ax.margins(x=0.1)
ax.invert_yaxis()
ax.legend(loc="lower right")
plt.show()

# %%
# The exported model names no class of skwbc, so that Keras alone opens it. It doesn't know the
# names of the cells either; send ``classes_`` along.

with zipfile.ZipFile(folder / "cells.keras") as archive:
    print("skwbc" in archive.read("config.json").decode())
print(classifier.classes_.tolist())

# %%
# Files that are not what they say
# --------------------------------
# This class stands for an attacker. What it plants in a pickle is only ``print``; it might be any
# function.


class Planted:
    """Something whose pickle calls a function."""

    def __reduce__(self):
        return print, ("this ran while the file was being loaded",)


(folder / "planted.pickle").write_bytes(pickle.dumps(Planted()))
pickle.loads((folder / "planted.pickle").read_bytes())

# %%
# :func:`skwbc.load` runs nothing. It lists what a file names before it builds anything, and refuses
# what is not of this library, scikit-learn, NumPy or SciPy. A function of Python that travels in
# a proper skops file is found as well.

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
# All four ways keep the network: skops, pickle and joblib give the very same probabilities, the
# Keras export the same within rounding. None is much smaller than the others, 4.3 to 4.7 MB here,
# so size is no reason to prefer a pickle; 14.1 MB is the price of going on with training. A skops
# file is safe to take from others, since :func:`skwbc.load` refused both planted files before
# anything ran. The check also refuses a network function of your own; whoever trusts it reads the
# file with ``skops.io.load(path, trusted=[...])``. None of this tells whether a network is any
# good: a safe file can hold a bad classifier.
