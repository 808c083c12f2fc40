"""Accuracy is the only metric of a classifier whose classes are imbalanced.

If 95 of 100 rows belong to one class, a model that always predicts that class has an accuracy of 0.95 and
finds nothing. Report metrics for the rare class (recall, precision, average precision, a confusion matrix),
and compare the model with a `DummyClassifier`, which shows the score without any skill. Reported where the
notebook itself shows the imbalance.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.scopes import Scope
from mlscaffold.rules.estimators import fits, is_classifier, kind_of
from mlscaffold.rules.lookups import constant, receiver, variable
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violations, cases, explanation, violation

MOST = 0.75
"""Share of the largest class; by judgement: from here on, always guessing it looks like a good model."""

_COUNT = re.compile(r"^(?P<label>\S.*?)\s+(?P<count>\d+(?:\.\d+)?)$")
_WEIGHTS = ("scale_pos_weight", "is_unbalance", "auto_class_weights")


class Imbalance(NamedTuple):
    """A sign of imbalanced classes.

    Args:
        cell: the cell of the sign.
        sign: a description, such as `class_weight` is set.
        scope: the enclosing function, None at the top level.
    """

    cell: int
    sign: str
    scope: Scope | None = None


def imbalance(file: LintTarget) -> Imbalance | None:
    """Return the first sign of imbalanced classes, None if there is none."""
    return next(iter(imbalances(file)), None)


def imbalances(file: LintTarget) -> tuple[Imbalance, ...]:
    """Return all signs of imbalanced classes, in the order of cells."""
    signs = (*_weighted(file.index), *_resampled(file.index), *_counted(file))
    return tuple(sorted(signs, key=lambda sign: sign.cell))


def _weighted(index: ModuleIndex) -> Iterator[Imbalance]:
    for context in index.of(ast.keyword):
        node = context.node
        assert isinstance(node, ast.keyword)
        off = constant(node.value) in {None, False, 1}
        if node.arg == "class_weight" and not off and not isinstance(node.value, ast.Name):
            yield Imbalance(context.cell, "`class_weight` is set", context.scope)
        elif node.arg in _WEIGHTS and not off:
            yield Imbalance(context.cell, f"`{node.arg}` is set", context.scope)
        elif node.arg == "weights" and _is_imbalanced(context.parent, node.value):
            yield Imbalance(context.cell, "the data are generated with imbalanced classes", context.scope)


def _is_imbalanced(call: ast.AST, value: ast.expr) -> bool:
    is_generated = isinstance(call, ast.Call) and ast.unparse(call.func).endswith("make_classification")
    shares = [constant(item) for item in value.elts] if isinstance(value, (ast.List, ast.Tuple)) else []
    return is_generated and any(
        isinstance(share, float) and (share >= MOST or share <= 1 - MOST) for share in shares
    )


def _resampled(index: ModuleIndex) -> Iterator[Imbalance]:
    for call in index.calls("fit_resample", "fit_sample"):
        yield Imbalance(call.cell, "the classes are resampled", call.scope)


def _counted(file: LintTarget) -> Iterator[Imbalance]:
    """Find class counts in the outputs of the notebook."""
    counts = [call for call in file.index.calls("value_counts") if _counts_alone(call)]
    if not counts or not any(cell.outputs for cell in file.code):
        return
    targets = frozenset(_targets(file.index))
    shown = {cell.number: cell.outputs for cell in file.code}
    for call in counts:
        if targets & _counted_names(call):
            share = _largest(shown.get(call.cell, ()))
            if share >= MOST:
                yield Imbalance(call.cell, f"{share:.0%} of the rows belong to one class")


def _counts_alone(call: Call) -> bool:
    """Return whether the counts are the output of a cell: an expression statement."""
    return isinstance(call.statement, ast.Expr) and call.statement.value is call.node and call.scope is None


def _targets(index: ModuleIndex) -> Iterator[str]:
    """Yield names of variables and columns that are targets of classifiers."""
    targets = (fit.target for fit in fits(index) if is_classifier(fit.kind) and fit.target)
    names = {name for target in targets for name in _names(target)}
    for call in index.calls("train_test_split"):
        parts = _split_targets(call)
        if names & parts.keys():
            names |= {name for part in parts for name in _names(parts[part])}
    yield from names
    for context in index.of(ast.Assign):
        node = context.node
        assert isinstance(node, ast.Assign)
        if variable(node.targets[0]) in names:
            yield from _column(node.value)


def _split_targets(call: Call) -> Mapping[str, ast.expr]:
    """Return the names that get parts of the second argument of a split."""
    statement = call.statement
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], (ast.Tuple, ast.List)):
        return {}
    targets, arguments = statement.targets[0].elts, call.node.args
    if len(arguments) != 2 or len(targets) != 4:
        return {}
    return {name: arguments[1] for target in targets[2:] for name in _names(target)}


def _names(node: ast.expr) -> frozenset[str]:
    return frozenset({node.id}) if isinstance(node, ast.Name) else _column(node)


def _column(node: ast.expr) -> frozenset[str]:
    """Return the column that an expression selects from a frame: `df["y"]`, `df.y`."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return frozenset({str(node.slice.value)})
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return frozenset({node.attr})
    return frozenset()


