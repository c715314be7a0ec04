"""Content of a report."""

import hashlib
import platform
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from sklearn import config_context
from sklearn.base import is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from skwbc import __version__
from skwbc._files.safe import replace_file
from skwbc._input.columns import as_groups, as_labels
from skwbc._input.estimators import image_shape_of
from skwbc._sklearn import num_samples
from skwbc.inspection._subjects import as_images, class_codes, last_step
from skwbc.metrics import classification_table, differential_count
from skwbc.model_selection import audit_split
from skwbc.model_selection._audit import audit
from skwbc.model_selection._sources import joined, repeated
from skwbc.reporting import _charts
from skwbc.reporting._card import card
from skwbc.reporting._evaluation import cross_validate, evaluate_fitted
from skwbc.reporting._page import figure, page, paragraph, preformatted, table, wide

_PACKAGES = (
    "scikit-learn", "keras", "tensorflow", "numpy", "scipy", "scikit-image", "imbalanced-learn",
    "pillow", "matplotlib",
)  # fmt: skip


def report(
    estimator,
    X,
    y,
    path="report.html",
    *,
    groups=None,
    cv=None,
    X_train=None,
    title=None,
    n_mistakes=12,
    image_shape=None,
    random_state=0,
    n_jobs=None,
    verbose=0,
):
    """Write a page with the results of a classifier and the evaluation protocol.

    The page is one HTML file that needs no network access and runs no scripts. It contains the
    images and their duplicates, the protocol, a table of results with 95% intervals, the confusion
    matrix, a comparison of predicted probabilities with the accuracy, learning curves, the
    differential count, the worst mistakes with the pixels that led to them, and all settings and
    versions. If the path ends in ``.md``, the page is a model card instead: Markdown for a model
    hub, with intended use and limits, training, protocol and results.

    Parameters
    ----------
    estimator : classifier
        A fitted estimator predicts ``X``, on which it should not have been trained. An unfitted
        estimator is cross-validated, and its clones are fitted.
    X : array or sequence
        Images, in a format that the estimator accepts.
    y : array-like of shape (n,)
        Labels of the images.
    path : str or path-like, default='report.html'
        File to write, such as 'report.html' or 'README.md'. An existing file is replaced only by a
        complete one.
    groups : array-like of shape (n,), optional
        Source of each image, such as the cell or the patient; a cross-validation keeps each group
        in one fold. Copies of cells are always searched for, but not kept together.
    cv : int or cross-validation splitter, optional
        Folds of a cross-validation, which is run even if the estimator is fitted. An integer is the
        number of shuffled, stratified folds of whole groups. The default is 5 for an unfitted
        estimator.
    X_train : array or sequence, optional
        Images that a fitted estimator was trained on, to search for copies of them in ``X``.
    title : str, optional
        Title of the page.
    n_mistakes : int, default=12
        Maximum number of mistakes to show.
    image_shape : tuple of int or None, default=None
        Height, width and channels of an image if the images are flattened rows. By default, that of
        the estimator or of its first step that has one.
    random_state : int or None, default=0
        Seed of the folds and of the choice of pictures.
    n_jobs : int or None, default=None
        Number of processes that search for copies.
    verbose : int, default=0
        Print progress if above 0.

    Returns
    -------
    path : Path
        Path of the written file.

    See Also
    --------
    skwbc.metrics.classification_table : Compute the table of results.
    skwbc.model_selection.leakage_gap : Estimate by how much random folds overestimate the score.

    Notes
    -----
    Intervals count the copies of a cell, and the images of a group, as one. Copies are found by
    :func:`skwbc.model_selection.source_groups`, which takes about 40 ms per image on one core.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from skwbc import WBCsNetClassifier, report
    >>> from skwbc.datasets import make_blood_cells
    >>> images, y = make_blood_cells(60, image_size=16, random_state=0, return_X_y=True)
    >>> classifier = WBCsNetClassifier(width=0.1, image_size=16, epochs=1, random_state=0)
    >>> with TemporaryDirectory() as folder:
    ...     path = report(classifier, images, y, Path(folder, "report.html"), cv=3)
    ...     path.read_text(encoding="utf-8")[:15]
    '<!DOCTYPE html>'
    """
    return write_report(
        estimator,
        X,
        y,
        path,
        groups=groups,
        cv=cv,
        X_train=X_train,
        title=title,
        n_mistakes=n_mistakes,
        image_shape=image_shape,
        random_state=random_state,
        n_jobs=n_jobs,
        verbose=verbose,
    )


