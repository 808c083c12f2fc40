"""What the metavariables of a pattern may stand for: `_frame` is a frame, `_x` is anything."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from mlscaffold.analysis import api
from mlscaffold.analysis.types import ARRAY, FRAME, INDEX, SERIES, Environment, infer

DATA = frozenset({FRAME, SERIES})
GROUPED = "pandas.api.typing."
TYPED: dict[str, Callable[[str], bool]] = {
    "frame": lambda kind: kind == FRAME,
    "series": lambda kind: kind == SERIES,
    "data": lambda kind: kind in DATA,
    "maybeframe": lambda kind: kind in {FRAME, ""},
    "maybedata": lambda kind: kind in {*DATA, ""},
    "array": lambda kind: kind == ARRAY,
    "maybearray": lambda kind: kind in {ARRAY, ""},
    "index": lambda kind: kind in {INDEX, "pandas.DatetimeIndex"},
    "grouped": lambda kind: kind.startswith(GROUPED),
    "writer": lambda kind: kind == "pandas.ExcelWriter",
    "axes": lambda kind: kind.startswith("matplotlib.axes"),
    "maybeaxes": lambda kind: not kind or kind.startswith("matplotlib."),
    "sparse": lambda kind: kind.startswith("scipy.sparse."),
    "model": lambda kind: "keras.Model" in api.bases(api.canonical(kind)) if kind else False,
    "maybemodel": lambda kind: not kind or "keras.Model" in api.bases(api.canonical(kind)),
    "forest": lambda kind: kind.startswith(("sklearn.ensemble.", "sklearn.tree.")),
    "pipeline": lambda kind: kind == "sklearn.pipeline.Pipeline",
    "boosted": lambda kind: kind.startswith("xgboost.XGB"),
    "lgbm": lambda kind: kind.startswith("lightgbm.LGBM"),
    "graph": lambda kind: "networkx.Graph" in api.bases(api.canonical(kind)) if kind else False,
    "dictionary": lambda kind: kind == "dict",
}
SIMPLE = {"simpledata": DATA, "simpleframe": {FRAME}, "simplearray": {ARRAY}}
MASKS = frozenset({"isna", "isnull", "notna", "notnull", "isin", "between", "duplicated", "contains"})
OLD_FREQUENCIES = {
    "M": "ME", "Q": "QE", "A": "YE", "Y": "YE", "H": "h", "T": "min", "S": "s", "L": "ms", "U": "us",
    "N": "ns", "BM": "BME", "BQ": "BQE", "BA": "BYE", "BY": "BYE", "SM": "SME", "CBM": "CBME", "BH": "bh",
}  # fmt: skip
FREQUENCY = re.compile(r"(-?\d*\.?\d*)([A-Z]{1,3})(-[A-Z]{3})?")
REGEX = re.compile(
    r"\\[dwsDWSbB.$()+*?|\[\]]|\[[^\[\]]+\]|[.\w)\]][*+](?!\w)|\.[*+]|^\^\w|\w\$$|\(\?|^\w+\|\w[\w|]*$"
)
STYLE = re.compile(r"seaborn(?:-(?!v0)[\w-]+)?")


def fits(kind: str, node: ast.AST, env: Environment) -> bool:
    """Say whether a piece of code may stand for a metavariable.

    Args:
        kind: the metavariable's name without `_` and digits; names that are not known stand for anything.
        node: the piece of code.
        env: what is known where it stands.
    """
    if kind in TYPED:
        return isinstance(node, ast.expr) and TYPED[kind](infer(node, env))
    if kind in SIMPLE:
        plain = isinstance(node, (ast.Name, ast.Attribute))
        return isinstance(node, ast.expr) and plain and infer(node, env) in SIMPLE[kind]
    if kind in PLACED:
        return PLACED[kind](node, env)
    shape = SHAPES.get(kind)
    return shape is None or shape(node)


def _constant(node: ast.AST, *types: type) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in types


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _axis(node: ast.AST) -> bool:
    words = ("index", "columns", "rows")
    return isinstance(node, ast.Constant) and node.value in (0, 1, *words) and not _constant(node, bool)


def _is_mask(node: ast.AST, env: Environment) -> bool:
    if isinstance(node, ast.Compare):
        return True
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.BitAnd, ast.BitOr))
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Invert)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in MASKS
    return isinstance(node, ast.expr) and infer(node, env) in {SERIES, ARRAY}


def _is_key(node: ast.AST, env: Environment) -> bool:
    return bool(_text(node)) or (isinstance(node, ast.Name) and infer(node, env) in {"str", ""})


def _is_column(node: ast.AST, env: Environment) -> bool:
    """Say whether it is a column of a frame, taken out by its name."""
    if isinstance(node, ast.Subscript):
        return infer(node.value, env) == FRAME and _is_key(node.slice, env)
    if isinstance(node, ast.Attribute):
        return infer(node.value, env) == FRAME and infer(node, env) == SERIES and node.attr != "dtypes"
    return False


def _is_sure_column(node: ast.AST, env: Environment) -> bool:
    return _is_column(node, env) or (
        isinstance(node, ast.Subscript) and bool(_text(node.slice)) and infer(node.value, env) == ""
    )


def _is_ragged(node: ast.AST) -> bool:
    """Say whether it is a list of lists of different lengths."""
    if not isinstance(node, ast.List) or not node.elts:
        return False
    lengths = [len(one.elts) if isinstance(one, (ast.List, ast.Tuple)) else -1 for one in node.elts]
    starred = any(isinstance(part, ast.Starred) for part in ast.walk(node))
    return not starred and (len(set(lengths)) > 1) and -1 not in lengths


def _is_words(node: ast.AST) -> bool:
    if not isinstance(node, (ast.List, ast.Tuple)) or not node.elts:
        return False
    texts = [_text(one) for one in node.elts]
    return any(texts) and all(text or _is_none(one) for text, one in zip(texts, node.elts, strict=True))


def _holds_text(node: ast.AST, env: Environment) -> bool:
    """Say whether it is a frame that is made of a dictionary which holds lists of text."""
    made = isinstance(node, ast.Call) and infer(node, env) == FRAME and node.args
    given = node.args[0] if made and isinstance(node, ast.Call) else None
    return isinstance(given, ast.Dict) and any(_is_words(value) for value in given.values)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_nested(node: ast.AST) -> bool:
    first = node.elts[0] if isinstance(node, ast.List) and node.elts else node
    return isinstance(first, (ast.List, ast.Dict)) and (isinstance(first, ast.Dict) or first is not node)


def frequency(text: str) -> str:
    """Return the new spelling of a frequency, "" where it has not changed."""
    found = FREQUENCY.fullmatch(text)
    if found is None or found[2] not in OLD_FREQUENCIES:
        return ""
    new = OLD_FREQUENCIES[found[2]]
    may_end = new.endswith("E") and new not in {"ME", "BME", "SME", "CBME"}
    return "" if found[3] and not may_end else f"{found[1]}{new}{found[3] or ''}"


SEVERAL = (ast.Slice, ast.Tuple, ast.List)
PLACED: dict[str, Callable[[ast.AST, Environment], bool]] = {
    "mask": _is_mask,
    "column": _is_column,
    "maybecolumn": _is_sure_column,
    "label": lambda node, env: not isinstance(node, SEVERAL) and not _is_mask(node, env),
    "variable": lambda node, env: isinstance(node, ast.Name) and _is_key(node, env),
    "textframe": _holds_text,
}
SHAPES: dict[str, Callable[[ast.AST], bool]] = {
    "key": lambda node: bool(_text(node)),
    "text": lambda node: bool(_text(node)),
    "number": lambda node: _constant(node, int, float),
    "int": lambda node: _constant(node, int),
    "flag": lambda node: _constant(node, bool),
    "axis": _axis,
    "name": lambda node: isinstance(node, ast.Name),
    "list": lambda node: isinstance(node, ast.List),
    "tuple": lambda node: isinstance(node, ast.Tuple) and len(node.elts) > 1,
    "words": _is_words,
    "triple": lambda node: isinstance(node, ast.Tuple) and len(node.elts) == 3,
    "ragged": _is_ragged,
    "nested": _is_nested,
    "lambda": lambda node: isinstance(node, ast.Lambda),
    "negative": lambda node: isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub),
    "frequency": lambda node: bool(frequency(_text(node))),
    "regex": lambda node: bool(REGEX.search(_text(node))),
    "style": lambda node: bool(STYLE.fullmatch(_text(node))),
    "json": lambda node: _text(node).lstrip().startswith(("[", "{")),
    "html": lambda node: "<" in _text(node),
    "hdf": lambda node: _text(node).endswith((".h5", ".hdf5")) and not _text(node).endswith(".weights.h5"),
    "folder": lambda node: bool(re.fullmatch(r"[\w/-]+", _text(node))),
}
