"""What editors and type checkers read is what Python runs."""

import ast
import inspect

import pytest

from skwbc import all_estimators
from tools.stubs import stubs

STUBS = stubs()


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.parent.name)
def test_stubs_are_current_and_understood(path):
    assert path.read_text(encoding="utf-8") == STUBS[path], "run make stubs"
    ast.parse(STUBS[path])


def test_misspelt_parameters_are_errors_and_parameters_are_attributes():
    classes = {
        node.name: node
        for text in STUBS.values()
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
    }
    for name, estimator in all_estimators():
        members = {getattr(node, "name", None): node for node in classes[name].body}
        accepted = members["__init__"].args
        assert accepted.vararg is None and accepted.kwarg is None
        expected = list(inspect.signature(estimator).parameters)
        assert [each.arg for each in accepted.args[1:] + accepted.kwonlyargs] == expected
        declared = {
            node.target.id for node in classes[name].body if isinstance(node, ast.AnnAssign)
        }
        assert declared >= set(expected), name
