"""A model is evaluated on its training data only.

A model can memorize its training data and be useless for anything else; a score on the same rows does not
show that. Hold out rows with `train_test_split`, or use `cross_val_score`.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.estimators import Fit, fits, is_baseline, is_classifier, is_regressor
from mlscaffold.rules.lookups import reads, receiver, variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

SPLITTING = (
    "cross_val_score cross_val_predict cross_validate KFold StratifiedKFold GroupKFold ShuffleSplit "
    "StratifiedShuffleSplit GroupShuffleSplit LeaveOneOut LeaveOneGroupOut TimeSeriesSplit RepeatedKFold "
    "RepeatedStratifiedKFold PredefinedSplit GridSearchCV RandomizedSearchCV HalvingGridSearchCV "
    "HalvingRandomSearchCV BayesSearchCV validation_curve learning_curve random_split permutation shuffle sample evaluate"
).split()
PREDICTING = ("predict", "predict_proba", "decision_function")
FILES_AT_MOST = 1  # a second file may hold the test data


class _Evaluation(NamedTuple):
    """A call that evaluates a model, with its name and the data, "" if unknown."""

    call: Call
    model: str
    data: str


def _check(file: LintTarget) -> Violations:
    index = file.index
    if any(name in index.called for name in SPLITTING) or _uses_test_part(index) or _reads_more(index):
        return
    known = {pair for fit in fits(index) if _is_evaluated(fit) for pair in _trained(fit)}
    evaluations = tuple(_evaluations(index)) if known and not _predicts_more(index, known) else ()
    if evaluations and all((one.model, one.data) in known for one in evaluations):
        for one in evaluations:
            message = (
                "this evaluates the model on its training data, which says nothing about new data: "
                "split with train_test_split and evaluate on the test part, or use cross_val_score"
            )
            yield violation(one.call, message)


def _predicts_more(index: ModuleIndex, known: set[tuple[str, str]]) -> bool:
    """Return whether anything is predicted for other data, which may be evaluated by hand; literal rows are a try."""
    others = (call for call in index.calls(*PREDICTING) if _prediction(call.node) not in known)
    return any(call.node.args and not isinstance(call.node.args[0], ast.List) for call in others)


def _trained(fit: Fit) -> Iterator[tuple[str, str]]:
    """Yield the names of a fitted model, each with its data: `n = m.fit(X, y)` adds a second name."""
    statement = fit.call.statement
    is_assigned = isinstance(statement, ast.Assign) and statement.value is fit.call.node
    targets = statement.targets if is_assigned and isinstance(statement, ast.Assign) else []
    for name in {fit.name, *(variable(target) for target in targets)} - {""}:
        if fit.data is not None:
            yield name, ast.dump(fit.data)


def _is_evaluated(fit: Fit) -> bool:
    known = is_classifier(fit.kind) or is_regressor(fit.kind)
    return known and not is_baseline(fit.kind) and fit.name != "" and fit.target is not None


def _evaluations(index: ModuleIndex) -> Iterator[_Evaluation]:
    for call in index.calls("score"):
        if call.node.args:
            yield _Evaluation(call, variable(receiver(call)), ast.dump(call.node.args[0]))
    predicted = dict(_predicted(index))
    for call in index.all_calls:
        if call.name.startswith("sklearn.metrics.") and len(call.node.args) > 1:
            found = [predicted.get(variable(node)) or _prediction(node) for node in call.node.args[:2]]
            yield _Evaluation(call, *next((one for one in found if one is not None), ("", "")))


def _predicted(index: ModuleIndex) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield variables that hold predictions of one model for one data set."""
    found: dict[str, set[tuple[str, str]]] = {}
    for context in index.of(ast.Assign):
        node = context.node
        assert isinstance(node, ast.Assign)
        for target in node.targets:
            found.setdefault(variable(target), set()).add(_prediction(node.value) or ("", ""))
    yield from ((name, values.pop()) for name, values in found.items() if name and len(values) == 1)


def _prediction(node: ast.expr) -> tuple[str, str] | None:
    """Return the model and the data of `m.predict(X)`."""
    if isinstance(node, ast.Subscript):  # the column of one class
        node = node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PREDICTING:
        return (variable(node.func.value), ast.dump(node.args[0])) if node.args else None
    return None


