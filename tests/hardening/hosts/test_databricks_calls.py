"""Calls of `dbutils` become settings and environment variables, or go."""

from __future__ import annotations

import pytest

from mlscaffold.hardening.hosts.databricks_calls import without_databricks
from tests.hardening.hosts import adapted, code

CHANGED = {
    "a widget that is read once": (
        ['dbutils.widgets.text("city", "Rome")\ncity = dbutils.widgets.get("city")'],
        ["\ncity = 'Rome'  # @param"],
    ),
    "a number": (
        ['dbutils.widgets.text("n", "10", "How many")', 'n = int(dbutils.widgets.get("n"))'],
        ["", "n = 10  # @param"],
    ),
    "a choice by keywords": (
        [
            'dbutils.widgets.dropdown(name="kind", defaultValue="a", choices=["a", "b"])\nk = dbutils.widgets.get("kind")'
        ],
        ["\nk = 'a'  # @param"],
    ),
    "a widget that is read inside an expression": (
        ['dbutils.widgets.text("flag", "yes")', 'if dbutils.widgets.get("flag") == "yes":\n    x = 1'],
        ['flag = "yes"  # @param', 'if flag == "yes":\n    x = 1'],
    ),
    "a widget that is read twice": (
        [
            'dbutils.widgets.text("city", "Rome")\na = dbutils.widgets.get("city")\nb = f(dbutils.widgets.get("city"))'
        ],
        ['city = "Rome"  # @param\na = city\nb = f(city)'],
    ),
    "a parameter of a job": (['day = dbutils.widgets.get("day")'], ["day = ''  # @param"]),
    "an argument with a default": (['day = getArgument("day", "Monday")'], ["day = 'Monday'  # @param"]),
    "a secret": (
        ['key = dbutils.secrets.get(scope="shop", key="api-key")'],
        ['import os; key = os.environ["API_KEY"]'],
    ),
    "what only Databricks does": (
        ["dbutils.library.restartPython()\ndbutils.fs.ls('/mnt')\nx = 1"],
        ["\n\nx = 1"],
    ),
    "the end of a job": (["x = 1", 'dbutils.notebook.exit("done")'], ["x = 1", ""]),
}
KEPT = {
    "an end in the middle": ['dbutils.notebook.exit("done")', "x = 1"],
    "another notebook": ['r = dbutils.notebook.run("b", 60)', "x = 1"],
    "files that are copied": ['dbutils.fs.cp("a", "b")', "x = 1"],
    "the notebook's own widgets": ["widgets.text('city', 'Rome')"],
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: list[str], after: list[str]) -> None:
    assert code(without_databricks, *before) == after


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT.keys())
def test_kept(before: list[str]) -> None:
    found = adapted(without_databricks, *before)
    assert ([cell.source for cell in found.notebook.code], found.changes) == (before, ())


def test_a_parameter_without_a_default_is_to_be_reviewed() -> None:
    found = adapted(without_databricks, 'day = dbutils.widgets.get("day")')
    assert [(c.kind, "config.toml" in c.why) for c in found.changes] == [("review", True)]
