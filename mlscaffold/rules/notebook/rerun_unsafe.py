"""A second run of the cell gives a different result or fails.

The cell changes in place what another cell created: the price is halved again with every run, the column to
drop is already gone, the list keeps growing. Nobody can see how often it ran, so the values below cannot be
trusted. Assign the result to a new name, or move the statement into the cell that creates the value.
Operations that give the same result again, such as `dropna`, `fillna`, `sort_values` and `astype`, are not
reported.
"""

from mlscaffold.analysis.names import Place
from mlscaffold.rules.repeats import Outcome
from mlscaffold.rules.reruns import reruns
from mlscaffold.rules.rule import LintTarget, Rule, Violations, at, cases, explanation


def _check(file: LintTarget) -> Violations:
    for rerun in reruns(file.index):
        yield at(rerun.cell, rerun.node, _message(rerun.place, rerun.outcome))


def _message(place: Place, outcome: Outcome) -> str:
    name, *inside = place
    what = f"`{name}`" if not inside or inside[-1].startswith("[") else f"`{inside[-1]}` of `{name}`"
    if outcome == "fails":
        return (
            f"a second run of this cell fails, because the first one changes {what}: assign the result to a new name, "
            f"or do this in the cell that creates `{name}`"
        )
    return (
        f"every run of this cell changes {what} again: assign the result to a new name, "
        f"or do this in the cell that creates `{name}`"
    )


RULE = Rule(
    **explanation(__doc__),
    code="MLS105",
    name="rerun-unsafe",
    level="candidate",
    check=_check,
    notebooks_only=True,
    source="Head et al., Managing Messes in Computational Notebooks, CHI 2019",
    flagged=cases(
        "x = 0\n# %%\nx = x + 1  # flagged: `x`",
        "x = 0\n# %%\nx += 1  # flagged: again",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['z'] = df.z * 2  # flagged: `z` of `df`",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf.a *= 2  # flagged",
        (
            "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.drop('a', axis=1)  # flagged: second run\n"
            "# %%\ndf.drop(columns=['b'], inplace=True)  # flagged: second run\n# %%\ndf.set_index('c', inplace=True)  # flagged: second run\n"
            "# %%\ndel df['d']  # flagged: second run\n# %%\ny = df.pop('e')  # flagged: second run"
        ),
        "rows = []\n# %%\nfor n in range(3):\n    rows.append(n)  # flagged",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.merge(other, on='k')  # flagged",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['s'] = df.s.map({'m': 0, 'f': 1})  # flagged",
        (
            "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf.y = (df.y == 'yes').astype(int)  # flagged\n"
            "# %%\ndf['w'] = df['w'].apply(lambda t: 1 if t == 'a' else 0)  # flagged"
        ),
        "import numpy as np\nx = np.ones(3)\n# %%\nx = np.log(x)  # flagged",
    ),
    kept=cases(
        "x = 0\nx = x + 1\nx += 2",
        (
            "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.dropna()\n# %%\ndf['a'] = df.a.fillna(0)\n"
            "# %%\ndf = df.sort_values('a').reset_index(drop=True)\n# %%\ndf['a'] = df['a'].astype(int)\n"
            "# %%\ndf = df[df.a > 0]\n# %%\ndf = df.rename(columns={'a': 'b'}).drop_duplicates()\n"
            "# %%\ndf['d'] = pd.to_datetime(df['d'])\n# %%\ndf['t'] = df['t'].str.strip().str.lower()"
        ),
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['z'] = df['a'] * 2\ndf['z'] = df['z'] * 2",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['z'] = df.z / df.z.max()",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\nm = df.z.mean()\ndf['z'] = df['z'] - m",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf2 = df.drop('a', axis=1)",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\nif 'a' in df:\n    df = df.drop('a', axis=1)",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.drop('a', axis=1, errors='ignore')",
        "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.drop(df[df.a > 3].index)",
        "total = 5\n# %%\nrows = []\nfor n in range(3):\n    rows.append(n)\n    total = n + 1",
        (
            "import pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['t'] = df.a + 1\ndf = df.drop('t', axis=1)\n"
            "# %%\ndel df['u']\ndf['u'] = df.a * 2"
        ),
        "n = 0\n# %%\nn += 1\nprint(n)\nn = 0",
        "import sys\n# %%\nsys.path += ['..']\nsys.path.append('src')",
        "mask = 1\nseen = {1}\n# %%\nmask &= 3\nseen |= {2}\nseen.add(3)",
    ),
)
