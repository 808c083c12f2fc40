"""Titles of forms and cells of text become headings."""

from __future__ import annotations

import pytest

from mlscaffold.hardening.hosts.form_titles import with_headings
from mlscaffold.notebook.cells import Cell
from tests.hardening.hosts import adapted

CHANGED = {
    "a form of Colab": (
        "#@title Read { run: 'auto' }\nx = 1",
        "### Read",
        "#@title Read { run: 'auto' }\nx = 1",
    ),
    "with a blank": ("# @title Read\nx = 1", "### Read", "# @title Read\nx = 1"),
    "a title of Databricks": ("# DBTITLE 1,Read\nx = 1", "### Read", "# DBTITLE 1,Read\nx = 1"),
    "text of Databricks": ("%md\n# Sales\nText.", "# Sales\nText.", "\n\n"),
}
KEPT = {
    "a title further down": "x = 1\n#@title Read",
    "no words": "#@title\nx = 1",
    "another comment": "# title of the page\nx = 1",
    "a cell magic": "%%markdown\n# Sales",
}


@pytest.mark.parametrize(("before", "heading", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, heading: str, after: str) -> None:
    found = adapted(with_headings, "a = 0", before).notebook.cells
    assert found == (Cell("code", "a = 0", 1), Cell("markdown", heading, 1), Cell("code", after, 2))


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT.keys())
def test_kept(before: str) -> None:
    assert adapted(with_headings, before).notebook.cells == (Cell("code", before, 1),)
