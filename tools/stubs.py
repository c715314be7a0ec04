"""Write a stub beside each public package, for editors and type checkers.

    make stubs

At run time, parameters of network classifiers come from their networks and docstrings from shared
sections. The stubs have both written out: signatures with types, which are read from the
docstrings, and complete docstrings. scikit-learn has no types, so parameters of estimators and
the methods that they inherit from it are written out as well.
"""

import inspect
import re
import textwrap
from pathlib import Path
from types import ModuleType

import skwbc
from skwbc import base, cli, discovery, images, pipelines, reporting

ROOT = Path(skwbc.__file__).parent
PACKAGES = [skwbc, *filter(inspect.ismodule, (getattr(skwbc, name) for name in skwbc.__all__))]
# Not in the documentation, but without an underscore.
PACKAGES += [base, cli, discovery, images, pipelines, reporting]
CLASSES = {
    name
    for package in PACKAGES
    for name in package.__all__
    if inspect.isclass(getattr(package, name))
}
HEAD = """\
# Made by `make stubs` from signatures and docstrings; do not edit.
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
"""
# Types as docstrings name them, and annotations; whatever else is Any.
TYPES = {
    "bool": "bool",
    "callable": "Callable[..., Any]",
    "dict": "dict[Any, Any]",
    "dict of int": "dict[Any, int]",
    "dict of list of float": "dict[str, list[float]]",
    "dict of list of ndarray": "dict[Any, list[np.ndarray[Any, Any]]]",
    "float": "float",
    "int": "int",
    "list of (str, type)": "list[tuple[str, type[Any]]]",
    "list of tuple": "list[tuple[Any, ...]]",
    "matplotlib Axes": "Axes",
    "matplotlib Figure": "Figure",
    "ndarray": "np.ndarray[Any, Any]",
    "path": "str | PathLike[str]",
    "path-like": "str | PathLike[str]",
    "sequence of int": "Sequence[int]",
    "str": "str",
    "Path": "Path",
    "pathlib.Path": "Path",
    "None": "None",
}
# Methods that estimators inherit from scikit-learn.
INHERITED = {
    "fit_transform": "(self, X: Any, y: Any = None, **fit_params: Any) -> Any",
    "get_feature_names_out": "(self, input_features: Any = None) -> np.ndarray[Any, Any]",
    "get_metadata_routing": "(self) -> Any",
    "get_params": "(self, deep: bool = True) -> dict[str, Any]",
    "get_support": "(self, indices: bool = False) -> np.ndarray[Any, Any]",
    "inverse_transform": "(self, X: Any) -> Any",
    "set_callbacks": "(self, *callbacks: Any) -> Self",
    "set_output": "(self, *, transform: str | None = None) -> Self",
    "set_params": "(self, **params: Any) -> Self",
    "transform": "(self, X: Any) -> Any",
}
# Methods without which its base classes are abstract.
ABSTRACT = ("_fit_resample", "_get_support_mask")


def annotation(words):
    """Translate the type of a parameter, as a docstring states it, into an annotation."""
    words = re.sub(r"(, )?(optional|default=.*)$", "", words).strip().rstrip(",")
    if choices := re.findall(r"\{([^{}]*)\}", words):
        literal = f"Literal[{choices[0]}]"
        rest = re.sub(r"\{[^{}]*\}", "", words).strip(" ,").removeprefix("or ")
        return f"{literal} | {annotation(rest)}" if rest else literal
    found = []
    for part in re.split(r",? or |, (?![^(]*\))", words):
        part = part.strip()
        if re.fullmatch(r"'[^']*'|\"[^\"]*\"", part):
            # Names are examples where any word is taken.
            found.append("str")
        elif re.match(r"tuple of \(.*int.*\)|tuple of int", part):
            found.append("tuple[int, ...]")
        elif part.startswith("ndarray"):
            found.append(TYPES["ndarray"])
        elif part.startswith("list of ndarray"):
            found.append(f"list[{TYPES['ndarray']}]")
        elif part.startswith("dict of ndarray"):
            found.append(f"dict[Any, {TYPES['ndarray']}]")
        elif part in ("list of str", "tuple of str", "sequence of str"):
            found.append("Sequence[str]")
        elif part in TYPES:
            found += TYPES[part].split(" | ")
        elif part in CLASSES:
            found.append(part)
        else:
            return "Any"
    return " | ".join(dict.fromkeys(found)) or "Any"


