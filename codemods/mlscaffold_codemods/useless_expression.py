"""Expressions in blocks whose value is not used are dropped."""

from __future__ import annotations

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._purity import is_pure
from mlscaffold_codemods._rewriter import Rewriter, rewritten

VALUES = frozenset(
    "Name Attribute Subscript Comparison BooleanOperation UnaryOperation IfExp Tuple List Set Integer Float Imaginary "
    "Lambda".split()
)
"""Kinds of expressions without an effect other than their value, except calls of properties and operators."""
WHY = "Jupyter shows the value of a cell's last line only, so this did nothing."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Drop bare names, attributes, subscripts, comparisons and constants in blocks, and an `if` that does nothing.

    Where evaluating may raise (inside `try`) or may have an effect, the value is assigned to `_`.
    """
    return rewritten(module, _Useless, context)


CODEMOD = Codemod(
    name="useless-expression",
    why="An expression whose value is not used does nothing outside the last line of a cell.",
    words=(":\n", ": \n", ": #", ":  #", ":#"),
    rewrite=rewrite,
    whole=True,
    order=100,  # after colab-branch and notebook-only, which may leave an `if` that does nothing
)


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
        self.note("dropped", original_node, "It does nothing in either branch.")
        nothing = cst.SimpleStatementLine([cst.Pass()], leading_lines=updated_node.leading_lines)
        self.gone.add(nothing)
        return nothing

    def leave_Expr(
        self, original_node: cst.Expr, updated_node: cst.Expr
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        value = updated_node.value
        if not self.depth or type(value).__name__ not in VALUES:
            return updated_node
        if is_pure(value, self.types) and not self.tries:
            self.note("dropped", original_node, WHY)
            return cst.RemoveFromParent()
        if "_" in self.context.rebound:
            return updated_node
        new = cst.Assign([cst.AssignTarget(cst.Name("_"))], value)
        self.note("rewritten", original_node, "Its value is not used; evaluating it may have an effect.", new)
        return new


def _only_passes(suite: cst.BaseSuite) -> bool:
    lines = [line for line in suite.body if isinstance(line, cst.SimpleStatementLine)]
    smalls = [small for line in lines for small in line.body] if lines else suite.body
    return len(lines) in (0, len(suite.body)) and all(isinstance(small, cst.Pass) for small in smalls)
