"""Findings of rules are fixed, and nothing else changes."""

from __future__ import annotations

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.rewriting.fix import STILL_FOUND, fix_notebook
from mlscaffold.rewriting.steps import BROKEN
from mlscaffold.rewriting.unit_rewrite import HELPERS
from mlscaffold.rewriting.units import MAGIC
from tests.rewriting.toys import CODEMODS, RULE, fixed, notebook, sources

CHANGED = {
    "a statement": ("old()", "new()"),
    "a statement with a comment": ("x  =  old( )  # why", "x  =  new( )  # why"),
    "one of several in a line": ("a = 1;b = old() ; c = 2", "a = 1;b = new() ; c = 2"),
    "one with a semicolon": ("old();", "new();"),
    "two in a line": ("x = old() + old()", "x = new() + new()"),
    "in a block": ("if a:\n  old()\n  b", "if a:\n  new()\n  b"),
    "in a block of tabs": ("for a in b:\n\tif a:\n\t\told()", "for a in b:\n\tif a:\n\t\tnew()"),
    "behind a colon": ("if a: old()\nelse: b", "if a: new()\nelse: b"),
    "behind a colon with others": ("while a: b; old(); c", "while a: b; new(); c"),
    "in a header": ("if old(): # c\n\n  # d\n  b\nelse:  e", "if new(): # c\n\n  # d\n  b\nelse:  e"),
    "in a header with its block in the same line": ("if old(): b\nc", "if new(): b\nc"),
    "in an elif": ("if a:\n    b\nelif old():\n    c", "if a:\n    b\nelif new():\n    c"),
    "in an elif in a block": (
        "if a:\n if b:\n  c\n elif old(): d\n else: e",
        "if a:\n if b:\n  c\n elif new(): d\n else: e",
    ),
    "in a header of several lines": (
        "for a in old(\n  # c\n):\n    b",
        "for a in new(\n  # c\n):\n    b",
    ),
    "in a with": ("with old() as a, \\\n   old() as b:\n   c", "with new() as a, \\\n   new() as b:\n   c"),
    "in a decorator": ("@old()\n# c\n@b\ndef f(): pass", "@new()\n# c\n@b\ndef f(): pass"),
    "in a default": (
        "def f(a=old(), *b) -> c:\n  'd'\n  return b",
        "def f(a=new(), *b) -> c:\n  'd'\n  return b",
    ),
    "in an except": ("try:\n  a\nexcept old() as e: # c\n  b", "try:\n  a\nexcept new() as e: # c\n  b"),
    "in a match": ("match old():\n  case 1:\n    a", "match new():\n  case 1:\n    a"),
    "in a case": ("match a:\n  case 1:\n    old()", "match a:\n  case 1:\n    new()"),
    "in a method": (
        "class A:\n  def f(self):\n    return old()",
        "class A:\n  def f(self):\n    return new()",
    ),
    "with a text of several lines": (
        "if a:\n    b = '''\n  c\nd''' + old(\n  1)\n    e",
        "if a:\n    b = '''\n  c\nd''' + new(\n  1)\n    e",
    ),
    "after letters of several bytes": ("é = 'ü'; x = old()", "é = 'ü'; x = new()"),
    "below a cell magic": ("%%time\nold()", "%%time\nnew()"),
    "beside line magics": ("%matplotlib inline\nold()\n!ls", "%matplotlib inline\nnew()\n!ls"),
    "in a block with a magic": ("if a:\n    old()\n    %time b", "if a:\n    new()\n    %time b"),
    "at the end of a cell": ("a\nold()", "a\nnew()"),
    "before blank lines": ("old()\n\n\n", "new()\n\n\n"),
    "a removed statement": ("a\ngone()\nb", "a\nb"),
    "a removed last statement": ("a\ngone()", "a"),
    "a removed first statement": ("gone()\n\n# c\na", "\n# c\na"),
    "a removed only statement of a block": ("if a:\n  # c\n  gone()\nb", "if a:\n  # c\n  pass\nb"),
    "one removed statement of a block": ("if a:\n  b\n  gone()\nc", "if a:\n  b\nc"),
    "a removed statement behind a colon": ("if a: gone()\nb", "if a: pass\nb"),
    "a statement that becomes two": ("if a:\n   one()\nb", "if a:\n   first()\n   second()\nb"),
    "several, fixed at once": ("old()\ngone()\none()\nold()", "new()\nfirst()\nsecond()\nnew()"),
    "an import that is added": (
        "import os\n\nx = mean()",
        "import os\nimport statistics\n\nx = statistics.fmean()",
    ),
    "an import that is added once": (
        "import os # c\nmean()\nmean()",
        "import os # c\nimport statistics\nstatistics.fmean()\nstatistics.fmean()",
    ),
    "an existing import": ("import statistics\nmean()", "import statistics\nstatistics.fmean()"),
    "an import for a function": (
        "import a; import b\ndef f():\n  return mean()",
        "import a; import b\nimport statistics\ndef f():\n  return statistics.fmean()",
    ),
    "an import without others": ("# c\nmean()", "# c\nimport statistics\nstatistics.fmean()"),
    "an import below a magic": ("%%time\nmean()", "%%time\nimport statistics\nstatistics.fmean()"),
    "an import after one that is not for all": (
        "if a:\n    import os\nmean()",
        "import statistics\nif a:\n    import os\nstatistics.fmean()",
    ),
    "an import below from __future__": (
        '"""D."""\nfrom __future__ import annotations\nmean()',
        '"""D."""\nfrom __future__ import annotations\nimport statistics\nstatistics.fmean()',
    ),
    "the whole file at once": (
        "widen()\n%time a\nif b:\n  widen()",
        "widened()\n%time a\nif b:\n  widened()",
    ),
}
KEPT = {
    "nothing is found": ("new()", None),
    "a comment suppresses it": ("old()  # noqa: MLS999", None),
    "a comment suppresses all": ("old()  # noqa", None),
    "a comment suppresses it for the file": ("# mlscaffold: noqa: MLS999\nold()", None),
    "words in a text": ("'old()'", None),
    "a comment that names it": ("# old()", None),
    "a line magic": ("%time old()", MAGIC),
    "a magic in a block": ("if a:\n    %time old()", MAGIC),
    "an assigned command": ("x = !ls\n%time y = old()", MAGIC),
    "a captured cell": ("%%capture out\nold()\nout", MAGIC),
    "a codemod that needs a helper": ("log()", HELPERS),
    "a change that does not help": ("stuck()", STILL_FOUND),
    "a rewrite without a change": ("stay()", "there is nothing that it can rewrite"),
    "a result that is no Python": ("broken()", BROKEN),
    "two statements behind a colon": (
        "if a: one()",
        "it needs a line of its own, but other code shares its line",
    ),
    "a name with another meaning": (
        "statistics = 1\nmean()",
        "`statistics` has another meaning here, which `import statistics` would change",
    ),
    "an import by the same name": (
        "import pandas as statistics\nmean()",
        "`statistics` has another meaning here, which `import statistics` would change",
    ),
    "a codemod that is not safe": ("risky()", None),
    "a cell that cannot be parsed": ("old(", None),
    "one place of the whole file is a magic": ("%time widen()\nwiden()", MAGIC),
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED)
def test_fixes(before: str, after: str) -> None:
    outcome = fixed(notebook([before]))
    assert sources(outcome.content) == [after]
    assert outcome.fixes
    assert all(one.fixed and not one.why for one in outcome.fixes)


