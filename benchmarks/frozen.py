"""Row 5: a head on a frozen MobileNetV2, against training the frozen network with Keras."""

import os
import time
from pathlib import Path

import keras
import numpy as np
from feature_store import forget_features
from harness import Line, report, seconds, take_turns

from skwbc import MobileNetV2Classifier
from skwbc.datasets import make_blood_cells

N_IMAGES, EPOCHS, SEED = 300, 15, 0


def main():
    cells = make_blood_cells(N_IMAGES, image_size=224, random_state=0)
    pixels = cells.images.astype(np.float32) / 255
    weights = weights_file()
    classifier = MobileNetV2Classifier(weights=weights, epochs=EPOCHS, random_state=SEED)
    batch_size = classifier.batch_size

    def ours():
        forget_features()
        classifier.fit(cells.images, cells.target)

    def theirs():
        network.set_weights(start)
        for variable in network.optimizer.variables:
            variable.assign(np.zeros(variable.shape))
        network.optimizer.learning_rate = classifier.learning_rate
        for epoch in range(EPOCHS):
            # Use the same batches as skwbc.
            order = np.random.default_rng([SEED, epoch]).permutation(N_IMAGES)
            images, target = pixels[order], cells.target[order]
            network.fit(images, target, batch_size=batch_size, shuffle=False, verbose=0)

    begin = time.perf_counter()
    ours()
    first = {"skwbc": time.perf_counter() - begin}
    # With this learning rate the weights keep their initial values.
    still = MobileNetV2Classifier(weights=weights, epochs=1, learning_rate=1e-30, random_state=SEED)
    start = still.fit(cells.images, cells.target).weights_

    begin = time.perf_counter()
    network = classifier._network_function(
        classifier.input_shape_, len(classifier.classes_), **classifier.network_params_
    )
    network.compile(
        keras.optimizers.Adam(), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    # Batches of both sizes that occur in an epoch.
    some = slice(batch_size + N_IMAGES % batch_size)
    network.fit(pixels[some], cells.target[some], batch_size=batch_size, verbose=0)
    first["keras"] = time.perf_counter() - begin

    times = take_turns({"skwbc": ours, "keras": theirs}, 2, warm_ups=0)
    first["keras"] += times["keras"]
    own = classifier.predict_proba(cells.images)
    difference = abs(own - network.predict(pixels, verbose=0)).max()
    if not difference < 0.001:
        raise AssertionError(f"Predictions differ from Keras's by up to {difference:.2g}.")
    accuracy = np.mean(own.argmax(axis=1) == cells.target)
    report(
        Line(
            "5",
            f"a head on frozen MobileNetV2 at 224 ({EPOCHS} epochs, {N_IMAGES} images)",
            seconds(times),
            times["keras"] / times["skwbc"],
            "≥ 10",
            f"{'Random' if weights is None else 'Pretrained'} weights. With equal initial "
            f"weights and equal batches, probabilities differ by at most {difference:.1g}; the "
            f"accuracy on the training images is {accuracy:.3f}. The store was emptied before each "
            f"fit. Including building and tracing the networks: {seconds(first)}.",
        )
    )


def weights_file():
    """Find MobileNetV2's weights in $SKWBC_TEST_WEIGHTS; ``None`` means random weights."""
    folder = os.environ.get("SKWBC_TEST_WEIGHTS")
    found = sorted(Path(folder).glob("mobilenet_v2_1.0_224*.h5")) if folder else []
    return found[0] if found else None


if __name__ == "__main__":
    main()
