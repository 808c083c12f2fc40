"""Calls of `dbutils`: widgets become settings, secrets environment variables, and what only Databricks has goes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.edits import Edit
from mlscaffold.hardening.hosts.adapted import Adapted, Beside, PlainCell, plain_cells, with_edits
from mlscaffold.notebook.cells import Change, Notebook
from mlscaffold.stages.identifiers import identifier

_WIDGETS = frozenset("text dropdown combobox multiselect".split())
_GETTERS = frozenset({"dbutils.widgets.get", "dbutils.widgets.getArgument", "getArgument"})
_DROPPED = {
    "dbutils.widgets.": "Databricks' widgets are settings of the project.",
    "dbutils.library.": "It restarts Python in Databricks.",
    "dbutils.data.": "It only shows a summary in Databricks.",
    "dbutils.fs.ls": "It only lists files in Databricks.",
    "dbutils.fs.mount": "It mounts storage in Databricks only.",
    "dbutils.fs.unmount": "It unmounts storage in Databricks only.",
    "dbutils.help": "It only shows help in Databricks.",
    "displayHTML": "It only decorates the notebook.",
}
_WHY = "This widget of Databricks is a setting of the project."
_WHY_NO_DEFAULT = "The notebook has no default for this parameter of its job: set it in config.toml."
_WHY_VARIABLE = "Databricks keeps this secret; elsewhere it is an environment variable."
_WHY_EXIT = "It ends a job in Databricks with this result; the project ends by itself."
SETTING = "  # @param"
"""Marks a literal as a setting, as Colab does."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A statement or call to replace.

    Args:
        cell: its cell.
        node: what is replaced.
        name: the name of the called function.
        statement: the simple statement that contains it.
        words: the constant arguments.
    """

    cell: PlainCell
    node: ast.Call
    name: str
    statement: ast.stmt
    words: tuple[str, ...]


def without_databricks(notebook: Notebook, _beside: Beside) -> Adapted:
    """Replace or drop the calls of what only Databricks has."""
    cells = tuple(plain_cells(notebook, ("dbutils", "getArgument", "displayHTML")))
    found = tuple(one for cell in cells for one in _found(cell))
    if not found:
        return Adapted(notebook)
    defaults = {one.words[0]: one.words[1] for one in found if _defines(one)}
    bound = {
        node.id
        for plain in plain_cells(notebook, ("",))
        for node in ast.walk(plain.tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    last = max((cell.number for cell in notebook.code if cell.source.strip()), default=0)
    edits: dict[int, list[Edit]] = {}
    changes: list[Change] = []
    for one in found:
        more, change = _replaced(one, found, defaults, bound, last)
        edits.setdefault(one.cell.cell.number, []).extend(more)
        changes += change
    return Adapted(with_edits(notebook, edits), tuple(changes))


def _found(cell: PlainCell) -> Iterator[_Found]:
    """Yield the calls of Databricks' objects in a cell."""
    for statement in ast.walk(cell.tree):
        if not isinstance(statement, ast.stmt):
            continue
        for node in _own_nodes(statement):
            if not isinstance(node, ast.Call) or not cell.is_plain(node):
                continue
            name = ast.unparse(node.func)
            if name.startswith("dbutils.") or name in {"getArgument", "displayHTML"}:
                values = [*node.args, *(k.value for k in node.keywords)]
                words = tuple(str(a.value) for a in values if isinstance(a, ast.Constant))
                yield _Found(cell, node, name, statement, words)


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a statement that are not in a statement inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield child
            yield from _own_nodes(child)


def _defines(one: _Found) -> bool:
    start, _, kind = one.name.rpartition(".")
    return start == "dbutils.widgets" and kind in _WIDGETS and len(one.words) > 1


