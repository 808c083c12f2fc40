"""A preprocessing step is fitted on rows that the model is tested on.

A scaler, an imputer, a vocabulary or a mean that is computed from all rows tells the model about the test
rows, so the test score is too good. Split first, fit the step on the training part, and apply it to both; a
Pipeline does that by itself.
"""

from functools import lru_cache, partial

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.leakage.detect import leaks, relevant_cells
from mlscaffold.analysis.leakage.leak import Kind, Leak, message
from mlscaffold.rules.rule import LintTarget, Rule, Violations, at, cases, explanation

PAPER = "Yang et al., Data Leakage in Notebooks: Static Detection and Better Processes, ASE 2022"


def leakage_check(kind: Kind, file: LintTarget, fix: str = "") -> Violations:
    """Yield the leaks of one kind in a file.

    Args:
        kind: the kind.
        file: the file.
        fix: the codemod that fixes the simplest case.
    """
    for leak in _leaks(file.index):
        if leak.kind == kind:
            yield at(leak.cell, leak.node, message(leak), fix)


@lru_cache(maxsize=1)
def _leaks(index: ModuleIndex) -> tuple[Leak, ...]:
    """Return all leaks of a file; six rules ask in turn, so the last file is remembered."""
    return leaks(relevant_cells(index))


START = """\
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
"""
READ = START + 'df = pd.read_csv("patients.csv")\n# %%\n'
XY = READ + 'X, y = df.drop(columns=["sick"]), df["sick"]\n'
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
MODEL = "model = LogisticRegression().fit(X_train, y_train)\n"
SCORE = "print(model.score(X_test, y_test))\n"
END = SPLIT + MODEL + SCORE


RULE = Rule(
    **explanation(__doc__),
    code="MLS401",
    name="preprocessing-leakage",
    level="explore",
    severity="error",
    check=partial(leakage_check, "preprocessing", fix="fit-after-split"),
    fixes=("fit-after-split",),
    source=PAPER,
    flagged=cases(
        f"{XY}from sklearn.preprocessing import StandardScaler\nX = StandardScaler().fit_transform(X)\n# %%\n{END}",
        f'{READ}df["age"] = df["age"].fillna(df["age"].mean())\nX, y = df[["age", "dose"]], df["sick"]\n{END}',
        (
            f"{READ}from sklearn.feature_extraction.text import TfidfVectorizer\n"
            f'X, y = TfidfVectorizer().fit_transform(df["notes"]), df["sick"]\n{END}'
        ),
        (
            f"{XY}from sklearn.model_selection import cross_val_score\nfrom sklearn.feature_selection import SelectKBest\n"
            "X = SelectKBest(k=5).fit_transform(X, y)\nprint(cross_val_score(LogisticRegression(), X, y))\n"
        ),
        (
            f"{XY}{SPLIT}from sklearn.preprocessing import MinMaxScaler\nX_train = MinMaxScaler().fit_transform(X_train)\n"
            f"X_test = MinMaxScaler().fit_transform(X_test)\n{MODEL}{SCORE}"
        ),
    ),
    kept=cases(
        (
            f"{XY}{SPLIT}from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler().fit(X_train)\n"
            f"X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)\n{MODEL}{SCORE}"
        ),
        (
            f"{XY}from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\n"
            "from sklearn.model_selection import cross_val_score\n"
            "print(cross_val_score(make_pipeline(StandardScaler(), LogisticRegression()), X, y))\n"
        ),
        (
            f"{READ}df = pd.get_dummies(df.dropna())\ndf['old'] = df['age'].map(lambda age: age > 60)\n"
            f'X, y = df.drop(columns=["sick"]), df["sick"]\n{END}'
        ),
        f"{XY}{SPLIT}mean = X_train.mean()\nX_train, X_test = X_train.fillna(mean), X_test.fillna(mean)\n{MODEL}{SCORE}",
        f'{XY}print(X.describe(), X["age"].mean())\n{END}',
    ),
)
