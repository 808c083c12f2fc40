"""Columns that a file computes, with a key that does not depend on the names of frames and variables."""

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
from mlscaffold.rules.lookups import CACHED, constant, last_name, string, variable

_CONVERSIONS = frozenset(
    "astype copy to_datetime to_numeric fillna dropna ffill bfill to_numpy tolist reset_index values "
    "dt str strip lower upper round abs int float str asarray array Series DataFrame rename "
    "sort_values squeeze ravel flatten to_timedelta".split()
)
_FITTED = frozenset(
    "predict predict_proba decision_function fit_transform transform fit_predict inverse_transform "
    "score_samples".split()
)
_APPLY = frozenset("map apply applymap transform agg aggregate replace isin pipe cut".split())
_IGNORED = frozenset({"ctx", "type_comment", "kind"})
_DIGITS = 16
"""64 bits of a hash: no two of the some thousand values of a project have the same."""

_FRAMES = frozenset({"pandas", "polars", "pyspark", "dask", "modin", "cudf"})
_SELECTS = frozenset({"loc", "iloc", "at"})


class Feature(NamedTuple):
    """A column that is computed from others.

    Args:
        column: its name.
        key: how it is computed; equal for computations that differ only in names of variables.
        reads: the columns that it is computed from.
        context: the statement.
    """

    column: str
    key: str
    reads: frozenset[str]
    context: NodeContext


@lru_cache(maxsize=CACHED)
def features(index: ModuleIndex) -> tuple[Feature, ...]:
    """Return the columns that a file computes; copies, constants and type conversions do not count.

    Args:
        index: the file.
    """
    return tuple(_features(index))


def _features(index: ModuleIndex) -> Iterator[Feature]:
    columns = (*_assigned(index), *_passed(index), *_returned(index))
    candidates = [one for one in columns if _computes(one[1])]
    known = _Bindings(names_in(index).binds if candidates else {})
    for column, value, context in candidates:
        writer = _Writer(context.env, known)
        is_lambda = isinstance(value, ast.Lambda) and len(parameters(value)) == 1
        key = writer.write(value.body if isinstance(value, ast.Lambda) and is_lambda else value)
        local = not isinstance(context.node, ast.Return) or writer.frames <= set(parameters(_scope(context)))
        if writer.columns and writer.comparable and local:
            yield Feature(column, key, frozenset(writer.columns), context)


def _scope(context: NodeContext) -> Scope:
    assert context.scope is not None
    return context.scope


def _assigned(index: ModuleIndex) -> Iterator[tuple[str, ast.expr, NodeContext]]:
    for context in index.of(ast.Assign):
        assert isinstance(context.node, ast.Assign)
        columns = (_column(target, context.env) for target in context.node.targets)
        yield from ((column, context.node.value, context) for column in columns if column)


def _passed(index: ModuleIndex) -> Iterator[tuple[str, ast.expr, NodeContext]]:
    """Yield the columns that are passed to `assign` and `insert`."""
    for call in index.calls("assign", "insert"):
        place = NodeContext(*call[:-1])
        column, value = string(call.argument("column", 1)), call.argument("value", 2)
        if call.last == "assign":
            yield from ((keyword.arg, keyword.value, place) for keyword in call.node.keywords if keyword.arg)
        elif column and value is not None:
            yield column, value, place


def _returned(index: ModuleIndex) -> Iterator[tuple[str, ast.expr, NodeContext]]:
    """Yield the results of functions of one statement that use columns: `a.b` alone may be anything."""
    has_frames = not _FRAMES.isdisjoint(index.roots)
    for context in index.of(ast.Return):
        scope, value = context.scope, getattr(context.node, "value", None)
        if isinstance(scope, ast.FunctionDef) and value is not None:
            body = [part for part in scope.body if not _is_docstring(part)]
            if body == [context.node] and (has_frames or _names_columns(context.node)):
                yield scope.name, value, context


def _names_columns(node: ast.AST) -> bool:
    subscripts = (part.slice for part in ast.walk(node) if isinstance(part, ast.Subscript))
    return any(isinstance(constant(key), str) for key in subscripts)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _column(target: ast.expr, env: Environment) -> str:
    """Return the column that an assignment sets, "" if it sets something else."""
    if isinstance(target, ast.Attribute):
        return target.attr if infer(target.value, env) == FRAME else ""
    if not isinstance(target, ast.Subscript) or infer(target.value, env) == "dict":
        return ""
    key = target.slice
    if isinstance(target.value, ast.Attribute) and target.value.attr in _SELECTS:
        whole = isinstance(key, ast.Tuple) and len(key.elts) == 2 and ast.unparse(key.elts[0]) == ":"
        key = key.elts[1] if whole and isinstance(key, ast.Tuple) else ast.Constant(None)
    return string(key)