def write_report(
    estimator,
    X,
    y,
    path,
    *,
    groups=None,
    copies=None,
    cv=None,
    X_train=None,
    title=None,
    n_mistakes=12,
    image_shape=None,
    random_state=0,
    n_jobs=None,
    verbose=0,
):
    """Write a report; ``copies`` contains the groups of all images, those of ``X_train`` first."""
    if not is_classifier(estimator):
        raise TypeError(
            f"estimator is a {type(estimator).__name__}, which is not a classifier; pass a "
            "classifier."
        )
    path = Path(path)
    if not path.parent.is_dir():
        raise NotADirectoryError(
            f"The folder '{path.parent}' for '{path.name}' does not exist; create it first."
        )
    image_shape = image_shape_of(estimator) if image_shape is None else image_shape
    cells = as_images(X, image_shape)
    y = as_labels(y, n=len(cells))
    groups = None if groups is None else as_groups(groups, len(cells))
    if cv is None and _is_fitted(estimator):
        class_codes(y, np.asarray(estimator.classes_), "y")
        found = evaluate_fitted(estimator, X, y, n_mistakes, image_shape)
    else:
        if X_train is not None:
            raise ValueError(
                "X_train applies only to a fitted estimator; omit it for a cross-validation."
            )
        cv = 5 if cv is None else cv
        found = cross_validate(
            estimator, X, y, groups, cv, random_state, n_mistakes, image_shape, verbose
        )
    if verbose and copies is None:
        print("searching for copies", flush=True)
    if X_train is None:
        audited = audit(X, y, found.splits, copies, n_jobs, image_shape)
    else:
        audited = audit_split(
            X_train, X, y_test=y, groups=copies, image_shape=image_shape, n_jobs=n_jobs
        )
    sources = audited.groups[-len(y) :]
    sources = repeated(sources if groups is None else joined(groups, sources))
    results = classification_table(y, found.predicted, labels=found.classes, groups=sources)
    title = title or f"{type(last_step(estimator)).__name__} on {len(y)} images"
    summary, protocol = _summary(results, audited, found, groups), _protocol(found, X_train, groups)
    if path.suffix == ".md":
        content = card(
            title,
            summary,
            protocol,
            results,
            _versions(),
            estimator=estimator,
            audited=audited,
            training=_training(estimator, found, X_train),
        )
        replace_file(path, content.encode())
        return path
    sections = [
        ("", paragraph(summary[0], "key") + _paragraphs(summary[1:], "note")),
        ("Images", _images(cells, y, found.classes, audited, X_train, random_state)),
        ("Protocol", _paragraphs(protocol)),
        ("Results", wide(results._repr_html_()) + paragraph(_TABLE_NOTE)),
        ("Confusion matrix", _confusion(results)),
        ("Reliability", _reliability(y, found)),
        ("Learning curve", _learning_curve(found)),
        ("Differential count", _differential(y, found, sources)),
        ("Worst mistakes", _mistakes(X, y, found)),
        ("Reproduction", _repeat(estimator, cells, y, found, random_state)),
    ]
    replace_file(path, page(title, sections).encode())
    return path


_TABLE_NOTE = (
    "The 95% intervals describe the random error of each figure. Copies that were found of a cell "
    "count as one cell, and so do images of one group. The accuracy of a class measures how well "
    "it is distinguished from all others; the share of correct predictions is in the last row."
)


def _is_fitted(estimator):
    try:
        check_is_fitted(estimator)
    except NotFittedError:
        return False
    return True


