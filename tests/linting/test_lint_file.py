from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mlscaffold.linting.lint_file import Linted, lint_file
from mlscaffold.rules.lint_target import ProjectContext
from mlscaffold.rules.notebook.out_of_order_counts import RULE
from mlscaffold.rules.notebook.undefined_name import RULE as UNDEFINED
from mlscaffold.rules.notebook.unparsable_cell import RULE as UNPARSABLE
from mlscaffold.rules.rule import Rule
from tests.linting.project import notebook


def linted(content: str | bytes, path: str, *rules: Rule) -> Linted:
    data = content if isinstance(content, bytes) else content.encode()
    return lint_file(data, path, rules, ProjectContext())


def found(content: str | bytes, path: str, *rules: Rule) -> list[tuple[str, int, int]]:
    return [(one.code, one.cell, one.line) for one in linted(content, path, *rules).findings]


def in_language(language: str) -> str:
    return json.dumps({**json.loads(notebook("x = 1")), "metadata": {"kernelspec": {"language": language}}})


@pytest.mark.parametrize(
    ("content", "path", "code", "message"),
    [
        pytest.param("", "a.ipynb", "MLS001", "empty", id="empty notebook file"),
        pytest.param("<html></html>", "a.ipynb", "MLS001", "web page", id="web page"),
        pytest.param('{"cells": [', "a.ipynb", "MLS001", "ends too early", id="cut off"),
        pytest.param("<<<<<<< HEAD\n{}", "a.ipynb", "MLS001", "merge conflict", id="merge conflict"),
        pytest.param(
            "{\n <<<<<<< HEAD\n", "a.ipynb", "MLS001", "merge conflict", id="merge conflict, indented"
        ),
        pytest.param("# Words\n", "a.md", "MLS001", "no code cells", id="text without code"),
        pytest.param("[1]", "a.ipynb", "MLS001", "not a notebook", id="other JSON"),
        pytest.param(
            "version https://git-lfs.github.com/spec/v1", "a.ipynb", "MLS001", "git lfs pull", id="git-lfs"
        ),
        pytest.param(b"x = '\xff'", "a.py", "MLS001", "cannot be read as text", id="no text"),
        pytest.param(in_language("R"), "a.ipynb", "MLS002", "language is R", id="R"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding(
    content: str | bytes, path: str, code: str, message: str
) -> None:
    [one] = linted(content, path, RULE).findings
    assert (one.code, one.cell) == (code, 0)
    assert message in one.message
    assert one.message.isprintable()


@pytest.mark.parametrize(
    ("content", "path"),
    [
        pytest.param("", "__init__.py", id="empty Python file"),
        pytest.param("# %%\n# %% [markdown]\n", "a.py", id="Python file without code"),
        pytest.param(
            json.dumps({**json.loads(notebook()), "cells": []}), "a.ipynb", id="notebook without cells"
        ),
        pytest.param(notebook("", "\n"), "a.ipynb", id="empty cells"),
        pytest.param(in_language("python"), "a.ipynb", id="Python"),
        pytest.param(b"# coding: latin-1\nx = '\xe9'\n", "a.py", id="other encoding"),
    ],
)
def test_no_findings(content: str | bytes, path: str) -> None:
    assert found(content, path, RULE, UNPARSABLE) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("-" * 50_000 + "1", id="operators"),
        pytest.param("(" * 500, id="brackets"),
        pytest.param("a" + ".b" * 20_000, id="attributes"),
        pytest.param("x\0y", id="null"),
        pytest.param("\ud800 = 1", id="half a character"),
    ],
)
@pytest.mark.parametrize("path", ["a.ipynb", "a.py"])
def test_code_that_no_parser_accepts_is_a_finding(source: str, path: str) -> None:
    content = notebook(source) if path == "a.ipynb" else source.encode(errors="replace")
    assert [code for code, _, _ in found(content, path, UNPARSABLE)] == ["MLS003"]


def test_other_cells_are_checked_if_one_cannot_be_parsed() -> None:
    content = notebook("x = (", "y = 1", counts=(2, 1))
    assert found(content, "a.ipynb", UNPARSABLE, RULE) == [("MLS003", 1, 1), ("MLS101", 2, 1)]


def test_lines_of_a_file_with_markers_are_those_of_the_file() -> None:
    assert found("# %%\nx = 1\n# %%\ny = (\n", "a.py", UNPARSABLE) == [("MLS003", 0, 4)]


def test_an_error_in_one_rule_is_reported_and_the_others_apply() -> None:
    def broken(_: object) -> tuple[()]:
        raise KeyError("a\nb")

    content = notebook("x = 1", "y = 1", counts=(2, 1))
    first, second = linted(content, "a.ipynb", replace(RULE, code="MLS199", check=broken), RULE).findings
    assert first.code == "MLS009"
    assert "internal error in rule MLS199: KeyError" in first.message
    assert first.message.isprintable()
    assert second.code == "MLS101"


def test_a_comment_suppresses_a_finding() -> None:
    content = notebook("x = 1", "y = 1  # noqa: MLS101", counts=(2, 1))
    assert found(content, "a.ipynb", RULE) == []


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (("pwd", "ls"), []),
        (("x = 1", "who\n"), []),
        (("pwd + 1",), [1]),
        (("if 1:\n    ls",), [2]),
    ],
    ids=["magics alone in a cell", "with an empty line", "in an expression", "in a block"],
)
def test_magics_without_a_percent_sign(cells: tuple[str, ...], lines: list[int]) -> None:
    assert [line for _, _, line in found(notebook(*cells), "a.ipynb", UNDEFINED)] == lines


def test_a_merge_conflict_in_a_cell_is_named() -> None:
    cell = "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other"
    [one] = linted(notebook("y = 1", cell), "a.ipynb", UNPARSABLE).findings
    assert (one.cell, "git merge conflict" in one.message) == (2, True)


@pytest.mark.parametrize(
    "cell", ["%md\n# Words (and more", "%r\nx <- 1", "%scala\nval x = 1", "%sql\nSELECT 1 AS a"]
)
def test_cells_of_databricks_can_be_read(cell: str) -> None:
    assert found(notebook(cell), "a.ipynb", UNPARSABLE) == []


def test_a_notebook_in_markdown_has_cells() -> None:
    text = "# Words\n\n```python\nx = 1\n```\n\n```python\ny = missing\n```\n"
    assert found(text, "a.md", UNDEFINED) == [("MLS103", 2, 1)]
