"""In newer versions of a library this code changes its meaning or fails, depending on the data.

With the current data it may run; with one more column of text it fails or gives a different result. State
what you mean: `numeric_only=True`, `dtype=`, `n_init=`.
"""

from mlscaffold.rules.api.deprecated_usages import FIXES, usages
from mlscaffold.rules.rule import Rule, cases, explanation

REPRODUCED = "results of an older version"
"""Part of the condition of changed defaults: who has to reproduce nothing needs no word about each call."""
PANDAS = "import pandas as pd\ndf = pd.read_csv('a.csv')\n"

RULE = Rule(
    **explanation(__doc__),
    code="MLS604",
    name="data-dependent-api",
    level="production",
    check=lambda file: usages(
        file, lambda match: bool(match.when), uncertain=True, once=lambda match: REPRODUCED in match.when
    ),
    fixes=FIXES,
    source="each finding links the page on which the library announces the change",
    flagged=cases(
        PANDAS + "print(df.mean())  # flagged",
        PANDAS + "print(df.corr())  # flagged",
        (
            "from sklearn.ensemble import RandomForestClassifier\na = RandomForestClassifier()  # flagged: reproduced\n"
            "b = RandomForestClassifier()"
        ),
    ),
    kept=cases(
        PANDAS + "print(df.mean(numeric_only=True))",
        PANDAS + "print(df['a'].mean())",
    ),
)
