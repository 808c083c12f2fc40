"""`df.drop(…, inplace=True)` becomes `df = df.drop(…)` where no other code can reach the object."""

from __future__ import annotations

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._fresh import fresh_names, loop_names
from mlscaffold_codemods._libcst import cst
from mlscaffold_codemods._purity import is_pure
from mlscaffold_codemods._rewriter import (
    WIDTH,
    Rewriter,
    code,
    dotted,
    end_with_noqa,
    has_comment,
    keyword,
    rewritten,
)

METHODS = frozenset(
    {
        "bfill",
        "clip",
        "drop",
        "drop_duplicates",
        "dropna",
        "eval",
        "ffill",
        "fillna",
        "interpolate",
        "mask",
        "query",
    }
    | {
        "rename",
        "rename_axis",
        "replace",
        "reset_index",
        "set_index",
        "set_names",
        "sort_index",
        "sort_values",
    }
    | {"where"}
)
LABELS = frozenset({"index", "columns"})
NAMING = frozenset({"rename", "set_names"})
MODULES = frozenset({"pd", "pandas"})
FRAME = "pandas.DataFrame"
WHY = "An assignment shows that the value changes."
WHY_SHARED = "Other names or the caller may hold the same object, so it must change in place."
WHY_VALUE = "Its value is used: None or the object itself, depending on the version of pandas."
WHY_NOTHING = (
    "On a column, inplace=True changes a copy under pandas 3: the notebook's frame stays as it was, "
    "and so does this one. To change it, assign the result."
)
RULE = "PD002"


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Turn in-place calls of pandas into assignments.

    Args:
        module: a statement.
        context: `aliased` names keep their in-place change; `types` distinguishes columns of frames from other
            subscripts, such as frames in a dictionary.

    Returns:
        The statement. Calls that must stay in place get a `# noqa` and are reported.
    """
    return rewritten(module, _Inplace, context, loop_names(module))


CODEMOD = Codemod(
    name="inplace-to-assignment",
    why="inplace=True hides which statement changes a value, and on a column it changes nothing.",
    words=("inplace",),
    rewrite=rewrite,
    whole=True,
    order=70,  # before elementwise-comparison, which measures the line without inplace=True
)


class _Inplace(Rewriter):
    name = "inplace-to-assignment"

    def __init__(self, context: Context, looped: frozenset[str]) -> None:
        super().__init__(context)
        self.looped = looped
        self.to_mark: set[cst.Call] = set()
        self.statements: set[cst.CSTNode] = set()
        self.fresh: list[frozenset[str] | None] = [frozenset() if context.inside else None]

    def visit_Expr(self, node: cst.Expr) -> None:
        self.statements.add(node.value)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self.fresh.append(fresh_names(node))

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        self.fresh.pop()
        return updated_node

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.fresh.append(frozenset())

    def leave_ClassDef(self, original_node: cst.ClassDef, updated_node: cst.ClassDef) -> cst.ClassDef:
        self.fresh.pop()
        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        value = _inplace(updated_node)
        if value == "True" and not _is_wide(updated_node):
            self.to_mark.add(updated_node)
        if value == "True" and original_node not in self.statements:
            self.note("review", original_node, WHY_VALUE)
        if value != "False":
            return updated_node
        new = _without_inplace(updated_node)
        self.note("rewritten", original_node, "inplace=False is the default.", new)
        return new

    def leave_Expr(
        self, original_node: cst.Expr, updated_node: cst.Expr
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        call = updated_node.value
        if (
            not isinstance(call, cst.Call)
            or not isinstance(call.func, cst.Attribute)
            or _inplace(call) != "True"
        ):
            return updated_node
        receiver = call.func.value
        is_target = self._may_rebind(receiver) or _is_label(receiver, call.func.attr.value)
        if is_target and isinstance(receiver, cst.BaseAssignTargetExpression):
            self.to_mark.discard(call)
            new = cst.Assign([cst.AssignTarget(receiver)], _without_inplace(call))
            self.note("rewritten", original_node, WHY, new)
            return new.with_changes(semicolon=updated_node.semicolon)
        if not self._is_column(receiver):
            self.note("review", original_node, WHY_SHARED)
            return updated_node.with_changes(value=_marked_inside(call))
        self.note("review", original_node, WHY_NOTHING)
        if all(is_pure(arg.value, self.types) for arg in call.args) and is_pure(receiver, self.types):
            self.to_mark.discard(call)
            return cst.RemoveFromParent()
        return updated_node.with_changes(value=_marked_inside(call))

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        line = super().leave_SimpleStatementLine(original_node, updated_node)
        has_marks = bool(self.to_mark)
        self.to_mark.clear()
        if line is not updated_node or not has_marks:
            return line
        after = end_with_noqa(updated_node.trailing_whitespace, RULE)
        return updated_node.with_changes(trailing_whitespace=after)

    def _may_rebind(self, receiver: cst.BaseExpression) -> bool:
        """Return whether rebinding the receiver's name is equivalent to changing its object."""
        if not isinstance(receiver, cst.Name) or receiver.value in MODULES:
            return False
        own = self.fresh[-1]
        is_shared = receiver.value in self.looped or (own is None and receiver.value in self.context.aliased)
        return not is_shared and (own is None or receiver.value in own)

    def _is_column(self, receiver: cst.BaseExpression) -> bool:
        """Return whether the receiver is known to be a part of a frame that pandas returns as a copy."""
        if isinstance(receiver, cst.Subscript):
            base = dotted(receiver.value).removesuffix(".loc").removesuffix(".iloc")
            return self.types.get(base) == FRAME
        if isinstance(receiver, cst.Attribute):
            return self.types.get(dotted(receiver.value)) == FRAME and receiver.attr.value not in LABELS
        return False


