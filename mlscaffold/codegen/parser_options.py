"""The options of a parser of the command line whose defaults are settings: `parser.add_argument("--epochs", default=5)`."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from mlscaffold.analysis.calls import is_local_path
from mlscaffold.codegen.hyperparameters import is_plain
from mlscaffold.stages.identifiers import identifier, snake

ADDING = "argparse.ArgumentParser.add_argument"


@dataclass(frozen=True, slots=True)
class Option:
    """An option with a default.

    Args:
        name: the attribute of the parsed arguments that holds its value.
        default: the literal.
    """

    name: str
    default: ast.expr


def option_of(node: ast.Call, callee: str) -> Option | None:
    """Return the option that a call adds, None if it adds none with a plain default.

    Paths stay where they are: what reads or writes a file finds them.

    Args:
        node: the call.
        callee: the qualified name of what is called.
    """
    if callee != ADDING:
        return None
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    default, name = keywords.get("default"), _name(node, keywords.get("dest"))
    if default is None or not name or not is_plain(default):
        return None
    return None if _is_path(default) else Option(name, default)


def _is_path(node: ast.expr) -> bool:
    """Return whether a default is the path of a file or a folder, not only a word."""
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, str) and is_local_path(value) and ("/" in value or "." in value)


def _name(node: ast.Call, dest: ast.expr | None) -> str:
    """Return the name of an option: its `dest`, else its first long flag, else its first flag."""
    flags = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if isinstance(dest, ast.Constant) and isinstance(dest.value, str):
        flags = [dest.value]
    long = next((flag for flag in flags if flag.startswith("--")), None)
    found = long or next(iter(flags), "")
    return identifier(snake(found.strip("-"))) if found.strip("-") else ""
