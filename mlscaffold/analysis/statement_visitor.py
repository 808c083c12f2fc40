"""Effects of statements on all their branches."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mlscaffold.analysis import api, types
from mlscaffold.analysis.effects import Definition, Effects, FunctionSummary
from mlscaffold.analysis.expression_visitor import ExpressionVisitor, Source
from mlscaffold.analysis.imports import bindings
from mlscaffold.analysis.scopes import names_of, outer_nodes, stores
from mlscaffold.analysis.sharing import CONTAINERS, Sharing, Version
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
class StatementVisitor(ExpressionVisitor):
    """A pass over statements.

    Args:
        summarize: summarizes inner definitions; set for the body of a function.
        returned: versions of the names that returned values may be, contain or view.
    """

    summarize: Summarize | None = None
    returned: set[Version] = field(default_factory=set)

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
            self.returned |= self.sharing.held(
                source.versions | {self.sharing.now(name) for name in captured}
            )

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

    # ---- bindings -----------------------------------------------------------------------------------------
    def _do_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        source = self.source(node.value)
        for target in node.targets:
            self.bind(target, source)
        self._link([t.id for t in node.targets if isinstance(t, ast.Name)])

    def _link(self, names: list[str]) -> None:
        """Record that names refer to one object."""
        for name in names[1:]:
            self.aliases.append((name, names[0]))
            self.sharing.link(self.sharing.now(name), self.sharing.now(names[0]))

    def _do_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)
            self.bind(node.target, self.source(node.value))
        elif not isinstance(node.target, ast.Name):
            self.visit(_loaded(node.target))

    def _do_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        target = node.target
        if not isinstance(target, ast.Name):
            self.visit(_loaded(target))
            self.mutate(self.roots(_receiver(target)))
            return
        self.visit(ast.Name(target.id, ast.Load()))
        kind = types.infer(ast.Name(target.id, ast.Load()), self.now)
        source = self.source(node.value)
        if kind not in types.IMMUTABLE:
            self.mutate({target.id})
        if kind in CONTAINERS or isinstance(node.value, (ast.List, ast.ListComp)):
            self.hold(target.id, source)
        self._rebind(target.id, kind)

    def _rebind(self, name: str, kind: str) -> None:
        """Rebind a name to possibly the same object."""
        depth, self.depth = self.depth, 1
        self.store(name, kind)
        self.depth = depth

    def _do_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._delete(target)

    def _delete(self, target: ast.expr) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for item in target.elts:
                self._delete(item)
        elif isinstance(target, ast.Name):
            self.read(target.id)
            self.deleted.add(target.id)
            self.gone |= {target.id} if self.depth == 0 else set()
            self.bound -= {target.id}
        else:
            self.visit(_loaded(target))
            self.mutate(self.roots(_receiver(target)))

    def bind(self, target: ast.expr, source: Source) -> None:
        """Bind a target to a value."""
        if isinstance(target, ast.Name):
            self.store(target.id, source.kind)
            self.hold(target.id, source)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._bind_items(target.elts, source)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, Source(None, "list", source.names, source.versions, source.code))
        elif isinstance(target, (ast.Attribute, ast.Subscript)):
            self._put(target, source)

    def _put(self, target: ast.Attribute | ast.Subscript, source: Source) -> None:
        """Store into an attribute or an item of an object."""
        self.visit(_loaded(target))
        if types.qualified(target.value, self.now):
            self.side_effects.add("settings")
        changed = self.roots(target.value)
        self.mutate(changed)
        if types.infer(target.value, self.now) not in types.PANDAS:
            for name in sorted(self.shown(changed)):
                self.hold(name, source)

    def _bind_items(self, targets: list[ast.expr], source: Source) -> None:
        node, count = source.node, len(targets)
        kinds = types.element_types(node, count, self.now) if node is not None else ("",) * count
        parts = [Source(None, kind, source.names, source.versions, source.code) for kind in kinds]
        if (
            isinstance(node, (ast.Tuple, ast.List))
            and len(node.elts) == count
            and not _starred(node.elts + targets)
        ):
            parts = [self.source(item) for item in node.elts]
        for target, part in zip(targets, parts, strict=True):
            self.bind(target, part)
        if any("matplotlib" in kind for kind in kinds):
            self._link([target.id for target in targets if isinstance(target, ast.Name)])

    # ---- definitions and imports --------------------------------------------------------------------------
    def _do_FunctionDef(self, node: Definition) -> None:
        for part in outer_nodes(node):
            if isinstance(part, ast.expr):
                self.visit(part)
        self.uses |= names_of(node).free
        if isinstance(node, ast.ClassDef):
            self._run_class_body(node)
        self.store(node.name, "")
        if self.summarize is not None:
            summary = self.summarize(node, self.now, self.functions)
            self.functions = {**self.functions, node.name: summary}
            self.apply(summary)

    _do_AsyncFunctionDef = _do_FunctionDef
    _do_ClassDef = _do_FunctionDef

    def _run_class_body(self, node: ast.ClassDef) -> None:
        """Visit a class body, whose names are local once bound."""
        inside = StatementVisitor(self.now, self.functions, self.carried, self.sharing, self.shadow, depth=1)
        inside.block(node.body, frozenset())
        for name in sorted(inside.reads):
            self.read(name)
        self.uses |= inside.uses - inside.ever
        self.mutate(inside.mutated - inside.ever)
        self.side_effects |= inside.side_effects
        self.calls += inside.calls
        self.roles += inside.roles

    def _do_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name, target in bindings(node).items():
            self.imports[name] = usual = api.canonical(target)
            self.store(name, "", usual)

    _do_ImportFrom = _do_Import


def _receiver(target: ast.expr) -> ast.expr:
    assert isinstance(target, (ast.Attribute, ast.Subscript))
    return target.value


def _loaded(target: ast.expr) -> ast.expr:
    """Return the expressions that storing to a subscript or an attribute reads."""
    if isinstance(target, ast.Subscript):
        return ast.Tuple(elts=[target.value, target.slice], ctx=ast.Load())
    return _receiver(target)


def _starred(nodes: Iterable[ast.expr]) -> bool:
    return any(isinstance(node, ast.Starred) for node in nodes)
