"""Cells in other languages than Python, which neither the run nor the project can execute."""

from __future__ import annotations

import re

from mlscaffold.hardening.hosts.adapted import Adapted, Beside, with_sources
from mlscaffold.notebook.cells import Cell, Change, Location, Notebook

_DATABRICKS = re.compile(r"\A\s*%(r|scala|sql|fs)(?=\s)")
_RUNNERS = {"R": "rpy2", "julia": "julia", "scala": "spylon", "bigquery": "bigquery", "cython": "cython"}
_CELL = re.compile(rf"\A\s*%%({'|'.join(_RUNNERS)}|r)\b")
_SHELL = re.compile(r"\A(\s*)%sh[ \t]*(?=\n)")
_PYTHON = re.compile(r"\A(\s*)%python[ \t]*(?=\n)")
_LANGUAGES = {
    "r": "R",
    "R": "R",
    "scala": "Scala",
    "julia": "Julia",
    "sql": "SQL",
    "bigquery": "BigQuery",
    "fs": "Databricks' file system",
}


def without_other_languages(notebook: Notebook, _beside: Beside) -> Adapted:
    """Empty cells in other languages, if nothing in the notebook can run them."""
    loaded = "\n".join(
        re.findall(r"(?m)^[ \t]*%(?:load|reload)_ext .*", "\n".join(c.source for c in notebook.code))
    )
    sources: dict[int, str] = {}
    changes: list[Change] = []
    for cell in notebook.code:
        if _PYTHON.match(cell.source):
            sources[cell.number] = _PYTHON.sub(r"\1", cell.source)
        elif _SHELL.match(cell.source):
            sources[cell.number] = _SHELL.sub(r"\1%%sh", cell.source)
        elif language := _language(cell, loaded):
            sources[cell.number] = "\n" * cell.source.count("\n")
            changes.append(_skipped(cell, language))
    return Adapted(with_sources(notebook, sources), tuple(changes))


def _language(cell: Cell, loaded: str) -> str:
    found = _DATABRICKS.match(cell.source)
    if found:
        return _LANGUAGES[found[1]]
    found = _CELL.match(cell.source)
    if found and _RUNNERS.get(found[1], "rpy2") not in loaded:
        return _LANGUAGES.get(found[1], found[1].capitalize())
    return ""


def _skipped(cell: Cell, language: str) -> Change:
    what = next(line.strip() for line in cell.source.split("\n") if line.strip())
    more = " The notebook opens no connection that could run it." if language == "SQL" else ""
    why = f"The cell is {language}, and the project is Python.{more} Write it as Python if its result is needed."
    return Change(Location(cell.number), "skipped", what, why, by="hosts")
