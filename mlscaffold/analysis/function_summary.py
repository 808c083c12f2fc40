"""Effects of using a notebook function or class."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

from mlscaffold.analysis import class_summary, types
from mlscaffold.analysis.effects import Definition, FunctionSummary, Relation, Stored, merged
from mlscaffold.analysis.object_tracker import ADDING
from mlscaffold.analysis.scopes import Function, defaults_of, names_of, own_nodes, parameters
from mlscaffold.analysis.sharing import Sharing, Version
from mlscaffold.analysis.statement_visitor import StatementVisitor
from mlscaffold.analysis.types import Environment

CACHES = frozenset({"functools.cache", "functools.cached_property", "functools.lru_cache"})
CODE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.GeneratorExp)


def summarize(
    node: Definition, env: Environment, functions: Mapping[str, FunctionSummary]
) -> FunctionSummary:
    """Return the effects of using a notebook function or class.

    Args:
        node: its definition.
        env: the environment of its use.
        functions: the notebook's current functions and classes, by name.
    """
    if isinstance(node, ast.ClassDef):
        return class_summary.of_class(node, env, functions, of_function)
    return of_function(node, env, functions)


def of_function(
    node: Function,
    env: Environment,
    functions: Mapping[str, FunctionSummary],
    kinds: Mapping[str, str] | None = None,
) -> FunctionSummary:
    """Return the effects of calling a function.

    Args:
        node: its definition.
        env: the environment of its use.
        functions: the notebook's current functions and classes, by name.
        kinds: types of its parameters, if known.
    """
    own, names = names_of(node), parameters(node)
    visible = {name: known for name, known in functions.items() if name not in own.bound}
    walk = StatementVisitor(_inside(env, own.bound, kinds or {}), visible, summarize=summarize)
    walk.block(node.body, frozenset(names))
    start = {name: (name, 0) for name in names}
    yields = any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in own_nodes(node))
    later = (
        yields or isinstance(node, ast.AsyncFunctionDef) or any(isinstance(n, CODE) for n in own_nodes(node))
    )
    found = FunctionSummary(
        reads=frozenset(n for n in own.free | walk.reads if not env.imports.get(n)) - own.bound,
        mutates=frozenset(name for name, _ in walk.reached) - own.bound,
        rebinds=own.rebinds | (walk.rebound - own.bound),
        changes=frozenset(name for name, version in start.items() if version in walk.reached),
        side_effects=frozenset(walk.side_effects) - {"check"},
        uses=frozenset({node.name}),
        parameters=names,
        shares=frozenset(name for name, _ in walk.returned) - own.bound,
        returns_arguments=yields or not walk.returned.isdisjoint(start.values()),
        returns_keepers=not walk.kept.isdisjoint(start.values()),
        runs_later=later,
        kind="generator" if yields and isinstance(node, ast.FunctionDef) else "",
        checks="check" in walk.side_effects,
        converts=walk.converts,
        fills=_makes(node, walk.now, visible),
    )
    return _decorated(_with_objects(found, walk, own.bound, node), node, env, functions)


def _with_objects(
    found: FunctionSummary, walk: StatementVisitor, bound: frozenset[str], node: Function
) -> FunctionSummary:
    """Add what a function does with the objects of its parameters and of the notebook."""
    names, sharing = found.parameters, walk.sharing
    start = {name: (name, 0) for name in names}
    outside = sorted((found.reads | found.mutates | found.rebinds) - bound - walk.functions.keys())
    start |= {name: sharing.now(name) for name in outside}
    looked_up = sharing.held(walk.looked_up)
    return replace(
        found,
        stores=tuple(_stored(start, sharing)),
        escapes=frozenset(name for name, version in start.items() if version in walk.escaped),
        looks_up=frozenset(name for name in names if (name, 0) in looked_up),
        defaults=frozenset(name for name in defaults_of(node) if name in found.changes),
    )


def _stored(start: Mapping[str, Version], sharing: Sharing) -> Iterator[Stored]:
    """Yield which parameters and names of the notebook store which others."""
    for holder, version in start.items():
        same = sharing.held([version])
        kept = sharing.held([version], deep=True) - same
        for part, other in start.items():
            if part != holder and other in same | kept:
                yield holder, part, Relation.SAME if other in same else Relation.PART


def _makes(node: Definition, env: Environment, functions: Mapping[str, FunctionSummary]) -> bool:
    """Return whether a function or a class makes a dictionary that adds the keys that are looked up."""
    names = {n.func.id for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    own = [functions[name] for name in names if name in functions]
    made = (types.infer(n, env) in ADDING for n in ast.walk(node) if isinstance(n, ast.Call))
    return any(summary.fills or summary.changes_on_use for summary in own) or any(made)


def _decorated(
    found: FunctionSummary, node: Definition, env: Environment, functions: Mapping[str, FunctionSummary]
) -> FunctionSummary:
    """Add the effects of what decorates a definition: notebook functions, and caches."""
    called = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    remembers = any(types.qualified(d, env) in CACHES for d in called)
    around = merged(
        [found, *(functions[d.id] for d in called if isinstance(d, ast.Name) and d.id in functions)]
    )
    return replace(
        found,
        reads=around.reads,
        mutates=around.mutates,
        rebinds=around.rebinds,
        side_effects=around.side_effects | ({"state"} if remembers else set()),
        uses=around.uses,
        checks=around.checks,
    )


def _inside(env: Environment, bound: frozenset[str], kinds: Mapping[str, str]) -> Environment:
    visible = {name: kind for name, kind in env.types.items() if name not in bound}
    imports = {name: target for name, target in env.imports.items() if name not in bound}
    return replace(env, imports=imports, types={**visible, **kinds}, defined=env.defined - bound)
