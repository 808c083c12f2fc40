"""Each project does what its notebook does, or the hardening reports that it is not proven.

A few notebooks are hardened without a run; `pytest -m slow` proves all of them, and generated ones.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adversarial.generate import notebooks
from tests.adversarial.measure import Processes, measure, unfit
from tests.adversarial.notebooks import Case, all_cases, chosen

SAMPLE = (
    "definitions/mutable_default_again",
    "exceptions/retries",
    "files/appended_by_a_function",
    "ordinary/sales_report",
    "prints/percent_and_braces",
    "sharing/train_and_test_in_a_list",
)
"""Of several kinds, small, and hardened rightly without a run; `scripts/try_adversarial.py --static` tries all."""
GENERATED = notebooks(20, 0)  # more of them by scripts/try_adversarial.py --random


def label(case: Case) -> str:
    return case.label


@pytest.mark.parametrize("case", chosen(all_cases(), list(SAMPLE)), ids=label)
def test_without_a_run_the_project_does_what_the_notebook_does(
    case: Case, tmp_path: Path, started: Processes
) -> None:
    row = measure(case, "static", tmp_path / "case", started)
    assert (row.verdict, row.differences) == ("same", ())
    assert row.overcautious == ()


@pytest.mark.slow
@pytest.mark.parametrize("case", all_cases(), ids=label)
def test_the_notebook_runs_and_says_the_same_each_time(
    case: Case, tmp_path: Path, started: Processes
) -> None:
    assert unfit(case, tmp_path / "case", started) == ()


@pytest.mark.slow
@pytest.mark.parametrize("case", [*all_cases(), *GENERATED], ids=label)
def test_nothing_differs_silently(case: Case, tmp_path: Path, started: Processes) -> None:
    row = measure(case, "normal", tmp_path / "case", started)
    assert row.verdict != "silent", "\n".join(row.differences)
    assert row.overcautious == ()
