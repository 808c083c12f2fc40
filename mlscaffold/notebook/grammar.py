"""IPython's own grammar, applied so that every line keeps its number."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
import warnings
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

_MODULE = "IPython.core.inputtransformer2"
_LIMIT = 500
_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True, slots=True)
class CellMagic:
    """A cell that starts with `%%`.

    Args:
        name: the magic's name.
        arguments: what follows it on its line.
        body: the lines after it.
        above: how many blank lines stand before it.
    """

    name: str
    arguments: str
    body: str
    above: int


def parse(source: str) -> ast.Module:
    """Parse Python as a notebook takes it: `await` is allowed at the top level.

    Args:
        source: the code.

    Returns:
        Its tree.

    Raises:
        SyntaxError: where no notebook would run it (`return` outside a function included).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = compile(source, "<cell>", "exec", flags=_FLAGS, dont_inherit=True)
            compile(tree, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "it is nested too deeply") from error
    assert isinstance(tree, ast.Module)
    return tree


def cell_magic(source: str) -> CellMagic | None:
    """Return the cell magic with which a cell starts, None if it does not start with one."""
    if not source.lstrip().startswith(("%%", ">>>", "In [")):
        return None
    cleaned = _cleaned(source)
    above = len(cleaned) - len(cleaned.lstrip("\n"))
    lines = _grammar().cell_magic(cleaned[above:].splitlines(keepends=True))
    if not lines or not lines[0].startswith("get_ipython().run_cell_magic("):
        return None
    call = ast.parse(lines[0], mode="eval").body
    assert isinstance(call, ast.Call)
    name, arguments, body = (ast.literal_eval(argument) for argument in call.args)
    return CellMagic(name, arguments.strip(), body, above)


def transform(source: str) -> str:
    """Turn IPython's syntax into calls of `get_ipython()`.

    Args:
        source: a cell that does not start with a cell magic.

    Returns:
        The cell with as many lines as before; it need not be valid Python, if the cell was not valid either.
    """
    manager = _grammar().TransformerManager()
    lines = _cleaned(source).splitlines(keepends=True)
    for _ in range(_LIMIT):
        changed, new = manager.do_one_token_transform(lines)
        if not changed:
            break
        lines = _padded(lines, new)
    return "".join(lines)


def _padded(lines: list[str], new: list[str]) -> list[str]:
    same = 0
    while same < min(len(lines), len(new)) and lines[same] == new[same]:
        same += 1
    return [*new[: same + 1], *["\n"] * (len(lines) - len(new)), *new[same + 1 :]]


def _cleaned(source: str) -> str:
    text = source if source.endswith("\n") else f"{source}\n"
    lines = text.splitlines(keepends=True)
    for step in _grammar().TransformerManager().cleanup_transforms:
        lines = step(lines)
    cleaned = "".join(lines)
    return "\n" * (text.count("\n") - cleaned.count("\n")) + cleaned


@cache
def _grammar() -> Any:
    if _MODULE in sys.modules or "IPython" in sys.modules:
        return importlib.import_module(_MODULE)
    try:
        return _alone()
    except (ImportError, AttributeError):
        return importlib.import_module(_MODULE)


def _alone() -> ModuleType:
    """Import the grammar without `IPython/__init__.py`: that loads the whole shell at forty times the cost."""
    spec = importlib.util.find_spec("IPython")
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError("IPython", name="IPython")
    package = ModuleType("IPython")
    package.__path__ = list(spec.submodule_search_locations)
    sys.modules["IPython"] = package
    try:
        return importlib.import_module(_MODULE)
    finally:
        for name in [name for name in sys.modules if name == "IPython" or name.startswith("IPython.")]:
            del sys.modules[name]
