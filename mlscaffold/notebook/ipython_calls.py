"""Calls of `get_ipython()` in a cell, and the code that replaces them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.notebook.conversion import Conversion
from mlscaffold.notebook.line_magics import line_magic, magic_value
from mlscaffold.notebook.shell_commands import command, output

_METHODS = frozenset(
    {"run_line_magic", "run_cell_magic", "magic", "line_magic", "system", "getoutput", "show_usage"}
)
_ANY_RECEIVER = frozenset({"run_line_magic", "run_cell_magic"})
_SHELL_NAMES = frozenset({"ip", "ipy", "ipython", "ipython_shell"})
_ABSENT = "Outside a notebook there is no IPython shell: it is now None."
_COMPUTED = "The magic is built at run time: write it as Python."
_FIELDS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True, slots=True)
class Replacement:
    """A node of a cell, and what replaces it.

    Args:
        node: a statement or an expression.
        conversion: what it becomes.
        code: the text that replaces it; None for the conversion's expression.
        lead: text inserted before the statement that contains the node.
        start: that statement.
    """

    node: ast.expr | ast.stmt
    conversion: Conversion
    code: str | None = None
    lead: str = ""
    start: ast.stmt | None = None

    @property
    def line(self) -> int:
        """The line on which the node starts."""
        return self.node.lineno


def replacements(source: str, tree: ast.Module, names: frozenset[str]) -> Iterator[Replacement]:
    """Yield a replacement for each call of `get_ipython()` in a cell of a notebook that binds `names`."""
    for block, top in _blocks(tree, True):
        found = [tuple(_of_statement(statement, names)) for statement in block]
        whole = [len(one) == 1 and one[0].node is node for one, node in zip(found, block, strict=True)]
        emptied = all(
            is_whole and not one[0].conversion.statement for is_whole, one in zip(whole, found, strict=True)
        )
        for index, (statement, is_whole, one) in enumerate(zip(block, whole, found, strict=True)):
            if not is_whole:
                yield from one
                continue
            alone = _alone_on_its_line(source, statement)
            filler = "pass" if (emptied and not top and index == 0) or not alone else ""
            yield Replacement(statement, one[0].conversion, one[0].conversion.statement or filler)


def replaced(source: str, items: tuple[Replacement, ...]) -> str:
    """Return a cell with its replacements; the lines keep their numbers."""
    text = SourceText.of(source)
    edits: list[Edit] = []
    for item in items:
        node = item.node
        start, end = text.span(node)
        code = item.conversion.expression if item.code is None else item.code
        if not code:
            start = text.starts[node.lineno - 1]
        edits.append(Edit(start, end, code + "\n" * ((node.end_lineno or node.lineno) - node.lineno)))
        if item.lead and item.start is not None:
            before = text.span(item.start)[0]
            edits.append(Edit(before, before, item.lead))
    return apply_edits(source, edits)


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
        conversion = _statement_conversion(statement.value, names)
        if conversion:
            yield Replacement(statement, conversion)
            return
    for node in _own_expressions(statement):
        conversion = _value_conversion(node, names)
        if conversion and conversion.kind == "skipped" and not conversion.code and _is_simple(statement):
            yield Replacement(statement, conversion)
            return
        if conversion:
            yield _in_statement(statement, node, conversion)


def _in_statement(statement: ast.stmt, node: ast.expr, conversion: Conversion) -> Replacement:
    if not conversion.imports or not _is_simple(statement):
        return Replacement(node, conversion, conversion.expression or "None")
    return Replacement(node, conversion, conversion.code, "; ".join((*conversion.imports, "")), statement)


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


def _statement_conversion(node: ast.expr, names: frozenset[str]) -> Conversion | None:
    method = _method(node)
    if not method:
        return None
    words = _words(node)
    if method == "show_usage":
        return line_magic("quickref", "", names)
    if words is None:
        return Conversion(_COMPUTED, "skipped")
    if method in {"system", "getoutput"}:
        return command(words[0], names)
    if method == "run_cell_magic":
        return Conversion(
            f"The cell magic %%{words[0]} is called inside a cell: write it as Python.", "skipped"
        )
    name, arguments = words if len(words) == 2 else _split(words[0])
    return line_magic(name, arguments, names)


def _value_conversion(node: ast.expr, names: frozenset[str]) -> Conversion | None:
    if _is_shell(node):
        return Conversion(_ABSENT, "rewritten", "None")
    method = _method(node)
    words = _words(node) if method else None
    if not method:
        return None
    if words is None or method in {"run_cell_magic", "system", "show_usage"}:
        return Conversion(_COMPUTED, "skipped")
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
    """Return a call's arguments if all are strings."""
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
