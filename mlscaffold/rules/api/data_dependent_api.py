"""Forms that newer versions of a library take or not, by what is in the data."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.migrations.matches import Match
from mlscaffold.rules.api.deprecated_usages import spots
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation


def _check(file: LintTarget) -> Iterator[Violation]:
    return spots(file, _depends, doubtful=True)


def _depends(match: Match) -> bool:
    return bool(match.when)


PANDAS = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"

RULE = Rule(
    code="MLS604",
    name="form-by-data",
    what="A form that means something else, or fails, in newer versions of a library if the data are of one kind.",
    why=(
        "With the data at hand it may run; with a column of text more, it does not, or gives something else. Say what you mean: "
        "`numeric_only=True`, `dtype=`, `n_init=`."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="each finding names the page on which the library tells of the change",
    flagged=(
        Example(PANDAS + "print(df.mean())  # flagged"),
        Example(PANDAS + "print(df.corr())  # flagged"),
    ),
    kept=(
        Example(PANDAS + "print(df.mean(numeric_only=True))"),
        Example(PANDAS + "print(df['a'].mean())"),
    ),
)
