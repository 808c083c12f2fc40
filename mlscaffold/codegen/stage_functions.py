"""Source of the functions of stages."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from textwrap import indent

import libcst as cst

from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.codegen.class_names import (
    lambda_restored,
    module_restored,
    name_restored,
    names_inside,
    with_names,
)
from mlscaffold.codegen.display_to_log import to_log_call
from mlscaffold.codegen.docstrings import docstring
from mlscaffold.codegen.rename import Renaming, rename
from mlscaffold.codegen.signature import FunctionContext, parameters, result_of
from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.rewriting.parse_deep import parse_module
from mlscaffold.stages.figure_ranges import figures
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import StatementUnit

EMPTY = {
    "[]": "list[Any]", "{}": "dict[Any, Any]", "set()": "set[Any]", "list()": "list[Any]", "dict()": "dict[Any, Any]",
}  # fmt: skip
MULTILINE = ('"""', "'''", "\\\n")  # the marks of a string of several lines


@dataclass(frozen=True, slots=True)
class FunctionText:
    """Source of a function.

    Args:
        source: the source.
        imports: import statements of its annotations.
        fields: fields of the configuration among its parameters.
    """

    source: str
    imports: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def stage_function(stage: Stage, context: FunctionContext) -> FunctionText:
    """Return the function of a stage."""
    body, fields = _body(stage, context)
    used = [f for f in context.settings.fields if f.name in fields]
    accepted, imports = parameters(stage, used, context)
    result, more = result_of(stage, context)
    head = f"{'async ' if is_async(stage) else ''}def {stage.name}({', '.join(accepted)}) -> {result}:"
    text = _indented(head, docstring(stage, used, context), body)
    text = _without_last_name(text, stage, context)
    final = _typed_empties(text, {*stage.inputs, *fields})
    more += ["from typing import Any"] if final != text else []
    return FunctionText(final, tuple(dict.fromkeys([*imports, *more])), tuple(f.name for f in used))


def _body(stage: Stage, context: FunctionContext) -> tuple[str, list[str]]:
    fields: list[str] = []
    copied = [context.name(n) for n in stage.copied]
    lines = [*context.local_imports.repeated(stage.units), *(f"{name} = {name}.copy()" for name in copied)]
    lines += [f"{context.name(n)} = None" for n in [*stage.unset, *_bound_inside_only(stage)]]
    drawing = _last_drawings(stage)
    for unit in stage.units:
        text, used = _text(unit, stage, context)
        fields += used
        lines.append(text)
        if unit.index in drawing and "save_figure" not in text:
            lines.append(f'save_figures("{context.figures[unit.cell]}")')
    if stage.outputs:
        lines.append(f"return {', '.join(context.name(n) for n in stage.outputs)}")
    return "\n".join(lines), list(dict.fromkeys(fields))


def _bound_inside_only(stage: Stage) -> list[str]:
    """Return names that only functions inside the stage bind, by a former `global` statement."""
    nodes = [unit.traced.statement.node for unit in stage.units]
    inner = (part for node in nodes if isinstance(node, DEFINITIONS) for part in ast.walk(node))
    rebound = {name for part in inner if isinstance(part, ast.Global) for name in part.names}
    plain = {n for unit in stage.units for n in unit.effects.binds}
    return sorted(rebound - plain - set(stage.inputs) - set(stage.unset))


def _text(unit: StatementUnit, stage: Stage, context: FunctionContext) -> tuple[str, list[str]]:
    if unit.index in context.local_imports.texts:
        return context.local_imports.text(unit.index, stage.units), []
    text, fields = unit_text(unit, context)
    node = unit.traced.statement.node
    if isinstance(node, ast.ClassDef):
        text = with_names(parse_module(text), names_inside(node, shown=unit.index in context.shown)).code
    if isinstance(node, DEFINITIONS) and not node.decorator_list:
        new = context.renamings.get(unit.index, Renaming()).stores.get(node.name, node.name)
        text += name_restored(new, node.name)
        is_function = not isinstance(node, ast.ClassDef)
        text += module_restored(new) if is_function and unit.index in context.shown else ""
    if unit.index in context.shown:
        text += lambda_restored(node, context.renamings.get(unit.index, Renaming()).stores)
    return text, fields


def unit_text(unit: StatementUnit, context: FunctionContext) -> tuple[str, list[str]]:
    """Return the source of a statement inside its stage, and the fields that it uses."""
    statement = unit.traced.statement
    lifts = [lift for lift in context.settings.lifts if lift.unit == unit.index]
    at = SourceText.of(statement.source).index
    edits = [Edit(at(x.line, x.column), at(x.end_line, x.end_column), x.field) for x in lifts]
    text = apply_edits(statement.source, edits)
    fields = [lift.field for lift in lifts]
    constants = {name: field for _, name, field in context.settings.constants}
    used = {name: field for name, field in constants.items() if name in unit.effects.uses}
    renaming = context.renamings.get(unit.index, Renaming()).also(used, {})
    if isinstance(statement.node, DEFINITIONS) and "global " in text:
        text = re.sub(r"^(\s*)global ", r"\1nonlocal ", text, flags=re.MULTILINE)
    if renaming.applies_to(text):
        text = rename(parse_module(text), renaming).code
    text = to_log_call(unit, text.strip("\n"), context.procedures)
    return text, [*fields, *used.values()]


