"""Names from what statements do: `fill_missing_values`, `add_log_age`; and from headings that begin with a verb."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from mlscaffold.analysis.api import bases
from mlscaffold.analysis.types import FRAME, infer
from mlscaffold.stages.identifiers import identifier, snake, words_of
from mlscaffold.stages.statement_roles import StatementUnit

CALLS = {
    "dropna": "drop_missing_rows", "fillna": "fill_missing_values", "interpolate": "interpolate_missing_values",
    "SimpleImputer": "fill_missing_values", "KNNImputer": "fill_missing_values", "drop_duplicates": "drop_duplicates",
    "get_dummies": "encode_categories", "OneHotEncoder": "encode_categories", "OrdinalEncoder": "encode_categories",
    "LabelEncoder": "encode_categories", "factorize": "encode_categories", "merge": "merge_tables", "concat": "concatenate_tables",
    "pivot_table": "pivot_table", "pivot": "pivot_table", "crosstab": "cross_tabulate", "melt": "melt_table",
    "StandardScaler": "scale_features", "MinMaxScaler": "scale_features", "RobustScaler": "scale_features",
    "PCA": "reduce_dimensions", "TSNE": "reduce_dimensions", "TfidfVectorizer": "vectorize_text", "CountVectorizer": "vectorize_text",
    "to_datetime": "parse_dates", "resample": "resample_series", "value_counts": "count_values", "corr": "correlate_columns",
    "rename": "rename_columns", "cut": "bin_values", "qcut": "bin_values", "make_pipeline": "make_pipeline",
    "Pipeline": "make_pipeline", "ColumnTransformer": "prepare_features", "SMOTE": "balance_classes",
    "RandomOverSampler": "balance_classes", "RandomUnderSampler": "balance_classes",
}  # fmt: skip
"""What calls of libraries do, by the last part of their name."""
TRANSFORMING = frozenset({"fit_transform", "transform"})
"""Methods that do what the class of their object is for."""
PREPARED = "prepare_features"
VERBS = frozenset(
    "add adjust aggregate apply assign balance bin build calculate categorize change check choose clean collect combine compare "
    "compute concatenate convert correct correlate count create cross define delete derive detect determine discretize download drop encode engineer "
    "estimate examine exclude extract fill filter find fix flag format generate group handle identify impute index initialize inspect "
    "investigate join label limit make map mask measure merge normalize oversample parse pivot predict prepare preprocess process "
    "recode reduce remove rename reorder replace resample rescale reshape sample scale select separate simulate smooth sort "
    "standardize summarize tokenize transform treat trim undersample unify update validate vectorize".split()
)
"""Verbs with which a heading says what its cells do. Those of reading, splitting, training, testing, drawing and saving are
left out: whether cells do that, their statements say."""
NOUNS_TOO = frozenset(
    "balance change count cross estimate filter format group index label limit map mask measure pivot process sample scale sort update".split()
)
"""Verbs that are nouns as well: `Sample size` says nothing of what is done, `Sample the rows` does."""
_PURPOSE = re.compile(r"(?:use|using|apply|applying)\b.{1,40}?\bto\s", re.IGNORECASE)
"""The beginning of a heading before what is done: of `Use PCA to reduce dimensions`."""
OBJECTS = frozenset("a all an by each every into our the to with".split())
MOST_COLUMNS = 2  # new columns in a name: with more it is no longer read in one go
HEADING_WORDS = 5  # words of a heading with a verb: `handle_missing_values_of_age` is still one short name


def heading_action(title: str) -> str:
    """Return a heading that begins with a verb as a name, "" for other headings."""
    words = words_of(_PURPOSE.sub("", title), HEADING_WORDS)
    verb = _imperative(words[0]) if len(words) > 1 and not _is_noun(words, title) else ""
    return identifier(verb, *words[1:]) if verb else ""


def _is_noun(words: Sequence[str], title: str) -> bool:
    """Return whether the first word of a heading is a noun: neither an object follows, nor several of something."""
    plain = title.lower().partition(words[0])[2].split()
    return words[0] in NOUNS_TOO and plain[0] not in OBJECTS and not words[-1].endswith("s")


def is_action(word: str) -> bool:
    """Return whether a word is a verb of what cells do: `handle`, `handling`."""
    return bool(_imperative(word))


def _imperative(word: str) -> str:
    """Return the verb of `handle` or `handling`, "" for other words."""
    if word in VERBS or not word.endswith("ing"):
        return word if word in VERBS else ""
    stem = word.removesuffix("ing")
    return next((verb for verb in (stem, f"{stem}e", stem[:-1]) if verb in VERBS), "")


def actions(group: Sequence[StatementUnit]) -> Iterator[str]:
    """Yield what most statements of a stage do, as a name; nothing if they do many things."""
    found: Counter[str] = Counter()
    for unit in group:
        found.update(set(_calls(unit)) | set(_grouped(unit)) | set(_indexed(unit)))
    for verb, changes in (("add", False), ("transform", True)):
        columns = list(dict.fromkeys(name for unit in group for name in set_columns(unit, changes)))
        if columns:
            found[_setting(verb, columns)] += len(columns)
    if found:
        name, count = found.most_common(1)[0]
        if 2 * count > sum(unit.kind == "compute" for unit in group):
            yield name


def _calls(unit: StatementUnit) -> Iterator[str]:
    node = unit.traced.statement.node
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
        is_condition = isinstance(node.value.slice, (ast.Compare, ast.BinOp, ast.UnaryOp))
        yield from (
            ["filter_rows"] if is_condition and infer(node.value.value, unit.traced.env) == FRAME else []
        )
    for call in unit.effects.calls:
        if "." in call and call.rpartition(".")[2] in CALLS:
            yield CALLS[call.rpartition(".")[2]]
    for part in ast.walk(node):
        if (
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Attribute)
            and part.func.attr in TRANSFORMING
        ):
            kind = infer(part.func.value, unit.traced.env)
            if "estimator" in bases(kind):
                yield CALLS.get(kind.rpartition(".")[2], PREPARED)


def _grouped(unit: StatementUnit) -> Iterator[str]:
    """Yield `summarize_by_town` for a table that is grouped by a column."""
    for node in ast.walk(unit.traced.statement.node):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        key = node.args[0]
        if node.func.attr == "groupby" and isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield identifier("summarize_by", *words_of(snake(key.value).replace("_", " ")))


def _indexed(unit: StatementUnit) -> Iterator[str]:
    """Yield `index_by_date` for a table whose index is set from a column."""
    node = unit.traced.statement.node
    calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    keys = [c.args[0] for c in calls if c.func.attr == "set_index" and c.args]  # type: ignore[attr-defined]
    if (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Attribute)
        and node.targets[0].attr == "index"
    ):
        keys.append(node.value.slice if isinstance(node.value, ast.Subscript) else node.value)
    for key in keys:
        column = key.attr if isinstance(key, ast.Attribute) else getattr(key, "value", None)
        if isinstance(column, str):
            yield identifier("index_by", *words_of(snake(column).replace("_", " ")))


def set_columns(unit: StatementUnit, changes: bool = False) -> Iterator[str]:
    """Yield the columns that a statement adds to a table: it sets them, and does not read them.

    Args:
        unit: the statement.
        changes: whether to yield those that it reads, and so changes, instead.
    """
    node = unit.traced.statement.node
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        if not (isinstance(target, ast.Subscript) and infer(target.value, unit.traced.env) == FRAME):
            continue
        key = target.slice
        if (
            isinstance(key, ast.Constant)
            and isinstance(key.value, str)
            and _reads(node, key.value) == changes
        ):
            yield key.value


def _reads(node: ast.Assign, column: str) -> bool:
    """Return whether the value of an assignment uses a column."""
    parts = list(ast.walk(node.value))
    return any(
        (isinstance(part, ast.Constant) and part.value == column)
        or (isinstance(part, ast.Attribute) and part.attr == column)
        for part in parts
    )


def _setting(verb: str, columns: Sequence[str]) -> str:
    words = [words_of(snake(column).replace("_", " ")) for column in columns]
    if len(columns) <= MOST_COLUMNS and all(words):
        return identifier(verb, "_and_".join("_".join(one) for one in words))
    shared = set(words[0]).intersection(*words[1:])
    common = [word for word in words[0] if word in shared]
    return identifier(verb, *common, "features")
