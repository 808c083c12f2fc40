"""The same feature computed in several files."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.rules.features.computed import features
from mlscaffold.rules.features.feature_places import place, shared, where
from mlscaffold.rules.rule import Example, LintTarget, Rule, Shared, Violation

_NAMED = 3


def _gather(file: LintTarget) -> Iterator[Shared]:
    told: set[str] = set()
    for feature in features(file.index):
        if feature.key not in told:
            told.add(feature.key)
            yield shared(file, feature.seen, (feature.key, feature.column))


def _conclude(facts: tuple[Shared, ...]) -> Iterator[tuple[str, Violation]]:
    same: dict[str, list[Shared]] = {}
    for fact in facts:
        same.setdefault(fact.fact[0], []).append(fact)
    told: set[tuple[str, str]] = set()
    for found in same.values():
        if len({fact.path for fact in found}) > 1:
            for fact in found:
                if (fact.path, fact.fact[1]) not in told:
                    told.add((fact.path, fact.fact[1]))
                    yield (
                        fact.path,
                        place(fact, _message(fact, [one for one in found if one.path != fact.path])),
                    )


def _message(fact: Shared, others: list[Shared]) -> str:
    column = fact.fact[1]
    listed = [
        where(one) + (f" (as `{one.fact[1]}`)" if one.fact[1] != column else "")
        for one in sorted(others)[:_NAMED]
    ]
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return f"the feature `{column}` is also computed in {'; '.join(listed)}{more}: move it to one module and import it"


RULE = Rule(
    code="MLS701",
    name="repeated-feature",
    what="The same feature is computed in several files.",
    why=(
        "Each copy goes its own way with time, and the model is trained on one and served with another. Put "
        "the computation into a function of a module that all of them import, or into a feature store. "
        "Expressions count as equal if they differ in names of variables only; a plain copy, a constant or "
        "a change of type is no feature."
    ),
    level="candidate",
    severity="warning",
    gather=_gather,
    conclude=_conclude,
    source="https://www.uber.com/blog/michelangelo-machine-learning-platform/",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf['ratio'] = df.a / df.b  # flagged",
            others=(
                (
                    "b.ipynb",
                    "# %%\nimport pandas\ndata = pandas.read_csv('b.csv')\n# %%\ndata['ratio'] = data['a'] / data['b']",
                ),
            ),
            says="b.ipynb, cell 2",
        ),
        Example(
            "# %%\nimport numpy as np\ndf['size'] = np.log(df['area'] + 1)  # flagged",
            others=(
                (
                    "features.py",
                    "from numpy import log\n\n\ndef add(x):\n    x['log_area'] = log(x['area'] + 1)\n",
                ),
            ),
            says="features.py, line 5 (as `log_area`)",
        ),
        Example(
            "# %%\ndf = df.assign(ratio=lambda d: d.a / d.b)  # flagged",
            others=(("b.ipynb", "# %%\nt['ratio'] = t['a'] / t['b']"),),
        ),
        Example(
            "# %%\ndf['ratio'] = df.a / df.b  # flagged",
            others=(("c.py", "def ratio(t):\n    return t['a'] / t['b']\n"),),
            says="c.py, line 2",
        ),
        Example(
            "df['ratio'] = df['a'] / df['b']  # flagged\n",
            others=(("b.ipynb", "# %%\nt['ratio'] = t['a'] / t['b']"),),
            plain=True,
        ),
    ),
    kept=(
        Example("# %%\ntrain['r'] = train.a / train.b\ntest['r'] = test.a / test.b"),
        Example("# %%\ndf['r'] = df.a / df.b", others=(("b.ipynb", "# %%\ndf['r'] = df.a / df.c"),)),
        Example("# %%\ndf['r'] = df['a']", others=(("b.ipynb", "# %%\ndf['r'] = df['a']"),)),
        Example(
            "# %%\ndf['a'] = df['a'].astype(int)",
            others=(("b.ipynb", "# %%\ndf['a'] = df['a'].astype(int)"),),
        ),
        Example(
            "# %%\ndf['p'] = m.predict(df[['a']])",
            others=(("b.ipynb", "# %%\ndf['p'] = m.predict(df[['a']])"),),
        ),
        Example(
            "# %%\ndef f(x):\n    return x + 1\n# %%\ndf['p'] = df['a'].apply(f)",
            others=(("b.ipynb", "# %%\ndef f(x):\n    return x + 2\n# %%\ndf['p'] = df['a'].apply(f)"),),
        ),
        Example(
            "# %%\nlimit = 3\ndf['p'] = df['a'] > limit",
            others=(("b.ipynb", "# %%\nlimit = 4\ndf['p'] = df['a'] > limit"),),
        ),
        Example(
            "def text(node):\n    return node.value if node.kind else None\n",
            others=(("b.py", "def value(part):\n    return part.value if part.kind else None\n"),),
            plain=True,
        ),
        Example("# %%\ncache['n'] = count + 1", others=(("b.ipynb", "# %%\ncache['n'] = count + 1"),)),
    ),
)
