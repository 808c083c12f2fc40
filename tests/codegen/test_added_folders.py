"""Folders that code adds to the search path are known without a run; more forms are in the tests of local code."""

from __future__ import annotations

import pytest

from mlscaffold.codegen.added_folders import added_folders, only_adds_folders
from tests.stages.notebooks import traced

HEAD = "import os, site, sys\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("sys.path.append('..')", ("..",), id="appended"),
        pytest.param("sys.path.insert(1, 'src/')", ("src",), id="inserted"),
        pytest.param("sys.path += ['a', '../b']", ("a", "../b"), id="a list"),
        pytest.param("site.addsitedir('lib')", ("lib",), id="a site folder"),
        pytest.param("for p in ('a', 'b'):\n    sys.path.append(p)", (), id="not known"),
        pytest.param("paths = []\npaths.append('..')", (), id="another list"),
        pytest.param("x = sys.path[0]", (), id="only read"),
    ],
)
def test_added(source: str, expected: tuple[str, ...]) -> None:
    assert added_folders(traced(HEAD + source).statements) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("sys.path.append('..')", True),
        ("if '..' not in sys.path:\n    sys.path.append('..')", True),
        ("if a:\n    sys.path.append('..')\nelse:\n    b()", False),
        ("x = sys.path.append('..')", False),
    ],
)
def test_only_adds(source: str, expected: bool) -> None:
    assert only_adds_folders(traced(HEAD + source).statements[-1]) is expected
