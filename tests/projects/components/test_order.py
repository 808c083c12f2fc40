"""Components bring those that they require, and come after them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.projects.components import dependents, resolved
from tests.commands.projects import component


@pytest.fixture
def among(tmp_path: Path) -> Path:
    for name, requires in {"a": ["b", "c"], "b": ["c"], "c": [], "d": []}.items():
        component(tmp_path, name, f"title = 'x'\nrequires = {requires}", {})
    return tmp_path


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [((), ()), (("a",), ("c", "b", "a")), (("d", "a", "d"), ("d", "c", "b", "a")), (("c", "b"), ("c", "b"))],
    ids=["none", "what is required first", "each once", "in order already"],
)
def test_order(wanted: tuple[str, ...], expected: tuple[str, ...], among: Path) -> None:
    assert resolved(wanted, among) == expected


def test_who_needs_one(among: Path) -> None:
    assert dependents("c", ["a", "b", "d"], among) == ("a", "b")
    assert dependents("a", ["b", "d"], among) == ()
