"""Branches for Google Colab are removed, and imports in `try` become plain imports."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import Rewriter, code, dotted, rewritten

COLAB = r"""^['"]google\.colab['"] (in|not in) (?:sys\.modules(?:\.keys\(\))?|str\(get_ipython\(\)\))$"""
JUPYTER = r"""^(?:get_ipython\(\)(?: is not None)?|['"]get_ipython['"] in (?:globals|locals|dir)\(\))$"""
NO_JUPYTER = r"""^(?:get_ipython\(\) is None|['"]get_ipython['"] not in (?:globals|locals|dir)\(\))$"""
IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})
CATCHES_IMPORT = IMPORT_ERRORS | {"Exception", "BaseException", ""}

WHY_COLAB = "It is for Google Colab; the notebook's results come from the other branch."
WHY_JUPYTER = "The notebook's results come from this branch, so it always runs now."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Keep the branch that plain Jupyter runs where code tests where it runs."""
    return rewritten(module, _Branches, context)


CODEMOD = Codemod(
    name="colab-branch",
    why="Branches for Google Colab and imports that may fail silently hide what the project requires.",
    words=("colab", "COLAB", "get_ipython", "ImportError", "ModuleNotFoundError"),
    rewrite=rewrite,
    whole=True,
    projects_only=True,
    order=30,  # before notebook-only: statements of a dropped branch need no rewriting and no report
)


class _Branches(Rewriter):
    name = "colab-branch"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.elifs: set[cst.CSTNode] = set()

    def visit_If(self, node: cst.If) -> None:
        if isinstance(node.orelse, cst.If):
            self.elifs.add(node.orelse)

    def leave_If(
        self, original_node: cst.If, updated_node: cst.If
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        node = self._without_known_elif(updated_node)
        holds = _known(node.test)
        if original_node in self.elifs or holds is None:
            return node
        self.note(
            "dropped" if not holds else "rewritten",
            original_node.test,
            WHY_COLAB if not holds else WHY_JUPYTER,
        )
        if holds:
            return self._in_place_of(node, _statements(node.body))
        if isinstance(node.orelse, cst.If):
            return node.orelse.with_changes(leading_lines=node.leading_lines)
        return self._in_place_of(node, _statements(node.orelse.body) if node.orelse else [])

    def _without_known_elif(self, node: cst.If) -> cst.If:
        if not isinstance(node.orelse, cst.If):
            return node
        holds = _known(node.orelse.test)
        if holds is None:
            return node
        self.note(
            "dropped" if not holds else "rewritten", node.orelse.test, WHY_COLAB if not holds else WHY_JUPYTER
        )
        return node.with_changes(orelse=cst.Else(node.orelse.body) if holds else node.orelse.orelse)

    def leave_Try(
        self, original_node: cst.Try, updated_node: cst.Try
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        if not updated_node.handlers or updated_node.finalbody:
            return updated_node
        handler = updated_node.handlers[0]
        body = _statements(updated_node.body)
        if _imports_colab(body) and _caught(handler) & CATCHES_IMPORT and not handler.name:
            self.note("dropped", original_node, WHY_COLAB)
            return self._in_place_of(updated_node, _statements(handler.body))
        only_imports = all(_is_import(line) for line in body) and not updated_node.orelse
        if only_imports and len(updated_node.handlers) == 1 and _ignores_import_error(handler):
            self.note(
                "rewritten",
                original_node,
                "The project requires it, so it cannot be missing.",
            )
            return self._in_place_of(updated_node, body)
        return updated_node

    def _in_place_of(
        self, node: cst.If | cst.Try, lines: Sequence[cst.BaseStatement]
    ) -> cst.FlattenSentinel[cst.BaseStatement] | cst.BaseStatement:
        """Return statements in place of a compound one, with the comments above it."""
        if not lines:
            nothing = cst.SimpleStatementLine([cst.Pass()], leading_lines=node.leading_lines)
            self.gone.add(nothing)
            return nothing
        above = [*node.leading_lines, *getattr(lines[0], "leading_lines", ())]
        return cst.FlattenSentinel([lines[0].with_changes(leading_lines=above), *lines[1:]])


def _known(test: cst.BaseExpression) -> bool | None:
    """Return the value of a test in plain Jupyter, None for other tests."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = _known(test.expression)
        return None if inner is None else not inner
    text = " ".join(code(test.with_changes(lpar=[], rpar=[])).split())
    if found := re.match(COLAB, text):
        return found[1] == "not in"
    if re.match(JUPYTER, text):
        return True
    return False if re.match(NO_JUPYTER, text) else None


def _statements(suite: cst.BaseSuite) -> list[cst.BaseStatement]:
    """Return the statements of a block, without a lone `pass`."""
    if isinstance(suite, cst.SimpleStatementSuite):
        found: list[cst.BaseStatement] = [cst.SimpleStatementLine([_unended(small)]) for small in suite.body]
    else:
        found = [line for line in suite.body if isinstance(line, cst.BaseStatement)]
    return [line for line in found if not _is_pass(line)]


def _unended(small: cst.BaseSmallStatement) -> cst.BaseSmallStatement:
    return small.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)


def _is_pass(line: cst.BaseStatement) -> bool:
    return isinstance(line, cst.SimpleStatementLine) and all(
        isinstance(small, cst.Pass) for small in line.body
    )


def _imports_colab(body: Sequence[cst.BaseStatement]) -> bool:
    first = body[0] if body else None
    return isinstance(first, cst.SimpleStatementLine) and bool(
        re.match(r"(import|from) google\.colab\b", code(first.body[0]))
    )


def _caught(handler: cst.ExceptHandler | cst.BaseExpression) -> frozenset[str]:
    """Return the names of the exceptions that a handler catches, "" for a bare one."""
    kind = handler.type if isinstance(handler, cst.ExceptHandler) else handler
    if kind is None:
        return frozenset({""})
    if isinstance(kind, cst.Tuple):
        return frozenset(dotted(element.value) for element in kind.elements)
    return frozenset({dotted(kind)})


def _ignores_import_error(handler: cst.ExceptHandler) -> bool:
    return _caught(handler) <= IMPORT_ERRORS and not _statements(handler.body)


def _is_import(line: cst.BaseStatement) -> bool:
    if not isinstance(line, cst.SimpleStatementLine):
        return False
    return all(isinstance(small, (cst.Import, cst.ImportFrom)) for small in line.body)
