"""A metric of a ranking is computed from predicted labels.

The area under the ROC curve, average precision and log loss ask how well probabilities or scores rank the
rows. `predict` gives labels, which know two ranks only, so the number is lower and says something else. Pass
`predict_proba(X)[:, 1]` or `decision_function(X)`.
"""

import ast

from mlscaffold.analysis.types import Environment
from mlscaffold.rules.estimators import is_classifier, kind_of
from mlscaffold.rules.lookups import variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

METRICS = ("roc_auc_score", "average_precision_score", "roc_curve", "precision_recall_curve", "log_loss")


def _check(file: LintTarget) -> Violations:
    labels = _labels(file)
    for call in file.index.calls(*METRICS):
        scores = call.argument("y_score", 1) or call.argument("y_pred", 1) or call.argument("y_proba", 1)
        if call.name.startswith("sklearn.") and (_predicts(scores, call.env) or variable(scores) in labels):
            message = (
                f"`{call.last}` ranks rows by probabilities, and `predict` gives labels: pass "
                "`predict_proba(X)[:, 1]` or `decision_function(X)`"
            )
            yield violation(call, message)


def _labels(file: LintTarget) -> set[str]:
    """Return the names that hold nothing but labels which a classifier predicted."""
    found: dict[str, bool] = {}
    for context in file.index.of(ast.Assign):
        node = context.node
        if isinstance(node, ast.Assign) and (name := variable(node.targets[0])):
            found[name] = _predicts(node.value, context.env) and found.get(name, True)
    return {name for name, is_label in found.items() if is_label}


def _predicts(node: ast.expr | None, env: Environment) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr == "predict" and is_classifier(kind_of(node.func.value, env))


RULE = Rule(
    **explanation(__doc__),
    code="MLS508",
    name="ranking-of-labels",
    level="candidate",
    check=_check,
    source="https://scikit-learn.org/stable/modules/generated/sklearn.metrics.roc_auc_score.html",
    flagged=cases(
        "from sklearn.svm import SVC\nfrom sklearn.metrics import roc_auc_score\nm = SVC().fit(A, a)\nprint(roc_auc_score(b, m.predict(B)))  # flagged: labels",
        "from sklearn.svm import SVC\nfrom sklearn.metrics import roc_curve\nm = SVC().fit(A, a)\np = m.predict(B)\nprint(roc_curve(b, p))  # flagged",
    ),
    kept=cases(
        "from sklearn.svm import SVC\nfrom sklearn.metrics import roc_auc_score\nm = SVC().fit(A, a)\nprint(roc_auc_score(b, m.decision_function(B)))",
        "from sklearn.linear_model import LinearRegression\nfrom sklearn.metrics import roc_auc_score\n"
        "m = LinearRegression().fit(A, a)\nprint(roc_auc_score(b, m.predict(B)))",
        "from sklearn.svm import SVC\nfrom sklearn.metrics import accuracy_score\nm = SVC().fit(A, a)\nprint(accuracy_score(b, m.predict(B)))",
    ),
)
