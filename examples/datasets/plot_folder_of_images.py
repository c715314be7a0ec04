"""
A folder of images
==================

Most data sets are folders: one for each class, with whatever else has gathered there. This page
writes such a folder, reads it, looks at what was found and what was left out, and trains on files.
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
# Synthetic cells stand for real ones. As in life, a download was cut off, somebody kept notes, and
# a spreadsheet has lost its way among the neutrophils.

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
# :func:`~skwbc.datasets.load_images` takes each subfolder for a class. By default it looks at the
# beginning of each file, which is quick; ``verify=True`` decodes each file once and so finds those
# that are cut off.

quick = load_images(folder.name)
cells = load_images(folder.name, verify=True)
print(f"at a glance {len(quick.paths)} images, decoded {len(cells.paths)}")
print(cells.DESCR.replace(folder.name, "cells"))

# %%
# ``skipped`` has the same as a list, to act upon.

for file, reason in cells.skipped:
    print(f"{Path(file).name:12}  {reason}")

# %%
# Look at the cells before anything is trained. :func:`~skwbc.inspection.sample_cells` takes what a
# loader returns.

sample_cells(cells)
plt.show()

# %%
# Files go where arrays go. They are decoded when a step needs them, so that the set need not fit
# into memory. Nothing in a folder says which pictures show the same cell; here each shows another
# one.

model = make_pipeline(HandcraftedFeatures(), StandardScaler(), SVC(C=10))
names = cells.target_names[cells.target]
folds = StratifiedKFold(3, shuffle=True, random_state=0)
predicted = cross_val_predict(model, cells.paths, names, cv=folds)
print(classification_table(names, predicted))

# %%
# The files that were named wrongly are names in a list, so that somebody can look them up.

for path, name, said in zip(cells.paths, names, predicted, strict=True):
    if name != said:
        print(f"{Path(path).name}: filed under {name}, looks like {said}")
folder.cleanup()

# %%
# What was learned
# ----------------
# A folder is data as it is: 150 pictures of five classes were found, and three files were left out
# with a reason. The cut-off picture was among the images until ``verify=True`` decoded it, since
# its beginning is sound; on a set that is new to you, that one pass is well spent. The classifier
# names 138 of 150 cells rightly, 0.92 with an interval from 0.87 to 0.95, and 9 of its 12 errors
# are taken for lymphocytes. That holds for cells of which each is shown once; where copies may be
# in a folder, ask :func:`~skwbc.model_selection.source_groups` first.
