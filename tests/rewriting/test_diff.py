"""A difference names cells in notebooks and files elsewhere."""

from __future__ import annotations

from mlscaffold.rewriting.diff import unified
from tests.rewriting.toys import mended, notebook


def test_of_a_notebook_it_is_one_for_each_cell() -> None:
    before = notebook(["a", "old()\nb", "c\n!ls\nold()\n"])
    assert unified("x/a.ipynb", before, mended(before).content) == (
        "--- x/a.ipynb: cell 2\n+++ x/a.ipynb: cell 2\n@@ -1,2 +1,2 @@\n-old()\n+new()\n b\n"
        "--- x/a.ipynb: cell 3\n+++ x/a.ipynb: cell 3\n@@ -1,3 +1,3 @@\n c\n !ls\n-old()\n+new()\n"
    )


def test_of_a_python_file_it_is_as_usual() -> None:
    assert unified("a.py", b"a\nold()", b"a\nnew()") == (
        "--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n a\n-old()\n\\ No newline at end of file\n"
        "+new()\n\\ No newline at end of file\n"
    )


def test_of_the_same_it_is_nothing() -> None:
    assert unified("a.ipynb", b"no notebook", b"no notebook") == ""


def test_a_notebook_of_which_no_code_is_left_has_one() -> None:
    before = notebook(["gone()"])
    after = before.replace(b'"gone()"', b"")
    assert unified("a.ipynb", before, after).endswith("-gone()\n")