def _counted_names(call: Call) -> frozenset[str]:
    counted = receiver(call)
    return _names(counted) if counted is not None else frozenset()


def _largest(outputs: Iterable[Mapping[str, object]]) -> float:
    """Return the share of the largest count in the outputs of a cell, 0 without counts."""
    lines = [line for output in outputs for line in _plain(output).splitlines()]
    found = [match for line in lines if (match := _COUNT.match(line)) and not line.startswith("Name:")]
    counts = [float(match["count"]) for match in found if ":" not in match["label"]]
    total = sum(counts)
    return max(counts) / total if len(counts) > 1 and total else 0.0


def _plain(output: Mapping[str, object]) -> str:
    data = output.get("data")
    text = data.get("text/plain", "") if isinstance(data, Mapping) else ""
    return "".join(text) if isinstance(text, list) else str(text)


_OTHER = re.compile(
    r"confusion|classification_report|crosstab|f1|fbeta|recall|precision|roc|auc|kappa|matthews|balanced_acc|brier"
    r"|log_loss|dummy|baseline|jaccard|gini|imbalanced",
    re.IGNORECASE,
)


def _check(file: LintTarget) -> Violations:
    first = next(accuracies(file), None)
    if first is None or has_other_metrics(file):
        return
    found = imbalance(file)
    if found:
        message = (
            f"accuracy is the only metric of imbalanced classes ({found.sign}): always guessing the largest class scores "
            "high too; add a confusion matrix, recall or average precision, and a DummyClassifier as baseline"
        )
        yield violation(first, message)


def has_other_metrics(file: LintTarget) -> bool:
    """Return whether a file uses any other metric, by the words in it."""
    return any(_OTHER.search(cell.source) for cell in file.code)


def accuracies(file: LintTarget) -> Iterator[Call]:
    """Yield the calls that compute the accuracy of a classifier."""
    for call in file.index.calls("accuracy_score"):
        if call.name.startswith("sklearn."):
            yield call
    for call in file.index.calls("score"):
        if is_classifier(kind_of(receiver(call), call.env)):
            yield call


HEAD = (
    "from sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import accuracy_score\n"
    "from sklearn.model_selection import train_test_split\n"
)
SPLIT = "A, B, a, b = train_test_split(X, y, random_state=0)\n"
COUNTS = ((2, ({"data": {"text/plain": ["0    950\n", "1     50\n", "Name: fraud, dtype: int64"]}},)),)
BALANCED = ((2, ({"data": {"text/plain": ["0    550\n", "1    450\n", "Name: fraud, dtype: int64"]}},)),)
COUNTED = f"{HEAD}# %%\ny = df['fraud']\ny.value_counts()\n# %%\n{SPLIT}"

RULE = Rule(
    **explanation(__doc__),
    code="MLS501",
    name="accuracy-on-imbalance",
    level="production",
    check=_check,
    source="https://scikit-learn.org/stable/modules/model_evaluation.html#dummy-estimators",
    flagged=cases(
        Example(
            f"{HEAD}{SPLIT}m = LogisticRegression(class_weight='balanced').fit(A, a)\nprint(m.score(B, b))  # flagged",
        ),
        Example(
            f"{COUNTED}m = LogisticRegression().fit(A, a)\nprint(accuracy_score(b, m.predict(B)))  # flagged: 95%",
            outputs=COUNTS,
        ),
        (
            f"from imblearn.over_sampling import SMOTE\n{HEAD}{SPLIT}A, a = SMOTE().fit_resample(A, a)\n"
            "m = LogisticRegression().fit(A, a)\nm.score(B, b)  # flagged: resampled"
        ),
        (
            f"from sklearn.datasets import make_classification\n{HEAD}X, y = make_classification(weights=[0.9, 0.1])\n"
            f"{SPLIT}m = LogisticRegression().fit(A, a)\nm.score(B, b)  # flagged"
        ),
    ),
    kept=cases(
        f"{HEAD}{SPLIT}m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))",
        Example(f"{COUNTED}m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))", outputs=BALANCED),
        f"{COUNTED}m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))",
        (
            f"{HEAD}from sklearn.metrics import confusion_matrix\n{SPLIT}"
            "m = LogisticRegression(class_weight='balanced').fit(A, a)\n"
            "print(m.score(B, b), confusion_matrix(b, m.predict(B)))"
        ),
        Example(
            f"{COUNTED.replace('y.value_counts()', 'df.town.value_counts()')}m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))",
            outputs=COUNTS,
        ),
    ),
)
