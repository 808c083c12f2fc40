"""Data flow of a notebook: effects and environment of each statement, and late binding."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from mlscaffold.analysis.effects import Definition, Effects, FunctionSummary, merged
from mlscaffold.analysis.function_summary import summarize
from mlscaffold.analysis.name_map import NameMap
from mlscaffold.analysis.scopes import BUILTINS, DEFINITIONS, names_of
from mlscaffold.analysis.sharing import Sharing
from mlscaffold.analysis.statement_visitor import effects
from mlscaffold.analysis.statements import Statement
from mlscaffold.analysis.types import Environment, Inherited


@dataclass(frozen=True, slots=True)
class Traced:
    """A statement with its effects.

    Args:
        statement: the statement.
        effects: its effects; `reads` and `mutates` contain variables only.
        env: the environment before it.
        undefined: names that it reads and nothing before it binds.
    """

    statement: Statement
    effects: Effects
    env: Environment
    undefined: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Flow:
    """The data flow of a notebook.

    Args:
        statements: the statements in order.
        summaries: effects of the functions and classes at the end, by name.
    """

    statements: tuple[Traced, ...]
    summaries: tuple[tuple[str, FunctionSummary], ...]


def trace(
    statements: tuple[Statement, ...], unknown: frozenset[str] = frozenset(), *, copy_on_write: bool = True
) -> Flow:
    """Return the data flow of statements.

    Args:
        statements: the statements of a notebook, star imports resolved.
        unknown: names that count as defined although nothing binds them.
        copy_on_write: whether the notebook's pandas copies a table on write, as since version 3.
    """
    known = _Notebook(unknown, copy_on_write)
    return Flow(tuple(known.step(statement) for statement in statements), tuple(known.functions.items()))


class _Notebook:
    """Names bound so far."""

    def __init__(self, unknown: frozenset[str], copy_on_write: bool) -> None:
        self.imports: dict[str, str] = {}
        self.types = NameMap()
        self.names: frozenset[str] = frozenset()
        self.functions: dict[str, FunctionSummary] = {}
        self.nodes: dict[str, Definition] = {}
        self.free: dict[str, frozenset[str]] = {}
        self.returns: dict[str, str] = {}
        self.inherited: dict[str, Inherited] = {}
        self.carried: dict[str, FunctionSummary] = {}
        self.sharing = Sharing()
        self.predefined = unknown
        self.copy_on_write = copy_on_write

    def environment(self) -> Environment:
        """Return the names and types known now."""
        if self.names != self.functions.keys():
            self.names = frozenset(self.functions)
        return Environment(
            dict(self.imports),
            self.types,
            self.names,
            dict(self.returns),
            self.copy_on_write,
            dict(self.inherited),
        )

    def step(self, statement: Statement) -> Traced:
        env = self.environment()
        found = effects(statement.node, env, self.functions, self.carried, self.sharing)
        others = found.reads - self.imports.keys() - self.functions.keys() - BUILTINS - self.predefined
        undefined = frozenset(name for name in others if name not in self.types)
        self.learn(statement.node, found)
        return Traced(statement, _of_notebook(found, env), env, undefined)

    def learn(self, node: ast.stmt, found: Effects) -> None:
        imported = dict(found.imports)
        kinds = dict(found.types)
        bound: dict[str, str] = {}
        for name in found.binds | found.maybe:
            self.functions.pop(name, None)
            self.returns.pop(name, None)
            self.imports.pop(name, None)
            if name in imported:
                self.imports[name] = imported[name]
            elif not (isinstance(node, DEFINITIONS) and node.name == name):
                bound[name] = kinds.get(name, "") if name in found.binds else ""
        for name in found.deletes:
            self.functions.pop(name, None)
            self.imports.pop(name, None)
        kept = {name: kind for name, kind in bound.items() if name not in found.deletes}
        self.types = self.types.having(kept, found.binds | found.maybe | found.deletes)
        self.carry(found)
        if isinstance(node, DEFINITIONS):
            self.define(node)

    def carry(self, found: Effects) -> None:
        """Record the code that using a value may run."""
        for name in found.binds | found.deletes:
            self.carried.pop(name, None)
        for name, code in found.carries:
            self.carried[name] = merged([code, *([self.carried[name]] if name in self.carried else [])])

    def define(self, node: Definition) -> None:
        self.nodes[node.name] = node
        self.free[node.name] = frozenset(names_of(node).free)
        self.functions[node.name] = FunctionSummary()
        self.summarize_again([node.name], set())

    def summarize_again(self, names: list[str], done: set[str]) -> None:
        """Summarize functions, then those that call them."""
        for name in names:
            self.functions[name] = summary = summarize(self.nodes[name], self.environment(), self.functions)
            self.returns[name] = summary.kind
            if summary.base:
                own = frozenset(method for method, _ in summary.methods)
                self.inherited[summary.kind] = Inherited(summary.base, own)
        done.update(names)
        users = [n for n in self.functions if n not in done and self.free[n] & set(names)]
        if users:
            self.summarize_again(users, done)


def _of_notebook(found: Effects, env: Environment) -> Effects:
    named = found.mutates | found.changes | found.overwrites | found.escapes | found.looks_up
    bound = env.defined | found.binds | found.maybe if named else frozenset()
    own = frozenset(name for name in named if name in bound or name in env.types)
    return replace(
        found,
        reads=frozenset(name for name in found.reads if name in env.types),
        mutates=found.mutates & own,
        changes=found.changes & own,
        overwrites=found.overwrites & own,
        escapes=found.escapes & own,
        looks_up=found.looks_up & own,
    )


@dataclass(frozen=True, slots=True)
class _Origin:
    """The statement that created a value with code, and the names that the code reads."""

    index: int
    names: frozenset[str]


def late_binding_ranges(flow: Flow) -> tuple[tuple[int, int], ...]:
    """Return the ranges of statements that must stay in one function.

    A lambda in one function does not see that another function rebinds a name. So the statement that creates it,
    the one that rebinds such a name, and the last one that runs the lambda belong together.

    Args:
        flow: all statements of a notebook.

    Returns:
        Numbers of the first and the last statement of each range.
    """
    origins: dict[str, _Origin] = {}
    bound_at: dict[str, int] = {}
    last: dict[int, int] = {}
    for index, traced in enumerate(flow.statements):
        found = traced.effects
        bound_at.update(dict.fromkeys(found.binds | found.maybe, index))
        used = [origins[name] for name in found.uses if name in origins]
        for origin in used:
            if any(bound_at.get(name, -1) > origin.index for name in origin.names):
                last[origin.index] = index
        _remember(origins, found, index, used)
    return tuple(sorted(last.items()))


def _remember(origins: dict[str, _Origin], found: Effects, index: int, used: list[_Origin]) -> None:
    for name in found.binds | found.deletes:
        origins.pop(name, None)
    for name, code in found.carries:
        older = [origin for origin in [*used, origins.get(name)] if origin is not None]
        names = code.reads.union(*(origin.names for origin in older))
        origins[name] = _Origin(min([index, *(origin.index for origin in older)]), names)
