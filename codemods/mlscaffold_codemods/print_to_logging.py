"""print, pprint and display become calls of the module's logger; a print into a file becomes a write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite
from mlscaffold_codemods._libcst import Visitor, cst, visitor_class
from mlscaffold_codemods._message import Message, as_tuple, info, joined, message, printed_text, unfolded
from mlscaffold_codemods._rewriter import (
    Rewriter,
    called,
    dotted,
    has_comment,
    keyword,
    quoted,
    rewritten,
    short,
    text_of,
)

DISPLAYS = frozenset({"display", "IPython.display.display", "IPython.core.display.display"})
PRINTERS = frozenset({"print", "pprint", "display"})
SUSPECT = r"\bdef (?:print|pprint|display)\b|\b(?:print|pprint|display)\b(?!\s*[(.])"
TENSORS = frozenset({"torch", "tensorflow", "keras", "jax"})
"""Libraries whose arrays are written otherwise by `format` than by `str`."""
NO_TENSOR = frozenset({"float", "int", "item", "len", "str", "tolist", "type"})
"""Calls that return no array of theirs."""
PPRINTS = frozenset({"pprint", "pprint.pprint"})
STREAMS = frozenset({"sys.stdout", "sys.stderr", "None"})
MAPPERS = ("apply", "map", "applymap")
OPENERS = frozenset({"open", "io.open", "codecs.open", "gzip.open"})
WHY_OPEN = "It may not end its line, and a log message is a line, so it still prints."
WHY = "A log line has a time, a level and an origin, and stays in the log file."


def rewrite(module: cst.Module, context: Context) -> Rewrite:
    """Turn printed text into log messages.

    Args:
        module: a statement.
        context: names in `rebound` are not builtins and stay as they are. It has no names that an import binds,
            such as `from pprint import pprint`. With `prints`, only displays become log messages.

    Returns:
        The statement with logging calls, which need the helper `logger`.
    """
    return rewritten(module, _Prints, context, _bound_here(module) | context.rebound)


CODEMOD = Codemod(
    name="print-to-logging",
    why="Printed lines have no time, level or origin, and cannot be turned off.",
    words=("print", "display(", "stdout"),
    rewrite=rewrite,
    whole=True,
    projects_only=True,
    order=60,  # after notebook-only, which handles display() of objects that only a notebook can show
)


def _bound_here(module: cst.Module) -> frozenset[str]:
    """Return the printing functions whose names are parameters or targets inside the statement."""
    if not re.search(SUSPECT, module.code):
        return frozenset()
    bindings = visitor_class(_Bindings)()
    module.visit(bindings)
    return frozenset(bindings.names & PRINTERS)


class _Bindings(Visitor):
    """Names of parameters, functions and targets."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_Param(self, node: cst.Param) -> None:
        self.names.add(node.name.value)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self.names.add(node.name.value)

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self.names.add(dotted(node.target))

    def visit_For(self, node: cst.For) -> None:
        self.names.add(dotted(node.target))


@dataclass(frozen=True)
class _Print:
    """The arguments of one print: the values and the format."""

    values: tuple[cst.Arg, ...]
    separator: str | cst.BaseExpression
    end: str | cst.BaseExpression
    file: cst.BaseExpression | None


