"""The parts of `train_test_split` are unpacked in the wrong order.

It returns both parts of the first argument, then both parts of the second: `X_train, X_test, y_train, y_test`.
With `X_train, y_train, X_test, y_test` the name `y_train` holds the features of the test rows.
"""

import ast
import re

from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

TRAIN = re.compile(r"(?:^|_)(?:train|training|tr)(?:_|\d|$)|train$", re.IGNORECASE)
TEST = re.compile(
    r"(?:^|_)(?:test|testing|te|ts|val|valid|validation|dev|holdout)(?:_|\d|$)|test$", re.IGNORECASE
)
ORDER = ["train", "test", "train", "test"]
ARGUMENTS = 2  # with more tables the names follow their order, in which people make no such mistakes


def _check(file: LintTarget) -> Violations:
    for call in file.index.calls("train_test_split"):
        names = _targets(call)
        roles = [_role(name) for name in names]
        known = len(call.node.args) == ARGUMENTS and sorted(roles) == sorted(ORDER)
        if known and roles != ORDER:
            message = (
                f"`train_test_split` returns both parts of the first argument, then both of the second, so "
                f"`{', '.join(names)}` are not what they say: put them in the order {', '.join(ORDER)}"
            )
            yield violation(call, message)


def _targets(call: Call) -> list[str]:
    statement = call.statement
    if not isinstance(statement, ast.Assign) or statement.value is not call.node:
        return []
    target = statement.targets[0]
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
    return [part.id for part in parts if isinstance(part, ast.Name)]


def _role(name: str) -> str:
    found = [role for role, pattern in (("train", TRAIN), ("test", TEST)) if pattern.search(name)]
    return found[0] if len(found) == 1 else ""


RULE = Rule(
    **explanation(__doc__),
    code="MLS505",
    name="swapped-split",
    level="explore",
    severity="error",
    check=_check,
    source="https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.train_test_split.html",
    flagged=cases(
        "from sklearn.model_selection import train_test_split\nX_train, y_train, X_test, y_test = train_test_split(X, y)  # flagged: order",
        "from sklearn.model_selection import train_test_split\nX_tr, y_tr, X_te, y_te = train_test_split(X, y)  # flagged",
        "from sklearn.model_selection import train_test_split\nX_test, X_train, y_test, y_train = train_test_split(X, y)  # flagged",
    ),
    kept=cases(
        "from sklearn.model_selection import train_test_split\nX_train, X_test, y_train, y_test = train_test_split(X, y)",
        "from sklearn.model_selection import train_test_split\nXtrain, Xtest, ytrain, ytest = train_test_split(X, y)",
        "from sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(X, y)",
        "from sklearn.model_selection import train_test_split\ntrain, test = train_test_split(df)",
        "from sklearn.model_selection import train_test_split\nX_train, X_val, y_train, y_val = train_test_split(X, y)",
        "def train_test_split(X, y):\n    return X, y, X, y\nX_train, X_test, y_train, y_test = train_test_split(X, y)",
    ),
)
