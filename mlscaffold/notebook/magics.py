"""Cells to valid Python; every line keeps its number."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cell_magics import (
    CellConversion,
    convert_cell,
    may_print,
    under_redirect,
    uses_of_captured,
)
from mlscaffold.notebook.cells import Cell, Change, Location, Notebook
from mlscaffold.notebook.conversion import Conversion
from mlscaffold.notebook.grammar import (
    TooLargeError,
    cell_magic,
    parse,
    readable_syntax_error,
    refuse_long,
    transform,
)
from mlscaffold.notebook.ipython_calls import Replacement, replaced, replacements
from mlscaffold.notebook.line_magics import is_magic
from mlscaffold.notebook.shell_lists import shell_lists, uses_of_lists

_BY = "magics"
_ASYNC = (ast.Await, ast.AsyncFor, ast.AsyncWith)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SPECIAL = re.compile(r"(?m)^[ \t]*[%!]|=[ \t]*[%!]|get_ipython")
_COMMAND = re.compile(r"(?m)(?:^[ \t]*|=[ \t]*)[%!][^\n]*(?:\\\n[^\n]*)*")
_CAPTURES = re.compile(r"(?m)^[ \t]*%%capture\b[^\n]*?[ \t]([^\W\d]\w*)[ \t]*$")
BARE = frozenset({"ls", "ll", "pwd", "who", "whos", "lsmagic", "hist"})
"""Magics that run without their `%` where they are alone in a cell."""
_WORD = re.compile(r"[^\W\d]\w*")
_LONGEST = 100  # characters of code in a table of the report: about one line of a formatted module


@dataclass(frozen=True, slots=True)
class NotebookNames:
    """Names that the conversion of a cell needs to know.

    Args:
        names: those that the notebook binds, for `$name` and `{name}` in commands.
        captured: those of `%%capture` that are read.
        lists: those of commands' outputs that are used as more than lists.
    """

    names: frozenset[str] = frozenset()
    captured: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PythonCell:
    """A code cell as Python.

    Args:
        number: the number of the cell.
        source: valid Python with as many lines as the cell; "" if it cannot be parsed.
        silent: whether the notebook does not show the value of its last expression.
        changes: what was dropped or rewritten.
        requirements: what the cell installs, as in a requirements file.
        failure: why the cell cannot be parsed, None if it can.
        awaits: whether it awaits at its top level.
    """

    number: int
    source: str
    silent: bool = False
    changes: tuple[Change, ...] = ()
    requirements: tuple[str, ...] = ()
    failure: MlscaffoldError | None = None
    awaits: bool = False


def to_python_cells(notebook: Notebook) -> tuple[PythonCell, ...]:
    """Return the code cells of a notebook as Python, in order."""
    names = notebook_names(notebook.code)
    return tuple(to_python(cell, names) for cell in notebook.code)


def notebook_names(cells: tuple[Cell, ...]) -> NotebookNames:
    """Return the names that code cells bind (only if a command may use them), and the captured names that are read."""
    sources = tuple(cell.source for cell in cells)
    marked = tuple(source for source in sources if _SPECIAL.search(source))
    special = "\n".join(marked)
    written = "\n".join(sources)
    captured = frozenset(
        name for name in _CAPTURES.findall(special) if len(re.findall(rf"\b{name}\b", written)) > 1
    )
    commands = "\n".join(_commands(marked))
    needed = "$" in commands or "{" in commands or any(_bare_magic(source) for source in sources)
    names = frozenset(_names_in(sources)) if needed else frozenset()
    return NotebookNames(names | captured, captured, shell_lists(sources))


def _commands(sources: Iterable[str]) -> Iterator[str]:
    """Yield the parts of cells that may use a name; elsewhere a brace belongs to a dict."""
    for source in sources:
        whole = source.lstrip().startswith(("%%", ">>>", "In [")) or "get_ipython" in source
        yield from (source,) if whole else _COMMAND.findall(source)


def to_python(cell: Cell, names: NotebookNames | None = None) -> PythonCell:
    """Return a code cell, with its magics, shell commands and help requests, as Python.

    A cell that cannot be parsed has its failure and no source.
    """
    names = names or NotebookNames()
    try:
        refuse_long(cell.source)
        magic = cell_magic(cell.source)
        if magic:
            converted = _with_magic(cell, magic.above, convert_cell(magic, names.names), names)
            return converted if converted.failure else _completed(converted, cell, parse(converted.source))
        converted, tree = _without_magic(cell, names)
        return _completed(converted, cell, tree)
    except SyntaxError as error:
        return PythonCell(cell.number, "", failure=readable_syntax_error(error, cell))


def _completed(converted: PythonCell, cell: Cell, tree: ast.Module) -> PythonCell:
    return replace(
        converted,
        source=_same_lines(converted.source, cell.source),
        silent=converted.silent or _ends_silent(cell.source, converted.source, tree),
        awaits=_awaits(converted.source, tree),
    )


def _with_magic(cell: Cell, above: int, found: CellConversion, names: NotebookNames) -> PythonCell:
    conversion = found.conversion
    change = _change(cell, above + 1, conversion)
    if found.body is None:
        source = "\n" * above + conversion.statement
        return PythonCell(cell.number, source, True, (change,), conversion.requirements)
    header = "\n" * (above + 1)
    inner = to_python(replace(cell, source=header + found.body), names)
    if inner.failure:
        return inner
    source = inner.source
    is_read = found.captured in names.captured
    if is_read or (found.hidden and may_print(source)):
        source = under_redirect(source, above, found.captured if is_read else "")
    silent = inner.silent or found.silent
    return replace(inner, source=source, silent=silent, changes=(change, *inner.changes))


def _without_magic(cell: Cell, names: NotebookNames) -> tuple[PythonCell, ast.Module]:
    """Convert until nothing is left to convert: `%time` may time a shell command."""
    source = _with_percent(cell.source, names.names)
    changes: list[Change] = []
    requirements: list[str] = []
    silent = False
    while True:
        source, tree, transformed = _parsed(source, cell)
        changes += transformed
        found = tuple(_replacements(source, tree, names))
        if not found:
            break
        changes += [_change(cell, item.line, item.conversion) for item in found]
        requirements += [name for item in found for name in item.conversion.requirements]
        silent = silent or any(item.node is tree.body[-1] and not item.conversion.shows for item in found)
        source = replaced(source, found)
    ordered = tuple(sorted(changes, key=lambda change: change.location))
    return PythonCell(cell.number, source, silent, ordered, tuple(requirements)), tree


def _replacements(source: str, tree: ast.Module, names: NotebookNames) -> Iterator[Replacement]:
    if "get_ipython" in source or "run_line_magic" in source:
        yield from replacements(source, tree, names.names)
    if any(name in source for name in names.captured):
        yield from uses_of_captured(tree, names.captured)
    if any(name in source for name in names.lists):
        yield from uses_of_lists(tree, names.lists)


def _parsed(source: str, cell: Cell) -> tuple[str, ast.Module, list[Change]]:
    """Parse plain Python directly, anything else by IPython's grammar."""
    tree = _tree(source)
    if tree is not None:
        return source, tree, []
    new = _without_lone_semicolons(source, transform(source))
    return new, parse(new), list(_transformed(source, new, cell))


