"""Draw the pictures of the labelling page, from synthetic fields.

    python docs/images/draw_labelling.py

Needs Chromium and the packages of the extra ``docs``.
"""

import shutil
import tempfile
import threading
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

from skwbc import ready_model
from skwbc.cli._label import Describer
from skwbc.datasets import make_smear
from skwbc.labelling._file import LabelFile
from skwbc.labelling._server import Page
from skwbc.labelling._session import Session
from skwbc.labelling._types import DESCRIPTIONS

HERE = Path(__file__).parent
SCREENS = {
    "desktop": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 390, "height": 760}, "color_scheme": "dark"},
}


def main():
    """Label the questions with the true types, and take pictures of the page."""
    smear = make_smear(40, n_cells=4, random_state=0)
    model = ready_model()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        session = Session(LabelFile(folder / "labels.csv", "Anna"), list(DESCRIPTIONS))
        describer = Describer(model, session.types)
        paths = [str(folder / f"field{number:02}.png") for number in range(len(smear.images))]
        for pixels, path in zip(smear.images, paths, strict=True):
            Image.fromarray(pixels).save(path)
        cells, fields, boxes = describer.found_in(paths)
        features = describer.features(cells)
        first = (describer.adapted(features) or describer).probabilities(cells, features)
        for number, path in enumerate(paths):
            here = fields == number
            session.add(Path(path).name, boxes[here], features[here], first[here])
        session.note_reading(pictures=40, of=40, done=True, compared=True)
        session.refit()
        truth = [
            true_type(smear, paths.index(str(folder / name)), box) for name, box in session.cells
        ]
        for _ in range(5):
            for cell in session.questions:
                session.label([cell], [truth[cell]])
            session.refit()
        for cell in session.questions[:4]:
            session.label([cell], [truth[cell]])
        page = Page(session, folder, descriptions=DESCRIPTIONS)
        server = threading.Thread(target=page.run)
        server.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for name, settings in SCREENS.items():
                tab = browser.new_page(**settings)
                tab.goto(page.address)
                tab.wait_for_selector(".cell:focus")
                tab.wait_for_timeout(2000)
                path = HERE / f"label-{name}.jpg"
                tab.screenshot(path=path, type="jpeg", quality=85)
        page.stop()
        server.join()


def true_type(smear, field, box):
    """Return the type of the drawn cell that is nearest to a box."""
    centres = (smear.boxes[field][:, :2] + smear.boxes[field][:, 2:]) / 2
    here = (np.array(box[:2]) + box[2:]) / 2
    nearest = np.linalg.norm(centres - here, axis=1).argmin()
    name = smear.labels[field][nearest]
    return name if name in DESCRIPTIONS else "not sure"


if __name__ == "__main__":
    main()
