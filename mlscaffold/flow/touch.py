"""What one top-level statement reads, binds, changes and does."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mlscaffold.flow import api, types
from mlscaffold.flow.scopes import (
    COMPREHENSIONS,
    Comprehension,
    comprehension_targets,
    names_of,
    outer_nodes,
    own_nodes,
    parameters,
    stores,
)
from mlscaffold.flow.types import Environment

VIEWS = frozenset(
    "reshape ravel squeeze transpose view swapaxes asarray atleast_1d atleast_2d expand_dims broadcast_to "
    "to_numpy iter zip enumerate map filter reversed items values keys gca gcf get_figure next".split()
)
SEEDS = frozenset({"random_state", "seed", "rng", "generator"})
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Summary:
    """What calling a function (or using a class) of the notebook does.

    Args:
        reads: names of the notebook that it reads, itself or through functions that it calls.
        mutates: names of the notebook whose objects it changes in place.
        rebinds: names of the notebook that it binds by `global`.
        changes: its parameters whose objects it changes in place.
        effects: what it does besides computing.
        gives: whether it returns a value.
    """

    reads: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    rebinds: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    effects: frozenset[str] = frozenset()
    gives: bool = True


@dataclass(frozen=True, slots=True)
class Touch:
    """What a statement touches when it runs.

    Args:
        reads: names whose value from before may be used.
        uses: all names looked up, functions and imports included.
        binds: names that are bound whichever way the statement goes.
        maybe: names that are bound on some of its ways only.
        mutates: names whose objects may be changed in place.
        deletes: names that are gone afterwards.
        aliases: pairs of names that may share an object afterwards.
        effects: what it does besides computing, in the words of the API table, and `unknown` for calls
            of which nothing is known.
        roles: what its calls are for, in the words of the API table.
        calls: qualified names of what it calls, where known.
        imports: pairs of a bound name and what it was imported as.
        types: pairs of a bound name and its type.
    """

    reads: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] = ()
    effects: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    types: tuple[tuple[str, str], ...] = ()

    @property
    def writes_anything(self) -> bool:
        """Whether it binds, changes or deletes a name."""
        return bool(self.binds or self.maybe or self.mutates or self.deletes)


def touch(node: ast.stmt, env: Environment, functions: Mapping[str, Summary]) -> Touch:
    """Return what a top-level statement touches.

    Args:
        node: the statement.
        env: what is known before it runs.
        functions: the notebook's functions and classes in force, by name.
    """
    walk = _Walk(env, functions)
    bound = walk.block([node], frozenset())
    return walk.result(bound)


def summarize(node: Definition, env: Environment, functions: Mapping[str, Summary]) -> Summary:
    """Return what using a function or class of the notebook does, once it is defined."""
    if isinstance(node, ast.ClassDef):
        return _summarize_class(node, env, functions)
    own = names_of(node)
    visible = {name: kind for name, kind in env.types.items() if name not in own.bound}
    imports = {name: target for name, target in env.imports.items() if name not in own.bound}
    walk = _Walk(Environment(imports, visible, env.defined - own.bound), functions)
    walk.block(node.body, frozenset(parameters(node)))
    touched = walk.result(frozenset())
    free = own.free | touched.reads - own.bound
    return Summary(
        reads=frozenset(name for name in free if name not in env.imports) - own.bound,
        mutates=touched.mutates - own.bound,
        rebinds=own.rebinds,
        changes=touched.mutates & set(parameters(node)),
        effects=touched.effects,
        gives=any(isinstance(n, (ast.Return, ast.Yield, ast.YieldFrom)) and n.value for n in own_nodes(node)),
    )


def _summarize_class(node: ast.ClassDef, env: Environment, functions: Mapping[str, Summary]) -> Summary:
    methods = [n for n in node.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    parts = [summarize(method, env, functions) for method in methods]
    free = names_of(node).free - set(env.imports)
    return Summary(
        reads=frozenset(free).union(*(p.reads for p in parts)),
        mutates=frozenset().union(*(p.mutates for p in parts)),
        rebinds=frozenset().union(*(p.rebinds for p in parts)),
        effects=frozenset().union(*(p.effects for p in parts)),
    )


def roots(node: ast.expr, env: Environment, functions: Mapping[str, Summary]) -> frozenset[str]:
    """Return the names whose objects the value of an expression may be, or be a part or a view of."""
    if types.infer(node, env) in types.IMMUTABLE:
        return frozenset()
    if isinstance(node, ast.Name):
        return frozenset() if node.id in env.imports else frozenset({node.id})
    if isinstance(node, (ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Attribute) and types.qualified(node, env):
            return frozenset()
        return roots(node.value, env, functions)
    if isinstance(node, ast.Call):
        return _call_roots(node, env, functions)
    if isinstance(node, COMPREHENSIONS):
        return _union(roots(g.iter, env, functions) for g in node.generators)
    if isinstance(node, (ast.BinOp, ast.Compare, ast.UnaryOp, ast.JoinedStr, ast.Lambda, ast.Constant)):
        return frozenset()
    children = (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
    return _union(roots(child, env, functions) for child in children)


def _call_roots(node: ast.Call, env: Environment, functions: Mapping[str, Summary]) -> frozenset[str]:
    given = [*node.args, *(k.value for k in node.keywords)]
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    known = types.call_api(node, env)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if known and known.returns == "receiver":
        return _union(roots(r, env, functions) for r in receiver)
    if known and not known.view and last not in VIEWS and known.returns != "class":
        return frozenset()
    return _union(roots(part, env, functions) for part in [*given, *receiver])


def copies(node: ast.expr, env: Environment) -> bool:
    """Say whether taking a part of an expression's value makes a copy (pandas with copy-on-write does)."""
    return isinstance(node, (ast.Subscript, ast.Attribute)) and types.infer(node.value, env) in {
        *types.PANDAS,
        "indexer",
    }