def _computes(node: ast.expr) -> bool:
    """Return whether an expression does more than copy a value or convert its type."""
    if isinstance(node, ast.Lambda):
        return _computes(node.body)
    if isinstance(node, (ast.BinOp, ast.Compare, ast.IfExp, ast.BoolOp, ast.ListComp)):
        return True
    if isinstance(node, ast.UnaryOp):
        return _computes(node.operand)
    if isinstance(node, ast.Call):
        receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        return last_name(node.func) not in _CONVERSIONS or any(map(_computes, (*receiver, *node.args)))
    if isinstance(node, ast.Attribute):
        return getattr(node.value, "attr", "") == "dt" or _computes(node.value)  # a part of a date
    return isinstance(node, ast.Subscript) and _computes(node.value)


@dataclass(frozen=True, slots=True)
class _Bindings:
    """The certain values of the names of a file.

    Args:
        binds: the places where the file's cells bind names.
    """

    binds: Mapping[str, tuple[Use, ...]]

    def text(self, name: str) -> str:
        """Return the text for a name in a key, "" if its value is unknown."""
        places = self.binds.get(name, ())
        if not places:
            return ""
        node, statement = places[-1].context.node, places[-1].context.statement
        if isinstance(node, ast.FunctionDef):
            return f"def {_digest([node.args, *node.body])}"
        if len(places) > 1 or not isinstance(statement, ast.Assign):
            return ""
        value = statement.value
        if isinstance(value, ast.Constant):
            return repr(value.value)
        is_literal = isinstance(value, (ast.Dict, ast.List, ast.Tuple, ast.Lambda))
        return f"value {_digest([value])}" if is_literal else ""


def _digest(nodes: Iterable[ast.AST]) -> str:
    return hashlib.sha256("\n".join(map(ast.dump, nodes)).encode()).hexdigest()[:_DIGITS]


class _Writer:
    """Writes an expression without names of variables, and collects what it reads.

    Attributes:
        variables: the text for each variable.
        columns: the columns that it reads.
        frames: the variables from which it reads them.
        comparable: whether equal texts are equal computations: without fitted models, unknown functions or mappings.
    """

    def __init__(self, env: Environment, known: _Bindings) -> None:
        self.env = env
        self.known = known
        self.variables: dict[str, str] = {}
        self.columns: set[str] = set()
        self.frames: set[str] = set()
        self.comparable = True

    def write(self, node: ast.AST) -> str:
        if isinstance(node, ast.Constant):
            return repr(node.value)
        written = _WRITERS.get(type(node))
        if written is not None:
            return written(self, node)
        parts = (self.field(getattr(node, name, None)) for name in node._fields if name not in _IGNORED)
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
        names = ", ".join(self.variable(name) for name in parameters(node))
        return f"lambda {names}: {self.write(node.body)}"

    def attribute(self, node: ast.Attribute) -> str:
        known = qualified(node, self.env)
        if known:
            return api.canonical(known)
        if self.is_frame(node.value) and not self.is_method(node):
            return self.column(node.value, node.attr)
        return f"{self.write(node.value)}.{node.attr}"

    def column(self, frame: ast.expr, name: str) -> str:
        self.columns.add(name)
        self.frames.add(variable(frame))
        return f"{self.write(frame)}[{name!r}]"

    def subscript(self, node: ast.Subscript) -> str:
        key = constant(node.slice)
        if isinstance(key, str) and self.is_frame(node.value):
            return self.column(node.value, key)
        return f"{self.write(node.value)}[{self.write(node.slice)}]"

    def call(self, node: ast.Call) -> str:
        if isinstance(node.func, ast.Attribute):
            self.comparable = self.comparable and self.is_known(node, node.func.attr)
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

    def is_known(self, node: ast.Call, method: str) -> bool:
        """Return whether a method is fully known: it uses no fitted model, no unknown function or mapping."""
        functions = [value for value in node.args if isinstance(value, ast.Name) and method in _APPLY]
        unknown = any(not qualified(value, self.env) and not self.known.text(value.id) for value in functions)
        return method not in _FITTED and not unknown

    def is_frame(self, node: ast.expr) -> bool:
        """Return whether an expression may be a frame whose columns are read: a variable, or of a known type."""
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
