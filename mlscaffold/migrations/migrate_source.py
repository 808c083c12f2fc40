"""Source with its old forms rewritten, again and again until none is left that can be."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mlscaffold.analysis.statements import parse
from mlscaffold.analysis.types import Environment
from mlscaffold.migrations.edits import Edit, Text, applied, overlap
from mlscaffold.migrations.environment_walk import Follower, followed
from mlscaffold.migrations.matches import Fix, Match, find, fix, roots
from mlscaffold.migrations.render import ATOMS

ROUNDS = 20
CALM = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.keyword, ast.List, ast.Dict)


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done to a source.

    Args:
        source: the source now.
        done: the old forms that were rewritten, each with its text before and after.
        needs: imports that the new code needs.
    """

    source: str
    done: tuple[tuple[Match, str, str], ...] = ()
    needs: tuple[str, ...] = ()


def mended(source: str, env: Environment, safe: bool, unsafe: bool, doubtful: bool = False) -> Mended:
    """Rewrite the old forms in a source.

    Args:
        source: one or several statements.
        env: what is known before them.
        safe: whether to write what keeps the value.
        unsafe: whether to write what may change it.
        doubtful: whether to write what is needed for some data only; what has been written is not written again for it.

    Raises:
        SyntaxError: the source is no Python.
    """
    result = Mended(source)
    for number in range(ROUNDS):
        asked = _Asked(safe, unsafe, doubtful and number == 0)
        new = _round(result, env, asked) or _round(result, env, replace(asked, last=True))
        if new is None:
            break
        result = new
        env = _with(env, result.needs)
    return result


def _with(env: Environment, needs: Iterable[str]) -> Environment:
    """Return what is known once the imports stand there that the new code needs."""
    follower = Follower(env)
    for _ in follower.block(parse("\n".join(needs))):
        pass
    return follower.env


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be rewritten.

    Args:
        safe: what keeps the value.
        unsafe: what may change it.
        doubtful: what is needed for some data only.
        last: imports after which a name is gone, which are left to the end.
    """

    safe: bool
    unsafe: bool
    doubtful: bool
    last: bool = False


def _round(so_far: Mended, env: Environment, asked: _Asked) -> Mended | None:
    """Rewrite what can be at once, None where nothing can."""
    text = Text.of(so_far.source)
    body = parse(so_far.source)
    nodes = list(followed(body, env))
    matches = find(nodes, roots(nodes), doubtful=asked.doubtful, following=True)
    taken: list[Edit] = []
    needs: list[str] = []
    done: list[tuple[Match, str, str]] = []
    parents: dict[int, ast.AST] = {}
    for found in sorted(matches, key=lambda one: _size(one, text)):
        if _drops(found) and not asked.last:
            continue
        new = fix(found, text)
        if new is None or not (asked.safe if new.safe else asked.unsafe) or overlap(new.edits, taken):
            continue
        parents = parents or {id(c): node for node, _ in nodes for c in ast.iter_child_nodes(node)}
        edits = _bracketed(found, new, text, parents)
        if not _parses(applied(so_far.source, [*taken, *edits])):
            continue
        taken += edits
        needs += new.needs
        done.append((found, text.of_node(found.node), _after(found.node, edits, text)))
    if not taken:
        return None
    needed = tuple(dict.fromkeys((*so_far.needs, *needs)))
    return Mended(applied(so_far.source, taken), (*so_far.done, *done), needed)


def _drops(found: Match) -> bool:
    """Say whether it is an import after which the old name is not there any more."""
    bare = found.moved is not None and found.moved.migration.is_bare
    return isinstance(found.node, (ast.Import, ast.ImportFrom)) and bare


def _size(found: Match, text: Text) -> tuple[int, int]:
    """Order by place, the outer before the inner."""
    start, end = text.span(found.node)
    return start, -end


def _bracketed(found: Match, new: Fix, text: Text, parents: dict[int, ast.AST]) -> list[Edit]:
    """Put parentheses around an operation that takes the place of what binds tighter."""
    span = text.span(found.node)
    parent = parents.get(id(found.node))
    edits = list(new.edits)
    whole = len(edits) == 1 and (edits[0].start, edits[0].end) == span
    if (
        not whole
        or parent is None
        or isinstance(parent, (*CALM, ast.stmt))
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


def _after(node: ast.AST, edits: Iterable[Edit], text: Text) -> str:
    """Return what a node's text has become."""
    start, end = text.span(node)
    shifted = [Edit(edit.start - start, edit.end - start, edit.text) for edit in edits]
    return applied(text.source[start:end], shifted)
