from __future__ import annotations

import pytest

from mlscaffold.reporting.cell_outcomes import cell_rows
from tests.reporting.small import BUYERS, hardened


@pytest.fixture(scope="module")
def rows():
    return {row.cell: row for row in cell_rows(hardened(*BUYERS))}


def test_every_code_cell_has_a_row(rows) -> None:
    assert list(rows) == list(range(1, 13))
    assert all(row.places or row.notes for row in rows.values())


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        pytest.param(1, "dropped: `%matplotlib inline`", id="a magic is dropped"),
        pytest.param(1, "imports", id="imports"),
        pytest.param(2, "empty", id="an empty cell"),
        pytest.param(3, "comments only", id="a cell of comments"),
        pytest.param(4, "displayed value logged", id="a displayed table"),
        pytest.param(7, "rewritten: print-to-logging", id="a print"),
        pytest.param(8, "skipped: ", id="a cell that is no Python"),
        pytest.param(11, "metric `accuracy`", id="a metric"),
        pytest.param(12, "figure saved", id="a figure"),
    ],
)
def test_notes(rows, cell: int, what: str) -> None:
    assert what in rows[cell].notes


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        pytest.param(5, ".older", id="a function at module level"),
        pytest.param(9, "Config.test_size", id="a literal that became a setting"),
        pytest.param(4, "Config.people_csv", id="a path that became a setting"),
    ],
)
def test_places(rows, cell: int, place: str) -> None:
    assert any(name.endswith(place) for name in rows[cell].places)


def test_each_statement_that_runs_is_in_a_stage_of_its_row() -> None:
    hardening = hardened(*BUYERS)
    rows = {row.cell: row for row in cell_rows(hardening)}
    for stage in hardening.stages:
        assert all(f"{stage.module}.{stage.name}" in rows[cell].places for cell in stage.cells)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        pytest.param("import os", "dropped: `import os`; imports", id="an import that nothing uses"),
        pytest.param("x = 1", "unchanged", id="a plain statement"),
        pytest.param("pass", "no effect", id="pass"),
    ],
)
def test_a_cell_without_events_has_a_note(source: str, what: str) -> None:
    assert [row.notes for row in cell_rows(hardened(source))] == [what]


def test_library_options_go_to_the_settings() -> None:
    (row,) = cell_rows(hardened("import pandas as pd\npd.set_option('display.max_rows', 5)"))
    assert row.places == ("settings.apply_settings",)


def test_a_constant_in_capitals_goes_to_the_configuration() -> None:
    first, _ = cell_rows(hardened("LIMIT = 18", "x = LIMIT + 1\nprint(x)"))
    assert first.places == ("Config.limit",)


def test_a_repeated_definition_is_noted() -> None:
    same = "def f(x):\n    return x + 1"
    _, again, _ = cell_rows(hardened(same, same, "y = f(1)"))
    assert again.notes.endswith("repeats the definition of `f`")
