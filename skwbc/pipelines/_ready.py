"""The model that needs no training."""

from pathlib import Path

import numpy as np

from skwbc._files.models import load

TYPES = ("basophil", "eosinophil", "lymphocyte", "monocyte", "neutrophil")
UNSURE = "not sure"
MODEL = Path(__file__).with_name("ready_model.skops")
ERRORS = Path(__file__).with_name("ready_errors.csv")
SHA256 = "2322a9825d51bcbbec4fe2ff1cdd625f37995d56bb7891ba6f9badfd2ade386c"


def ready_model():
    """Load a model that classifies the five normal types of white cells without any training.

    The model was trained on the cells of two laboratories, Barcelona and BCCD, shown with the
    stains, lamps and cameras of many. Pictures of single cells and fields with one white cell can
    be predicted as they are. :func:`adapt` improves the model for the cells of a laboratory, with
    or without labels.

    Returns
    -------
    model : sklearn.pipeline.Pipeline
        Fitted pipeline with the steps 'view', 'features' and 'classify'. Its classes are
        'basophil', 'eosinophil', 'lymphocyte', 'monocyte', 'neutrophil' and 'not sure'.

    See Also
    --------
    adapt : Adapt the model to another laboratory.
    skwbc.preprocessing.CellStandardizer : The first step, which finds the cell.
    skwbc.metrics.differential_count : Counts cells; pass ``unsure='not sure'``.
    recommended_pipeline : A pipeline to be trained on your own cells.

    Notes
    -----
    'not sure' is predicted for pictures that cannot be used, of which a warning names the first,
    and for most that show none of the five types: platelets, erythroblasts, immature granulocytes,
    red cells and noise. For fields with several white cells,
    ``model[0].crop(fields)`` returns the views of all cells, for ``model[1:].predict(views)``.

    :doc:`/ready_model` describes the training data, the scores on laboratories that the model has
    not seen, and where it fails. It is not a medical device.

    Examples
    --------
    >>> from skwbc import adapt, ready_model
    >>> from skwbc.datasets import make_blood_cells
    >>> images = make_blood_cells(12, image_size=90, random_state=0).images
    >>> model = ready_model()
    >>> set(model.predict(images)) <= set(model.classes_)
    True
    >>> adapt(model, images).predict_proba(images).shape
    (12, 6)
    """
    model = load(MODEL)
    deep = [step for _, step in model.named_steps["features"].transformer_list[1:]]
    # The weights are stored with 16 bits.
    weights = [weight.astype(np.float32) for weight in deep[0].weights_]
    for step in deep:
        step.weights_ = step.network.weights_ = weights
    return model


def ready_errors():
    """Return the errors of the ready model in laboratories that it had not seen.

    Pass them as ``confusion`` to :func:`skwbc.metrics.differential_count`, to correct a count for
    these errors. The intervals of the corrected count are wide, since laboratories differ.

    Returns
    -------
    confusion : ndarray of int of shape (5, 5)
        How many of 20 cells of each type (rows) the adapted model predicts as each type (columns),
        in alphabetical order.

    See Also
    --------
    skwbc.ready_model : The model.
    skwbc.metrics.differential_count : Counts cells, and corrects the count.

    Notes
    -----
    The errors are means over three laboratories, each predicted by a model that was trained on the
    other two. They count as those of 20 cells of each type, because laboratories differ in their
    errors more than samples of 20 cells do. No laboratory has enough basophils to measure their
    errors, so that those of the other types stand in for them. Errors on 80 cells of each type
    that were labelled in your own laboratory are better;
    :func:`skwbc.metrics.classification_table` lists them.

    Examples
    --------
    >>> from skwbc.metrics import differential_count
    >>> from skwbc.pipelines import ready_errors
    >>> predicted = ["neutrophil"] * 120 + ["lymphocyte"] * 66 + ["monocyte"] * 14
    >>> types = ["basophil", "eosinophil", "lymphocyte", "monocyte", "neutrophil"]
    >>> count = differential_count(predicted, classes=types, confusion=ready_errors())
    >>> wider = count.corrected["adjusted"]
    >>> bool((wider.high - wider.low).sum() > (count.high - count.low).sum())
    True
    """
    return np.loadtxt(ERRORS, dtype=int, delimiter=",", skiprows=1)
