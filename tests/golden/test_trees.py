"""Whole expected projects, to be read in the diff; they change only on `pytest --update-goldens`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from mlscaffold.commands.harden import harden

HERE = Path(__file__).parent
TREES = HERE / "trees"
NOTEBOOKS = {
    "who_buys": HERE.parent.parent / "examples" / "who_buys" / "who_buys.ipynb",
    "functions_reading_globals": HERE / "functions_reading_globals" / "notebook.ipynb",
    "figure_over_cells": HERE / "figure_over_cells" / "notebook.ipynb",
    "redefined_functions": HERE / "redefined_functions" / "notebook.ipynb",
    "unseeded": HERE / "unseeded" / "notebook.ipynb",
}
ELSEWHERE = {
    "base.tar.bz2",
    "pyproject.toml",
    "_runtime",
    "__main__.py",
    ".gitattributes",
    ".pre-commit-config.yaml",
    "0001-stages-are-plain-functions.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "ci.yml",
    "dependabot.yml",
    "noxfile.py",
    "runbook.md",
}
"""Files with the versions of this environment, and files and folders that are the same in every project."""


def tree(folder: Path) -> dict[str, str]:
    """Return the texts of a project's own files, by path."""
    files = [p for p in folder.rglob("*") if p.is_file() and not ELSEWHERE.intersection(p.parts)]
    files = [p for p in files if "tests" not in p.relative_to(folder).parts]
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(files) if p.suffix != ".csv"}


@pytest.mark.parametrize("case", sorted(NOTEBOOKS))
def test_the_project_is_the_expected_one(case: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    harden(NOTEBOOKS[case], tmp_path / "out", sys.executable, strict=True)
    actual = tree(tmp_path / "out")
    if request.config.getoption("--update-goldens"):
        shutil.rmtree(TREES / case, ignore_errors=True)
        for path, text in actual.items():
            (TREES / case / path).parent.mkdir(parents=True, exist_ok=True)
            (TREES / case / path).write_text(text)
    expected = tree(TREES / case)
    assert expected.keys() == actual.keys()
    for path, text in expected.items():
        assert actual[path] == text, path