def _union(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*parts)


@dataclass
class _Walk:
    """One pass over a statement; collects while it follows the order of evaluation."""

    env: Environment
    functions: Mapping[str, Summary]
    shadow: tuple[frozenset[str], ...] = ()
    bound: frozenset[str] = frozenset()
    reads: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    ever: set[str] = field(default_factory=set)
    mutated: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    effects: set[str] = field(default_factory=set)
    roles: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def result(self, bound: frozenset[str]) -> Touch:
        imported = {name for name, target in ChainMap(self.imports, dict(self.env.imports)).items() if target}
        own = self.mutated - imported
        return Touch(
            reads=frozenset(self.reads),
            uses=frozenset(self.uses),
            binds=bound,
            maybe=frozenset(self.ever) - bound,
            mutates=frozenset(own),
            deletes=frozenset(self.deleted - bound),
            aliases=tuple(dict.fromkeys(self.aliases)),
            effects=frozenset(self.effects),
            roles=tuple(self.roles),
            calls=tuple(self.calls),
            imports=tuple((name, target) for name, target in self.imports.items() if target),
            types=tuple(self.types.items()),
        )

    # ---- blocks -------------------------------------------------------------------------------------------
    def block(self, statements: Iterable[ast.stmt], bound: frozenset[str]) -> frozenset[str]:
        """Run statements in order; return the names bound after them whichever way they go."""
        self.bound = bound
        for statement in statements:
            getattr(self, f"do_{type(statement).__name__}", self.do_other)(statement)
        return self.bound

    def do_other(self, node: ast.stmt) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.visit(child)

    def do_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.bind(target, node.value)
            if len(node.targets) > 1:
                self.link([t for t in node.targets if isinstance(t, ast.Name)])

    def link(self, targets: list[ast.Name]) -> None:
        first = targets[0].id if targets else ""
        self.aliases.extend((t.id, first) for t in targets[1:])

    def do_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)
            self.bind(node.target, node.value)

    def do_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        target = node.target
        if isinstance(target, ast.Name):
            self.read(target.id)
            if self.env.types.get(target.id, self.types.get(target.id, "")) not in types.IMMUTABLE:
                self.mutate(frozenset({target.id}))
            self.store(target.id, self.types.get(target.id, self.env.types.get(target.id, "")))
        else:
            self.visit(_loaded(target))
            self.mutate(self.roots(_owner(target)))

    def do_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.read(target.id)
                self.deleted.add(target.id)
                self.bound -= {target.id}
            else:
                self.visit(_loaded(target))
                self.mutate(self.roots(_owner(target)))

    def do_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        before = self.bound
        self.bind(node.target, None, node.iter)
        self.block(node.body, self.bound)
        self.block(node.orelse, before)
        self.bound = before

    do_AsyncFor = do_For

    def do_While(self, node: ast.While) -> None:
        self.visit(node.test)
        before = self.bound
        self.block(node.body, before)
        self.block(node.orelse, before)
        self.bound = before

    def do_If(self, node: ast.If) -> None:
        self.visit(node.test)
        before = self.bound
        then = self.block(node.body, before)
        other = self.block(node.orelse, before)
        self.bound = _join([(node.body, then), (node.orelse, other)], before)

    def do_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.visit(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, item.context_expr)
        outside = self.bound
        self.block(node.body, self.bound)
        if any("suppress" in ast.unparse(item.context_expr) for item in node.items):
            self.bound = outside

    do_AsyncWith = do_With

    def do_Try(self, node: ast.Try) -> None:
        before = self.bound
        ways = [([*node.body, *node.orelse], self.block([*node.body, *node.orelse], before))]
        for handler in node.handlers:
            if handler.type is not None:
                self.visit(handler.type)
            own = frozenset({handler.name}) if handler.name else frozenset()
            ways.append((handler.body, self.block(handler.body, before | own) - own))
        self.block(node.finalbody, _join(ways, before))

    do_TryStar = do_Try

    def do_Match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        before = self.bound
        for case in node.cases:
            names = frozenset(name for part in ast.walk(case.pattern) for name in stores(part))
            self.ever |= names
            self.bound = before | names
            if case.guard is not None:
                self.visit(case.guard)
            self.block(case.body, before | names)
        self.bound = before

    def do_FunctionDef(self, node: Definition) -> None:
        for part in outer_nodes(node):
            if isinstance(part, ast.expr):
                self.visit(part)
        inner = names_of(node)
        self.uses |= inner.free
        if isinstance(node, ast.ClassDef):
            body = [n for n in node.body if not isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
            with_methods = frozenset(n.name for n in node.body if isinstance(n, ast.FunctionDef))
            outside, self.shadow = self.shadow, (*self.shadow, inner.bound | with_methods)
            saved = self.bound
            self.block(body, self.bound)
            self.bound, self.shadow = saved, outside
            self.ever -= inner.bound
            for name in inner.bound:
                self.types.pop(name, None)
        self.store(node.name, "")

    do_AsyncFunctionDef = do_FunctionDef
    do_ClassDef = do_FunctionDef

    def do_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            self.imports[name] = target = api.canonical(alias.name if alias.asname else name)
            self.store(name, "", target)

    def do_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name != "*":
                name = alias.asname or alias.name
                self.imports[name] = target = api.canonical(f"{module}.{alias.name}")
                self.store(name, "", target)

    # ---- names --------------------------------------------------------------------------------------------
    def hidden(self, name: str) -> bool:
        return any(name in names for names in self.shadow)

    def read(self, name: str) -> None:
        if self.hidden(name):
            return
        self.uses.add(name)
        if name not in self.bound:
            self.reads.add(name)

    def store(self, name: str, kind: str, imported: str = "") -> None:
        if self.hidden(name):
            return
        self.bound |= {name}
        self.ever.add(name)
        self.deleted.discard(name)
        self.types[name] = kind
        if name in self.env.imports or name in self.imports:
            self.imports[name] = imported

    def mutate(self, names: Iterable[str]) -> None:
        self.mutated.update(name for name in names if not self.hidden(name))

    def roots(self, node: ast.expr) -> frozenset[str]:
        return frozenset(name for name in roots(node, self.now, self.functions) if not self.hidden(name))

    @property
    def now(self) -> Environment:
        """What is known at this point of the statement."""
        if not (self.types or self.imports or self.shadow):
            return self.env
        hidden = dict.fromkeys(frozenset().union(*self.shadow), "")
        return Environment(
            ChainMap(hidden, self.imports, self.env.imports),
            ChainMap(hidden, self.types, self.env.types),
            self.env.defined - hidden.keys(),
        )

    def bind(self, target: ast.expr, value: ast.expr | None, iterated: ast.expr | None = None) -> None:
        source = value if value is not None else iterated
        if isinstance(target, ast.Name):
            self.bind_name(target.id, value, iterated)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self.bind_items(target, value, iterated)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, None, source)
        elif isinstance(target, (ast.Attribute, ast.Subscript)):
            self.visit(_loaded(target))
            if types.qualified(_owner(target), self.now):
                self.effects.add("settings")
            changed = self.roots(_owner(target))
            self.mutate(changed)
            if source is not None and types.infer(target.value, self.now) not in types.PANDAS:
                self.aliases.extend((name, root) for name in changed for root in self.roots(source))

    def bind_name(self, name: str, value: ast.expr | None, iterated: ast.expr | None) -> None:
        now = self.now
        source = value if value is not None else iterated
        kind = types.infer(value, now) if value is not None else ""
        if isinstance(iterated, ast.Call) and types.qualified(iterated.func, now) == "builtins.range":
            kind = "int"
        shared = source is not None and kind not in types.IMMUTABLE and not copies(source, now)
        if shared and source is not None and not self.hidden(name):
            self.aliases.extend((name, root) for root in self.roots(source) if root != name)
        self.store(name, kind)

    def bind_items(
        self, target: ast.Tuple | ast.List, value: ast.expr | None, iterated: ast.expr | None
    ) -> None:
        items = target.elts
        paired = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(items)
        kinds = types.element_types(value, len(items), self.now) if value is not None else ("",) * len(items)
        for index, (item, kind) in enumerate(zip(items, kinds, strict=True)):
            if paired and isinstance(value, (ast.Tuple, ast.List)):
                self.bind(item, value.elts[index])
            else:
                self.bind(item, None, value if value is not None else iterated)
            if isinstance(item, ast.Name) and kind:
                self.store(item.id, kind)
        named = [item for item in items if isinstance(item, ast.Name)]
        if any("matplotlib" in kind for kind in kinds):
            self.link(named)

    # ---- expressions --------------------------------------------------------------------------------------
    def visit(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name):
            self.visit_name(node)
        elif isinstance(node, ast.Call):
            self.visit_call(node)
        elif isinstance(node, ast.Lambda):
            self.inside(frozenset(parameters(node)), [*_defaults(node)], [node.body])
        elif isinstance(node, COMPREHENSIONS):
            self.visit_comprehension(node)
        elif isinstance(node, ast.NamedExpr):
            self.visit(node.value)
            outside, self.shadow = self.shadow, tuple(s - {node.target.id} for s in self.shadow)
            self.bind(node.target, node.value)
            self.shadow = outside
        else:
            for child in _expressions(node):
                self.visit(child)

    def visit_name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            return
        self.read(node.id)
        if node.id in self.functions and not self.hidden(node.id):
            self.apply(self.functions[node.id], node.id)

    def inside(self, names: frozenset[str], first: list[ast.expr], body: list[ast.expr]) -> None:
        """Visit expressions in which some names are those of an inner scope."""
        for part in first:
            self.visit(part)
        outside, self.shadow = self.shadow, (*self.shadow, names)
        for part in body:
            self.visit(part)
        self.shadow = outside

    def visit_comprehension(self, node: Comprehension) -> None:
        generators = node.generators
        rest = [g.iter for g in generators[1:]] + [test for g in generators for test in g.ifs]
        made = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.inside(frozenset(comprehension_targets(node)), [generators[0].iter], [*rest, *made])

    def apply(self, summary: Summary, name: str) -> None:
        """Take over what using a function of the notebook does."""
        for read in sorted(summary.reads):
            self.read(read)
        self.mutate(summary.mutates)
        self.effects |= summary.effects
        for bound in sorted(summary.rebinds):
            self.ever.add(bound)
            self.types[bound] = ""
        self.calls.append(name)

    def visit_call(self, node: ast.Call) -> None:
        for part in (node.func, *node.args, *(k.value for k in node.keywords)):
            self.visit(part)
        now = self.now
        if (
            isinstance(node.func, ast.Name)
            and node.func.id in self.functions
            and not self.hidden(node.func.id)
        ):
            self.call_own(node, self.functions[node.func.id])
            return
        known = types.call_api(node, now)
        self.calls.append(types.qualified(node.func, now) or (known.name if known else "?"))
        if known is None:
            self.effects.add("unknown")
            self.mutate(_union(self.roots(part) for part in _given(node)))
            return
        made = known.returns == "class" and "estimator" in api.bases(known.name)
        self.effects |= {_settled(effect, node, known.seed) for effect in known.effects if not made} - {""}
        if known.path.startswith("w:") and not _names_file(node, known):
            self.effects.discard("writes-file")
        if known.role not in {"", "-"}:
            self.roles.append(known.role)
        for spec in known.mutates:
            self.mutate(_union(self.roots(part) for part in _picked(spec, node)))
        for callback in (p for p in node.args if isinstance(p, ast.Name) and p.id in self.functions):
            if self.functions[callback.id].changes:
                self.mutate(_union(self.roots(part) for part in _given(node) if part is not callback))

    def call_own(self, node: ast.Call, summary: Summary) -> None:
        """Mark as changed the arguments that a function of the notebook changes."""
        if summary.changes:
            self.mutate(_union(self.roots(part) for part in [*node.args, *(k.value for k in node.keywords)]))


