"""Python expressions inside commands: `{name}` and `$name`, as IPython fills them in."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from string import Formatter

_DOLLAR = re.compile(r"\$(\$?[A-Za-z_][\w.]*)")
_BUILTINS = frozenset(dir(builtins))


def interpolated(command: str, names: frozenset[str]) -> str:
    """Turn a command into the source of a string.

    Args:
        command: the text, perhaps with `{expression}` or `$name` in it.
        names: names that the notebook binds; any other `$name` is left to the shell.

    Returns:
        A string literal, or an f-string where the notebook's values are filled in.
    """
    if "{" not in command and "$" not in command:
        return literal(command)
    try:
        values = tuple(_values(command, names))
        if all(isinstance(value, ast.Constant) for value in values):
            return literal("".join(str(value.value) for value in values if isinstance(value, ast.Constant)))
        source = ast.unparse(ast.JoinedStr(list(values)))
        ast.parse(source, mode="eval")
    except (SyntaxError, ValueError):
        return literal(command)
    return source


def literal(text: str) -> str:
    """Return the source of a string, in double quotes where that needs no escapes."""
    plain = text.isprintable() and '"' not in text and "\\" not in text
    return f'"{text}"' if plain else repr(text)


def _values(command: str, names: frozenset[str]) -> Iterator[ast.expr]:
    for text, field, spec, conversion in Formatter().parse(command):
        yield from _dollars(text, names)
        if field is None:
            continue
        value = ast.parse(field.strip(), mode="eval").body
        _refuse_unknown(value, names)
        wanted = ast.JoinedStr([ast.Constant(spec)]) if spec else None
        yield ast.FormattedValue(value, ord(conversion) if conversion else -1, wanted)


def _dollars(text: str, names: frozenset[str]) -> Iterator[ast.expr]:
    done = 0
    for match in _DOLLAR.finditer(text):
        name = match[1].rstrip(".")
        if name.startswith("$"):
            yield ast.Constant(text[done : match.start()] + name)
        elif name.split(".")[0] in names:
            yield ast.Constant(text[done : match.start()])
            yield ast.FormattedValue(ast.parse(name, mode="eval").body, -1, None)
        else:
            continue
        done = match.start() + 1 + len(name)
    yield ast.Constant(text[done:])


def _refuse_unknown(value: ast.expr, names: frozenset[str]) -> None:
    own = {
        node.id for node in ast.walk(value) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in ast.walk(value):
        if isinstance(node, ast.Name) and node.id not in names | _BUILTINS | own:
            raise ValueError(node.id)
