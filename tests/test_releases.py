"""What earlier releases saved loads in this one, and predicts the same."""

import pydoc
from pathlib import Path

import numpy as np
import pytest

import skwbc

# Where pickles of 0.1.0.dev0, which are not kept here, look for classes and functions.
NAMES = {
    "base.CNNClassifier", "features._hybrid.SideBySide", "images.Altered",
    "preprocessing._contrast.Equalized", "preprocessing._cropper.Cropped",
    "preprocessing._segmenter.Masked", "preprocessing._stain.Recoloured",
    "preprocessing._stain.Restained", "sampling._changes.Turned", "sampling._changes.Varied",
}  # fmt: skip
RELEASES = Path(__file__).parent / "releases"
FILES = sorted(RELEASES.glob("*/*.skops"))


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}-{path.stem}" for path in FILES])
# scikit-learn warns of models that another of its versions fitted.
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.InconsistentVersionWarning")
def test_saved_models_give_the_answers_they_gave(path):
    model = skwbc.load(path)
    with np.load(path.with_name("answers.npz")) as answers:
        images, expected = answers["images"], answers[path.stem]
    answer = getattr(model, "predict_proba", None) or model.decision_function
    np.testing.assert_allclose(answer(images), expected, atol=1e-4)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_names_in_old_pickles_lead_to_classes(name):
    assert isinstance(pydoc.locate(f"skwbc.{name}"), type)
