"""What the metavariables of a pattern match: `_frame` a frame, `_x` anything."""

import ast
import re
from collections.abc import Callable

from mlscaffold.analysis import api
from mlscaffold.analysis.types import ARRAY, FRAME, INDEX, SERIES, Environment, infer, qualified

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
FREQUENCIES = {
    "A": "YE", "AS": "YS", "BA": "BYE", "BAS": "BYS", "BH": "bh", "BM": "BME", "BQ": "BQE", "BY": "BYE",
    "CBH": "cbh", "CBM": "CBME", "H": "h", "L": "ms", "M": "ME", "N": "ns", "Q": "QE", "S": "s", "SM": "SME",
    "T": "min", "U": "us", "Y": "YE",
}  # fmt: skip
"""Offset aliases that pandas 3 rejects, with their successors."""
_ANCHORED = frozenset({"BQE", "BYE", "BYS", "QE", "YE", "YS"})  # those that may name a month: YE-MAR
FREQUENCY = re.compile(r"(-?\d*\.?\d*)([A-Z]{1,3})(-[A-Z]{3})?")
REGEX = re.compile(
    r"\\[dwsDWSbB.$()+*?|\[\]]|\[[^\[\]]+\]|[.\w)\]][*+](?!\w)|\.[*+]|^\^\w|\w\$$|\(\?|^\w+\|\w[\w|]*$"
)
STYLE = re.compile(r"seaborn(?:-(?!v0)[\w-]+)?")


def matches_kind(kind: str, node: ast.AST, env: Environment) -> bool:
    """Return whether a metavariable matches a piece of code.

    Args:
        kind: the metavariable's name without `_` and digits; unknown names match anything.
        node: the code.
        env: what is known there.
    """
    if kind in TYPED:
        return isinstance(node, ast.expr) and TYPED[kind](infer(node, env))
    if kind in SIMPLE:
        plain = isinstance(node, (ast.Name, ast.Attribute))
        return isinstance(node, ast.expr) and plain and infer(node, env) in SIMPLE[kind]
    if kind in CONTEXTUAL:
        return CONTEXTUAL[kind](node, env)
    shape = SHAPES.get(kind)
    return shape is None or shape(node)


def may_match_kind(kind: str, node: ast.AST, env: Environment) -> bool:
    """Return whether a metavariable matches, or may match for all that the source shows."""
    if matches_kind(kind, node, env):
        return True
    if kind in WRITTEN_OUT or not isinstance(node, ast.expr) or isinstance(node, _LITERALS):
        return False
    if kind in WHOLE_FRAMES and isinstance(node, (ast.Subscript, ast.Attribute)):
        return False
    return not infer(node, env) and not qualified(node, env)


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
    """Return whether it is a column of a frame, selected by name."""
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
    """Return whether it is a list of lists of different lengths."""
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
    """Return whether it is a frame built from a dictionary that contains lists of text."""
    is_frame = isinstance(node, ast.Call) and infer(node, env) == FRAME and node.args
    data = node.args[0] if is_frame and isinstance(node, ast.Call) else None
    return isinstance(data, ast.Dict) and any(_is_words(value) for value in data.values)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_nested(node: ast.AST) -> bool:
    first = node.elts[0] if isinstance(node, ast.List) and node.elts else node
    return isinstance(first, (ast.List, ast.Dict)) and (isinstance(first, ast.Dict) or first is not node)


def frequency(text: str) -> str:
    """Return the new spelling of a frequency, "" where it has not changed."""
    found = FREQUENCY.fullmatch(text)
    new = FREQUENCIES.get(found[2], "") if found else ""
    if found is None or not new or (found[3] and new not in _ANCHORED):
        return ""
    return f"{found[1]}{new}{found[3] or ''}"


SEVERAL = (ast.Slice, ast.Tuple, ast.List)
CONTEXTUAL: dict[str, Callable[[ast.AST, Environment], bool]] = {
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
WRITTEN_OUT = frozenset({"axis", "flag", "frequency", "int", "negative", "number", "tuple", "words"})
"""Kinds that only match what is written out: a variable in their place is seldom one."""
WHOLE_FRAMES = frozenset({"frame", "maybeframe", "simpleframe", "textframe"})
"""Kinds that do not match `x["a"]` and `x.a` of an unknown `x`: those are columns more often than frames."""
_LITERALS = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.JoinedStr)
