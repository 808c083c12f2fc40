from __future__ import annotations

import pytest

from mlscaffold.hardening.analyze import undefined
from mlscaffold.notebook.cells import Location
from tests.reporting.small import BUYERS
from tests.stages.notebooks import READ, analysed

NAMES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, Location], ...]]] = {
    "a name that nothing binds": (("a = 1", "b = 2\nc = x"), (("x", Location(2, 2)),)),
    "used twice": (("a = x", "b = x"), (("x", Location(1, 1)),)),
    "bound before": (("x = 1", "a = x"), ()),
    "a builtin": (("a = len([1])",), ()),
    "a helper added by a codemod": (("print(1)",), ()),
}


@pytest.mark.parametrize(("cells", "expected"), NAMES.values(), ids=NAMES)
def test_undefined(cells: tuple[str, ...], expected: tuple[tuple[str, Location], ...]) -> None:
    assert undefined(analysed(*cells).flow) == expected


def test_a_cell_that_is_no_python_is_skipped_and_the_rest_analysed() -> None:
    found = analysed(*BUYERS)
    assert [change.location.cell for change in found.changes if change.kind == "skipped"] == [8]
    assert {1, 4, 6, 9} <= {t.statement.location.cell for t in found.flow.statements}


def test_a_constant_that_became_a_setting_is_no_input() -> None:
    found = analysed(READ, "LIMIT = 3\na = df.age + LIMIT", "## More", "b = a + LIMIT")
    assert "LIMIT" not in {name for stage in found.stages for name in (*stage.inputs, *stage.outputs)}
    assert [name for _, name, _ in found.settings.constants] == ["LIMIT"]


def test_every_statement_that_runs_is_in_one_stage() -> None:
    found = analysed(*BUYERS)
    staged = [unit.index for stage in found.stages for unit in stage.units]
    assert sorted(staged) == [unit.index for unit in found.units if unit.kind != "settings"]
