from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mlscaffold.notebook.cells import Change, Location
from mlscaffold.reporting.hardening_md import hardening_document
from mlscaffold.results.hardening import Remark
from tests.reporting.small import BUYERS, NOWHERE, hardened


@pytest.fixture(scope="module")
def text() -> str:
    return hardening_document(hardened(*BUYERS))


def test_without_a_run_it_is_not_proven(text: str) -> None:
    assert "\n\nNot proven: this report comes from static analysis." in text


def test_every_code_cell_has_a_row(text: str) -> None:
    part = text.split("## Cell by cell")[1].split("\n## ", maxsplit=1)[0]
    assert re.findall(r"^\| (\d+) \|", part, re.MULTILINE) == [str(number) for number in range(1, 13)]


def test_skipped_cells_come_first(text: str) -> None:
    assert text.index("## Skipped") < text.index("- Cell 8, line 1: ") < text.index("## To review")


def test_counts_match_the_hardening(text: str) -> None:
    hardening = hardened(*BUYERS)
    assert f"\n\n12 code cells became {len(hardening.stages)} stages, 1 function or class and " in text


def test_tables_have_as_many_columns_in_each_row(text: str) -> None:
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        assert len({len(re.split(r"(?<!\\)\|", line)) for line in block.strip().split("\n")}) == 1


def test_code_with_bars_lines_and_backticks_stays_in_its_column() -> None:
    change = Change(Location(1), "dropped", "a | b\n`c`", "It has | more.", "", "some-codemod")
    text = hardening_document(replace(hardened("x = 1 | 2  # `c`"), changes=(change,)))
    row = next(line for line in text.split("\n") if line.startswith("| 1 |"))
    assert len(re.split(r"(?<!\\)\|", row)) == 6


def test_remarks_have_their_places() -> None:
    remarks = (Remark("`x` is used.", Location(3, 2)), Remark("It is slow.", None, "data.load"))
    text = hardening_document(replace(hardened("y = 1"), remarks=remarks))
    assert "- Cell 3, line 2: `x` is used.\n- `data.load`: It is slow." in text


def test_a_clean_notebook_has_nothing_to_review() -> None:
    text = hardening_document(replace(hardened("y = 1"), requirements=()))
    assert "## To review\n\nNothing to review." in text
    assert "## Skipped" not in text
    assert text.endswith("| unchanged |\n")


def test_no_absolute_path_and_no_change_between_two_runs(text: str) -> None:
    assert str(NOWHERE) not in text
    assert hardening_document(hardened(*BUYERS)) == text
