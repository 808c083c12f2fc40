"""Several models are scored on the same test rows.

Picking the best of several test scores means choosing by the test rows, so the best score is too good.
Compare models by cross-validation or on a validation part, and score the chosen one on the test part once.
"""

from functools import partial

from mlscaffold.rules.leakage.preprocessing_leakage import END, MODEL, PAPER, SCORE, SPLIT, XY, leakage_check
from mlscaffold.rules.rule import Rule, cases, explanation

TWO = "from sklearn.svm import SVC\nfirst = LogisticRegression().fit(X_train, y_train)\nsecond = SVC().fit(X_train, y_train)\n"

RULE = Rule(
    **explanation(__doc__),
    code="MLS403",
    name="multi-test-leakage",
    level="candidate",
    check=partial(leakage_check, "multi-test"),
    source=PAPER,
    flagged=cases(
        f"{XY}{SPLIT}{TWO}print(first.score(X_test, y_test))\n# %%\nprint(second.score(X_test, y_test))\n",
        (
            f"{XY}{SPLIT}for c in [0.1, 1, 10]:\n    model = LogisticRegression(C=c).fit(X_train, y_train)\n"
            "    print(model.score(X_test, y_test))\n"
        ),
        (
            f"{XY}{SPLIT}from sklearn.metrics import accuracy_score\n{TWO}print(accuracy_score(y_test, first.predict(X_test)))\n"
            "print(accuracy_score(y_test, second.predict(X_test)))\n"
        ),
        (
            f"{XY}{SPLIT}from sklearn.svm import SVC\ndef report(model):\n    model.fit(X_train, y_train)\n"
            "    print(model.score(X_test, y_test))\n# %%\nreport(SVC())\nreport(LogisticRegression())\n"
        ),
    ),
    kept=cases(
        f"{XY}{END}",
        (
            f"{XY}{SPLIT}{MODEL}from sklearn.metrics import f1_score, accuracy_score\npredicted = model.predict(X_test)\n"
            f"print(f1_score(y_test, predicted), accuracy_score(y_test, predicted))\n{SCORE}"
        ),
        (
            f"{XY}{SPLIT}{TWO}from sklearn.model_selection import cross_val_score\n"
            "print(cross_val_score(first, X_train, y_train), cross_val_score(second, X_train, y_train))\n"
            "print(first.score(X_test, y_test))\n"
        ),
        (
            f"{XY}X_rest, X_test, y_rest, y_test = train_test_split(X, y)\n"
            f"X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest)\n{TWO}"
            "print(first.score(X_val, y_val), second.score(X_val, y_val))\nprint(second.score(X_test, y_test))\n"
        ),
        f"{XY}{SPLIT}{TWO}print(first.predict(X_test)[:5], second.predict(X_test)[:5])\n",
    ),
)
