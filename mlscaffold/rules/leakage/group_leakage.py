"""Rows of the same group are split at random.

Where a person or a thing has several rows, a random split puts some of them into the training part and some
into the test part, and the model recognizes whom it is tested on. Split by group: `GroupKFold`,
`GroupShuffleSplit`, or the `groups` argument.
"""

from functools import partial

from mlscaffold.rules.leakage.preprocessing_leakage import END, READ, XY, leakage_check
from mlscaffold.rules.rule import Rule, cases, explanation

RULE = Rule(
    **explanation(__doc__),
    code="MLS406",
    name="group-leakage",
    level="explore",
    severity="error",
    check=partial(leakage_check, "group"),
    source="https://scikit-learn.org/stable/modules/cross_validation.html#cross-validation-iterators-for-grouped-data",
    flagged=cases(
        f'{READ}df = df.explode("drugs")\nX, y = df[["drugs"]], df["sick"]\n{END}',
        f'{READ}df = df.melt(id_vars=["patient_id", "sick"])\nX, y = df[["value"]], df["sick"]\n{END}',
        f'{READ}df["before"] = df.groupby("patient_id").cumcount()\nX, y = df[["before", "age"]], df["sick"]\n{END}',
        (
            f'{READ}df = pd.melt(df, id_vars="patient_id")\nfrom sklearn.model_selection import KFold, cross_val_score\n'
            'print(cross_val_score(LogisticRegression(), df[["value"]], df["variable"], cv=KFold(5, shuffle=True)))\n'
        ),
    ),
    kept=cases(
        f"{XY}{END}",
        (
            f'{READ}df = df.explode("drugs")\nX, y = df[["drugs"]], df["sick"]\n'
            "from sklearn.model_selection import GroupShuffleSplit\n"
            "for train, test in GroupShuffleSplit(1).split(X, y, df['patient_id']):\n"
            "    model = LogisticRegression().fit(X.iloc[train], y.iloc[train])\n"
            "    print(model.score(X.iloc[test], y.iloc[test]))\n"
        ),
        f'{READ}print(df.groupby("patient_id").size())\nX, y = df[["age"]], df["sick"]\n{END}',
        f'{READ}df["rank"] = df.groupby("ward").cumcount()\nX, y = df[["rank", "age"]], df["sick"]\n{END}',
        f'{READ}print(df.melt(id_vars=["sick"]))\nX, y = df[["age"]], df["sick"]\n{END}',
    ),
)
