"""A whole file in one pass: each node with what is known where it stands; quicker and coarser than a trace."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mlscaffold.analysis.nodes import Call, Context, Lazily, NodeContext, Raw, make_calls, make_seen
from mlscaffold.analysis.scopes import Scope, outer_nodes, parameters, stores
from mlscaffold.analysis.types import Environment, element_types, infer, item_type, qualified

LOOPS = (ast.For, ast.AsyncFor, ast.While)
BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
PLAIN = frozenset(
    "ctx op ops id attr arg name asname rest kwd_attrs kind conversion type_comment simple level module is_async".split()
)
"""Fields that hold texts, numbers and operators."""


class _Parts(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each class of nodes that may hold nodes, last first."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        plain = issubclass(kind, (ast.Constant, ast.Name, ast.Global, ast.Nonlocal, ast.MatchSingleton))
        names = () if plain else tuple(name for name in reversed(kind._fields) if name not in PLAIN)
        self[kind] = names
        return names


PARTS = _Parts()


@dataclass(frozen=True, eq=False)
class ModuleIndex:
    """A file as far as one pass tells; each is equal to itself only, so that what follows from it can be cached.

    Args:
        cells: number and top-level statements of each cell that can be parsed, in order.
        nodes: all nodes by their class, in the order in which they run, bodies of functions last.
        called: all calls by the last part of their names.
        env: what is known once all cells have run.
    """

    cells: tuple[tuple[int, tuple[ast.stmt, ...]], ...]
    nodes: Lazily[type[ast.AST], NodeContext]
    called: Lazily[str, Call]
    env: Environment

    def places(self, kind: type[ast.AST]) -> Sequence[Raw]:
        """Return node, parent and context of the nodes of a class: quicker than `of` where few of many matter."""
        return self.nodes.raw.get(kind, ())

    def of(self, *kinds: type[ast.AST]) -> Iterator[NodeContext]:
        """Yield the nodes of some classes."""
        for kind in kinds:
            yield from self.nodes.get(kind, ())

    def calls(self, *names: str) -> Iterator[Call]:
        """Yield the calls of functions and methods by the last part of their names."""
        for name in names:
            yield from self.called.get(name, ())

    @cached_property
    def every_call(self) -> tuple[Call, ...]:
        """All calls."""
        return tuple(call for calls in self.called.values() for call in calls)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The top modules that the file imports anywhere."""
        plain = (alias.name for seen in self.of(ast.Import) for alias in _aliases(seen.node))
        modules = (_module(seen.node) for seen in self.of(ast.ImportFrom))
        return frozenset(name.partition(".")[0] for name in (*plain, *modules))


def index(cells: Iterable[tuple[int, Sequence[ast.stmt]]]) -> ModuleIndex:
    """Look over a file.

    Args:
        cells: number and top-level statements of each cell, in order.
    """
    given = tuple((number, tuple(body)) for number, body in cells)
    walker = _Walker()
    for number, body in given:
        walker.cell = number
        walker.block(body)
    walker.functions()
    return ModuleIndex(
        given, Lazily(walker.nodes, make_seen), Lazily(walker.calls, make_calls), walker.at_end
    )


def _module(node: ast.AST) -> str:
    return node.module or "" if isinstance(node, ast.ImportFrom) and not node.level else ""


