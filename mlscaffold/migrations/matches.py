"""Code that library changes break: found by the table's patterns, described in a line, and fixed."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlscaffold.analysis.imports import imported_modules
from mlscaffold.analysis.types import Environment
from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.migrations.grids import SEARCHES, Entry, entries, entry_edits, grids
from mlscaffold.migrations.library_changes import LibraryChange, patterns
from mlscaffold.migrations.library_names import Rename, renamed_imports, renamed_use, rewritten_import
from mlscaffold.migrations.pattern import Bindings, demand, match, parsed
from mlscaffold.migrations.pattern_index import STORED, Index
from mlscaffold.migrations.render import CannotWriteError, Writer

IMPORTS = (ast.Import, ast.ImportFrom)
Placed = tuple[ast.AST, Environment]
WIDTH = 60  # a message with two pieces of code of this width still fits on one line of a wide terminal
HAPPENED = {
    "removed": "was removed in",
    "renamed": "was renamed in",
    "moved": "was moved in",
    "signature": "is not accepted since",
    "default": "uses another default since",
    "behaviour": "behaves differently since",
    "deprecated": "is deprecated since",
    "still-works": "has a newer spelling since",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A piece of code that a library change breaks.

    Args:
        node: its node.
        change: the change.
        env: what is known there.
        bindings: what the pattern's metavariables match, None for a name.
        rename: the move of the name, None for other code.
        entry: the parameter of a search's grid that it is, None elsewhere.
        follows: whether it only uses a name whose import is another match.
    """

    node: ast.AST
    change: LibraryChange
    env: Environment
    bindings: Bindings | None = None
    rename: Rename | None = None
    entry: Entry | None = None
    follows: bool = False

    @property
    def severity(self) -> str:
        """`error` where the old code raises, `warning` where it runs."""
        return self.change.severity

    @property
    def is_secondary(self) -> bool:
        """Whether it is only rewritten together with another match, and not reported."""
        return self.follows or self.change.fix == "along"

    @property
    def when(self) -> str:
        """What it depends on, such as `where a column holds text`; "" where it depends on nothing."""
        return self.change.when


@dataclass(frozen=True, slots=True)
class Fix:
    """The fix of a match.

    Args:
        edits: the edits of the source.
        imports: imports that the new code needs.
        safe: whether the value stays what it was with the old library.
    """

    edits: tuple[Edit, ...]
    imports: tuple[str, ...]
    safe: bool


def roots(nodes: Iterable[Placed]) -> frozenset[str]:
    """Return the first parts of the names of all modules that code imports or finds imported."""
    known: dict[int, Environment] = {}
    names: list[str] = []
    for node, env in nodes:
        known.setdefault(id(env.imports), env)
        names += imported_modules(node)
    names += [target for env in known.values() for target in env.imports.values()]
    return frozenset(name.partition(".")[0] for name in names)


def find(
    nodes: Iterable[Placed], index: Index, *, uncertain: bool = False, following: bool = False
) -> Iterator[Match]:
    """Yield the matches in a file.

    Args:
        nodes: each node with what is known there, parents before their children.
        index: the changes of the libraries that the file imports.
        uncertain: whether to yield what depends on data (`Match.when`) as well.
        following: whether to yield the uses of names whose import is a match.
    """
    if not index.patterns and not index.names:
        return
    reported: set[int] = set()
    for node, env in nodes:
        if isinstance(node, IMPORTS):
            yield from _imports(node, env, index)
            continue
        if type(node) is ast.Dict or (type(node) is ast.Call and last_name(node, env) in SEARCHES):
            yield from _searched(node, env, index)
        if id(node) in reported or not may_match(node, env, index):
            continue
        found = next(matches_at(node, env, index), None)
        if found is None or (found.when and not uncertain) or (found.is_secondary and not following):
            continue
        if found.bindings is not None and not following:
            reported.update(id(part) for part in _heads(node))
        yield found


def may_match(node: ast.AST, env: Environment, index: Index) -> bool:
    """Return whether a pattern may match a node, by its class and its name alone; few do."""
    names = index.at.get(type(node))
    if not names:
        return False
    if type(node) is ast.Subscript and type(node.ctx) is not ast.Load:
        return (STORED, type(node.value).__name__) in index.patterns
    return last_name(node, env) in names


def _imports(node: ast.Import | ast.ImportFrom, env: Environment, index: Index) -> Iterator[Match]:
    for _, one in renamed_imports(node, index.names):
        if one.change.fix != "along":
            yield Match(node, one.change, env, rename=one)


def _searched(node: ast.AST, env: Environment, index: Index) -> Iterator[Match]:
    for estimator, grid in grids(node, env):
        for change, entry in entries(estimator, grid, env, index):
            yield Match(grid.keys[entry.position] or grid, change, env, entry=entry)


