"""In newer versions of a library this code changes its meaning or fails, depending on the data.

With the current data it may run; with one more column of text it fails or gives a different result. State
what you mean: `numeric_only=True`, `dtype=`, `n_init=`.
"""

from __future__ import annotations

from mlscaffold.migrations.matches import Match
from mlscaffold.rules.api.deprecated_usages import usages
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation


def _check(file: LintTarget) -> Violations:
    return usages(file, _depends, uncertain=True)


def _depends(match: Match) -> bool:
    return bool(match.when)


PANDAS = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"

RULE = Rule(
    **explanation(__doc__),
    code="MLS604",
    name="data-dependent-api",
    level="production",
    check=_check,
    source="each finding links the page on which the library announces the change",
    flagged=cases(
        PANDAS + "print(df.mean())  # flagged",
        PANDAS + "print(df.corr())  # flagged",
    ),
    kept=cases(
        PANDAS + "print(df.mean(numeric_only=True))",
        PANDAS + "print(df['a'].mean())",
    ),
)
