"""Source migrated to current APIs, round by round until nothing is left that has a fix."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from mlscaffold.analysis.environment_walk import EnvironmentWalk, walk
from mlscaffold.analysis.statements import parse
from mlscaffold.analysis.types import Environment
from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.migrations.matches import IMPORTS, Fix, Match, find, fix, roots
from mlscaffold.migrations.pattern_index import index_of
from mlscaffold.migrations.render import ATOMS

ROUNDS = 20  # each round rewrites at least one match; chains of methods need two or three, so this only ends a cycle
LOOSE = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.keyword, ast.List, ast.Dict)
"""Parents under which an operation needs no parentheses."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """Source after a migration.

    Args:
        source: the new source.
        done: the matches that were rewritten, each with its text before and after.
        imports: imports that the new code needs.
    """

    source: str
    done: tuple[tuple[Match, str, str], ...] = ()
    imports: tuple[str, ...] = ()


def migrate(source: str, env: Environment, safe: bool, unsafe: bool, uncertain: bool = False) -> Migrated:
    """Rewrite the code that library changes break.

    Args:
        source: one or several statements.
        env: what is known before them.
        safe: whether to apply fixes that keep the value.
        unsafe: whether to apply fixes that may change it.
        uncertain: whether to fix what breaks with some data only; applies to the original code, not to rewritten code.

    Raises:
        SyntaxError: the source is not Python.
    """
    result = Migrated(source)
    wanted = frozenset({"safe"} if safe else ()) | frozenset({"unsafe", "along"} if unsafe else ())
    for number in range(ROUNDS):
        first = uncertain and number == 0
        new = _round(result, env, wanted, first) or _round(result, env, wanted, first, last=True)
        if new is None:
            break
        result = new
        env = _with(env, result.imports)
    return result


def _with(env: Environment, imports: Iterable[str]) -> Environment:
    """Return what is known after further imports."""
    walked = EnvironmentWalk(env)
    for _ in walked.block(parse("\n".join(imports))):
        pass
    return walked.env


def _round(
    so_far: Migrated, env: Environment, wanted: frozenset[str], uncertain: bool, *, last: bool = False
) -> Migrated | None:
    """Return the source with all fixes that can be applied at once, None if there is none.

    Args:
        so_far: the source.
        env: what is known before it.
        wanted: the kinds of fixes.
        uncertain: whether to fix what breaks with some data only.
        last: whether to rewrite imports that no longer bind the old name, which follow after all of its uses.
    """
    text = SourceText.of(so_far.source)
    nodes = list(walk(parse(so_far.source), env))
    matches = find(nodes, index_of(roots(nodes)), uncertain=uncertain, following=True)
    edits: list[Edit] = []
    imports: list[str] = []
    done: list[tuple[Match, str, str]] = []
    parents: dict[int, ast.AST] = {}
    for found in sorted(matches, key=lambda one: _outer_first(one, text)):
        if found.change.fix not in wanted or (_unbinds(found) and not last):
            continue
        new = fix(found, text)
        if new is None or _touch(new.edits, edits):
            continue
        parents = parents or {id(c): node for node, _ in nodes for c in ast.iter_child_nodes(node)}
        own = _bracketed(found, new, text, parents)
        if not _parses(apply_edits(so_far.source, [*edits, *own])):
            continue
        edits += own
        imports += new.imports
        done.append((found, text.of_node(found.node), _after(found.node, own, text)))
    if not edits:
        return None
    needed = tuple(dict.fromkeys((*so_far.imports, *imports)))
    return Migrated(apply_edits(so_far.source, edits), (*so_far.done, *done), needed)


def _unbinds(found: Match) -> bool:
    """Return whether it is an import whose fix no longer binds the old name."""
    return isinstance(found.node, IMPORTS) and found.rename is not None and found.rename.change.is_bare


def _outer_first(found: Match, text: SourceText) -> tuple[int, int]:
    """Order by position, the outer before the inner."""
    start, end = text.span(found.node)
    return start, -end


def _touch(some: Iterable[Edit], others: Iterable[Edit]) -> bool:
    """Return whether edits overlap or are adjacent; adjacent ones wait for the next round."""
    applied = list(others)
    return any(a.start <= b.end and b.start <= a.end for a in some for b in applied)


def _bracketed(found: Match, new: Fix, text: SourceText, parents: dict[int, ast.AST]) -> list[Edit]:
    """Return the edits, with parentheses around an operation that replaces what binds tighter."""
    span = text.span(found.node)
    parent = parents.get(id(found.node))
    edits = list(new.edits)
    whole = len(edits) == 1 and (edits[0].start, edits[0].end) == span
    if (
        not whole
        or parent is None
        or isinstance(parent, (*LOOSE, ast.stmt))
        or isinstance(found.node, ast.stmt)
    ):
        return edits
    is_argument = isinstance(parent, ast.Call) and parent.func is not found.node
    if is_argument or isinstance(_expression(edits[0].text), ATOMS):
        return edits
    return [Edit(*span, f"({edits[0].text})")]


def _expression(text: str) -> ast.AST | None:
    try:
        return ast.parse(f"({text})", mode="eval").body
    except SyntaxError:
        return None


def _parses(source: str) -> bool:
    try:
        parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def _after(node: ast.AST, edits: Iterable[Edit], text: SourceText) -> str:
    """Return the text of a node after its edits."""
    start, end = text.span(node)
    return apply_edits(text.source[start:end], [edit.shifted(-start) for edit in edits])