def _heads(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts that would report the same again: a called function, an expression statement's value."""
    if isinstance(node, ast.Expr):
        yield node.value
        yield from _heads(node.value)
    elif isinstance(node, ast.Call):
        yield node.func


def matches_at(node: ast.AST, env: Environment, index: Index, *, lenient: bool = False) -> Iterator[Match]:
    """Yield the matches at a node, in the order of the table.

    Args:
        node: the node; no import.
        env: what is known there.
        index: the changes to look for.
        lenient: whether code matches whose type or value the source does not show.
    """
    kind, name = type(node).__name__, last_name(node, env)
    if name in index.ends and isinstance(node, (ast.Name, ast.Attribute)):
        one = renamed_use(node, env, index.names)
        if one and one.change.fix != "along":
            follows = isinstance(node, ast.Name) and not one.change.is_bare
            yield Match(node, one.change, env, rename=one, follows=follows)
    if kind == "Subscript" and not isinstance(node.ctx, ast.Load):  # type: ignore[attr-defined]
        kind, name = STORED, type(node.value).__name__  # type: ignore[attr-defined]
    inner = node.value if isinstance(node, ast.Expr) else node
    changes = index.patterns.get((kind, name), ())
    for change in _demanded(changes, inner) if isinstance(inner, ast.Call) and not lenient else changes:
        found = match(change, inner, env, lenient=lenient)
        if found is not None:
            yield Match(node, change, env, found)


def _demanded(changes: Iterable[LibraryChange], call: ast.Call) -> Iterator[LibraryChange]:
    """Yield the changes whose patterns demand no more arguments than a call passes; a cheap filter."""
    passed, count = {one.arg for one in call.keywords}, len(call.args)
    for change in changes:
        positional, keywords = demand(change.pattern)
        if count >= positional and keywords <= passed:
            yield change


def last_name(node: ast.AST, env: Environment) -> str:
    """Return the last name by which patterns for a node are found, that of an import's target."""
    while True:
        kind = type(node)
        if kind is ast.Attribute:
            return node.attr  # type: ignore[attr-defined, no-any-return]
        if kind is ast.Name:
            name: str = node.id  # type: ignore[attr-defined]
            return env.imports.get(name, name).rpartition(".")[2]
        if kind is ast.Call:
            node = node.func  # type: ignore[attr-defined]
        elif kind is ast.Subscript or kind is ast.Expr:
            node = node.value  # type: ignore[attr-defined]
        elif kind is ast.Compare or kind is ast.BinOp:
            node = node.left  # type: ignore[attr-defined]
        elif kind is ast.Assign:
            node = node.targets[0]  # type: ignore[attr-defined]
        else:
            return ""


# ---- fixes ------------------------------------------------------------------------------------------------
def fix(found: Match, text: SourceText) -> Fix | None:
    """Return the fix of a match, None where a person has to decide or no short code replaces it.

    Args:
        found: the match.
        text: the source that its node was parsed from.
    """
    return None if found.change.fix == "manual" else _suggestion(found, text)


def _suggestion(found: Match, text: SourceText) -> Fix | None:
    """Return what the table's replacement makes of a match, whoever decides about it."""
    if not found.change.replacement:
        return None
    writer = Writer(text, found.env, found.bindings or Bindings())
    try:
        edits = _edits(found, writer)
    except CannotWriteError:
        return None
    imports = tuple(dict.fromkeys(writer.imports))
    return Fix(tuple(edits), imports, found.change.fix == "safe") if edits else None


def _edits(found: Match, writer: Writer) -> list[Edit]:
    node, text = found.node, writer.text
    if found.entry is not None:
        return entry_edits(found.entry, text)
    if found.rename is None:
        return writer.edits(parsed(found.change.pattern), parsed(found.change.replacement), node)
    if isinstance(node, IMPORTS):
        return _import_edit(node, found.rename, text)
    return [text.replacing(node, writer.name(found.rename.new))]


def _import_edit(node: ast.Import | ast.ImportFrom, one: Rename, text: SourceText) -> list[Edit]:
    own = one.change
    along = {other.pattern: other for other in patterns(own.library) if other.fix == "along"}
    wanted = {
        alias: other for alias, other in renamed_imports(node, {**along, own.pattern: own}) if other.new
    }
    start, end = text.span(node)
    before = text.source[text.source.rfind("\n", 0, start) + 1 : start]
    between = f"\n{before}" if not before.strip() and ";" not in text.source[end : end + 2] else "; "
    new = rewritten_import(node, wanted, between)
    return [Edit(start, end, new)] if new else []


# ---- messages ---------------------------------------------------------------------------------------------
def message(found: Match, text: SourceText | None = None) -> str:
    """Return a line about a match.

    Args:
        found: the match.
        text: its source; with it, the message shows the new code of this very place.

    Returns:
        Such as "df.append(x) was removed in pandas 2.0.0: write pd.concat([df, x])".
    """
    change = found.change
    what = f"{_old(found, text)} {HAPPENED[change.kind]} {change.library} {change.version}"
    new = _new(found, text) if text else ""
    when = f", {found.when}" if found.when else ""
    if new:
        return f"{what}{when}: write {new}"
    example = change.remedy if "\n" not in change.remedy and not change.remedy.startswith("assert") else ""
    hint = f"write something like {example}, see" if example else "see"
    return f"{what}{when}: {hint} {change.source}"


def _old(found: Match, text: SourceText | None) -> str:
    if found.rename is not None:
        return found.rename.full
    return short(text.of_node(found.node) if text else ast.unparse(found.node))


def _new(found: Match, text: SourceText) -> str:
    suggestion = _suggestion(found, text)
    if suggestion is None:
        return ""
    start, end = text.span(found.node)
    edits = [edit.shifted(-start) for edit in suggestion.edits]
    if any(edit.start < 0 or edit.end > end - start for edit in edits):
        return ""
    return short(apply_edits(text.source[start:end], edits))


def short(source: str) -> str:
    """Return code on one line, cut where it is long."""
    line = " ".join(source.split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
