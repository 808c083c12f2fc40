"""Showing a figure becomes saving it."""

from __future__ import annotations

import re

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._rewriter import Rewriter, called, dotted, quoted, rewritten

PYPLOT = frozenset({"plt", "pyplot", "pylab", "pl", "matplotlib.pyplot", "sns.plt", "mpl.pyplot"})
CHARTS = ("plotly", "altair", "bokeh")
"""Libraries whose figures `save_figure` takes: no list of open figures has them."""
SHOWING = re.compile(
    r"(?:plotly\.(?:offline|io|plotly)|chart_studio\.plotly|bokeh\.(?:plotting|io)).*\.(?:show|iplot)"
)
"""Functions that show the figure that they are given."""
FIGURE = r"(?:^|\.)fig(?:ure)?\d*$|^fig(?:ure)?_\w+$|^\w+_fig(?:ure)?$"


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Turn `plt.show()` into `save_figures("name")`, and `fig.show()` of other libraries into `save_figure("name", fig)`.

    Args:
        module: a statement.
        context: `figure` names the file; `types` distinguishes figures of other libraries.

    Returns:
        The statement, which needs the helper `save_figures` or `save_figure` if it showed a figure.
    """
    return rewritten(module, _Shows, context)


CODEMOD = Codemod(
    name="show-to-save",
    why="A window or an inline figure is lost in an unattended run; a file stays.",
    words=("show(", "iplot("),
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
        chart = self._chart(original_node, updated_node)
        if chart is not None:
            return self._saved(original_node, updated_node, "save_figure", chart)
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
        return self._saved(original_node, updated_node, "save_figures")

    def _saved(self, old: cst.Call, updated: cst.Call, helper: str, *more: cst.BaseExpression) -> cst.Call:
        """Return the call that saves what a call shows."""
        arguments = [cst.Arg(cst.SimpleString(quoted(self.context.figure))), *map(cst.Arg, more)]
        new = cst.Call(cst.Name(helper), arguments, updated.lpar, updated.rpar)
        self.found.helpers.add(helper)
        self.note("rewritten", old, "Production has no window to show it; a file stays.", new)
        return new

    def _chart(self, old: cst.Call, updated: cst.Call) -> cst.BaseExpression | None:
        """Return the figure of plotly, altair or bokeh that a call shows, None if it shows none."""
        imports = dict(self.context.imports)
        first, _, rest = called(old).partition(".")
        if SHOWING.fullmatch(f"{imports.get(first, '')}.{rest}".strip(".")) and updated.args:
            return updated.args[0].value
        function = updated.func
        if not (isinstance(function, cst.Attribute) and function.attr.value == "show"):
            return None
        root = _root(function.value)
        if root in imports and dotted(function.value):
            return None  # a module, which shows nothing without an argument
        known = self.types.get(root, "") or imports.get(root, "")
        has_charts = any(name.startswith(CHARTS) for name in imports.values())
        unknown = not known and has_charts and (root != dotted(function.value) or re.search(FIGURE, root))
        return function.value if known.startswith(CHARTS) or unknown else None


def _root(node: cst.BaseExpression) -> str:
    """Return the name at the beginning of a chain of calls and attributes, "" if there is none."""
    while not isinstance(node, cst.Name):
        match node:
            case cst.Call(func=inner) | cst.Attribute(value=inner) | cst.Subscript(value=inner):
                node = inner
            case cst.BinaryOperation(left=inner):
                node = inner
            case _:
                return ""
    return node.value
