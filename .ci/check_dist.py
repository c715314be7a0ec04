"""Install the built wheel into an empty environment, far from the repository, and use it.

python .ci/check_dist.py dist
"""

import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

# Without the model, which has at most 8 MB.
LARGEST_WHEEL = 500_000
LARGEST_SDIST = 2_000_000
MODEL, LARGEST_MODEL = "skwbc/pipelines/ready_model.skops", 8_000_000
# Of the sdist; a wheel holds nothing but code and the model.
PICTURES = {".jpg", ".svg"}
# What releases saved, for the tests of later ones.
SAVED = "/tests/releases/"
DATA = {".h5", ".hdf5", ".jpeg", ".jpg", ".keras", ".npy", ".npz", ".png", ".pth", ".skops", ".svg"}

SMOKE = """
import sys
import skwbc
from skwbc import WBCsNet2Classifier
from skwbc.datasets import make_blood_cells
assert not {"tensorflow", "keras", "skimage", "matplotlib"} & set(sys.modules)
cells = make_blood_cells(60, image_size=16, random_state=0)
network = WBCsNet2Classifier(width=0.1, image_size=16, epochs=2, random_state=0)
network.fit(cells.images, cells.target)
skwbc.save(network, "cells.skops")
same = skwbc.load("cells.skops").predict(cells.images) == network.predict(cells.images)
assert same.all()
cells = make_blood_cells(6, image_size=90, difficulty=0, random_state=0)
names = cells.target_names[cells.target]
assert (skwbc.ready_model().predict(cells.images) == names).mean() > 0.5
print("skwbc", skwbc.__version__, "from", skwbc.__file__)
"""


def check_names(names, kept, size, largest, what):
    """Complain about files that don't belong into a distribution."""
    largest += LARGEST_MODEL
    assert size <= largest, f"the {what} has {size:,} bytes, more than {largest:,}"
    assert any(name.endswith(MODEL) for name in names), f"the {what} has no {MODEL}"
    data = [
        name
        for name in names
        if Path(name).suffix in DATA - kept and SAVED not in name and not name.endswith(MODEL)
    ]
    assert not data, f"the {what} holds data: {data}"


def main(folder):
    (wheel,) = Path(folder).resolve().glob("*.whl")
    (sdist,) = Path(folder).resolve().glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    check_names(names, set(), wheel.stat().st_size, LARGEST_WHEEL, "wheel")
    strays = [name for name in names if not name.startswith(("skwbc/", "skwbc-"))]
    assert not strays, f"the wheel holds more than the package: {strays}"
    for name in ("LICENSE", "NOTICE"):
        assert any(each.endswith(f"licenses/{name}") for each in names), f"the wheel has no {name}"
    with tarfile.open(sdist) as archive:
        check_names(archive.getnames(), PICTURES, sdist.stat().st_size, LARGEST_SDIST, "sdist")
    print(f"wheel {wheel.stat().st_size:,} bytes, sdist {sdist.stat().st_size:,} bytes")
    with tempfile.TemporaryDirectory() as elsewhere:
        venv.create(Path(elsewhere, "venv"), with_pip=True)
        binaries = Path(elsewhere, "venv", "bin")
        for command in (
            [binaries / "python", "-m", "pip", "install", "--quiet", wheel],
            [binaries / "python", "-m", "pip", "check"],
            [binaries / "python", "-c", SMOKE],
            [binaries / "skwbc", "models"],
        ):
            subprocess.run(command, cwd=elsewhere, check=True)
    print("the wheel installs and works by itself")


if __name__ == "__main__":
    main(sys.argv[1])
