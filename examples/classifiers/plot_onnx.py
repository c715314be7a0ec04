"""
Predicting without Keras
========================

A network that was trained with skwbc can be used by programs that have neither skwbc nor Keras: on
a web server, in a viewer for slides, or on a phone. ``to_onnx`` writes the network in the open
format ONNX, and ONNX Runtime runs it.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from skwbc import WBCsNet2Classifier
from skwbc.datasets import make_blood_cells

# %%
# A trained network
# -----------------
# The network sees cells of 32×32 pixels.

cells = make_blood_cells(300, copies_per_cell=2, image_size=32, random_state=0)
names = cells.target_names[cells.target]
network = WBCsNet2Classifier(
    width=0.25, image_size=32, epochs=12, optimizer="adam", random_state=0
).fit(cells.images, names)

folder = TemporaryDirectory()
path = network.to_onnx(Path(folder.name, "cells.onnx"))
print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")

# %%
# A program without skwbc and Keras
# ---------------------------------
# The file contains the names of the classes, and resizes images of any size as the classifier does.
# The program only has to read the image.

program = Path(folder.name, "predict.py")
program.write_text(
    """
import json
import sys

import numpy as np
import onnxruntime
from PIL import Image

session = onnxruntime.InferenceSession(sys.argv[1])
classes = json.loads(session.get_modelmeta().custom_metadata_map["classes"])
for path in sys.argv[2:]:
    image = np.asarray(Image.open(path).convert("RGB"))
    (probabilities,) = session.run(None, {"images": image[np.newaxis]})
    print(classes[probabilities.argmax()], *probabilities[0])
assert not {"skwbc", "keras", "tensorflow"} & set(sys.modules)
"""
)

# %%
# Unseen cells, in files with four times as many pixels, one of each type:

unseen = make_blood_cells(5, image_size=64, random_state=1)
files = [Path(folder.name, f"{number}.png") for number in range(5)]
for image, file in zip(unseen.images, files, strict=True):
    Image.fromarray(image).save(file)
printed = subprocess.run(
    [sys.executable, program, path, *files], capture_output=True, text=True, check=True
).stdout
print(printed)

# %%
# The probabilities are those of the classifier:

lines = [line.split() for line in printed.splitlines()]
found = np.array([line[1:] for line in lines], dtype=float)
difference = np.abs(found - network.predict_proba(files)).max()
print(f"The largest difference is {difference:.0e}.")

figure, axes = plt.subplots(1, 5, figsize=(8, 2.2), layout="constrained")
for axis, image, (name, *_), probabilities, truth in zip(
    axes, unseen.images, lines, found, unseen.target_names[unseen.target]
):
    axis.imshow(image)
    axis.set_title(f"{name} {probabilities.max():.2f}", fontsize=9)
    axis.set_xlabel(truth, fontsize=9)
    axis.set(xticks=[], yticks=[])
plt.show()
folder.cleanup()

# %%
# Above each cell is the prediction with its probability, below it the true type.

# %%
# What was learned
# ----------------
# ``to_onnx`` writes one file that contains the network, the resizing of the images and the names of
# the classes. A program that has only ONNX Runtime, NumPy and Pillow predicts the probabilities of
# ``predict_proba``, up to rounding. ``to_litert`` writes the same network for phones and small
# devices, as a LiteRT file.