class _Prints(Rewriter):
    name = "print-to-logging"

    def __init__(self, context: Context, bound: frozenset[str]) -> None:
        super().__init__(context)
        self.bound = bound
        self.statements: set[cst.CSTNode] = set()
        self.silent: set[cst.CSTNode] = set()
        self.no_values: set[cst.CSTNode] = set()
        self.files = {name for name, kind in self.types.items() if kind == "file"}

    def visit_Expr(self, node: cst.Expr) -> None:
        self.statements.add(node.value)

    def visit_WithItem(self, node: cst.WithItem) -> None:
        if node.asname is not None and called(node.item) in OPENERS:
            self.files.add(dotted(node.asname.name))

    def visit_Call(self, node: cst.Call) -> None:
        self.no_values.add(node.func)
        if "print" not in self.bound and _maps_print(node):
            self.no_values.add(node.args[0].value)

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self.no_values.add(node.attr)

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword:
            self.no_values.add(node.keyword)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        if (
            original_node.value == "print"
            and "print" not in self.bound
            and not self.context.prints
            and original_node not in self.no_values
        ):
            self.note("review", original_node, "print is passed as a value here, so it still prints.")
        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        name = called(updated_node)
        if name.split(".")[0] in self.bound:
            return updated_node
        if name in DISPLAYS and updated_node.args:
            shown = [arg for arg in updated_node.args if arg.keyword is None]
            return self._log(original_node, updated_node, shown, "\n")
        if self.context.prints:
            return updated_node
        if name == "print":
            return self._print(original_node, updated_node)
        if name in PPRINTS:
            return self._pprint(original_node, updated_node, name)
        if name == "sys.stdout.write" and original_node in self.statements and len(updated_node.args) == 1:
            return self._write_to_terminal(original_node, updated_node)
        if _maps_print(updated_node) and "print" not in self.bound:
            self._logs(original_node, "map(logger.info, …)")
            return updated_node.with_changes(
                args=[updated_node.args[0].with_changes(value=info()), *updated_node.args[1:]]
            )
        return updated_node

    def leave_Expr(
        self, original_node: cst.Expr, updated_node: cst.Expr
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        flushes = called(updated_node.value) in ("sys.stdout.flush", "sys.stderr.flush")
        if original_node.value in self.silent or (flushes and not self.context.prints):
            self.note("dropped", original_node, "An empty line has no meaning in a log.")
            return cst.RemoveFromParent()
        return updated_node

    def is_alike(self, node: cst.BaseExpression) -> bool:
        """Return whether `format` certainly writes a value as `str` does: a tensor of one number is written as that number."""
        if not any(name.partition(".")[0] in TENSORS for _, name in self.context.imports):
            return True
        if isinstance(node, cst.Name):
            kind = dict(self.context.types).get(node.value, "")
            return bool(kind) and kind.partition(".")[0] not in TENSORS
        if isinstance(node, cst.Call):
            return called(node).rpartition(".")[2] in NO_TENSOR
        return isinstance(node, (cst.SimpleString, cst.Integer, cst.Float))

    def _print(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        parts = _parts(updated)
        if parts is None:
            self.note("review", original, "Its arguments are not known before it runs, so it still prints.")
            return updated
        if parts.file is not None and dotted(parts.file) not in STREAMS:
            return self._write(original, updated, parts)
        if not (isinstance(parts.end, str) and parts.end.endswith("\n") and not parts.end.strip()):
            self.note("review", original, WHY_OPEN)
            return updated
        if not parts.values or _is_blank(parts.values):
            if original in self.statements:
                self.silent.add(original)
                return updated
            return self._log(original, updated, [cst.Arg(cst.SimpleString('""'))], " ")
        needs_separator = len(parts.values) > 1 or parts.values[0].star == "*"
        if isinstance(parts.separator, str) or not needs_separator:
            separator = parts.separator if isinstance(parts.separator, str) else ""
            return self._log(original, updated, parts.values, separator)
        together = joined(as_tuple(parts.values), parts.separator)
        return self._replaced(original, updated, Message(together))

    def _log(
        self,
        original: cst.Call,
        updated: cst.Call,
        values: Sequence[cst.Arg],
        separator: str,
    ) -> cst.BaseExpression:
        keeps_comments = has_comment(updated) and not any(arg.star for arg in values)
        if not keeps_comments:
            return self._replaced(original, updated, message(values, separator, self.is_alike))
        return self._replaced(original, updated, unfolded(values, separator), updated.whitespace_before_args)

    def _replaced(
        self,
        original: cst.Call,
        updated: cst.Call,
        text: Message,
        before: cst.BaseParenthesizableWhitespace | None = None,
    ) -> cst.BaseExpression:
        new = cst.Call(info(), text.arguments, updated.lpar, updated.rpar)
        if before is not None:
            new = new.with_changes(whitespace_before_args=before)
        self._logs(original, short(new))
        return new

    def _logs(self, original: cst.Call, now: str) -> None:
        self.found.helpers.add("logger")
        self.note("rewritten", original, WHY, now)

    def _pprint(self, original: cst.Call, updated: cst.Call, name: str) -> cst.BaseExpression:
        shows_one = len(updated.args) > 0 and all(arg.keyword for arg in updated.args[1:])
        if not shows_one or keyword(updated.args, "stream") is not None:
            self.note("review", original, "It prints to another stream, so it stays.")
            return updated
        if name == "pprint":
            self.found.imports.add("from pprint import pformat")
        pformat = (
            cst.Name("pformat")
            if name == "pprint"
            else cst.Attribute(cst.Name("pprint"), cst.Name("pformat"))
        )
        pretty = updated.with_changes(func=pformat, lpar=[], rpar=[])
        return self._replaced(original, updated, Message(cst.SimpleString('"%s"'), (cst.Arg(pretty),)))

    def _write(self, original: cst.Call, updated: cst.Call, parts: _Print) -> cst.BaseExpression:
        separator, end = parts.separator, parts.end
        file = parts.file if original in self.statements else None
        if not (
            isinstance(file, (cst.Name, cst.Attribute))
            and dotted(file) in self.files
            and isinstance(separator, str)
            and isinstance(end, str)
        ):
            self.note(
                "review", original, "It prints into a file in a way that cannot be rewritten, so it stays."
            )
            return updated
        new = cst.Call(
            cst.Attribute(file, cst.Name("write")), [cst.Arg(printed_text(parts.values, separator, end))]
        )
        self.note("rewritten", original, "It writes to a file; nothing is printed.", new)
        return new

    def _write_to_terminal(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        text = text_of(updated.args[0].value)
        if text is not None and not text.strip():
            self.silent.add(original)
            return updated
        if text is None or not text.endswith("\n"):
            self.note("review", original, WHY_OPEN)
            return updated
        return self._log(original, updated, [cst.Arg(cst.SimpleString(quoted(text.removesuffix("\n"))))], " ")


def _parts(call: cst.Call) -> _Print | None:
    """Return the arguments of a print by meaning, None if `**` hides them."""
    if any(arg.star == "**" for arg in call.args):
        return None
    return _Print(
        tuple(arg for arg in call.args if arg.keyword is None),
        _constant(keyword(call.args, "sep"), " "),
        _constant(keyword(call.args, "end"), "\n"),
        keyword(call.args, "file"),
    )


def _constant(node: cst.BaseExpression | None, default: str) -> str | cst.BaseExpression:
    if node is None or dotted(node) == "None":
        return default
    text = text_of(node)
    return node if text is None else text


def _is_blank(values: Sequence[cst.Arg]) -> bool:
    texts = [text_of(arg.value) for arg in values]
    return all(text is not None and not text.strip() for text in texts)


def _maps_print(call: cst.Call) -> bool:
    """Return whether a call passes print as a function of one value."""
    if not call.args or call.args[0].keyword or dotted(call.args[0].value) != "print":
        return False
    if called(call) == "map":
        return len(call.args) == 2
    is_method = isinstance(call.func, cst.Attribute) and call.func.attr.value in MAPPERS
    return is_method and len(call.args) == 1
