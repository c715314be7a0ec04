"""``skwbc models``: list of the networks and pipelines."""

import inspect
import re

import skwbc
from skwbc.cli._parser import PIPELINES, short_names
from skwbc.cli._train import make_pipeline, plain_parameters


def models(options, terminal):
    """List the networks and pipelines that can be trained."""
    rows = []
    for short, name in sorted(short_names().items()):
        estimator = getattr(skwbc, name)
        documentation = inspect.getdoc(estimator)
        stated = re.search(r"([\d,]+)\s+parameters", documentation)
        rows.append(
            {
                "name": short,
                "estimator": name,
                "summary": documentation.partition("\n")[0],
                "parameters": stated and int(stated[1].replace(",", "")),
                "defaults": estimator().get_params(),
            }
        )
    for name, summary in PIPELINES.items():
        pipeline = make_pipeline(name)
        rows.append(
            {
                "name": name,
                "estimator": type(pipeline).__name__,
                "summary": summary,
                "parameters": None,
                "defaults": plain_parameters(pipeline),
            }
        )
    lines = [f"{'name':17}  parameters  description"]
    for row in rows:
        parameters = f"{row['parameters']:,}" if row["parameters"] else ""
        lines.append(f"{row['name']:17}  {parameters:>10}  {row['summary']}")
    lines.append(
        "\nParameters are counted at the paper's settings. For networks with a frozen backbone, "
        "only\nthe parameters of the backbone are counted."
    )
    terminal.result("\n".join(lines), rows)
    return 0
