"""Effects of calls: what they change, keep, store, look up and check."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from mlscaffold.analysis import api, calls, types
from mlscaffold.analysis.effects import FunctionSummary, Relation
from mlscaffold.analysis.object_tracker import ADDING, OVERWRITING, ObjectTracker, Source
from mlscaffold.analysis.references import last_name, own_method
from mlscaffold.analysis.scopes import parameters
from mlscaffold.analysis.types import Environment

Arguments = list[tuple[str, ast.expr]]
ESTIMATING = frozenset(
    "fit fit_predict fit_transform inverse_transform partial_fit predict score transform".split()
)
"""Methods of estimators that may overwrite data unless an argument makes them copy."""


@dataclass
class CallVisitor(ObjectTracker):
    """A pass over calls."""

    @abstractmethod
    def visit(self, node: ast.expr) -> None:
        """Record the effects of an expression."""

    @abstractmethod
    def source(self, node: ast.expr, *, item: bool = False) -> Source:
        """Return the origin of an expression's value, or of an item of it."""

    def visit_call(self, node: ast.Call) -> None:
        """Record the effects of a call: its arguments first."""
        changed_before = set(self.hidden_changes)
        self._visit_inputs(node)
        own = self.own_code(node.func)
        if own is not None:
            self.call_own(node, own)
            return
        known = types.call_api(node, self.now)
        self.calls.append(types.qualified(node.func, self.now) or (known.name if known else "?"))
        self.look_up_text(node)
        if known is None or self._may_change_more(node, self.hidden_changes - changed_before):
            self.call_unknown(node)
        if known is None:
            self.side_effects.add("unknown")
        else:
            self.call_known(node, known)

    def _visit_inputs(self, node: ast.Call) -> None:
        """Visit what is called and its arguments; a lambda may get any of the others."""
        inputs = [*node.args, *(k.value for k in node.keywords)]
        self.visit(node.func)
        for part in inputs:
            if not isinstance(part, ast.Lambda):
                self.visit(part)
                continue
            others = [other for other in calls.inputs(node) if other is not part]
            over = self.shown(union(self.roots(other) for other in others))
            outside, self.items = self.items, {**self.items, **dict.fromkeys(parameters(part), over)}
            self.visit(part)
            self.items = outside

    def call_unknown(self, node: ast.Call) -> None:
        """Record that a call may change and keep all that it is given."""
        for part in calls.inputs(node):
            self.mutate(self.roots(part) - self.functions.keys())
            self.escape(self.source(part))

    def own_code(self, node: ast.expr) -> FunctionSummary | None:
        """Return the summary of the called notebook function, class or method."""
        if isinstance(node, ast.Name) and not self.hidden(node.id):
            carried = self.carried.get(node.id) if node.id not in self.bound else None
            known = self.functions.get(node.id) or (carried if carried and not carried.runs_later else None)
            return known or self.method(node, "__call__")
        return self.method(node.value, node.attr) if isinstance(node, ast.Attribute) else None

    def method(self, receiver: ast.expr, name: str) -> FunctionSummary | None:
        """Return the summary of a method of a notebook class."""
        return own_method(ast.Attribute(receiver, name, ast.Load()), self.now, self.functions)

    def own_class(self, node: ast.expr) -> FunctionSummary | None:
        """Return the summary of the notebook class of an expression's value."""
        kind = types.infer(node, self.now)
        return self.functions.get(kind.removeprefix(types.OWN)) if kind.startswith(types.OWN) else None

    # ---- notebook functions ---------------------------------------------------------------------------------
    def call_own(self, node: ast.Call, summary: FunctionSummary) -> None:
        """Record what a notebook function does with its arguments."""
        arguments = self._arguments(node, summary)
        for name, part in arguments:
            if name in summary.changes:
                self.change(part)
            if name in summary.escapes:
                self.escape(self.source(part))
            if name in summary.looks_up:
                self.look_up(part)
        self._store(summary, arguments)
        self.pass_on(summary)
        if summary.is_open:
            self.side_effects.add("unknown")
            self.call_unknown(node)
        self._use_defaults(node, summary, {name for name, _ in arguments})
        if summary.checks:
            self.side_effects.add("check")

    def _use_defaults(self, node: ast.Call, summary: FunctionSummary, passed: set[str]) -> None:
        """Record that a function changes, or looks up keys in, the values of its defaults."""
        is_open = any(isinstance(a, ast.Starred) for a in node.args) or any(not k.arg for k in node.keywords)
        missing = frozenset(summary.parameters) - (frozenset() if is_open else passed)
        name = {node.func.id} if isinstance(node.func, ast.Name) else set()
        if summary.defaults & missing:
            self.mutate(name)
            self.side_effects.add("state")
        if summary.looks_up & missing and any(self.sharing.contains(one, ADDING) for one in name):
            self.mutate(name)

    def pass_on(self, summary: FunctionSummary) -> None:
        """Record the objects of the notebook that a function passes on to something that may keep them."""
        names = summary.escapes - frozenset(summary.parameters)
        self.escaped |= self.sharing.held((self.sharing.now(name) for name in names), deep=True)

    def _arguments(self, node: ast.Call, summary: FunctionSummary) -> Arguments:
        """Return pairs of a parameter and an argument that it may receive, the receiver of a method included."""
        plain = isinstance(node.func, ast.Name) and (
            node.func.id in self.functions or node.func.id in self.carried
        )
        is_method = not plain or types.infer(node.func, self.now).startswith(types.OWN)
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        positional = [receiver, *node.args] if is_method else node.args
        return calls.arguments_by_parameter(positional, node.keywords, summary)

    def _store(self, summary: FunctionSummary, arguments: Arguments) -> None:
        """Record what a notebook function stores, in its arguments or in objects of the notebook."""
        for holder, part, relation in summary.stores:
            sources = [self.source(node) for name, node in arguments if name == part]
            if part not in summary.parameters:
                sources = [self.source(ast.Name(part, ast.Load()))]
            found = [s.as_part() if relation is Relation.PART else s for s in sources]
            if holder not in summary.parameters:
                for source in found:
                    self.hold(holder, source, stored=True)
            holders = [node for name, node in arguments if name == holder]
            for node in holders:
                self.store_in(node, found)
            if holder in summary.defaults and not holders:
                for source in found:
                    self.escape(source)

    # ---- calls in the table -----------------------------------------------------------------------------------
    def call_known(self, node: ast.Call, known: api.Api) -> None:
        """Record the effects of a call in the API table."""
        now = self.now
        self.side_effects |= calls.effects_of(node, known)
        self.converts |= calls.converts(node, known)
        if known.role not in {"", "-"}:
            self.roles.append(known.role)
        changed = list(calls.changed(node, known, now))
        is_own_state = known.role in {"plot", "train"}  # a figure, a model: what it keeps stays as it is
        for part in changed:
            self.change(part, inner=not is_own_state, overwrites=not calls.is_structural(node, now))
        self.mutate(union(self.roots(part) for part in node.args if _changes_its_object(part, now)))
        if isinstance(node.func, ast.Attribute) and self._is_overwriting(node.func.value, node.func.attr):
            for part in calls.arguments(node):
                self.change(part)
        if not known.side_effects & {"plot", "writes-file"}:
            self._keep(node, known, changed)
        if "settings" in known.side_effects:
            for part in calls.arguments(node):
                self.escape(self.source(part))

    def _is_overwriting(self, estimator: ast.expr, method: str) -> bool:
        """Return whether a method is one of an estimator that overwrites its data."""
        if method not in ESTIMATING:
            return False
        shown = self.shown(self.roots(estimator))
        made = OVERWRITING in self.source(estimator).contents
        return made or any(self.sharing.contains(name, frozenset({OVERWRITING})) for name in shown)

    def _keep(self, node: ast.Call, known: api.Api, changed: list[ast.expr]) -> None:
        """Record that what a call changes may keep its other arguments."""
        stored = calls.stored_parts(node)
        for holder in changed:
            for part in calls.arguments(node):
                if part is not holder:
                    self.store_in(holder, self._kept(node, known, holder, part, stored=part in stored))

    def _kept(
        self, node: ast.Call, known: api.Api, holder: ast.expr, part: ast.expr, *, stored: bool
    ) -> list[Source]:
        """Return what a changed object keeps of an argument, as a list of one or none."""
        source = self.source(part)
        if types.infer(holder, self.now) in types.DATA:
            is_stored = last_name(node) in calls.STORING_CELLS
            return [self.cells(source, whole=False)] if is_stored else []
        is_receiver = isinstance(node.func, ast.Attribute) and node.func.value is holder
        return [source if stored and is_receiver else source.as_part(code=known.role != "train")]

    def look_up(self, node: ast.expr) -> None:
        """Record that a key is looked up in an object, which may add it."""
        kind, names = types.infer(node, self.now), self.roots(node)
        shown, own = self.shown(names), self.own_class(node)
        adds = any(self.sharing.contains(name, ADDING) for name in shown)
        if kind in ADDING or adds or (own is not None and own.changes_on_use):
            self.mutate(names)
        elif kind not in types.FIXED_ITEMS:
            known = self.now.types
            unknown = [name for name in shown if known.get(name, "") not in types.FIXED_ITEMS]
            self.looked_up |= {self.sharing.now(name) for name in unknown}
            self.hidden_lookups |= {name for name in names if self.hidden(name)}

    def _may_change_more(self, node: ast.Call, inner: set[str]) -> bool:
        """Return whether a callback changes or keeps the arguments that it receives."""
        lambdas = {name for a in node.args if isinstance(a, ast.Lambda) for name in parameters(a)}
        named = [a.id for a in calls.arguments(node) if isinstance(a, ast.Name)]
        own = [self.functions[name] for name in named if name in self.functions]
        return bool(lambdas & inner) or any(_uses_arguments(summary) for summary in own)

    def look_up_text(self, node: ast.Call) -> None:
        """Record the names that code in strings reads."""
        name = types.qualified(node.func, self.now)
        for read in sorted(calls.names_in_text(node, calls.called_name(node, self.now), self.now.types)):
            self.read(read)
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
    known = types.method(types.infer(node.value, env), node.attr, env)
    return known is not None and "self" in known.mutates


def _uses_arguments(summary: FunctionSummary) -> bool:
    """Return whether a function changes or keeps one of its arguments."""
    kept = summary.escapes.union(part for _, part, _ in summary.stores)
    return bool(summary.changes or kept & frozenset(summary.parameters))


def union(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the union of sets of names."""
    return frozenset().union(*parts)
