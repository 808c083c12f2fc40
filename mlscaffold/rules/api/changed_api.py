"""Newer versions of a library silently give this code another meaning.

The notebook runs with the new version as with the old one, without an error or a warning, and gives
different results. Write code that means the same in both versions.
"""

from mlscaffold.migrations.matches import Match
from mlscaffold.rules.api.deprecated_usages import FIXES, is_reported_elsewhere, usages
from mlscaffold.rules.rule import Rule, cases, explanation


def _is_silent(match: Match) -> bool:
    return match.change.silent and not match.when and not is_reported_elsewhere(match)


PANDAS = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"

RULE = Rule(
    **explanation(__doc__),
    code="MLS602",
    name="silent-change",
    level="explore",
    severity="error",
    check=lambda file: usages(file, _is_silent),
    fixes=FIXES,
    source="each finding links the page on which the library announces the change",
    flagged=cases(
        PANDAS + "texts = df.select_dtypes('object')  # flagged",
        PANDAS + "if df['g'].dtype == object:  # flagged\n    print('text')",
    ),
    kept=cases(
        PANDAS + "texts = df.select_dtypes(['object', 'str'])",
        PANDAS + "if pd.api.types.is_string_dtype(df['g']):\n    print('text')",
        PANDAS + "numbers = df.select_dtypes('number')",
    ),
)
