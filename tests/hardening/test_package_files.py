"""Tests of the generated modules as a whole; their contents are tested in tests/codegen."""

from __future__ import annotations

import ast

import pytest

from tests.stages.notebooks import TRAINED, package

MODULES: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "stages of two roles": (TRAINED, {"config", "pipeline", "data", "training"}),
    "settings of a library": (
        ("import pandas as pd\npd.set_option('display.width', 1)", "a = pd.DataFrame()"),
        {"config", "pipeline", "settings", "data"},
    ),
    "nothing": ((), {"config", "pipeline"}),
}


@pytest.mark.parametrize(("cells", "expected"), MODULES.values(), ids=MODULES)
def test_the_modules_of_a_package(cells: tuple[str, ...], expected: set[str]) -> None:
    found = package(*cells)
    assert set(found) == expected
    assert all(ast.parse(text) for name, text in found.items() if name != "config")
