"""Keep files as this release saves them, so that later ones are tested to load them.

    python -m tests.releases.keep

writes a folder named after the version beside this script, once for each release.
"""

from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

import skwbc
from skwbc.datasets import make_blood_cells
from skwbc.features import (
    ColorFeatures,
    DeepFeatures,
    MRMRSelector,
    ShapeFeatures,
    TextureFeatures,
    ZCAWhitener,
    make_hybrid,
)
from skwbc.preprocessing import CellCropper, ContrastEqualizer, StainNormalizer
from tests.estimators import cheap

HERE = Path(__file__).parent


def models(X, y):
    """Fitted models of all kinds that a user may have saved, by name, and small."""
    lenet = cheap("LeNet5Classifier").fit(X, y)
    steps = {
        "texture": [
            TextureFeatures(("glcm",)),
            MRMRSelector(8),
            ZCAWhitener(),
            LogisticRegression(),
        ],
        "crop": [CellCropper(), ShapeFeatures(), LogisticRegression()],
        "stain": [
            StainNormalizer("macenko"),
            ContrastEqualizer(),
            ColorFeatures(),
            LogisticRegression(),
        ],
    }
    found = {name: make_pipeline(*each) for name, each in steps.items()}
    found["hybrid"] = make_hybrid([ColorFeatures(), DeepFeatures(lenet, weights=None)], SVC())
    found["recommended"] = skwbc.recommended_pipeline(deep=False)
    found["WBCsNet2"] = cheap("WBCsNet2Classifier")
    found["WBCsNet"] = cheap("WBCsNetClassifier")
    return {"LeNet5": lenet} | {name: model.fit(X, y) for name, model in found.items()}


def main():
    folder = HERE / skwbc.__version__
    folder.mkdir()
    cells = make_blood_cells(
        24, classes=("neutrophil", "lymphocyte"), image_size=32, random_state=0
    )
    names = cells.target_names[cells.target]
    found = {}
    for name, model in models(cells.images, names).items():
        skwbc.save(model, folder / f"{name}.skops")
        answers = getattr(model, "predict_proba", None) or model.decision_function
        found[name] = answers(cells.images)
    np.savez_compressed(folder / "answers.npz", images=cells.images, **found)


if __name__ == "__main__":
    main()
