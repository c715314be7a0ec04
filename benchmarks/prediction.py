"""Row 7: predictions of one image and of many, against Keras."""

import numpy as np
from harness import Line, report, seconds, take_turns

from skwbc import WBCsNet2Classifier
from skwbc.datasets import make_blood_cells


def main():
    cells = make_blood_cells(1000, image_size=32, random_state=0)
    classifier = WBCsNet2Classifier(width=0.5, image_size=32, epochs=1, random_state=0)
    classifier.fit(cells.images[:64], cells.target[:64])
    model = classifier.to_keras()
    one, many = cells.images[:1], cells.images
    np.testing.assert_allclose(
        classifier.predict_proba(many), model.predict(many, verbose=0), atol=1e-5
    )
    for work, images, rounds, target in (
        ("predict_proba of one image", one, 101, "≥ 5"),
        ("predict_proba of 1,000 images", many, 7, "≥ 1.1"),
    ):
        times = take_turns(
            {
                "skwbc": lambda images=images: classifier.predict_proba(images),
                "keras": lambda images=images: model.predict(images, verbose=0),
            },
            rounds,
            warm_ups=3,
        )
        report(Line("7", work, seconds(times), times["keras"] / times["skwbc"], target))


if __name__ == "__main__":
    main()