def _uses_test_part(index: ModuleIndex) -> bool:
    """Return whether the test part of a split is used, or may be."""
    held: set[str] = set()
    for call in index.calls("train_test_split"):
        targets = call.statement.targets if isinstance(call.statement, ast.Assign) else []
        if not targets or not isinstance(targets[0], (ast.Tuple, ast.List)):
            return True
        held |= {variable(item) for item in targets[0].elts[1::2]}
    return not held.isdisjoint(reads(index))


def _reads_more(index: ModuleIndex) -> bool:
    """Return whether several files are read: the data may already be split."""
    files = [call for name in index.called if name.startswith("read_") for call in index.called[name]]
    return len(files) > FILES_AT_MOST


HEAD = "import pandas as pd\nfrom sklearn.linear_model import LinearRegression, LogisticRegression\n"
METRIC = "from sklearn.metrics import accuracy_score\n"

RULE = Rule(
    **explanation(__doc__),
    code="MLS502",
    name="training-score-only",
    level="candidate",
    check=_check,
    source="https://scikit-learn.org/stable/modules/cross_validation.html",
    flagged=cases(
        f"{HEAD}{METRIC}m = LogisticRegression()\nm.fit(X, y)\naccuracy_score(y, m.predict(X))  # flagged",
        f"{HEAD}{METRIC}m = LogisticRegression()\nm.fit(X, y)\np = m.predict(X)\n# %%\nprint(accuracy_score(y, p))  # flagged",
        (
            f"{HEAD}from sklearn.model_selection import train_test_split\nA, B, a, b = train_test_split(X, y)\n"
            "m = LinearRegression()\nm.fit(A, a)\nm.score(A, a)  # flagged"
        ),
        f"{HEAD}m = LinearRegression()\nm.fit(X, y)\nm.score(X, y)  # flagged",
        f"{HEAD}m = LinearRegression()\nn = m.fit(X, y)\nn.score(X, y)  # flagged",
        f"{HEAD}m = LogisticRegression()\nm.fit(X, y)\n# %%\nprint(m.score(X, y))  # flagged",
        f"{HEAD}m = LinearRegression()\nm.fit(df[['a']], df.b)\nm.score(df[['a']], df.b)  # flagged\nm.predict([[3]])",
        f"{HEAD}df = pd.read_csv('a.csv')\nm = LinearRegression()\nm.fit(df[['a']], df['b'])\nr = m.score(df[['a']], df['b'])  # flagged",
    ),
    kept=cases(
        (
            f"{HEAD}X, U = data[:90], data[90:]\nm = LinearRegression()\nm.fit(X, y)\nprint(m.score(X, y))\n"
            "print(((m.predict(U) - v) ** 2).mean())"
        ),
        f"{HEAD}{METRIC}m = LogisticRegression()\nm.fit(X, y)\nprint(accuracy_score(v, m.predict(U)))",
        f"{HEAD}{METRIC}m = LogisticRegression()\nm.fit(X, y)\nm.score(X, y)\naccuracy_score(v, p)",
        (
            f"{HEAD}from sklearn.model_selection import cross_val_score\nm = LinearRegression()\nm.fit(X, y)\n"
            "print(m.score(X, y), cross_val_score(m, X, y))"
        ),
        f"{HEAD}m = LinearRegression()\nm.fit(X, y)\nm.score(U, v)",
        f"{HEAD}m = LinearRegression()\nm.fit(X, y)\nprint(m.score(X, y), m.score(U, v))",
        (
            f"{HEAD}from sklearn.model_selection import train_test_split\nX, U, y, v = train_test_split(X, y)\n"
            "m = LinearRegression()\nm.fit(X, y)\nprint(m.score(X, y))\nplot(m.predict(U), v)"
        ),
        "from sklearn.cluster import KMeans\nm = KMeans()\nm.fit(X)\nm.score(X)",
        f"{HEAD}X = pd.read_csv('train.csv')\nU = pd.read_csv('test.csv')\nm = LinearRegression()\nm.fit(X, X.y)\nm.score(X, X.y)",
    ),
)
