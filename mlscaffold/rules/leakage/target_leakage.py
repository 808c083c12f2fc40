"""The features contain the target.

A model that gets the answer as an input scores well and is useless where the answer is unknown. Remove the
target, and all columns computed from it, from the features.
"""

from functools import partial

from mlscaffold.rules.leakage.preprocessing_leakage import END, READ, START, XY, leakage_check
from mlscaffold.rules.rule import Rule, cases, explanation

RULE = Rule(
    **explanation(__doc__),
    code="MLS404",
    name="target-leakage",
    level="explore",
    severity="error",
    check=partial(leakage_check, "target"),
    source="Kaufman et al., Leakage in Data Mining, ACM TKDD 2012",
    flagged=cases(
        f'{READ}X, y = df, df["sick"]\n{END}',
        f'{READ}X, y = df.drop(columns=["name"]), df["sick"]\n{END}',
        f'{READ}X, y = df[["age", "dose", "sick"]], df["sick"]\n{END}',
        f'{READ}df["dear"] = df["price"] > 100\nX, y = df.drop(columns=["dear"]), df["dear"]\n{END}',
        f'{READ}df["per_day"] = df["price"] / 30\nX, y = df.drop(columns=["price"]), df["price"]\n{END}',
    ),
    kept=cases(
        f"{XY}{END}",
        f'{READ}y = df.pop("sick")\nX = df\n{END}',
        f'{READ}X, y = df[["age", "dose"]], df["sick"]\n{END}',
        (
            f'{READ}df["before"] = df["price"].shift(1)\ntrain, test = df[:800], df[800:]\n'
            'model = LogisticRegression().fit(train[["before"]], train["price"])\n'
            'print(model.score(test[["before"]], test["price"]))\n'
        ),
        f'{READ}X = pd.DataFrame(df, columns=["age", "dose"])\ny = df["sick"].values\n{END}',
        f'{START}df = pd.DataFrame({{"x": np.arange(100.0)}})\ndf["y"] = 3 * df["x"] + 1\nX, y = df[["x"]], df["y"]\n{END}',
    ),
)
