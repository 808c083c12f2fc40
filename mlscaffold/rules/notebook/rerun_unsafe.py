"""Cells that give something else, or fail, when they are run a second time."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.analysis.places import Place
from mlscaffold.rules.notebook.repeats import Outcome
from mlscaffold.rules.notebook.reruns import reruns
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, at


def _check(file: LintTarget) -> Iterator[Violation]:
    for rerun in reruns(file.index):
        yield at(rerun.cell, rerun.node, _message(rerun.place, rerun.outcome))


def _message(place: Place, outcome: Outcome) -> str:
    name, *inside = place
    what = f"`{name}`" if not inside or inside[-1].startswith("[") else f"`{inside[-1]}` of `{name}`"
    if outcome == "fails":
        return (
            f"a second run of this cell fails, since the first one changes {what}: give the result a new name, "
            f"or do this in the cell that makes `{name}`"
        )
    return (
        f"each run of this cell changes {what} once more: give the result a new name, "
        f"or do this in the cell that makes `{name}`"
    )


RULE = Rule(
    code="MLS105",
    name="rerun-unsafe",
    what="A cell gives something else, or fails, when it is run a second time.",
    why=(
        "It changes in place what another cell has made: the price is halved again with each run, the "
        "column that it drops is gone already, the list grows. Nobody can see how often it ran, so the "
        "values below cannot be trusted. Give the result a new name, or put the statement into the cell "
        "that makes the value. What gives the same again, such as `dropna`, `fillna`, `sort_values` and "
        "`astype`, is not reported."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    notebooks_only=True,
    source="Head et al., Managing Messes in Computational Notebooks, CHI 2019",
    flagged=(
        Example("# %%\nx = 0\n# %%\nx = x + 1  # flagged", says="`x`"),
        Example("# %%\nx = 0\n# %%\nx += 1  # flagged", says="once more"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['z'] = df.z * 2  # flagged",
            says="`z` of `df`",
        ),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf.a *= 2  # flagged"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.drop('a', axis=1)  # flagged\n"
            "# %%\ndf.drop(columns=['b'], inplace=True)  # flagged\n# %%\ndf.set_index('c', inplace=True)  # flagged\n"
            "# %%\ndel df['d']  # flagged\n# %%\ny = df.pop('e')  # flagged",
            says="second run",
        ),
        Example("# %%\nrows = []\n# %%\nfor n in range(3):\n    rows.append(n)  # flagged"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.merge(other, on='k')  # flagged"
        ),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['s'] = df.s.map({'m': 0, 'f': 1})  # flagged"
        ),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf.y = (df.y == 'yes').astype(int)  # flagged\n"
            "# %%\ndf['w'] = df['w'].apply(lambda t: 1 if t == 'a' else 0)  # flagged"
        ),
        Example("# %%\nimport numpy as np\nx = np.ones(3)\n# %%\nx = np.log(x)  # flagged"),
    ),
    kept=(
        Example("# %%\nx = 0\nx = x + 1\nx += 2"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.dropna()\n# %%\ndf['a'] = df.a.fillna(0)\n"
            "# %%\ndf = df.sort_values('a').reset_index(drop=True)\n# %%\ndf['a'] = df['a'].astype(int)\n"
            "# %%\ndf = df[df.a > 0]\n# %%\ndf = df.rename(columns={'a': 'b'}).drop_duplicates()\n"
            "# %%\ndf['d'] = pd.to_datetime(df['d'])\n# %%\ndf['t'] = df['t'].str.strip().str.lower()"
        ),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['z'] = df['a'] * 2\ndf['z'] = df['z'] * 2"
        ),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['z'] = df.z / df.z.max()"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\nm = df.z.mean()\ndf['z'] = df['z'] - m"
        ),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf2 = df.drop('a', axis=1)"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\nif 'a' in df:\n    df = df.drop('a', axis=1)"
        ),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.drop('a', axis=1, errors='ignore')"
        ),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf = df.drop(df[df.a > 3].index)"),
        Example(
            "# %%\ntotal = 5\n# %%\nrows = []\nfor n in range(3):\n    rows.append(n)\n    total = n + 1"
        ),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a')\n# %%\ndf['t'] = df.a + 1\ndf = df.drop('t', axis=1)\n"
            "# %%\ndel df['u']\ndf['u'] = df.a * 2"
        ),
        Example("# %%\nn = 0\n# %%\nn += 1\nprint(n)\nn = 0"),
        Example("# %%\nimport sys\n# %%\nsys.path += ['..']\nsys.path.append('src')"),
        Example("# %%\nmask = 1\nseen = {1}\n# %%\nmask &= 3\nseen |= {2}\nseen.add(3)"),
    ),
)