@pytest.mark.parametrize(("before", "why"), KEPT.values(), ids=KEPT)
def test_no_fix(before: str, why: str | None) -> None:
    content = notebook([before])
    outcome = fixed(content)
    assert outcome.content == content
    assert {one.why for one in outcome.fixes} == ({why} if why else set())
    assert not any(one.fixed for one in outcome.fixes)


@pytest.mark.parametrize("before", [before for before, _ in CHANGED.values()])
def test_a_second_time_changes_nothing(before: str) -> None:
    once = fixed(notebook([before])).content
    assert fixed(once).content == once


PYTHON = {
    name: (before, after)
    for name, (before, after) in CHANGED.items()
    if not any(line.lstrip().startswith(("%", "!")) for line in before.split("\n"))
}


def test_most_cases_are_python_without_magics() -> None:
    assert len(PYTHON) > len(CHANGED) / 2


@pytest.mark.parametrize(("before", "after"), PYTHON.values(), ids=PYTHON)
def test_fixes_python_files_as_well(before: str, after: str) -> None:
    if before.startswith("%%"):
        return
    outcome = fixed(f"{before}\n".encode(), "a.py")
    assert outcome.content.decode() == (f"{after}\n" if after else "")


def test_a_change_that_does_not_help_is_undone_alone() -> None:
    outcome = fixed(notebook(["old()\nstuck()\nbroken()\ngone()", "old()"]))
    assert sources(outcome.content) == ["new()\nstuck()\nbroken()", "new()"]
    results = [(one.cell, one.line, one.fixed, one.why) for one in outcome.fixes]
    assert results == [
        (1, 1, True, ""),
        (1, 2, False, STILL_FOUND),
        (1, 3, False, BROKEN),
        (1, 4, True, ""),
        (2, 1, True, ""),
    ]