def types(documentation, section):
    """Names and types of a section of a docstring, by name."""
    text = f"\n{inspect.cleandoc(documentation or '')}\n"
    match = re.search(rf"\n{section}\n-+\n(.*?)(?=\n\S[^\n]*\n-{{3,}}\n|\Z)", text, re.DOTALL)
    found = {}
    for names, words in re.findall(r"^(\S[^:\n]*?) : ([^\n]+)$", match[1] if match else "", re.M):
        found |= dict.fromkeys(re.split(r", ", names), words)
    return found


def parameters(function, documented, skip=0):
    """Write the parameters of a function with their types and defaults."""
    written, is_keyword = [], False
    for name, parameter in list(inspect.signature(function).parameters.items())[skip:]:
        if parameter.kind is parameter.KEYWORD_ONLY and not is_keyword:
            is_keyword = True
            if not any(item.startswith("*") for item in written):
                written.append("*")
        if name == "self":
            written.append("self")
            continue
        stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        text = f"{stars}{name}: {parameter_type(parameter, documented)}"
        if parameter.default is not parameter.empty:
            value = parameter.default
            is_plain = isinstance(value, (bool, int, float, str, type(None)))
            is_plain |= isinstance(value, tuple) and all(isinstance(each, str) for each in value)
            text += f" = {value!r}" if is_plain else " = ..."
        written.append(text)
    return ", ".join(written)


def parameter_type(parameter, documented):
    """Write the type of a parameter."""
    is_starred = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    if parameter.annotation is not parameter.empty and not is_starred:
        return "Any"
    found = annotation(documented.get(parameter.name, ""))
    if "list[" in found:
        # A list of int is no list of float, but it is a sequence of float.
        found = found.replace("list[", "Sequence[").replace("dict[", "Mapping[")
    is_optional = parameter.default is None and not found.endswith(("None", "Any"))
    return f"{found} | None" if is_optional else found


def returned(function):
    """Write what a function returns."""
    found = types(function.__doc__, "Returns")
    if not found:
        return "Any" if types(function.__doc__, "Yields") else "None"
    if any("Bunch" in words for words in found.values()):
        # What is returned depends on return_X_y.
        return "Any"
    if len(found) > 1:
        return f"tuple[{', '.join(annotation(words) for words in found.values())}]"
    ((name, words),) = found.items()
    return "Self" if name == "self" else annotation(words)


def body(thing, indent):
    """Write a docstring as the body of a stub."""
    text = inspect.cleandoc(thing.__doc__ or "").replace("\\", "\\\\").replace('"""', '\\"""')
    return textwrap.indent(f'"""{text}\n"""' if "\n" in text else f'"""{text}"""', indent)


def function_stub(name, function):
    documented = types(function.__doc__, "Parameters")
    yield f"def {name}({parameters(function, documented)}) -> {returned(function)}:"
    yield body(function, "    ")


