"""Imports that stay inside of functions, and imports that need another name because one name has several meanings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import BUILTINS, DEFINITIONS
from mlscaffold.codegen.import_statements import Import, Imports, local_import
from mlscaffold.stages.definitions import Definitions
from mlscaffold.stages.import_places import ImportPlaces
from mlscaffold.stages.import_versions import ImportBinding
from mlscaffold.stages.statement_roles import StatementUnit

UNUSED = "  # noqa: F401"  # an import that stays for what it does


@dataclass(frozen=True, slots=True)
class LocalImports:
    """The imports inside of stages.

    Args:
        places: the imports and their places.
        texts: the text of each in the project, by the statement's number.
    """

    places: ImportPlaces = field(default_factory=ImportPlaces)
    texts: Mapping[int, str] = field(default_factory=dict)

    def repeated(self, units: Iterable[StatementUnit]) -> tuple[str, ...]:
        """Return the imports of earlier stages whose names these statements use."""
        return tuple(dict.fromkeys(self.texts[index] for index in _repeated(tuple(units), self.places)))

    def text(self, index: int, units: Iterable[StatementUnit]) -> str:
        """Return the text of an import in its own stage."""
        used = {name for unit in units for name in unit.effects.uses}
        names = {one.name for one in self.places.bound if one.index == index}
        return self.texts[index] + ("" if names <= used else UNUSED)


def local_imports(
    statements: Sequence[Traced], places: ImportPlaces, local: frozenset[str], package: str
) -> LocalImports:
    """Return the imports inside of stages.

    Args:
        statements: all statements of a notebook.
        places: its imports and their places.
        local: modules from the notebook's folder, which the package contains.
        package: the package that contains them.
    """
    texts = {}
    for index in places.kept:
        node = statements[index].statement.node
        assert isinstance(node, (ast.Import, ast.ImportFrom))
        texts[index] = local_import(node, local, package) or ast.unparse(node)
    return LocalImports(places, texts)


def _repeated(units: Sequence[StatementUnit], places: ImportPlaces) -> Iterator[int]:
    own = {unit.index for unit in units}
    for unit in units:
        for name in sorted(unit.effects.uses & places.kept_names):
            latest = places.in_force(name, unit.index)
            texts = {one.text for one in places.bound if one.index == latest and one.name == name}
            same = (
                o.index for o in places.bound if o.name == name and o.text in texts and o.index < unit.index
            )
            yield from (index for index in same if latest not in own and index not in own)


@dataclass(frozen=True, slots=True)
class ImportAliases:
    """Other names for imports.

    Args:
        loads: the new names by statement number and name.
        imports: the imports at the heads of modules, with one meaning for each name.
    """

    loads: Mapping[int, Mapping[str, str]]
    imports: Imports


def import_aliases(
    units: Sequence[StatementUnit], statements: Sequence[Traced], definitions: Definitions, imports: Imports
) -> ImportAliases:
    """Give the imports of a name that has several meanings names of their own; the last one keeps the name.

    Args:
        units: the statements that run.
        statements: all statements of a notebook.
        definitions: its functions and classes, and its imports with their places.
        imports: the imports at the heads of modules.
    """
    places = definitions.imports
    loads: dict[int, dict[str, str]] = {}
    found = list(imports.found)
    for name in sorted({one.name for one in places.bound} - places.kept_names):
        own = {one.index: one for one in places.bound if one.name == name}
        hidden = _uses_builtin(name, min(own), units)
        if len({one.text for one in own.values()}) < 2 and not hidden:
            continue
        uses = dict(_uses(name, own, units, statements, definitions, hidden=hidden))
        latest = "" if hidden else own[max(uses.values(), default=max(own))].text
        found = [one for one in found if one.name != name or own[one.index].text == latest]
        for index, version in uses.items():
            if own[version].text != latest:
                alias = f"{name}_cell{statements[version].statement.location.cell}"
                loads.setdefault(index, {})[name] = alias
                found += [
                    _aliased(one, alias) for one in imports.found if one.name == name and one.index == version
                ]
    return ImportAliases(loads, Imports(tuple(dict.fromkeys(found))))


def _uses(
    name: str,
    own: Mapping[int, ImportBinding],
    units: Sequence[StatementUnit],
    statements: Sequence[Traced],
    definitions: Definitions,
    *,
    hidden: bool,
) -> Iterator[tuple[int, int]]:
    """Yield the statements that read a name, each with the number of the import that it means.

    Before the first import of a name that hides a builtin, it means the builtin.
    """
    indices = [*(unit.index for unit in units), *(moved.index for moved in definitions.moved)]
    for index in indices:
        traced = statements[index]
        if name not in traced.effects.uses or name in traced.env.types:
            continue
        version = definitions.imports.versions.get((index, name))
        if version is None or not isinstance(traced.statement.node, DEFINITIONS):
            version = max((i for i in own if i < index), default=None if hidden else min(own))
        if version is not None:
            yield index, version


def _uses_builtin(name: str, first: int, units: Sequence[StatementUnit]) -> bool:
    """Return whether a statement before the first import of a name uses the builtin that the import hides."""
    if name not in BUILTINS:
        return False
    return any(name in mentioned_names(unit.traced.statement.node) for unit in units if unit.index < first)


def _aliased(one: Import, alias: str) -> Import:
    bare = re.sub(r" as \w+$", "", one.text)
    return Import(one.index, alias, f"{bare} as {alias}")
