"""Databricks' source files become cells."""

from __future__ import annotations

import pytest

from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.read import parse_notebook

HEADER = "# Databricks notebook source\n"
NEXT = "\n# COMMAND ----------\n\n"
CHANGED = {
    "two cells": (f"x = 1\n{NEXT}y = 2\n", (Cell("code", "x = 1", 1), Cell("code", "y = 2", 2))),
    "text": (
        f"# MAGIC %md\n# MAGIC # Title\n# MAGIC\n# MAGIC Text.\n{NEXT}x = 1\n",
        (Cell("markdown", "# Title\n\nText.", 0), Cell("code", "x = 1", 1)),
    ),
    "text on the line of its magic": (
        f"# MAGIC %md ## Clean\n{NEXT}x = 1",
        (Cell("markdown", "## Clean", 0), Cell("code", "x = 1", 1)),
    ),
    "a query": (
        f"x = 1\n{NEXT}# MAGIC %sql\n# MAGIC SELECT 1\n",
        (Cell("code", "x = 1", 1), Cell("code", "%sql\nSELECT 1", 2)),
    ),
    "a magic among code": ("# MAGIC %pip install a\nx = 1\n", (Cell("code", "%pip install a\nx = 1", 1),)),
    "a title": (
        "# DBTITLE 1,Read the data\nx = 1\n",
        (Cell("markdown", "### Read the data", 0), Cell("code", "x = 1", 1)),
    ),
    "a hidden title": ("# DBTITLE 0,<hidden>\nx = 1\n", (Cell("code", "x = 1", 1),)),
    "windows line ends": (
        f"x = 1\n{NEXT}y = 2\n".replace("\n", "\r\n"),
        (Cell("code", "x = 1", 1), Cell("code", "y = 2", 2)),
    ),
}
KEPT = {
    "no header": "x = 1\n# COMMAND ----------\ny = 2",
    "another comment of that name": f"{HEADER}# COMMAND of the day\nx = 1",
    "magic in prose": f"{HEADER}# MAGIC numbers\nx = 1",
    "a percent sign": f"{HEADER}x = 7 % 2",
}


@pytest.mark.parametrize(("text", "expected"), CHANGED.values(), ids=CHANGED.keys())
def test_cells(text: str, expected: tuple[Cell, ...]) -> None:
    assert parse_notebook((HEADER + text).encode(), "a.py").cells == expected


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_kept(text: str) -> None:
    assert parse_notebook(text.encode(), "a.py").cells == (Cell("code", text.removeprefix(HEADER), 1),)
