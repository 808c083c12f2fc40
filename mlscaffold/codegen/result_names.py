"""Names for what the notebook only displays: metrics get a variable, figures a file name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.metrics import is_metric_name, returns_metric
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.edits import SourceText, apply_edits
from mlscaffold.stages.drawn_texts import TITLES, texts
from mlscaffold.stages.identifiers import identifier, snake, words_of
from mlscaffold.stages.metric_values import is_metric_value
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
    if not isinstance(statement.node, ast.Expr):
        return (statement,)
    evaluates = "evaluate" in traced.effects.roles
    calls = [(call, "") for call in _metric_calls(statement.node.value, traced)] if evaluates else []
    calls = calls or list(_labelled(statement.node.value, traced))
    if not calls or (calls[0][0] is statement.node.value and not statement.display):
        return (statement,)
    text = SourceText.of(statement.source)
    edits, lines = [], []
    for call, label in calls:
        name = _unused(label, used) if label else _free(call, used)
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


def _labelled(node: ast.expr, traced: Traced) -> Iterator[tuple[ast.Call, str]]:
    """Yield metrics among what is printed behind their name: `print("RMSE", np.sqrt(...))`, also in f-strings.

    They come with a name made of that label. A metric that is computed by hand is one because of its label only.
    """
    if not isinstance(node, ast.Call) or _call_name(node) != "print":
        return
    label = ""
    for part in _printed(node):
        value, name = _unrounded(part), _name_of(label)
        if isinstance(part, ast.Constant):
            label = str(part.value) if words_of(str(part.value)) else label
            continue
        label = ""
        if isinstance(value, ast.Call) and name and is_metric_value(name, value, traced.env):
            if _is_at_its_place(value, traced.statement.source):
                yield value, name
        elif any(isinstance(inner, ast.Call) for inner in ast.walk(part)):
            return  # what follows must not be computed before this call


def _printed(node: ast.Call) -> Iterator[ast.expr]:
    """Yield what is printed, in order, with the parts of f-strings."""
    for argument in node.args:
        parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
        yield from (p.value if isinstance(p, ast.FormattedValue) else p for p in parts)


def _is_at_its_place(node: ast.expr, source: str) -> bool:
    """Return whether the place of an expression is known: before Python 3.12, that in an f-string may be wrong."""
    try:
        found = ast.parse(SourceText.of(source).of_node(node), mode="eval").body
    except (SyntaxError, ValueError, IndexError):
        return False
    return ast.dump(found) == ast.dump(node)


def _unrounded(node: ast.expr) -> ast.expr:
    """Return what is rounded or formatted for display, or taken out of a tensor."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "item":
        return _unrounded(node.func.value)
    is_rounding = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SHOWING
    return _unrounded(node.args[0]) if is_rounding and isinstance(node, ast.Call) and node.args else node


def _name_of(label: str) -> str:
    """Return a variable's name for a label such as `Final MAE:`, "" for a sentence or other words."""
    words = words_of(label, LABEL_WORDS + 1)
    is_label = 0 < len(words) <= LABEL_WORDS and len(label.split()) <= LABEL_WORDS + 1
    name = identifier(*words) if is_label else ""
    return name if is_metric_name(name) else ""


def _unused(name: str, used: set[str]) -> str:
    found = next(n for n in chain([name], (f"{name}{number}" for number in count(2))) if n not in used)
    used.add(found)
    return found


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


def _chart_titles(traced: Traced) -> Iterator[str]:
    """Yield the titles that calls of plotly and altair get by keyword."""
    for call in (node for node in ast.walk(traced.statement.node) if isinstance(node, ast.Call)):
        known = types.call_api(call, traced.env)
        if known is not None and known.name.startswith(("plotly.", "altair.")):
            titles = [k.value for k in call.keywords if k.arg in {"title", "title_text"}]
            yield from (t.value for t in titles if isinstance(t, ast.Constant) and isinstance(t.value, str))


def _figure_name(group: Sequence[Traced], section: Section) -> str:
    titles = [text for t in group for text in (*texts(t.statement.node, TITLES), *_chart_titles(t))]
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
