"""The field of the configuration that seeds what a notebook draws without a seed."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from mlscaffold.analysis.unseeded import Draw
from mlscaffold.codegen.config_fields import Field, Lift, Settings
from mlscaffold.stages.statement_roles import Unit

NAMES = ("seed", "run_seed")


def seeded(
    settings: Settings, draws: Sequence[Draw], units: Sequence[Unit], taken: frozenset[str]
) -> Settings:
    """Return the configuration with a seed for what is drawn without one, unchanged where a seed would not help.

    Args:
        settings: the configuration.
        draws: what the notebook draws without a seed.
        units: the statements that run.
        taken: names that the field may not have.
    """
    lift = _generator(draws, units)
    cells = {draw.cell for draw in draws if draw.kind == "global" or (lift and draw.index == lift.unit)}
    if not cells:
        return settings
    name = _free(taken | {field.name for field in settings.fields})
    field = Field(name, "int", "0", f"drawn without a seed in {_cells(cells)}")
    lifts = (replace(lift, field=name),) if lift else ()
    return replace(settings, fields=(*settings.fields, field), lifts=(*settings.lifts, *lifts), seed=name)


def _generator(draws: Sequence[Draw], units: Sequence[Unit]) -> Lift | None:
    """Return where the seed goes into the notebook's first generator; a second one with it would draw the same."""
    running = {unit.index: unit for unit in units}
    for draw in draws:
        if draw.call is not None and draw.index in running:
            node = running[draw.index].traced.statement.node
            return _place(draw.index, draw.call) if isinstance(node, (ast.Assign, ast.Expr)) else None
    return None


def _place(unit: int, call: ast.Call) -> Lift | None:
    """Return the place of a call's seed: that of None, else before the closing bracket of a call without arguments."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(given) > 1 or not call.end_lineno or not call.end_col_offset:
        return None
    for node in given:
        return Lift(unit, node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0, "")
    column = call.end_col_offset - 1
    return Lift(unit, call.end_lineno, column, call.end_lineno, column, "")


def _free(taken: frozenset[str]) -> str:
    numbered = (f"run_seed{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (*NAMES, *numbered) if name not in taken)


def _cells(numbers: set[int]) -> str:
    return f"cell{'s' if len(numbers) > 1 else ''} {', '.join(map(str, sorted(numbers)))}"
