"""Old forms in code: what stands where, what to say of it, and how it is written now."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlscaffold.analysis.types import Environment
from mlscaffold.migrations.conditions import holds
from mlscaffold.migrations.edits import Edit, Text
from mlscaffold.migrations.grids import SEARCHES, Entry, entries, entry_edits, grids
from mlscaffold.migrations.moves import Moved, of_import, of_use, rewritten_import
from mlscaffold.migrations.pattern import Bindings, demand, match, parsed
from mlscaffold.migrations.pattern_index import STORED, Index, index_of
from mlscaffold.migrations.render import CannotWriteError, Writer
from mlscaffold.migrations.table import Migration, migrations

IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True, slots=True)
class Match:
    """An old form in code.

    Args:
        node: where it stands.
        migration: the row of the table.
        env: what is known there.
        bindings: what the pattern's metavariables stand for, None for a name.
        moved: what became of the name, None for a form.
        entry: the parameter of a search's grid that it is, None elsewhere.
        follows: whether it is only the use of a name that its import tells of already.
    """

    node: ast.AST
    migration: Migration
    env: Environment
    bindings: Bindings | None = None
    moved: Moved | None = None
    entry: Entry | None = None
    follows: bool = False

    @property
    def severity(self) -> str:
        """`error` where the old form raises, `warning` where it runs."""
        return self.migration.severity

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to say of it: it is only written anew together with something else."""
        return self.follows or self.migration.fix == "along"

    @property
    def when(self) -> str:
        """On what it depends, such as `where a column holds text`; empty where nothing is open."""
        return self.migration.when


@dataclass(frozen=True, slots=True)
class Fix:
    """How an old form is written now.

    Args:
        edits: the edits of the source.
        needs: imports that the new code needs.
        safe: whether the value stays what it was with the old library.
    """

    edits: tuple[Edit, ...]
    needs: tuple[str, ...]
    safe: bool


def roots(nodes: Iterable[tuple[ast.AST, Environment]]) -> frozenset[str]:
    """Return the first parts of the names of all modules that code imports, or finds imported."""
    known: dict[int, Environment] = {}
    names: list[str] = []
    for node, env in nodes:
        known.setdefault(id(env.imports), env)
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    names += [target for env in known.values() for target in env.imports.values()]
    return frozenset(name.partition(".")[0] for name in names)


def find(
    nodes: Iterable[tuple[ast.AST, Environment]],
    imported: frozenset[str],
    doubtful: bool = False,
    following: bool = False,
) -> Iterator[Match]:
    """Yield the old forms in a file.

    Args:
        nodes: each node with what is known where it stands, parents before their children.
        imported: first parts of the names of all modules that the file imports.
        doubtful: whether to yield what depends on data (`Match.when`) as well.
        following: whether to yield the uses of names whose import is told already.
    """
    index = index_of(imported)
    if not index.forms and not index.names:
        return
    told: set[int] = set()
    for node, env in nodes:
        if isinstance(node, IMPORTS):
            yield from _imports(node, env, index)
            continue
        if type(node) is ast.Dict or (type(node) is ast.Call and last_name(node, env) in SEARCHES):
            yield from _searched(node, env, index)
        if id(node) in told or not may_stand(node, env, index):
            continue
        found = _at(node, env, index)
        if found is None or (found.when and not doubtful) or (found.is_silent and not following):
            continue
        if found.bindings is not None and not following:
            told.update(id(part) for part in _heads(node))
        yield found


def may_stand(node: ast.AST, env: Environment, index: Index) -> bool:
    """Say whether an old form may stand at a node, by its class and its name alone; it seldom may."""
    names = index.at.get(type(node))
    if not names:
        return False
    if type(node) is ast.Subscript and type(node.ctx) is not ast.Load:
        return (STORED, type(node.value).__name__) in index.forms
    return last_name(node, env) in names


def _imports(node: ast.Import | ast.ImportFrom, env: Environment, index: Index) -> Iterator[Match]:
    for _, one in of_import(node, index.names):
        if one.migration.fix != "along":
            yield Match(node, one.migration, env, moved=one)


def _searched(node: ast.AST, env: Environment, index: Index) -> Iterator[Match]:
    for estimator, grid in grids(node, env):
        for migration, entry in entries(estimator, grid, env, index):
            yield Match(grid.keys[entry.position] or grid, migration, env, entry=entry)


def _heads(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a form that would tell of the same once more: what is called, and what is shown alone."""
    if isinstance(node, ast.Expr):
        yield node.value
        yield from _heads(node.value)
    elif isinstance(node, ast.Call):
        yield node.func


def _at(node: ast.AST, env: Environment, index: Index) -> Match | None:
    kind, name = type(node).__name__, last_name(node, env)
    if name in index.ends and isinstance(node, (ast.Name, ast.Attribute)):
        one = of_use(node, env, index.names)
        if one and one.migration.fix != "along":
            return Match(node, one.migration, env, moved=one, follows=isinstance(node, ast.Name))
    if kind == "Subscript" and not isinstance(node.ctx, ast.Load):  # type: ignore[attr-defined]
        kind, name = STORED, type(node.value).__name__  # type: ignore[attr-defined]
    inner = node.value if isinstance(node, ast.Expr) else node
    forms = index.forms.get((kind, name), ())
    for migration in _demanded(forms, inner) if isinstance(inner, ast.Call) else forms:
        found = match(migration, inner, env)
        if found is not None and holds(migration, inner, found, env):
            return Match(node, migration, env, found)
    return None


def _demanded(forms: Iterable[Migration], call: ast.Call) -> Iterator[Migration]:
    """Yield the patterns to which a call gives as much as they demand; most of what is called alike does not."""
    given, count = {one.arg for one in call.keywords}, len(call.args)
    for migration in forms:
        positional, keywords = demand(migration.old)
        if count >= positional and keywords <= given:
            yield migration


def last_name(node: ast.AST, env: Environment) -> str:
    """Return the last name by which patterns for a node are found, that of what it was imported as."""
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


def fix(found: Match, text: Text) -> Fix | None:
    """Return how an old form is written now, None where a person has to decide or nothing short says it.

    Args:
        found: the old form.
        text: the source that its node was parsed from.
    """
    migration = found.migration
    if migration.fix == "look" or not migration.new:
        return None
    writer = Writer(text, found.env, found.bindings or Bindings())
    try:
        edits = _edits(found, writer)
    except CannotWriteError:
        return None
    return Fix(tuple(edits), tuple(dict.fromkeys(writer.needs)), migration.fix == "safe") if edits else None


def _edits(found: Match, writer: Writer) -> list[Edit]:
    node, text = found.node, writer.text
    if found.entry is not None:
        return entry_edits(found.entry, text)
    if found.moved is None:
        return writer.edits(parsed(found.migration.old), parsed(found.migration.new), node)
    if isinstance(node, IMPORTS):
        return _import_edit(node, found.moved, text)
    return [Edit(*text.span(node), writer.name(found.moved.new))]


def _import_edit(node: ast.Import | ast.ImportFrom, one: Moved, text: Text) -> list[Edit]:
    own = one.migration
    company = {other.old: other for other in migrations(own.library) if other.fix == "along"}
    wanted = {alias: other for alias, other in of_import(node, {**company, own.old: own}) if other.new}
    start, end = text.span(node)
    before = text.source[text.source.rfind("\n", 0, start) + 1 : start]
    between = f"\n{before}" if not before.strip() and ";" not in text.source[end : end + 2] else "; "
    new = rewritten_import(node, wanted, between)
    return [Edit(start, end, new)] if new else []
