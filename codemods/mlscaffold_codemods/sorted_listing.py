"""Directory listings are sorted by name."""

from __future__ import annotations

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import Rewriter, called, dotted, rewritten

FUNCTIONS = frozenset("os.listdir listdir glob.glob glob.iglob iglob glob".split())
METHODS = frozenset({"glob", "rglob", "iterdir"})
MODULES = frozenset({"os", "glob"})
CONSUMERS = frozenset("list tuple enumerate map filter zip".split())
WHY = "The order of a directory listing is undefined; now it is sorted by name."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Wrap `os.listdir`, `glob` and `iterdir` in `sorted(…)` where files are iterated over or stored.

    Listings that are only counted, searched or shown stay as they are.
    """
    return rewritten(module, _Listings, context)


CODEMOD = Codemod(
    name="sorted-listing",
    why="The order in which a directory lists its files is undefined.",
    words=("listdir", "glob", "iterdir"),
    rewrite=rewrite,
    safe=False,
    on_request=True,
    order=160,  # see warnings-filter
)


class _Listings(Rewriter):
    name = "sorted-listing"

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        return updated_node.with_changes(iter=self._sorted(updated_node.iter))

    def leave_CompFor(self, original_node: cst.CompFor, updated_node: cst.CompFor) -> cst.CompFor:
        return updated_node.with_changes(iter=self._sorted(updated_node.iter))

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:
        return updated_node.with_changes(value=self._sorted(updated_node.value))

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        if called(updated_node) not in CONSUMERS:
            return updated_node
        args = [arg.with_changes(value=self._sorted(arg.value)) for arg in updated_node.args]
        return updated_node.with_changes(args=args)

    def _sorted(self, node: cst.BaseExpression) -> cst.BaseExpression:
        if not isinstance(node, cst.Call) or not self._lists(node) or "sorted" in self.context.rebound:
            return node
        new = cst.Call(cst.Name("sorted"), [cst.Arg(node)])
        self.note("rewritten", node, WHY, new)
        return new

    def _lists(self, call: cst.Call) -> bool:
        name = called(call)
        if name in FUNCTIONS:
            return name.partition(".")[0] not in self.context.rebound
        if not isinstance(call.func, cst.Attribute) or call.func.attr.value not in METHODS:
            return False
        return dotted(call.func.value).partition(".")[0] not in MODULES
