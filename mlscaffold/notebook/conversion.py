"""What a magic or a shell command becomes: Python code, with values filled in for `{name}` and `$name`."""

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from mlscaffold.notebook.cells import ChangeKind

_DOLLAR = re.compile(r"\$(\$?[A-Za-z_][\w.]*)")
_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a magic or a shell command becomes in Python.

    Args:
        why: the reason, as a sentence, for the report.
        kind: the kind of change.
        code: simple statements, or one expression; "" if it is removed.
        imports: import statements that the code needs.
        requirements: what it installs, as in a requirements file.
        shows: whether the notebook shows its value at the end of a cell.
    """

    why: str
    kind: ChangeKind = "dropped"
    code: str = ""
    imports: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    shows: bool = False

    @property
    def statement(self) -> str:
        """The code with its imports, on one line."""
        return "; ".join((*self.imports, self.code)) if self.code else ""

    @property
    def expression(self) -> str:
        """The code as one expression that needs no import statement."""
        code = self.code
        for name in (line.removeprefix("import ") for line in self.imports):
            code = code.replace(f"{name}.", f'__import__("{name}").', 1)
        return code


def interpolated(command: str, names: frozenset[str]) -> str:
    """Return the source of a string that holds a command, as IPython fills it in.

    Args:
        command: the text, which may contain `{expression}` or `$name`.
        names: names that the notebook binds; any other `$name` is left to the shell.

    Returns:
        A string literal, or an f-string if the notebook's values are filled in.
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
    """Return the source of a string, in double quotes if that needs no escapes."""
    plain = text.isprintable() and '"' not in text and "\\" not in text
    return f'"{text}"' if plain else repr(text)


def _values(command: str, names: frozenset[str]) -> Iterator[ast.expr]:
    for text, field, spec, conversion in Formatter().parse(command):
        yield from _dollars(text, names)
        if field is None:
            continue
        value = ast.parse(field.strip(), mode="eval").body
        _refuse_unknown(value, names)
        format_spec = ast.JoinedStr([ast.Constant(spec)]) if spec else None
        yield ast.FormattedValue(value, ord(conversion) if conversion else -1, format_spec)


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
    nodes = [node for node in ast.walk(value) if isinstance(node, ast.Name)]
    bound = {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    for node in nodes:
        if node.id not in names | _BUILTINS | bound:
            raise ValueError(node.id)
