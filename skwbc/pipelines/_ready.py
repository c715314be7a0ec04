"""The model that needs no training."""

from pathlib import Path

import numpy as np

from skwbc._files.models import load

TYPES = ("basophil", "eosinophil", "lymphocyte", "monocyte", "neutrophil")
UNSURE = "not sure"
MODEL = Path(__file__).with_name("ready_model.skops")
SHA256 = "06956f4425eccf47739d9c33413928e3e79139aee3f56182917ec9627767f26c"


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
    'not sure' is predicted for pictures that show none of the five types: platelets, erythroblasts,
    immature granulocytes, red cells, noise, and pictures that cannot be used, of which a warning
    names the first. For fields with several white cells,
    ``model[0].crop(fields)`` returns the views of all cells, for ``model[1:].predict(views)``.

    :doc:`/ready_model` describes the training data, the scores on laboratories that the model has
    not seen, and where it fails. It is not a medical device.

    Examples
    --------
    >>> from skwbc import adapt, ready_model
    >>> from skwbc.datasets import load_images
    >>> paths = load_images("cells").paths
    >>> model = ready_model()
    >>> set(model.predict(paths[:10])) <= set(model.classes_)
    True
    >>> adapted = adapt(model, paths)
    >>> adapted.predict_proba(paths[:10]).shape
    (10, 6)
    """
    model = load(MODEL)
    deep = [step for _, step in model.named_steps["features"].transformer_list[1:]]
    # The weights are stored with 16 bits.
    weights = [weight.astype(np.float32) for weight in deep[0].weights_]
    for step in deep:
        step.weights_ = step.network.weights_ = weights
    return model
