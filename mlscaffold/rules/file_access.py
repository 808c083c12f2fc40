"""Which files a notebook reads and writes, as far as their names stand in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import call_api
from mlscaffold.rules.uses import KEPT, last_name, stored

JOINS = frozenset("os.path.join path.join join Path pathlib.Path PurePath pathlib.PurePath".split())
SAME = frozenset("str os.fspath os.path.normpath os.path.expanduser".split())
LASTS = frozenset(name.rpartition(".")[2] for name in JOINS | SAME)
MAKING = frozenset({"connect", "HDFStore", "ExcelWriter"})
"""Calls that make a file where there is none, and keep what is in it."""

ASKS = frozenset(
    "exists lexists isfile isdir islink is_file is_dir is_symlink access samefile "
    "glob iglob rglob iterdir listdir scandir walk".split()
)
"""Calls that ask about files and do not fail where there are none."""


class Use(NamedTuple):
    """A call that reads or writes a file.

    Args:
        call: the call.
        mode: `r`, `w` or `a`.
        node: the argument that names the file.
        text: the name, None where it does not stand in the file.
    """

    call: Call
    mode: str
    node: ast.expr
    text: str | None


@lru_cache(maxsize=KEPT)
def uses(index: ModuleIndex) -> tuple[Use, ...]:
    """Return the calls that read or write files, in the order in which they run."""
    known = texts(index)
    names = [name for name in index.called if name in api.taking_paths()]
    found = [use for call in index.calls(*names) for use in _use(call, known)]
    return tuple(sorted(found, key=lambda use: (use.call.scope is not None, use.call.cell, _place(use.call))))


@lru_cache(maxsize=KEPT)
def texts(index: ModuleIndex) -> Mapping[str, str]:
    """Return the names that are bound once, to a text that stands in the file."""
    known: dict[str, str] = {}
    for seen in index.of(ast.Assign):
        node = seen.node
        if not isinstance(node, ast.Assign) or len(node.targets) > 1 or seen.scope is not None:
            continue
        target = node.targets[0]
        if isinstance(target, ast.Name) and stored(index).get(target.id) == 1:
            text = text_of(node.value, known)
            if text is not None:
                known[target.id] = text
    return known


def text_of(node: ast.expr, known: Mapping[str, str]) -> str | None:
    """Return the text that an expression gives, None where that is not known.

    Args:
        node: a literal, a name, a sum of texts, a joined path.
        known: names and their texts.
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
    """Say whether a text is the path of one file: no address, no pattern, no code or data."""
    if not text or "://" in text or text.startswith((":", "<")) or len(text) > 250:
        return False
    return not set(text) & set("\n*?[{<>|")


def _use(call: Call, known: Mapping[str, str]) -> Iterator[Use]:
    row = call_api(call.node, call.env)
    place = api.path_arguments(row) if row else None
    if place is None:
        return
    node = _argument(call, place)
    if node is not None:
        yield Use(call, _mode(call) if place.mode == "rw" else place.mode, node, text_of(node, known))


def _argument(call: Call, place: api.PathArgument) -> ast.expr | None:
    if place.keyword == "self":
        return call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    return call.argument(place.keyword, place.position)


def _mode(call: Call) -> str:
    if call.last in MAKING:
        return "a"
    own = call.name.startswith("pathlib.")
    given = call.argument("mode", 0 if own else 1)
    if given is None:
        return "r"
    mode = given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else "a"
    return "w" if set(mode) & set("wx") else "a" if set(mode) & set("a+") else "r"


def _place(call: Call) -> tuple[int, int]:
    """Return where a call ends, for what stands inside it runs before it."""
    return call.node.end_lineno or 0, call.node.end_col_offset or 0
