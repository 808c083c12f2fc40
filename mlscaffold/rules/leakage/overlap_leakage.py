"""The model is tested on rows that it was trained on.

A model that has seen a row, or a copy of it, answers from memory, so the score says nothing about new data.
Split first, oversample or synthesize rows of the training part only, and score on the held-out part.
"""

from functools import partial

from mlscaffold.rules.leakage.preprocessing_leakage import (
    END,
    MODEL,
    PAPER,
    READ,
    SCORE,
    SPLIT,
    XY,
    leakage_check,
)
from mlscaffold.rules.rule import Rule, cases, explanation

RULE = Rule(
    **explanation(__doc__),
    code="MLS402",
    name="overlap-leakage",
    level="explore",
    severity="error",
    check=partial(leakage_check, "overlap"),
    source=PAPER,
    flagged=cases(
        f"{XY}from imblearn.over_sampling import SMOTE\nX, y = SMOTE(random_state=0).fit_resample(X, y)\n{END}",
        f"{XY}model = LogisticRegression().fit(X, y)\n# %%\nprint(model.score(X, y))\n",
        f"{XY}{SPLIT}model = LogisticRegression().fit(X, y)\n# %%\nprint(model.score(X_test, y_test))\n",
        (
            f"{READ}from sklearn.utils import resample\nsick, healthy = df[df.sick == 1], df[df.sick == 0]\n"
            "sick = resample(sick, replace=True, n_samples=500)\ndf = pd.concat([sick, healthy])\n"
            f'X, y = df.drop(columns=["sick"]), df["sick"]\n{END}'
        ),
        (
            f"{XY}from imblearn.over_sampling import RandomOverSampler\nfrom sklearn.model_selection import cross_val_score\n"
            "X, y = RandomOverSampler().fit_resample(X, y)\nprint(cross_val_score(LogisticRegression(), X, y))\n"
        ),
    ),
    kept=cases(
        f"{XY}{SPLIT}from imblearn.over_sampling import SMOTE\nX_train, y_train = SMOTE().fit_resample(X_train, y_train)\n{MODEL}{SCORE}",
        f"{XY}{SPLIT}{MODEL}print(model.score(X_train, y_train))\n{SCORE}",
        f"{XY}from imblearn.under_sampling import RandomUnderSampler\nX, y = RandomUnderSampler().fit_resample(X, y)\n{END}",
        f"{XY}model = LogisticRegression().fit(X, y)\n# %%\nimport matplotlib.pyplot as plt\nplt.plot(model.predict(X))\n",
        (
            f"{READ}train, test = df[:800], df[800:]\nmodel = LogisticRegression().fit(train[['age']], train['sick'])\n"
            "print(model.score(test[['age']], test['sick']))\n"
        ),
    ),
)
