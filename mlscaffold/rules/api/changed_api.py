"""Forms that newer versions of a library take for something else, without a word."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.migrations.matches import Match
from mlscaffold.rules.api.deprecated_usages import is_told_elsewhere, spots
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation


def _check(file: LintTarget) -> Iterator[Violation]:
    return spots(file, _is_silent)


def _is_silent(match: Match) -> bool:
    return match.migration.change.silent and not match.when and not is_told_elsewhere(match)


PANDAS = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"

RULE = Rule(
    code="MLS602",
    name="silent-change",
    what="A form that newer versions of a library take for something else, without an error or a warning.",
    why=(
        "The notebook runs with the new version as with the old one, and gives other results. Write what you mean in the form "
        "that both understand alike."
    ),
    level="explore",
    severity="error",
    check=_check,
    source="each finding names the page on which the library tells of the change",
    flagged=(
        Example(PANDAS + "texts = df.select_dtypes('object')  # flagged"),
        Example(PANDAS + "if df['g'].dtype == object:  # flagged\n    print('text')"),
    ),
    kept=(
        Example(PANDAS + "texts = df.select_dtypes(['object', 'str'])"),
        Example(PANDAS + "if pd.api.types.is_string_dtype(df['g']):\n    print('text')"),
        Example(PANDAS + "numbers = df.select_dtypes('number')"),
    ),
)
