"""A codemod rewrites a unit as a module of its own; the result replaces the unit in its cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlscaffold.edits import Edit
from mlscaffold.notebook.cells import Change
from mlscaffold.rewriting.codemod import Codemod, Context
from mlscaffold.rewriting.units import SHARED_LINE, SourceUnit

if TYPE_CHECKING:
    import libcst as cst

SHELL = "if 1:\n"
"""The block in which an indented unit is parsed."""
NOTHING = "there is nothing that it can rewrite"
HELPERS = "it needs helpers that only a project made from the notebook has"
BLOCK = "it would change the content of the block"
_INDENT = re.compile(r"^\S[^\n]*:[ \t]*(?:#[^\n]*)?\n([ \t]+)\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class UnitRewrite:
    """The result of rewriting a unit.

    Args:
        edit: the edit of the cell, None if the unit stays.
        why: why it stays, "" otherwise.
        changes: the changes that the codemod reports.
        imports: import statements that the new code needs.
    """

    edit: Edit | None
    why: str = ""
    changes: tuple[Change, ...] = ()
    imports: tuple[str, ...] = ()


class _NotReplaceableError(Exception):
    """A codemod's result cannot replace the unit."""


def reason_against(codemod: Codemod, text: str) -> str:
    """Return why a codemod cannot rewrite a text, as far as that is known without parsing; "" if it may."""
    if codemod.projects_only:
        return HELPERS
    return "" if codemod.may_match(text) else NOTHING


def rewrite(unit: SourceUnit, source: str, codemod: Codemod, context: Context) -> UnitRewrite:
    """Rewrite a unit with a codemod.

    Args:
        unit: the unit.
        source: the source of its cell.
        codemod: the codemod.
        context: what is known at the unit.
    """
    try:
        return _rewritten(unit, source, codemod, context)
    except _NotReplaceableError as error:
        return UnitRewrite(None, str(error))


def _rewritten(unit: SourceUnit, source: str, codemod: Codemod, context: Context) -> UnitRewrite:
    tree = _parsed(unit, source)
    module = tree.with_changes(body=_block(tree).body) if unit.indent else tree
    done = codemod.rewrite(module, context)
    if done.helpers:
        return UnitRewrite(None, HELPERS)
    if all(change.kind == "review" for change in done.changes):
        return UnitRewrite(None, done.changes[0].why if done.changes else NOTHING)
    text = _text(unit, tree, done.module)
    if text == unit.text:
        return UnitRewrite(None, NOTHING)
    return UnitRewrite(_edit(unit, source, text), "", done.changes, done.imports)


def _parsed(unit: SourceUnit, source: str) -> cst.Module:
    """Parse a unit; if it is indented, inside a block, so that its multiline strings keep their spaces."""
    import libcst as cst

    from mlscaffold.rewriting.parse_deep import parse_module

    indent = _INDENT.search(source)
    code = _code(unit)
    try:
        config = cst.PartialParserConfig(default_indent=indent[1] if indent else "    ")
        tree = parse_module(code, config)
    except cst.ParserSyntaxError as error:
        raise _NotReplaceableError(SHARED_LINE) from error
    if tree.code != code or tree.header or (unit.indent and len(tree.body) != 1):
        raise _NotReplaceableError(SHARED_LINE)
    return tree


def _code(unit: SourceUnit) -> str:
    text = unit.text.replace("elif", "if", 1) if unit.is_elif else unit.text
    return (SHELL if unit.indent else "") + unit.above + text + unit.block + "\n"


def _block(tree: cst.Module) -> cst.BaseSuite:
    import libcst as cst

    first = tree.body[0]
    assert isinstance(first, cst.If)
    return first.body


def _text(unit: SourceUnit, tree: cst.Module, new: cst.Module) -> str:
    """Return the text that replaces the unit."""
    if unit.inline:
        return _inline(new)
    if unit.block:
        return _header(unit, tree, new)
    if not new.body:
        lines = [unit.indent + line.comment.value for line in (*new.header, *new.footer) if line.comment]
        return "\n".join([*lines, f"{unit.indent}pass"] if unit.fills else lines)
    return _generated(unit, tree, new)


def _inline(new: cst.Module) -> str:
    """Return simple statements that follow other code in their line."""
    import libcst as cst

    if not new.body:
        return "pass"
    line = new.body[0]
    if len(new.body) > 1 or not isinstance(line, cst.SimpleStatementLine) or line.leading_lines or new.header:
        raise _NotReplaceableError("it needs a line of its own, but other code shares its line")
    return new.code.rstrip("\n")


def _header(unit: SourceUnit, tree: cst.Module, new: cst.Module) -> str:
    if not new.body or (len(new.body) > 1 and (unit.is_elif or unit.above)):
        raise _NotReplaceableError(BLOCK)
    text = _generated(unit, tree, new)
    if not text.endswith(unit.block) or not text.startswith(unit.above):
        raise _NotReplaceableError(BLOCK)
    text = text[len(unit.above) : len(text) - len(unit.block)]
    if not unit.is_elif:
        return text
    bare = text[len(unit.indent) :]
    if not bare.startswith("if"):
        raise _NotReplaceableError(BLOCK)
    return f"{unit.indent}el{bare}"


def _generated(unit: SourceUnit, tree: cst.Module, new: cst.Module) -> str:
    import libcst as cst

    if not unit.indent:
        return new.code.removesuffix("\n")
    block = _block(tree)
    assert isinstance(block, cst.IndentedBlock)
    first, *rest = new.body
    if new.header:
        first = first.with_changes(leading_lines=[*new.header, *first.leading_lines])
    suite = block.with_changes(body=[first, *rest], indent=unit.indent, footer=[*new.footer])
    whole = tree.with_changes(body=[tree.body[0].with_changes(body=suite)])
    return whole.code.removeprefix(SHELL).removesuffix("\n")


def _edit(unit: SourceUnit, source: str, text: str) -> Edit:
    """Return the edit; if nothing is left of a unit, its line goes too."""
    start, end = unit.start, unit.end
    if not text and not unit.inline:
        if end < len(source):
            end += 1
        elif start:
            start -= 1
    return Edit(start, end, text)
