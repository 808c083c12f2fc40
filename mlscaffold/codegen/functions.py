"""A stage as the text of a function."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent

import libcst as cst

from mlscaffold.codegen.annotations import ANY, Annotation, annotation
from mlscaffold.codegen.edits import Edit, apply, replacing, segment
from mlscaffold.codegen.rename import Renaming, rename
from mlscaffold.codegen.settings import Field, Settings
from mlscaffold.codegen.shown import as_log
from mlscaffold.flow.trace import DEFINITIONS
from mlscaffold.stages.model import Stage
from mlscaffold.stages.units import Unit

EMPTY = {
    "[]": "list[Any]",
    "{}": "dict[Any, Any]",
    "set()": "set[Any]",
    "list()": "list[Any]",
    "dict()": "dict[Any, Any]",
}
LINE = 88  # characters of a docstring line
ACROSS_LINES = ('"""', "'''", "\\\n")  # what a string that goes on in the next line has


@dataclass(frozen=True, slots=True)
class Wording:
    """What is the same for all functions of a project.

    Args:
        notebook: name of the notebook's file.
        settings: the configuration.
        renamings: new names, by the number of the statement.
        renamed: new names of variables.
        figures: stem of the file of the figure that a cell draws, by the number of the cell.
        makers: for each stage's name, the stage that makes each of its inputs, by the input's name.
        consumed: names that some stage takes.
        taken: names that no annotation may use.
    """

    notebook: str
    settings: Settings
    renamings: Mapping[int, Renaming]
    renamed: Mapping[str, str]
    figures: Mapping[int, str]
    makers: Mapping[str, Mapping[str, str]]
    consumed: frozenset[str]
    taken: frozenset[str]


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
    parameters, needs = _parameters(stage, taken, wording)
    result, more = _result(stage, wording)
    head = f"{'async ' if is_async(stage) else ''}def {stage.name}({', '.join(parameters)}) -> {result}:"
    text = _indented(head, _docstring(stage, taken, wording), body)
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
    plain = {n for unit in stage.units for n in unit.touch.binds}
    return sorted(rebound - plain - set(stage.inputs) - set(stage.unset))


def unit_text(unit: Unit, wording: Wording) -> tuple[str, list[str]]:
    """Return the text of a statement inside its stage, and the fields that it takes."""
    statement = unit.traced.statement
    lifts = [lift for lift in wording.settings.lifts if lift.unit == unit.index]
    edits = [Edit(x.line, x.column, x.end_line, x.end_column, x.field) for x in lifts]
    text = apply(statement.source, edits)
    fields = [lift.field for lift in lifts]
    constants = {name: field for _, name, field in wording.settings.constants}
    used = {name: field for name, field in constants.items() if name in unit.touch.uses}
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
        if "plot" in unit.touch.effects:
            last[unit.cell] = unit.index
        if "show" in unit.touch.effects and "plot" not in unit.touch.effects:
            last.pop(unit.cell, None)
    ends = {unit.index: unit for unit in stage.units}
    return {index for index in last.values() if "show" not in ends[index].touch.effects}


def _parameters(stage: Stage, fields: Sequence[Field], wording: Wording) -> tuple[list[str], list[str]]:
    types = stage.units[0].traced.env.types if stage.units else {}
    rebound = {n for u in stage.units for n in u.touch.binds | u.touch.maybe}
    found, needs = [], []
    for name in stage.inputs:
        kind = types.get(name, "")
        scalar = kind in {"int", "float", "str", "bool", "list", "dict", "set", "tuple"}
        note = ANY if scalar and name in rebound else annotation(kind, wording.taken)
        found.append(f"{wording.renamed.get(name, name)}: {note.text}")
        needs.append(note.needs)
    found += [f"{f.name}: {f.annotation}" for f in fields]
    needs += ["from pathlib import Path"] if any(f.annotation == "Path" for f in fields) else []
    return found, [n for n in needs if n]


def _result(stage: Stage, wording: Wording) -> tuple[str, list[str]]:
    types: dict[str, str] = {}
    for unit in stage.units:
        types.update(unit.traced.env.types)
        types.update(dict(unit.touch.types))
    notes: list[Annotation] = [annotation(types.get(n, ""), wording.taken) for n in stage.outputs]
    notes = [ANY if n in stage.unset else note for n, note in zip(stage.outputs, notes, strict=True)]
    needs = [note.needs for note in notes if note.needs]
    if not notes:
        return "None", []
    if len(notes) == 1:
        return notes[0].text, needs
    return f"tuple[{', '.join(note.text for note in notes)}]", needs


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


def _docstring(stage: Stage, fields: Sequence[Field], wording: Wording) -> str:
    lines = [summary(stage), ""]
    if stage.inputs or fields:
        lines.append("Args:")
        for name in stage.inputs:
            maker = wording.makers[stage.name].get(name, "")
            text = f"what `{maker}` gives" if maker else "a value of the notebook"
            text += "; it is changed in place" if name in stage.changed else ""
            lines.append(f"    {wording.renamed.get(name, name)}: {text}.")
        lines += [f"    {f.name}: setting, {_was(f, wording.settings)}." for f in fields]
        lines.append("")
    if stage.outputs:
        names = " and ".join(filter(None, [", ".join(stage.outputs[:-1]), stage.outputs[-1]]))
        lines += ["Returns:", f"    {names}.", ""]
    cells = ", ".join(map(str, stage.cells))
    lines.append(f"Source: {wording.notebook}, cell{'s' if len(stage.cells) > 1 else ''} {cells}.")
    text = "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{text}\n"""'


def _was(field: Field, settings: Settings) -> str:
    """Say what stands for a field in the notebook."""
    if field.name == settings.seed:
        return "the notebook has none"
    plain = field.path and not field.path.startswith(("/", "~")) and ":" not in field.path
    return f"in the notebook `{field.path}`" if plain else "in the notebook a literal"


def summary(stage: Stage) -> str:
    """Return one sentence on what a stage does: what the notebook says of it, else what its name says."""
    verb, _, rest = stage.name.partition("_")
    own = f"{verb.capitalize()} {rest.replace('_', ' ')}.".replace(" .", ".")
    first = stage.section.text.split(". ")[0].strip().rstrip(".:") if stage.section.text else ""
    if 20 <= len(first) <= LINE and first[0].isalpha() and "http" not in first:
        return f"{own}\n\n{first}."
    return own


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
