"""Elementwise comparisons with True, False and None are protected from linters that would simplify them."""

from __future__ import annotations

from dataclasses import dataclass, field

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import WIDTH, Rewriter, code, dotted, end_with_noqa, rewritten

CODES = {"True": "E712", "False": "E712", "None": "E711"}
NO_COLUMNS = frozenset({"index", "columns", "values", "shape", "size", "ndim", "empty", "attrs", "axes", "T"})
FRAME, SERIES, ARRAY = "pandas.DataFrame", "pandas.Series", "numpy.ndarray"
WHY = "On data it compares each element; a linter would simplify it to one comparison."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Turn `df["a"] == True` into `df["a"].eq(True)`.

    Where types do not show that the value is a column, the comparison stays and gets `# noqa`, or becomes
    `operator.eq` if its line is long. Comparisons of plain names stay as they are.
    """
    return rewritten(module, _Comparisons, context)


CODEMOD = Codemod(
    name="elementwise-comparison",
    why="Linters simplify == True as if it compared one value, but on an array it compares each element.",
    words=tuple(
        word
        for value in ("True", "False", "None")
        for sign in ("==", "!=")
        for word in (f"{sign}{value}", f"{sign} {value}", f"{value}{sign}", f"{value} {sign}")
    ),
    rewrite=rewrite,
    order=90,  # after the codemods that move code to other lines: it adds comments to lines
)


@dataclass(frozen=True)
class _ConstantComparison:
    """A comparison of one value with a constant."""

    value: cst.BaseExpression
    constant: cst.BaseExpression
    equal: bool


@dataclass
class _Line:
    """A line that may get a comment: whether it is short enough, and the rules to suppress."""

    short: bool
    codes: set[str] = field(default_factory=set)


class _Comparisons(Rewriter):
    name = "elementwise-comparison"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.line: _Line | None = None
        self.headers: dict[cst.CSTNode, _Line] = {}

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:
        self.line = _line(node.with_changes(leading_lines=[], trailing_whitespace=cst.TrailingWhitespace()))

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        line, self.line = self.line, None
        if line is None or not line.codes:
            return updated_node
        after = end_with_noqa(updated_node.trailing_whitespace, *sorted(line.codes))
        return updated_node.with_changes(trailing_whitespace=after)

    def visit_If_test(self, node: cst.If) -> None:
        self.line = self.headers[node] = _line(node.test)

    def leave_If_test(self, node: cst.If) -> None:
        self.line = None

    def leave_If(self, original_node: cst.If, updated_node: cst.If) -> cst.If:
        codes = self.headers[original_node].codes
        return (
            updated_node.with_changes(body=_with_codes(updated_node.body, codes)) if codes else updated_node
        )

    def visit_While_test(self, node: cst.While) -> None:
        self.line = self.headers[node] = _line(node.test)

    def leave_While_test(self, node: cst.While) -> None:
        self.line = None

    def leave_While(self, original_node: cst.While, updated_node: cst.While) -> cst.While:
        codes = self.headers[original_node].codes
        return (
            updated_node.with_changes(body=_with_codes(updated_node.body, codes)) if codes else updated_node
        )

    def leave_Comparison(
        self, original_node: cst.Comparison, updated_node: cst.Comparison
    ) -> cst.BaseExpression:
        found = _constant_comparison(updated_node)
        if found is None or dotted(found.value) in CODES:
            return updated_node
        if _is_column(found.value, self.types):
            return self._method(original_node, updated_node, found)
        if isinstance(found.value, cst.Name) and self.types.get(found.value.value) != ARRAY:
            return updated_node
        return self._unchanged(original_node, updated_node, found)

    def _method(
        self, original: cst.Comparison, updated: cst.Comparison, found: _ConstantComparison
    ) -> cst.BaseExpression:
        method = cst.Attribute(found.value, cst.Name("eq" if found.equal else "ne"))
        new = cst.Call(method, [cst.Arg(found.constant)], updated.lpar, updated.rpar)
        self.note("rewritten", original, WHY, new)
        return new

    def _unchanged(
        self, original: cst.Comparison, updated: cst.Comparison, found: _ConstantComparison
    ) -> cst.BaseExpression:
        if self.line and self.line.short:
            self.line.codes.add(CODES[dotted(found.constant)])
            self.note("review", original, WHY)
            return updated
        function = cst.Attribute(cst.Name("operator"), cst.Name("eq" if found.equal else "ne"))
        new = cst.Call(function, [cst.Arg(found.value), cst.Arg(found.constant)], updated.lpar, updated.rpar)
        self.found.imports.add("import operator")
        self.note("rewritten", original, WHY, new)
        return new


def _line(node: cst.CSTNode) -> _Line:
    text = code(node).strip()
    return _Line(short="\n" not in text and len(text) <= WIDTH)


def _with_codes(suite: cst.BaseSuite, codes: set[str]) -> cst.BaseSuite:
    if isinstance(suite, cst.IndentedBlock):
        return suite.with_changes(header=end_with_noqa(suite.header, *sorted(codes)))
    if isinstance(suite, cst.SimpleStatementSuite):
        after = end_with_noqa(suite.trailing_whitespace, *sorted(codes))
        return suite.with_changes(trailing_whitespace=after)
    return suite


def _constant_comparison(node: cst.Comparison) -> _ConstantComparison | None:
    """Return the comparison of one value with True, False or None, None for other comparisons."""
    if len(node.comparisons) != 1:
        return None
    target = node.comparisons[0]
    if not isinstance(target.operator, (cst.Equal, cst.NotEqual)):
        return None
    equal = isinstance(target.operator, cst.Equal)
    if dotted(target.comparator) in CODES:
        return _ConstantComparison(node.left, target.comparator, equal)
    if dotted(node.left) in CODES:
        return _ConstantComparison(target.comparator, node.left, equal)
    return None


def _is_column(node: cst.BaseExpression, types: dict[str, str]) -> bool:
    """Return whether a value is known to be a frame, a series, or a column of a frame."""
    if isinstance(node, cst.Name):
        return types.get(node.value) in (FRAME, SERIES)
    if isinstance(node, cst.Subscript):
        return types.get(dotted(node.value)) == FRAME
    if isinstance(node, cst.Attribute):
        return types.get(dotted(node.value)) == FRAME and node.attr.value not in NO_COLUMNS
    return False
