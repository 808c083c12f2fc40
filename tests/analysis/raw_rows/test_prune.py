"""Statements that a result does not depend on are left out."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.raw_rows.prune import fields_in, pruned

KEPT = {
    "what is not read": ("a = 1\nb = 2\nc = a", "a = 1\nc = a"),
    "an earlier value": ("c = 1\nc = 2", "c = 2"),
    "a change": ("c = []\nc.append(1)", "c = []\nc.append(1)"),
    "an item": ("c = {}\nc['a'] = b", "c = {}\nc['a'] = b"),
    "in a loop": ("c = {}\nfor k in keys:\n    d = k\n    c[k] = 1", "c = {}\nfor k in keys:\n    c[k] = 1"),
    "a fit": ("x = c.fit_transform(y)", "c.fit_transform(y)"),
}


@pytest.mark.parametrize(("source", "kept"), KEPT.values(), ids=KEPT)
def test_statements(source: str, kept: str) -> None:
    lines = [(node, frozenset[str]()) for node in ast.parse(source).body]
    assert "\n".join(map(ast.unparse, pruned(lines, frozenset({"c"})))) == kept


def test_fields() -> None:
    assert fields_in([ast.parse("a = f.b + g.c")], "f") == {"b"}
