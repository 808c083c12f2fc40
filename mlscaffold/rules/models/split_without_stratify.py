"""A split by chance alone where one class is rare."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.estimators import fits, is_classifier, place
from mlscaffold.rules.imbalance import imbalances
from mlscaffold.rules.models.accuracy_on_imbalance import COUNTED, COUNTS, EVEN, HEAD, SPLIT
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

EVENED = re.compile("balanc|sampl|smote|_res\\b", re.IGNORECASE)


def _check(file: LintTarget) -> Iterator[Violation]:
    splits = [call for call in file.index.calls("train_test_split") if _is_by_chance(call)]
    splits = [call for call in splits if not _is_evened_out(call, file.index)]
    if not splits or not any(is_classifier(fit.kind) for fit in fits(file.index)):
        return
    signs = imbalances(file)
    for call in splits:
        sign = next((one.sign for one in signs if one.scope is call.scope), "")
        if sign:
            message = (
                f"the classes are uneven ({sign}) and this split may share them out unevenly: "
                "give the target as `stratify=`"
            )
            yield violation(call, message)


def _is_by_chance(call: Call) -> bool:
    shuffle = call.argument("shuffle")
    in_order = isinstance(shuffle, ast.Constant) and shuffle.value is False
    with_target = len(call.node.args) == 2
    return with_target and call.argument("stratify") is None and not call.open and not in_order


def _is_evened_out(call: Call, index: ModuleIndex) -> bool:
    """Say whether the classes were made even before the split."""
    before = (made for made in index.calls("fit_resample", "fit_sample") if place(made) < place(call))
    return any(before) or any(EVENED.search(ast.unparse(given)) for given in call.node.args)


RULE = Rule(
    code="MLS503",
    name="split-without-stratify",
    what="`train_test_split` without `stratify`, and the notebook shows that its classes are uneven.",
    why=(
        "By chance the test set then gets far more or far fewer of the rare class than there are, and the measures say "
        "more about the split than about the model. `stratify=y` keeps the shares of the classes in both parts."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://scikit-learn.org/stable/modules/cross_validation.html#stratification",
    flagged=(
        Example(
            f"{HEAD}A, B, a, b = train_test_split(X, y, random_state=0)  # flagged\n"
            "m = LogisticRegression(class_weight='balanced').fit(A, a)",
        ),
        Example(
            f"{COUNTED.replace(SPLIT, SPLIT.strip() + '  # flagged')}\nm = LogisticRegression().fit(A, a)",
            outputs=COUNTS,
        ),
        Example(
            f"{HEAD}A, B, a, b = train_test_split(X, df.y, test_size=0.2)  # flagged\n"
            "A, a = SMOTE().fit_resample(A, a)\nm = LogisticRegression().fit(A, a)",
        ),
    ),
    kept=(
        Example(
            f"{HEAD}def other():\n    return LogisticRegression(class_weight='balanced').fit(U, v)\n{SPLIT}"
            "m = LogisticRegression().fit(A, a)",
        ),
        Example(
            f"{HEAD}A, B, a, b = train_test_split(X, y, stratify=y)\n"
            "m = LogisticRegression(class_weight='balanced').fit(A, a)",
        ),
        Example(f"{COUNTED}m = LogisticRegression().fit(A, a)", outputs=EVEN),
        Example(
            f"{HEAD}A, B, a, b = train_test_split(X, y, shuffle=False)\n"
            "m = LogisticRegression(class_weight='balanced').fit(A, a)",
        ),
        Example(f"{HEAD}{SPLIT}m = LogisticRegression(class_weight=None).fit(A, a)"),
        Example(
            f"{HEAD}X, y = SMOTE().fit_resample(X, y)\n{SPLIT}m = LogisticRegression(class_weight='balanced').fit(A, a)"
        ),
        Example(f"{HEAD}{SPLIT}model.fit(A, a, class_weight={{0: 1, 1: 9}})"),
    ),
)
