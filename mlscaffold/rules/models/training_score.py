"""A model that is measured on nothing but the data that it was fitted on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.estimators import (
    Fit,
    fits,
    is_classifier,
    is_negligible,
    is_regressor,
    named,
    receiver,
)
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

DIVIDING = (
    "cross_val_score cross_val_predict cross_validate KFold StratifiedKFold GroupKFold ShuffleSplit "
    "StratifiedShuffleSplit GroupShuffleSplit LeaveOneOut LeaveOneGroupOut TimeSeriesSplit RepeatedKFold "
    "RepeatedStratifiedKFold PredefinedSplit GridSearchCV RandomizedSearchCV HalvingGridSearchCV "
    "HalvingRandomSearchCV BayesSearchCV validation_curve learning_curve random_split permutation shuffle sample evaluate"
).split()
PREDICTING = ("predict", "predict_proba", "decision_function")
FILES_AT_MOST = 1


class _Measure(NamedTuple):
    """A place where a model is measured: the model's name and the data, "" where they are not known."""

    call: Call
    model: str
    given: str


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    if any(name in index.called for name in DIVIDING) or _uses_held_back(index) or _reads_more(index):
        return
    known = {pair for fit in fits(index) if _is_judged(fit) for pair in _trained(fit)}
    measures = tuple(_measures(index)) if known and not _predicts_more(index, known) else ()
    if measures and all((one.model, one.given) in known for one in measures):
        for one in measures:
            message = (
                "this measures the model on the data that it was fitted on, which says nothing about new data: "
                "split with train_test_split and measure on the other part, or use cross_val_score"
            )
            yield violation(one.call, message)


def _predicts_more(index: ModuleIndex, known: set[tuple[str, str]]) -> bool:
    """Say whether anything is predicted for other data: it may be measured by hand. Rows written out are a try."""
    others = (call for call in index.calls(*PREDICTING) if _prediction(call.node) not in known)
    return any(call.node.args and not isinstance(call.node.args[0], ast.List) for call in others)


def _trained(fit: Fit) -> Iterator[tuple[str, str]]:
    """Yield the names of a fitted model, each with its data: `n = m.fit(X, y)` gives it a second one."""
    statement = fit.call.statement
    targets = (
        statement.targets if isinstance(statement, ast.Assign) and statement.value is fit.call.node else []
    )
    for name in {fit.name, *(named(target) for target in targets)} - {""}:
        if fit.given is not None:
            yield name, ast.dump(fit.given)


def _is_judged(fit: Fit) -> bool:
    known = is_classifier(fit.kind) or is_regressor(fit.kind)
    return known and not is_negligible(fit.kind) and fit.name != "" and fit.target is not None


def _measures(index: ModuleIndex) -> Iterator[_Measure]:
    for call in index.calls("score"):
        if call.node.args:
            yield _Measure(call, named(receiver(call)), ast.dump(call.node.args[0]))
    predicted = dict(_predicted(index))
    for call in index.every_call:
        if call.name.startswith("sklearn.metrics.") and len(call.node.args) > 1:
            found = [predicted.get(named(node)) or _prediction(node) for node in call.node.args[:2]]
            yield _Measure(call, *next((one for one in found if one is not None), ("", "")))


