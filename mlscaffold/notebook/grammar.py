"""Cells parsed: IPython's own grammar, applied so that every line keeps its number, and readable syntax errors."""

import ast
import importlib
import importlib.util
import re
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell, Location

_MODULE = "IPython.core.inputtransformer2"
_MOST_TRANSFORMS = 500
"""IPython's own limit (TRANSFORM_LOOP_LIMIT): each transform handles one magic, and cells have far fewer."""
_FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
DEEPEST = 2_500
"""Levels of nesting, of which a call in a chain has two. Python 3.11 and older compile 3,000, in functions a few less."""
LONGEST = 1_000_000  # characters of a cell: its syntax tree may take 200 MB
LARGEST = 200_000
"""Nodes of a syntax tree, some 20,000 lines: with them the analysis stays below 20 s and 500 MB."""
_DATABRICKS = re.compile(r"\s*%(?:(?:md-sandbox|md|r|scala)(?=\s|$)|(?:sql|sh|fs)[ \t]*\n)")
"""The languages of cells in Databricks, where one percent sign begins a whole cell."""
_CONFLICT = re.compile(r"(?m)^(?:<<<<<<< |=======$|>>>>>>> )")
_PYTHON_2 = (
    ("Missing parentheses in call to 'print'", "print is a statement"),
    ("Missing parentheses in call to 'exec'", "exec is a statement"),
    ("multiple exception types must be parenthesized", "except uses a comma"),
    ("leading zeros in decimal integer literals", "an octal number starts with a bare 0"),
)


@dataclass(frozen=True, slots=True)
class CellMagic:
    """A cell that starts with `%%`.

    Args:
        name: the magic's name.
        arguments: the rest of its line.
        body: the lines after it.
        above: how many blank lines are before it.
    """

    name: str
    arguments: str
    body: str
    above: int


class TooLargeError(SyntaxError):
    """A cell that is too large or too deep to analyze."""


def parse(source: str) -> ast.Module:
    """Parse Python as a notebook does: `await` is allowed at the top level.

    Raises:
        SyntaxError: no notebook would run it (`return` outside a function included).
    """
    refuse_long(source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = compile(source, "<cell>", "exec", flags=_FLAGS, dont_inherit=True)
            assert isinstance(tree, ast.Module)
            tried = _without_future(tree)
            compile(tried, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "the code is nested too deeply") from error
    assert isinstance(tree, ast.Module)
    refuse_too_much(source, [tree])
    return tree


def refuse_long(source: str) -> None:
    """Refuse a cell whose syntax tree would take too much memory.

    Raises:
        TooLargeError: it is too long.
    """
    if len(source) > LONGEST:
        raise TooLargeError(f"it has more than {LONGEST:,} characters")


def refuse_too_much(source: str, nodes: Sequence[ast.AST]) -> None:
    """Refuse a cell whose analysis would take too long, or that Python itself can hardly compile.

    Args:
        source: the cell.
        nodes: its syntax tree, or its statements.

    Raises:
        TooLargeError: it is too deep or too large.
    """
    if len(source) < DEEPEST:  # every level and every node needs a character
        return
    count, level = 0, list(nodes)
    for _ in range(DEEPEST):
        count += len(level)
        if count > LARGEST:
            raise TooLargeError(f"it has more than {LARGEST:,} parts")
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise TooLargeError(f"an expression in it is nested more than {DEEPEST:,} levels deep")


def _without_future(tree: ast.Module) -> ast.Module:
    """Return a cell without imports from `__future__`: IPython compiles each statement alone, so they may be anywhere."""
    future = [one for one in tree.body if isinstance(one, ast.ImportFrom) and one.module == "__future__"]
    if not future:
        return tree
    for one in future:
        compile(ast.Module([one], []), "<cell>", "exec")  # a feature that does not exist is an error
    return ast.Module([one for one in tree.body if one not in future], [])


def cell_magic(source: str) -> CellMagic | None:
    """Return the cell magic that a cell starts with, None if it starts with none."""
    if _DATABRICKS.match(source):
        source = source.replace("%", "%%", 1)
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
    """Return a cell, one without a cell magic, with IPython's syntax as calls of `get_ipython()`.

    It has as many lines as before, and is valid Python if the cell is valid.
    """
    manager = _grammar().TransformerManager()
    lines = _cleaned(source).splitlines(keepends=True)
    for _ in range(_MOST_TRANSFORMS):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of lines that end in another way than by a newline
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
    """Import the grammar without `IPython/__init__.py`, which loads the whole shell and takes forty times as long."""
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


def readable_syntax_error(error: SyntaxError, cell: Cell) -> MlscaffoldError:
    """Return the error that says why a cell cannot be parsed, where, and what to do.

    Its status is 1, because the rest of the notebook is processed.
    """
    line = min(error.lineno or 1, cell.source.count("\n") + 1)
    location = Location(cell.number, line)
    message = error.msg or "invalid syntax"
    if len(_CONFLICT.findall(cell.source)) > 1:
        hint = "Keep one of the two versions and delete the marker lines"
        return MlscaffoldError(
            "the cell contains a git merge conflict", location=location, hint=hint, status=1
        )
    for pattern, why in _PYTHON_2:
        if pattern in message:
            hint = "Convert the notebook with 2to3, or rewrite this cell for Python 3"
            return MlscaffoldError(f"this is Python 2: {why}", location=location, hint=hint, status=1)
    what = f"the cell cannot be parsed as Python ({message.rstrip('.')})"
    # 3.12 is the first Python whose f-strings may contain any expression, quotes and backslashes included (PEP 701).
    if "f-string" in message and sys.version_info < (3, 12):
        hint = (
            "If it is valid in Python 3.12 or newer, run mlscaffold with that Python; otherwise fix the cell"
        )
    else:
        hint = "Fix the cell and harden the notebook again; until then the cell is skipped"
    return MlscaffoldError(what, location=location, hint=hint, status=1)