def _summary(results, audited, found, groups):
    accuracy, low, high = results.averages["overall"]["accuracy"]
    balanced, balanced_low, balanced_high = results.averages["macro"]["sensitivity"]
    sentences = [
        f"Accuracy {accuracy:.3f} (95% interval {low:.3f} to {high:.3f}); "
        f"mean sensitivity of the classes {balanced:.3f} "
        f"({balanced_low:.3f} to {balanced_high:.3f})."
    ]
    n_crossing = sum(map(len, audited.crossing))
    if n_crossing:
        what = "test images show cells that were also used for training"
        sentences.append(f"{n_crossing} {what}, so these figures are too high.")
    if found.n_torn:
        what = "images belong to groups that were also used for training"
        sentences.append(f"{found.n_torn} {what}, so these figures are too high.")
    if results.n_groups is not None:
        what, unit = f"show {results.n_groups} cells", "cells"
        if groups is not None:
            what = f"come from {results.n_groups} groups, with copies of a cell in one group"
            unit = "groups"
        words = f"The {len(found.predicted)} images {what}; "
        words += f"the intervals are based on the number of {unit}."
        sentences.append(words)
    return sentences


def _images(cells, y, classes, audited, X_train, random_state):
    counts = [(name, int((y == name).sum())) for name in classes]
    sheet = _charts.contact_sheet(cells, y, classes, random_state)
    names = ", ".join(f"{name} {count}" for name, count in counts if count)
    return (
        table(
            f"{len(y)} images", ["class", "images", "percent"],
            [(name, count, f"{100 * count / len(y):.1f}") for name, count in counts],
        )
        + figure([(sheet, f"Some images of each class: {names}")], "Some images of each class.")
        + paragraph(
            "Copies were searched for among these images."
            if X_train is None
            else "Copies were searched for among these images and the training images."
        )
        + preformatted(audited)
    )  # fmt: skip


def _protocol(found, X_train, groups):
    sentences = list(found.protocol)
    if not found.splits:
        sentences.append(
            "The images were compared with its training images, as described above."
            if X_train is not None
            else "It is unknown whether some of them were training images; pass X_train to check."
        )
    if groups is None and found.splits:
        sentences.append("The audit above counts the test images whose cell is trained on.")
    return sentences


def _paragraphs(sentences, kind=None):
    return "".join(paragraph(sentence, kind) for sentence in sentences)


def _confusion(results):
    classes, matrix = results.labels, results.confusion
    errors = matrix - np.diag(np.diag(matrix))
    if not errors.any():
        worst = "No errors."
    else:
        row, column = np.unravel_index(errors.argmax(), errors.shape)
        worst = (
            f"Most frequent error: {classes[row]} predicted as {classes[column]}, "
            f"{errors[row, column]} of {matrix[row].sum()}."
        )
    right = ", ".join(
        f"{name} {hits} of {total}"
        for name, hits, total in zip(classes, np.diag(matrix), matrix.sum(axis=1), strict=True)
    )
    source = _charts.confusion(matrix, classes)
    return figure(
        [(source, f"Confusion matrix. Correct: {right}. {worst}")],
        f"Images of each true class (rows) by predicted class (columns). {worst}",
    )


def _reliability(y, found):
    if found.probabilities is None:
        return paragraph("The classifier does not predict probabilities.")
    codes = class_codes(found.predicted, found.classes, "predictions")
    right, sureness = found.predicted == y, found.probabilities[np.arange(len(y)), codes]
    bins = np.clip((sureness * 10).astype(int), 0, 9)
    sizes = np.bincount(bins, minlength=10)
    gaps = np.abs(np.bincount(bins, right - sureness, minlength=10))
    words = (
        f"The mean probability of the predicted class is {sureness.mean():.1%}, and "
        f"{right.mean():.1%} of the predictions are correct. "
        f"Mean difference between both over ten bins: {gaps.sum() / sizes.sum():.3f}."
    )
    source = _charts.reliability(right, sureness)
    return figure([(source, f"Reliability curve. {words}")], words) + paragraph(
        "Below the dotted line the probabilities are too high, above it they are too low."
    )