def _without_lone_semicolons(source: str, new: str) -> str:
    """IPython reads a line with nothing but `;` as an empty string."""
    pairs = zip(source.split("\n"), new.split("\n"), strict=False)
    lines = [
        "" if old == ";" else after.replace('("")', "pass") if old.strip() == ";" else after
        for old, after in pairs
    ]
    return "\n".join(lines)


def _transformed(source: str, new: str, cell: Cell) -> Iterator[Change]:
    """Report lines such as `/f x` and `,f a b`, and prompts removed from a pasted session."""
    for line, (before, after) in enumerate(zip(source.split("\n"), new.split("\n"), strict=False), start=1):
        old = before.strip()
        now = after.strip()
        if old != now and now and "get_ipython()." not in now and old not in {"", ";"}:
            why = "It uses IPython's own syntax, not Python."
            yield Change(Location(cell.number, line), "rewritten", _short(old), why, _short(now), _BY)


def _with_percent(source: str, names: frozenset[str]) -> str:
    """Add the missing `%` of a magic that is alone in its cell (`pip install x`, `cd data`)."""
    name = _bare_magic(source)
    return source.replace(name, f"%{name}", 1) if name and name not in names else source


def _bare_magic(source: str) -> str:
    line = source.strip()
    word = _WORD.match(line)
    if not word or "\n" in line or not is_magic(word[0]):
        return ""
    rest = line[word.end() :]
    if not rest:
        return word[0] if word[0] in BARE else ""
    return "" if rest[0] != " " or rest.lstrip()[0] == "=" or _tree(line) else word[0]


def _tree(source: str) -> ast.Module | None:
    try:
        return parse(source)
    except TooLargeError:
        raise
    except SyntaxError:
        return None


def _change(cell: Cell, line: int, conversion: Conversion) -> Change:
    lines = cell.source.split("\n")
    what = lines[line - 1].strip() if line <= len(lines) else ""
    now = _short(conversion.statement.split("\n")[0])
    return Change(Location(cell.number, line), conversion.kind, _short(what), conversion.why, now, _BY)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _same_lines(source: str, original: str) -> str:
    count = original.count("\n")
    lines = source.rstrip().split("\n") if source.strip() else [""]
    return "\n".join(lines) + "\n" * (count + 1 - len(lines))


def _ends_silent(cell: str, source: str, tree: ast.Module) -> bool:
    code = [line.strip() for line in cell.split("\n") if line.strip() and not line.strip().startswith("#")]
    if not code or ";" not in code[-1]:
        return False
    if code[-1] == ";" or not tree.body:
        return True
    last = tree.body[-1]
    lines = source.split("\n")[(last.end_lineno or 1) - 1 :]
    rest = lines[0].encode()[last.end_col_offset :].decode().strip()
    return rest.startswith(";")


def _awaits(source: str, tree: ast.Module) -> bool:
    return ("await" in source or "async" in source) and any(_awaiting(node) for node in tree.body)


def _awaiting(node: ast.AST) -> bool:
    if isinstance(node, _ASYNC) or (isinstance(node, ast.comprehension) and node.is_async):
        return True
    return not isinstance(node, _SCOPES) and any(_awaiting(child) for child in ast.iter_child_nodes(node))


def _names_in(sources: tuple[str, ...]) -> Iterator[str]:
    for source in sources:
        try:
            tree = _tree(source)
            if tree is None:
                magic = cell_magic(source)
                tree = _tree(transform(magic.body if magic else source))
        except TooLargeError:  # the cell is left alone
            continue
        yield from _bound(tree) if tree else ()


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
