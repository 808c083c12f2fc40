"""Types of expressions, inferred from the source."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mlscaffold.analysis import api
from mlscaffold.analysis.imports import qualified_name
from mlscaffold.analysis.name_map import NameMap
from mlscaffold.analysis.scopes import BUILTINS, bound_names

FRAME, SERIES, ARRAY, INDEX = "pandas.DataFrame", "pandas.Series", "numpy.ndarray", "pandas.Index"
CHART, TENSOR, LOADER = "altair.Chart", "torch.Tensor", "torch.utils.data.DataLoader"
BATCH, NUMBERED_BATCH, NUMBERED_PARTS = "batch", "numbered batch", 2
"""What a loader gives, as tensors unless its dataset does otherwise: https://docs.pytorch.org/docs/stable/data.html"""
PANDAS = frozenset({FRAME, SERIES, INDEX})
TABLES = frozenset(
    {FRAME, "polars.DataFrame", "polars.LazyFrame", "pyarrow.Table", "duckdb.DuckDBPyRelation"}
)
"""Tables that a query of duckdb can name."""
DATA = frozenset({FRAME, SERIES, INDEX, ARRAY})
COPYABLE = frozenset({FRAME, SERIES, ARRAY, "list", "dict", "set"})
FIXED_ITEMS = DATA | frozenset("list tuple str bytes range indexer accessor".split())
"""Types whose items are looked up without changing anything."""
SUPER = "super()"  # stands for what `super()` gives, among the types of variables in a method
OWN = "__main__."  # stands before the name of a class of the notebook
IMMUTABLE = frozenset(
    "int float str bool bytes complex None range pandas.Timestamp datetime.datetime".split()
)
LITERALS = {
    ast.List: "list", ast.ListComp: "list", ast.Dict: "dict", ast.DictComp: "dict", ast.Set: "set",
    ast.SetComp: "set", ast.Tuple: "tuple", ast.JoinedStr: "str", ast.GeneratorExp: "generator",
}  # fmt: skip
FRAME_ATTRIBUTES = {
    "values": ARRAY, "T": FRAME, "columns": INDEX, "index": INDEX, "shape": "tuple", "size": "int",
    "dtypes": SERIES, "attrs": "dict", "empty": "bool", "ndim": "int", "loc": "indexer", "iloc": "indexer", "at": "indexer",
    "iat": "indexer", "str": "accessor", "dt": "accessor", "cat": "accessor", "plot": "accessor",
}  # fmt: skip


NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a class of the notebook takes over from a class of a library.

    Args:
        base: qualified name of that class.
        own: the methods that the class defines itself.
    """

    base: str
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Environment:
    """Names and types known before a statement runs.

    Args:
        imports: imported name to its qualified name.
        types: variable to its qualified type.
        defined: functions and classes of the notebook.
        returns: function or class of the notebook to the type of its result, if known.
        copy_on_write: whether the installed pandas copies a table on write, as since version 3.
        inherited: type of a class of the notebook to what it takes over from one of a library, if that is known.
        inferred: by the identity of a node, the node and its type, so that each link of a chain is inferred once.
    """

    imports: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    defined: frozenset[str] = frozenset()
    returns: Mapping[str, str] = field(default_factory=dict)
    copy_on_write: bool = True
    inherited: Mapping[str, Inherited] = field(default_factory=dict)
    inferred: dict[int, tuple[ast.expr, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def binding(
        self,
        types: Mapping[str, str],
        imports: Mapping[str, str] = NOTHING,
        defined: frozenset[str] = frozenset(),
    ) -> Environment:
        """Return the environment after names are bound; their earlier meaning is dropped.

        Args:
            types: variables with their types, "" if unknown.
            imports: imported names with their qualified names.
            defined: functions and classes of the notebook.
        """
        names = types.keys() | imports.keys() | defined
        known = self.imports
        earlier = self.types if isinstance(self.types, NameMap) else NameMap((self.types,))
        is_new = names.isdisjoint(self.defined)
        if not names.isdisjoint(known):
            known = {name: target for name, target in known.items() if name not in names}
        return Environment(
            {**known, **imports} if imports else known,
            earlier.having(types, imports.keys() | defined),
            (self.defined if is_new else self.defined - names) | defined,
            self.returns,
            self.copy_on_write,
            self.inherited,
        )


def qualified(node: ast.expr, env: Environment) -> str:
    """Return the qualified name of a dotted expression, "" if it has none.

    Names of variables have none; builtins are `builtins.len` and so on.
    """
    name = qualified_name(node, env.imports)
    if name or not isinstance(node, ast.Name):
        return name
    known = node.id in env.types or node.id in env.defined
    return f"builtins.{node.id}" if node.id in BUILTINS and not known else ""


def call_api(node: ast.Call, env: Environment) -> api.Api | None:
    """Return the API row of the called function."""
    name = qualified(node.func, env)
    if name:
        return api.lookup(name)
    if isinstance(node.func, ast.Attribute):
        receiver = infer(node.func.value, env)
        accessor = _accessor(node.func.value, env)
        return method(accessor or receiver, node.func.attr, env)
    kind = infer(node.func, env)
    return method(kind, "__call__", env) if kind else None


def method(kind: str, name: str, env: Environment) -> api.Api | None:
    """Return the API row of a method of a type, None if the notebook defines it."""
    inherited = env.inherited.get(kind)
    if inherited is None:
        return api.method(kind, name)
    return None if name in inherited.own else api.method(inherited.base, name)


def _accessor(node: ast.expr, env: Environment) -> str:
    """Return `pandas.DataFrame.plot` for the receiver of `df.plot.bar()`."""
    if isinstance(node, ast.Attribute) and node.attr in {"plot", "str", "dt", "cat"}:
        receiver = infer(node.value, env)
        return f"{receiver}.{node.attr}" if receiver in PANDAS else ""
    return ""


def infer(node: ast.expr, env: Environment) -> str:
    """Return the qualified type of an expression, "" if unknown."""
    if isinstance(node, ast.Constant):
        return type(node.value).__name__.replace("NoneType", "None")
    if type(node) in LITERALS:
        return LITERALS[type(node)]
    if isinstance(node, ast.Name):
        return env.types.get(node.id, "")
    known = env.inferred.get(id(node))
    if known is None:
        env.inferred[id(node)] = known = (node, _compound(node, env))  # the node stays, so its identity too
    return known[1]


def _compound(node: ast.expr, env: Environment) -> str:
    """Return the type of an expression with parts."""
    if isinstance(node, ast.Call):
        return _call(node, env)
    if isinstance(node, ast.Subscript):
        return _subscript(node, env)
    if isinstance(node, ast.Attribute):
        return _attribute(node, env)
    if isinstance(node, (ast.BinOp, ast.Compare, ast.UnaryOp, ast.BoolOp, ast.IfExp)):
        return _operation(node, env)
    if isinstance(node, ast.NamedExpr):
        return infer(node.value, env)
    return ""


def item_type(node: ast.expr, env: Environment) -> str:
    """Return the type of the items of an iterable."""
    if infer(node, env) == "range":
        return "int"
    batch = _batch(node, env)
    if batch:
        return batch
    items = node.elts if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else []
    kinds = {infer(item, env) for item in items}
    return kinds.pop() if len(kinds) == 1 else ""


def _batch(node: ast.expr, env: Environment) -> str:
    """Return the type of what a loader of torch gives, also numbered or behind a progress bar, "" for other iterables."""
    if infer(node, env) == LOADER:
        return BATCH
    if not (isinstance(node, ast.Call) and node.args):
        return ""
    name, inner = qualified(node.func, env), _batch(node.args[0], env)
    if name == "builtins.enumerate":
        return NUMBERED_BATCH if inner == BATCH else ""
    return inner if name.startswith("tqdm.") else ""


def parts_of(kind: str, count: int) -> tuple[str, ...]:
    """Return the types of the items of a type, unpacked into `count` targets."""
    if kind == BATCH:
        return (TENSOR,) * count
    return ("int", BATCH) if kind == NUMBERED_BATCH and count == NUMBERED_PARTS else ("",) * count


def element_types(node: ast.expr, count: int, env: Environment) -> tuple[str, ...]:
    """Return the types of an expression's items, unpacked into `count` targets."""
    unknown = ("",) * count
    if isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) == count:
        return tuple(infer(item, env) for item in node.elts)
    if not isinstance(node, ast.Call):
        return unknown
    known = call_api(node, env)
    if known and known.returns == "like-args":
        inferred = [infer(a, env) for a in node.args for _ in range(2)]
        return tuple(inferred) if len(inferred) == count else unknown
    if known and known.returns.startswith("("):
        listed = tuple(part.strip().replace("-", "") for part in known.returns.strip("()").split(","))
        return listed if len(listed) == count else unknown
    return unknown


