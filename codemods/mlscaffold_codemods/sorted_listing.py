"""Files of a folder are taken in the order of their names."""

from __future__ import annotations

import libcst as cst

from mlscaffold.codemod import Context, Rewrite
from mlscaffold_codemods._rewriter import Rewriter, called, dotted, rewritten

FUNCTIONS = frozenset("os.listdir listdir glob.glob glob.iglob iglob glob".split())
METHODS = frozenset({"glob", "rglob", "iterdir"})
MODULES = frozenset({"os", "glob"})
TAKING = frozenset("list tuple enumerate map filter zip".split())
WHY = "A folder lists its files in any order; now it is the order of their names."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Put `sorted(…)` around `os.listdir`, `glob` and `iterdir` where files are taken one by one or kept.

    Listings that are only counted, searched or shown stay as they are.
    """
    return rewritten(module, _Listings(context))


class _Listings(Rewriter):
    name = "sorted-listing"

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        return updated_node.with_changes(iter=self._sorted(updated_node.iter))

    def leave_CompFor(self, original_node: cst.CompFor, updated_node: cst.CompFor) -> cst.CompFor:
        return updated_node.with_changes(iter=self._sorted(updated_node.iter))

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:
        return updated_node.with_changes(value=self._sorted(updated_node.value))

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        if called(updated_node) not in TAKING:
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
