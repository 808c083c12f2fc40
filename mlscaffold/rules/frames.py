"""Which expressions are pandas frames or columns: by type, or by a usual name such as `df`."""

import ast
import re

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import FRAME, FRAME_ATTRIBUTES, SERIES, Environment, infer
from mlscaffold.rules.lookups import constant

OTHER_FRAMES = frozenset({"dask", "polars", "pyspark", "modin", "cudf", "vaex"})
IN_PLACE = frozenset(
    "fillna replace drop dropna drop_duplicates rename reset_index set_index sort_values sort_index ffill bfill clip "
    "interpolate mask where query eval rename_axis".split()
)
"""Methods that take `inplace=True`."""

COPYING = IN_PLACE | {"copy", "head", "tail", "sample", "astype", "assign"}
_NAME = re.compile(r"df\d*|df_\w+|\w+_df\d*", re.IGNORECASE)
_SEVERAL = re.compile(r"dict|list|map|by_|dfs|iter|group|chunk", re.IGNORECASE)


def is_frame(node: ast.expr, env: Environment, index: ModuleIndex) -> bool:
    """Return whether an expression is a pandas frame."""
    kind = infer(node, env)
    if kind or not isinstance(node, ast.Name):
        return kind == FRAME
    return "pandas" in index.roots and OTHER_FRAMES.isdisjoint(index.roots) and has_frame_name(node.id)


def is_column(node: ast.expr, env: Environment, index: ModuleIndex) -> bool:
    """Return whether an attribute is a column of a frame: `df.price`."""
    if not isinstance(node, ast.Attribute) or not is_frame(node.value, env, index):
        return False
    return node.attr not in FRAME_ATTRIBUTES and api.method(FRAME, node.attr) is None


def has_frame_name(name: str) -> bool:
    """Return whether a name is usual for a frame."""
    return bool(_NAME.fullmatch(name)) and not _SEVERAL.search(name)


def is_fresh(node: ast.expr, env: Environment) -> bool:
    """Return whether an expression is a new frame or series without a name: `df.dropna()`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in COPYING and infer(node, env) in {FRAME, SERIES}


def is_inplace(call: Call) -> bool:
    """Return whether a call has `inplace=True`."""
    return constant(call.argument("inplace")) is True


def is_mask(node: ast.expr) -> bool:
    """Return whether a subscript selects rows by a condition."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
        return True
    return isinstance(node, ast.Compare)
