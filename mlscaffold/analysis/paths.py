"""Which texts are paths of files, and where calls take them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

ABSOLUTE = re.compile(
    r"^(?:/(?:home|Users|content|kaggle|mnt|root|data|tmp|var|opt|usr|srv)/|[A-Za-z]:[\\/]|~/)"
)


def is_absolute(value: str) -> bool:
    """Say whether a text is an absolute path."""
    return bool(ABSOLUTE.match(value)) and is_local_path(value)


def is_local_path(value: object) -> bool:
    """Say whether a text is the path of one file: no address, no pattern, no database in memory."""
    if not isinstance(value, str) or not value or value.startswith(":") or "://" in value or len(value) > 250:
        return False
    return not set(value) & set("\n*?[")


def path_arguments(
    node: ast.Call, spec: str, kind: type[ast.expr] = ast.Constant
) -> Iterator[tuple[str, ast.expr]]:
    """Yield the path among a call's arguments, with `r` or `w`.

    Args:
        node: the call.
        spec: which of its arguments is a path, in the words of the API table.
        kind: the class of expressions to look for: literals, or names.
    """
    if not spec or spec == "-":
        return
    mode, _, places = spec.partition(":")
    keywords: Mapping[str, ast.expr] = {k.arg: k.value for k in node.keywords if k.arg}
    for place in places.split("|"):
        found = (
            node.args[int(place)] if place.isdigit() and int(place) < len(node.args) else keywords.get(place)
        )
        if isinstance(found, kind) and isinstance(getattr(found, "value", ""), str):
            yield (_open_mode(node, keywords) if mode == "rw" else mode), found
            return


def _open_mode(node: ast.Call, keywords: Mapping[str, ast.expr]) -> str:
    given = node.args[1] if len(node.args) > 1 else keywords.get("mode")
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    usual = "a" if called in {"connect", "HDFStore"} else "r"
    text = given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else usual
    return "w" if set(text) & set("wax") else "r"
