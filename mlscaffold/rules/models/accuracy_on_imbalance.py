"""Accuracy as the only measure where one class is far larger than the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.estimators import is_classifier, kind_of, receiver
from mlscaffold.rules.imbalance import imbalance
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

_OTHER = re.compile(
    r"confusion|classification_report|crosstab|f1|fbeta|recall|precision|roc|auc|kappa|matthews|balanced_acc|brier"
    r"|log_loss|dummy|baseline|jaccard|gini|imbalanced",
    re.IGNORECASE,
)


def _check(file: LintTarget) -> Iterator[Violation]:
    first = next(accuracies(file), None)
    if first is None or measures_more(file):
        return
    found = imbalance(file)
    if found:
        message = (
            f"accuracy is the only measure, and the classes are uneven ({found.sign}): always guessing the largest class "
            "scores high too; add a confusion matrix, recall or average precision, and a DummyClassifier as baseline"
        )
        yield violation(first, message)


def measures_more(file: LintTarget) -> bool:
    """Say whether a file looks at anything but accuracy, as far as its words tell."""
    return any(_OTHER.search(cell.source) for cell in file.code)


def accuracies(file: LintTarget) -> Iterator[Call]:
    """Yield the places where the accuracy of a classifier is computed."""
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
EVEN = ((2, ({"data": {"text/plain": ["0    550\n", "1    450\n", "Name: fraud, dtype: int64"]}},)),)
COUNTED = f"# %%\n{HEAD}# %%\ny = df['fraud']\ny.value_counts()\n# %%\n{SPLIT}"

RULE = Rule(
    code="MLS501",
    name="accuracy-on-imbalance",
    what="Accuracy is the only measure of a classifier, and the notebook shows that its classes are uneven.",
    why=(
        "Where 95 of 100 rows are of one class, a model that always says that class has an accuracy of 0.95 and finds "
        "nothing. Measure what the rare class needs (recall, precision, average precision, a confusion matrix), and "
        "put a `DummyClassifier` beside the model so that everybody sees what no skill at all would reach."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="https://scikit-learn.org/stable/modules/model_evaluation.html#dummy-estimators",
    flagged=(
        Example(
            f"{HEAD}{SPLIT}m = LogisticRegression(class_weight='balanced').fit(A, a)\n"
            "print(m.score(B, b))  # flagged",
            says="class_weight",
        ),
        Example(
            f"{COUNTED}m = LogisticRegression().fit(A, a)\nprint(accuracy_score(b, m.predict(B)))  # flagged",
            outputs=COUNTS,
            says="95%",
        ),
        Example(
            f"from imblearn.over_sampling import SMOTE\n{HEAD}{SPLIT}A, a = SMOTE().fit_resample(A, a)\n"
            "m = LogisticRegression().fit(A, a)\nm.score(B, b)  # flagged",
            says="resampled",
        ),
        Example(
            f"from sklearn.datasets import make_classification\n{HEAD}X, y = make_classification(weights=[0.9, 0.1])\n"
            f"{SPLIT}m = LogisticRegression().fit(A, a)\nm.score(B, b)  # flagged",
        ),
    ),
    kept=(
        Example(f"{HEAD}{SPLIT}m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))"),
        Example(f"{COUNTED}m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))", outputs=EVEN),
        Example(f"{COUNTED}m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))"),
        Example(
            f"{HEAD}from sklearn.metrics import confusion_matrix\n{SPLIT}"
            "m = LogisticRegression(class_weight='balanced').fit(A, a)\n"
            "print(m.score(B, b), confusion_matrix(b, m.predict(B)))",
        ),
        Example(
            f"{COUNTED.replace('y.value_counts()', 'df.town.value_counts()')}"
            "m = LogisticRegression().fit(A, a)\nprint(m.score(B, b))",
            outputs=COUNTS,
        ),
    ),
)
