"""``skwbc demo``: a complete run on synthetic cells, from pictures to a table of results."""

from pathlib import Path
from time import perf_counter

from skwbc.cli._terminal import import_keras

N_IMAGES = 900
EPOCHS = 20
FOLDS = 5
ALL_TYPES = (
    "neutrophil",
    "eosinophil",
    "basophil",
    "lymphocyte",
    "monocyte",
    "erythroblast",
    "immature_granulocyte",
    "platelet",
)


def demo(options, terminal):
    """Train, cross-validate and visualise a network on synthetic cells."""
    started, seed = perf_counter(), options.seed
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    import matplotlib

    matplotlib.use("Agg")  # pictures are written to files, so no screen is needed
    import_keras()
    from sklearn.metrics import ConfusionMatrixDisplay
    from sklearn.model_selection import GroupShuffleSplit, StratifiedGroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    from skwbc import WBCsNet2Classifier
    from skwbc.datasets import make_blood_cells
    from skwbc.inspection import HistoryDisplay, sample_cells
    from skwbc.metrics import classification_table

    pictures = {}

    terminal.note(
        f"1/5  Drawing {N_IMAGES} pictures of {N_IMAGES // 2} synthetic cells, two augmented "
        "copies per cell"
    )
    cells = make_blood_cells(N_IMAGES, image_size=48, copies_per_cell=2, random_state=seed)
    names = cells.target_names[cells.target]
    shown = make_blood_cells(80, classes=ALL_TYPES, image_size=96, random_state=seed + 1)
    pictures["cells"] = sample_cells(shown, n_columns=10).figure_

    terminal.note("2/5  Training WBCsNet-2 at a quarter of its width")
    network = WBCsNet2Classifier(
        width=0.25,
        image_size=32,
        epochs=EPOCHS,
        optimizer="adam",
        validation_fraction=0.2,
        restore_best=True,
        random_state=seed,
    )
    split = GroupShuffleSplit(1, test_size=0.25, random_state=seed)
    train, test = next(split.split(cells.images, names, cells.groups))
    network.set_callbacks(*terminal.bars())
    network.fit(cells.images[train], names[train], groups=cells.groups[train])
    accuracy = network.score(cells.images[test], names[test])
    terminal.note(f"     accuracy on unseen cells: {accuracy:.3f}")
    pictures["learning_curve"] = HistoryDisplay.from_estimator(network).figure_

    terminal.note(
        "3/5  Cross-validating a pipeline: WBCsNet-2 features + support vector machine, "
        f"{FOLDS} folds"
    )
    features = WBCsNet2Classifier(
        width=0.25, image_size=32, epochs=EPOCHS * 3 // 5, optimizer="adam", random_state=seed
    )
    pipeline = make_pipeline(features, StandardScaler(), SVC())
    pipeline.set_callbacks(*terminal.bars(max_propagation_depth=0))  # one bar per fold
    # Both copies of a cell stay in one fold; a random split would test on trained cells.
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    predicted = cross_val_predict(pipeline, cells.images, names, groups=cells.groups, cv=folds)

    terminal.note("4/5  Computing the results of each class from the out-of-fold predictions")
    table = classification_table(names, predicted, labels=cells.target_names, groups=cells.groups)

    terminal.note(f"5/5  Writing figures to {folder}/")
    confusion = ConfusionMatrixDisplay.from_predictions(
        names,
        predicted,
        normalize="true",
        values_format=".1%",
        cmap="Blues",
        colorbar=False,
        xticks_rotation=30,
    )
    confusion.ax_.set(xlabel="predicted", ylabel="true", title="Out-of-fold predictions by type")
    pictures["confusion_matrix"] = confusion.figure_
    files = [str(folder / f"{name}.png") for name in sorted(pictures)]
    for file in files:
        pictures[Path(file).stem].savefig(file, dpi=120, bbox_inches="tight")
    terminal.note(f"Done in {perf_counter() - started:.0f} s")
    text = "\n".join([f"{table}\n", "figures:", *(f"  {file}" for file in files)])
    terminal.result(text, {"accuracy": accuracy, "table": table.to_dict(), "pictures": files})
    return 0
