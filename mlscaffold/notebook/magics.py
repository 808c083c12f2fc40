"""Cells become valid Python, line by line, and every line keeps its number."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.captured import indented, uses_of_captured
from mlscaffold.notebook.cell_magics import Rewritten, rewrite_cell
from mlscaffold.notebook.cells import Cell, Change, Location, Notebook
from mlscaffold.notebook.grammar import cell_magic, parse, transform
from mlscaffold.notebook.line_magics import is_magic
from mlscaffold.notebook.piece import Piece
from mlscaffold.notebook.shell_calls import Replacement, replaced, replacements
from mlscaffold.notebook.syntax_errors import fault

_BY = "magics"
_ASYNC = (ast.Await, ast.AsyncFor, ast.AsyncWith)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SPECIAL = re.compile(r"(?m)^\s*[%!]|=\s*[%!]|get_ipython")
_COMMAND = re.compile(r"(?m)(?:^[ \t]*|=[ \t]*)[%!][^\n]*(?:\\\n[^\n]*)*")
_CAPTURES = re.compile(r"(?m)^\s*%%capture\b[^\n]*?[ \t]([^\W\d]\w*)[ \t]*$")
_BARE = frozenset({"ls", "ll", "pwd", "who", "whos", "lsmagic", "hist"})
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Shell:
    """What a cell has to know of its notebook.

    Args:
        names: names that the notebook binds; they are filled in where a command says `$name` or `{name}`.
        captured: names that `%%capture` gives and that are read somewhere.
    """

    names: frozenset[str] = frozenset()
    captured: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PythonCell:
    """A code cell as Python.

    Args:
        number: the number of the cell.
        source: valid Python with as many lines as the cell; "" where it cannot be parsed.
        silent: whether the notebook does not show the value of its last expression.
        changes: what was dropped or rewritten.
        requirements: what the cell installs, as in a requirements file.
        failure: why the cell cannot be parsed, None where it can.
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
    """Turn all code cells of a notebook into Python, each knowing the names of the others.

    Args:
        notebook: the notebook.

    Returns:
        One PythonCell for each code cell, in order.
    """
    shell = shell_of(notebook.code)
    return tuple(to_python(cell, shell) for cell in notebook.code)


def shell_of(cells: tuple[Cell, ...]) -> Shell:
    """Gather what each cell has to know of the others.

    Args:
        cells: the code cells.

    Returns:
        The names that they bind (only where a command may ask for them), and captured names that are read.
    """
    sources = tuple(cell.source for cell in cells)
    marked = tuple(source for source in sources if _SPECIAL.search(source))
    special = "\n".join(marked)
    written = "\n".join(sources)
    captured = frozenset(
        name for name in _CAPTURES.findall(special) if len(re.findall(rf"\b{name}\b", written)) > 1
    )
    commands = "\n".join(_commands(marked))
    asking = "$" in commands or "{" in commands or any(_bare_magic(source) for source in sources)
    names = frozenset(_names_in(sources)) if asking else frozenset()
    return Shell(names | captured, captured)


def _commands(sources: Iterable[str]) -> Iterator[str]:
    """Yield the parts of cells that may ask for a name; in other parts, a brace is a dict's."""
    for source in sources:
        whole = source.lstrip().startswith(("%%", ">>>", "In [")) or "get_ipython" in source
        yield from (source,) if whole else _COMMAND.findall(source)


def to_python(cell: Cell, shell: Shell | None = None) -> PythonCell:
    """Turn a code cell into Python.

    Args:
        cell: the cell, perhaps with magics, shell commands, help questions.
        shell: what it has to know of the notebook.

    Returns:
        Its Python; a cell that cannot be parsed comes back with its failure and no source.
    """
    known = shell or Shell()
    try:
        magic = cell_magic(cell.source)
        if magic:
            done = _with_magic(cell, magic.above, rewrite_cell(magic, known.names), known)
            return done if done.failure else _finished(done, cell, parse(done.source))
        done, tree = _without_magic(cell, known)
        return _finished(done, cell, tree)
    except SyntaxError as error:
        return PythonCell(cell.number, "", failure=fault(error, cell))


def _finished(done: PythonCell, cell: Cell, tree: ast.Module) -> PythonCell:
    return replace(
        done,
        source=_same_lines(done.source, cell.source),
        silent=done.silent or _ends_silent(cell.source, done.source, tree),
        awaits=_awaits(done.source, tree),
    )


