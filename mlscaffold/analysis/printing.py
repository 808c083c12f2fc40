"""Which statements of a notebook must go on printing, because code reads what is printed or continues its lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.scopes import DEFINITIONS

STREAMS = ("sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__", "builtins.print")
REDIRECTING = frozenset(
    {"contextlib.redirect_stdout", "contextlib.redirect_stderr", "IPython.utils.capture.capture_output"}
)
CAPTURING = (
    "contextlib.redirect_std", "IPython.utils.capture", "IPython.utils.io", "doctest.", "os.dup2",
)  # fmt: skip
"""Beginnings of the names of functions that read what other code prints."""
PROCESSES = re.compile(r"\b(?:multiprocessing|ProcessPoolExecutor|loky|pathos|Parallel\(|mp\.Pool)")
"""Libraries that run functions in other processes, in which the project's log is not set up."""
SUSPECT = re.compile(r"std(?:out|err)|capture|doctest|dup2|builtins")
"""What the text of a notebook contains if it reads what it prints."""
PATCHERS = frozenset({"setattr", "patch", "object", "delattr", "dict"})
NAMES_IN_TEXT = frozenset({*STREAMS, "stdout", "stderr"})
"""Texts by which `patch` and `setattr` name what they replace."""


def printing_statements(statements: Sequence[Traced], beside: Sequence[Traced] = ()) -> frozenset[int]:
    """Return the numbers of the statements whose prints stay prints.

    Args:
        statements: all statements of the notebook.
        beside: the statements of the modules in its folder.
    """
    suspect = [t for t in (*statements, *beside) if SUSPECT.search(t.statement.source)]
    has_formats = any(
        "__format__" in t.statement.source for t in statements
    )  # logging asks for `str` instead
    if has_formats or any(_replaces_print(traced) or _captures_elsewhere(traced) for traced in suspect):
        return frozenset(range(len(statements)))
    redirecting = {i for i, traced in enumerate(statements) if _redirects(traced)}
    found = redirecting | _of_unfinished_lines(statements)
    if redirecting or any(PROCESSES.search(t.statement.source) for t in statements):
        found |= {i for i, traced in enumerate(statements) if _defines_code(traced.statement.node)}
    return frozenset(found)


def _replaces_print(traced: Traced) -> bool:
    """Return whether a statement replaces `print` or a stream, or a part of it."""
    for node in ast.walk(traced.statement.node):
        if isinstance(node, (ast.Name, ast.Attribute)) and _replaces_stream(node, traced):
            return True
        if isinstance(node, ast.Call) and _last_name(node.func) in PATCHERS:
            arguments: tuple[ast.expr | ast.keyword, ...] = (*node.args, *node.keywords)
            if any(_is_text(argument, NAMES_IN_TEXT) for argument in arguments):
                return True
    return False


def _replaces_stream(node: ast.Name | ast.Attribute, traced: Traced) -> bool:
    name = types.qualified(node, traced.env) or _dotted(node)
    return not isinstance(node.ctx, ast.Load) and name.startswith(STREAMS)


def _is_text(node: ast.expr | ast.keyword, texts: frozenset[str]) -> bool:
    value = node.value if isinstance(node, ast.keyword) else node
    return isinstance(value, ast.Constant) and value.value in texts


def _captures_elsewhere(traced: Traced) -> bool:
    """Return whether a statement captures what is printed, other than as `with redirect_stdout(…):` at the top level."""
    node = traced.statement.node
    items = {id(call) for call in _items(node)}
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call) and id(part) not in items)
    inner = (part for part in _items(node) if _is_inside_definition(part, node))
    return any(
        _name(call, traced).startswith(CAPTURING) or _is_redirection(call, traced)
        for call in (*calls, *inner)
    )


def _redirects(traced: Traced) -> bool:
    return any(_is_redirection(call, traced) for call in _items(traced.statement.node))


def _is_redirection(call: ast.Call, traced: Traced) -> bool:
    """Return whether a call redirects a stream; `__import__("contextlib").redirect_stdout` is one without a name."""
    names = {name.rpartition(".")[2] for name in REDIRECTING}
    return _name(call, traced) in REDIRECTING or getattr(call.func, "attr", "") in names


def _items(node: ast.stmt) -> list[ast.Call]:
    """Return the calls that are context managers of `with` statements."""
    managers = (part for part in ast.walk(node) if isinstance(part, (ast.With, ast.AsyncWith)))
    return [i.context_expr for m in managers for i in m.items if isinstance(i.context_expr, ast.Call)]


def _is_inside_definition(call: ast.Call, node: ast.stmt) -> bool:
    definitions = (part for part in ast.walk(node) if isinstance(part, DEFINITIONS))
    return any(call is part for definition in definitions for part in ast.walk(definition))


def _defines_code(node: ast.stmt) -> bool:
    """Return whether a statement defines code that another one may run."""
    return any(isinstance(part, (*DEFINITIONS, ast.Lambda)) for part in ast.walk(node))


def _of_unfinished_lines(statements: Sequence[Traced]) -> set[int]:
    """Return the statements of cells in which a print does not end its line, with the functions that they call."""
    is_open = [any(map(_leaves_line_open, ast.walk(t.statement.node))) for t in statements]
    if not any(is_open):
        return set()
    definitions = {
        i: t.statement.node for i, t in enumerate(statements) if isinstance(t.statement.node, DEFINITIONS)
    }
    mentioned = {i: _names(node) for i, node in definitions.items()}
    names = {definitions[i].name for i in definitions if is_open[i]}
    while more := {definitions[i].name for i in definitions if mentioned[i] & names} - names:
        names |= more
    cells = {
        t.statement.location.cell
        for i, t in enumerate(statements)
        if i not in definitions and (is_open[i] or t.effects.uses & names)
    }
    found = {i for i, t in enumerate(statements) if t.statement.location.cell in cells}
    called = names.union(*(statements[i].effects.uses for i in found))
    while (
        more := called.union(*(mentioned[i] for i in definitions if definitions[i].name in called)) - called
    ):
        called |= more
    return found | {i for i, node in definitions.items() if node.name in called}


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _leaves_line_open(node: ast.AST) -> bool:
    """Return whether a node prints without ending the line."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name) and node.func.id == "print":
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        if "file" in keywords and _dotted(keywords["file"]) not in STREAMS:
            return False
        return "end" in keywords and not ends_line(keywords["end"])
    writes = _dotted(node.func) in {"sys.stdout.write", "sys.stderr.write"}
    return writes and not (len(node.args) == 1 and _ends_text(node.args[0]))


def ends_line(end: ast.expr) -> bool:
    """Return whether the `end` of a print is certainly a line break, or several."""
    if not isinstance(end, ast.Constant):
        return False
    return end.value is None or (
        isinstance(end.value, str) and end.value.endswith("\n") and not end.value.strip()
    )


def _ends_text(node: ast.expr) -> bool:
    """Return whether a text certainly ends with a line break."""
    if isinstance(node, ast.JoinedStr):
        return bool(node.values) and _ends_text(node.values[-1])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _ends_text(node.right)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith("\n")


def _name(call: ast.Call, traced: Traced) -> str:
    return types.qualified(call.func, traced.env) or _dotted(call.func)


def _last_name(node: ast.expr) -> str:
    return _dotted(node).rpartition(".")[2]


def _dotted(node: ast.expr) -> str:
    """Return a dotted expression as text, whatever its names are bound to; "" for others."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""
