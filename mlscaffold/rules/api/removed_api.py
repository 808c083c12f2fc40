"""A function, argument or attribute was removed in newer versions of its library.

The notebook runs only until a newer version is installed, and then fails. Use the replacement; where
the finding says so, `--fix` inserts it. A project that declares an upper bound below that version gets no
finding.
"""

from mlscaffold.migrations.matches import Match
from mlscaffold.rules.api.deprecated_usages import FIXES, usages
from mlscaffold.rules.rule import Example, Rule, cases, explanation


def _breaks(match: Match) -> bool:
    return match.severity == "error" and not match.change.silent


PANDAS = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"

RULE = Rule(
    **explanation(__doc__),
    code="MLS601",
    name="removed-api",
    level="explore",
    severity="error",
    check=lambda file: usages(file, _breaks),
    fixes=FIXES,
    source="each finding links the page on which the library announces the change",
    flagged=cases(
        PANDAS + "df = df.append({'a': 1}, ignore_index=True)  # flagged: pd.concat",
        "from sklearn.externals import joblib  # flagged: import joblib",
        PANDAS + "for name, column in df.iteritems():  # flagged\n    print(name)",
        "import seaborn as sns\nsns.factorplot(x='a', y='b', data=df)  # flagged: catplot",
        "from sklearn.tree import DecisionTreeRegressor\n"
        "tried = {'model': DecisionTreeRegressor(), 'params': {'criterion': ['mse']}}  # flagged",
    ),
    kept=cases(
        PANDAS + "df = pd.concat([df, pd.DataFrame([{'a': 1}])], ignore_index=True)",
        "rows = []\nrows.append({'a': 1})",
        "import joblib",
        Example(PANDAS + "df = df.append({'a': 1}, ignore_index=True)", declared=(("pandas", "<2"),)),
        "class Table:\n    def iteritems(self):\n        return []\nTable().iteritems()",
    ),
)
