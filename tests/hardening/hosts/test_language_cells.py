"""Cells in other languages are skipped with a reason, where nothing can run them."""

from __future__ import annotations

import pytest

from mlscaffold.hardening.hosts.language_cells import without_other_languages
from tests.hardening.hosts import adapted, code

CHANGED = {
    "R in Databricks": ("%r\nx <- 1", "R"),
    "Scala in Databricks": ("%scala\nval x = 1", "Scala"),
    "R without its extension": ("%%R\nx <- 1", "R"),
    "a file system": ("%fs ls /mnt", "Databricks' file system"),
}
KEPT = {
    "a shell": ["%%bash\nls"],
    "R with its extension": ["%load_ext rpy2.ipython", "%%R\nx <- 1"],
    "a remainder": ["x = 7\\\n%r"],
    "SQL of an extension": ["%%sql\nselect 1"],
}


@pytest.mark.parametrize(("before", "language"), CHANGED.values(), ids=CHANGED.keys())
def test_skipped(before: str, language: str) -> None:
    found = adapted(without_other_languages, before)
    assert found.notebook.code[0].source == "\n" * before.count("\n")
    assert [(c.kind, c.why.split(",")[0]) for c in found.changes] == [("skipped", f"The cell is {language}")]


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT.keys())
def test_kept(before: list[str]) -> None:
    assert code(without_other_languages, *before) == before


def test_databricks_names_python_and_the_shell_by_one_percent_sign() -> None:
    assert code(without_other_languages, "%python\nx = 1", "%sh\nls") == ["\nx = 1", "%%sh\nls"]
