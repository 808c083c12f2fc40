"""Follows the statements of a notebook, and notes the questions to models and what these were fitted on."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.randomness import drawing
from mlscaffold.analysis.raw_rows.final_prediction import Call, fits, questions, root_name
from mlscaffold.analysis.raw_rows.lower_parts import poison
from mlscaffold.analysis.raw_rows.lower_statements import run_statement
from mlscaffold.analysis.raw_rows.lowering import Lowering, one_line
from mlscaffold.analysis.raw_rows.node_names import stored_everywhere
from mlscaffold.analysis.raw_rows.path_parts import Emitted, Learned
from mlscaffold.analysis.raw_rows.prune import loaded_names
from mlscaffold.analysis.raw_rows.row_values import DRAWN, Kind, Obstacle, Value, random_state
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.notebook.cells import Location

LOOPS = (ast.For, ast.AsyncFor, ast.While)


@dataclass(frozen=True, slots=True)
class Place:
    """An expression of the notebook and the statement before which it has its value."""

    source: str
    location: Location


@dataclass(frozen=True, slots=True)
class Training:
    """A call of `fit` with what was known then.

    Args:
        call: the call.
        value: the rows.
        place: the same in the notebook.
        emitted: the statements before it.
        fields: what was learned before it.
    """

    call: Call
    value: Value
    place: Place
    emitted: tuple[Emitted, ...]
    fields: Mapping[str, Learned]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what was known when it was asked.

    Args:
        call: the call.
        value: the rows.
        place: the same in the notebook.
        emitted: the statements before it.
        fields: what was learned before it.
        trained: how the model was fitted, None if that is not seen.
        splits: how often rows have been split.
        index: the number of its statement.
        asked: the statement in which the model predicts.
    """

    call: Call
    value: Value
    place: Place
    emitted: tuple[Emitted, ...]
    fields: Mapping[str, Learned]
    trained: Training | None
    splits: int
    index: int
    asked: Location

    def about_training(self) -> Question:
        """Return the same question about the rows that the model was fitted on."""
        if self.trained is None:
            return self
        known = self.trained
        return replace(self, value=known.value, place=known.place, emitted=known.emitted, fields=known.fields)


def followed(ctx: Lowering, statements: Sequence[Traced]) -> list[Question]:
    """Follow all statements, and return the questions on the way."""
    asked: list[Question] = []
    trained: dict[str, Training] = {}
    random = drawing(statements)
    for index, traced in enumerate(statements):
        node = traced.statement.node
        ctx.types, ctx.index, ctx.location = traced.env, index, traced.statement.location
        ctx.code = one_line(node)
        _note_training(ctx, node, traced.statement.location, trained)
        after = _location_after(statements, index)
        asked += [_asked(ctx, node, call, trained, after) for call in questions(node, ctx.definitions)]
        if not isinstance(node, (*DEFINITIONS, ast.Import, ast.ImportFrom)) and not _is_setting(ctx, node):
            _run(ctx, traced, index in random)
    return asked


def _is_setting(ctx: Lowering, node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(t, ast.Name) and t.id in ctx.constants for t in targets)


def _note_training(ctx: Lowering, node: ast.stmt, location: Location, trained: dict[str, Training]) -> None:
    """Note what models a statement fits, and on which rows."""
    for call in fits(node, ctx.definitions):
        if _depends_on_pass(node, call.rows):
            trained.pop(call.name, None)
            continue
        before = ctx.snapshot()
        value, place = ctx.lower(call.rows), Place(ast.unparse(call.rows), location)
        trained[call.name] = Training(call, value, place, tuple(ctx.emitted), dict(ctx.fields))
        ctx.restore(before)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        source = root_name(node.value)
        if source in trained:  # `best = grid.best_estimator_`
            trained[node.targets[0].id] = trained[source]


def _location_after(statements: Sequence[Traced], index: int) -> Location | None:
    """Return where the model of a question has its final value: in the statement itself, or after a loop; None if nowhere."""
    if not isinstance(statements[index].statement.node, LOOPS):
        return statements[index].statement.location
    return statements[index + 1].statement.location if index + 1 < len(statements) else None


def _depends_on_pass(node: ast.stmt, rows: ast.expr) -> bool:
    """Return whether rows are others in each pass of a loop."""
    return isinstance(node, LOOPS) and bool(loaded_names(rows) & stored_everywhere(node))


def _asked(
    ctx: Lowering, node: ast.stmt, call: Call, trained: Mapping[str, Training], after: Location | None
) -> Question:
    """Return a question with what is known now; in a loop, it is that of the last pass."""
    value = ctx.lower(call.rows)
    if after is None or _depends_on_pass(node, call.rows):
        value = ctx.unknown(call.rows, "is inside of a loop", "ask the chosen model once, after the loop")
    assert ctx.location is not None
    place = Place(ast.unparse(call.rows), ctx.location)
    known = trained.get(call.name)
    emitted, fields = tuple(ctx.emitted), dict(ctx.fields)
    where = after or ctx.location
    return Question(call, value, place, emitted, fields, known, ctx.splits, ctx.index, where)


def _run(ctx: Lowering, traced: Traced, is_random: bool) -> None:
    """Follow a statement; what is random or depends on the clock cannot be computed again."""
    effects = traced.effects
    writes = effects.binds | effects.maybe | effects.mutates
    if not writes:
        return
    splits = ctx.splits
    run_statement(ctx, traced.statement.node, writes)
    if is_random:
        _forget_random(ctx, writes, learns=ctx.splits == splits)
    if "clock" in effects.side_effects:
        obstacle = Obstacle("depends on when it runs", ctx.location, ctx.code, "give it a fixed time")
        poison(ctx, writes, obstacle)


def _forget_random(ctx: Lowering, writes: frozenset[str], learns: bool) -> None:
    """Let fields that a random statement has learned or will learn be unusable, as a second run learns others.

    Args:
        ctx: what is known.
        writes: the names that it binds or whose objects it changes.
        learns: whether what it has learned is random, too; the split of rows alone makes it not.
    """
    for one in ctx.fields.values() if learns else ():
        if one.index == ctx.index:
            ctx.fields[one.name] = replace(one, part=f"{DRAWN}{one.part}")
    for name in writes:
        held = ctx.env.get(name)
        if held is not None and held.kind is Kind.ROWS:
            ctx.env[name] = replace(held, part=f"random {held.part}")
        elif held is not None and held.kind is Kind.STATE:
            _forget_state(ctx, name, held)


def _forget_state(ctx: Lowering, name: str, held: Value) -> None:
    """Let random state be unusable, unless it is a fitted object, which a run of the project may store."""
    if any(f.index == ctx.index and f.variable == name and f.fitted for f in ctx.fields.values()):
        ctx.env[name] = replace(held, part=f"{DRAWN}{held.part}")
    else:
        poison(ctx, frozenset({name}), random_state(ctx.location, ctx.code))
