"""Old forms of libraries in a file, found once for all rules on them, each with how it is mended."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.types import Environment
from mlscaffold.migrations.edits import Text
from mlscaffold.migrations.matches import IMPORTS, Match, find, fix, may_stand
from mlscaffold.migrations.messages import message
from mlscaffold.migrations.pattern_index import KINDS, index_of
from mlscaffold.rules.rule import LintTarget, Violation, at

SAFE, UNSAFE = "api-migrations", "api-migrations-unsafe"
_BELOW = re.compile(r"(<=?|==|~=)\s*(\d+(?:\.\d+)*)")


class Old(NamedTuple):
    """An old form in its place.

    Args:
        cell: the number of its cell.
        match: the form.
        text: the source that it stands in.
    """

    cell: int
    match: Match
    text: Text


Wanted = Callable[[Match], bool]


def spots(file: LintTarget, wanted: Wanted, *, doubtful: bool = False) -> Iterator[Violation]:
    """Yield the places of old forms.

    Args:
        file: the file.
        wanted: says which forms a rule is about.
        doubtful: whether to look for those that depend on data.
    """
    for old in _olds(file, doubtful):
        if wanted(old.match) and not _is_held_back(old.match, file.around.declared):
            done = fix(old.match, old.text)
            name = "" if done is None else SAFE if done.safe else UNSAFE
            yield at(old.cell, old.match.node, message(old.match, old.text), name)


def _olds(file: LintTarget, doubtful: bool) -> Iterator[Old]:
    texts = {cell.number: cell.source for cell in file.python}
    for cell, match in _matches(file.index, doubtful):
        yield Old(cell, match, Text.of(texts[cell]))


@lru_cache(maxsize=4)
def _matches(index: ModuleIndex, doubtful: bool) -> tuple[tuple[int, Match], ...]:
    places = tuple(_places(index))
    matches = tuple(find([(node, env) for node, env, _ in places], index.roots, doubtful))
    cells = {id(node): cell for node, _, cell in places} if matches else {}
    return tuple((cells[id(match.node)], match) for match in matches)


def _places(index: ModuleIndex) -> Iterator[tuple[ast.AST, Environment, int]]:
    """Yield the nodes at which a form may stand, with what is known there and their cells."""
    node_kinds = index_of(index.roots)
    for kind in (*IMPORTS, ast.Dict, *(kind for kind in KINDS if node_kinds.at.get(kind))):
        places = index.places(kind)
        if kind is ast.Name:
            called = _called(index, node_kinds.at[kind])
            places = [place for place in places if place[0].id in called]  # type: ignore[attr-defined]
        always = kind in IMPORTS or kind in (ast.Dict, ast.Call)
        for node, _, (_, cell, env, _, _) in places:
            if always or may_stand(node, env, node_kinds):
                yield node, env, cell


def _called(index: ModuleIndex, names: frozenset[str]) -> frozenset[str]:
    """Return what a file may call things of some names: so, or as it imports them."""
    aliases = (alias for kind in IMPORTS for node, *_ in index.places(kind) for alias in node.names)  # type: ignore[attr-defined]
    return names.union(
        alias.asname for alias in aliases if alias.asname and alias.name.rpartition(".")[2] in names
    )


def _is_held_back(match: Match, declared: Mapping[str, str] | None) -> bool:
    """Say whether the project keeps the library below the version that no longer takes the form."""
    change = match.migration.change
    bound = _BELOW.search((declared or {}).get(change.library, ""))
    if bound is None:
        return False
    highest, version = _numbers(bound[2]), _numbers(change.version)
    return highest <= version if bound[1] == "<" else highest < version


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def is_told_elsewhere(match: Match) -> bool:
    """Say whether the rules on frames tell of it: chained assignments, and changes of a column in place."""
    if isinstance(match.node, (ast.Assign, ast.Subscript)):
        return True
    call = match.node.value if isinstance(match.node, ast.Expr) else match.node
    return isinstance(call, ast.Call) and any(keyword.arg == "inplace" for keyword in call.keywords)