def test_lines_are_those_of_the_original() -> None:
    outcome = fixed(notebook(["one()\nmean()\nstuck()\nold()"]))
    assert sources(outcome.content) == [
        "import statistics\nfirst()\nsecond()\nstatistics.fmean()\nstuck()\nnew()"
    ]
    assert [(one.line, one.codemod) for one in outcome.fixes] == [
        (1, "one-fix"), (2, "mean-fix"), (3, "stuck-fix"), (4, "old-fix")
    ]  # fmt: skip


def test_an_import_goes_to_the_last_ones_before_the_place() -> None:
    outcome = fixed(notebook(["import os", "import sys\na", "mean()", "import json"]))
    assert sources(outcome.content) == [
        "import os",
        "import sys\nimport statistics\na",
        "statistics.fmean()",
        "import json",
    ]


def test_an_import_is_added_once_for_all_places() -> None:
    outcome = fixed(notebook(["import os\nmean()", "import sys\nmean()\ndef f():\n  mean()"]))
    assert sources(outcome.content) == [
        "import os\nimport statistics\nstatistics.fmean()",
        "import sys\nstatistics.fmean()\ndef f():\n  statistics.fmean()",
    ]


def test_unsafe_codemods_are_used_on_request() -> None:
    assert sources(fixed(notebook(["risky()"]), unsafe=True).content) == ["safer()"]


def test_cells_of_other_kinds_and_broken_cells_stay() -> None:
    content = notebook(["old(", "old()"])
    assert sources(fixed(content).content) == ["old(", "new()"]


def test_an_old_notebook_with_something_to_fix_is_refused() -> None:
    cell = '{"cell_type": "code", "input": "old()", "outputs": [], "language": "python", "metadata": {}}'
    sheet = f'{{"cells": [{cell}], "metadata": {{}}}}'
    content = f'{{"nbformat": 3, "nbformat_minor": 0, "metadata": {{}}, "worksheets": [{sheet}]}}'.encode()
    with pytest.raises(MlscaffoldError, match="nbformat 4"):
        fixed(content)


def test_cells_are_fixed_and_the_changes_reported() -> None:
    original = parse_notebook(notebook(["a = 1", "one()\nx = mean()\nrisky()"]), "a.ipynb")
    after, changes = fix_notebook(original, [RULE], CODEMODS)
    assert [cell.source for cell in after.code] == [
        "a = 1",
        "import statistics\nfirst()\nsecond()\nx = statistics.fmean()\nrisky()",
    ]
    assert [(str(change.location), change.what, change.by) for change in changes] == [
        ("cell 2, line 1", "one()", "one"),
        ("cell 2, line 2", "mean()", "mean"),
    ]
    assert [cell.outputs for cell in after.cells] == [cell.outputs for cell in original.cells]


def test_a_notebook_with_nothing_to_fix_is_the_same() -> None:
    original = parse_notebook(notebook(["a = 1", "stuck()"]), "a.ipynb")
    assert fix_notebook(original, [RULE], CODEMODS) == (original, ())
    assert fix_notebook(original, [], CODEMODS) == (original, ())


def test_cells_of_a_percent_file_are_fixed() -> None:
    original = parse_notebook(b"# %% one\na\n# %% [markdown]\n# old()\n# %%\nold()\n", "a.py")
    after, changes = fix_notebook(original, [RULE], CODEMODS)
    assert [cell.source for cell in after.code] == ["a", "new()"]
    assert [str(change.location) for change in changes] == ["cell 2, line 1"]
