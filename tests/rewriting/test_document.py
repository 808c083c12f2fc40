"""Files keep their encoding, line ends and all unchanged text; diffs show the changes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.rewriting.document import document, unified
from tests.rewriting.toys import fixed, notebook

CHANGED = {
    "line feeds": (b"a\nold()\n", b"a\nnew()\n"),
    "no last line end": (b"old()", b"new()"),
    "carriage returns and line feeds": (
        b"a\r\nold()\r\n\r\nif b:\r\n    c\r\n",
        b"a\r\nnew()\r\n\r\nif b:\r\n    c\r\n",
    ),
    "a new line": (b"import os\r\nmean()\r\n", b"import os\r\nimport statistics\r\nstatistics.fmean()\r\n"),
    "mixed line ends": (b"a\nb\r\nold()\r\nc\r\nd\n", b"a\nb\r\nnew()\r\nc\r\nd\n"),
    "a byte order mark": (b"\xef\xbb\xbfold()\n", b"\xef\xbb\xbfnew()\n"),
    "another encoding": (
        b"# coding: latin-1\na = '\xe9'\nold()\n",
        b"# coding: latin-1\na = '\xe9'\nnew()\n",
    ),
    "form feeds": (b"a\n\x0c\nold()\n\x0cb\n", b"a\n\x0c\nnew()\n\x0cb\n"),
    "a form feed before the statement": (b"a\n\x0cold()\n", b"a\n\x0cnew()\n"),
    "tabs and spaces at the ends of lines": (b"a \t\nold()  \n\t\n", b"a \t\nnew()  \n\t\n"),
    "a shebang and a docstring": (b"#!/bin/python\n'''D.'''\nold()\n", b"#!/bin/python\n'''D.'''\nnew()\n"),
    "odd line separators in a text": (
        "a = '\u2028\x85'; old()\n".encode(),
        "a = '\u2028\x85'; new()\n".encode(),
    ),
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED)
def test_python_files_keep_their_form(before: bytes, after: bytes) -> None:
    assert fixed(before, "a.py").content == after


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_notebooks_keep_their_encoding(encoding: str) -> None:
    text = notebook(["é = old()"]).decode()
    assert fixed(text.encode(encoding)).content == text.replace("é = old()", "é = new()").encode(encoding)


def test_an_equal_document_keeps_its_bytes() -> None:
    content = notebook(["a", "b"], indent=None)
    read = document(content, "a.ipynb")
    assert read.written(replace(read.notebook, name="b")) == content


def test_a_letter_outside_the_encoding_is_refused() -> None:
    read = document(b"# coding: ascii\na\n", "a.py")
    cells = tuple(replace(cell, source="é") for cell in read.notebook.cells)
    with pytest.raises(MlscaffoldError, match="Save the file as UTF-8"):
        read.written(replace(read.notebook, cells=cells))


def test_notebooks_of_other_formats_are_refused() -> None:
    content = json.dumps({"nbformat": 4, "worksheets": [{"cells": []}], "metadata": {}}).encode()
    with pytest.raises(MlscaffoldError):
        document(content, "a.ipynb")


def test_the_diff_of_a_notebook_has_a_part_for_each_cell() -> None:
    before = notebook(["a", "old()\nb", "c\n!ls\nold()\n"])
    assert unified("x/a.ipynb", before, fixed(before).content) == (
        "--- x/a.ipynb: cell 2\n+++ x/a.ipynb: cell 2\n@@ -1,2 +1,2 @@\n-old()\n+new()\n b\n"
        "--- x/a.ipynb: cell 3\n+++ x/a.ipynb: cell 3\n@@ -1,3 +1,3 @@\n c\n !ls\n-old()\n+new()\n"
    )


def test_the_diff_of_a_python_file_is_as_usual() -> None:
    assert unified("a.py", b"a\nold()", b"a\nnew()") == (
        "--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n a\n-old()\n\\ No newline at end of file\n"
        "+new()\n\\ No newline at end of file\n"
    )


def test_the_diff_of_equal_files_is_empty() -> None:
    assert unified("a.ipynb", b"no notebook", b"no notebook") == ""


def test_a_notebook_without_code_left_has_a_diff() -> None:
    before = notebook(["gone()"])
    after = before.replace(b'"gone()"', b"")
    assert unified("a.ipynb", before, after).endswith("-gone()\n")
