"""The same feature is computed in several files.

Copies drift apart over time, and a model is trained with one and served with another. Put the computation
into a function of a module that all files import, or into a feature store. Expressions that differ only in
names of variables count as equal; a plain copy, a constant or a type conversion is not a feature.
"""

from collections.abc import Iterator

from mlscaffold.rules.computed_features import Feature, features
from mlscaffold.rules.rule import Example, LintTarget, Rule, Shared, Violation, cases, explanation
from mlscaffold.rules.shared_places import place, shared, where

_NAMED = 3  # files in a message, which is one line


def _gather(file: LintTarget) -> Iterator[Shared]:
    first: dict[str, Feature] = {}
    for feature in features(file.index):
        first.setdefault(feature.key, feature)
    for feature in first.values():
        yield shared(file, feature.context, (feature.key, feature.column))


def _conclude(facts: tuple[Shared, ...]) -> Iterator[tuple[str, Violation]]:
    same: dict[str, list[Shared]] = {}
    for fact in facts:
        same.setdefault(fact.fact[0], []).append(fact)
    reported: set[tuple[str, str]] = set()
    for found in same.values():
        if len({fact.path for fact in found}) > 1:
            for fact in found:
                if (fact.path, fact.fact[1]) not in reported:
                    reported.add((fact.path, fact.fact[1]))
                    others = sorted(one for one in found if one.path != fact.path)
                    yield fact.path, place(fact, _message(fact, others))


def _message(fact: Shared, others: list[Shared]) -> str:
    column = fact.fact[1]
    names = ["" if one.fact[1] == column else f" (as `{one.fact[1]}`)" for one in others]
    listed = [where(one) + name for one, name in zip(others[:_NAMED], names, strict=False)]
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return f"the feature `{column}` is also computed in {'; '.join(listed)}{more}: move it to one module and import it"


def pair(source: str, other: str, path: str = "b.ipynb", *, plain: bool = False) -> Example:
    """Return an example of two files."""
    return Example(source, others=((path, other),), plain=plain)


RULE = Rule(
    **explanation(__doc__),
    code="MLS701",
    name="repeated-feature",
    level="candidate",
    gather=_gather,
    conclude=_conclude,
    source="https://www.uber.com/blog/michelangelo-machine-learning-platform/",
    flagged=cases(
        pair(
            "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf['ratio'] = df.a / df.b  # flagged: b.ipynb, cell 2",
            "import pandas\ndata = pandas.read_csv('b.csv')\n# %%\ndata['ratio'] = data['a'] / data['b']",
        ),
        pair(
            "import numpy as np\ndf['size'] = np.log(df['area'] + 1)  # flagged: features.py, line 5 (as `log_area`)",
            "from numpy import log\n\n\ndef add(x):\n    x['log_area'] = log(x['area'] + 1)\n",
            "features.py",
        ),
        pair("df = df.assign(ratio=lambda d: d.a / d.b)  # flagged", "t['ratio'] = t['a'] / t['b']"),
        pair(
            "df['ratio'] = df.a / df.b  # flagged: c.py, line 2",
            "def ratio(t):\n    return t['a'] / t['b']\n",
            "c.py",
        ),
        pair("df['ratio'] = df['a'] / df['b']  # flagged\n", "t['ratio'] = t['a'] / t['b']", plain=True),
    ),
    kept=cases(
        "train['r'] = train.a / train.b\ntest['r'] = test.a / test.b",
        pair("df['r'] = df.a / df.b", "df['r'] = df.a / df.c"),
        pair("df['r'] = df['a']", "df['r'] = df['a']"),
        pair("df['a'] = df['a'].astype(int)", "df['a'] = df['a'].astype(int)"),
        pair("df['p'] = m.predict(df[['a']])", "df['p'] = m.predict(df[['a']])"),
        pair(
            "def f(x):\n    return x + 1\n# %%\ndf['p'] = df['a'].apply(f)",
            "def f(x):\n    return x + 2\n# %%\ndf['p'] = df['a'].apply(f)",
        ),
        pair("limit = 3\ndf['p'] = df['a'] > limit", "limit = 4\ndf['p'] = df['a'] > limit"),
        pair(
            "def text(node):\n    return node.value if node.kind else None\n",
            "def value(part):\n    return part.value if part.kind else None\n",
            "b.py",
            plain=True,
        ),
        pair("cache['n'] = count + 1", "cache['n'] = count + 1"),
    ),
)
