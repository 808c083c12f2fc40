"""Gives `__name__` the value that it has in a notebook, `"__main__"`, and unwraps the guards that compare it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

import libcst as cst
import libcst.matchers as m

from mlscaffold.analysis.scopes import bound_names
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.hardening.dropped_statements import excerpt
from mlscaffold.notebook.cells import Change
from mlscaffold.rewriting.parse_deep import parse_module

NAME = "__name__"
MAIN = "__main__"
SHOWN_LOGGERS = re.compile(r"%\(name\)|\{name|basicConfig|dictConfig|fileConfig|Formatter|\.name\b")
"""Text of code that may show the names of loggers."""
GUARD = m.If(test=m.Name("True") | m.Name("False"))


def keep_main_name(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], tuple[Change, ...]]:
    """Replace `__name__` by its value in a notebook, and guards by the branch that runs there.

    Args:
        statements: all statements.

    Returns:
        The statements, and the changes to report: a guard that always runs is none.
    """
    if not any(NAME in one.source for one in statements):
        return tuple(statements), ()
    if any(NAME in bound_names(one.node) for one in statements):
        return tuple(statements), ()
    shown = any(SHOWN_LOGGERS.search(one.source) for one in statements)
    found: list[Statement] = []
    changes: list[Change] = []
    for one in statements:
        text = _replaced(one.source, shown) if NAME in one.source else one.source
        found.extend((one,) if text == one.source else restate(one, text))
        if text != one.source and not _is_guard(one.node):
            why = '`__name__` is "__main__" in a notebook.'
            kind, now = ("rewritten", text.split("\n")[0]) if text else ("dropped", "")
            changes.append(Change(one.location, kind, excerpt(one), why, now, by="main-name"))  # type: ignore[arg-type]
    return tuple(found), tuple(changes)


def _is_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and not node.orelse and "==" in ast.unparse(node.test)


def _replaced(source: str, shown: bool) -> str:
    module = parse_module(source)
    renamed = module.visit(_MainName(shown))
    if not (isinstance(module.body[0], cst.If) and m.matches(renamed.body[0], GUARD)):
        return renamed.code
    first = renamed.body[0]
    assert isinstance(first, cst.If)
    return _branch(first, comments=module.header)


def _branch(node: cst.If, comments: Iterable[cst.EmptyLine]) -> str:
    """Return the code of the branch that runs."""
    if m.matches(node.test, m.Name("True")):
        return _block(node.body, comments)
    if isinstance(node.orelse, cst.Else):
        return _block(node.orelse.body, comments)
    if node.orelse is None:
        return ""
    if m.matches(node.orelse, GUARD):
        return _branch(node.orelse, comments)
    return cst.Module(body=[node.orelse]).code.replace("elif", "if", 1).strip("\n")


def _block(body: cst.BaseSuite, comments: Iterable[cst.EmptyLine]) -> str:
    lines: list[cst.SimpleStatementLine | cst.BaseCompoundStatement]
    if isinstance(body, cst.IndentedBlock):
        lines = [n for n in body.body if isinstance(n, (cst.SimpleStatementLine, cst.BaseCompoundStatement))]
    else:
        assert isinstance(body, cst.SimpleStatementSuite)
        lines = [cst.SimpleStatementLine(body=list(body.body))]
    return cst.Module(body=lines, header=[line for line in comments if line.comment]).code.strip("\n")


class _MainName(cst.CSTTransformer):
    """Replaces `__name__`; a logger keeps the module's name where nothing shows it."""

    def __init__(self, shown: bool) -> None:
        super().__init__()
        self.shown = shown
        self.unchanged: set[int] = set()
        self.quotes: list[str] = []

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self.unchanged.add(id(node.attr))

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self.unchanged.add(id(node.keyword))

    def visit_Call(self, node: cst.Call) -> None:
        names_logger = m.matches(node.func, m.Attribute(attr=m.Name("getLogger")) | m.Name("getLogger"))
        if names_logger and not self.shown and node.args:
            self.unchanged.add(id(node.args[0].value))

    def visit_FormattedString(self, node: cst.FormattedString) -> None:
        self.quotes.append(node.end)

    def leave_FormattedString(
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.FormattedString:
        self.quotes.pop()
        return updated_node

    def leave_Comparison(
        self, original_node: cst.Comparison, updated_node: cst.Comparison
    ) -> cst.BaseExpression:
        sides = [original_node.left, *(part.comparator for part in original_node.comparisons)]
        texts = [MAIN if m.matches(side, m.Name(NAME)) else _text(side) for side in sides]
        if len(texts) != 2 or None in texts or not any(m.matches(side, m.Name(NAME)) for side in sides):
            return updated_node
        operator = original_node.comparisons[0].operator
        if not isinstance(operator, (cst.Equal, cst.NotEqual)):
            return updated_node
        return cst.Name(
            str((texts[0] == texts[1]) is isinstance(operator, cst.Equal)),
            updated_node.lpar,
            updated_node.rpar,
        )

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        if original_node.value != NAME or id(original_node) in self.unchanged:
            return updated_node
        quote = "'" if '"' in self.quotes else '"'
        return cst.SimpleString(f"{quote}{MAIN}{quote}", updated_node.lpar, updated_node.rpar)


def _text(node: cst.BaseExpression) -> str | None:
    """Return the value of a string literal, None for other expressions."""
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    return value if isinstance(value, str) else None
