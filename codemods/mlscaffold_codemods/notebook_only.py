"""Code that works only in Jupyter or Colab is dropped, replaced or reported."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._message import info, message
from mlscaffold_codemods._rewriter import Rewriter, called, dotted, rewritten, text_of

DISPLAYS = frozenset({"display", "IPython.display.display", "IPython.core.display.display"})
TEXTS = frozenset({"HTML", "Markdown", "Latex", "Math", "Pretty", "JSON"})
PICTURES = frozenset({"Image", "SVG", "Audio", "Video", "IFrame", "YouTubeVideo", "VimeoVideo", "FileLink"})
SETTINGS = frozenset(
    {"set_matplotlib_formats", "clear_output", "init_notebook_mode", "initjs", "output_notebook"}
)
COLAB_CALLS = frozenset(
    {
        "drive.mount",
        "drive.flush_and_unmount",
        "files.upload",
        "files.download",
        "files.view",
        "auth.authenticate_user",
    }
)
GONE = {
    "__future__": frozenset(
        {"print_function", "division", "absolute_import", "unicode_literals", "generators"}
    )
    | {"nested_scopes", "with_statement", "generator_stop"},
    "IPython": frozenset({"get_ipython"}),
    "IPython.display": frozenset({"display", "clear_output", "set_matplotlib_formats"}),
    "IPython.core.display": frozenset({"display", "clear_output", "set_matplotlib_formats"}),
    "IPython.core.interactiveshell": frozenset({"InteractiveShell"}),
    "matplotlib_inline.backend_inline": frozenset({"set_matplotlib_formats"}),
    "plotly.offline": frozenset({"init_notebook_mode"}),
    "bokeh.plotting": frozenset({"output_notebook"}),
    "bokeh.io": frozenset({"output_notebook"}),
}
WORDS = (
    "IPython ipython display clear_output set_matplotlib_formats InteractiveShell init_notebook_mode initjs output_notebook "
    "tqdm colab drive. files. input( __future__ HTML( Image( Markdown( Latex( Math( SVG( Audio( Video( IFrame("
)
TQDM = {"tqdm_notebook": "tqdm", "tnrange": "trange"}
WHY = "It works in a notebook only."
WHY_COLAB = "It works in Google Colab only; decide where the files come from."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Drop or replace code that needs a notebook.

    Args:
        module: a statement.
        context: names in `rebound` are the notebook's own.

    Returns:
        The statement without features of notebooks. IPython and classes of IPython.display stay imported, since other
        statements may use them; if none does, the import is removed as unused.
    """
    return rewritten(module, _NotebookOnly, context)


CODEMOD = Codemod(
    name="notebook-only",
    why="Features of Jupyter and Colab do not exist where the project runs.",
    words=tuple(WORDS.split()),
    rewrite=rewrite,
    whole=True,
    projects_only=True,
    order=40,  # before print-to-logging: only it knows the text that display(HTML(…)) shows
)


