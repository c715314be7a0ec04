"""Row 11 by layer: how long TensorFlow takes for each layer of a training step."""

import time

import keras
import numpy as np
import tensorflow as tf
from training import (
    BATCH_SIZE,
    MATRIX_SIDE,
    N_PRODUCTS,
    NETWORKS,
    layer_flops,
    matrix_products,
)

from skwbc.datasets import make_blood_cells

ROUNDS = 9


def main():
    matrix_products()
    peak = N_PRODUCTS * 2 * MATRIX_SIDE**3 / median_seconds(matrix_products, 3)
    print(f"Matrix product: {peak / 1e9:.0f} GFLOP/s. Batches of {BATCH_SIZE} images.")
    for name, (classifier, *_) in NETWORKS.items():
        cells = make_blood_cells(40, image_size=classifier.image_size, random_state=0)
        classifier.set_params(epochs=1, patience=None, restore_best=False)
        network = classifier.fit(cells.images, cells.target).to_keras().layers[-1]
        layers = [each for each in network.layers if not isinstance(each, keras.layers.InputLayer)]
        times = [step_seconds(layer, is_first=layer is layers[0]) for layer in layers]
        total = sum(times)
        print(f"\n| {name} | output | step | share | GFLOP/s | of the matrix product |")
        print("| :-- | :-- | --: | --: | --: | --: |")
        all_operations = 0
        for layer, seconds in zip(layers, times, strict=True):
            # A step takes three products of a layer, or two if its input has no gradient.
            operations = (2 if layer is layers[0] else 3) * BATCH_SIZE * layer_flops(layer)
            all_operations += operations
            rate = operations / seconds
            rates = f"{rate / 1e9:.0f} | {rate / peak:.2f}" if operations else " | "
            print(
                f"| {layer.name} | {'×'.join(map(str, layer.output.shape[1:]))} | "
                f"{1000 * seconds:.1f} ms | {seconds / total:.0%} | {rates} |"
            )
        rate = all_operations / total
        print(f"| all layers | | {1000 * total:.0f} ms | | {rate / 1e9:.0f} | {rate / peak:.2f} |")


def step_seconds(layer, is_first):
    """Measure the forward and the backward pass of a layer by itself."""
    rng = np.random.default_rng(0)
    shapes = [each.shape[1:] for each in tf.nest.flatten(layer.input)]
    given = [tf.constant(rng.random((BATCH_SIZE, *each), np.float32)) for each in shapes]
    weights = [each.value for each in layer.trainable_weights]

    @tf.function
    def step(*given):
        with tf.GradientTape() as tape:
            tape.watch(given)
            output = layer(list(given) if len(given) > 1 else given[0], training=True)
        return tape.gradient(output, weights if is_first else [*given, *weights])

    step(*given)
    return median_seconds(lambda: [each.numpy() for each in step(*given)], ROUNDS)


def median_seconds(work, rounds):
    """Measure the median time of some work."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return np.median(times)


if __name__ == "__main__":
    main()
