from __future__ import annotations

from dataclasses import replace

from mlscaffold.reporting.terminal import MOST, terminal
from mlscaffold.results.hardening import Remark
from tests.reporting.small import BUYERS, hardened


def test_each_stage_has_a_line_with_its_cells() -> None:
    hardening = hardened(*BUYERS)
    lines = terminal(hardening, "out").split("\n")
    for stage in hardening.stages:
        found = [line for line in lines if line.endswith(f"  {stage.module}.{stage.name}")]
        assert len(found) == 1
        assert found[0].startswith("  cell")


def test_changes_are_counted() -> None:
    text = terminal(hardened(*BUYERS), "out")
    assert "Dropped: 1\n  magics: 1 (cell 1)" in text
    assert "  print-to-logging: 2 (cells 7, 11)" in text


def test_skipped_cells_have_cell_line_and_reason() -> None:
    assert "Skipped: 1\n  cell 8, line 1: the cell cannot be parsed as Python" in terminal(
        hardened(*BUYERS), "out"
    )


def test_the_next_commands_fit_the_folder() -> None:
    text = terminal(hardened("x = 1"), "my project")
    assert "  cd 'my project'\n  uv sync\n  uv run python -m buyers run\n  uv run pytest\n" in text


def test_many_remarks_are_shortened() -> None:
    remarks = tuple(Remark(f"`x{number}` is used.") for number in range(MOST + 3))
    text = terminal(replace(hardened("x = 1"), remarks=remarks, requirements=()), "out")
    assert f"To review: {MOST + 3}\n  x0 is used.\n" in text
    assert "  and 3 more, see HARDENING.md" in text


def test_empty_blocks_are_omitted() -> None:
    text = terminal(replace(hardened("x = 1"), requirements=()), "out")
    assert not [word for word in ("Dropped", "Rewritten", "Skipped", "To review") if word in text]
    assert "\n\n\n" not in text
