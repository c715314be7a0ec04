"""What earlier releases saved loads in this one, and predicts the same."""

import pickle
import pydoc
from pathlib import Path

import numpy as np
import pytest

import skwbc
from skwbc import CNNClassifier
from skwbc.datasets import make_blood_cells
from skwbc.networks import lenet5

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
    # These resize their images, which have had 8 bits after that since 0.1.0.
    tolerance = 5e-4 if path.stem in {"LeNet5", "hybrid"} else 1e-4
    np.testing.assert_allclose(answer(images), expected, atol=tolerance)


def test_pickled_networks_of_the_first_release_receive_pixels_from_0_to_1():
    images, y = make_blood_cells(20, image_size=16, random_state=0, return_X_y=True)
    fitted = CNNClassifier(lenet5, image_size=16, epochs=1, random_state=0).fit(images, y)
    new = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(new.predict_proba(images), fitted.predict_proba(images))
    # That release did not store defaults.
    fitted.network_params_.clear()
    kept = pickle.loads(pickle.dumps(fitted))
    assert kept.network_params_ == {"center_pixels": False}
    assert not np.allclose(kept.predict_proba(images), fitted.predict_proba(images))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_names_in_old_pickles_lead_to_classes(name):
    assert isinstance(pydoc.locate(f"skwbc.{name}"), type)
