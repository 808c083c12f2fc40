"""Code in a file that library changes break, found once for all rules about it, each with its fix."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.types import Environment
from mlscaffold.edits import SourceText
from mlscaffold.migrations.matches import IMPORTS, Match, find, fix, may_match, message
from mlscaffold.migrations.pattern_index import KINDS, Index, index_of
from mlscaffold.rules.rule import LintTarget, Violations, at

SAFE, UNSAFE = FIXES = ("api-migrations", "api-migrations-unsafe")
_BELOW = re.compile(r"(<=?|==|~=)\s*(\d+(?:\.\d+)*)")


def usages(
    file: LintTarget,
    wanted: Callable[[Match], bool],
    *,
    uncertain: bool = False,
    once: Callable[[Match], bool] = lambda _: False,
) -> Violations:
    """Yield a violation for each match that a rule is about.

    Args:
        file: the file.
        wanted: whether the rule is about a match.
        uncertain: whether to look for what depends on data.
        once: whether the first match of its change in the file is enough.
    """
    reported: set[object] = set()
    texts = {cell.number: cell.source for cell in file.python}
    for cell, match in _matches(file.index, uncertain):
        if match.change in reported:
            continue
        if wanted(match) and not _is_held_back(match, file.project.declared):
            reported |= {match.change} if once(match) else set()
            text = SourceText.of(texts[cell])
            done = fix(match, text)
            name = "" if done is None else SAFE if done.safe else UNSAFE
            yield at(cell, match.node, message(match, text), name)


@lru_cache(maxsize=4)  # the four rules ask about one file with and without uncertain matches
def _matches(index: ModuleIndex, uncertain: bool) -> tuple[tuple[int, Match], ...]:
    changes = index_of(index.roots)
    places = _places(index)
    matches = tuple(find([(node, env) for node, env, _ in places], changes, uncertain=uncertain))
    cells = {id(part): cell for node, _, cell in places for part in _parts(node)} if matches else {}
    return tuple((cells[id(match.node)], match) for match in matches)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that a match at a node may be about: itself, and the keys of a grid of parameters."""
    yield node
    if isinstance(node, ast.Dict):
        yield from filter(None, node.keys)


@lru_cache(maxsize=2)  # for both kinds of matches of one file
def _places(index: ModuleIndex) -> tuple[tuple[ast.AST, Environment, int], ...]:
    """Return the nodes at which a pattern may match, with what is known there and their cells."""
    return tuple(_places_of(index, index_of(index.roots)))


def _places_of(index: ModuleIndex, changes: Index) -> Iterator[tuple[ast.AST, Environment, int]]:
    for kind in (*IMPORTS, ast.Dict, *(kind for kind in KINDS if changes.at.get(kind))):
        places = index.places(kind)
        if kind is ast.Name:
            called = _called(index, changes.at[kind])
            places = [place for place in places if place[0].id in called]  # type: ignore[attr-defined]
        always = kind in IMPORTS or kind in (ast.Dict, ast.Call)
        for node, _, (_, cell, env, _, _) in places:
            if always or may_match(node, env, changes):
                yield node, env, cell


def _called(index: ModuleIndex, names: frozenset[str]) -> frozenset[str]:
    """Return the names that a file may use for some names of libraries: the same, or their aliases."""
    aliases = (alias for kind in IMPORTS for node, *_ in index.places(kind) for alias in node.names)  # type: ignore[attr-defined]
    renamed = ((alias.name.rpartition(".")[2], alias.asname) for alias in aliases if alias.asname)
    return names.union(new for old, new in renamed if old in names)


def _is_held_back(match: Match, declared: Mapping[str, str] | None) -> bool:
    """Return whether the project declares an upper bound below the version of the change."""
    change = match.change
    bound = _BELOW.search((declared or {}).get(change.library, ""))
    if bound is None:
        return False
    highest, version = _numbers(bound[2]), _numbers(change.version)
    return highest <= version if bound[1] == "<" else highest < version


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def is_reported_elsewhere(match: Match) -> bool:
    """Return whether the rules on frames report it: chained assignments, and columns changed in place."""
    if isinstance(match.node, (ast.Assign, ast.Subscript)):
        return True
    call = match.node.value if isinstance(match.node, ast.Expr) else match.node
    return isinstance(call, ast.Call) and any(keyword.arg == "inplace" for keyword in call.keywords)
