"""Nodes in their places, made from what a sketch has noted when somebody asks for them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from mlscaffold.analysis import api
from mlscaffold.analysis.scopes import Scope
from mlscaffold.analysis.types import Environment, infer, qualified

OWN = "__main__."


class NodeContext(NamedTuple):
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
Made = TypeVar("Made", NodeContext, Call)


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


def seen_of(raw: Raw) -> NodeContext:
    """Return a node in its place."""
    node, parent, context = raw
    return NodeContext(node, parent, *context)


def make_seen(_: type[ast.AST], raw: list[Raw]) -> list[NodeContext]:
    """Return the nodes of a class."""
    return [NodeContext(node, parent, *context) for node, parent, context in raw]


def make_calls(last: str, raw: list[Raw]) -> list[Call]:
    """Return the calls of a name."""
    return [Call(node, parent, *context, last) for node, parent, context in raw if isinstance(node, ast.Call)]


def called(node: ast.Call, env: Environment) -> str:
    """Return what a call calls, in the words of `Call.name`."""
    name = qualified(node.func, env)
    if name:
        return api.canonical(name)
    if isinstance(node.func, ast.Attribute):
        return f"{infer(node.func.value, env)}.{node.func.attr}"
    return OWN + node.func.id if isinstance(node.func, ast.Name) else ""
