"""``skwbc train``: training that can be resumed after an interruption."""

import ast
from pathlib import Path

import skwbc
from skwbc.classifiers._checkpoint import epochs_done
from skwbc.cli._folders import TRAINING, choose_part, find_copies, load_folder
from skwbc.cli._parser import PIPELINES, short_names
from skwbc.cli._terminal import as_objects, import_keras


def train(options, terminal):
    """Train a network or a pipeline on a folder, resuming an interrupted run of a network."""
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
    where = f" in the part '{part}'" if part else ""
    terminal.note(f"{len(paths)} images of {len(set(names))} classes{where}")
    if options.model in PIPELINES:
        with terminal.progress("Training"):
            model = estimator.fit(paths, names)
        skwbc.save(model, output)
        text, found = "", {"parameters": plain_parameters(model)}
    else:
        if options.force:
            unfinished.unlink(missing_ok=True)
        groups = None
        if options.group_copies:
            groups = find_copies(paths, terminal, options.jobs)
            terminal.note(f"The images show {len(set(groups))} cells")
        model = _fit_network(estimator, paths, names, groups, unfinished, output, terminal)
        skwbc.save(model, output)
        unfinished.unlink(missing_ok=True)
        text, found = _training_of(model)
    found = {
        "model": str(output),
        "estimator": type(model).__name__,
        "classes": model.classes_,
        "part": part,
        "images": len(paths),
        "left_out": as_objects(cells.skipped),
        **found,
    }
    terminal.result(f"{text}model: {output}", found)
    return terminal.left_out(cells.skipped)


def make_pipeline(name, n_jobs=None):
    """Make a pipeline by its name for ``--model``."""
    if name == "hybrid":
        from sklearn.svm import SVC

        from skwbc.features import make_hybrid

        return make_hybrid(["efficientnet_lite0"], SVC(class_weight="balanced"))
    return skwbc.recommended_pipeline(deep=name == "recommended", n_jobs=n_jobs)


def plain_parameters(estimator):
    """Return the parameters of an estimator and its parts, but not the parts themselves."""
    return {
        name: value
        for name, value in estimator.get_params().items()
        if isinstance(value, (str, int, float, tuple, type(None)))
    }


def _fit_network(estimator, paths, names, groups, unfinished, output, terminal):
    done = epochs_done(unfinished)
    if done:
        terminal.note(f"Continuing after epoch {done} from '{unfinished}'")
    import_keras()
    with terminal.progress("Training", estimator.epochs) as advance:
        advance(done)
        try:
            return estimator.fit(
                paths, names, groups=groups, keras_callbacks=[_bar(advance)], checkpoint=unfinished
            )
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_kept(estimator, unfinished, output)) from None


def _training_of(model):
    """Describe the training of a network, in words and as data."""
    last = {name: values[-1] for name, values in model.history_.items()}
    measured = ", ".join(f"{name} {value:.4f}" for name, value in last.items())
    text = (
        f"epoch {model.n_epochs_} of {model.epochs}: {measured}\n"
        f"best epoch: {model.best_epoch_ + 1}"
        f"{' (kept)' if model.restore_best else ' (the last epoch is kept)'}\n"
    )
    return text, {
        "parameters": model.get_params(),
        "epochs": model.n_epochs_,
        "best_epoch": model.best_epoch_ + 1,
        "last_epoch": last,
        "history": model.history_,
    }


def _estimator(options):
    """Create the classifier or pipeline that the options describe."""
    settings = {}
    for setting in options.set:
        name, equals, text = setting.partition("=")
        if not equals:
            raise ValueError(f"--set {setting} has no value; write --set {setting}=VALUE.")
        settings[name] = _value(text)
    if options.model in PIPELINES:
        _check_pipeline_options(options)
        estimator = make_pipeline(options.model, options.jobs)
        _check_names(settings, plain_parameters(estimator), f"the pipeline '{options.model}'")
        return estimator.set_params(**settings)
    for name in ("epochs", "validation_fraction"):
        if getattr(options, name) is not None:
            settings.setdefault(name, getattr(options, name))
    if options.image_size is not None:
        settings.setdefault("image_size", _value(options.image_size))
    classifier = getattr(skwbc, short_names()[options.model])
    _check_names(settings, classifier().get_params(), classifier.__name__)
    estimator = classifier(**{"random_state": options.seed, **settings})
    # Otherwise the images would be read before an invalid value is reported.
    estimator._validate_params()
    if options.group_copies and not estimator.validation_fraction:
        raise ValueError(
            "--group-copies applies to the validation part; also pass --validation-fraction."
        )
    return estimator


def _check_pipeline_options(options):
    """Raise an error for options that apply only to networks."""
    for name in ("epochs", "image_size", "validation_fraction", "group_copies"):
        if getattr(options, name) not in (None, False):
            option = name.replace("_", "-")
            raise ValueError(
                f"--{option} applies only to networks; omit it for --model {options.model}."
            )


def _check_names(settings, known, owner):
    for name in settings:
        if name not in known:
            raise ValueError(
                f"--set {name}: {owner} has no such parameter; it has {', '.join(known)}."
            )


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
