"""Showing a matplotlib figure becomes saving it."""

from __future__ import annotations

import re

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import Rewriter, called, quoted, rewritten

PYPLOT = frozenset({"plt", "pyplot", "pylab", "pl", "matplotlib.pyplot", "sns.plt", "mpl.pyplot"})
FIGURE = r"(?:^|\.)fig(?:ure)?\d*$|^fig(?:ure)?_\w+$|^\w+_fig(?:ure)?$"


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Turn `plt.show()` into `save_figures("name")`.

    Args:
        module: a statement.
        context: `figure` names the file; `types` distinguishes figures of other libraries.

    Returns:
        The statement, which needs the helper `save_figures` if it showed a figure.
    """
    return rewritten(module, _Shows, context)


CODEMOD = Codemod(
    name="show-to-save",
    why="A window or an inline figure is lost in an unattended run; a file stays.",
    words=("show(",),
    rewrite=rewrite,
    whole=True,
    projects_only=True,
    order=50,  # no other codemod rewrites calls of show(): any free place would do
)


class _Shows(Rewriter):
    name = "show-to-save"

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        name = called(updated_node)
        receiver, _, method = name.rpartition(".")
        if method != "show" or receiver in self.context.rebound:
            return updated_node
        known = self.types.get(receiver or "show", "")
        if known and not known.startswith(("matplotlib", "pylab")):
            if re.search(FIGURE, receiver):
                self.note(
                    "review", original_node, f"It shows a {known}, not a matplotlib figure, so it stays."
                )
            return updated_node
        if not (known or receiver in PYPLOT or re.search(FIGURE, receiver)):
            return updated_node
        argument = cst.Arg(cst.SimpleString(quoted(self.context.figure)))
        new = cst.Call(cst.Name("save_figures"), [argument], updated_node.lpar, updated_node.rpar)
        self.found.helpers.add("save_figures")
        self.note("rewritten", original_node, "Production has no window to show it; a file stays.", new)
        return new
