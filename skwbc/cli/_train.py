"""``skwbc train``: a training that survives being interrupted."""

import ast
import copy
import hashlib
import os
from pathlib import Path
from time import perf_counter

import skwbc
from skwbc.cli._folders import TRAINING, choose_part, load_folder
from skwbc.cli._parser import short_names
from skwbc.cli._terminal import as_objects, import_keras

# Writing the unfinished training takes no more than this share of the time.
SHARE_OF_WRITING = 0.1


def train(options, terminal):
    """Train a network on a folder, going on from where an earlier run was interrupted."""
    output = Path(options.output)
    if output.is_dir():
        raise ValueError(f"'{output}' is a folder; give the name of a file in it.")
    unfinished = output.with_name(f"{output.stem}.unfinished{output.suffix}")
    if not output.absolute().parent.is_dir():
        raise ValueError(f"There is no folder '{output.parent}' to write '{output.name}' to.")
    if output.exists() and not unfinished.exists() and not options.force:
        raise ValueError(
            f"'{output}' is there already; give another name, or --force to replace it."
        )
    estimator = _estimator(options)
    cells = load_folder(options.folder, terminal)
    part, chosen = choose_part(cells, options.part, TRAINING, options.folder)
    paths, names = cells.paths[chosen], cells.target_names[cells.target[chosen]]
    if len(set(names)) < 2:
        raise ValueError(
            f"'{options.folder}' has images of one class only, '{names[0]}'; a classifier needs "
            "at least two."
        )
    run = {
        "images": _fingerprint(paths, options.folder),
        "group_copies": options.group_copies,
    }
    before = None
    if unfinished.exists() and not options.force:
        before = _load_unfinished(unfinished)
        _check_same(unfinished, before, estimator, run)
    where = f" of the part '{part}'" if part else ""
    terminal.note(f"{len(paths)} images of {len(set(names))} classes{where}")
    groups = None
    if options.group_copies:
        from skwbc.model_selection import source_groups

        with terminal.progress(f"Looking for copies among {len(paths)} images"):
            groups = source_groups(paths, n_jobs=options.jobs)
        terminal.note(f"They show {len(set(groups))} cells")
    if before:
        done = before["last"].n_epochs_
        terminal.note(f"Going on after epoch {done}, from '{unfinished}'")
    epochs = estimator.epochs
    import_keras()
    with terminal.progress("Training", epochs) as advance:
        keeper = Keeper(unfinished, run, before, estimator, advance)
        left = epochs - keeper.n_epochs
        if left > 0 and not keeper.is_patience_over():
            if before:
                estimator = copy.copy(before["last"]).set_params(epochs=left, warm_start=True)
            try:
                estimator.set_callbacks(keeper).fit(paths, names, groups=groups)
            except KeyboardInterrupt:
                raise KeyboardInterrupt(keeper.keep(output, epochs)) from None
    model = keeper.model(epochs)
    skwbc.save(model, output)
    unfinished.unlink(missing_ok=True)
    last = {name: values[-1] for name, values in model.history_.items()}
    measured = ", ".join(f"{name} {value:.4f}" for name, value in last.items())
    text = (
        f"epoch {model.n_epochs_} of {epochs}: {measured}\n"
        f"best epoch: {model.best_epoch_ + 1}"
        f"{' (kept)' if model.restore_best else ' (the last one is kept)'}\n"
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
    """The classifier that the options describe."""
    settings = {"random_state": options.seed}
    for name in ("epochs", "validation_fraction"):
        if getattr(options, name) is not None:
            settings[name] = getattr(options, name)
    if options.image_size is not None:
        settings["image_size"] = _value(options.image_size)
    for setting in options.set:
        name, equals, text = setting.partition("=")
        if not equals:
            raise ValueError(f"--set {setting} has no value; write it as --set {setting}=VALUE.")
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
    # Otherwise the images would be read before anything is said about a wrong value.
    estimator._validate_params()
    if options.group_copies and not estimator.validation_fraction:
        raise ValueError(
            "--group-copies is about the pictures set aside; give --validation-fraction too."
        )
    return estimator


def _value(text):
    """A Python value such as 0.25, None or (64, 80), or else the text itself."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


class Keeper:
    """A callback of scikit-learn's that keeps what is needed to go on after an interruption.

    Parameters
    ----------
    path : Path
        Where to write it, after the first epoch and then from time to time.
    run : dict
        What else must be the same for the training to go on.
    before : dict or None
        What an earlier run wrote.
    estimator : CNNClassifier
        The classifier as it was asked for.
    advance : callable
        Moves the bar.
    """

    def __init__(self, path, run, before, estimator, advance):
        self._path = path
        self._run = run
        self._asked = estimator
        self._advance = advance
        self._last = self._best = None
        self._written_at = self._took = 0
        if before:
            self._last, self._best = before["last"], before["best"]
            advance(self.n_epochs)

    @property
    def n_epochs(self):
        """Number of epochs that are done."""
        return 0 if self._last is None else self._last.n_epochs_

    @property
    def _best_epoch(self):
        losses = self._last.history_.get("val_loss", self._last.history_["loss"])
        return losses.index(min(losses))

    def is_patience_over(self):
        """Whether as many epochs as the estimator's patience brought nothing."""
        patience = self._asked.patience
        waited = self.n_epochs - 1 - self._best_epoch if self.n_epochs else 0
        return patience is not None and waited >= patience

    def setup(self, estimator, context):
        """Nothing is to be set up."""

    def teardown(self, estimator, context):
        """Nothing is to be torn down."""

    def on_fit_task_begin(self, estimator, context):
        """Nothing happens before an epoch."""

    def on_fit_task_end(self, estimator, context, *, fitted_estimator):
        """Keep an epoch; return whether that was enough of them."""
        if context.task_name != "epoch":
            return False
        self._last = _without_callbacks(fitted_estimator)
        # Its lists would go on growing with the training.
        self._last.history_ = {name: list(v) for name, v in fitted_estimator.history_.items()}
        if self._best_epoch == self.n_epochs - 1:
            self._best = self._last
        # What was measured last: on the validation part, where there is one.
        *_, (loss, losses), (accuracy, accuracies) = self._last.history_.items()
        self._advance(1, f"Training: {loss} {losses[-1]:.4f}, {accuracy} {accuracies[-1]:.4f}")
        if perf_counter() - self._written_at >= self._took / SHARE_OF_WRITING:
            self._write()
        return self.is_patience_over()

    def _write(self):
        started = perf_counter()
        skwbc.save({"run": self._run, "last": self._last, "best": self._best}, self._path)
        self._written_at = perf_counter()
        self._took = self._written_at - started

    def model(self, epochs):
        """The trained classifier, as one training without interruption leaves it."""
        return self._finished(self._best if self._asked.restore_best else self._last, epochs)

    def keep(self, output, epochs):
        """Save the best epoch and all that is needed to go on; return what to tell the user."""
        if self._last is None:
            return "Interrupted before the first epoch was done; nothing was saved."
        self._write()
        skwbc.save(self._finished(self._best, epochs), output)
        return (
            f"Interrupted after epoch {self.n_epochs}: the best, epoch {self._best_epoch + 1}, is "
            f"saved in '{output}'; the same command goes on from '{self._path}'."
        )

    def _finished(self, kept, epochs):
        finished = copy.copy(kept).set_params(epochs=epochs, warm_start=self._asked.warm_start)
        finished.history_ = self._last.history_
        finished.n_epochs_ = self.n_epochs
        finished.best_epoch_ = self._best_epoch
        return finished


def _without_callbacks(fitted):
    """A copy without what scikit-learn's callbacks hang on an estimator during a fit."""
    plain = copy.copy(fitted)
    for name in [name for name in vars(plain) if "callback" in name]:
        delattr(plain, name)
    return plain


def _load_unfinished(path):
    """Read what a ``Keeper`` wrote."""
    kept = skwbc.load(path)
    if not isinstance(kept, dict) or set(kept) != {"run", "last", "best"}:
        raise ValueError(
            f"'{path}' is not an unfinished training; move it away or give --force to replace it."
        )
    return kept


def _check_same(path, before, estimator, run):
    """Refuse to go on where anything but the number of epochs differs."""
    if type(before["last"]) is not type(estimator):
        then, now = type(before["last"]).__name__, type(estimator).__name__
        raise ValueError(f"'{path}' is of a {then}, not {now}; --force starts anew.")
    may_differ = {"epochs", "warm_start", "verbose"}
    then, now = before["last"].get_params(deep=False), estimator.get_params(deep=False)
    different = [n for n in now if n not in may_differ and then[n] != now[n]]
    if different:
        changes = ", ".join(f"{n}={then[n]!r} (now {now[n]!r})" for n in different)
        raise ValueError(
            f"'{path}' was begun with {changes}; give the same again, or --force to start anew."
        )
    if before["run"] != run:
        what = (
            "other images"
            if before["run"]["images"] != run["images"]
            else "another choice of --group-copies"
        )
        raise ValueError(
            f"'{path}' was begun with {what}; give the same again, or --force to start anew."
        )


def _fingerprint(paths, folder):
    """Names and sizes of the images."""
    root = os.path.realpath(folder)
    listed = [f"{os.path.relpath(path, root)}\0{os.path.getsize(path)}" for path in paths]
    return hashlib.sha256(os.fsencode("\0".join(listed))).hexdigest()
