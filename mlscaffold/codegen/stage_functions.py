"""A stage as the text of a function."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from textwrap import indent

import libcst as cst

from mlscaffold.analysis.dataflow import DEFINITIONS
from mlscaffold.codegen.rename import Renaming, rename
from mlscaffold.codegen.shown import as_log
from mlscaffold.codegen.signature import docstring, parameters, result_of
from mlscaffold.codegen.text_edits import Edit, apply, replacing, segment
from mlscaffold.codegen.wording import Wording
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import Unit

EMPTY = {
    "[]": "list[Any]",
    "{}": "dict[Any, Any]",
    "set()": "set[Any]",
    "list()": "list[Any]",
    "dict()": "dict[Any, Any]",
}
ACROSS_LINES = ('"""', "'''", "\\\n")  # what a string that goes on in the next line has


@dataclass(frozen=True, slots=True)
class FunctionText:
    """A function as source.

    Args:
        source: its text.
        needs: import statements that its annotations need.
        fields: fields of the configuration that it takes.
    """

    source: str
    needs: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def stage_function(stage: Stage, wording: Wording) -> FunctionText:
    """Return the function of a stage."""
    body, fields = _body(stage, wording)
    taken = [f for f in wording.settings.fields if f.name in fields]
    taking, needs = parameters(stage, taken, wording)
    result, more = result_of(stage, wording)
    head = f"{'async ' if is_async(stage) else ''}def {stage.name}({', '.join(taking)}) -> {result}:"
    text = _indented(head, docstring(stage, taken, wording), body)
    text = _without_last_name(text, stage, wording)
    final = _typed_empties(text, {*stage.inputs, *fields})
    more += ["from typing import Any"] if final != text else []
    return FunctionText(final, tuple(dict.fromkeys([*needs, *more])), tuple(f.name for f in taken))


def _body(stage: Stage, wording: Wording) -> tuple[str, list[str]]:
    fields: list[str] = []
    copied = [wording.renamed.get(n, n) for n in stage.copied]
    lines = [f"{name} = {name}.copy()" for name in copied]
    lines += [f"{wording.renamed.get(n, n)} = None" for n in [*stage.unset, *_bound_inside_only(stage)]]
    drawing = _last_drawings(stage)
    for unit in stage.units:
        text, used = unit_text(unit, wording)
        fields += used
        lines.append(text)
        if unit.index in drawing and "save_figures(" not in text:
            lines.append(f'save_figures("{wording.figures[unit.cell]}")')
    if stage.outputs:
        lines.append(f"return {', '.join(wording.renamed.get(n, n) for n in stage.outputs)}")
    return "\n".join(lines), list(dict.fromkeys(fields))


def _bound_inside_only(stage: Stage) -> list[str]:
    """Return names that only functions inside the stage bind, by what was a `global` statement."""
    nodes = [unit.traced.statement.node for unit in stage.units]
    inner = (part for node in nodes if isinstance(node, DEFINITIONS) for part in ast.walk(node))
    rebound = {name for part in inner if isinstance(part, ast.Global) for name in part.names}
    plain = {n for unit in stage.units for n in unit.effects.binds}
    return sorted(rebound - plain - set(stage.inputs) - set(stage.unset))


def unit_text(unit: Unit, wording: Wording) -> tuple[str, list[str]]:
    """Return the text of a statement inside its stage, and the fields that it takes."""
    statement = unit.traced.statement
    lifts = [lift for lift in wording.settings.lifts if lift.unit == unit.index]
    edits = [Edit(x.line, x.column, x.end_line, x.end_column, x.field) for x in lifts]
    text = apply(statement.source, edits)
    fields = [lift.field for lift in lifts]
    constants = {name: field for _, name, field in wording.settings.constants}
    used = {name: field for name, field in constants.items() if name in unit.effects.uses}
    base = wording.renamings.get(unit.index, Renaming())
    renaming = Renaming({**base.loads, **used}, base.stores, base.extra)
    if isinstance(statement.node, DEFINITIONS) and "global " in text:
        text = re.sub(r"^(\s*)global ", r"\1nonlocal ", text, flags=re.MULTILINE)
    if renaming.concerns(text):
        text = rename(cst.parse_module(text), renaming).code
    text = as_log(unit, text.strip("\n"))
    return text, [*fields, *used.values()]


