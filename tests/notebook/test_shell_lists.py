"""Results of shell commands are plain lists."""

from __future__ import annotations

import pytest

from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.magics import to_python_cells

CHANGED = {
    "lines": ("names.n", '"\\n".join(names)'),
    "words": ("names.s", '" ".join(names)'),
    "a list": ("len(names.l)", "len(names)"),
    "paths": ("names.p[0]", '[__import__("pathlib").Path(line) for line in names][0]'),
    "a search": ('names.grep("Csv")', '[line for line in names if "csv" in line.lower()]'),
    "a search by a pattern": (
        "names.grep('^a')",
        "[line for line in names if __import__(\"re\").search('^a', line, 2)]",
    ),
    "fields": ("names.fields(1)", "[line.split()[1] for line in names if len(line.split()) > 1]"),
    "one after the other": (
        "names.grep('a').n",
        '"\\n".join([line for line in names if "a" in line.lower()])',
    ),
}
KEPT = {
    "a method of lists": "names.index('a')",
    "another object": "table.n",
    "a search by a function": "names.grep(wanted)",
    "several fields": "names.fields(0, 1)",
    "an attribute that is set": "other.names = 1",
}


def _python(*cells: str) -> str:
    found = tuple(Cell("code", text, number) for number, text in enumerate(cells, 1))
    return to_python_cells(Notebook("a", "a.ipynb", found))[-1].source


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert _python("names = !ls", f"x = {before}") == f"x = {after}"


@pytest.mark.parametrize("code", KEPT.values(), ids=KEPT.keys())
def test_kept(code: str) -> None:
    assert _python("names = !ls", code) == code


def test_a_name_that_is_bound_otherwise_too_is_kept() -> None:
    assert _python("names = !ls", "names = load()\nx = names.n") == "names = load()\nx = names.n"


def test_a_result_of_a_search_is_one_too() -> None:
    assert _python("names = !ls", "found = names.grep('a')\nx = found.s").endswith('x = " ".join(found)')
