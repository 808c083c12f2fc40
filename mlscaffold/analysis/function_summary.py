"""Effects of using a notebook function or class."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from mlscaffold.analysis import types
from mlscaffold.analysis.effects import Definition, FunctionSummary, merged
from mlscaffold.analysis.scopes import names_of, own_nodes, parameters
from mlscaffold.analysis.statement_visitor import StatementVisitor
from mlscaffold.analysis.types import Environment

METHODS = (ast.FunctionDef, ast.AsyncFunctionDef)
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
    return (
        _of_class(node, env, functions)
        if isinstance(node, ast.ClassDef)
        else _of_function(node, env, functions)
    )


def _of_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    env: Environment,
    functions: Mapping[str, FunctionSummary],
    kinds: Mapping[str, str] | None = None,
) -> FunctionSummary:
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
        side_effects=frozenset(walk.side_effects),
        uses=frozenset({node.name}),
        parameters=names,
        shares=frozenset(name for name, _ in walk.returned) - own.bound,
        returns_arguments=yields or not walk.returned.isdisjoint(start.values()),
        runs_later=later,
        kind="generator" if yields and isinstance(node, ast.FunctionDef) else "",
        stores_arguments=tuple(
            (a, b) for a in names for b in names if a != b and start[b] in walk.sharing.held([start[a]])
        ),
    )
    return _decorated(found, node, functions)


def _decorated(
    found: FunctionSummary, node: Definition, functions: Mapping[str, FunctionSummary]
) -> FunctionSummary:
    """Add the effects of notebook functions that decorate a definition."""
    called = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    around = merged(
        [found, *(functions[d.id] for d in called if isinstance(d, ast.Name) and d.id in functions)]
    )
    return replace(
        found,
        reads=around.reads,
        mutates=around.mutates,
        rebinds=around.rebinds,
        side_effects=around.side_effects,
        uses=around.uses,
    )


def _inside(env: Environment, bound: frozenset[str], kinds: Mapping[str, str]) -> Environment:
    visible = {name: kind for name, kind in env.types.items() if name not in bound}
    imports = {name: target for name, target in env.imports.items() if name not in bound}
    return Environment(imports, {**visible, **kinds}, env.defined - bound, env.returns)


def _of_class(
    node: ast.ClassDef, env: Environment, functions: Mapping[str, FunctionSummary]
) -> FunctionSummary:
    methods = [n for n in node.body if isinstance(n, METHODS)]
    careful = tuple(
        (m.name, FunctionSummary(changes=frozenset(parameters(m)), parameters=parameters(m))) for m in methods
    )
    known = {**functions, node.name: FunctionSummary(methods=careful)}
    kind = f"{types.OWN}{node.name}"
    bases = [functions[b.id] for b in node.bases if isinstance(b, ast.Name) and b.id in functions]
    own = {m.name: _of_function(m, env, known, dict.fromkeys(parameters(m)[:1], kind)) for m in methods}
    found = {**{name: method for base in bases for name, method in base.methods}, **own}
    whole = merged([FunctionSummary(), *found.values()])
    start = found.get("__init__", FunctionSummary())
    free = {name for name in names_of(node).free if not env.imports.get(name)}
    return FunctionSummary(
        reads=whole.reads | free,
        mutates=whole.mutates,
        rebinds=whole.rebinds,
        changes=start.changes - frozenset(start.parameters[:1]),
        side_effects=whole.side_effects,
        uses=frozenset({node.name}),
        parameters=start.parameters[1:],
        returns_arguments=True,
        runs_later=True,
        kind=kind,
        methods=tuple(found.items()),
        changes_on_use=any(base.changes_on_use for base in bases)
        or any(_is_implicit(m) and own[m.name].changes for m in methods),
    )


def _is_implicit(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a method runs without a call by name."""
    special = node.name.startswith("__") and node.name not in {"__init__", "__call__"}
    return special or any("property" in ast.unparse(decorator) for decorator in node.decorator_list)