def class_stub(name, cls):
    """Write a class with what it adds to its public base."""
    bases = outer_bases(cls)
    shown = ", ".join(each.__name__ for each in bases)
    yield f"class {name}({shown}):" if bases else f"class {name}:"
    yield body(cls, "    ")
    documented = types(cls.__doc__, "Parameters")
    attributes = {}
    if hasattr(cls, "get_params"):
        for parameter in list(inspect.signature(cls.__init__).parameters.values())[1:]:
            attributes[parameter.name] = parameter_type(parameter, documented)
    for attribute, words in types(cls.__doc__, "Attributes").items():
        attributes[attribute] = annotation(words)
    for attribute, words in attributes.items():
        yield f"    {attribute}: {words}"
    yield f"    def __init__({parameters(cls.__init__, documented)}) -> None: ..."
    inherited = {method for each in bases if is_public(each) for method in dir(each)}
    for method in dir(cls):
        if method not in inherited:
            yield from inherited_stub(cls, method)
    for method, function in inspect.getmembers(cls, inspect.isfunction):
        module = function.__module__ or ""
        if method.startswith("_") or method in inherited or not module.startswith("skwbc"):
            continue
        documented = types(function.__doc__, "Parameters")
        is_class_method = isinstance(inspect.getattr_static(cls, method), classmethod)
        if is_class_method:
            yield "    @classmethod"
        yield f"    def {method}({parameters(function, documented)}) -> {returned(function)}:"
        yield body(function, "        ")
    for method, function in inspect.getmembers(cls, inspect.ismethod):
        if not method.startswith("_") and method not in inherited:
            if function.__module__.startswith("skwbc"):
                documented = types(function.__doc__, "Parameters")
                yield "    @classmethod"
                shown = parameters(function, documented)
                yield f"    def {method}(cls, {shown}) -> {returned(function)}:"
                yield body(function, "        ")


def inherited_stub(cls, method):
    """Write a method that an estimator inherits from scikit-learn or that scikit-learn adds."""
    owner = next(each for each in cls.__mro__ if method in vars(each))
    is_own = owner.__module__.startswith("skwbc")
    if method in INHERITED and not is_own:
        yield f"    def {method}{INHERITED[method]}: ..."
    elif re.fullmatch(r"set_\w+_request", method):
        names = list(inspect.signature(getattr(cls, method)).parameters)[1:]
        shown = ", ".join(f"{name}: bool | str | None = ..." for name in names)
        yield f"    def {method}(self, *, {shown}) -> Self: ..."
    elif is_own and method in ABSTRACT:
        # Without it, type checkers consider the class abstract.
        yield f"    def {method}(self, *args: Any, **kwargs: Any) -> Any: ..."


def outer_bases(cls):
    """Find the public bases of a class, its own private ones left out."""
    found = []
    for each in cls.__mro__[1:]:
        is_seen = any(issubclass(one, each) for one in found)
        if each is not object and not is_seen and not each.__module__.startswith("skwbc._"):
            if is_public(each) or not each.__module__.startswith("skwbc"):
                found.append(each)
    return found


def home(cls):
    """Name the public module of a class of another library."""
    return re.sub(r"\._.*", "", cls.__module__)


def is_public(thing):
    """Whether a class or function is this library's, and says so."""
    module = getattr(thing, "__module__", "")
    return module.startswith("skwbc") and "._" not in module


def stub(package):
    """Write the stub of a package."""
    lines, imports = [], []
    for name in package.__all__:
        thing = getattr(package, name)
        if isinstance(thing, ModuleType):
            imports.append(f"from {package.__name__} import {name} as {name}")
        elif is_public(thing) and thing.__module__ != package.__name__:
            imports.append(f"from {thing.__module__} import {name} as {name}")
        elif inspect.isclass(thing):
            imports += [
                f"from {home(each)} import {each.__name__}"
                for each in outer_bases(thing)
                if home(each) not in (package.__name__, "builtins")
            ]
            lines += class_stub(name, thing)
        elif callable(thing):
            lines += function_stub(name, thing)
        else:
            lines.append(f"{name}: Mapping[str, Any]")
    if package is skwbc:
        imports.append("__version__: str")
    shown = "\n".join(sorted(set(imports)))
    names = f"__all__ = {package.__all__!r}"
    return f"{HEAD}{shown}\n\n{names}\n\n" + "\n".join(lines) + "\n"


def stubs():
    """Path and text of each stub."""
    return {Path(package.__file__).with_suffix(".pyi"): stub(package) for package in PACKAGES}


if __name__ == "__main__":
    for path, text in stubs().items():
        path.write_text(text, encoding="utf-8")
    (ROOT / "py.typed").touch()
