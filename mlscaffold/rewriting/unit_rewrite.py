"""A codemod is given a unit as a module of its own, and what it makes of it takes the unit's place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlscaffold.codemod import Codemod, Context
from mlscaffold.notebook.cells import Change
from mlscaffold.rewriting.fix_model import Edit
from mlscaffold.rewriting.units import ODD, Unit

if TYPE_CHECKING:
    import libcst as cst

SHELL = "if 1:\n"
NOTHING = "there is nothing that it can rewrite"
HELPERS = "it needs helpers that only a project made from the notebook has"
BLOCK = "it would change what the block holds"
_STEP = re.compile(r"^\S[^\n]*:[ \t]*(?:#[^\n]*)?\n([ \t]+)\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a unit.

    Args:
        edit: what takes its place, None where nothing does.
        why: why nothing does, "" where something does.
        changes: what the codemod says it did.
        imports: import statements that the new code needs.
    """

    edit: Edit | None
    why: str = ""
    changes: tuple[Change, ...] = ()
    imports: tuple[str, ...] = ()


class _NotMadeError(Exception):
    """A codemod's result cannot stand in the unit's place."""


def rewrite(unit: Unit, source: str, codemod: Codemod, context: Context) -> Outcome:
    """Let a codemod rewrite a unit.

    Args:
        unit: the unit.
        source: the source of its cell.
        codemod: the codemod.
        context: what is known where the unit stands.
    """
    if codemod.projects_only:
        return Outcome(None, HELPERS)
    if not any(word in unit.text for word in codemod.words):
        return Outcome(None, NOTHING)
    try:
        return _rewritten(unit, source, codemod, context)
    except _NotMadeError as error:
        return Outcome(None, str(error))


def _rewritten(unit: Unit, source: str, codemod: Codemod, context: Context) -> Outcome:
    tree = _parsed(unit, source)
    given = tree.with_changes(body=_block(tree).body) if unit.indent else tree
    done = codemod.rewrite(given, context)
    if done.helpers:
        return Outcome(None, HELPERS)
    if all(change.kind == "look" for change in done.changes):
        return Outcome(None, done.changes[0].why if done.changes else NOTHING)
    text = _text(unit, tree, done.module)
    if text == unit.text:
        return Outcome(None, NOTHING)
    return Outcome(_edit(unit, source, text), "", done.changes, done.imports)


def _parsed(unit: Unit, source: str) -> cst.Module:
    """Parse a unit; in a block of its own where it is indented, so that texts in it keep their spaces."""
    import libcst as cst

    step = _STEP.search(source)
    code = _code(unit)
    try:
        config = cst.PartialParserConfig(default_indent=step[1] if step else "    ")
        tree = cst.parse_module(code, config)
    except cst.ParserSyntaxError as error:
        raise _NotMadeError(ODD) from error
    if tree.code != code or tree.header or (unit.indent and len(tree.body) != 1):
        raise _NotMadeError(ODD)
    return tree


def _code(unit: Unit) -> str:
    text = unit.text.replace("elif", "if", 1) if unit.is_elif else unit.text
    return (SHELL if unit.indent else "") + unit.above + text + unit.block + "\n"


def _block(tree: cst.Module) -> cst.BaseSuite:
    import libcst as cst

    first = tree.body[0]
    assert isinstance(first, cst.If)
    return first.body


def _text(unit: Unit, tree: cst.Module, new: cst.Module) -> str:
    """Return what takes the unit's place."""
    if unit.inline:
        return _inline(new)
    if unit.block:
        return _header(unit, tree, new)
    if not new.body:
        lines = [unit.indent + line.comment.value for line in (*new.header, *new.footer) if line.comment]
        return "\n".join([*lines, f"{unit.indent}pass"] if unit.fills else lines)
    return _generated(unit, tree, new)


def _inline(new: cst.Module) -> str:
    """Return simple statements that stand after others in their line."""
    import libcst as cst

    if not new.body:
        return "pass"
    line = new.body[0]
    if len(new.body) > 1 or not isinstance(line, cst.SimpleStatementLine) or line.leading_lines or new.header:
        raise _NotMadeError("it needs a line of its own, and its statement has none")
    return new.code.rstrip("\n")


def _header(unit: Unit, tree: cst.Module, new: cst.Module) -> str:
    if not new.body or (len(new.body) > 1 and (unit.is_elif or unit.above)):
        raise _NotMadeError(BLOCK)
    text = _generated(unit, tree, new)
    if not text.endswith(unit.block) or not text.startswith(unit.above):
        raise _NotMadeError(BLOCK)
    text = text[len(unit.above) : len(text) - len(unit.block)]
    if not unit.is_elif:
        return text
    bare = text[len(unit.indent) :]
    if not bare.startswith("if"):
        raise _NotMadeError(BLOCK)
    return f"{unit.indent}el{bare}"


def _generated(unit: Unit, tree: cst.Module, new: cst.Module) -> str:
    import libcst as cst

    if not unit.indent:
        return new.code.removesuffix("\n")
    block = _block(tree)
    assert isinstance(block, cst.IndentedBlock)
    suite = block.with_changes(body=_with_header(new), indent=unit.indent, footer=[*new.footer])
    whole = tree.with_changes(body=[tree.body[0].with_changes(body=suite)])
    return whole.code.removeprefix(SHELL).removesuffix("\n")


def _with_header(new: cst.Module) -> list[cst.CSTNode]:
    """Return the statements of a module, comments at its top before the first."""
    first, *rest = new.body
    if not new.header:
        return [first, *rest]
    return [first.with_changes(leading_lines=[*new.header, *first.leading_lines]), *rest]


def _edit(unit: Unit, source: str, text: str) -> Edit:
    """Return the edit; a unit of which nothing is left takes its line along."""
    start, end = unit.start, unit.end
    if not text and not unit.inline:
        if end < len(source):
            end += 1
        elif start:
            start -= 1
    return Edit(unit.seen.cell, start, end, text)