def _settled(effect: str, node: ast.Call, place: int | None) -> str:
    """Return an effect that holds for this very call: `random?` is none where a seed is given."""
    if not effect.endswith("?"):
        return effect
    given = [k.value for k in node.keywords if k.arg in SEEDS]
    given += [] if place is None else node.args[place : place + 1]
    seeded = any(not (isinstance(v, ast.Constant) and v.value is None) for v in given)
    return "" if seeded else effect.rstrip("?")


def _names_file(node: ast.Call, known: api.Api) -> bool:
    """Say whether a call names the file that it would write: `df.to_csv()` without one gives a string."""
    place = api.path_arguments(known)
    if place is None or place.keyword == "self" or place.position is None:
        return True
    return len(node.args) > place.position or any(k.arg in {place.keyword, None} for k in node.keywords)


def _picked(spec: str, node: ast.Call) -> Iterator[ast.expr]:
    """Yield the arguments (or the receiver) that an entry of the table's `mutates` names."""
    keywords = {k.arg: k.value for k in node.keywords}
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    name, _, condition = spec.partition("?")
    if condition:
        flag = keywords.get(condition)
        if flag is None or (isinstance(flag, ast.Constant) and not flag.value):
            return
    if name == "self":
        if receiver is not None:
            yield receiver
    elif name.isdigit():
        yield from node.args[int(name) : int(name) + 1]
    elif name in keywords:
        yield keywords[name]


def _given(node: ast.Call) -> list[ast.expr]:
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else [node.func]
    return [*receiver, *node.args, *(k.value for k in node.keywords)]


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, (ast.keyword, ast.comprehension)):
            yield from _expressions(child)


def _defaults(node: ast.Lambda) -> list[ast.expr]:
    return [d for d in [*node.args.defaults, *node.args.kw_defaults] if d is not None]


def _owner(target: ast.expr) -> ast.expr:
    assert isinstance(target, (ast.Attribute, ast.Subscript))
    return target.value


def _loaded(target: ast.expr) -> ast.expr:
    """Return what is read when a subscript or an attribute is stored to."""
    if isinstance(target, ast.Subscript):
        return ast.Tuple(elts=[target.value, target.slice], ctx=ast.Load())
    return _owner(target)


def _join(ways: list[tuple[list[ast.stmt], frozenset[str]]], before: frozenset[str]) -> frozenset[str]:
    """Return what is bound on every way that goes on."""
    going = [bound for body, bound in ways if not (body and isinstance(body[-1], (ast.Raise, ast.Return)))]
    return frozenset.intersection(*going) if going else before
