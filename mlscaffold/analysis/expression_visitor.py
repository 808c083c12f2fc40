"""Effects of expressions in evaluation order."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlscaffold.analysis import api, calls, types
from mlscaffold.analysis.accumulator import Accumulator
from mlscaffold.analysis.effects import FunctionSummary, merged
from mlscaffold.analysis.scopes import (
    COMPREHENSIONS,
    Comprehension,
    comprehension_parts,
    comprehension_targets,
    names_of,
    parameters,
)
from mlscaffold.analysis.sharing import Version, copies, roots, sources
from mlscaffold.analysis.types import Environment


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of the object that a name is bound to.

    Args:
        node: the expression, None for an item of one.
        kind: its type.
        names: names whose objects it may be, hold or view.
        versions: their versions.
        code: notebook code that using it may run.
    """

    node: ast.expr | None
    kind: str
    names: frozenset[str]
    versions: frozenset[Version]
    code: tuple[FunctionSummary, ...] = ()


@dataclass
class ExpressionVisitor(Accumulator):
    """A pass over expressions in evaluation order."""

    # ---- values and their code ---------------------------------------------------------------------------------
    def roots(self, node: ast.expr) -> frozenset[str]:
        """Return the names whose objects an expression's value may be, contain or view."""
        return roots(node, self.now, self.functions)

    def source(self, node: ast.expr, *, item: bool = False) -> Source:
        """Return the origin of an expression's value, or of an item of it."""
        now = self.now
        kind = types.item_type(node, now) if item else types.infer(node, now)
        shares = kind not in types.IMMUTABLE and not copies(node, now)
        names = self.shown(self.roots(node)) if shares else frozenset()
        versions = frozenset(self.sharing.now(name) for name in names)
        return Source(None if item else node, kind, names, versions, tuple(self.code_in(node)))

    def code_in(self, node: ast.expr) -> Iterator[FunctionSummary]:
        """Yield the notebook code that using an expression's value may run."""
        for part in sources(node, self.now, self.functions):
            if isinstance(part, (ast.Lambda, ast.GeneratorExp)):
                yield self.later(part)
            elif isinstance(part, ast.Name) and not self.hidden(part.id):
                yield from (known[part.id] for known in (self.functions, self.carried) if part.id in known)
            elif (
                isinstance(part, ast.Call)
                and isinstance(part.func, ast.Name)
                and not self.hidden(part.func.id)
            ):
                called = [known.get(part.func.id) for known in (self.functions, self.carried)]
                yield from (summary for summary in called if summary and summary.runs_later)

    def later(self, node: ast.Lambda | ast.GeneratorExp) -> FunctionSummary:
        """Return the effects of running a lambda or a generator."""
        inner = ExpressionVisitor(self.now, self.functions, self.carried, shadow=self.shadow)
        if isinstance(node, ast.Lambda):
            inner.visit_lambda(node, created=True)
        else:
            inner.visit_comprehension(node, started=True)
        names = parameters(node) if isinstance(node, ast.Lambda) else ()
        return FunctionSummary(
            frozenset(inner.reads),
            frozenset(inner.mutated),
            frozenset(inner.rebound),
            frozenset(inner.hidden_changes & set(names)),
            frozenset(inner.side_effects),
            frozenset(inner.uses & self.functions.keys()),
            names,
            shares=frozenset(inner.reads),
            returns_arguments=True,
            runs_later=any(
                isinstance(n, (ast.Lambda, ast.GeneratorExp)) and n is not node for n in ast.walk(node)
            ),
        )

    def hold(self, name: str, source: Source) -> None:
        """Record that a name's object may be, contain or view an expression's value."""
        if self.hidden(name):
            return
        self.aliases.extend((name, other) for other in sorted(source.names) if other != name)
        for version in source.versions:
            self.sharing.link(self.sharing.now(name), version)
        if not source.code:
            return
        code = merged([*source.code, *([self.carries[name]] if name in self.carries else [])])
        self.carries[name] = code
        for other in sorted(code.mutates | code.shares):
            self.aliases.append((name, other))
            self.sharing.link(self.sharing.now(name), self.sharing.now(other))

    # ---- expressions --------------------------------------------------------------------------------------
    def visit(self, node: ast.expr) -> None:
        """Record the effects of an expression."""
        if isinstance(node, ast.Name):
            self._visit_name(node)
        elif isinstance(node, ast.Call):
            self.visit_call(node)
        elif isinstance(node, ast.Lambda):
            self.visit_lambda(node)
        elif isinstance(node, COMPREHENSIONS):
            self.visit_comprehension(node)
        elif isinstance(node, ast.NamedExpr):
            self.visit(node.value)
            source = self.source(node.value)
            self.store(node.target.id, source.kind)
            self.hold(node.target.id, source)
        else:
            self._visit_parts(node)

    def _visit_parts(self, node: ast.expr) -> None:
        for child in _expressions(node):
            self.visit(child)
        fills = (
            isinstance(node, ast.Subscript) and types.infer(node.value, self.now) == "collections.defaultdict"
        )
        if fills and isinstance(node, ast.Subscript):
            self.mutate(self.roots(node.value))

    def _visit_name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            return
        self.read(node.id)
        if self.hidden(node.id):
            return
        if node.id in self.functions:
            self.apply(self.functions[node.id])
            self.calls.append(node.id)
        elif node.id in self.carried and node.id not in self.bound:
            self.apply(self.carried[node.id])
        kind = types.infer(node, self.now)
        own = self.functions.get(kind.removeprefix(types.OWN)) if kind.startswith(types.OWN) else None
        if kind in calls.CONSUMED or (own is not None and own.changes_on_use):
            self.mutate({node.id})

    def visit_lambda(self, node: ast.Lambda, *, created: bool = False) -> None:
        """Record the effects of a lambda as if it were called at once; `created` skips its defaults."""
        defaults = [d for d in [*node.args.defaults, *node.args.kw_defaults] if d is not None and not created]
        self.inside(names_of(node).bound, defaults, [node.body])

    def inside(self, names: frozenset[str], first: list[ast.expr], body: list[ast.expr]) -> None:
        """Visit expressions in an inner scope with its own names."""
        for part in first:
            self.visit(part)
        outside, self.shadow = self.shadow, (*self.shadow, names)
        self.depth += 1
        for part in body:
            self.visit(part)
        self.depth -= 1
        self.shadow = outside

    def visit_comprehension(self, node: Comprehension, *, started: bool = False) -> None:
        """Record the effects of a comprehension; `started` skips the part that runs when a generator is created."""
        first, rest = comprehension_parts(node)
        targets = frozenset(comprehension_targets(node))
        over = self.shown(frozenset().union(*(self.roots(g.iter) for g in node.generators)))
        outside, self.items = self.items, {**self.items, **dict.fromkeys(targets, over - targets)}
        before = self.bound
        self.inside(targets, [] if started else [first], rest)
        self.items, self.bound = outside, before

    # ---- calls --------------------------------------------------------------------------------------------
    def apply(self, summary: FunctionSummary) -> None:
        """Record the effects of using a notebook function."""
        for read in sorted(summary.reads):
            self.read(read)
        self.mutate(summary.mutates)
        self.side_effects |= summary.side_effects
        self.uses |= summary.uses
        for bound in sorted(summary.rebinds):
            self.ever.add(bound)
            self.rebound.add(bound)
            self.types[bound] = ""

    def visit_call(self, node: ast.Call) -> None:
        """Record the effects of a call: its arguments first."""
        changed_before = set(self.hidden_changes)
        for part in (node.func, *node.args, *(k.value for k in node.keywords)):
            self.visit(part)
        own = self.own_code(node.func)
        if own is not None:
            self.call_own(node, own)
            return
        known = types.call_api(node, self.now)
        self.calls.append(types.qualified(node.func, self.now) or (known.name if known else "?"))
        self.look_up_text(node, known)
        if known is None or self._changed_by_callback(node, self.hidden_changes - changed_before):
            self.mutate(_union(self.roots(part) for part in calls.inputs(node)) - self.functions.keys())
        if known is None:
            self.side_effects.add("unknown")
        else:
            self.call_known(node, known)

    def own_code(self, node: ast.expr) -> FunctionSummary | None:
        """Return the summary of the called notebook function, class or method."""
        if isinstance(node, ast.Name) and not self.hidden(node.id):
            carried = self.carried.get(node.id) if node.id not in self.bound else None
            known = self.functions.get(node.id) or (carried if carried and not carried.runs_later else None)
            return known or self._method(node, "__call__")
        return self._method(node.value, node.attr) if isinstance(node, ast.Attribute) else None

    def _method(self, receiver: ast.expr, name: str) -> FunctionSummary | None:
        """Return the summary of a method of a notebook class."""
        kind = types.infer(receiver, self.now)
        found = self.functions.get(kind.removeprefix(types.OWN)) if kind.startswith(types.OWN) else None
        return dict(found.methods).get(name) if found else None

    def call_own(self, node: ast.Call, summary: FunctionSummary) -> None:
        """Record the arguments that a notebook function changes, and those that it stores in others."""
        plain = isinstance(node.func, ast.Name) and (
            node.func.id in self.functions or node.func.id in self.carried
        )
        is_method = not plain or types.infer(node.func, self.now).startswith(types.OWN)
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        arguments = calls.arguments_by_parameter(
            [receiver, *node.args] if is_method else node.args, node.keywords, summary
        )
        self.mutate(_union(self.roots(part) for name, part in arguments if name in summary.changes))
        for holder, part in summary.stores_arguments:
            sources = [self.source(node) for name, node in arguments if name == part]
            for name in _union(self.shown(self.roots(node)) for name, node in arguments if name == holder):
                for source in sources:
                    self.hold(name, source)

    def call_known(self, node: ast.Call, known: api.Api) -> None:
        """Record the effects of a call in the API table."""
        now = self.now
        self.side_effects |= calls.effects_of(node, known)
        if known.role not in {"", "-"}:
            self.roles.append(known.role)
        self.mutate(_union(self.roots(part) for part in calls.changed(node, known, now)))
        self.mutate(_union(self.roots(part) for part in node.args if _changes_its_object(part, now)))
        if isinstance(node.func, ast.Attribute):
            for part in calls.stored_parts(node):
                source = self.source(part)
                for name in self.shown(self.roots(node.func.value)):
                    self.hold(name, source)

    def _changed_by_callback(self, node: ast.Call, inner: set[str]) -> bool:
        """Return whether a callback changes the arguments that it receives."""
        lambdas = {name for a in node.args if isinstance(a, ast.Lambda) for name in parameters(a)}
        own = [self.functions[a.id] for a in node.args if isinstance(a, ast.Name) and a.id in self.functions]
        return bool(lambdas & inner) or any(summary.changes for summary in own)

    def look_up_text(self, node: ast.Call, known: api.Api | None) -> None:
        """Record the names that code in strings reads."""
        for name in sorted(calls.names_in_text(node, known)):
            self.read(name)
        name = types.qualified(node.func, self.now)
        if name in calls.NAMESPACE or (name in {"builtins.vars", "builtins.dir"} and not node.args):
            self.side_effects.add("namespace")
            everything = [n for n in self.env.types if n not in self.env.imports]
            for other in everything:
                self.read(other)
            self.mutate(everything)


def _changes_its_object(node: ast.expr, env: Environment) -> bool:
    """Return whether an argument is a bound method, such as `rows.append`, that changes its object."""
    if not isinstance(node, ast.Attribute) or types.qualified(node, env):
        return False
    known = api.method(types.infer(node.value, env), node.attr)
    return known is not None and "self" in known.mutates


def _union(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*parts)


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, (ast.keyword, ast.comprehension)):
            yield from _expressions(child)