def _predicted(index: ModuleIndex) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield variables that hold predictions, with the model and the data; those with several meanings have none."""
    seen: dict[str, set[tuple[str, str]]] = {}
    for one in index.of(ast.Assign):
        node = one.node
        assert isinstance(node, ast.Assign)
        for target in node.targets:
            seen.setdefault(named(target), set()).add(_prediction(node.value) or ("", ""))
    yield from ((name, given.pop()) for name, given in seen.items() if name and len(given) == 1)


def _prediction(node: ast.expr) -> tuple[str, str] | None:
    """Return the model and the data of `m.predict(X)`."""
    if isinstance(node, ast.Subscript):  # the column of one class
        node = node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PREDICTING:
        return (named(node.func.value), ast.dump(node.args[0])) if node.args else None
    return None


def _uses_held_back(index: ModuleIndex) -> bool:
    """Say whether anything is done with what a split holds back, or whether that is not known."""
    held: set[str] = set()
    for call in index.calls("train_test_split"):
        targets = call.statement.targets if isinstance(call.statement, ast.Assign) else []
        if not targets or not isinstance(targets[0], (ast.Tuple, ast.List)):
            return True
        held |= {named(item) for item in targets[0].elts[1::2]}
    return any(
        isinstance(seen.node, ast.Name) and isinstance(seen.node.ctx, ast.Load) and seen.node.id in held
        for seen in index.of(ast.Name)
    )


def _reads_more(index: ModuleIndex) -> bool:
    """Say whether several files are read: the data may come divided."""
    reads = [call for name in index.called if name.startswith("read_") for call in index.called[name]]
    return len(reads) > FILES_AT_MOST


HEAD = "import pandas as pd\nfrom sklearn.linear_model import LinearRegression, LogisticRegression\n"
METRIC = "from sklearn.metrics import accuracy_score\n"

RULE = Rule(
    code="MLS502",
    name="training-score-only",
    what="A model is measured on the data that it was fitted on, and on no other.",
    why=(
        "A model may know its training data by heart and be of no use for anything else; nobody learns that from a score "
        "on the same rows. Keep some rows back with `train_test_split`, or take turns with `cross_val_score`."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://scikit-learn.org/stable/modules/cross_validation.html",
    flagged=(
        Example(
            f"{HEAD}{METRIC}m = LogisticRegression()\nm.fit(X, y)\naccuracy_score(y, m.predict(X))  # flagged"
        ),
        Example(
            f"{HEAD}{METRIC}m = LogisticRegression()\nm.fit(X, y)\np = m.predict(X)\n# %%\n"
            "print(accuracy_score(y, p))  # flagged"
        ),
        Example(
            f"{HEAD}from sklearn.model_selection import train_test_split\nA, B, a, b = train_test_split(X, y)\n"
            "m = LinearRegression()\nm.fit(A, a)\nm.score(A, a)  # flagged"
        ),
        Example(f"{HEAD}m = LinearRegression()\nm.fit(X, y)\nm.score(X, y)  # flagged"),
        Example(f"{HEAD}m = LinearRegression()\nn = m.fit(X, y)\nn.score(X, y)  # flagged"),
        Example(f"{HEAD}m = LogisticRegression()\nm.fit(X, y)\n# %%\nprint(m.score(X, y))  # flagged"),
        Example(
            f"{HEAD}m = LinearRegression()\nm.fit(df[['a']], df.b)\nm.score(df[['a']], df.b)  # flagged\nm.predict([[3]])"
        ),
        Example(
            f"{HEAD}df = pd.read_csv('a.csv')\nm = LinearRegression()\nm.fit(df[['a']], df['b'])\n"
            "r = m.score(df[['a']], df['b'])  # flagged"
        ),
    ),
    kept=(
        Example(
            f"{HEAD}X, U = data[:90], data[90:]\nm = LinearRegression()\nm.fit(X, y)\nprint(m.score(X, y))\n"
            "print(((m.predict(U) - v) ** 2).mean())"
        ),
        Example(
            f"{HEAD}{METRIC}m = LogisticRegression()\nm.fit(X, y)\nprint(accuracy_score(v, m.predict(U)))"
        ),
        Example(f"{HEAD}{METRIC}m = LogisticRegression()\nm.fit(X, y)\nm.score(X, y)\naccuracy_score(v, p)"),
        Example(
            f"{HEAD}from sklearn.model_selection import cross_val_score\nm = LinearRegression()\nm.fit(X, y)\n"
            "print(m.score(X, y), cross_val_score(m, X, y))"
        ),
        Example(f"{HEAD}m = LinearRegression()\nm.fit(X, y)\nm.score(U, v)"),
        Example(f"{HEAD}m = LinearRegression()\nm.fit(X, y)\nprint(m.score(X, y), m.score(U, v))"),
        Example(
            f"{HEAD}from sklearn.model_selection import train_test_split\nX, U, y, v = train_test_split(X, y)\n"
            "m = LinearRegression()\nm.fit(X, y)\nprint(m.score(X, y))\nplot(m.predict(U), v)"
        ),
        Example("from sklearn.cluster import KMeans\nm = KMeans()\nm.fit(X)\nm.score(X)"),
        Example(
            f"{HEAD}X = pd.read_csv('train.csv')\nU = pd.read_csv('test.csv')\nm = LinearRegression()\nm.fit(X, X.y)\n"
            "m.score(X, X.y)"
        ),
    ),
)
