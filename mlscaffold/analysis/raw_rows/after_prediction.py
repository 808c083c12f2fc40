"""What a notebook makes of its final model's answers, row by row: a threshold, a label, the inverse of a logarithm."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.raw_rows.follow_statements import Question
from mlscaffold.analysis.raw_rows.lowering import Lowering, assign, one_line
from mlscaffold.analysis.raw_rows.path_parts import CONFIG, FEATURES, Emitted, Learned
from mlscaffold.analysis.raw_rows.prune import fields_in, loaded_names, pruned
from mlscaffold.analysis.raw_rows.row_values import Kind, Obstacle, Value
from mlscaffold.analysis.types import ARRAY
from mlscaffold.notebook.cells import Location

ANSWERS = "answers__"
"""What stands for the model's answers."""
AS_IT_IS = re.compile(r"\w+(\[:, 1\]|\.(tolist|ravel|flatten|copy)\(\)|\.values)?")
"""Expressions that give the answers in another form, without a change of what they say."""
OTHER = Obstacle("depends on more than the answers")


@dataclass(frozen=True, slots=True)
class Decoded:
    """What becomes of the model's answers.

    Args:
        name: the variable that holds it.
        location: the statement that gives it its value.
        steps: the statements before the last one.
        result: the value, from the answers.
        fields: what was learned for it.
        emitted: the statements that learn it.
    """

    name: str
    location: Location
    steps: tuple[ast.stmt, ...]
    result: ast.expr
    fields: Mapping[str, Learned]
    emitted: tuple[Emitted, ...]


def decoded(ctx: Lowering, statements: Sequence[Traced], question: Question) -> Decoded | None:
    """Return what the notebook makes of the answers to a question, None if it takes them as they are.

    Args:
        ctx: what is known at the notebook's end.
        statements: the statements of the notebook.
        question: the question.
    """
    before, fields = len(ctx.emitted), set(ctx.fields)
    ctx.env = {ANSWERS: _rows(ANSWERS), **{n: _unless_rows(v) for n, v in ctx.env.items()}}
    known: dict[str, bool] = {}  # whether the answers have been changed in it
    steps: list[ast.stmt] = []
    last: tuple[str, Location] | None = None
    for index in range(question.index, len(statements)):
        ctx.index = index
        found = _step(ctx, statements[index], question if index == question.index else None, known)
        name = _target(statements[index].statement.node)
        if found is None:
            if known.pop(name, None) is not None:
                ctx.env[name] = replace(ctx.env[name], kind=Kind.UNKNOWN, obstacle=OTHER)
                last = None if last is not None and last[0] == name else last
            continue
        steps.append(assign(ast.Name(name, ast.Load()), found))
        plain = AS_IT_IS.fullmatch(ast.unparse(found))
        known[name] = not plain or any(known.get(n, False) for n in loaded_names(found))
        ctx.env[name] = _rows(name)
        if known[name]:
            last = (name, statements[index].statement.location)
    new = {name: one for name, one in ctx.fields.items() if name not in fields}
    used = fields_in(steps, FEATURES)
    is_model = any(ctx.fields[name].variable == question.call.name for name in used)
    if last is None or is_model or any(one.source >= 0 for one in new.values()):
        return None
    lines = [(step, frozenset({_target(step)})) for step in steps]
    *kept, end = pruned(lines, frozenset({last[0]}))
    assert isinstance(end, ast.Assign)
    return Decoded(*last, tuple(kept), end.value, new, tuple(ctx.emitted[before:]))


def _unless_rows(value: Value) -> Value:
    """Return a value, unknown if it is of rows, as these are not there when answers are decoded."""
    return replace(value, kind=Kind.UNKNOWN, obstacle=OTHER) if value.kind is Kind.ROWS else value


def _rows(name: str) -> Value:
    load = ast.Name(name, ast.Load())
    return Value(Kind.ROWS, load, load, load, type=ARRAY)


def _target(node: ast.stmt) -> str:
    """Return the only variable that a statement assigns to, "" for any other statement."""
    target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    return target.id if isinstance(target, ast.Name) else ""


def _step(
    ctx: Lowering, traced: Traced, question: Question | None, known: Mapping[str, bool]
) -> ast.expr | None:
    """Return what a statement makes of the answers, None if it does not assign anything that depends on nothing else."""
    node = traced.statement.node
    if not isinstance(node, ast.Assign) or not _target(node):
        return None
    value = copy.deepcopy(node.value)
    if question is not None:
        value = _Asked(ast.unparse(question.call.model), question).visit(value)
    if not loaded_names(value) & {ANSWERS, *known}:
        return None
    ctx.types, ctx.location, ctx.code = traced.env, traced.statement.location, one_line(node)
    before = ctx.snapshot()
    found = ctx.lower(value)
    inner = {n.id for n in ast.walk(found.apply) if isinstance(n, ast.Name)}
    if found.kind is Kind.ROWS and not found.selects and CONFIG not in inner:
        return found.apply
    ctx.restore(before)
    return None


class _Asked(ast.NodeTransformer):
    """Puts the answers in place of the call that asks for them."""

    def __init__(self, model: str, question: Question) -> None:
        self.call = (model, question.call.method, ast.unparse(question.call.rows))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Return the answers, or the call."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.args:
            asked = (ast.unparse(node.func.value), node.func.attr, ast.unparse(node.args[0]))
            if asked == self.call:
                return ast.Name(ANSWERS, ast.Load())
        return node
