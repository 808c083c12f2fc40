"""Calls of `get_ipython()` in a cell: where they stand, and what stands there instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.notebook.commands import command, output
from mlscaffold.notebook.line_magics import line_magic, magic_value
from mlscaffold.notebook.piece import Piece

_METHODS = frozenset(
    {"run_line_magic", "run_cell_magic", "magic", "line_magic", "system", "getoutput", "show_usage"}
)
_ANY_RECEIVER = frozenset({"run_line_magic", "run_cell_magic"})
_SHELL_NAMES = frozenset({"ip", "ipy", "ipython", "ipython_shell"})
_ABSENT = "There is no IPython shell outside a notebook: it is None now."
_COMPUTED = "The magic is put together while the notebook runs: write it as Python."
_FIELDS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True, slots=True)
class Replacement:
    """A node of a cell, and what stands in its place.

    Args:
        node: a statement or an expression.
        piece: what it becomes.
        code: the text put there.
        lead: text put before the statement in which the node stands.
        start: the statement in which it stands.
    """

    node: ast.expr | ast.stmt
    piece: Piece
    code: str | None = None
    lead: str = ""
    start: ast.stmt | None = None

    @property
    def line(self) -> int:
        """The line on which the node starts."""
        return self.node.lineno


def replacements(source: str, tree: ast.Module, names: frozenset[str]) -> Iterator[Replacement]:
    """Find the calls of `get_ipython()` and say what each becomes.

    Args:
        source: a cell as Python.
        tree: its tree.
        names: names that the notebook binds.

    Yields:
        One replacement for each.
    """
    for block, top in _blocks(tree, True):
        found = [tuple(_of_statement(statement, names)) for statement in block]
        gone = [
            len(one) == 1 and one[0].node is statement for one, statement in zip(found, block, strict=True)
        ]
        empties = all(
            is_gone and not one[0].piece.statement for is_gone, one in zip(gone, found, strict=True)
        )
        for index, (statement, is_gone, one) in enumerate(zip(block, gone, found, strict=True)):
            if not is_gone:
                yield from one
                continue
            alone = _alone_on_its_line(source, statement)
            filler = "pass" if (empties and not top and index == 0) or not alone else ""
            yield Replacement(statement, one[0].piece, one[0].piece.statement or filler)


def replaced(source: str, wanted: tuple[Replacement, ...]) -> str:
    """Put each replacement in its place; the lines keep their numbers."""
    lines = source.encode().split(b"\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    edits: list[tuple[int, int, str]] = []
    leads: set[tuple[int, str]] = set()
    for item in wanted:
        node = item.node
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        code = item.piece.expression if item.code is None else item.code
        if not code:
            start = starts[node.lineno - 1]
        edits.append((start, end, code + "\n" * ((node.end_lineno or node.lineno) - node.lineno)))
        if item.lead and item.start is not None:
            leads.add((starts[item.start.lineno - 1] + item.start.col_offset, item.lead))
    edits += [(place, place, lead) for place, lead in sorted(leads)]
    content = source.encode()
    for start, end, code in sorted(edits, key=lambda edit: (edit[0], edit[1]), reverse=True):
        content = content[:start] + code.encode() + content[end:]
    return content.decode()


def _blocks(node: ast.AST, top: bool) -> Iterator[tuple[list[ast.stmt], bool]]:
    for field in _FIELDS:
        children = getattr(node, field, None)
        if not isinstance(children, list) or not children:
            continue
        if isinstance(children[0], ast.stmt):
            yield children, top
        for child in children:
            yield from _blocks(child, False)


def _of_statement(statement: ast.stmt, names: frozenset[str]) -> Iterator[Replacement]:
    if isinstance(statement, ast.Expr):
        piece = _statement_piece(statement.value, names)
        if piece:
            yield Replacement(statement, piece)
            return
    for node in _own_expressions(statement):
        piece = _value_piece(node, names)
        if piece and piece.kind == "aside" and not piece.code and _is_simple(statement):
            yield Replacement(statement, piece)
            return
        if piece:
            yield _in_statement(statement, node, piece)


def _in_statement(statement: ast.stmt, node: ast.expr, piece: Piece) -> Replacement:
    if not piece.imports or not _is_simple(statement):
        return Replacement(node, piece, piece.expression or "None")
    return Replacement(node, piece, piece.code, "; ".join((*piece.imports, "")), statement)


def _is_simple(statement: ast.stmt) -> bool:
    return not any(getattr(statement, field, None) for field in _FIELDS)


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """Walk a statement's expressions, outermost first, without the statements inside it."""
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            continue
        yield from _expressions(child)


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.expr):
        yield node
        if _method(node) or _is_shell(node):
            return
    for child in ast.iter_child_nodes(node):
        yield from _expressions(child)


def _statement_piece(node: ast.expr, names: frozenset[str]) -> Piece | None:
    method = _method(node)
    if not method:
        return None
    words = _words(node)
    if method == "show_usage":
        return line_magic("quickref", "", names)
    if words is None:
        return Piece(_COMPUTED, "aside")
    if method in {"system", "getoutput"}:
        return command(words[0], names)
    if method == "run_cell_magic":
        return Piece(f"The cell magic %%{words[0]} is called in the middle of a cell.", "aside")
    name, arguments = words if len(words) == 2 else _split(words[0])
    return line_magic(name, arguments, names)


def _value_piece(node: ast.expr, names: frozenset[str]) -> Piece | None:
    if _is_shell(node):
        return Piece(_ABSENT, "rewritten", "None")
    method = _method(node)
    words = _words(node) if method else None
    if not method:
        return None
    if words is None or method in {"run_cell_magic", "system", "show_usage"}:
        return Piece(_COMPUTED, "aside")
    if method == "getoutput":
        return output(words[0], names)
    name, arguments = words if len(words) == 2 else _split(words[0])
    return magic_value(name, arguments, names)


def _split(line: str) -> tuple[str, str]:
    name, _, arguments = line.strip().lstrip("%").partition(" ")
    return name, arguments


def _method(node: ast.expr) -> str:
    if not (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS
    ):
        return ""
    receiver, method = node.func.value, node.func.attr
    name = receiver.id if isinstance(receiver, ast.Name) else ""
    known = _is_shell(receiver) or (name and (method in _ANY_RECEIVER or name in _SHELL_NAMES))
    return method if known else ""


def _is_shell(node: ast.expr) -> bool:
    if not (isinstance(node, ast.Call) and not node.args and not node.keywords):
        return False
    function = node.func
    return isinstance(function, ast.Name) and function.id == "get_ipython"


def _words(node: ast.expr) -> tuple[str, ...] | None:
    """Return a call's arguments where all are strings."""
    arguments = node.args if isinstance(node, ast.Call) else []
    words = tuple(
        argument.value
        for argument in arguments
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )
    return words if words and len(words) == len(arguments) else None


def _alone_on_its_line(source: str, statement: ast.stmt) -> bool:
    lines = source.split("\n")
    before = lines[statement.lineno - 1].encode()[: statement.col_offset].decode()
    last = lines[(statement.end_lineno or statement.lineno) - 1]
    after = last.encode()[statement.end_col_offset or 0 :].decode().strip()
    return not before.strip() and (not after or after.startswith("#"))
