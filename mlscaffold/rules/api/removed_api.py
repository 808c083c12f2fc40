"""Forms that newer versions of a library do not take."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.migrations.matches import Match
from mlscaffold.rules.api.deprecated_usages import spots
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation


def _check(file: LintTarget) -> Iterator[Violation]:
    return spots(file, _breaks)


def _breaks(match: Match) -> bool:
    return match.severity == "error" and not match.migration.change.silent


PANDAS = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"

RULE = Rule(
    code="MLS601",
    name="removed-form",
    what="A function, argument or attribute that newer versions of a library do not have any more.",
    why=(
        "The notebook runs only as long as nobody installs a newer version, and then stops. Write the new form; where the "
        "finding says so, `--fix` does. A project that declares an upper bound below that version is not told of it."
    ),
    level="explore",
    severity="error",
    check=_check,
    source="each finding names the page on which the library tells of the change",
    flagged=(
        Example(PANDAS + "df = df.append({'a': 1}, ignore_index=True)  # flagged", says="pd.concat"),
        Example("from sklearn.externals import joblib  # flagged", says="import joblib"),
        Example(PANDAS + "for name, column in df.iteritems():  # flagged\n    print(name)"),
        Example("import seaborn as sns\nsns.factorplot(x='a', y='b', data=df)  # flagged", says="catplot"),
    ),
    kept=(
        Example(PANDAS + "df = pd.concat([df, pd.DataFrame([{'a': 1}])], ignore_index=True)"),
        Example("rows = []\nrows.append({'a': 1})"),
        Example("import joblib"),
        Example(PANDAS + "df = df.append({'a': 1}, ignore_index=True)", declared=(("pandas", "<2"),)),
        Example("class Table:\n    def iteritems(self):\n        return []\nTable().iteritems()"),
    ),
)
