"""Where a notebook draws random numbers that no seed determines."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mlscaffold.analysis import api, calls, randomness, types
from mlscaffold.analysis.dataflow import DEFINITIONS, Flow, Traced
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.types import Environment

USERS = frozenset(
    {"fit", "fit_predict", "fit_resample", "fit_sample", "fit_transform", "partial_fit", "split"}
)
JUDGES = ("cross_val", "cross_validate", "learning_curve", "validation_curve", "permutation_test_score")
ANY = "any"


@dataclass(frozen=True, slots=True)
class Draw:
    """A statement that draws random numbers that no seed determines.

    Args:
        index: its number in the flow.
        cell: the number of its cell.
        kind: `global` for global state, `generator` for a generator made without a seed, `beyond` where no seed helps.
        call: for a generator that the statement itself makes, the call; None otherwise.
    """

    index: int
    cell: int
    kind: Literal["global", "generator", "beyond"]
    call: ast.Call | None = None


class Event(NamedTuple):
    """What a call does to or with random numbers.

    Args:
        kind: `seeds`, or a draw's kind, or `nothing` where the call as it is written draws none.
        library: whose global state it is, "" where that is not known, `any` for all.
        call: the call.
    """

    kind: str
    library: str
    call: ast.Call


@dataclass
class _Notebook:
    """What is known where a statement runs.

    Args:
        definitions: functions and classes in force, by name.
        made: expressions that a name was last bound to, or that were put into it.
        seeded: libraries whose global state has a seed.
    """

    definitions: dict[str, Definition] = field(default_factory=dict)
    made: dict[str, list[ast.expr]] = field(default_factory=dict)
    seeded: set[str] = field(default_factory=set)


def unseeded(flow: Flow) -> tuple[Draw, ...]:
    """Return the statements that draw random numbers which no seed determines, in order."""
    known = _Notebook()
    found: list[Draw] = []
    for index, traced in enumerate(flow.statements):
        node = traced.statement.node
        for name in traced.effects.binds:
            known.definitions.pop(name, None)
        if isinstance(node, DEFINITIONS):
            known.definitions[node.name] = node
        _remember(node, known.made)
        if not isinstance(node, DEFINITIONS) and traced.effects.side_effects & {"random", "seeds"}:
            found += _draws(index, traced, known)
    return tuple(dict.fromkeys(found))


def _draws(index: int, traced: Traced, known: _Notebook) -> Iterator[Draw]:
    """Yield what a statement draws; a seed counts from here on."""
    node, cell = traced.statement.node, traced.statement.location.cell
    own = {id(part) for part in ast.walk(node)}
    events = tuple(_events(node, traced.env, known, set()))
    if not events and "random" in traced.effects.side_effects and not known.seeded:
        yield Draw(index, cell, "global")
    for kind, library, call in events:
        if kind == "seeds":
            known.seeded.add(library)
        elif kind == "global" and not _is_seeded(library, known.seeded):
            yield Draw(index, cell, "global")
        elif kind == "generator":
            yield Draw(index, cell, "generator", call if id(call) in own else None)
        elif kind == "beyond":
            yield Draw(index, cell, "beyond")


def _is_seeded(library: str, seeded: set[str]) -> bool:
    return bool(seeded) if not library else bool(seeded & {library, ANY})


def _events(node: ast.AST, env: Environment, known: _Notebook, done: set[str]) -> Iterator[Event]:
    """Yield what the code in a node does, in its order; functions of the notebook count where they are named first."""
    parts = [n for n in ast.walk(node) if isinstance(n, (ast.Call, ast.Name))]
    for part in sorted(parts, key=lambda n: (n.end_lineno or 0, n.end_col_offset or 0)):
        if isinstance(part, ast.Call):
            yield from _event(part, env, known)
        elif part.id in known.definitions and part.id not in done:
            done.add(part.id)
            yield from _events(known.definitions[part.id], env, known, done)


def _event(node: ast.Call, env: Environment, known: _Notebook) -> Iterator[Event]:
    row = types.call_api(node, env)
    if row is None:
        return
    name = api.canonical(types.qualified(node.func, env) or row.name)
    last = name.rpartition(".")[2]
    if "seeds" in row.side_effects:
        if node.args or node.keywords:
            library = name.partition(".")[0]
            yield Event("seeds", library if library in randomness.ALONE else ANY, node)
    elif last.startswith(JUDGES):
        yield _used([*node.args, *(k.value for k in node.keywords)], node, env, known, otherwise=False)
    elif (
        last in USERS
        and isinstance(node.func, ast.Attribute)
        and any("random" in e for e in row.side_effects)
    ):
        seeded = not randomness.draws(node, name, row)
        parts = [node.func.value, *node.args, *(k.value for k in node.keywords)]
        yield Event("nothing", "", node) if seeded else _used(parts, node, env, known, otherwise=True)
    elif _is_maker(name, row):
        yield Event("nothing", "", node)
    elif any("random" in effect for effect in row.side_effects):
        kind = randomness.kind_of(name) if randomness.draws(node, name, row) else "nothing"
        yield Event(kind, randomness.library_of(name), node)


def _is_maker(name: str, row: api.Api) -> bool:
    """Say whether a call makes what draws only once it is used: an estimator or a splitter."""
    return row.returns == "class" and name.startswith(("sklearn.", "imblearn."))


def _used(
    parts: list[ast.expr], node: ast.Call, env: Environment, known: _Notebook, otherwise: bool
) -> Event:
    """Return what fitting or splitting draws: what the estimators and splitters in it were made to draw."""
    made = [call for part in parts for call in _makers(part, known.made, frozenset())]
    rows = [(call, types.call_api(call, env), types.qualified(call.func, env)) for call in made]
    makers = [(call, row, api.canonical(name)) for call, row, name in rows if row is not None and name]
    makers = [each for each in makers if each[1].returns == "class" or "Pipeline" in each[1].returns]
    for call, row, name in makers:
        if randomness.draws(call, name, row):
            return Event("global", randomness.library_of(name), node)
    sure = any(name.partition(".")[0] in randomness.EXACT for _, _, name in makers)
    return Event("nothing", "", node) if sure or not otherwise else _by_type(parts[0], node, env)


def _by_type(receiver: ast.expr, node: ast.Call, env: Environment) -> Event:
    """Return what fitting an object draws of which only the type, or not even that, is known."""
    kind = types.infer(receiver, env)
    row = api.lookup(kind) if kind else None
    if row is None:
        return Event("global", "", node)
    may = any(calls.settled(effect, node, None) == "random" for effect in row.side_effects)
    return Event(
        "global" if may and randomness.draws_with(kind, ()) else "nothing", randomness.library_of(kind), node
    )


def _makers(node: ast.expr, made: Mapping[str, list[ast.expr]], seen: frozenset[str]) -> Iterator[ast.Call]:
    """Yield the calls in an expression, and in those that its names were bound to."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            yield part
        elif isinstance(part, ast.Name) and part.id not in seen:
            for source in made.get(part.id, ()):
                yield from _makers(source, made, seen | {part.id})


def _remember(node: ast.stmt, made: dict[str, list[ast.expr]]) -> None:
    """Note what names are bound to, in functions too, and what is put into them."""
    plain = not hasattr(node, "body")
    for part in ast.walk(node):
        for target, value in _bindings(part):
            names = [n.id for n in ast.walk(target) if isinstance(n, ast.Name)]
            for name in names if isinstance(target, (ast.Name, ast.Tuple, ast.List)) else names[:1]:
                keeps = made.get(name, []) if not plain or not isinstance(target, ast.Name) else []
                made[name] = [*keeps, value]


def _bindings(part: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(part, ast.Assign):
        yield from ((target, part.value) for target in part.targets)
    elif isinstance(part, (ast.For, ast.AsyncFor, ast.comprehension)):
        yield part.target, part.iter
    elif isinstance(part, (ast.AnnAssign, ast.NamedExpr)) and part.value is not None:
        yield part.target, part.value
    elif (
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and part.func.attr in calls.STORING
    ):
        yield from ((part.func, argument) for argument in part.args)
    elif isinstance(part, ast.withitem) and part.optional_vars is not None:
        yield part.optional_vars, part.context_expr
