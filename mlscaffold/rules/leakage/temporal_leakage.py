"""A time series is shuffled before it is split, or later rows get into the features.

In production a model knows only the past. A model that is trained on later rows than it is tested on, or on
features from later rows, scores too well. Split by time (`shuffle=False`, `TimeSeriesSplit`) and use lags,
not leads.
"""

from functools import partial

from mlscaffold.rules.leakage.preprocessing_leakage import END, MODEL, SCORE, START, leakage_check
from mlscaffold.rules.rule import Rule, cases, explanation

SALES = START + 'df = pd.read_csv("sales.csv", parse_dates=["day"])\n'

RULE = Rule(
    **explanation(__doc__),
    code="MLS405",
    name="temporal-leakage",
    level="explore",
    severity="error",
    check=partial(leakage_check, "temporal"),
    source="https://scikit-learn.org/stable/modules/cross_validation.html#cross-validation-of-time-series-data",
    flagged=cases(
        f'{SALES}df["last"] = df["sold"].shift(1)\nX, y = df[["last"]], df["sold"]\n{END}',
        f'{SALES}df["week"] = df["sold"].rolling(7).mean()\nX, y = df[["week"]], df["sold"]\n{END}',
        f'{SALES}df = df.sort_values("day")\nX, y = df[["price"]], df["sold"]\n{END}',
        (
            f'{SALES}df["next"] = df["price"].shift(-1)\ntrain, test = df[:300], df[300:]\n'
            'model = LogisticRegression().fit(train[["next"]], train["sold"])\nprint(model.score(test[["next"]], test["sold"]))\n'
        ),
        (
            f'{SALES}df["last"] = df["sold"].shift(1)\nfrom sklearn.model_selection import KFold, cross_val_score\n'
            'print(cross_val_score(LogisticRegression(), df[["last"]], df["sold"], cv=KFold(5, shuffle=True)))\n'
        ),
    ),
    kept=cases(
        (
            f'{SALES}df["last"] = df["sold"].shift(1)\nX, y = df[["last"]], df["sold"]\n'
            f"X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)\n{MODEL}{SCORE}"
        ),
        (
            f'{SALES}df["last"] = df["sold"].shift(1)\nfrom sklearn.model_selection import TimeSeriesSplit, cross_val_score\n'
            'print(cross_val_score(LogisticRegression(), df[["last"]], df["sold"], cv=TimeSeriesSplit()))\n'
        ),
        f'{SALES}df["month"] = df["day"].dt.month\nX, y = df[["month"]], df["sold"]\n{END}',
        (
            f'{SALES}df["tomorrow"] = df["sold"].shift(-1)\ntrain, test = df[:300], df[300:]\n'
            'model = LogisticRegression().fit(train[["sold"]], train["tomorrow"])\n'
            'print(model.score(test[["sold"]], test["tomorrow"]))\n'
        ),
        f'{SALES}print(df["sold"].rolling(7).mean())\nX, y = df[["price"]], df["sold"]\n{END}',
    ),
)
