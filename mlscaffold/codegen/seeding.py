"""Adds a seed to the configuration for what a notebook draws without one."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count

from mlscaffold.analysis.randomness import Draw
from mlscaffold.codegen.config_fields import Field, Lift, Settings
from mlscaffold.stages.statement_roles import StatementUnit

NAMES = ("seed", "run_seed")


def seeded(
    settings: Settings, draws: Sequence[Draw], units: Sequence[StatementUnit], reserved: frozenset[str]
) -> Settings:
    """Add a seed for unseeded draws to the configuration, unless a seed would have no effect.

    Args:
        settings: the configuration.
        draws: the notebook's unseeded draws.
        units: the statements that run.
        reserved: names that the field may not have.
    """
    lift = _generator(draws, units)
    cells = {draw.cell for draw in draws if draw.kind == "global" or (lift and draw.index == lift.unit)}
    if not cells:
        return settings
    name = _free(reserved | {field.name for field in settings.fields})
    field = Field(name, "int", "0", f"drawn without a seed in {_cells(cells)}")
    lifts = (replace(lift, field=name),) if lift else ()
    return replace(settings, fields=(*settings.fields, field), lifts=(*settings.lifts, *lifts), seed=name)


def _generator(draws: Sequence[Draw], units: Sequence[StatementUnit]) -> Lift | None:
    """Return the place of the seed in the notebook's first generator; a second one would draw the same numbers."""
    running = {unit.index: unit for unit in units}
    for draw in draws:
        if draw.call is not None and draw.index in running:
            node = running[draw.index].traced.statement.node
            return _place(draw.index, draw.call) if isinstance(node, (ast.Assign, ast.Expr)) else None
    return None


def _place(unit: int, call: ast.Call) -> Lift | None:
    """Return the place of a call's seed: that of its only argument, or inside empty brackets."""
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(arguments) > 1 or not call.end_lineno or not call.end_col_offset:
        return None
    for node in arguments:
        return Lift(unit, node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0, "")
    column = call.end_col_offset - 1
    return Lift(unit, call.end_lineno, column, call.end_lineno, column, "")


def _free(reserved: frozenset[str]) -> str:
    numbered = (f"run_seed{number}" for number in count(2))
    return next(name for name in chain(NAMES, numbered) if name not in reserved)


def _cells(numbers: set[int]) -> str:
    return f"cell{'s' if len(numbers) > 1 else ''} {', '.join(map(str, sorted(numbers)))}"