class _NotebookOnly(Rewriter):
    name = "notebook-only"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.statements: set[cst.CSTNode] = set()
        self.receivers: set[cst.CSTNode] = set()
        self.guarded = 0

    def visit_Expr(self, node: cst.Expr) -> None:
        self.statements.add(node.value)

    def visit_Try(self, node: cst.Try) -> None:
        self.guarded += 1

    def leave_Try(self, original_node: cst.Try, updated_node: cst.Try) -> cst.Try:
        self.guarded -= 1
        return updated_node

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self.receivers.add(node.value)

    def leave_Expr(
        self, original_node: cst.Expr, updated_node: cst.Expr
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        name = called(original_node.value)
        root, last = name.split(".")[0], name.rpartition(".")[2]
        if root and root in self.context.rebound:
            return updated_node
        if last in SETTINGS or (_starts_with_shell(original_node.value) and not self.guarded):
            return self._dropped(original_node, WHY)
        if name in COLAB_CALLS or name.startswith("google.colab."):
            self.note("review", original_node, WHY_COLAB)
            return cst.RemoveFromParent()
        shown = _shown(updated_node.value)
        return updated_node if not shown else self._shows(original_node, updated_node, shown)

    def _dropped(self, node: cst.CSTNode, why: str) -> cst.RemovalSentinel:
        self.note("dropped", node, why)
        return cst.RemoveFromParent()

    def _shows(
        self, original: cst.Expr, updated: cst.Expr, shown: Sequence[cst.Call]
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        """Log the data that HTML and the like show; drop pictures, videos and constant text."""
        texts = [text for text in map(_text, shown) if text is not None]
        if not texts:
            return self._dropped(original, "It only decorates the notebook.")
        logged = message([cst.Arg(text) for text in texts], "\n")
        new = cst.Call(info(), logged.arguments)
        self.found.helpers.add("logger")
        self.note("rewritten", original, "It shows its value in a notebook only; now it is logged.", new)
        return updated.with_changes(value=new)

    def leave_Assign(
        self, original_node: cst.Assign, updated_node: cst.Assign
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        target = original_node.targets[0].target
        is_setting = dotted(target).startswith("InteractiveShell.") or isinstance(target, cst.Attribute)
        if dotted(target).startswith("InteractiveShell.") or (is_setting and _starts_with_shell(target)):
            return self._dropped(original_node, WHY)
        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        name = called(original_node)
        if name in self.context.rebound:
            return updated_node
        if name == "input":
            self.note("review", original_node, "It asks the user; an unattended run cannot answer.")
        is_value = original_node not in self.statements
        if is_value and name in COLAB_CALLS and name.split(".")[0] not in self.context.rebound:
            self.note("review", original_node, WHY_COLAB)
        if (
            name in ("get_ipython", "IPython.get_ipython")
            and not self.guarded
            and original_node not in self.receivers
        ):
            none = cst.Name("None")
            self.note(
                "review",
                original_node,
                "Outside a notebook there is no shell: get_ipython() returns None.",
                none,
            )
            return none
        return updated_node

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        name = dotted(original_node)
        if name in ("tqdm.notebook", "tqdm.autonotebook"):
            self.note(
                "rewritten",
                original_node,
                "The widget progress bar needs a notebook; the plain one does not.",
                "tqdm",
            )
            return cst.Name("tqdm")
        if name in ("tqdm.tqdm_notebook", "tqdm.tnrange"):
            new = updated_node.with_changes(attr=cst.Name(TQDM[name.rpartition(".")[2]]))
            self.note(
                "rewritten",
                original_node,
                "The widget progress bar needs a notebook; the plain one does not.",
                new,
            )
            return new
        return updated_node

    def leave_Import(
        self, original_node: cst.Import, updated_node: cst.Import
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        remaining = [
            alias for alias in updated_node.names if not dotted(alias.name).startswith("google.colab")
        ]
        if len(remaining) == len(updated_node.names):
            return updated_node
        self.note("review", original_node, WHY_COLAB)
        return updated_node.with_changes(names=_closed(remaining)) if remaining else cst.RemoveFromParent()

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        source = dotted(original_node.module) if original_node.module and not original_node.relative else ""
        if source.startswith("google.colab") or (source == "google" and _imports(original_node, "colab")):
            self.note("review", original_node, WHY_COLAB)
            return cst.RemoveFromParent()
        if isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        if source.startswith("tqdm"):
            return self._plain_tqdm(original_node, updated_node, updated_node.names)
        gone = GONE.get(source, frozenset())
        remaining = [alias for alias in updated_node.names if alias.asname or dotted(alias.name) not in gone]
        if len(remaining) == len(updated_node.names):
            return updated_node
        self.note("dropped", original_node, "It is part of Python 3." if source == "__future__" else WHY)
        return updated_node.with_changes(names=_closed(remaining)) if remaining else cst.RemoveFromParent()

    def _plain_tqdm(
        self, original: cst.ImportFrom, updated: cst.ImportFrom, names: Sequence[cst.ImportAlias]
    ) -> cst.ImportFrom:
        if not any(dotted(alias.name) in TQDM for alias in names):
            return updated
        new = updated.with_changes(names=[_plain_bar(alias) for alias in names])
        self.note(
            "rewritten", original, "The widget progress bar needs a notebook; the plain one does not.", new
        )
        return new


def _plain_bar(alias: cst.ImportAlias) -> cst.ImportAlias:
    """Return the import of the plain progress bar under the name of the notebook's."""
    name = dotted(alias.name)
    if name not in TQDM:
        return alias
    bound = alias.evaluated_alias or name
    asname = cst.AsName(cst.Name(bound)) if bound != TQDM[name] else None
    return alias.with_changes(name=cst.Name(TQDM[name]), asname=asname)


def _closed(names: Sequence[cst.ImportAlias]) -> list[cst.ImportAlias]:
    """Return imported names without a comma after the last."""
    return [*names[:-1], names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)]


def _imports(node: cst.ImportFrom, name: str) -> bool:
    return not isinstance(node.names, cst.ImportStar) and any(
        dotted(alias.name) == name for alias in node.names
    )


def _starts_with_shell(node: cst.BaseExpression) -> bool:
    """Return whether an expression is a chain of attributes and calls on `get_ipython()`."""
    while isinstance(node, (cst.Call, cst.Attribute)):
        if called(node) in ("get_ipython", "IPython.get_ipython"):
            return True
        node = node.func if isinstance(node, cst.Call) else node.value
    return False


def _shown(node: cst.BaseExpression) -> list[cst.Call]:
    """Return the objects of IPython.display that a statement shows; empty if it shows others too."""
    if not isinstance(node, cst.Call):
        return []
    values = [arg.value for arg in node.args] if called(node) in DISPLAYS else [node]
    calls = [value for value in values if isinstance(value, cst.Call) and _class(value) in TEXTS | PICTURES]
    return calls if len(calls) == len(values) else []


def _class(call: cst.Call) -> str:
    """Return the class of IPython.display that a call instantiates; the called name for other calls."""
    return called(call).removeprefix("IPython.display.").removeprefix("IPython.core.display.")


def _text(call: cst.Call) -> cst.BaseExpression | None:
    """Return the data in an object of IPython.display, None for constants and pictures."""
    arguments = [arg.value for arg in call.args if arg.keyword is None or arg.keyword.value == "data"]
    if _class(call) not in TEXTS or not arguments or text_of(arguments[0]) is not None:
        return None
    value = arguments[0]
    if (
        isinstance(value, cst.Call)
        and isinstance(value.func, cst.Attribute)
        and value.func.attr.value == "to_html"
    ):
        return value.func.value
    return value