def _is_label(receiver: cst.BaseExpression, method: str) -> bool:
    """Return whether a method renames the index or the columns of a named frame."""
    is_index = isinstance(receiver, cst.Attribute) and isinstance(receiver.value, cst.Name)
    return method in NAMING and is_index and dotted(receiver).rpartition(".")[2] in LABELS


def _inplace(call: cst.CSTNode) -> str:
    """Return the argument inplace of a known method, "True" or "False", "" if there is none."""
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return ""
    if call.func.attr.value not in METHODS:
        return ""
    value = keyword(call.args, "inplace")
    return dotted(value) if value is not None and dotted(value) in ("True", "False") else ""


def _is_inplace(arg: cst.Arg) -> bool:
    return arg.keyword is not None and arg.keyword.value == "inplace"


def _without_inplace(call: cst.Call) -> cst.Call:
    """Return a call without its argument inplace; the end of the arguments keeps its format."""
    remaining = [arg for arg in call.args if not _is_inplace(arg)]
    last = call.args[-1]
    if remaining and _is_inplace(last) and not has_comment(remaining[-1]):
        remaining[-1] = remaining[-1].with_changes(
            comma=last.comma, whitespace_after_arg=last.whitespace_after_arg
        )
    return call.with_changes(
        args=remaining,
        whitespace_before_args=call.whitespace_before_args if remaining else cst.SimpleWhitespace(""),
    )


def _is_wide(call: cst.CSTNode) -> bool:
    """Return whether a call has several lines or is too long for a comment."""
    text = code(call)
    return "\n" in text or len(text) > WIDTH


def _marked_inside(call: cst.Call) -> cst.Call:
    """Return a call of several lines with the lint rule suppressed on the line of its argument inplace."""
    if not _is_wide(call):
        return call
    return call.with_changes(args=[_marked(arg) if _is_inplace(arg) else arg for arg in call.args])


def _marked(arg: cst.Arg) -> cst.Arg:
    comma = (
        arg.comma
        if isinstance(arg.comma, cst.Comma)
        else cst.Comma(whitespace_after=arg.whitespace_after_arg)
    )
    after = comma.whitespace_after
    if not isinstance(after, cst.ParenthesizedWhitespace):
        after = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace("    "))
    after = after.with_changes(first_line=end_with_noqa(after.first_line, RULE))
    return arg.with_changes(
        comma=comma.with_changes(whitespace_after=after), whitespace_after_arg=cst.SimpleWhitespace("")
    )
