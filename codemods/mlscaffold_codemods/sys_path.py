"""Changes of the import path or working directory are reported, and dropped if only one machine has the path."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import Rewriter, called, rewritten, text_of

CALLS = frozenset({"sys.path.append", "sys.path.insert", "sys.path.extend", "os.chdir"})


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Drop `sys.path.append` and `os.chdir` with an absolute path; report the others."""
    return rewritten(module, _Paths, context)


CODEMOD = Codemod(
    name="sys-path",
    why="A changed import path or working directory makes the result depend on where the code runs.",
    words=("sys.path", "chdir"),
    rewrite=rewrite,
    whole=True,
    projects_only=True,
    order=110,  # no other codemod rewrites these calls: any free place would do
)


class _Paths(Rewriter):
    name = "sys-path"

    def leave_Expr(
        self, original_node: cst.Expr, updated_node: cst.Expr
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        call = updated_node.value
        if not isinstance(call, cst.Call) or called(call) not in CALLS or not call.args:
            return updated_node
        path = text_of(call.args[-1].value)
        if path is not None and (PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()):
            self.note(
                "dropped",
                original_node,
                "Only the author's machine has this folder; check whether it is needed.",
            )
            return cst.RemoveFromParent()
        self.note(
            "review",
            original_node,
            "It makes the result depend on the working directory; check whether it is needed.",
        )
        return updated_node
