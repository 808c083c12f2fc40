from __future__ import annotations

import pytest

from mlscaffold.reporting.cell_outcomes import cell_rows
from tests.reporting.small import BUYERS, hardened


@pytest.fixture(scope="module")
def rows():
    return {row.cell: row for row in cell_rows(hardened(*BUYERS))}


def test_every_code_cell_has_a_row(rows) -> None:
    assert list(rows) == list(range(1, 13))
    assert all(row.became or row.what for row in rows.values())


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        pytest.param(1, "dropped: `%matplotlib inline`", id="a magic is dropped"),
        pytest.param(1, "imports", id="imports"),
        pytest.param(2, "empty", id="an empty cell"),
        pytest.param(3, "comments only", id="a cell of comments"),
        pytest.param(4, "shown value logged", id="a displayed table"),
        pytest.param(7, "rewritten: print-to-logging", id="a print"),
        pytest.param(8, "set aside: ", id="a cell that is no Python"),
        pytest.param(11, "metric `accuracy`", id="a metric"),
        pytest.param(12, "figure saved", id="a figure"),
    ],
)
def test_what_happened_is_said(rows, cell: int, what: str) -> None:
    assert what in rows[cell].what


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        pytest.param(5, ".older", id="a function at module level"),
        pytest.param(9, "Config.test_size", id="a literal that became a setting"),
        pytest.param(4, "Config.people_csv", id="a path that became a setting"),
    ],
)
def test_where_it_is_now_is_said(rows, cell: int, place: str) -> None:
    assert any(name.endswith(place) for name in rows[cell].became)


def test_each_statement_that_runs_is_in_a_stage_of_its_row() -> None:
    made = hardened(*BUYERS)
    rows = {row.cell: row for row in cell_rows(made)}
    for stage in made.stages:
        assert all(f"{stage.module}.{stage.name}" in rows[cell].became for cell in stage.cells)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        pytest.param("import os", "dropped: `import os`; imports", id="an import that nothing uses"),
        pytest.param("x = 1", "as it stands", id="a plain statement"),
        pytest.param("pass", "nothing in it has an effect", id="pass"),
    ],
)
def test_a_cell_without_events_has_its_words(source: str, what: str) -> None:
    assert [row.what for row in cell_rows(hardened(source))] == [what]


def test_library_options_go_to_the_settings() -> None:
    (row,) = cell_rows(hardened("import pandas as pd\npd.set_option('display.max_rows', 5)"))
    assert row.became == ("settings.apply_settings",)


def test_a_constant_in_capitals_goes_to_the_configuration() -> None:
    first, _ = cell_rows(hardened("LIMIT = 18", "x = LIMIT + 1\nprint(x)"))
    assert first.became == ("Config.limit",)


def test_a_definition_said_twice_is_named() -> None:
    same = "def f(x):\n    return x + 1"
    _, again, _ = cell_rows(hardened(same, same, "y = f(1)"))
    assert again.what.endswith("repeats the definition of `f`")
