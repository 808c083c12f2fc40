"""What `%%capture name` captured, in plain Python: the cell under redirect_stdout, its uses as text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.notebook.grammar import parse
from mlscaffold.notebook.piece import Piece
from mlscaffold.notebook.shell_calls import Replacement

_WHY = "What the cell printed is captured by contextlib.redirect_stdout."


def indented(source: str, above: int, name: str) -> str:
    """Put a cell under `with redirect_stdout(...) as name`, on the line where its magic stood.

    Args:
        source: the cell as Python; its line of the magic is blank.
        above: how many lines stand above that line.
        name: the name that is given what is printed.

    Returns:
        The cell with as many lines.
    """
    tree = parse(source)
    inside = {line for node in ast.walk(tree) for line in _later_lines_of_strings(node)}
    lines = [
        line if number in inside or not line.strip() else f"    {line}"
        for number, line in enumerate(source.split("\n"), start=1)
    ]
    lines[above] = f'with __import__("contextlib").redirect_stdout(__import__("io").StringIO()) as {name}:'
    if not tree.body:
        lines[above] += " pass"
    return "\n".join(lines)


def uses_of_captured(tree: ast.Module, captured: frozenset[str]) -> Iterator[Replacement]:
    """Find `name.stdout`, `name.stderr`, `name.show()` and `name()`.

    Args:
        tree: the tree of a cell.
        captured: names that `%%capture` gives.

    Yields:
        What each becomes, given that the name is a `io.StringIO`.
    """
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        name = _captured_name(node, captured)
        if not name or not isinstance(node, ast.expr):
            continue
        attribute = node.attr if isinstance(node, ast.Attribute) else "show"
        if attribute == "stdout":
            yield Replacement(node, Piece(_WHY, "rewritten", f"{name}.getvalue()"))
        elif attribute == "stderr":
            yield Replacement(node, Piece(_WHY, "rewritten", '""'))
        elif attribute == "show" and id(node) in called:
            yield Replacement(called[id(node)], Piece(_WHY, "rewritten", f'print({name}.getvalue(), end="")'))


def _captured_name(node: ast.AST, captured: frozenset[str]) -> str:
    value = node.value if isinstance(node, ast.Attribute) else node
    if isinstance(value, ast.Name) and value.id in captured and isinstance(value.ctx, ast.Load):
        return value.id
    return ""


def _later_lines_of_strings(node: ast.AST) -> range:
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    ):
        return range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    return range(0)
