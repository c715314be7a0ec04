"""Row 13: training with 16-bit floats against 32-bit floats."""

from functools import partial
from pathlib import Path

import numpy as np
from harness import Line, report, take_turns
from sklearn.metrics import balanced_accuracy_score

from skwbc import SevenBlockCNNClassifier, ThreeBlockCNNClassifier, WBCsNet2Classifier
from skwbc.datasets import make_blood_cells

DTYPES = ("float32", "mixed_bfloat16")
# Name, classifier, images per round.
NETWORKS = {
    "WBCsNet-2 of width 0.25": (WBCsNet2Classifier(width=0.25), 320),
    "three-block": (ThreeBlockCNNClassifier(validation_fraction=0), 320),
    "seven-block": (SevenBlockCNNClassifier(validation_fraction=0), 640),
}
N_SEEDS, N_TEST = 5, 200
# Enough epochs for most of what these networks learn from synthetic cells.
EPOCHS = 8


def main():
    for name, (classifier, n_images) in NETWORKS.items():
        cells = make_blood_cells(n_images, image_size=100, random_state=0)
        classifier.set_params(warm_start=True, epochs=1, random_state=0)
        classifiers = {
            dtype: type(classifier)(**classifier.get_params() | {"dtype": dtype})
            for dtype in DTYPES
        }
        times = take_turns(
            {
                dtype: partial(each.fit, cells.images, cells.target)
                for dtype, each in classifiers.items()
            },
            3,
        )
        rates = {dtype: n_images / value for dtype, value in times.items()}
        note = "The processor has no instructions for 16-bit floats, so they don't pay here."
        if has_bfloat16():
            differences = [
                np.subtract(*(score(each, seed, cells) for each in classifiers.values()))
                for seed in range(N_SEEDS)
            ]
            note = (
                f"Balanced accuracy of float32 minus that of mixed_bfloat16 on {N_TEST} other "
                f"synthetic cells after {EPOCHS} epochs, with {N_SEEDS} seeds: mean "
                f"{np.mean(differences):.3f}, from {min(differences):.3f} to "
                f"{max(differences):.3f}."
            )
        report(
            Line(
                "13",
                f"training of {name}: `mixed_bfloat16` against `float32`",
                ", ".join(f"{dtype} {rate:.1f}" for dtype, rate in rates.items()) + " images/s",
                rates["mixed_bfloat16"] / rates["float32"],
                "≥ 1.5" if has_bfloat16() else "",
                note,
            )
        )


def score(classifier, seed, cells):
    """Return the balanced accuracy of a classifier that is trained anew."""
    test = make_blood_cells(N_TEST, image_size=100, random_state=1)
    settings = {"warm_start": False, "epochs": EPOCHS, "random_state": seed}
    fresh = type(classifier)(**classifier.get_params() | settings)
    predicted = fresh.fit(cells.images, cells.target).predict(test.images)
    return balanced_accuracy_score(test.target, predicted)


def has_bfloat16():
    """Tell whether the processor has instructions for 16-bit brain floats."""
    try:
        flags = Path("/proc/cpuinfo").read_text().split("flags")[1].split("\n")[0].split()
    except (OSError, IndexError):
        return False
    return bool({"avx512_bf16", "amx_bf16", "bf16"} & set(flags))


if __name__ == "__main__":
    main()
