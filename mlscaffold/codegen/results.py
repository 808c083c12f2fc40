"""Results that the notebook only shows, given a name so that they are outputs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.codegen.text_edits import apply, replacing, segment
from mlscaffold.stages.words import identifier, snake

MEASURES = re.compile(r"(^|_)(score|scores|error|loss|report|matrix|accuracy|auc|rmse|mse|mae|r2)s?$")
SHOWING = frozenset({"print", "display", "round", "float", "int", "str", "format"})


def name_results(
    statements: Sequence[Traced], taken: frozenset[str], kept: frozenset[int] = frozenset()
) -> tuple[Statement, ...]:
    """Return the statements, where shown measures of a model are bound to a name before they are shown.

    Args:
        statements: all statements of a notebook, traced.
        taken: names that are used already.
        kept: cells that stay as they are.
    """
    used = set(taken)
    found: list[Statement] = []
    for traced in statements:
        statement = traced.statement
        found.extend((statement,) if statement.location.cell in kept else _named(traced, used))
    return tuple(found)


def _named(traced: Traced, used: set[str]) -> tuple[Statement, ...]:
    statement = traced.statement
    if not isinstance(statement.node, ast.Expr) or "evaluate" not in traced.effects.roles:
        return (statement,)
    calls = list(_measures(statement.node.value, traced))
    if not calls or (calls[0] is statement.node.value and not statement.display):
        return (statement,)
    edits, lines = [], []
    for call in calls:
        name = _free(call, used)
        lines.append(f"{name} = {segment(statement.source, call)}")
        edits.append(replacing(call, name))
    rest = apply(statement.source, edits)
    comments = [line for line in rest.split("\n") if line.startswith("#")]
    shown = "\n".join(line for line in rest.split("\n") if not line.startswith("#"))
    return restate(statement, "\n".join([*comments, *lines, shown]))


def _measures(node: ast.expr, traced: Traced) -> Iterator[ast.Call]:
    """Yield the calls that measure a model, on their own or as arguments of a print."""
    if not isinstance(node, ast.Call):
        return
    known = types.call_api(node, traced.env)
    if known and known.role == "evaluate":
        if MEASURES.search(_called(node)) and "plot" not in known.side_effects:
            yield node
    elif _called(node) in SHOWING:
        for argument in node.args:
            yield from _measures(argument, traced)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _free(call: ast.Call, used: set[str]) -> str:
    base = snake(_called(call)) or "result"
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    of = [a.id for a in [owner, *call.args] if isinstance(a, ast.Name)]
    short = re.sub(r"_(score|error)$", "", base)
    options = [identifier(of[0], base) if owner is not None and of else short]
    options += [identifier(short, snake(n)) for n in of] + [f"{options[0]}_value"]
    options += [f"{options[0]}{number}" for number in range(2, 1000)]
    name = next(o for o in options if o not in used)
    used.add(name)
    return name
