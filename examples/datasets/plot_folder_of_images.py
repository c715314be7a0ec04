"""
Loading a folder of images
==========================

Most data sets are folders with one subfolder per class, and with other files that have accumulated
over time. This page writes such a folder, loads it, checks which files were found or skipped, and
trains on the files.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
from PIL import Image
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from skwbc.datasets import load_images, make_blood_cells
from skwbc.features import HandcraftedFeatures
from skwbc.inspection import sample_cells
from skwbc.metrics import classification_table

# %%
# Synthetic cells stand in for real ones. As in practice, one image file is cut off, there is a file
# with notes, and the folder of neutrophils contains a spreadsheet.

drawn = make_blood_cells(150, image_size=64, random_state=0)
folder = TemporaryDirectory()
for number, (image, name) in enumerate(zip(drawn.images, drawn.target_names[drawn.target])):
    file = Path(folder.name, name, f"cell_{number:03}.png")
    file.parent.mkdir(exist_ok=True)
    Image.fromarray(image).save(file)
whole = file.read_bytes()
file.with_name("cut_off.png").write_bytes(whole[: len(whole) // 2])
Path(folder.name, "notes.txt").write_text("Slides 1 to 12, Giemsa stain.")
Path(folder.name, "neutrophil", "sizes.csv").write_text("cell,micrometres\n1,13\n")

# %%
# :func:`~skwbc.datasets.load_images` treats each subfolder as a class. By default it reads only the
# beginning of each file, which is quick. ``verify=True`` decodes each file once and thus detects
# files that are cut off.

quick = load_images(folder.name)
cells = load_images(folder.name, verify=True)
print(f"images found by default: {len(quick.paths)}, with verify=True: {len(cells.paths)}")
print(cells.DESCR.replace(folder.name, "cells"))

# %%
# ``skipped`` lists the skipped files and the reasons, for further processing.

for file, reason in cells.skipped:
    print(f"{Path(file).name:12}  {reason}")

# %%
# Inspect the cells before you train on them. :func:`~skwbc.inspection.sample_cells` accepts the
# return value of a loader.

sample_cells(cells)
plt.show()

# %%
# Paths can be passed wherever arrays can. The files are decoded when a step needs them, so the set
# does not need to fit into memory. A folder does not record which images show the same cell; here
# each image shows a different cell.

model = make_pipeline(HandcraftedFeatures(), StandardScaler(), SVC(C=10))
names = cells.target_names[cells.target]
folds = StratifiedKFold(3, shuffle=True, random_state=0)
predicted = cross_val_predict(model, cells.paths, names, cv=folds)
print(classification_table(names, predicted))

# %%
# The misclassified files are listed by name, so that they can be checked.

for path, name, said in zip(cells.paths, names, predicted, strict=True):
    if name != said:
        print(f"{Path(path).name}: labelled {name}, predicted {said}")
folder.cleanup()

# %%
# What was learned
# ----------------
# A folder can be loaded as it is: 150 images of five classes were found, and three files were
# skipped with a reason. The cut-off image was accepted until ``verify=True`` decoded it, since its
# beginning is intact; for a new data set, this additional pass is worthwhile. The classifier
# predicts 138 of 150 cells correctly, an accuracy of 0.92 with an interval from 0.87 to 0.95. Nine
# of its 12 errors are cells that are predicted as lymphocytes. These figures hold for a set that
# contains each cell once. If a folder may contain copies, call
# :func:`~skwbc.model_selection.source_groups` first.
