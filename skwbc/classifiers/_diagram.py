"""The notebook display of a network classifier: layers and parameters, without building it."""

import html
import inspect

_STYLE = "border-collapse:collapse;font:12px monospace"
_CELL = '<td style="text-align:{align};padding:0 1em 0 0">{text}</td>'


def caption(estimator):
    """Make a one-line caption for scikit-learn's diagram."""
    name = getattr(estimator._network_function, "__name__", "network")
    backbone = {**estimator.get_params(deep=False), **estimator._fixed_network_params}.get(
        "backbone"
    )
    if backbone is not None:
        name = f"{backbone} and head"
    if not hasattr(estimator, "layers_"):
        return name
    n_parameters = sum(row[-1] for row in estimator.layers_)
    return f"{name}: {len(estimator.layers_)} layers, {n_parameters:,} parameters"


def network_html(estimator):
    """Make an expandable table of the layers, or a description of a network not yet fitted."""
    if hasattr(estimator, "layers_"):
        rows = [("layer", "kind", "output", "parameters")]
        rows += [
            (name, kind, "×".join(map(str, shape or ())), f"{count:,}" if count else "")
            for name, kind, shape, count in estimator.layers_
        ]
        inside = "".join(
            "<tr>"
            + "".join(
                _CELL.format(align="right" if column > 1 else "left", text=html.escape(text))
                for column, text in enumerate(row)
            )
            + "</tr>"
            for row in rows
        )
        inside = f'<table style="{_STYLE}">{inside}</table>'
    else:
        words = inspect.getdoc(estimator._network_function) or ""
        paragraphs = words.split("\nParameters\n")[0].strip().split("\n\n")
        paragraphs.append("Layers and parameters are listed after fitting.")
        inside = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    return (
        f'<details><summary style="font:13px monospace">{html.escape(caption(estimator))}</summary>'
        f'<div style="max-height:24em;overflow:auto">{inside}</div></details>'
    )
