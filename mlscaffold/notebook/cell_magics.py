"""Cell magics: which keep their body, which become other code, which are removed; and what `%%capture` captured."""

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.notebook.conversion import Conversion, interpolated
from mlscaffold.notebook.grammar import CellMagic, parse
from mlscaffold.notebook.ipython_calls import Replacement
from mlscaffold.notebook.shell_commands import block, command, script

_BODY_STAYS = {
    "time": "The timing is removed; the cell stays.",
    **dict.fromkeys(("prun", "snakeviz", "scalene"), "The profiling is removed; the cell stays."),
    "debug": "The debugger is removed; the cell stays.",
    "capture": "The notebook hides this cell's output; the cell stays.",
}
_DROPPED = {
    "timeit": "It times the cell; a cell under %%timeit binds no variable.",
    **dict.fromkeys(
        "html HTML javascript js latex svg SVG markdown md md-sandbox mermaid pybars".split(),
        "It only displays something in the notebook.",
    ),
}
_SHELLS = {"bash": "bash", "sh": "sh", "shell": "bash", "cmd": "cmd", "zsh": "zsh"}
_OTHER_LANGUAGES = frozenset(
    "R r sql cython perl ruby script python python2 python3 pypy px bigquery julia spark scala fortran cu fs".split()
)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CAPTURED = "contextlib.redirect_stdout captures what the cell prints."


@dataclass(frozen=True, slots=True)
class CellConversion:
    """What a cell magic becomes.

    Args:
        conversion: what replaces the whole cell, or, with a body, only the reason for the report.
        body: Python that stays, still in IPython's syntax; None if nothing stays.
        captured: the variable that holds what the body prints, "" for none.
        silent: whether the notebook does not show the body's last value.
        hidden: whether the notebook does not show what the body prints.
    """

    conversion: Conversion
    body: str | None = None
    captured: str = ""
    silent: bool = False
    hidden: bool = False


def convert_cell(magic: CellMagic, names: frozenset[str]) -> CellConversion:
    """Convert a cell that starts with a magic, in a notebook that binds `names`."""
    name = magic.name
    if name in _BODY_STAYS:
        variables = (word for word in magic.arguments.split() if word.isidentifier())
        captured = next(variables, "") if name == "capture" else ""
        silent = name in {"capture", "prun", "snakeviz"}
        conversion = Conversion(_BODY_STAYS[name], "rewritten")
        return CellConversion(conversion, magic.body, captured, silent, name == "capture")
    return CellConversion(_without_body(magic, names))


def _without_body(magic: CellMagic, names: frozenset[str]) -> Conversion:
    name = magic.name
    if name in _DROPPED:
        return Conversion(_DROPPED[name])
    if name in {"writefile", "file"}:
        return _written(magic, names)
    if name in _SHELLS:
        out = re.search(r"--out[ =](\w+)", magic.arguments)
        check = "--no-raise-error" not in magic.arguments
        return script(magic.body, check, _SHELLS[name], out[1] if out else "")
    if name in {"!", "sx", "system"}:
        return script(magic.body, check=False)
    if name in {"pip", "conda"}:
        return command(f"{name} {magic.arguments}", names)
    if name in _OTHER_LANGUAGES:
        return Conversion(
            f"%%{name} does not run the cell in this notebook's Python: write it as Python.", "skipped"
        )
    return Conversion(f"Unknown magic %%{name}: write it as Python.", "skipped")


def _written(magic: CellMagic, names: frozenset[str]) -> Conversion:
    try:
        words = shlex.split(magic.arguments)
    except ValueError:
        words = magic.arguments.split()
    files = [word for word in words if not word.startswith("-")]
    if len(files) != 1:
        return Conversion("It names no file to write.", "skipped")
    place, text = interpolated(files[0], names), block(magic.body)
    why = "Python writes the file."
    if "-a" in words or "--append" in words:
        code = f'with open({place}, "a", encoding="utf-8") as file: file.write({text})'
        return Conversion(why, "rewritten", code)
    code = f'Path({place}).write_text({text}, encoding="utf-8")'
    return Conversion(why, "rewritten", code, ("from pathlib import Path",))


def under_redirect(source: str, above: int, name: str) -> str:
    """Return a cell under `with redirect_stdout(...) as name`, on the blank line below the first `above` lines.

    Args:
        source: the cell as Python.
        above: the number of lines above that blank line.
        name: the variable that holds what it prints, "" if the output is thrown away.
    """
    tree = parse(source)
    inside = {line for node in ast.walk(tree) for line in _later_lines_of_strings(node)}
    lines = [
        line if number in inside or not line.strip() else f"    {line}"
        for number, line in enumerate(source.split("\n"), start=1)
    ]
    target = f" as {name}" if name else ""
    lines[above] = f'with __import__("contextlib").redirect_stdout(__import__("io").StringIO()){target}:'
    if not tree.body:
        lines[above] += " pass"
    return "\n".join(lines)


def may_print(source: str) -> bool:
    """Return whether a cell may print something: it calls a function, other than in what it defines."""
    found = [node for node in parse(source).body if not isinstance(node, DEFINITIONS)]
    return any(isinstance(part, ast.Call) for node in found for part in ast.walk(node))


def uses_of_captured(tree: ast.Module, captured: frozenset[str]) -> Iterator[Replacement]:
    """Yield replacements for the uses of variables that `%%capture` binds, which become `io.StringIO` objects.

    The uses are `name.stdout`, `name.stderr`, `name.show()` and `name()`.
    """
    called = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        name = _captured_name(node, captured)
        if not name or not isinstance(node, ast.expr):
            continue
        attribute = node.attr if isinstance(node, ast.Attribute) else "show"
        if attribute == "stdout":
            yield Replacement(node, Conversion(_CAPTURED, "rewritten", f"{name}.getvalue()"))
        elif attribute == "stderr":
            yield Replacement(node, Conversion(_CAPTURED, "rewritten", '""'))
        elif attribute == "show" and id(node) in called:
            code = f'print({name}.getvalue(), end="")'
            yield Replacement(called[id(node)], Conversion(_CAPTURED, "rewritten", code))


def _captured_name(node: ast.AST, captured: frozenset[str]) -> str:
    value = node.value if isinstance(node, ast.Attribute) else node
    if isinstance(value, ast.Name) and value.id in captured and isinstance(value.ctx, ast.Load):
        return value.id
    return ""


def _later_lines_of_strings(node: ast.AST) -> range:
    is_text = isinstance(getattr(node, "value", ""), str | bytes)
    if isinstance(node, ast.Constant | ast.JoinedStr) and is_text:
        return range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    return range(0)
