"""What expressions read, change and do, in the order in which they are evaluated."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from mlscaffold.flow import api, calls, types
from mlscaffold.flow.scopes import (
    COMPREHENSIONS,
    Comprehension,
    comprehension_parts,
    comprehension_targets,
    names_of,
    parameters,
)
from mlscaffold.flow.sharing import Sharing, Version, copies, roots, sources
from mlscaffold.flow.touch import Summary, Touch, merged
from mlscaffold.flow.types import Environment


@dataclass(frozen=True, slots=True)
class Source:
    """Where the object comes from that a name is bound to.

    Args:
        node: the expression, None for an item of one.
        kind: its type.
        names: names whose objects it may be, hold or view.
        versions: their versions.
        code: code of the notebook that it may run when it is used.
    """

    node: ast.expr | None
    kind: str
    names: frozenset[str]
    versions: frozenset[Version]
    code: tuple[Summary, ...] = ()


@dataclass
class Expressions:
    """A pass over expressions; collects while it follows the order of evaluation."""

    env: Environment
    functions: Mapping[str, Summary]
    carried: Mapping[str, Summary] = field(default_factory=dict)
    sharing: Sharing = field(default_factory=Sharing)
    shadow: tuple[frozenset[str], ...] = ()
    items: dict[str, frozenset[str]] = field(default_factory=dict)
    bound: frozenset[str] = frozenset()
    depth: int = 0
    reads: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    ever: set[str] = field(default_factory=set)
    mutated: set[str] = field(default_factory=set)
    reached: set[Version] = field(default_factory=set)
    hidden_changes: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    before: dict[str, Version] = field(default_factory=dict)
    rebound: set[str] = field(default_factory=set)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    effects: set[str] = field(default_factory=set)
    roles: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    carries: dict[str, Summary] = field(default_factory=dict)

    def result(self, bound: frozenset[str]) -> Touch:
        """Return all that has been collected, with the names bound whichever way the statement went."""
        imported = {name for name, target in ChainMap(self.imports, dict(self.env.imports)).items() if target}
        return Touch(
            reads=frozenset(self.reads),
            uses=frozenset(self.uses),
            binds=bound,
            maybe=frozenset(self.ever) - bound,
            mutates=frozenset(self.mutated | self._reached_names()) - imported,
            changes=frozenset(self.mutated) - imported,
            deletes=frozenset(n for n in self.deleted - bound if n in self.gone | self.ever),
            aliases=tuple(dict.fromkeys(self.aliases)),
            effects=frozenset(self.effects),
            roles=tuple(self.roles),
            calls=tuple(self.calls),
            imports=tuple((name, target) for name, target in self.imports.items() if target),
            types=tuple(self.types.items()),
            carries=tuple(self.carries.items()),
        )

    def _reached_names(self) -> set[str]:
        alive = {self.sharing.now(name) for name, _ in self.reached} | set(self.before.values())
        kinds = self.now.types
        return {name for name, _ in self.reached & alive if kinds.get(name, "") in types.COPYABLE}

    # ---- names --------------------------------------------------------------------------------------------
    def hidden(self, name: str) -> bool:
        """Say whether a name means one of an inner scope."""
        return any(name in names for names in self.shadow)

    def read(self, name: str) -> None:
        """Note that a name is looked up."""
        if self.hidden(name):
            return
        self.uses.add(name)
        if name not in self.bound:
            self.reads.add(name)

    def store(self, name: str, kind: str, imported: str = "") -> None:
        """Note that a name is bound."""
        if self.hidden(name):
            return
        self.before.setdefault(name, self.sharing.now(name))
        if self.depth == 0:
            self.sharing.renew(name)
            self.carries.pop(name, None)
        self.bound |= {name}
        self.ever.add(name)
        self.deleted.discard(name)
        self.gone.discard(name)
        self.types[name] = "" if kind == "None" else kind
        if name in self.env.imports or name in self.imports:
            self.imports[name] = imported

    def mutate(self, names: Iterable[str]) -> None:
        """Note that the objects of names are changed in place."""
        given = frozenset(names)
        self.hidden_changes |= {name for name in given if self.hidden(name)}
        shown = self.shown(given)
        self.mutated |= shown
        self.reached |= self.sharing.reached(self.sharing.now(name) for name in shown)

    def shown(self, names: Iterable[str]) -> frozenset[str]:
        """Return names with those of inner scopes replaced by what they are items of."""
        found = [self.items.get(name, frozenset()) if self.hidden(name) else {name} for name in names]
        return frozenset().union(*found)

    def roots(self, node: ast.expr) -> frozenset[str]:
        """Return the names whose objects the value of an expression may be, or be a part or a view of."""
        return roots(node, self.now, self.functions)

    @property
    def now(self) -> Environment:
        """What is known at this point of the statement."""
        if not (self.types or self.imports or self.shadow):
            return self.env
        hidden = dict.fromkeys(frozenset().union(*self.shadow), "")
        own = self.env.defined - hidden.keys()
        imports = ChainMap(hidden, self.imports, cast("dict[str, str]", self.env.imports))
        kinds = ChainMap(hidden, self.types, cast("dict[str, str]", self.env.types))
        return Environment(imports, kinds, own, self.env.gives)

    # ---- what values hold ---------------------------------------------------------------------------------
    def source(self, node: ast.expr, *, item: bool = False) -> Source:
        """Return where the value of an expression comes from, or that of an item when it is iterated over."""
        now = self.now
        kind = types.item_type(node, now) if item else types.infer(node, now)
        shares = kind not in types.IMMUTABLE and not copies(node, now)
        names = self.shown(self.roots(node)) if shares else frozenset()
        versions = frozenset(self.sharing.now(name) for name in names)
        return Source(None if item else node, kind, names, versions, tuple(self.code_in(node)))

    def code_in(self, node: ast.expr) -> Iterator[Summary]:
        """Yield the code of the notebook that the value of an expression may run when it is used."""
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
                yield from (summary for summary in called if summary and summary.defers)

    def later(self, node: ast.Lambda | ast.GeneratorExp) -> Summary:
        """Return what the code in a lambda or a generator does once it runs."""
        inner = Expressions(self.now, self.functions, self.carried, shadow=self.shadow)
        if isinstance(node, ast.Lambda):
            inner.visit_lambda(node)
        else:
            inner.visit_comprehension(node, started=True)
        names = parameters(node) if isinstance(node, ast.Lambda) else ()
        return Summary(
            frozenset(inner.reads),
            frozenset(inner.mutated),
            frozenset(inner.rebound),
            frozenset(inner.hidden_changes & set(names)),
            frozenset(inner.effects),
            frozenset(inner.uses & self.functions.keys()),
            names,
            shares=frozenset(inner.reads),
            passes=True,
            defers=True,
        )

    def hold(self, name: str, source: Source) -> None:
        """Note that what a name stands for may be, hold or view what an expression gives."""
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
        """Follow the evaluation of an expression."""
        if isinstance(node, ast.Name):
            self.visit_name(node)
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
            self.visit_parts(node)

    def visit_parts(self, node: ast.expr) -> None:
        for child in _expressions(node):
            self.visit(child)
        fills = (
            isinstance(node, ast.Subscript) and types.infer(node.value, self.now) == "collections.defaultdict"
        )
        if fills and isinstance(node, ast.Subscript):
            self.mutate(self.roots(node.value))

    def visit_name(self, node: ast.Name) -> None:
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
        if types.infer(node, self.now) in calls.CONSUMED:
            self.mutate({node.id})

    def visit_lambda(self, node: ast.Lambda) -> None:
        defaults = [d for d in [*node.args.defaults, *node.args.kw_defaults] if d is not None]
        self.inside(names_of(node).bound, defaults, [node.body])

    def inside(self, names: frozenset[str], first: list[ast.expr], body: list[ast.expr]) -> None:
        """Visit expressions in which some names are those of an inner scope."""
        for part in first:
            self.visit(part)
        outside, self.shadow = self.shadow, (*self.shadow, names)
        self.depth += 1
        for part in body:
            self.visit(part)
        self.depth -= 1
        self.shadow = outside

    def visit_comprehension(self, node: Comprehension, *, started: bool = False) -> None:
        """Follow a comprehension; `started` leaves out what is evaluated when a generator is made."""
        first, rest = comprehension_parts(node)
        targets = frozenset(comprehension_targets(node))
        over = self.shown(frozenset().union(*(self.roots(g.iter) for g in node.generators)))
        outside, self.items = self.items, {**self.items, **dict.fromkeys(targets, over - targets)}
        before = self.bound
        self.inside(targets, [] if started else [first], rest)
        self.items, self.bound = outside, before

    # ---- calls --------------------------------------------------------------------------------------------
    def apply(self, summary: Summary) -> None:
        """Take over what using a function of the notebook does."""
        for read in sorted(summary.reads):
            self.read(read)
        self.mutate(summary.mutates)
        self.effects |= summary.effects
        self.uses |= summary.uses
        for bound in sorted(summary.rebinds):
            self.ever.add(bound)
            self.rebound.add(bound)
            self.types[bound] = ""

    def visit_call(self, node: ast.Call) -> None:
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
            self.mutate(_union(self.roots(part) for part in calls.given(node)))
        if known is None:
            self.effects.add("unknown")
        else:
            self.call_known(node, known)

    def own_code(self, node: ast.expr) -> Summary | None:
        """Return what is known of the function, class or method of the notebook that is called."""
        if isinstance(node, ast.Name) and not self.hidden(node.id):
            return self.functions.get(node.id) or (
                self.carried.get(node.id) if node.id not in self.bound else None
            )
        if isinstance(node, ast.Attribute):
            owner = types.infer(node.value, self.now)
            kind = self.functions.get(owner.removeprefix(types.OWN)) if owner.startswith(types.OWN) else None
            return dict(kind.methods).get(node.attr) if kind else None
        return None

    def call_own(self, node: ast.Call, summary: Summary) -> None:
        """Mark as changed what a function of the notebook changes."""
        if not summary.changes:
            return
        bound = isinstance(node.func, ast.Attribute)
        receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else [node.func]
        call = (
            ast.Call(func=node.func, args=[*receiver, *node.args], keywords=node.keywords) if bound else node
        )
        self.mutate(_union(self.roots(part) for part in calls.changed_by_own(call, summary)))
        if not bound and "self" in summary.changes:
            self.mutate(self.roots(node.func))

    def call_known(self, node: ast.Call, known: api.Api) -> None:
        """Take over what the API table says of a call."""
        now = self.now
        self.effects |= calls.effects_of(node, known)
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
        """Say whether a function given to a call changes what the call gives it."""
        lambdas = {name for a in node.args if isinstance(a, ast.Lambda) for name in parameters(a)}
        own = [self.functions[a.id] for a in node.args if isinstance(a, ast.Name) and a.id in self.functions]
        return bool(lambdas & inner) or any(summary.changes for summary in own)

    def look_up_text(self, node: ast.Call, known: api.Api | None) -> None:
        """Note the names that code given as text looks up."""
        for name in sorted(calls.names_in_text(node, known)):
            self.read(name)
        name = types.qualified(node.func, self.now)
        if name in calls.NAMESPACE or (name in {"builtins.vars", "builtins.dir"} and not node.args):
            self.effects.add("namespace")
            everything = [n for n in self.env.types if n not in self.env.imports]
            for other in everything:
                self.read(other)
            self.mutate(everything)


def _changes_its_object(node: ast.expr, env: Environment) -> bool:
    """Say whether an argument is a method, such as `seen.append`, that changes its object when it is called."""
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
