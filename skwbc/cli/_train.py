"""``skwbc train``: training that can be resumed after an interruption."""

import ast
from pathlib import Path

import skwbc
from skwbc.classifiers._checkpoint import epochs_done
from skwbc.cli._folders import TRAINING, choose_part, find_copies, load_folder
from skwbc.cli._parser import short_names
from skwbc.cli._terminal import as_objects, import_keras


def train(options, terminal):
    """Train a network on a folder, resuming an interrupted run."""
    output = Path(options.output)
    if output.is_dir():
        raise ValueError(f"'{output}' is a folder; pass the path of a file.")
    unfinished = output.with_name(f"{output.stem}.unfinished.npz")
    if not output.absolute().parent.is_dir():
        raise ValueError(
            f"The folder '{output.parent}' for '{output.name}' does not exist; create it first."
        )
    if output.exists() and not unfinished.exists() and not options.force:
        raise ValueError(
            f"'{output}' already exists; choose another name, or pass --force to replace it."
        )
    estimator = _estimator(options)
    cells = load_folder(options.folder, terminal)
    part, chosen = choose_part(cells, options.part, TRAINING, options.folder)
    paths, names = cells.paths[chosen], cells.target_names[cells.target[chosen]]
    if len(set(names)) < 2:
        raise ValueError(
            f"'{options.folder}' contains images of only one class, '{names[0]}'; a classifier "
            "needs at least two."
        )
    if options.force:
        unfinished.unlink(missing_ok=True)
    where = f" in the part '{part}'" if part else ""
    terminal.note(f"{len(paths)} images of {len(set(names))} classes{where}")
    groups = None
    if options.group_copies:
        groups = find_copies(paths, terminal, options.jobs)
        terminal.note(f"The images show {len(set(groups))} cells")
    done = epochs_done(unfinished)
    if done:
        terminal.note(f"Continuing after epoch {done} from '{unfinished}'")
    import_keras()
    with terminal.progress("Training", estimator.epochs) as advance:
        advance(done)
        try:
            model = estimator.fit(
                paths, names, groups=groups, keras_callbacks=[_bar(advance)], checkpoint=unfinished
            )
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_kept(estimator, unfinished, output)) from None
    skwbc.save(model, output)
    unfinished.unlink(missing_ok=True)
    last = {name: values[-1] for name, values in model.history_.items()}
    measured = ", ".join(f"{name} {value:.4f}" for name, value in last.items())
    text = (
        f"epoch {model.n_epochs_} of {estimator.epochs}: {measured}\n"
        f"best epoch: {model.best_epoch_ + 1}"
        f"{' (kept)' if model.restore_best else ' (the last epoch is kept)'}\n"
        f"model: {output}"
    )
    found = {
        "model": str(output),
        "estimator": type(model).__name__,
        "parameters": model.get_params(),
        "classes": model.classes_,
        "part": part,
        "images": len(paths),
        "epochs": model.n_epochs_,
        "best_epoch": model.best_epoch_ + 1,
        "last_epoch": last,
        "history": model.history_,
        "left_out": as_objects(cells.skipped),
    }
    terminal.result(text, found)
    return terminal.left_out(cells.skipped)


def _estimator(options):
    """Create the classifier that the options describe."""
    settings = {"random_state": options.seed}
    for name in ("epochs", "validation_fraction"):
        if getattr(options, name) is not None:
            settings[name] = getattr(options, name)
    if options.image_size is not None:
        settings["image_size"] = _value(options.image_size)
    for setting in options.set:
        name, equals, text = setting.partition("=")
        if not equals:
            raise ValueError(f"--set {setting} has no value; write --set {setting}=VALUE.")
        settings[name] = _value(text)
    classifier = getattr(skwbc, short_names()[options.model])
    known = classifier().get_params()
    for name in settings:
        if name not in known:
            raise ValueError(
                f"--set {name}: {classifier.__name__} has no such parameter; it has "
                f"{', '.join(known)}."
            )
    estimator = classifier(**settings)
    # Otherwise the images would be read before an invalid value is reported.
    estimator._validate_params()
    if options.group_copies and not estimator.validation_fraction:
        raise ValueError(
            "--group-copies applies to the validation part; also pass --validation-fraction."
        )
    return estimator


def _value(text):
    """Parse a Python value such as 0.25, None or (64, 80); otherwise return the text itself."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _bar(advance):
    """Create a Keras callback that advances the bar."""
    from keras.callbacks import Callback

    class Bar(Callback):
        def on_epoch_end(self, epoch, logs):
            # Metrics of the validation part, if there is one.
            *_, (loss, value), _ = logs.items()
            advance(1, f"Training: {loss} {value:.4f}")

    return Bar()


def _kept(estimator, unfinished, output):
    """Save the best epoch of an interrupted training; return a message for the user."""
    if not hasattr(estimator, "weights_"):
        return "Interrupted before the end of the first epoch; nothing was saved."
    skwbc.save(estimator, output)
    return (
        f"Interrupted after epoch {estimator.n_epochs_}: the best epoch, "
        f"{estimator.best_epoch_ + 1}, is saved in '{output}'; run the same command again to "
        f"continue from '{unfinished}'."
    )
