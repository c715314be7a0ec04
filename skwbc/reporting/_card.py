"""A report as a model card: Markdown for a model hub, beside the file of the model."""

import json

import numpy as np

_USE = """\
For research and teaching. This is not a diagnostic device; do not use its output to make or to
support a decision about a patient.

- On images of another laboratory, stain or camera the model performs worse, often by far, and its
  probabilities do not reveal this. Test it where it will be used.
- It assigns a blast, a smudged cell or dust to the class that it resembles most, unless it was
  trained to recognise them.
- The scores measure agreement with the labels of the test images, and the intervals describe random
  error alone.
"""
_RATES = ("sensitivity", "specificity", "precision", "F1")


def card(title, summary, protocol, results, versions, *, estimator, audited, training):
    """Write a model card.

    Parameters
    ----------
    title : str
        Title of the card.
    summary, protocol : list of str
        Sentences that give the scores, and the way in which they were measured.
    results : ClassificationTable
        Results of each class.
    versions : list of (str, str)
        Packages and their versions.
    estimator : classifier
        The model.
    audited : SplitAudit or CVAudit
        Copies that were found.
    training : list of str
        Sentences about the training.

    Returns
    -------
    text : str
        Markdown, after a block of metadata.
    """
    of_class = zip(results.labels, results.support, *(results.rates[name] for name in _RATES))
    rows = [(name, n, *map(_with_interval, rates)) for name, n, *rates in of_class]
    means = [_with_interval(results.averages["macro"][name]) for name in _RATES]
    rows.append(("mean of the classes", results.support.sum(), *means))
    confused = [(name, *counts) for name, counts in zip(results.labels, results.confusion)]
    parts = [
        _metadata(title, results),
        f"# {title}",
        *summary,
        "## Use",
        _fenced(
            "import skwbc\n\n"
            'model = skwbc.load("model.skops")  # the file that skwbc.save has written\n'
            "model.predict(images)",
            "python",
        ),
        f"The images are arrays or files; the classes are {_listed(results.labels)}.",
        "## Intended use and limits",
        _USE.strip(),
        "## Training",
        *training,
        _fenced(repr(estimator)),
        "## Test images",
        f"{results.support.sum()} images.",
        _fenced(audited),
        "## Protocol",
        *protocol,
        "## Results",
        f"Each rate with its {100 * results.confidence:.4g}% interval.",
        _table(["class", "images", *_RATES], rows),
        "Images of each true class (rows) by predicted class (columns):",
        _table(["", *results.labels], confused),
        "## Versions",
        _listed(f"{name} {number}" for name, number in versions),
    ]
    return "\n\n".join(parts) + "\n"


def _metadata(title, results):
    """Return what model hubs read; JSON is YAML."""
    accuracy, _, _ = results.averages["overall"]["accuracy"]
    balanced, _, _ = results.averages["macro"]["sensitivity"]
    metrics = [
        {"type": "accuracy", "value": round(float(accuracy), 4)},
        {"type": "balanced_accuracy", "value": round(float(balanced), 4)},
    ]
    result = {
        "task": {"type": "image-classification"},
        "dataset": {"type": "images", "name": "test images"},
        "metrics": metrics,
    }
    facts = {
        "library_name": "skwbc",
        "pipeline_tag": "image-classification",
        "tags": ["white-blood-cells", "scikit-learn", "skops"],
        "model-index": [{"name": title, "results": [result]}],
    }
    lines = [f"{name}: {json.dumps(value)}" for name, value in facts.items()]
    return "\n".join(["---", *lines, "---"])


def _with_interval(rate):
    value, low, high = rate
    return "–" if np.isnan(value) else f"{value:.3f} ({low:.3f}–{high:.3f})"


def _listed(values):
    return ", ".join(map(str, values))


def _fenced(text, language=""):
    return f"```{language}\n{text}\n```"


def _table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(value):
    return str(value).replace("|", "\\|").replace("\n", " ")
