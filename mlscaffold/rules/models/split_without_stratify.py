"""`train_test_split` without `stratify` splits imbalanced classes at random.

By chance the test set then gets far more or far fewer rows of the rare class than there are, and the
metrics say more about the split than about the model. `stratify=y` keeps the class proportions in both
parts. Reported where the notebook itself shows the imbalance.
"""

import ast
import re

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.estimators import fits, is_classifier, place
from mlscaffold.rules.lookups import constant
from mlscaffold.rules.models.accuracy_on_imbalance import BALANCED, COUNTED, COUNTS, HEAD, SPLIT, imbalances
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violations, cases, explanation, violation

BALANCING = re.compile("balanc|sampl|smote|_res\\b", re.IGNORECASE)


def _check(file: LintTarget) -> Violations:
    splits = [call for call in file.index.calls("train_test_split") if _is_random(call)]
    splits = [call for call in splits if not _is_balanced_before(call, file.index)]
    if not splits or not any(is_classifier(fit.kind) for fit in fits(file.index)):
        return
    signs = imbalances(file)
    for call in splits:
        sign = next((one.sign for one in signs if one.scope is call.scope), "")
        if sign:
            message = (
                f"the classes are imbalanced ({sign}) and `train_test_split` without `stratify` may change their shares: "
                "pass the target as `stratify=`"
            )
            yield violation(call, message)


def _is_random(call: Call) -> bool:
    in_order = constant(call.argument("shuffle")) is False
    with_target = len(call.node.args) == 2
    return with_target and call.argument("stratify") is None and not call.open and not in_order


def _is_balanced_before(call: Call, index: ModuleIndex) -> bool:
    """Return whether the classes were balanced before the split."""
    before = (one for one in index.calls("fit_resample", "fit_sample") if place(one) < place(call))
    return any(before) or any(BALANCING.search(ast.unparse(value)) for value in call.node.args)


RULE = Rule(
    **explanation(__doc__),
    code="MLS503",
    name="split-without-stratify",
    level="candidate",
    check=_check,
    source="https://scikit-learn.org/stable/modules/cross_validation.html#stratification",
    flagged=cases(
        f"{HEAD}A, B, a, b = train_test_split(X, y, random_state=0)  # flagged\nm = LogisticRegression(class_weight='balanced').fit(A, a)",
        Example(
            f"{COUNTED.replace(SPLIT, SPLIT.strip() + '  # flagged')}\nm = LogisticRegression().fit(A, a)",
            outputs=COUNTS,
        ),
        (
            f"{HEAD}A, B, a, b = train_test_split(X, df.y, test_size=0.2)  # flagged\n"
            "A, a = SMOTE().fit_resample(A, a)\nm = LogisticRegression().fit(A, a)"
        ),
    ),
    kept=cases(
        f"{HEAD}def other():\n    return LogisticRegression(class_weight='balanced').fit(U, v)\n{SPLIT}m = LogisticRegression().fit(A, a)",
        f"{HEAD}A, B, a, b = train_test_split(X, y, stratify=y)\nm = LogisticRegression(class_weight='balanced').fit(A, a)",
        Example(f"{COUNTED}m = LogisticRegression().fit(A, a)", outputs=BALANCED),
        f"{HEAD}A, B, a, b = train_test_split(X, y, shuffle=False)\nm = LogisticRegression(class_weight='balanced').fit(A, a)",
        f"{HEAD}{SPLIT}m = LogisticRegression(class_weight=None).fit(A, a)",
        f"{HEAD}X, y = SMOTE().fit_resample(X, y)\n{SPLIT}m = LogisticRegression(class_weight='balanced').fit(A, a)",
        f"{HEAD}{SPLIT}model.fit(A, a, class_weight={{0: 1, 1: 9}})",
    ),
)