def _with_magic(cell: Cell, above: int, rewritten: Rewritten, shell: Shell) -> PythonCell:
    piece = rewritten.piece
    change = _change(cell, above + 1, piece)
    if rewritten.body is None:
        source = "\n" * above + piece.statement
        return PythonCell(cell.number, source, True, (change,), piece.requirements)
    header = "\n" * (above + 1)
    inner = to_python(replace(cell, source=header + rewritten.body), shell)
    if inner.failure:
        return inner
    source = inner.source
    if rewritten.captured in shell.captured:
        source = indented(inner.source, above, rewritten.captured)
    silent = inner.silent or rewritten.silent
    return replace(inner, source=source, silent=silent, changes=(change, *inner.changes))


def _without_magic(cell: Cell, shell: Shell) -> tuple[PythonCell, ast.Module]:
    """Rewrite until nothing is left to rewrite: what `%time` timed may be a shell command."""
    source = _percented(cell.source, shell.names)
    changes: list[Change] = []
    requirements: list[str] = []
    silent = False
    while True:
        source, tree, called = _parsed(source, cell)
        changes += called
        wanted = tuple(_wanted(source, tree, shell))
        if not wanted:
            break
        changes += [_change(cell, item.line, item.piece) for item in wanted]
        requirements += [name for item in wanted for name in item.piece.requirements]
        silent = silent or any(item.node is tree.body[-1] and not item.piece.shows for item in wanted)
        source = replaced(source, wanted)
    ordered = tuple(sorted(changes, key=lambda change: change.location))
    return PythonCell(cell.number, source, silent, ordered, tuple(requirements)), tree


def _wanted(source: str, tree: ast.Module, shell: Shell) -> Iterator[Replacement]:
    if "get_ipython" in source or "run_line_magic" in source:
        yield from replacements(source, tree, shell.names)
    if any(name in source for name in shell.captured):
        yield from uses_of_captured(tree, shell.captured)


def _parsed(source: str, cell: Cell) -> tuple[str, ast.Module, list[Change]]:
    """Parse plain Python as it stands, anything else by IPython's grammar."""
    try:
        return source, parse(source), []
    except SyntaxError:
        pass
    new = _without_lone_semicolons(source, transform(source))
    return new, parse(new), list(_called(source, new, cell))


def _without_lone_semicolons(source: str, new: str) -> str:
    """IPython reads a line with nothing but `;` as an empty string."""
    pairs = zip(source.split("\n"), new.split("\n"), strict=False)
    lines = [
        "" if old == ";" else after.replace('("")', "pass") if old.strip() == ";" else after
        for old, after in pairs
    ]
    return "\n".join(lines)


def _called(source: str, new: str, cell: Cell) -> Iterator[Change]:
    """Report lines such as `/f x` and `,f a b`, and prompts taken off a pasted session."""
    for line, (before, after) in enumerate(zip(source.split("\n"), new.split("\n"), strict=False), start=1):
        old = before.strip()
        if old != after.strip() and after.strip() and "get_ipython()." not in after and old not in {"", ";"}:
            why = "It was written in IPython's own syntax, not in Python."
            yield Change(
                Location(cell.number, line), "rewritten", _short(old), why, _short(after.strip()), _BY
            )


def _percented(source: str, names: frozenset[str]) -> str:
    """Put `%` before a magic that stands alone in its cell without one (`pip install x`, `cd data`)."""
    name = _bare_magic(source)
    return source.replace(name, f"%{name}", 1) if name and name not in names else source


def _bare_magic(source: str) -> str:
    line = source.strip()
    word = _WORD.match(line)
    if not word or "\n" in line or not is_magic(word[0]):
        return ""
    rest = line[word.end() :]
    if not rest:
        return word[0] if word[0] in _BARE else ""
    return "" if rest[0] != " " or rest.lstrip()[0] == "=" or _parses(line) else word[0]


def _parses(source: str) -> bool:
    try:
        parse(source)
    except SyntaxError:
        return False
    return True


def _change(cell: Cell, line: int, piece: Piece) -> Change:
    lines = cell.source.split("\n")
    what = lines[line - 1].strip() if line <= len(lines) else ""
    now = _short(piece.statement.split("\n")[0])
    return Change(Location(cell.number, line), piece.kind, _short(what), piece.why, now, _BY)


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:97]}..."


def _same_lines(source: str, wanted: str) -> str:
    count = wanted.count("\n")
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
        if _parses(source):
            yield from _bound(parse(source))
            continue
        magic = cell_magic(source)
        new = transform(magic.body if magic else source)
        if _parses(new):
            yield from _bound(parse(new))


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
