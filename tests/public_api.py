"""Every public name, with its parameters and their defaults.

    python -m tests.public_api

writes ``public_api.txt`` beside this script, after a change that is meant.
"""

import inspect
import re
from pathlib import Path

import skwbc

FILE = Path(__file__).with_suffix(".txt")


def lines():
    """A line for each public class, method and function."""
    packages = [skwbc, *filter(inspect.ismodule, (getattr(skwbc, name) for name in skwbc.__all__))]
    found = set()
    for package in packages:
        for name in package.__all__:
            thing = getattr(package, name)
            if inspect.ismodule(thing):
                continue
            path = f"{package.__name__}.{name}"
            found.add(f"{path}{signature(thing)}")
            if not inspect.isclass(thing) or thing.__module__ != package.__name__:
                continue
            for method, function in inspect.getmembers(thing, inspect.isfunction):
                # Those of scikit-learn are its own promise.
                if not method.startswith("_") and function.__module__.startswith("skwbc"):
                    found.add(f"{path}.{method}{signature(function)}")
    return sorted(found)


def signature(thing):
    if not callable(thing):
        return f": {type(thing).__name__.lstrip('_')}"
    # Defaults that are functions have an address.
    return re.sub(r"<(?:function|class) '?([\w.]+).*?>", r"\1", str(inspect.signature(thing)))


if __name__ == "__main__":
    FILE.write_text("\n".join(lines()) + "\n", encoding="utf-8")
