"""Comparisons with NaN, which are never true, become tests for missing values."""

from __future__ import annotations

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import Rewriter, dotted, rewritten, text_of

NAN = frozenset("np.nan numpy.nan np.NaN numpy.NaN np.NAN".split())
FRAME, SERIES = "pandas.DataFrame", "pandas.Series"
NUMBERS = frozenset({"float", "int", "numpy.ndarray"})
NO_COLUMNS = frozenset({"index", "columns", "values", "shape", "size", "ndim", "empty", "attrs", "axes", "T"})
WHY = "Nothing equals NaN, so this was the same for all values; now it tests which are missing."
WHY_LOOK = "Nothing equals NaN, so this is the same for all values; use isna() if missing values are meant."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Turn `df["a"] == np.nan` into `df["a"].isna()`, and `x != np.nan` into `~np.isnan(x)` for numbers.

    Where the type of the value is unknown, the comparison is only reported.
    """
    return rewritten(module, _Comparisons, context)


CODEMOD = Codemod(
    name="nan-comparison",
    why="Nothing equals NaN, not even NaN, so the comparison is never true.",
    words=("nan", "NaN"),
    rewrite=rewrite,
    safe=False,
    on_request=True,
    order=150,  # see warnings-filter
)


class _Comparisons(Rewriter):
    name = "nan-comparison"

    def leave_Comparison(
        self, original_node: cst.Comparison, updated_node: cst.Comparison
    ) -> cst.BaseExpression:
        if len(updated_node.comparisons) != 1:
            return updated_node
        target = updated_node.comparisons[0]
        if not isinstance(target.operator, (cst.Equal, cst.NotEqual)):
            return updated_node
        sides = (updated_node.left, target.comparator)
        nan = next((side for side in sides if dotted(side) in NAN), None)
        if nan is None or all(dotted(side) in NAN for side in sides):
            return updated_node
        value = sides[0] if nan is sides[1] else sides[1]
        new = self._test(value, dotted(nan), equal=isinstance(target.operator, cst.Equal))
        if new is None:
            self.note("review", original_node, WHY_LOOK)
            return updated_node
        self.note("rewritten", original_node, WHY, new)
        return new.with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)

    def _test(self, value: cst.BaseExpression, nan: str, *, equal: bool) -> cst.BaseExpression | None:
        """Return a test for missing values, None if the type of the value is unknown."""
        if self._is_data(value):
            return cst.Call(cst.Attribute(value, cst.Name("isna" if equal else "notna")))
        if not isinstance(value, cst.Name) or self.types.get(value.value) not in NUMBERS:
            return None
        call = cst.Call(cst.Attribute(cst.Name(nan.partition(".")[0]), cst.Name("isnan")), [cst.Arg(value)])
        if equal:
            return call
        is_array = self.types[value.value] == "numpy.ndarray"
        no = cst.BitInvert() if is_array else cst.Not(cst.SimpleWhitespace(" "))
        return cst.UnaryOperation(no, call)

    def _is_data(self, value: cst.BaseExpression) -> bool:
        """Return whether a value is known to be a frame, a series, or a column of a frame."""
        if isinstance(value, cst.Name):
            return self.types.get(value.value) in {FRAME, SERIES}
        if isinstance(value, cst.Subscript) and self.types.get(dotted(value.value)) == FRAME:
            index = value.slice[0].slice if len(value.slice) == 1 else None
            return isinstance(index, cst.Index) and text_of(index.value) is not None
        is_column = isinstance(value, cst.Attribute) and value.attr.value not in NO_COLUMNS
        return is_column and isinstance(value, cst.Attribute) and self.types.get(dotted(value.value)) == FRAME
