"""Show why the seven-block CNN starts to learn, or does not, for both ranges of pixel values.

    python benchmarks/reproduce/start.py DATA

DATA holds 'pbc_train'. The network trains for two epochs on 80% of the cells. Before that, three
values are measured after each block on 128 cells: the share of units that are zero for every cell,
the standard deviation between cells, and that between dropout masks. The figure is written beside
this script.
"""

import argparse
import os
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.model_selection import train_test_split

from skwbc import SevenBlockCNNClassifier
from skwbc.datasets import load_pbc
from skwbc.networks import seven_block_cnn

PLOT = Path(__file__).with_name("asghar2023-start.svg")
RANGES = {False: "pixels from 0 to 1", True: "pixels from −1 to 1"}
N_CELLS, N_MASKS, N_STEPS = 128, 8, 25


def blocks_at_start(center_pixels, images):
    """Share of silent units, and ratio of signal to noise, after each block of a new network."""
    import keras

    keras.utils.set_random_seed(0)
    network = seven_block_cnn((100, 100, 3), 8, center_pixels=center_pixels)
    outputs = [layer.output for layer in network.layers if isinstance(layer, keras.layers.Dropout)]
    blocks = keras.Model(network.inputs[0], outputs)
    silent, ratios = [], []
    masked = [blocks(images, training=True) for _ in range(N_MASKS)]
    for number, clean in enumerate(blocks(images, training=False)):
        noisy = np.stack([np.asarray(values[number]) for values in masked])
        clean = np.asarray(clean)
        silent.append((clean.max(axis=0) <= 0).mean())
        ratios.append(np.sqrt(clean.var(axis=0).mean() / noisy.var(axis=0).mean()))
    return silent, ratios


def losses(center_pixels, X, y):
    """Losses of the first two epochs, averaged over some steps each."""
    import keras

    class Losses(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            found.append(logs["loss"])

    found = []
    classifier = SevenBlockCNNClassifier(center_pixels=center_pixels, epochs=2, random_state=0)
    classifier.fit(X, y, keras_callbacks=[Losses()])
    whole = found[: len(found) // N_STEPS * N_STEPS]
    return np.reshape(whole, (-1, N_STEPS)).mean(axis=1)


def draw(found):
    """Plot both ranges of pixel values side by side."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    # Store text as text, and write the same bytes for the same figures.
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "skwbc"})
    figure, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
    for (silent, ratios, loss), label in zip(found, RANGES.values()):
        blocks = np.arange(1, len(silent) + 1)
        axes[0].plot(blocks, 100 * np.array(silent), "o-", label=label)
        axes[1].semilogy(blocks, ratios, "o-", label=label)
        axes[2].plot(N_STEPS * np.arange(1, len(loss) + 1), loss, label=label)
    axes[0].set(xlabel="block", ylabel="units silent for every cell (%)", ylim=(0, None))
    axes[1].set(xlabel="block", ylabel="signal / noise of dropout")
    axes[2].set(xlabel="training step", ylabel="loss", ylim=(0, None))
    axes[2].legend()
    figure.savefig(PLOT, metadata={"Date": None})
    plt.close(figure)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    cells = load_pbc(parser.parse_args().data / "pbc_train")
    paths = np.array([str(path) for path in cells.paths])
    train, _ = train_test_split(
        np.arange(len(paths)), test_size=0.2, stratify=cells.target, random_state=0
    )
    small = [Image.open(path).convert("RGB").resize((100, 100)) for path in paths[train[:N_CELLS]]]
    images = np.stack([np.asarray(image) for image in small]) / 255
    found = []
    for center_pixels, label in RANGES.items():
        silent, ratios = blocks_at_start(center_pixels, images)
        loss = losses(center_pixels, paths[train], cells.target[train])
        found.append((silent, ratios, loss))
        print(
            f"{label}: {100 * silent[0]:.0f}% of the units of block 1 are silent; signal / noise "
            f"{ratios[0]:.2f} after block 1 and {ratios[-1]:.4f} after block 7; loss "
            f"{loss[0]:.2f} to {loss[-1]:.2f}"
        )
    draw(found)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
