"""Every golden notebook becomes a project that computes the same values."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.golden.case import Case, Workers, all_cases, check, notebook_python, workers


@pytest.fixture(scope="session")
def started() -> Iterator[Workers]:
    with workers(notebook_python(sys.executable), sys.executable) as processes:
        yield processes


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_the_project_computes_the_values_of_the_notebook(
    case: Case, tmp_path: Path, started: Workers
) -> None:
    outcome = check(case, tmp_path, started)

    assert not outcome.wrong, f"\n{case.name}:\n" + "\n".join(outcome.wrong)
