"""Row 14: a cross-validation in two processes against the same in one."""

import numpy as np
from harness import Line, report, seconds, take_turns
from sklearn.model_selection import StratifiedKFold, cross_val_score

from skwbc import SevenBlockCNNClassifier
from skwbc.datasets import make_blood_cells

N_CELLS, N_FOLDS = 5000, 10
# Number of cells that are drawn; the others are copies.
N_DRAWN = 250


def main():
    drawn = make_blood_cells(N_DRAWN, image_size=100, random_state=0)
    images = np.tile(drawn.images, (N_CELLS // N_DRAWN, 1, 1, 1))
    y = np.tile(drawn.target, N_CELLS // N_DRAWN)
    classifier = SevenBlockCNNClassifier(epochs=1, random_state=0)
    scores = {}

    def way(n_jobs):
        def run():
            folds = StratifiedKFold(N_FOLDS)
            found = cross_val_score(classifier, images, y, cv=folds, n_jobs=n_jobs)
            scores[n_jobs] = found.tolist()

        return run

    # Import and trace in this process and in the others.
    for n_jobs in (1, 2):
        cross_val_score(classifier, images[:100], y[:100], cv=2, n_jobs=n_jobs)
    times = take_turns({"1 process": way(1), "2 processes": way(2)}, 1, warm_ups=0)
    if scores[1] != scores[2]:
        raise AssertionError(f"Scores differ: {scores}.")
    report(
        Line(
            "14",
            f"{N_FOLDS}-fold cross-validation of the seven-block network on {N_CELLS:,} cells "
            "(one epoch): `n_jobs=2` against `n_jobs=1`",
            seconds(times),
            times["1 process"] / times["2 processes"],
            "≥ 1.3",
            "All scores are equal. One process already uses all cores. With another number of "
            "threads per process the last bits of results would differ, so it is left alone.",
        )
    )


if __name__ == "__main__":
    main()
