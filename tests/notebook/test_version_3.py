"""Notebooks of nbformat 3 are read as nbformat itself reads them."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest

from mlscaffold.notebook.version_3 import cells_of


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": list(cells)}],
    }


def code(*outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "language": "python",
        "collapsed": False,
        "input": ["x = 1\n", "x"],
        "prompt_number": 3,
        "metadata": {},
        "outputs": list(outputs),
    }


SHOWN = {"output_type": "pyout", "prompt_number": 3, "metadata": {}, "text": ["1"], "html": ["<b>1</b>"]}
FIGURE = {"output_type": "display_data", "metadata": {}, "png": "aWk=", "text": "<Figure>"}
PRINTED = {"output_type": "stream", "stream": "stderr", "text": ["a\n", "b"]}
ERROR = {"output_type": "pyerr", "ename": "KeyError", "evalue": "'a'", "traceback": ["t"]}


def by_nbformat(data: dict[str, Any]) -> list[dict[str, Any]]:
    upgraded = nbformat.reads(json.dumps(data), as_version=4)
    plain: list[dict[str, Any]] = json.loads(nbformat.writes(upgraded, split_lines=False))["cells"]
    return plain


def joined(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return "".join(value)
    if isinstance(value, list):
        return [joined(item) for item in value]
    return {key: joined(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(code(), id="code that shows nothing"),
        pytest.param(code(SHOWN), id="a value"),
        pytest.param(code(FIGURE), id="a figure"),
        pytest.param(code(PRINTED), id="what it prints"),
        pytest.param(code(ERROR), id="an error"),
        pytest.param({"cell_type": "markdown", "metadata": {}, "source": ["a\n", "b"]}, id="text"),
        pytest.param({"cell_type": "heading", "level": 2, "metadata": {}, "source": "Data"}, id="heading"),
    ],
)
def test_reads_cells_as_nbformat_does(cell: dict[str, Any]) -> None:
    [ours] = cells_of(notebook(cell)) or []
    [theirs] = by_nbformat(notebook(cell))
    for key in ("cell_type", "source", "execution_count"):
        assert joined(ours.get(key)) == theirs.get(key)
    for mine, other in zip(ours.get("outputs", []), theirs.get("outputs", []), strict=True):
        text = {**other, "traceback": joined(other["traceback"])} if "traceback" in other else other
        assert joined(mine) == text


def test_outputs_of_no_known_kind_do_no_harm() -> None:
    [cell] = cells_of(notebook(code({"output_type": ["x"]}, {}))) or []
    assert len(cell["outputs"]) == 2


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"nbformat": 4, "cells": []}, id="nbformat 4"),
        pytest.param({"nbformat": 2, "worksheets": []}, id="nbformat 2"),
        pytest.param({"nbformat": 3, "worksheets": {}}, id="worksheets that are no list"),
        pytest.param({"nbformat": 3, "worksheets": [{"cells": ["x"]}]}, id="a cell that is a text"),
        pytest.param({"nbformat": 3, "worksheets": [{}]}, id="a worksheet without cells"),
    ],
)
def test_leaves_what_is_built_otherwise_to_nbformat(data: dict[str, Any]) -> None:
    assert cells_of(data) is None