def _aliases(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else []


@dataclass
class _Walker:
    """Goes through statements in order and remembers what names have come to mean."""

    cell: int = 0
    env: Environment = field(default_factory=Environment)
    scope: Scope | None = None
    loops: int = 0
    nodes: defaultdict[type[ast.AST], list[Raw]] = field(default_factory=lambda: defaultdict(list))
    calls: defaultdict[str, list[Raw]] = field(default_factory=lambda: defaultdict(list))
    waiting: list[tuple[Scope, int]] = field(default_factory=list)
    at_end: Environment = field(default_factory=Environment)

    def functions(self) -> None:
        """Go through the bodies that run when they are called: by then, all cells have run."""
        self.at_end = self.env
        while self.waiting:
            waiting, self.waiting = self.waiting, []
            for scope, cell in waiting:
                self.body_of(scope, cell)

    def body_of(self, scope: Scope, cell: int) -> None:
        self.cell, self.scope, self.loops = cell, scope, 0
        self.env = _inside(scope, self.at_end)
        if isinstance(scope, ast.Lambda):
            return
        self.block(scope.body)

    def block(self, body: Iterable[ast.stmt]) -> None:
        for statement in body:
            self.statement(statement, statement)

    def statement(self, node: ast.stmt, parent: ast.AST) -> None:
        context = (node, self.cell, self.env, self.scope, self.loops)
        self.nodes[type(node)].append((node, parent, context))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self.walk([(part, node, context) for part in reversed(_outer(node))])
            self.waiting.append((node, self.cell))
        else:
            inner = self.parts(node, context)
            self.bind(node)
            self.blocks(node, inner)

    def parts(self, node: ast.AST, context: Context) -> list[ast.AST]:
        """Walk the expressions of a statement or clause; return its blocks, `case` and `except` included."""
        inner: list[ast.AST] = []
        waiting: list[Raw] = []
        for name in PARTS[type(node)]:
            value = getattr(node, name, None)
            if not isinstance(value, list):
                if value is not None:
                    waiting.append((value, node, context))
            elif name in BLOCKS:
                inner = value + inner
            else:
                waiting += [(item, node, context) for item in reversed(value)]
        self.walk(waiting)
        return inner

    def blocks(self, node: ast.stmt, inner: list[ast.AST]) -> None:
        self.loops += isinstance(node, LOOPS)
        for part in inner:
            if isinstance(part, ast.stmt):
                self.statement(part, node)
            else:
                self.clause(part, node)
        self.loops -= isinstance(node, LOOPS)

    def clause(self, part: ast.AST, statement: ast.stmt) -> None:
        """Go through an `except` or a `case`."""
        context = (statement, self.cell, self.env, self.scope, self.loops)
        self.nodes[type(part)].append((part, statement, context))
        inner = self.parts(part, context)
        self.forget(
            name for node in ast.walk(part) if not isinstance(node, ast.stmt) for name in stores(node)
        )
        for item in inner:
            if isinstance(item, ast.stmt):
                self.statement(item, part)

    def walk(self, waiting: list[Raw]) -> None:
        """Note expressions and all their parts; the last is looked at first."""
        nodes = self.nodes
        while waiting:
            item = waiting.pop()
            node, _, context = item
            kind = type(node)
            nodes[kind].append(item)
            if kind is ast.Call:
                self.calls[_last(node.func, self.env)].append(item)  # type: ignore[attr-defined]
            for name in PARTS[kind]:
                value = getattr(node, name)
                if type(value) is list:
                    waiting += [(part, node, context) for part in reversed(value) if part is not None]
                elif value is not None:
                    waiting.append((value, node, context))

    # ---- what names come to mean --------------------------------------------------------------------------
    def bind(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self.learn_imports(_imported(node))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                self.assign(target, node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            kind = infer(ast.BinOp(_loaded(node.target), node.op, node.value), self.env)
            self.learn({node.target.id: kind})
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            kind = item_type(node.iter, self.env) if isinstance(node.target, ast.Name) else ""
            self.learn(dict.fromkeys(_names(node.target), kind))
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self.assign(item.optional_vars, item.context_expr)
        elif isinstance(node, ast.Delete):
            self.forget(name for target in node.targets for name in _names(target))

    def assign(self, target: ast.expr | None, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.learn({target.id: infer(value, self.env)})
        elif isinstance(target, (ast.Tuple, ast.List)):
            kinds = element_types(value, len(target.elts), self.env)
            for item, kind in zip(target.elts, kinds, strict=True):
                self.learn(dict.fromkeys(_names(item), kind if isinstance(item, ast.Name) else ""))

    def forget(self, names: Iterable[str]) -> None:
        self.learn(dict.fromkeys(names, ""))

    def learn(self, kinds: Mapping[str, str]) -> None:
        if not kinds:
            return
        env = self.env
        imports, names = env.imports, kinds.keys()
        if not names.isdisjoint(imports):
            imports = {name: what for name, what in imports.items() if name not in kinds}
        known = {name: "" if kind == "None" else kind for name, kind in kinds.items()}
        self.env = Environment(imports, {**env.types, **known}, env.defined - names, env.gives)

    def learn_imports(self, imported: Mapping[str, str]) -> None:
        env = self.env
        types = {name: kind for name, kind in env.types.items() if name not in imported}
        self.env = Environment({**env.imports, **imported}, types, env.defined - imported.keys(), env.gives)


def _outer(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[ast.AST]:
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    return outer_nodes(node)


def _last(node: ast.expr, env: Environment) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return env.imports.get(node.id, node.id).rpartition(".")[2]
    return ""


def _imported(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    if isinstance(node, ast.Import):
        pairs = ((alias.asname, alias.name) for alias in node.names)
        return {
            short or name.partition(".")[0]: name if short else name.partition(".")[0]
            for short, name in pairs
        }
    module = "." * node.level + (node.module or "")
    return {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names if alias.name != "*"}


def _inside(scope: Scope, env: Environment) -> Environment:
    """Return what is known at the start of a body, all cells having run."""
    own = dict.fromkeys(parameters(scope), "")
    for argument in _arguments(scope):
        if argument.annotation is not None:
            own[argument.arg] = qualified(argument.annotation, env).removeprefix("builtins.")
    imports = {name: what for name, what in env.imports.items() if name not in own}
    return Environment(imports, {**env.types, **own}, env.defined - own.keys(), env.gives)


def _arguments(scope: Scope) -> list[ast.arg]:
    if isinstance(scope, ast.ClassDef):
        return []
    return [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs]


def _names(target: ast.AST) -> list[str]:
    return [name for node in ast.walk(target) for name in stores(node)]


def _loaded(node: ast.Name) -> ast.Name:
    return ast.Name(node.id, ast.Load())
