"""``skwbc evaluate``: comparison of predictions with known classes."""

from skwbc.cli._folders import (
    TESTING,
    TRAINING,
    about_copies,
    choose_part,
    find_copies,
    load_folder,
)
from skwbc.cli._predict import load_classifier, predictions
from skwbc.cli._terminal import as_objects


def evaluate(options, terminal):
    """Compare a model's predictions with the classes of a folder."""
    import numpy as np

    from skwbc.metrics import classification_table
    from skwbc.model_selection._sources import repeated
    from skwbc.reporting._report import write_report

    model = load_classifier(options.model)
    classes = model.classes_.tolist()
    cells = load_folder(options.folder, terminal)
    part, chosen = choose_part(cells, options.part, TESTING, options.folder)
    paths, names = cells.paths[chosen], cells.target_names[cells.target[chosen]]
    unseen = sorted(set(names.tolist()) - set(classes))
    if unseen:
        raise ValueError(
            f"'{options.folder}' contains classes that '{options.model}' was not trained on: "
            f"{', '.join(unseen)}; the model predicts {', '.join(map(str, classes))}."
        )
    where = f" in the part '{part}'" if part else ""
    terminal.note(f"{len(paths)} images of {len(set(names))} classes{where}")
    predicted = []
    with terminal.progress("Predicting", len(paths)) as advance:
        for _, label, _ in predictions(model, paths.tolist(), []):
            predicted.append(label)
            advance(1)
    # Other parts, whose cells must not be in the tested part; the report checks this.
    others = options.report and part is not None and part not in TRAINING
    trained_on = cells.paths[np.isin(cells.split, TRAINING)] if others else paths[:0]
    copies = find_copies([*trained_on, *paths], terminal, options.jobs)
    shown = copies[len(trained_on) :]
    table = classification_table(names, predicted, labels=classes, groups=repeated(shown))
    found = {
        "model": options.model,
        "folder": options.folder,
        "part": part,
        "images": len(paths),
        "cells": len(set(shown)),
        "classes": classes,
        "cells_of_classes": [len(set(shown[names == name])) for name in classes],
        "confusion": table.confusion,
        "table": table.to_dict(),
        "left_out": as_objects(cells.skipped),
    }
    text = about_copies(shown) + str(table)
    if options.report:
        with terminal.progress("Writing the report"):
            write_report(
                model,
                paths,
                names,
                options.report,
                X_train=trained_on if len(trained_on) else None,
                copies=copies,
            )
        text += f"\n\nreport: {options.report}"
        found["report"] = options.report
    terminal.result(text, found)
    return terminal.left_out(cells.skipped)
