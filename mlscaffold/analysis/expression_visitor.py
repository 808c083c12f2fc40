"""Effects of expressions in evaluation order."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlscaffold.analysis import calls, types
from mlscaffold.analysis.call_visitor import CallVisitor, union
from mlscaffold.analysis.effects import FunctionSummary, Relation
from mlscaffold.analysis.object_tracker import (
    ADDING,
    CHANGED_BY_USE,
    DISPLAYS,
    HELD,
    OVERWRITING,
    PATHS,
    USED,
    Source,
)
from mlscaffold.analysis.references import Reference, names_in, references
from mlscaffold.analysis.scopes import (
    COMPREHENSIONS,
    Comprehension,
    comprehension_parts,
    comprehension_targets,
    defaults_of,
    names_of,
    parameters,
)


@dataclass
class ExpressionVisitor(CallVisitor):
    """A pass over expressions in evaluation order."""

    # ---- values and their code ---------------------------------------------------------------------------------
    def source(self, node: ast.expr, *, item: bool = False) -> Source:
        """Return the origin of an expression's value, or of an item of it."""
        now = self.now
        kind = types.item_type(node, now) if item else types.infer(node, now)
        found = list(references(node, now, self.functions))
        is_scalar = kind in types.IMMUTABLE or (item and types.infer(node, now) in types.PANDAS)
        inner = names_in(found, now, self.functions, HELD)
        return Source(
            node=None if item else node,
            kind=kind,
            links=frozenset() if is_scalar else self.links(found),
            code=tuple(self.code_in(found)),
            hidden=frozenset(name for name in inner if self.hidden(name) and name not in self.items),
            contents=self.contents(node),
            item=item or _is_item(node),
        )

    def code_in(self, found: Iterable[Reference]) -> Iterator[FunctionSummary]:
        """Yield the notebook code that using what references refer to may run."""
        for part, relation in found:
            if relation is Relation.CELLS:
                continue
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

    def contents(self, node: ast.expr) -> frozenset[str]:
        """Return the types of what an expression's new object contains, if mere use changes them."""
        if isinstance(node, ast.Call):
            return self._contents_of_call(node)
        if not isinstance(node, (*DISPLAYS, ast.IfExp, ast.BoolOp, ast.Starred)):
            return frozenset()
        return union(self._contained(p) for p in ast.iter_child_nodes(node) if isinstance(p, ast.expr))

    def _contents_of_call(self, node: ast.Call) -> frozenset[str]:
        known, own = types.call_api(node, self.now), self.own_code(node.func)
        if own is not None:
            made = ADDING if own.fills else frozenset[str]()
            return made.union(*map(self._contained, calls.arguments(node)))
        if known is None:
            return frozenset()
        if known.returns == "receiver" and isinstance(node.func, ast.Attribute):
            return self.contents(node.func.value)
        if known.returns != "class":  # a function that makes a pipeline of its arguments
            return union(self.contents(part) for part in calls.arguments(node)) & {OVERWRITING}
        iterates = "." not in known.name or known.name.startswith("collections.")
        iterated = [self.contents(a) if iterates else self._contained(a) for a in node.args]
        found = union([*iterated, *(self._contained(k.value) for k in node.keywords)])
        return found | {OVERWRITING} if calls.makes_overwriting(node, known) else found

    def _contained(self, node: ast.expr) -> frozenset[str]:
        own = self.own_class(node)
        found = self.contents(node) | ({types.infer(node, self.now)} & CHANGED_BY_USE)
        return found | {USED} if own is not None and own.changes_on_use else found

    def later(self, node: ast.Lambda | ast.GeneratorExp) -> FunctionSummary:
        """Return the effects of running a lambda or a generator."""
        inner = ExpressionVisitor(self.now, self.functions, self.carried, shadow=self.shadow)
        if isinstance(node, ast.Lambda):
            inner.visit_lambda(node, created=True)
        else:
            inner.visit_comprehension(node, started=True)
        names = parameters(node) if isinstance(node, ast.Lambda) else ()
        defaults = defaults_of(node) if isinstance(node, ast.Lambda) else {}
        return FunctionSummary(
            frozenset(inner.reads),
            frozenset(inner.mutated),
            frozenset(inner.rebound),
            frozenset(inner.hidden_changes & set(names)),
            frozenset(inner.side_effects),
            frozenset(inner.uses & self.functions.keys()),
            names,
            shares=frozenset(inner.reads)
            | (union(map(self.roots, defaults.values())) & self.now.types.keys()),
            returns_arguments=True,
            runs_later=any(
                isinstance(n, (ast.Lambda, ast.GeneratorExp)) and n is not node for n in ast.walk(node)
            ),
            escapes=frozenset(inner.hidden_escapes & set(names)),
            looks_up=frozenset(inner.hidden_lookups & set(names)),
            converts=inner.converts,
            defaults=frozenset(inner.hidden_changes & defaults.keys()),
        )

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
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            self.look_up(node.value)
        elif isinstance(node, ast.Compare):
            for operator, right in zip(node.ops, node.comparators, strict=True):
                if isinstance(operator, (ast.In, ast.NotIn)) and types.infer(right, self.now) == "":
                    self.look_up(right)
        elif isinstance(node, ast.Attribute):
            if node.attr == "__getitem__":
                self.look_up(node.value)
            used = self.method(node.value, node.attr)
            if used is not None and used.checks:
                self.side_effects.add("check")

    def _visit_name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            return
        self.read(node.id)
        if self.hidden(node.id):
            return
        if node.id in self.functions:
            self._use_function(node.id, self.functions[node.id])
        elif node.id in self.carried and node.id not in self.bound:
            self.apply(self.carried[node.id])
        own = self.own_class(node)
        changes = types.infer(node, self.now) in calls.CONSUMED or (own is not None and own.changes_on_use)
        if changes or self.sharing.contains(node.id, calls.CONSUMED | {USED}):
            self.mutate({node.id})

    def _use_function(self, name: str, summary: FunctionSummary) -> None:
        self.apply(summary)
        self.calls.append(name)
        if summary.checks and not summary.kind.startswith(types.OWN):
            self.side_effects.add("check")

    def visit_lambda(self, node: ast.Lambda, *, created: bool = False) -> None:
        """Record the effects of a lambda as if it were called at once; `created` skips its defaults."""
        defaults = [] if created else list(defaults_of(node).values())
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
        over = self.shown(union(self.roots(g.iter) for g in node.generators))
        outside, self.items = self.items, {**self.items, **dict.fromkeys(targets, over - targets)}
        before = self.bound
        self.inside(targets, [] if started else [first], rest)
        self.items, self.bound = outside, before

    def apply(self, summary: FunctionSummary) -> None:
        """Record the effects of using a notebook function."""
        for read in sorted(summary.reads):
            self.read(read)
        self.mutate(summary.mutates)
        self.side_effects |= summary.side_effects
        self.converts |= summary.converts
        self.uses |= summary.uses
        self.pass_on(summary)
        for bound in sorted(summary.rebinds):
            self.ever.add(bound)
            self.rebound.add(bound)
            self.types[bound] = ""


def _is_item(node: ast.expr) -> bool:
    """Return whether an expression's value may be a part of another object."""
    is_call = isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute))
    return isinstance(node, PATHS) or (is_call and ast.unparse(node.func).rpartition(".")[2] in ITEM_CALLS)  # type: ignore[attr-defined]


ITEM_CALLS = frozenset("choice get getattr heappop item max min next pop popitem popleft setdefault".split())
"""Functions and methods that return one of the objects in what they are given."""


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, (ast.keyword, ast.comprehension)):
            yield from _expressions(child)