def assigned_types(target: ast.expr | None, value: ast.expr, env: Environment) -> dict[str, str]:
    """Return the names that an assignment to a target binds, with their types."""
    if isinstance(target, ast.Name):
        return {target.id: without_none(infer(value, env))}
    if not isinstance(target, (ast.Tuple, ast.List)):
        return {}
    kinds = element_types(value, len(target.elts), env)
    return {
        name: without_none(kind) if isinstance(item, ast.Name) else ""
        for item, kind in zip(target.elts, kinds, strict=True)
        for name in bound_names(item)
    }


def without_none(kind: str) -> str:
    """Return a type, "" for that of None: a name that holds None will hold something else later."""
    return "" if kind == "None" else kind


def _call(node: ast.Call, env: Environment) -> str:
    if isinstance(node.func, ast.Name) and node.func.id in env.defined:
        return env.returns.get(node.func.id, "")
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return env.types.get(SUPER, "")
    known = call_api(node, env)
    if known is None or known.returns in {"", "-", "like-args"} or known.returns.startswith("("):
        return "tuple" if known and known.returns.startswith("(") else ""
    if known.returns == "class":
        return qualified(node.func, env).removeprefix("builtins.")
    if known.returns in {"same", "receiver"}:
        return infer(node.func.value, env) if isinstance(node.func, ast.Attribute) else ""
    return known.returns


def _subscript(node: ast.Subscript, env: Environment) -> str:
    receiver = infer(node.value, env)
    key = node.slice
    if receiver == FRAME:
        if isinstance(key, ast.Constant):
            return SERIES
        is_frame = isinstance(key, (ast.List, ast.Slice, ast.Compare, ast.BinOp, ast.UnaryOp))
        return FRAME if is_frame or infer(key, env) in {SERIES, "list", INDEX} else ""
    if receiver == SERIES:
        return SERIES if isinstance(key, (ast.Slice, ast.Compare)) else ""
    if receiver in {"list", "str", "tuple", TENSOR} and isinstance(key, ast.Slice):
        return receiver
    keys = key.elts if isinstance(key, ast.Tuple) else [key]
    if receiver == ARRAY and any(isinstance(part, ast.Slice) for part in keys):
        return ARRAY
    return "str" if receiver == "str" else ""


def _attribute(node: ast.Attribute, env: Environment) -> str:
    receiver = infer(node.value, env)
    if receiver in {FRAME, SERIES} and node.attr in FRAME_ATTRIBUTES:
        return FRAME_ATTRIBUTES[node.attr]
    if receiver == FRAME and api.method(FRAME, node.attr) is None:
        return SERIES
    if receiver == ARRAY:
        return {"T": ARRAY, "shape": "tuple", "size": "int", "ndim": "int"}.get(node.attr, "")
    return ""


def _operation(node: ast.expr, env: Environment) -> str:
    if isinstance(node, ast.UnaryOp):
        return "bool" if isinstance(node.op, ast.Not) else infer(node.operand, env)
    if isinstance(node, (ast.IfExp, ast.BoolOp)):
        either = [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values
        found = {infer(value, env) for value in either}
        return found.pop() if len(found) == 1 else ""
    assert isinstance(node, (ast.Compare, ast.BinOp))
    others = node.comparators if isinstance(node, ast.Compare) else [node.right]
    found = {infer(operand, env) for operand in (node.left, *others)}
    for kind in (FRAME, SERIES, TENSOR, ARRAY, CHART):
        if kind in found:
            return kind
    return _scalar(node, found)


def _scalar(node: ast.expr, found: set[str]) -> str:
    if "" in found:
        return ""
    if isinstance(node, ast.Compare):
        return "bool"
    if found <= {"int", "float", "bool"}:
        is_division = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        return "float" if "float" in found or is_division else "int"
    if found == {"str"}:
        return "str"
    if found <= {"dict", "set"} and len(found) == 1:
        return found.pop()
    if "list" in found and found <= {"list", "int"}:
        return "list"
    return ""
