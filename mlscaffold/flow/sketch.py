"""A whole file in one pass: each node with what is known where it stands; quicker and coarser than a trace."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from mlscaffold.flow import api
from mlscaffold.flow.scopes import Scope, outer_nodes, parameters, stores
from mlscaffold.flow.types import Environment, element_types, infer, item_type, qualified

OWN = "__main__."
LOOPS = (ast.For, ast.AsyncFor, ast.While)
BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
PLAIN = frozenset(
    "ctx op ops id attr arg name asname rest kwd_attrs kind conversion type_comment simple level module is_async".split()
)
"""Fields that hold texts, numbers and operators."""


class Seen(NamedTuple):
    """A node in its place.

    Args:
        node: the node.
        parent: the node that it is a part of; itself for a top-level statement.
        statement: the innermost statement that it stands in; itself for a statement.
        cell: the number of its cell.
        env: what is known before that statement runs; in a function, what is known once all cells have run.
        scope: the innermost function, lambda or class around it, None at the top level.
        loops: how many loops of that scope it stands in.
    """

    node: ast.AST
    parent: ast.AST
    statement: ast.stmt
    cell: int
    env: Environment
    scope: Scope | None
    loops: int


class Call(NamedTuple):
    """A call in its place; fields as in Seen.

    Args:
        last: the last part of the name of what is called: `read_csv` for `pd.read_csv(…)`.
    """

    node: ast.Call
    parent: ast.AST
    statement: ast.stmt
    cell: int
    env: Environment
    scope: Scope | None
    loops: int
    last: str

    @property
    def name(self) -> str:
        """What is called, as far as it is known.

        Returns:
            The canonical qualified name of something imported (`pandas.read_csv`) or built in (`open`), type
            and method for an object of known type (`pandas.DataFrame.merge`), `.merge` for one of unknown
            type, and `__main__.f` for a function of the file itself.
        """
        return called(self.node, self.env)

    def argument(self, name: str, position: int | None = None) -> ast.expr | None:
        """Return the value of an argument, None where it is not given.

        Args:
            name: its keyword.
            position: its position, None where it can only be given by keyword.
        """
        for keyword in self.node.keywords:
            if keyword.arg == name:
                return keyword.value
        given = self.node.args[: position + 1] if position is not None else []
        starred = any(isinstance(value, ast.Starred) for value in given)
        return given[position] if position is not None and len(given) > position and not starred else None

    @property
    def open(self) -> bool:
        """Whether `*` or `**` may give arguments that do not stand here."""
        starred = any(isinstance(value, ast.Starred) for value in self.node.args)
        return starred or any(keyword.arg is None for keyword in self.node.keywords)


Context = tuple[ast.stmt, int, Environment, Scope | None, int]
"""What the nodes of a statement share: from `statement` to `loops` of Seen."""
Raw = tuple[ast.AST, ast.AST, Context]
Key = TypeVar("Key")
Made = TypeVar("Made", Seen, Call)


class Lazily(Mapping[Key, Sequence[Made]]):
    """Lists by key, each made when it is asked for: rules ask for few of all nodes, and making them costs most.

    Args:
        raw: what lists are made of.
        make: makes a list from what stands under a key.
    """

    def __init__(self, raw: Mapping[Key, list[Raw]], make: Callable[[Key, list[Raw]], list[Made]]) -> None:
        self.raw = raw
        self._make: Callable[[Key, list[Raw]], list[Made]] = make
        self._made: dict[Key, list[Made]] = {}

    def __getitem__(self, key: Key) -> Sequence[Made]:
        if key not in self._made:
            self._made[key] = self._make(key, self.raw[key])
        return self._made[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __contains__(self, key: object) -> bool:
        return key in self.raw


def seen_of(raw: Raw) -> Seen:
    """Return a node in its place."""
    node, parent, context = raw
    return Seen(node, parent, *context)


def _seen(_: type[ast.AST], raw: list[Raw]) -> list[Seen]:
    return [Seen(node, parent, *context) for node, parent, context in raw]


def _call(last: str, raw: list[Raw]) -> list[Call]:
    return [Call(node, parent, *context, last) for node, parent, context in raw if isinstance(node, ast.Call)]


class _Parts(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each class of nodes that may hold nodes, last first."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        plain = issubclass(kind, (ast.Constant, ast.Name, ast.Global, ast.Nonlocal, ast.MatchSingleton))
        names = () if plain else tuple(name for name in reversed(kind._fields) if name not in PLAIN)
        self[kind] = names
        return names


PARTS = _Parts()


@dataclass(frozen=True, eq=False)
class Sketch:
    """A file as far as one pass tells; each is equal to itself only, so that what follows from it can be cached.

    Args:
        cells: number and top-level statements of each cell that can be parsed, in order.
        nodes: all nodes by their class, in the order in which they run, bodies of functions last.
        called: all calls by the last part of their names.
        env: what is known once all cells have run.
    """

    cells: tuple[tuple[int, tuple[ast.stmt, ...]], ...]
    nodes: Lazily[type[ast.AST], Seen]
    called: Lazily[str, Call]
    env: Environment

    def places(self, kind: type[ast.AST]) -> Sequence[Raw]:
        """Return node, parent and context of the nodes of a class: quicker than `of` where few of many matter."""
        return self.nodes.raw.get(kind, ())

    def of(self, *kinds: type[ast.AST]) -> Iterator[Seen]:
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


def sketch(cells: Iterable[tuple[int, Sequence[ast.stmt]]]) -> Sketch:
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
    return Sketch(given, Lazily(walker.nodes, _seen), Lazily(walker.calls, _call), walker.at_end)


def called(node: ast.Call, env: Environment) -> str:
    """Return what a call calls, in the words of `Call.name`."""
    name = qualified(node.func, env)
    if name:
        return api.canonical(name)
    if isinstance(node.func, ast.Attribute):
        return f"{infer(node.func.value, env)}.{node.func.attr}"
    return OWN + node.func.id if isinstance(node.func, ast.Name) else ""


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
