"""A model is fitted on the test part.

`model.fit(X_test, y_test)` trains on the rows that are kept to judge it, so nothing is left that says how it
does on new rows. Fit on the training part, and call `predict` or `score` on the test part.
"""

import re

from mlscaffold.rules.estimators import fits, is_predictor, is_transformer
from mlscaffold.rules.lookups import variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

TEST = re.compile(r"(?:^|_)tests?(?:_|$)|^[xX]test$", re.IGNORECASE)


def _check(file: LintTarget) -> Violations:
    for fit in fits(file.index):
        names = (variable(fit.data), variable(fit.target))
        is_model = is_predictor(fit.kind) and not is_transformer(fit.kind)
        if is_model and fit.call.last == "fit" and all(TEST.search(name) for name in names):
            message = (
                f"the model is fitted on `{names[0]}`, which is kept to judge it: fit on the training part"
            )
            yield violation(fit.call, message)


RULE = Rule(
    **explanation(__doc__),
    code="MLS506",
    name="fitted-on-test",
    level="explore",
    severity="error",
    check=_check,
    source="https://scikit-learn.org/stable/modules/cross_validation.html",
    flagged=cases(
        "from sklearn.svm import SVC\nm = SVC().fit(X_test, y_test)  # flagged: training part",
        "from sklearn.linear_model import LinearRegression\nm = LinearRegression()\nm.fit(X_train, y_train)\nm.fit(test_X, test_y)  # flagged",
    ),
    kept=cases(
        "from sklearn.svm import SVC\nm = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))",
        "from sklearn.svm import SVC\nm = SVC().fit(latest_X, latest_y)",
        "from sklearn.preprocessing import StandardScaler\ns = StandardScaler().fit(X_train)",
    ),
)
