"""Whether a notebook itself shows that its classes are of very different size."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.scopes import Scope
from mlscaffold.rules.estimators import fits, is_classifier
from mlscaffold.rules.rule import LintTarget

MOST = 0.75  # the share of the largest class from which on always guessing it looks like a good model
_COUNT = re.compile(r"^(?P<label>\S.*?)\s+(?P<count>\d+(?:\.\d+)?)$")
_WEIGHTS = ("scale_pos_weight", "is_unbalance", "auto_class_weights")


class Imbalance(NamedTuple):
    """A sign of it.

    Args:
        cell: the cell where it stands.
        sign: what it is, such as `class_weight="balanced"`.
        scope: the function around it, None at the top level.
    """

    cell: int
    sign: str
    scope: Scope | None = None


def imbalance(file: LintTarget) -> Imbalance | None:
    """Return the first sign that classes are of very different size, None where there is none."""
    return next(iter(imbalances(file)), None)


def imbalances(file: LintTarget) -> tuple[Imbalance, ...]:
    """Return all signs of it, in the order of cells."""
    signs = (*_weighted(file.index), *_resampled(file.index), *_counted(file))
    return tuple(sorted(signs, key=lambda sign: sign.cell))


def _weighted(index: ModuleIndex) -> Iterator[Imbalance]:
    for seen in index.of(ast.keyword):
        node = seen.node
        assert isinstance(node, ast.keyword)
        off = isinstance(node.value, ast.Constant) and node.value.value in {None, False, 1}
        if node.arg == "class_weight" and not off and not isinstance(node.value, ast.Name):
            yield Imbalance(seen.cell, "`class_weight` is set", seen.scope)
        elif node.arg in _WEIGHTS and not off:
            yield Imbalance(seen.cell, f"`{node.arg}` is set", seen.scope)
        elif node.arg == "weights" and _is_uneven(seen.parent, node.value):
            yield Imbalance(seen.cell, "the data are made with uneven classes", seen.scope)


def _is_uneven(call: ast.AST, value: ast.expr) -> bool:
    made = isinstance(call, ast.Call) and ast.unparse(call.func).endswith("make_classification")
    items = value.elts if isinstance(value, (ast.List, ast.Tuple)) else []
    shares = [item.value for item in items if isinstance(item, ast.Constant)]
    return made and any(isinstance(share, float) and (share >= MOST or share <= 1 - MOST) for share in shares)


def _resampled(index: ModuleIndex) -> Iterator[Imbalance]:
    for call in index.calls("fit_resample", "fit_sample"):
        yield Imbalance(call.cell, "the classes are resampled", call.scope)


def _counted(file: LintTarget) -> Iterator[Imbalance]:
    """Find counts of the target that the notebook shows."""
    counts = [call for call in file.index.calls("value_counts") if _counts_alone(call)]
    if not counts or not any(cell.outputs for cell in file.code):
        return
    targets = frozenset(_targets(file.index))
    shown = {cell.number: cell.outputs for cell in file.code}
    for call in counts:
        if targets & _meant(call.node.func):
            share = _largest(shown.get(call.cell, ()))
            if share >= MOST:
                yield Imbalance(call.cell, f"{share:.0%} of the rows are of one class")


def _counts_alone(call: Call) -> bool:
    """Say whether what a cell shows is these counts and nothing else: they are its last expression."""
    return isinstance(call.statement, ast.Expr) and call.statement.value is call.node and call.scope is None


def _targets(index: ModuleIndex) -> Iterator[str]:
    """Yield names of variables and columns that classifiers learn."""
    names = {
        name for fit in fits(index) if is_classifier(fit.kind) and fit.target for name in _names(fit.target)
    }
    for call in index.calls("train_test_split"):
        parts = _split_targets(call)
        if names & parts.keys():
            names |= {name for part in parts for name in _names(parts[part])}
    yield from names
    for seen in index.of(ast.Assign):
        node = seen.node
        assert isinstance(node, ast.Assign)
        if isinstance(node.targets[0], ast.Name) and node.targets[0].id in names:
            yield from _column(node.value)


def _split_targets(call: Call) -> Mapping[str, ast.expr]:
    """Return which names take the second of what a split divides."""
    statement = call.statement
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], (ast.Tuple, ast.List)):
        return {}
    takes, given = statement.targets[0].elts, call.node.args
    if len(given) != 2 or len(takes) != 4:
        return {}
    return {name: given[1] for take in takes[2:] for name in _names(take)}


def _names(node: ast.expr) -> frozenset[str]:
    return frozenset({node.id}) if isinstance(node, ast.Name) else _column(node)


def _column(node: ast.expr) -> frozenset[str]:
    """Return the column that an expression takes from a frame: `df["y"]`, `df.y`."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return frozenset({str(node.slice.value)})
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return frozenset({node.attr})
    return frozenset()


def _meant(function: ast.expr) -> frozenset[str]:
    return _names(function.value) if isinstance(function, ast.Attribute) else frozenset()


def _largest(outputs: Iterable[Mapping[str, object]]) -> float:
    """Return the share of the largest count in what a cell shows, 0 where it shows no counts."""
    lines = [line for output in outputs for line in _plain(output).splitlines()]
    found = [match for line in lines if (match := _COUNT.match(line)) and not line.startswith("Name:")]
    counts = [float(match["count"]) for match in found if ":" not in match["label"]]
    total = sum(counts)
    return max(counts) / total if len(counts) > 1 and total else 0.0


def _plain(output: Mapping[str, object]) -> str:
    data = output.get("data")
    text = data.get("text/plain", "") if isinstance(data, Mapping) else ""
    return "".join(text) if isinstance(text, list) else str(text)
