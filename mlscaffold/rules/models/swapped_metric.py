"""The arguments of a metric are swapped: the predictions come first.

Metrics of scikit-learn take the true values, then the predictions. Swapped, precision becomes recall, the
confusion matrix is transposed, and R² and the area under the ROC curve are other numbers.
"""

import ast

from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.lookups import variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

METRICS = (
    "precision_score recall_score fbeta_score f1_score confusion_matrix classification_report r2_score roc_auc_score "
    "log_loss average_precision_score roc_curve precision_recall_curve explained_variance_score balanced_accuracy_score "
    "mean_absolute_percentage_error accuracy_score mean_squared_error mean_absolute_error root_mean_squared_error"
).split()
SYMMETRIC = frozenset(
    {"accuracy_score", "mean_squared_error", "mean_absolute_error", "root_mean_squared_error"}
)
PREDICTING = frozenset({"predict", "predict_proba", "decision_function"})


def _check(file: LintTarget) -> Violations:
    predicted = {name for call in file.index.calls(*PREDICTING) if (name := _name(call)) and _is_whole(call)}
    known = {name for name in predicted if _is_always(name, file)}
    for call in file.index.calls(*METRICS):
        first, second = call.argument("y_true", 0), call.argument("y_pred", 1) or call.argument("y_score", 1)
        swapped = _is_predicted(first, known) and second is not None and not _is_predicted(second, known)
        if swapped and call.name.startswith("sklearn.") and len(call.node.args) > 1:
            same = call.last in SYMMETRIC
            effect = (
                "the number is the same here, but not with other metrics"
                if same
                else "the number is another one"
            )
            message = f"`{call.last}` takes the true values first, then the predictions ({effect}): swap them"
            yield violation(call, message)._replace(severity="warning" if same else "error")


def _name(call: Call) -> str:
    statement = call.statement
    return variable(statement.targets[0]) if isinstance(statement, ast.Assign) else ""


def _is_whole(call: Call) -> bool:
    return isinstance(call.statement, ast.Assign) and call.statement.value is call.node


def _is_always(name: str, file: LintTarget) -> bool:
    """Return whether all values of a name are predictions."""
    bound = [c.node for c in file.index.of(ast.Assign)]
    values = [n.value for n in bound if isinstance(n, ast.Assign) and name in map(variable, n.targets)]
    return all(_is_call(value) for value in values)


def _is_call(node: ast.expr | None) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PREDICTING
    )


def _is_predicted(node: ast.expr | None, known: set[str]) -> bool:
    return _is_call(node) or variable(node) in known


RULE = Rule(
    **explanation(__doc__),
    code="MLS507",
    name="swapped-metric",
    level="explore",
    severity="error",
    check=_check,
    source="https://scikit-learn.org/stable/modules/model_evaluation.html",
    flagged=cases(
        "from sklearn.metrics import recall_score\nprint(recall_score(m.predict(X), y))  # flagged: true values first",
        "from sklearn.metrics import r2_score\np = m.predict(X)\nprint(r2_score(p, y))  # flagged: another one",
        "from sklearn import metrics\nprint(metrics.accuracy_score(m.predict(X), y))  # flagged: same here",
    ),
    kept=cases(
        "from sklearn.metrics import recall_score\nprint(recall_score(y, m.predict(X)))",
        "from sklearn.metrics import recall_score\nprint(recall_score(m.predict(X), n.predict(X)))",
        "from sklearn.metrics import recall_score\nprint(recall_score(y_pred=m.predict(X), y_true=y))",
        "from sklearn.metrics import recall_score\np = y\np = m.predict(X)\nprint(recall_score(p, y))",
        "def recall_score(a, b):\n    return a\nprint(recall_score(m.predict(X), y))",
    ),
)
