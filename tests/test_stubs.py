"""What editors and type checkers read is what Python runs."""

import ast

import pytest

from tools.stubs import stubs

STUBS = stubs()


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.parent.name)
def test_stubs_are_current_and_understood(path):
    assert path.read_text(encoding="utf-8") == STUBS[path], "run make stubs"
    ast.parse(STUBS[path])
