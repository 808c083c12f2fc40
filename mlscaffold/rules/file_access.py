"""The files that a notebook reads and writes, with their paths if these are literals."""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import call_api
from mlscaffold.rules.lookups import CACHED, last_name, receiver, stored, string, variable

JOINS = frozenset("os.path.join path.join join Path pathlib.Path PurePath pathlib.PurePath".split())
SAME = frozenset("str os.fspath os.path.normpath os.path.expanduser".split())
LASTS = frozenset(name.rpartition(".")[2] for name in JOINS | SAME)
CREATING = frozenset({"connect", "HDFStore", "ExcelWriter"})
"""Calls that create a file if it does not exist, and keep its content."""

QUERIES = frozenset(
    "exists lexists isfile isdir islink is_file is_dir is_symlink access samefile "
    "glob iglob rglob iterdir listdir scandir walk".split()
)
"""Calls that query files and do not fail if there are none."""

LONGEST_PATH = 250
"""Longer texts are data or code: file systems limit a name to 255 bytes."""


class FileUse(NamedTuple):
    """A call that reads or writes a file.

    Args:
        call: the call.
        mode: `r`, `w` or `a`.
        node: the argument with the path.
        text: the path, None if it is not a literal.
    """

    call: Call
    mode: str
    node: ast.expr
    text: str | None


@lru_cache(maxsize=CACHED)
def uses(index: ModuleIndex) -> tuple[FileUse, ...]:
    """Return the calls that read or write files, in execution order."""
    known = texts(index)
    names = [name for name in index.called if name in api.functions_with_paths()]
    found = [use for call in index.calls(*names) for use in _use(call, known)]
    return tuple(sorted(found, key=lambda use: (use.call.scope is not None, use.call.cell, _place(use.call))))


@lru_cache(maxsize=CACHED)
def texts(index: ModuleIndex) -> Mapping[str, str]:
    """Return the names that are bound once, to a string literal."""
    known: dict[str, str] = {}
    for context in index.of(ast.Assign):
        node = context.node
        if not isinstance(node, ast.Assign) or len(node.targets) > 1 or context.scope is not None:
            continue
        name = variable(node.targets[0])
        if stored(index).get(name) == 1 and (text := text_of(node.value, known)) is not None:
            known[name] = text
    return known


def text_of(node: ast.expr, known: Mapping[str, str]) -> str | None:
    """Return the value of a string expression, None if unknown.

    Args:
        node: a literal, a name, a concatenation, a joined path.
        known: names and their values.
    """
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Div)):
        between = "" if isinstance(node.op, ast.Add) else "/"
        return _joined((node.left, node.right), between, known)
    if isinstance(node, ast.JoinedStr):
        return _joined(tuple(node.values), "", known)
    if isinstance(node, ast.FormattedValue):
        return text_of(node.value, known) if node.format_spec is None else None
    return _of_call(node, known) if isinstance(node, ast.Call) else None


def _of_call(node: ast.Call, known: Mapping[str, str]) -> str | None:
    last = last_name(node.func)
    if last not in LASTS:
        return None
    name = ast.unparse(node.func)
    if name in JOINS:
        return _joined(tuple(node.args), "/", known)
    return text_of(node.args[0], known) if name in SAME and len(node.args) == 1 else None


def _joined(parts: tuple[ast.expr, ...], between: str, known: Mapping[str, str]) -> str | None:
    found = [text_of(part, known) for part in parts]
    if not found or None in found:
        return None
    whole = ""
    for text in found:
        is_start = not between or not whole or whole.endswith("/")
        whole = f"{whole}{text}" if is_start else f"{whole}{between}{text}"
    return whole


def is_local(text: str) -> bool:
    """Return whether a text is the path of one file, not an address, a pattern, code or data."""
    if not text or "://" in text or text.startswith((":", "<")) or len(text) > LONGEST_PATH:
        return False
    return not set(text) & set("\n*?[{<>|")


def _use(call: Call, known: Mapping[str, str]) -> Iterator[FileUse]:
    row = call_api(call.node, call.env)
    place = api.path_arguments(row) if row else None
    if place is None:
        return
    node = _argument(call, place)
    if node is not None:
        yield FileUse(call, _mode(call) if place.mode == "rw" else place.mode, node, text_of(node, known))


def _argument(call: Call, place: api.PathArgument) -> ast.expr | None:
    if place.keyword == "self":
        return receiver(call)
    return call.argument(place.keyword, place.position)


def _mode(call: Call) -> str:
    if call.last in CREATING:
        return "a"
    own = call.name.startswith("pathlib.")
    argument = call.argument("mode", 0 if own else 1)
    if argument is None:
        return "r"
    mode = string(argument) or "a"
    return "w" if set(mode) & set("wx") else "a" if set(mode) & set("a+") else "r"


def _place(call: Call) -> tuple[int, int]:
    """Return where a call ends, because the calls inside it run first."""
    return call.node.end_lineno or 0, call.node.end_col_offset or 0