def _learning_curve(found):
    if not found.histories:
        return paragraph("The classifier does not record a history.")
    history, _ = found.histories[0]
    words = "One line per fold. " if len(found.histories) > 1 else ""
    words += "Dots mark the epoch of the lowest loss."
    last = ", ".join(f"{name} {values[-1]:.3f}" for name, values in history.items())
    alt = f"Loss and accuracy per epoch; after {len(history['loss'])} epochs {last}."
    return figure([(_charts.learning_curves(found.histories), alt)], words)


def _differential(y, found, sources):
    count = differential_count(found.predicted, classes=found.classes, groups=sources)
    truth = ", ".join(f"{name} {100 * np.mean(y == name):.1f}%" for name in found.classes)
    return (
        paragraph(
            "Differential count of the predicted classes of these images. A set of images is not a "
            "blood sample, so flags describe the composition of the set and not a person."
        )
        + wide(count._repr_html_())
        + paragraph(f"Percentages according to the labels: {truth}.")
    )


def _mistakes(X, y, found):
    n_wrong = int((found.predicted != y).sum())
    if not n_wrong:
        return paragraph("There are no mistakes.")
    explained = found.mistakes and found.mistakes[0]["heatmap"] is not None
    shown = []
    for mistake in found.mistakes:
        own, other = mistake["probabilities"]
        numbers = ("", "") if own is None else (f" ({own:.2f})", f" ({other:.2f})")
        words = (
            f"Image {mistake['index']}: {mistake['true']}{numbers[0]}, "
            f"predicted as {mistake['predicted']}{numbers[1]}"
        )
        name = X[mistake["index"]] if isinstance(X, (list, np.ndarray)) else None
        if isinstance(name, (str, Path)):
            words += f", {Path(name).name}"
        if explained and not mistake["heatmap"].any():
            words += "; no pixels supported it"
        pair = [(_charts.cell_source(mistake["picture"]), words)]
        if explained:
            heat = _charts.cell_source(mistake["picture"], mistake["heatmap"])
            alt = f"The same cell; pixels that supported {mistake['predicted']} are coloured"
            pair.append((heat, alt))
        shown.append(figure(pair, words))
    words = f"{n_wrong} of {len(y)} images are misclassified; the worst errors are shown first."
    if explained:
        words += " Colours show the pixels that supported the wrong class (Grad-CAM)."
    return paragraph(words) + f'<div class="cells">{"".join(shown)}</div>'


def _repeat(estimator, cells, y, found, random_state):
    content = hashlib.blake2b(digest_size=16)
    for digest, label in zip(cells.digests(range(len(cells))), y.tolist(), strict=True):
        content.update(digest + repr(label).encode())
    with config_context(print_changed_only=False):
        # Without the limit, scikit-learn would omit the middle.
        settings = estimator.__repr__(N_CHAR_MAX=10**6)
    seed = _seed(estimator, found)
    return (
        preformatted(settings)
        + paragraph(f"{seed}Seed of the folds and of the choice of pictures: {random_state}.")
        + paragraph(f"Fingerprint of images and labels, in this order: {content.hexdigest()}.")
        + table("Versions", ["package", "version"], _versions())
        + paragraph(f"{platform.platform()}, {datetime.now():%Y-%m-%d %H:%M}.")
    )


def _seed(estimator, found):
    last = last_step(estimator)
    if hasattr(last, "seed_") and not found.splits:
        return f"Seed of the network: {last.seed_}. "
    if last.get_params().get("random_state", 0) is None:
        return "Each fit drew its own seed (random_state=None). "
    return ""


def _training(estimator, found, X_train):
    """Sentences of a model card about the training."""
    if found.splits:
        return ["The scores are those of models trained with these settings in each fold."]
    last = last_step(estimator)
    if X_train is None:
        sentences = ["The model does not record its training images; describe them here."]
    else:
        sentences = [f"{num_samples(X_train)} images."]
    if hasattr(last, "n_epochs_"):
        loss = last.history_["loss"][-1]
        sentences.append(f"{last.n_epochs_} epochs, after which the training loss was {loss:.3f}.")
    if seed := _seed(estimator, found):
        sentences.append(seed.strip())
    return sentences


def _versions():
    versions = [("skwbc", __version__), ("Python", platform.python_version())]
    for package in _PACKAGES:
        try:
            versions.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return versions