def _last_drawings(stage: Stage) -> set[int]:
    """Return the numbers of the statements after which a cell's figures are done."""
    last: dict[int, int] = {}
    for unit in stage.units:
        if "plot" in unit.effects.side_effects:
            last[unit.cell] = unit.index
        if "show" in unit.effects.side_effects and "plot" not in unit.effects.side_effects:
            last.pop(unit.cell, None)
    ends = {unit.index: unit for unit in stage.units}
    return {index for index in last.values() if "show" not in ends[index].effects.side_effects}


def is_async(stage: Stage) -> bool:
    """Say whether the function of a stage has to be awaited."""
    return any(_awaits(unit.traced.statement.node) for unit in stage.units)


def _awaits(node: ast.stmt) -> bool:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return False
    return any(isinstance(n, (ast.Await, ast.AsyncFor, ast.AsyncWith)) for n in ast.walk(node))


def _indented(head: str, docstring: str, body: str) -> str:
    """Put a body under a function's head; text inside strings keeps its place."""
    if not any(mark in body for mark in ACROSS_LINES):
        return "\n".join(
            [
                head,
                indent(docstring.partition("\n")[0], "    "),
                *docstring.split("\n")[1:],
                indent(body, "    "),
                "",
            ]
        )
    block = cst.parse_module(f"{docstring}\n{body}\n")
    function = cst.parse_module(f"{head}\n    pass\n").body[0]
    assert isinstance(function, cst.FunctionDef)
    filled = function.with_changes(body=cst.IndentedBlock(body=block.body, footer=block.footer))
    return cst.Module(body=[filled]).code


def _typed_empties(text: str, bound: set[str]) -> str:
    """Annotate the first binding of a name to an empty container."""
    seen = set(bound)
    edits = []
    for node in _in_order(ast.parse(text).body[0]):
        if isinstance(node, ast.Assign):
            fresh = [(n, k) for n, k in _empties(node) if n.id not in seen]
            if fresh and isinstance(node.targets[0], ast.Name) and len(node.targets) == 1:
                edits.append(replacing(fresh[0][0], f"{fresh[0][0].id}: {fresh[0][1]}"))
            elif fresh:
                indent = "\n" + " " * node.col_offset
                start = ast.Pass(
                    lineno=node.lineno,
                    col_offset=node.col_offset,
                    end_lineno=node.lineno,
                    end_col_offset=node.col_offset,
                )
                edits.append(replacing(start, "".join(f"{n.id}: {k}{indent}" for n, k in fresh)))
        if not hasattr(node, "body"):
            seen |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return apply(text, edits)


def _empty_kind(node: ast.expr) -> str:
    """Return the annotation of a container that is empty, or holds empty ones; "" for others."""
    if isinstance(node, ast.Dict) and any(v is not None and _empty_kind(v) for v in node.values):
        return "dict[Any, Any]"
    if isinstance(node, ast.List) and any(_empty_kind(v) for v in node.elts):
        return "list[Any]"
    return EMPTY.get(ast.unparse(node), "") if isinstance(node, (ast.List, ast.Dict, ast.Call)) else ""


def _empties(node: ast.Assign) -> list[tuple[ast.Name, str]]:
    """Return the names that an assignment binds to empty containers, with their types."""
    found = []
    for target in node.targets:
        pairs: list[tuple[ast.expr, ast.expr]] = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=False))
        found += [(t, _empty_kind(v)) for t, v in pairs if isinstance(t, ast.Name)]
    return [(name, kind) for name, kind in found if kind]


def _without_last_name(text: str, stage: Stage, wording: Wording) -> str:
    """Return what is bound last without the name, unless no other stage takes it: then it is logged."""
    function = ast.parse(text).body[0]
    body = getattr(function, "body", [])
    if len(stage.outputs) != 1 or len(body) < 2 or not isinstance(body[-2], ast.Assign):
        return text
    last, given = body[-2], body[-1]
    target = last.targets[0]
    if (
        len(last.targets) > 1
        or not isinstance(target, ast.Name)
        or ast.unparse(given) != f"return {target.id}"
    ):
        return text
    if stage.outputs[0] in wording.consumed:
        value = segment(text, last).partition("=")[2].strip()
        return apply(text, [replacing(last, f"return {value}"), replacing(given, "")])
    return apply(
        text, [replacing(given, f'logger.debug("{target.id}:\\n%s", {target.id})\n    return {target.id}')]
    )


def _in_order(function: ast.stmt) -> list[ast.stmt]:
    found = [n for n in ast.walk(function) if isinstance(n, ast.stmt) and n is not function]
    inner = {
        id(n)
        for d in found
        if isinstance(d, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        for n in ast.walk(d)
        if n is not d
    }
    return sorted((n for n in found if id(n) not in inner), key=lambda n: (n.lineno, n.col_offset))
