"""Filters that ignore every warning are dropped."""

from __future__ import annotations

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import Rewriter, called, dotted, keyword, positional, rewritten, text_of

CALLS = {
    "filterwarnings": ("message", "category", "module", "lineno"),
    "simplefilter": ("category", "lineno"),
}
WHY = "It hid every warning, including those about wrong results; to hide one, name its category."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Drop `warnings.filterwarnings("ignore")` and `warnings.simplefilter("ignore")` without a category.

    Filters in `with warnings.catch_warnings():` stay: they end with the block.
    """
    return rewritten(module, _Filters, context)


CODEMOD = Codemod(
    name="warnings-filter",
    why="A filter that ignores every warning hides wrong results and coming changes.",
    words=("filterwarnings", "simplefilter"),
    rewrite=rewrite,
    whole=True,
    safe=False,  # the warnings that it lets through are output, and -W error makes exceptions of them
    on_request=True,
    order=120,  # on request only, like those after it: any free place would do
)


class _Filters(Rewriter):
    name = "warnings-filter"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.caught = 0

    def visit_With(self, node: cst.With) -> None:
        self.caught += _catches(node)

    def leave_With(self, original_node: cst.With, updated_node: cst.With) -> cst.With:
        self.caught -= _catches(original_node)
        return updated_node

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        if updated_node.body and len(updated_node.body) < len(original_node.body):
            *others, last = updated_node.body
            last = last.with_changes(semicolon=original_node.body[-1].semicolon)
            updated_node = updated_node.with_changes(body=[*others, last])
        return super().leave_SimpleStatementLine(original_node, updated_node)

    def leave_Expr(
        self, original_node: cst.Expr, updated_node: cst.Expr
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        call = updated_node.value
        if self.caught or not isinstance(call, cst.Call) or not _ignores_all(call, self.context.rebound):
            return updated_node
        self.note("dropped", original_node, WHY)
        return cst.RemoveFromParent()


def _catches(node: cst.With) -> bool:
    return any(called(item.item).rpartition(".")[2] == "catch_warnings" for item in node.items)


def _ignores_all(call: cst.Call, rebound: frozenset[str]) -> bool:
    module, _, function = called(call).rpartition(".")
    arguments = positional(call.args)
    is_filter = function in CALLS and module in {"", "warnings"} and (module or function) not in rebound
    if not is_filter or arguments is None:
        return False
    if any(
        arg.keyword and arg.keyword.value not in {"action", "append", *CALLS[function]} for arg in call.args
    ):
        return False
    action = arguments[0] if arguments else keyword(call.args, "action")
    return text_of(action) == "ignore" and all(_is_wide(arg) for arg in call.args)


def _is_wide(arg: cst.Arg) -> bool:
    """Return whether an argument does not restrict the filter: the action, `append`, and `Warning` itself."""
    name = arg.keyword.value if arg.keyword else ""
    if name in {"action", "append"} or text_of(arg.value) in {"ignore", ""}:
        return True
    return dotted(arg.value) == "Warning"