def _replaced(
    one: _Found, found: tuple[_Found, ...], defaults: dict[str, str], bound: set[str], last: int
) -> tuple[list[Edit], list[Change]]:
    """Return the edits of a call, and the changes to report."""
    is_whole = isinstance(one.statement, ast.Expr) and one.statement.value is one.node
    if one.name in _GETTERS and one.words:
        return _got(one, found, defaults, bound)
    if (
        one.name == "dbutils.secrets.get"
        and one.words
        and not is_whole
        and not hasattr(one.statement, "body")
    ):
        name = re.sub(r"\W", "_", one.words[-1]).upper()
        now = f'os.environ["{name}"]'
        start = one.cell.text.span(one.statement)[0]
        edits = [one.cell.text.replacing(one.node, now), Edit(start, start, "import os; ")]
        return edits, [one.cell.change(one.node, "rewritten", _WHY_VARIABLE, now)]
    if not is_whole:
        return [], []
    if _defines(one) and not _in_place(one.words[0], found):
        now = f'{_variable(one.words[0], bound)} = "{one.words[1]}"{SETTING}'
        return [one.cell.text.replacing(one.statement, now)], [
            one.cell.change(one.node, "rewritten", _WHY, now)
        ]
    if one.name == "dbutils.notebook.exit" and one.cell.cell.number == last:
        return [one.cell.without(one.statement)], [one.cell.change(one.node, "review", _WHY_EXIT)]
    why = next((why for start, why in _DROPPED.items() if one.name.startswith(start)), "")
    return (
        ([one.cell.without(one.statement)], [one.cell.change(one.node, "dropped", why)]) if why else ([], [])
    )


def _got(
    one: _Found, found: tuple[_Found, ...], defaults: dict[str, str], bound: set[str]
) -> tuple[list[Edit], list[Change]]:
    """Replace the value of a widget by its default where it is read once into a variable, else by a variable of its own."""
    widget = one.words[0]
    default = defaults.get(widget, one.words[1] if one.name == "getArgument" and len(one.words) > 1 else "")
    kind, why = ("rewritten", _WHY) if default or widget in defaults else ("review", _WHY_NO_DEFAULT)
    if widget in defaults and not _in_place(widget, found):
        now = _variable(widget, bound)
        return [one.cell.text.replacing(one.node, now)], [one.cell.change(one.node, "rewritten", why, now)]
    target, converted = _assigned(one)
    now = _literal(default, converted)
    node = one.statement.value if target and isinstance(one.statement, ast.Assign) else one.node
    end = one.cell.text.span(one.statement)[1]
    rest = one.cell.text.source[end:].split("\n")[0].strip()
    mark = [Edit(end, end, SETTING)] if target and rest[:1] in {"", "#"} else []
    edits = [one.cell.text.replacing(node, now), *mark]
    return edits, [one.cell.change(one.statement, kind, why, f"{target} = {now}" if target else now)]  # type: ignore[arg-type]


def _in_place(widget: str, found: tuple[_Found, ...]) -> bool:
    """Return whether a widget is read once, by a statement that assigns its value or a number made of it."""
    reads = [one for one in found if one.name in _GETTERS and one.words[:1] == (widget,)]
    return len(reads) == 1 and bool(_assigned(reads[0])[0])


def _assigned(one: _Found) -> tuple[str, str]:
    """Return the variable to which a widget's value is assigned, and the type that it is converted to, "" for none."""
    node = one.statement
    if (
        not isinstance(node, ast.Assign)
        or len(node.targets) != 1
        or not isinstance(node.targets[0], ast.Name)
    ):
        return "", ""
    value = node.value
    if value is one.node:
        return node.targets[0].id, ""
    if (
        isinstance(value, ast.Call)
        and value.args == [one.node]
        and ast.unparse(value.func) in {"int", "float", "str"}
    ):
        return node.targets[0].id, ast.unparse(value.func)
    return "", ""


def _literal(default: str, converted: str) -> str:
    """Return a default as source text, as a number where the notebook converts it to one."""
    try:
        return repr({"int": int, "float": float}.get(converted, str)(default))
    except ValueError:
        return f"{converted}({default!r})"


def _variable(widget: str, bound: set[str]) -> str:
    name = identifier(widget)
    return f"{name}_setting" if name in bound else name
