"""Names for what the notebook only displays: metrics get a variable, figures a file name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.metrics import returns_metric
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.edits import SourceText, apply_edits
from mlscaffold.stages.identifiers import identifier, snake, words_of
from mlscaffold.stages.name import TITLES, texts
from mlscaffold.stages.statement_roles import Section

SHOWING = frozenset({"print", "display", "round", "float", "int", "str", "format"})
AXES = frozenset({"xlabel", "ylabel", "set_xlabel", "set_ylabel"})
TITLE_WORDS = (
    6  # of a figure's title: nearly all have fewer, and a file name of six words is still read in one go
)
LABEL_WORDS = 3  # of an axis label or heading, because others are added to them
AXES_WORDS = 5  # of all axis labels together; chosen by judgement, so that two labels of two words fit


def name_results(
    statements: Sequence[Traced], reserved: frozenset[str], unchanged_cells: frozenset[int] = frozenset()
) -> tuple[Statement, ...]:
    """Bind displayed metrics of a model to a name before they are displayed.

    Args:
        statements: all statements of a notebook, traced.
        reserved: names that are in use.
        unchanged_cells: cells that are not changed.
    """
    used = set(reserved)
    found: list[Statement] = []
    for traced in statements:
        statement = traced.statement
        found.extend(
            (statement,) if statement.location.cell in unchanged_cells else _name_statement(traced, used)
        )
    return tuple(found)


def _name_statement(traced: Traced, used: set[str]) -> tuple[Statement, ...]:
    statement = traced.statement
    if not isinstance(statement.node, ast.Expr) or "evaluate" not in traced.effects.roles:
        return (statement,)
    calls = list(_metric_calls(statement.node.value, traced))
    if not calls or (calls[0] is statement.node.value and not statement.display):
        return (statement,)
    text = SourceText.of(statement.source)
    edits, lines = [], []
    for call in calls:
        name = _free(call, used)
        lines.append(f"{name} = {text.of_node(call)}")
        edits.append(text.replacing(call, name))
    rest = apply_edits(statement.source, edits)
    comments = [line for line in rest.split("\n") if line.startswith("#")]
    shown = "\n".join(line for line in rest.split("\n") if not line.startswith("#"))
    return restate(statement, "\n".join([*comments, *lines, shown]))


def _metric_calls(node: ast.expr, traced: Traced) -> Iterator[ast.Call]:
    """Yield the calls that measure a model, alone or as arguments of a print."""
    if not isinstance(node, ast.Call):
        return
    known = types.call_api(node, traced.env)
    if known and known.role == "evaluate":
        if returns_metric(_call_name(node)) and "plot" not in known.side_effects:
            yield node
    elif _call_name(node) in SHOWING:
        for argument in node.args:
            yield from _metric_calls(argument, traced)


def _call_name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _free(call: ast.Call, used: set[str]) -> str:
    base = snake(_call_name(call)) or "result"
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    of = [a.id for a in [receiver, *call.args] if isinstance(a, ast.Name)]
    short = re.sub(r"_(score|error)$", "", base)
    options = [identifier(of[0], base) if receiver is not None and of else short]
    options += [identifier(short, snake(n)) for n in of] + [f"{options[0]}_value"]
    numbered = (f"{options[0]}{number}" for number in count(2))
    name = next(o for o in chain(options, numbered) if o not in used)
    used.add(name)
    return name


def figure_names(statements: Sequence[Traced], where: Mapping[int, Section]) -> dict[int, str]:
    """Return a unique file stem for each cell, from a title, the axes, or else the heading and what is drawn."""
    cells: dict[int, list[Traced]] = defaultdict(list)
    for traced in statements:
        if not isinstance(traced.statement.node, DEFINITIONS):
            cells[traced.statement.location.cell].append(traced)
    used: set[str] = set()
    found: dict[int, str] = {}
    for number, group in cells.items():
        name = _figure_name(group, where.get(number, Section(0)))
        if name in used:
            name = f"{name}_cell{number}"
        used.add(name)
        found[number] = name
    return found


def _figure_name(group: Sequence[Traced], section: Section) -> str:
    titles = [text for t in group for text in texts(t.statement.node, TITLES)]
    if titles:
        return identifier(*words_of(titles[0], TITLE_WORDS)) if words_of(titles[0]) else "figure"
    labels = [
        word for t in group for text in texts(t.statement.node, AXES) for word in words_of(text, LABEL_WORDS)
    ]
    if labels:
        return identifier(*labels[:AXES_WORDS])
    plotting = [t for t in group if "plot" in t.effects.side_effects]
    called = [snake(c.rsplit(".", 1)[-1]) for t in plotting[:1] for c in t.effects.calls if c != "?"][-1:]
    heading = words_of(section.title, LABEL_WORDS)
    return identifier(*heading, *called) if heading or called else "figure"
