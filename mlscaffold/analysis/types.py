"""What type an expression has, as far as the source tells."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from mlscaffold.analysis import api
from mlscaffold.analysis.scopes import BUILTINS

FRAME, SERIES, ARRAY, INDEX = "pandas.DataFrame", "pandas.Series", "numpy.ndarray", "pandas.Index"
PANDAS = frozenset({FRAME, SERIES, INDEX})
DATA = frozenset({FRAME, SERIES, INDEX, ARRAY})
COPYABLE = frozenset({FRAME, SERIES, ARRAY, "list", "dict", "set"})
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
    "dtypes": SERIES, "empty": "bool", "ndim": "int", "loc": "indexer", "iloc": "indexer", "at": "indexer",
    "iat": "indexer", "str": "accessor", "dt": "accessor", "cat": "accessor", "plot": "accessor",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Environment:
    """What is known before a statement runs.

    Args:
        imports: name to the qualified name that it was imported as.
        types: name of a variable to its qualified type.
        defined: names of functions and classes of the notebook.
        gives: name of a function or class of the notebook to the type of what calling it gives, where known.
    """

    imports: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    defined: frozenset[str] = frozenset()
    gives: Mapping[str, str] = field(default_factory=dict)


def qualified(node: ast.expr, env: Environment) -> str:
    """Return the qualified name that a dotted expression stands for, "" where it is none.

    Names of variables have none; builtins are `builtins.len` and so on.
    """
    if isinstance(node, ast.Name):
        target = env.imports.get(node.id)
        if target is not None:
            return target
        known = node.id in env.types or node.id in env.defined
        return f"builtins.{node.id}" if node.id in BUILTINS and not known else ""
    if isinstance(node, ast.Attribute):
        base = qualified(node.value, env)
        return f"{base}.{node.attr}" if base and not base.startswith("builtins.") else ""
    return ""


def call_api(node: ast.Call, env: Environment) -> api.Api | None:
    """Return what is known of the function that a call calls."""
    name = qualified(node.func, env)
    if name:
        return api.lookup(name)
    if isinstance(node.func, ast.Attribute):
        receiver = infer(node.func.value, env)
        accessor = _accessor(node.func.value, env)
        return api.method(accessor or receiver, node.func.attr)
    return None


def _accessor(node: ast.expr, env: Environment) -> str:
    """Return `pandas.DataFrame.plot` for the receiver of `df.plot.bar()`."""
    if isinstance(node, ast.Attribute) and node.attr in {"plot", "str", "dt", "cat"}:
        owner = infer(node.value, env)
        return f"{owner}.{node.attr}" if owner in PANDAS else ""
    return ""


def infer(node: ast.expr, env: Environment) -> str:
    """Return the qualified type of an expression, "" where it is not known."""
    if isinstance(node, ast.Constant):
        return type(node.value).__name__.replace("NoneType", "None")
    if type(node) in LITERALS:
        return LITERALS[type(node)]
    if isinstance(node, ast.Name):
        return env.types.get(node.id, "")
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
    """Return the type of the items of an expression that is iterated over."""
    if infer(node, env) == "range":
        return "int"
    literal = isinstance(node, (ast.List, ast.Tuple, ast.Set))
    kinds = (
        {infer(item, env) for item in node.elts}
        if isinstance(node, (ast.List, ast.Tuple, ast.Set))
        else set()
    )
    return kinds.pop() if literal and len(kinds) == 1 else ""


def element_types(node: ast.expr, count: int, env: Environment) -> tuple[str, ...]:
    """Return the types of the items of an expression that is unpacked into `count` targets."""
    unknown = ("",) * count
    if isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) == count:
        return tuple(infer(item, env) for item in node.elts)
    if not isinstance(node, ast.Call):
        return unknown
    known = call_api(node, env)
    if known and known.returns == "like-args":
        given = [infer(a, env) for a in node.args for _ in range(2)]
        return tuple(given) if len(given) == count else unknown
    if known and known.returns.startswith("("):
        listed = tuple(part.strip().replace("-", "") for part in known.returns.strip("()").split(","))
        return listed if len(listed) == count else unknown
    return unknown


def _call(node: ast.Call, env: Environment) -> str:
    if isinstance(node.func, ast.Name) and node.func.id in env.defined:
        return env.gives.get(node.func.id, "")
    known = call_api(node, env)
    if known is None or known.returns in {"", "-", "like-args"} or known.returns.startswith("("):
        return "tuple" if known and known.returns.startswith("(") else ""
    if known.returns == "class":
        return qualified(node.func, env).removeprefix("builtins.")
    if known.returns in {"same", "receiver"}:
        return infer(node.func.value, env) if isinstance(node.func, ast.Attribute) else ""
    return known.returns


def _subscript(node: ast.Subscript, env: Environment) -> str:
    owner = infer(node.value, env)
    key = node.slice
    if owner == FRAME:
        if isinstance(key, ast.Constant):
            return SERIES
        is_frame = isinstance(key, (ast.List, ast.Slice, ast.Compare, ast.BinOp, ast.UnaryOp))
        return FRAME if is_frame or infer(key, env) in {SERIES, "list", INDEX} else ""
    if owner == SERIES:
        return SERIES if isinstance(key, (ast.Slice, ast.Compare)) else ""
    if owner in {"list", "str", "tuple"} and isinstance(key, ast.Slice):
        return owner
    return "str" if owner == "str" else ""


def _attribute(node: ast.Attribute, env: Environment) -> str:
    owner = infer(node.value, env)
    if owner in {FRAME, SERIES} and node.attr in FRAME_ATTRIBUTES:
        return FRAME_ATTRIBUTES[node.attr]
    if owner == FRAME and api.method(FRAME, node.attr) is None:
        return SERIES
    if owner == ARRAY:
        return {"T": ARRAY, "shape": "tuple", "size": "int", "ndim": "int"}.get(node.attr, "")
    return ""


def _operation(node: ast.expr, env: Environment) -> str:
    if isinstance(node, ast.UnaryOp):
        return "bool" if isinstance(node.op, ast.Not) else infer(node.operand, env)
    if isinstance(node, ast.IfExp):
        first, second = infer(node.body, env), infer(node.orelse, env)
        return first if first == second else ""
    if isinstance(node, ast.BoolOp):
        found = {infer(value, env) for value in node.values}
        return found.pop() if len(found) == 1 else ""
    sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else _sides(node)
    found = {infer(side, env) for side in sides}
    for kind in (FRAME, SERIES, ARRAY):
        if kind in found:
            return kind
    return _scalar(node, found)


def _sides(node: ast.expr) -> list[ast.expr]:
    assert isinstance(node, ast.BinOp)
    return [node.left, node.right]


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
