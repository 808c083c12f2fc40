"""Columns that a file computes, in a form that is the same whatever its frames and variables are called."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.names import Use, names_in
from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.analysis.scopes import Scope, parameters
from mlscaffold.analysis.types import FRAME, Environment, infer, qualified

_ITSELF = frozenset(
    "astype copy to_datetime to_numeric fillna dropna ffill bfill to_numpy tolist reset_index values "
    "dt str strip lower upper round abs int float str asarray array Series DataFrame rename "
    "sort_values squeeze ravel flatten to_timedelta".split()
)
_LEARNT = frozenset(
    "predict predict_proba decision_function fit_transform transform fit_predict inverse_transform "
    "score_samples".split()
)
_APPLY = frozenset("map apply applymap transform agg aggregate replace isin pipe cut".split())
_UNWRITTEN = frozenset({"ctx", "type_comment", "kind"})
_FRAMES = frozenset({"pandas", "polars", "pyspark", "dask", "modin", "cudf"})
_SELECTS = frozenset({"loc", "iloc", "at"})


class Feature(NamedTuple):
    """A column that is computed from others.

    Args:
        column: its name.
        key: how it is computed; equal for what differs in names of variables only.
        reads: the columns that it is computed from.
        seen: where.
    """

    column: str
    key: str
    reads: frozenset[str]
    seen: NodeContext


@lru_cache(maxsize=2)
def features(index: ModuleIndex) -> tuple[Feature, ...]:
    """Return the columns that a file computes; copies, constants and changes of type alone are none.

    Args:
        index: the file.
    """
    return tuple(_features(index))


def _features(index: ModuleIndex) -> Iterator[Feature]:
    given = (*_assigned(index), *_given(index), *_returned(index))
    candidates = [one for one in given if _computes(one[1])]
    known = _Known(names_in(index).binds if candidates else {})
    for column, value, seen in candidates:
        writer = _Writer(seen.env, known)
        is_lambda = isinstance(value, ast.Lambda) and len(parameters(value)) == 1
        key = writer.write(value.body if isinstance(value, ast.Lambda) and is_lambda else value)
        own = not isinstance(seen.node, ast.Return) or writer.owners <= set(parameters(_scope(seen)))
        if writer.columns and writer.comparable and own:
            yield Feature(column, key, frozenset(writer.columns), seen)


def _scope(seen: NodeContext) -> Scope:
    assert seen.scope is not None
    return seen.scope


def _assigned(index: ModuleIndex) -> Iterator[tuple[str, ast.expr, NodeContext]]:
    for seen in index.of(ast.Assign):
        assert isinstance(seen.node, ast.Assign)
        columns = (_column(target, seen.env) for target in seen.node.targets)
        yield from ((column, seen.node.value, seen) for column in columns if column)


def _given(index: ModuleIndex) -> Iterator[tuple[str, ast.expr, NodeContext]]:
    """Yield what `assign` and `insert` are given."""
    for call in index.calls("assign", "insert"):
        place = NodeContext(*call[:-1])
        named, value = call.argument("column", 1), call.argument("value", 2)
        if call.last == "assign":
            yield from ((given.arg, given.value, place) for given in call.node.keywords if given.arg)
        elif isinstance(named, ast.Constant) and isinstance(named.value, str) and value is not None:
            yield named.value, value, place


def _returned(index: ModuleIndex) -> Iterator[tuple[str, ast.expr, NodeContext]]:
    """Yield what functions of one statement return, where they work with columns: `a.b` alone may be anything."""
    has_frames = not _FRAMES.isdisjoint(index.roots)
    for seen in index.of(ast.Return):
        scope = seen.scope
        if (
            isinstance(scope, ast.FunctionDef)
            and isinstance(seen.node, ast.Return)
            and seen.node.value is not None
        ):
            body = [part for part in scope.body if not _is_docstring(part)]
            if body == [seen.node] and (has_frames or _names_columns(seen.node)):
                yield scope.name, seen.node.value, seen


def _names_columns(node: ast.AST) -> bool:
    subscripts = (part.slice for part in ast.walk(node) if isinstance(part, ast.Subscript))
    return any(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in subscripts)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _column(target: ast.expr, env: Environment) -> str:
    """Return the column that an assignment binds, "" where it binds something else."""
    if isinstance(target, ast.Attribute):
        return target.attr if infer(target.value, env) == FRAME else ""
    if not isinstance(target, ast.Subscript) or infer(target.value, env) == "dict":
        return ""
    key = target.slice
    if isinstance(target.value, ast.Attribute) and target.value.attr in _SELECTS:
        whole = isinstance(key, ast.Tuple) and len(key.elts) == 2 and ast.unparse(key.elts[0]) == ":"
        key = key.elts[1] if whole and isinstance(key, ast.Tuple) else ast.Constant(None)
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def _computes(node: ast.expr) -> bool:
    """Say whether more is done than to copy a value or to change its type."""
    if isinstance(node, ast.Lambda):
        return _computes(node.body)
    if isinstance(node, (ast.BinOp, ast.Compare, ast.IfExp, ast.BoolOp, ast.ListComp)):
        return True
    if isinstance(node, ast.UnaryOp):
        return _computes(node.operand)
    if isinstance(node, ast.Call):
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in _ITSELF:
            return True
        return any(_computes(part) for part in (owner, *node.args) if part is not None)
    if isinstance(node, ast.Attribute):
        return _is_part_of_date(node) or _computes(node.value)
    return isinstance(node, ast.Subscript) and _computes(node.value)


def _is_part_of_date(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Attribute) and node.value.attr == "dt"


@dataclass(frozen=True, slots=True)
class _Known:
    """What names of a file stand for, where that is sure.

    Args:
        binds: the places where the file's cells bind names.
    """

    binds: Mapping[str, tuple[Use, ...]]

    def text(self, name: str) -> str:
        """Return what stands for a name in a key, "" where its value is not known."""
        places = self.binds.get(name, ())
        if not places:
            return ""
        node, statement = places[-1].seen.node, places[-1].seen.statement
        if isinstance(node, ast.FunctionDef):
            return f"def {_digest([node.args, *node.body])}"
        if len(places) > 1 or not isinstance(statement, ast.Assign):
            return ""
        value = statement.value
        if isinstance(value, ast.Constant):
            return repr(value.value)
        return (
            f"value {_digest([value])}"
            if isinstance(value, (ast.Dict, ast.List, ast.Tuple, ast.Lambda))
            else ""
        )


def _digest(nodes: Iterable[ast.AST]) -> str:
    return hashlib.sha256("\n".join(map(ast.dump, nodes)).encode()).hexdigest()[:16]


class _Writer:
    """Writes an expression so that names of variables do not show, and notes what it reads.

    Attributes:
        variables: what stands for each variable.
        columns: the columns that are read.
        owners: the variables that they are read from.
        comparable: whether equal text means an equal computation: no fitted model, no unknown function or mapping.
    """

    def __init__(self, env: Environment, known: _Known) -> None:
        self.env = env
        self.known = known
        self.variables: dict[str, str] = {}
        self.columns: set[str] = set()
        self.owners: set[str] = set()
        self.comparable = True

    def write(self, node: ast.AST) -> str:
        if isinstance(node, ast.Constant):
            return repr(node.value)
        written = _WRITERS.get(type(node))
        if written is not None:
            return written(self, node)
        parts = (self.field(getattr(node, name, None)) for name in node._fields if name not in _UNWRITTEN)
        return f"{type(node).__name__}({', '.join(parts)})"

    def field(self, value: object) -> str:
        if isinstance(value, ast.AST):
            return self.write(value)
        if isinstance(value, list):
            return f"[{', '.join(self.field(item) for item in value)}]"
        return repr(value)

    def name(self, node: ast.Name) -> str:
        known = qualified(node, self.env)
        text = api.canonical(known) if known else self.known.text(node.id)
        return text or self.variable(node.id)

    def variable(self, name: str) -> str:
        return self.variables.setdefault(name, f"${len(self.variables)}")

    def function(self, node: ast.Lambda) -> str:
        given = ", ".join(self.variable(name) for name in parameters(node))
        return f"lambda {given}: {self.write(node.body)}"

    def attribute(self, node: ast.Attribute) -> str:
        known = qualified(node, self.env)
        if known:
            return api.canonical(known)
        owner = self.write(node.value)
        if self.is_frame(node.value) and not self.is_method(node):
            return self.column(node.value, owner, node.attr)
        return f"{owner}.{node.attr}"

    def column(self, frame: ast.expr, owner: str, name: str) -> str:
        self.columns.add(name)
        self.owners.update({frame.id} if isinstance(frame, ast.Name) else {""})
        return f"{owner}[{name!r}]"

    def subscript(self, node: ast.Subscript) -> str:
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and self.is_frame(node.value):
            return self.column(node.value, self.write(node.value), key.value)
        return f"{self.write(node.value)}[{self.write(key)}]"

    def call(self, node: ast.Call) -> str:
        if isinstance(node.func, ast.Attribute):
            self.comparable = self.comparable and self.says_it_all(node, node.func.attr)
            known = qualified(node.func, self.env)
            func = api.canonical(known) if known else f"{self.write(node.func.value)}.{node.func.attr}()"
        elif isinstance(node.func, ast.Name) and not qualified(node.func, self.env):
            func = self.known.text(node.func.id)
            self.comparable = self.comparable and bool(func)
        else:
            func = self.write(node.func)
        arguments = [self.write(value) for value in node.args]
        keywords = sorted(f"{keyword.arg}={self.write(keyword.value)}" for keyword in node.keywords)
        return f"{func}({', '.join([*arguments, *keywords])})"

    def says_it_all(self, node: ast.Call, method: str) -> bool:
        """Say whether a method does what stands there: nothing that was learnt, no function or mapping that is not known."""
        given = [value for value in node.args if isinstance(value, ast.Name) and method in _APPLY]
        unknown = any(not qualified(value, self.env) and not self.known.text(value.id) for value in given)
        return method not in _LEARNT and not unknown

    def is_frame(self, node: ast.expr) -> bool:
        """Say whether an expression may be a frame whose columns are read: a variable, or of a known type."""
        kind = infer(node, self.env)
        if isinstance(node, ast.Name) and node.id in {"self", "cls"}:
            return False
        return kind == FRAME or (isinstance(node, ast.Name) and kind == "" and not qualified(node, self.env))

    def is_method(self, node: ast.Attribute) -> bool:
        kind = infer(node.value, self.env)
        return (
            api.method(FRAME, node.attr) is not None
            or node.attr in {"index", "columns", "loc", "iloc", "values"}
            or (kind != FRAME and node.attr in {"str", "dt", "cat"})
        )


_WRITERS: dict[type[ast.AST], Callable[[_Writer, Any], str]] = {
    ast.Name: _Writer.name,
    ast.Attribute: _Writer.attribute,
    ast.Subscript: _Writer.subscript,
    ast.Call: _Writer.call,
    ast.Lambda: _Writer.function,
}
