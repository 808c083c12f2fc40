"""Index of a file in one pass: nodes with their environment; faster and coarser than the data flow."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mlscaffold.analysis.imports import bindings, imported_modules
from mlscaffold.analysis.nodes import Call, Context, LazyLists, NodeContext, Raw, make_calls, make_contexts
from mlscaffold.analysis.scopes import Scope, bound_names, outer_nodes, parameters, stores
from mlscaffold.analysis.types import Environment, assigned_types, infer, item_type, qualified, without_none

LOOPS = (ast.For, ast.AsyncFor, ast.While)
BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
PLAIN = frozenset(
    "ctx op ops id attr arg name asname rest kwd_attrs kind conversion type_comment simple level module is_async".split()
)
"""Fields that hold strings, numbers and operators."""


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
    """The nodes and calls of a file; equal only to itself, so that results can be cached by it.

    Args:
        cells: number and top-level statements of each parsed cell, in order.
        nodes: nodes by class in execution order, function bodies last.
        called: calls by the last part of their names.
        env: the environment after all cells.
    """

    cells: tuple[tuple[int, tuple[ast.stmt, ...]], ...]
    nodes: LazyLists[type[ast.AST], NodeContext]
    called: LazyLists[str, Call]
    env: Environment

    def places(self, kind: type[ast.AST]) -> Sequence[Raw]:
        """Return node, parent and context of the nodes of a class: faster than `of` if few of many matter."""
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
    def all_calls(self) -> tuple[Call, ...]:
        """All calls."""
        return tuple(call for calls in self.called.values() for call in calls)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The top-level modules that the file imports."""
        imports = (context.node for context in self.of(ast.Import, ast.ImportFrom))
        return frozenset(name.partition(".")[0] for node in imports for name in imported_modules(node))


def index(cells: Iterable[tuple[int, Sequence[ast.stmt]]]) -> ModuleIndex:
    """Index a file.

    Args:
        cells: number and top-level statements of each cell, in order.
    """
    numbered = tuple((number, tuple(body)) for number, body in cells)
    walker = _Walker()
    for number, body in numbered:
        walker.cell = number
        walker.block(body)
    walker.functions()
    return ModuleIndex(
        numbered, LazyLists(walker.nodes, make_contexts), LazyLists(walker.calls, make_calls), walker.at_end
    )


@dataclass
class _Walker:
    """Visits statements in order and keeps the environment up to date."""

    cell: int = 0
    env: Environment = field(default_factory=Environment)
    scope: Scope | None = None
    loops: int = 0
    nodes: defaultdict[type[ast.AST], list[Raw]] = field(default_factory=lambda: defaultdict(list))
    calls: defaultdict[str, list[Raw]] = field(default_factory=lambda: defaultdict(list))
    pending: list[tuple[Scope, int]] = field(default_factory=list)
    at_end: Environment = field(default_factory=Environment)

    def functions(self) -> None:
        """Visit function bodies: when they run, all cells have run."""
        self.at_end = self.env
        while self.pending:
            pending, self.pending = self.pending, []
            for scope, cell in pending:
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
            self.pending.append((node, self.cell))
        else:
            inner = self.parts(node, context)
            self.bind(node)
            self.blocks(node, inner)

    def parts(self, node: ast.AST, context: Context) -> list[ast.AST]:
        """Visit the expressions of a statement or clause; return its blocks, `case` and `except` included."""
        inner: list[ast.AST] = []
        pending: list[Raw] = []
        for name in PARTS[type(node)]:
            value = getattr(node, name, None)
            if not isinstance(value, list):
                if value is not None:
                    pending.append((value, node, context))
            elif name in BLOCKS:
                inner = value + inner
            else:
                pending += [(item, node, context) for item in reversed(value)]
        self.walk(pending)
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
        """Visit an `except` or a `case`."""
        context = (statement, self.cell, self.env, self.scope, self.loops)
        self.nodes[type(part)].append((part, statement, context))
        inner = self.parts(part, context)
        self.forget(
            name for node in ast.walk(part) if not isinstance(node, ast.stmt) for name in stores(node)
        )
        for item in inner:
            if isinstance(item, ast.stmt):
                self.statement(item, part)

    def walk(self, pending: list[Raw]) -> None:
        """Record expressions and all their parts, the last one first."""
        nodes = self.nodes
        while pending:
            item = pending.pop()
            node, _, context = item
            kind = type(node)
            nodes[kind].append(item)
            if kind is ast.Call:
                self.calls[_last(node.func, self.env)].append(item)  # type: ignore[attr-defined]
            for name in PARTS[kind]:
                value = getattr(node, name)
                if type(value) is list:
                    pending += [(part, node, context) for part in reversed(value) if part is not None]
                elif value is not None:
                    pending.append((value, node, context))

    # ---- environment --------------------------------------------------------------------------------------
    def bind(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self.env = self.env.binding({}, bindings(node))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                self.learn(assigned_types(target, node.value, self.env))
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            kind = infer(ast.BinOp(_loaded(node.target), node.op, node.value), self.env)
            self.learn({node.target.id: kind})
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            kind = without_none(item_type(node.iter, self.env)) if isinstance(node.target, ast.Name) else ""
            self.learn(dict.fromkeys(bound_names(node.target), kind))
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self.learn(assigned_types(item.optional_vars, item.context_expr, self.env))
        elif isinstance(node, ast.Delete):
            self.forget(name for target in node.targets for name in bound_names(target))

    def forget(self, names: Iterable[str]) -> None:
        self.learn(dict.fromkeys(names, ""))

    def learn(self, kinds: Mapping[str, str]) -> None:
        if kinds:
            self.env = self.env.binding(kinds)


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


def _inside(scope: Scope, env: Environment) -> Environment:
    """Return the environment at the start of a function body, after all cells."""
    own = dict.fromkeys(parameters(scope), "")
    for argument in _arguments(scope):
        if argument.annotation is not None:
            own[argument.arg] = qualified(argument.annotation, env).removeprefix("builtins.")
    return env.binding(own)


def _arguments(scope: Scope) -> list[ast.arg]:
    if isinstance(scope, ast.ClassDef):
        return []
    return [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs]


def _loaded(node: ast.Name) -> ast.Name:
    return ast.Name(node.id, ast.Load())
