"""Findings for people show the line, mark the place, and say what helps."""

from __future__ import annotations

import pytest

from mlscaffold.finding import Finding
from mlscaffold.linting.full_output import coloured, full, marked, split_message
from mlscaffold.linting.output import Summary

LEAK = Finding(
    "a.ipynb",
    "MLS401",
    "`fit` sees the test rows: fit it on X_train",
    2,
    3,
    1,
    3,
    4,
    "error",
    "fit-after-split",
)
WHOLE = Finding("a.ipynb", "MLS001", "empty", 0, 1, 1, 1, 1, "error")
MODULE = Finding("b.py", "F401", "`os` imported but unused", 0, 1, 8, 1, 10, "warning", "ruff")


def line(finding: Finding) -> str:
    return {"MLS401": "fit(X)", "F401": "import os"}.get(finding.code, "")


def test_findings_are_shown_by_file_with_source_and_help() -> None:
    assert (
        full(Summary((WHOLE, LEAK, MODULE), 3), line)
        == """\
a.ipynb
  the notebook: MLS001 empty
  cell 2, line 3:1: MLS401 `fit` sees the test rows
    3 | fit(X)
      | ^^^
      = help: fit it on X_train; `--unsafe-fixes` does it

b.py
  line 1:8: F401 `os` imported but unused
    1 | import os
      |        ^^
      = help: `--fix` does it

2 errors, 1 warning in 2 of 3 files; fixable: 1 with --fix, 1 with --unsafe-fixes"""
    )


NAMES = {"MLS401": "preprocessing-leakage", "F401": "unused-import"}


def test_many_findings_are_counted_by_rule() -> None:
    text = full(Summary((LEAK,) * 4 + (MODULE,), 2, names=NAMES, beyond=3), line)
    assert "\n\n4  MLS401  preprocessing-leakage\n1  F401    unused-import\n\n" in text
    assert text.endswith("with --unsafe-fixes\n3 more at --level production")
    assert "MLS401  fit" not in full(Summary((LEAK,) * 9, 1), line)


def test_styles_are_around_texts_only() -> None:
    text = full(Summary((LEAK,), 1), line, coloured)
    assert "\x1b[1;31mMLS401\x1b[0m `fit`" in text
    assert text.count("\x1b[") == 2 * text.count("\x1b[0m")


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        pytest.param("one: do this", ("one", "do this"), id="advice"),
        pytest.param(
            "this is Python 2: print: rewrite it", ("this is Python 2: print", "rewrite it"), id="last colon"
        ),
        pytest.param("only this", ("only this", ""), id="no advice"),
        pytest.param("wrong: write {'a': b, 'c': d}", ("wrong", "write {'a': b, 'c': d}"), id="a dictionary"),
        pytest.param("wrong: write f(lambda x: x)", ("wrong", "write f(lambda x: x)"), id="brackets"),
        pytest.param("wrong: use `a: b`", ("wrong", "use `a: b`"), id="backticks"),
        pytest.param(
            "Redefinition from cell 2: `os`", ("Redefinition from cell 2: `os`", ""), id="a name, no advice"
        ),
    ],
)
def test_a_message_is_divided_where_the_advice_begins(message: str, parts: tuple[str, str]) -> None:
    assert split_message(message) == parts


def place(column: int, end: int, end_line: int = 1) -> Finding:
    return Finding("a.py", "F401", "", 0, 1, column, end_line, end, "error")


@pytest.mark.parametrize(
    ("source", "finding", "shown"),
    [
        pytest.param("a = bc", place(5, 7), ("a = bc", "    ^^"), id="a part"),
        pytest.param("\ta = 1", place(2, 3), ("    a = 1", "    ^"), id="a tab"),
        pytest.param("名 = x", place(5, 6), ("名 = x", "     ^"), id="wide characters"),
        pytest.param("a = (", place(5, 2, 3), ("a = (", "    ^"), id="several lines"),
        pytest.param("a", place(9, 12), ("a", " ^"), id="behind the end"),
        pytest.param("a = '\x1b[2J'", place(1, 2), ("a = '\\x1b[2J'", "^"), id="control characters"),
    ],
)
def test_the_place_is_marked(source: str, finding: Finding, shown: tuple[str, str]) -> None:
    assert marked(source, finding) == shown


def test_a_long_line_is_cut_around_its_place() -> None:
    source = "a" * 300 + "bad" + "c" * 300
    text, caret = marked(source, place(301, 304))
    assert text == "…" + "a" * 40 + "bad" + "c" * 55 + "…"
    assert text[caret.index("^") : caret.rindex("^") + 1] == "bad"
    text, caret = marked("a = [" + "1, " * 200 + "]", place(5, 606))
    assert len(text) == len(caret) == 100
