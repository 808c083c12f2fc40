"""Paths of files are compared by their names, and the working folders are the same."""

from __future__ import annotations

import pytest

from mlscaffold.verification.probe.compare_paths import TOP, same_path


@pytest.mark.parametrize(
    ("mine", "name", "expected"),
    [
        pytest.param("in/a.csv", "a.csv", True, id="a file"),
        pytest.param({"kind": "made", "arguments": ["in", "a.csv"]}, "a.csv", True, id="an object"),
        pytest.param("/tmp/x/notebook-1-folder", TOP, True, id="the working folder"),
        pytest.param("in/b.csv", "a.csv", False, id="another file"),
        pytest.param("/tmp/x/notebook-1-folder/in", TOP, False, id="a folder in it"),
        pytest.param({"arguments": [1]}, "a.csv", False, id="no path"),
    ],
)
def test_same(mine: object, name: str, expected: bool) -> None:
    assert same_path(mine, {"kind": "path", "name": name}) is expected
