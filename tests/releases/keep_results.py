"""Keep what is computed from an image, by the revision of what computes it.

    python -m tests.releases.keep_results

adds the results of new revisions to ``results.npz`` beside this script.
"""

from pathlib import Path

import numpy as np

from skwbc._input.pictures import REVISION, load_input
from skwbc.datasets import make_blood_cells
from skwbc.features._handcrafted import FAMILIES, Description
from skwbc.preprocessing._contrast import Equalization
from skwbc.preprocessing._cropper import Crop
from skwbc.preprocessing._segmenter import Mask
from skwbc.preprocessing._stain import ColourTransfer, StainTransfer, separate_stains
from skwbc.preprocessing._standardizer import Standard
from skwbc.sampling._changes import Rotation, Variation

FILE = Path(__file__).with_name("results.npz")


def results(picture):
    """What is made of a picture whose keys in caches hold a revision, by name and revision."""
    light, stains, full = separate_stains(picture)
    computing = [
        Description(FAMILIES),
        Equalization(n_tiles=8, clip_limit=0.01),
        Crop(None, None, margin=0.1),
        Mask(),
        ColourTransfer(mean=(-1.0, 0.1, 0.1), spread=(0.2, 0.05, 0.05)),
        StainTransfer(tuple(light), tuple(map(tuple, stains)), tuple(1.5 * full)),
        Rotation(90),
        Variation(True, 30.0, (0.1, -0.1), (1.1, 0.9, 1.0)),
    ]
    found = {f"{type(each).__name__} {each.revision}": each(picture) for each in computing}
    standard = Standard(side=48, margin=0.2)
    return found | {
        f"Standard {standard.revision}": standard(picture)[0],
        f"input {REVISION}": load_input(picture, 0, (30, 50)),
    }


def kept():
    """The picture, and the results of all revisions so far."""
    with np.load(FILE) as file:
        return dict(file)


def main():
    if FILE.exists():
        known = kept()
    else:
        known = {"picture": make_blood_cells(1, image_size=64, random_state=0).images[0]}
    new = results(known["picture"].astype(np.float32) / 255)
    np.savez_compressed(FILE, **({name: np.float32(value) for name, value in new.items()} | known))


if __name__ == "__main__":
    main()
