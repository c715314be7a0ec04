"""Row 10: pickling a fitted VGG16Classifier against pickling its Keras model."""

import pickle

import numpy as np
from harness import Line, report, seconds, take_turns

from skwbc import VGG16Classifier
from skwbc.datasets import make_blood_cells

ROUNDS = 7


def main():
    cells = make_blood_cells(20, image_size=64, random_state=0)
    classifier = VGG16Classifier(weights=None, epochs=1, batch_size=10, random_state=0)
    classifier.fit(cells.images, cells.target)
    compare(classifier, classifier.to_keras(), "its Keras model", "≥ 2", "≤ 1.05")
    probabilities = pickle.loads(pickle.dumps(classifier)).predict_proba(cells.images)
    np.testing.assert_array_equal(probabilities, classifier.predict_proba(cells.images))
    # Such a classifier stores the optimizer's state, so that training can continue.
    classifier.set_params(warm_start=True).fit(cells.images, cells.target)
    compare(classifier, trained(classifier, cells), "a Keras model that Keras trained", "", "")


def trained(classifier, cells):
    """Train the network with its optimizer for one epoch."""
    model = classifier.to_keras()
    model.compile(classifier.optimizer, "sparse_categorical_crossentropy")
    model.fit(cells.images, cells.target, batch_size=10, epochs=1, verbose=0)
    return model


def compare(classifier, model, peer, faster, size):
    """Compare pickling and unpickling of both."""
    pickles = {"skwbc": pickle.dumps(classifier), "keras": pickle.dumps(model)}
    for name, ways in {
        "pickle.dumps": {
            "skwbc": lambda: pickle.dumps(classifier),
            "keras": lambda: pickle.dumps(model),
        },
        "pickle.loads": {
            "skwbc": lambda: pickle.loads(pickles["skwbc"]),
            "keras": lambda: pickle.loads(pickles["keras"]),
        },
    }.items():
        times = take_turns(ways, ROUNDS)
        ratio = times["keras"] / times["skwbc"]
        work = f"{name} of a fitted VGG16Classifier against {peer}"
        report(Line("10", work, seconds(times), ratio, faster))
    weights = sum(value.nbytes for value in classifier.weights_)
    against = weights if size else len(pickles["keras"])
    report(
        Line(
            "10",
            f"size of the pickle against {'its weights' if size else f'that of {peer}'}",
            f"{len(pickles['skwbc']) / 1e6:.0f} MB, {against / 1e6:.0f} MB",
            len(pickles["skwbc"]) / against,
            size,
            "" if size else "With `warm_start=True` a classifier stores the optimizer's state too.",
        )
    )


if __name__ == "__main__":
    main()
