"""Effects of statements on all their branches."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mlscaffold.analysis import api, types
from mlscaffold.analysis.assignment_visitor import AssignmentVisitor
from mlscaffold.analysis.effects import Definition, Effects, FunctionSummary, Relation
from mlscaffold.analysis.imports import bindings
from mlscaffold.analysis.object_tracker import Source
from mlscaffold.analysis.scopes import defaults_of, names_of, outer_nodes, stores
from mlscaffold.analysis.sharing import Sharing, Version
from mlscaffold.analysis.types import Environment

Summarize = Callable[[Definition, Environment, Mapping[str, FunctionSummary]], FunctionSummary]


def effects(
    node: ast.stmt,
    env: Environment,
    functions: Mapping[str, FunctionSummary],
    carried: Mapping[str, FunctionSummary],
    sharing: Sharing,
) -> Effects:
    """Return the effects of a top-level statement.

    Args:
        node: the statement.
        env: the environment before it.
        functions: the notebook's current functions and classes, by name.
        carried: notebook code that using a value may run, by the value's name.
        sharing: which names share objects; updated.
    """
    walk = StatementVisitor(env, functions, carried, sharing)
    return walk.result(walk.block([node], frozenset()))


class _Branch(NamedTuple):
    """A branch of a statement, and the names and types at its end."""

    body: list[ast.stmt]
    bound: frozenset[str]
    types: dict[str, str]

    @property
    def continues(self) -> bool:
        """Whether the branch reaches the next statement."""
        return not (self.body and isinstance(self.body[-1], (ast.Raise, ast.Return)))


@dataclass
class StatementVisitor(AssignmentVisitor):
    """A pass over statements.

    Args:
        summarize: summarizes inner definitions; set for the body of a function.
        returned: versions of the names that returned values may be, contain or view.
        kept: versions of the names that returned values may keep.
    """

    summarize: Summarize | None = None
    returned: set[Version] = field(default_factory=set)
    kept: set[Version] = field(default_factory=set)

    def block(self, statements: Iterable[ast.stmt], bound: frozenset[str]) -> frozenset[str]:
        """Visit statements in order; return the names bound on every branch."""
        self.bound = bound
        for statement in statements:
            getattr(self, f"_do_{type(statement).__name__}", self._do_other)(statement)
        return self.bound

    def _do_other(self, node: ast.stmt) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.visit(child)

    def _do_Return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.visit(node.value)
            source = self.source(node.value)
            captured = {name for code in source.code for name in code.reads | code.mutates | code.shares}
            same = {version for version, relation in source.links if relation is not Relation.PART}
            self.returned |= self.sharing.held(same | {self.sharing.now(name) for name in captured})
            self.kept |= self.sharing.held(source.versions, deep=True) - self.returned

    def _do_Raise(self, node: ast.Raise) -> None:
        self._do_other(node)
        self.side_effects.add("check")

    def _do_Assert(self, node: ast.Assert) -> None:
        self._do_other(node)
        self.side_effects.add("check")

    # ---- branches -----------------------------------------------------------------------------------------
    def _branch(self, body: list[ast.stmt], bound: frozenset[str]) -> _Branch:
        """Visit statements that may not run, without changing the current types."""
        before = dict(self.types)
        self.depth += 1
        found = _Branch(body, self.block(body, bound), self.types)
        self.depth -= 1
        self.types = before
        return found

    def _merge_branches(self, branches: list[_Branch], before: frozenset[str]) -> None:
        """Continue with the names and types that all branches agree on."""
        continuing = [branch for branch in branches if branch.continues]
        self.bound = (
            frozenset.intersection(*(branch.bound for branch in continuing)) if continuing else before
        )
        for name in dict.fromkeys(name for branch in continuing for name in branch.types):
            start = self.types.get(name, self.env.types.get(name, ""))
            kinds = {branch.types.get(name, start) for branch in continuing}
            self.types[name] = kinds.pop() if len(kinds) == 1 else ""

    def _do_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        before, source = self.bound, self.source(node.iter, item=True)
        none = _Branch([], before, dict(self.types))
        self.depth += 1
        self.bind(node.target, source)
        self.depth -= 1
        self._merge_branches([none, self._branch(node.body, self.bound)], before)
        self._merge_branches([none, self._branch(node.orelse, before)], before)
        self.bound = before

    _do_AsyncFor = _do_For

    def _do_While(self, node: ast.While) -> None:
        self.visit(node.test)
        before = self.bound
        none = _Branch([], before, dict(self.types))
        self._merge_branches([none, self._branch(node.body, before)], before)
        self._merge_branches([none, self._branch(node.orelse, before)], before)
        self.bound = before

    def _do_If(self, node: ast.If) -> None:
        self.visit(node.test)
        before = self.bound
        self._merge_branches([self._branch(node.body, before), self._branch(node.orelse, before)], before)

    def _do_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.visit(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, self.source(item.context_expr))
        outside = self.bound
        self.block(node.body, self.bound)
        if any("suppress" in ast.unparse(item.context_expr) for item in node.items):
            self.bound = outside

    _do_AsyncWith = _do_With

    def _do_Try(self, node: ast.Try) -> None:
        before = self.bound
        tried = [*node.body, *node.orelse]
        branches = [self._branch(tried, before)]
        self._merge_branches([_Branch([], before, dict(self.types)), branches[0]], before)
        branches += [self._handle(handler, before) for handler in node.handlers]
        self._merge_branches(branches, before)
        self.block(node.finalbody, self.bound)

    _do_TryStar = _do_Try

    def _handle(self, node: ast.ExceptHandler, before: frozenset[str]) -> _Branch:
        if node.type is not None:
            self.visit(node.type)
        own = frozenset({node.name} if node.name else ())
        outside, self.shadow = self.shadow, (*self.shadow, own)
        found = self._branch(node.body, before)
        self.shadow = outside
        return found

    def _do_Match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        before, source = self.bound, self.source(node.subject, item=True)
        branches = [_Branch([], before, dict(self.types))]
        for case in node.cases:
            self.bound = before
            self._match(case.pattern, source)
            if case.guard is not None:
                self.visit(case.guard)
            branches.append(self._branch(case.body, self.bound))
        self._merge_branches(branches, before)
        self.bound = before

    def _match(self, pattern: ast.pattern, source: Source) -> None:
        self.depth += 1
        for part in ast.walk(pattern):
            if isinstance(part, (ast.MatchValue, ast.MatchClass)):
                self.visit(part.value if isinstance(part, ast.MatchValue) else part.cls)
            if isinstance(part, ast.MatchMapping):
                for key in part.keys:
                    self.visit(key)
            for name in stores(part) if isinstance(part, ast.pattern) else ():
                self.store(name, "")
                self.hold(name, source)
        self.depth -= 1

    # ---- definitions and imports --------------------------------------------------------------------------
    def _do_FunctionDef(self, node: Definition) -> None:
        for part in outer_nodes(node):
            if isinstance(part, ast.expr):
                self.visit(part)
        self.uses |= names_of(node).free
        if isinstance(node, ast.ClassDef):
            self._run_class_body(node)
        self.store(node.name, "")
        for default in defaults_of(node).values():
            self._remember(node.name, self.source(default))
        if self.summarize is not None:
            summary = self.summarize(node, self.now, self.functions)
            self.functions = {**self.functions, node.name: summary}
            self.apply(summary)

    _do_AsyncFunctionDef = _do_FunctionDef
    _do_ClassDef = _do_FunctionDef

    def _remember(self, name: str, source: Source) -> None:
        """Record that a function keeps the value of a default."""
        self.hold(name, replace(source, code=()), stored=True)
        self.escape(source)

    def _run_class_body(self, node: ast.ClassDef) -> None:
        """Visit a class body, whose names are local once bound."""
        inside = StatementVisitor(self.now, self.functions, self.carried, self.sharing, self.shadow, depth=1)
        inside.block(node.body, frozenset())
        for name in sorted(inside.reads):
            self.read(name)
        self.uses |= inside.uses - inside.ever
        self.mutate(inside.mutated - inside.ever)
        kept = [name for name in inside.reads if self.now.types.get(name, "") not in types.IMMUTABLE]
        self.escaped |= self.sharing.held((self.sharing.now(name) for name in kept), deep=True)
        self.side_effects |= inside.side_effects
        self.converts |= inside.converts
        self.calls += inside.calls
        self.roles += inside.roles

    def _do_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name, target in bindings(node).items():
            self.imports[name] = usual = api.canonical(target)
            self.store(name, "", usual)

    _do_ImportFrom = _do_Import
