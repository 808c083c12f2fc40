"""Accuracy is the only metric of a classifier, and the notebook does not show the class distribution.

An accuracy of 0.9 is excellent for ten balanced classes and useless if nine of ten rows belong to one
class. Show the class proportions, compare the model with a `DummyClassifier`, and check which classes it
confuses before it goes to production.
"""

import re

from mlscaffold.rules.models.accuracy_on_imbalance import (
    HEAD,
    SPLIT,
    accuracies,
    has_other_metrics,
    imbalance,
)
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

# The notebook shows the class sizes, or they are known: balanced data sets.
_KNOWN = re.compile(
    r"value_counts|bincount|Counter\(|return_counts|countplot|\.size\(\)|histplot|\.hist\(|\.mean\(\)|load_(?:iris|digits|wine)"
    r"|mnist|cifar|make_(?:blobs|moons|circles|classification)|stratify|groupby\([^)]*\)\.(?:describe|count)",
    re.IGNORECASE,
)


def _check(file: LintTarget) -> Violations:
    first = next(accuracies(file), None)
    if first is None or has_other_metrics(file) or imbalance(file):
        return
    if not any(_KNOWN.search(cell.source) for cell in file.code):
        message = (
            "accuracy is the only metric, without a baseline: show y.value_counts(normalize=True), and add a confusion "
            "matrix and a DummyClassifier"
        )
        yield violation(first, message)


RULE = Rule(
    **explanation(__doc__),
    code="MLS504",
    name="accuracy-alone",
    level="production",
    check=_check,
    source="https://scikit-learn.org/stable/modules/model_evaluation.html#dummy-estimators",
    flagged=cases(
        f"{HEAD}{SPLIT}m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))  # flagged",
        f"{HEAD}{SPLIT}m = LogisticRegression().fit(A, a)\nprint(accuracy_score(b, m.predict(B)))  # flagged",
        f"{HEAD}{SPLIT}m = LogisticRegression()\nm.fit(A, a)\n# %%\nm.score(B, b)  # flagged\nm.score(A, a)",
    ),
    kept=cases(
        f"{HEAD}{SPLIT}print(y.value_counts())\nm = LogisticRegression().fit(A, a)\nprint(m.score(B, b))",
        (
            f"{HEAD}from sklearn.datasets import load_digits\nX, y = load_digits(return_X_y=True)\n{SPLIT}"
            "m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))"
        ),
        (
            f"{HEAD}from sklearn.dummy import DummyClassifier\n{SPLIT}m = LogisticRegression().fit(A, a)\n"
            "print(m.score(B, b), DummyClassifier().fit(A, a).score(B, b))"
        ),
        "from sklearn.linear_model import LinearRegression\nm = LinearRegression().fit(A, a)\nm.score(B, b)",
    ),
)
