"""What earlier releases saved loads in this one, and predicts the same."""

from pathlib import Path

import numpy as np
import pytest

import skwbc

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
