"""All statements of a notebook in their order, each with what it touches and what was known before it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mlscaffold.analysis.effects import Definition, Effects, FunctionSummary, merged
from mlscaffold.analysis.function_summary import summarize
from mlscaffold.analysis.scopes import BUILTINS, names_of
from mlscaffold.analysis.sharing import Sharing
from mlscaffold.analysis.statement_visitor import effects
from mlscaffold.analysis.statements import Statement
from mlscaffold.analysis.types import Environment

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Traced:
    """A statement in its place.

    Args:
        statement: the statement.
        effects: what it touches; `reads` and `mutates` name variables only.
        env: what was known before it.
        undefined: names that it looks up and that nothing before it binds.
    """

    statement: Statement
    effects: Effects
    env: Environment
    undefined: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Flow:
    """What a notebook does, statement by statement.

    Args:
        statements: the statements in their order.
        summaries: what the functions and classes in force at the end do, by name.
    """

    statements: tuple[Traced, ...]
    summaries: tuple[tuple[str, FunctionSummary], ...]


def trace(statements: tuple[Statement, ...], unknown: frozenset[str] = frozenset()) -> Flow:
    """Follow the statements in order.

    Args:
        statements: the statements of a notebook, star imports resolved.
        unknown: names that count as defined although nothing binds them.
    """
    known = _Known(unknown)
    return Flow(tuple(known.step(statement) for statement in statements), tuple(known.functions.items()))


class _Known:
    """What has been bound so far."""

    def __init__(self, unknown: frozenset[str]) -> None:
        self.imports: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self.functions: dict[str, FunctionSummary] = {}
        self.nodes: dict[str, Definition] = {}
        self.free: dict[str, frozenset[str]] = {}
        self.gives: dict[str, str] = {}
        self.carried: dict[str, FunctionSummary] = {}
        self.sharing = Sharing()
        self.given = unknown

    def step(self, statement: Statement) -> Traced:
        env = Environment(dict(self.imports), dict(self.types), frozenset(self.functions), dict(self.gives))
        found = effects(statement.node, env, self.functions, self.carried, self.sharing)
        variables = frozenset(self.types)
        undefined = (
            found.reads - variables - self.imports.keys() - self.functions.keys() - BUILTINS - self.given
        )
        self.learn(statement.node, found)
        return Traced(statement, _of_notebook(found, variables, env), env, undefined)

    def learn(self, node: ast.stmt, found: Effects) -> None:
        imported = dict(found.imports)
        kinds = dict(found.types)
        for name in found.binds | found.maybe:
            self.functions.pop(name, None)
            self.gives.pop(name, None)
            self.imports.pop(name, None)
            self.types.pop(name, None)
            if name in imported:
                self.imports[name] = imported[name]
            elif not (isinstance(node, DEFINITIONS) and node.name == name):
                self.types[name] = kinds.get(name, "") if name in found.binds else ""
        for name in found.deletes:
            self.types.pop(name, None)
        self.carry(found)
        if isinstance(node, DEFINITIONS):
            self.define(node)

    def carry(self, found: Effects) -> None:
        """Remember the code that values may run when they are used."""
        for name in found.binds | found.deletes:
            self.carried.pop(name, None)
        for name, code in found.carries:
            self.carried[name] = merged([code, *([self.carried[name]] if name in self.carried else [])])

    def define(self, node: Definition) -> None:
        self.nodes[node.name] = node
        self.free[node.name] = frozenset(names_of(node).free)
        self.functions[node.name] = FunctionSummary()
        self.refresh([node.name], set())

    def refresh(self, names: list[str], done: set[str]) -> None:
        """Summarize functions again, and then those that use them."""
        for name in names:
            env = Environment(self.imports, self.types, frozenset(self.functions), self.gives)
            self.functions[name] = summary = summarize(self.nodes[name], env, self.functions)
            self.gives[name] = summary.kind
        done.update(names)
        users = [n for n in self.functions if n not in done and self.free[n] & set(names)]
        if users:
            self.refresh(users, done)


def _of_notebook(found: Effects, variables: frozenset[str], env: Environment) -> Effects:
    own = variables | env.defined | found.binds | found.maybe
    return replace(
        found, reads=found.reads & variables, mutates=found.mutates & own, changes=found.changes & own
    )


def visible_types(flow: Flow) -> Mapping[str, str]:
    """Return the type of each variable after the last statement."""
    if not flow.statements:
        return {}
    last = flow.statements[-1]
    return {**last.env.types, **dict(last.effects.types)}
