"""Expressions in blocks whose value nobody takes are dropped."""

from __future__ import annotations

import libcst as cst

from mlscaffold.codemod import Context, Rewrite
from mlscaffold_codemods._purity import is_pure
from mlscaffold_codemods._rewriter import Rewriter, rewritten

VALUES = (
    cst.Name,
    cst.Attribute,
    cst.Subscript,
    cst.Comparison,
    cst.BooleanOperation,
    cst.UnaryOperation,
    cst.IfExp,
    cst.Tuple,
    cst.List,
    cst.Set,
    cst.BaseNumber,
    cst.Lambda,
)
WHY = "Jupyter shows the last line of a cell only, so that this did nothing."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Drop bare names, attributes, subscripts, comparisons and constants in blocks, and an idle `if`.

    Where evaluating may raise (inside `try`) or may do something, the value is taken as `_`.
    """
    return rewritten(module, _Useless(context))


class _Useless(Rewriter):
    name = "useless-expression"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.depth = 1 if context.inside else 0
        self.tries = 0
        self.elifs: set[cst.CSTNode] = set()

    def visit_If(self, node: cst.If) -> None:
        if isinstance(node.orelse, cst.If):
            self.elifs.add(node.orelse)

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:
        self.depth += 1

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.BaseSuite:
        self.depth -= 1
        return super().leave_IndentedBlock(original_node, updated_node)

    def visit_Try_body(self, node: cst.Try) -> None:
        self.tries += 1

    def leave_Try_body(self, node: cst.Try) -> None:
        self.tries -= 1

    def leave_If(self, original_node: cst.If, updated_node: cst.If) -> cst.BaseStatement:
        does_nothing = updated_node.orelse is None and _only_passes(updated_node.body)
        is_elif = original_node in self.elifs
        if is_elif or self.tries or not does_nothing or not is_pure(updated_node.test, self.types):
            return updated_node
        self.note("dropped", original_node, "It does nothing in either case.")
        nothing = cst.SimpleStatementLine([cst.Pass()], leading_lines=updated_node.leading_lines)
        self.gone.add(nothing)
        return nothing

    def leave_Expr(
        self, original_node: cst.Expr, updated_node: cst.Expr
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        value = updated_node.value
        if not self.depth or not isinstance(value, VALUES):
            return updated_node
        if is_pure(value, self.types) and not self.tries:
            self.note("dropped", original_node, WHY)
            return cst.RemoveFromParent()
        if "_" in self.context.rebound:
            return updated_node
        new = cst.Assign([cst.AssignTarget(cst.Name("_"))], value)
        self.note(
            "rewritten", original_node, "Its value is not used; it stays for what evaluating it does.", new
        )
        return new


def _only_passes(suite: cst.BaseSuite) -> bool:
    lines = [line for line in suite.body if isinstance(line, cst.SimpleStatementLine)]
    smalls = [small for line in lines for small in line.body] if lines else suite.body
    return len(lines) in (0, len(suite.body)) and all(isinstance(small, cst.Pass) for small in smalls)