def _last_drawings(stage: Stage) -> set[int]:
    """Return the statement numbers after which a cell's figures are complete."""
    last = {stage.units[figure.last].cell: figure for figure in figures(stage.units)}
    return {stage.units[figure.last].index for figure in last.values() if not figure.shown}


def is_async(stage: Stage) -> bool:
    """Return whether the function of a stage is async."""
    return any(_awaits(unit.traced.statement.node) for unit in stage.units)


def _awaits(node: ast.stmt) -> bool:
    if isinstance(node, DEFINITIONS):
        return False
    return any(isinstance(n, (ast.Await, ast.AsyncFor, ast.AsyncWith)) for n in ast.walk(node))


def _indented(head: str, docstring: str, body: str) -> str:
    """Indent a body below a function's head; the text of multiline strings is not indented."""
    if not any(mark in body for mark in MULTILINE):
        first, *rest = docstring.split("\n")
        return "\n".join([head, f"    {first}", *rest, indent(body, "    "), ""])
    return with_body(head, parse_module(f"{docstring}\n{body}\n"))


def with_body(head: str, body: cst.Module) -> str:
    """Return the source of a function."""
    function = parse_module(f"{head}\n    pass\n").body[0]
    assert isinstance(function, cst.FunctionDef)
    filled = function.with_changes(body=cst.IndentedBlock(body=body.body, footer=body.footer))
    return cst.Module(body=[filled]).code


def _typed_empties(text: str, bound: set[str]) -> str:
    """Annotate the first binding of a name to an empty container."""
    known = set(bound)
    edits = []
    places = SourceText.of(text)
    for node in _in_order(ast.parse(text).body[0]):
        if isinstance(node, ast.Assign):
            fresh = [(n, k) for n, k in _empty_literals(node) if n.id not in known]
            if fresh and isinstance(node.targets[0], ast.Name) and len(node.targets) == 1:
                edits.append(places.replacing(fresh[0][0], f"{fresh[0][0].id}: {fresh[0][1]}"))
            elif fresh:
                indent = "\n" + " " * node.col_offset
                start, _ = places.span(node)
                edits.append(Edit(start, start, "".join(f"{n.id}: {k}{indent}" for n, k in fresh)))
        if not hasattr(node, "body"):
            names = (n for n in ast.walk(node) if isinstance(n, ast.Name))
            known |= {n.id for n in names if isinstance(n.ctx, ast.Store)}
    return apply_edits(text, edits)


def _empty_kind(node: ast.expr) -> str:
    """Return the annotation of a container that is empty or contains empty ones, "" for others."""
    if isinstance(node, ast.Dict) and any(_empty_kind(v) for v in node.values):
        return "dict[Any, Any]"
    if isinstance(node, ast.List) and any(_empty_kind(v) for v in node.elts):
        return "list[Any]"
    return EMPTY.get(ast.unparse(node), "") if isinstance(node, (ast.List, ast.Dict, ast.Call)) else ""


def _empty_literals(node: ast.Assign) -> list[tuple[ast.Name, str]]:
    """Return the names that an assignment binds to empty containers, with their annotations."""
    found = []
    for target in node.targets:
        pairs: list[tuple[ast.expr, ast.expr]] = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=False))
        found += [(t, _empty_kind(v)) for t, v in pairs if isinstance(t, ast.Name)]
    return [(name, kind) for name, kind in found if kind]


def _without_last_name(text: str, stage: Stage, context: FunctionContext) -> str:
    """Return the last value without binding it to a name; if no other stage uses it, it is logged."""
    function = ast.parse(text).body[0]
    body = getattr(function, "body", [])
    if len(stage.outputs) != 1 or len(body) < 2 or not isinstance(body[-2], ast.Assign):
        return text
    last, result = body[-2], body[-1]
    target = last.targets[0]
    if (
        len(last.targets) > 1
        or not isinstance(target, ast.Name)
        or ast.unparse(result) != f"return {target.id}"
    ):
        return text
    places = SourceText.of(text)
    if stage.outputs[0] in context.consumed:
        value = places.of_node(last).partition("=")[2].strip()
        return apply_edits(text, [places.replacing(last, f"return {value}"), places.replacing(result, "")])
    return apply_edits(
        text,
        [places.replacing(result, f'logger.debug("{target.id}:\\n%s", {target.id})\n    return {target.id}')],
    )


def _in_order(function: ast.stmt) -> list[ast.stmt]:
    found = [n for n in ast.walk(function) if isinstance(n, ast.stmt) and n is not function]
    inner = {id(n) for d in found if isinstance(d, DEFINITIONS) for n in ast.walk(d) if n is not d}
    return sorted((n for n in found if id(n) not in inner), key=lambda n: (n.lineno, n.col_offset))
