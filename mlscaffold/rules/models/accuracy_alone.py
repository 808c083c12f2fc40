"""Accuracy as the only measure where nothing tells how large the classes are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlscaffold.rules.imbalance import imbalance
from mlscaffold.rules.models.accuracy_on_imbalance import HEAD, SPLIT, accuracies, measures_more
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

# The sizes of classes are looked at, or known: data sets that are made even.
_KNOWN = re.compile(
    r"value_counts|bincount|Counter\(|return_counts|countplot|\.size\(\)|histplot|\.hist\(|\.mean\(\)|load_(?:iris|digits|wine)"
    r"|mnist|cifar|make_(?:blobs|moons|circles|classification)|stratify|groupby\([^)]*\)\.(?:describe|count)",
    re.IGNORECASE,
)


def _check(file: LintTarget) -> Iterator[Violation]:
    first = next(accuracies(file), None)
    if first is None or measures_more(file) or imbalance(file):
        return
    if not any(_KNOWN.search(cell.source) for cell in file.code):
        message = (
            "accuracy is the only measure, and no baseline says what guessing would reach: "
            "show y.value_counts(normalize=True), and add a confusion matrix and a DummyClassifier as baseline"
        )
        yield violation(first, message)


RULE = Rule(
    code="MLS504",
    name="accuracy-alone",
    what="Accuracy is the only measure of a classifier, and nothing in the notebook tells how large the classes are.",
    why=(
        "An accuracy of 0.9 is excellent for ten even classes and useless where nine of ten rows are of one class. Show "
        "the shares of the classes, put a `DummyClassifier` beside the model, and look at which classes it confuses "
        "before it goes to production."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="https://scikit-learn.org/stable/modules/model_evaluation.html#dummy-estimators",
    flagged=(
        Example(f"{HEAD}{SPLIT}m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))  # flagged"),
        Example(
            f"{HEAD}{SPLIT}m = LogisticRegression().fit(A, a)\nprint(accuracy_score(b, m.predict(B)))  # flagged"
        ),
        Example(
            f"{HEAD}{SPLIT}m = LogisticRegression()\nm.fit(A, a)\n# %%\nm.score(B, b)  # flagged\nm.score(A, a)"
        ),
    ),
    kept=(
        Example(
            f"{HEAD}{SPLIT}print(y.value_counts())\nm = LogisticRegression().fit(A, a)\nprint(m.score(B, b))"
        ),
        Example(
            f"{HEAD}from sklearn.datasets import load_digits\nX, y = load_digits(return_X_y=True)\n{SPLIT}"
            "m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))"
        ),
        Example(
            f"{HEAD}from sklearn.dummy import DummyClassifier\n{SPLIT}m = LogisticRegression().fit(A, a)\n"
            "print(m.score(B, b), DummyClassifier().fit(A, a).score(B, b))"
        ),
        Example(
            "from sklearn.linear_model import LinearRegression\nm = LinearRegression().fit(A, a)\nm.score(B, b)"
        ),
    ),
)
