"""Nodes with their contexts, built lazily from a module index."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from mlscaffold.analysis import api
from mlscaffold.analysis.scopes import Scope
from mlscaffold.analysis.types import OWN, Environment, infer, qualified


class NodeContext(NamedTuple):
    """A node with its context.

    Args:
        node: the node.
        parent: its parent node; itself for a top-level statement.
        statement: the innermost statement around it; itself for a statement.
        cell: the number of its cell.
        env: the environment before that statement; in a function, the environment after all cells.
        scope: the innermost function, lambda or class around it, None at the top level.
        loops: number of loops of that scope around it.
    """

    node: ast.AST
    parent: ast.AST
    statement: ast.stmt
    cell: int
    env: Environment
    scope: Scope | None
    loops: int


class Call(NamedTuple):
    """A call with its context; fields as in NodeContext.

    Args:
        last: last part of the called name: `read_csv` for `pd.read_csv(…)`.
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
        """The name of the called function.

        Returns:
            The canonical qualified name of something imported (`pandas.read_csv`) or built in (`open`), type
            and method for an object of known type (`pandas.DataFrame.merge`), `.merge` for one of unknown
            type, and `__main__.f` for a function of the file itself.
        """
        return called(self.node, self.env)

    def argument(self, name: str, position: int | None = None) -> ast.expr | None:
        """Return the value of an argument, None if it is missing.

        Args:
            name: its keyword.
            position: its position, None for a keyword-only argument.
        """
        for keyword in self.node.keywords:
            if keyword.arg == name:
                return keyword.value
        positional = self.node.args[: position + 1] if position is not None else []
        starred = any(isinstance(value, ast.Starred) for value in positional)
        return None if position is None or starred or len(positional) <= position else positional[position]

    @property
    def open(self) -> bool:
        """Whether `*` or `**` may pass more arguments."""
        starred = any(isinstance(value, ast.Starred) for value in self.node.args)
        return starred or any(keyword.arg is None for keyword in self.node.keywords)


Context = tuple[ast.stmt, int, Environment, Scope | None, int]
"""Fields that the nodes of a statement share: from `statement` to `loops` of NodeContext."""
Raw = tuple[ast.AST, ast.AST, Context]
Key = TypeVar("Key")
Item = TypeVar("Item", NodeContext, Call)


class LazyLists(Mapping[Key, Sequence[Item]]):
    """Lists by key, built on access: rules use few of all nodes, and building them costs most.

    Args:
        raw: source of the lists.
        make: builds the list of a key.
    """

    def __init__(self, raw: Mapping[Key, list[Raw]], make: Callable[[Key, list[Raw]], list[Item]]) -> None:
        self.raw = raw
        self._make: Callable[[Key, list[Raw]], list[Item]] = make
        self._built: dict[Key, list[Item]] = {}

    def __getitem__(self, key: Key) -> Sequence[Item]:
        if key not in self._built:
            self._built[key] = self._make(key, self.raw[key])
        return self._built[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def __contains__(self, key: object) -> bool:
        return key in self.raw


def node_context(raw: Raw) -> NodeContext:
    """Return a node with its context."""
    node, parent, context = raw
    return NodeContext(node, parent, *context)


def make_contexts(_: type[ast.AST], raw: list[Raw]) -> list[NodeContext]:
    """Return nodes with their contexts."""
    return [NodeContext(node, parent, *context) for node, parent, context in raw]


def make_calls(last: str, raw: list[Raw]) -> list[Call]:
    """Return calls with their contexts."""
    return [Call(node, parent, *context, last) for node, parent, context in raw if isinstance(node, ast.Call)]


def called(node: ast.Call, env: Environment) -> str:
    """Return the name of the called function as in `Call.name`."""
    name = qualified(node.func, env)
    if name:
        return api.canonical(name)
    if isinstance(node.func, ast.Attribute):
        return f"{infer(node.func.value, env)}.{node.func.attr}"
    return OWN + node.func.id if isinstance(node.func, ast.Name) else ""
