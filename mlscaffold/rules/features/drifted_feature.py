"""Features of one name are computed from the same columns in different ways.

Two models, or training and serving, then mean different things by the same name, and nothing warns you.
Decide which definition is right and keep it in one module, or use different names. Only files that read a
column in common are compared.
"""

import ast
from collections.abc import Iterator

from mlscaffold.rules.computed_features import features
from mlscaffold.rules.features.repeated_feature import pair
from mlscaffold.rules.rule import LintTarget, Rule, Shared, Violation, cases, explanation
from mlscaffold.rules.shared_places import place, shared, where

_SEPARATOR = "\n"


def _gather(file: LintTarget) -> Iterator[Shared]:
    for feature in features(file.index):
        sources = sorted(feature.reads - {feature.column})
        is_column = not isinstance(feature.context.node, ast.Return)
        if sources and is_column and feature.column not in feature.reads:
            yield shared(file, feature.context, (feature.column, feature.key, _SEPARATOR.join(sources)))


def _conclude(facts: tuple[Shared, ...]) -> Iterator[tuple[str, Violation]]:
    by_column: dict[str, list[Shared]] = {}
    for fact in facts:
        by_column.setdefault(fact.fact[0], []).append(fact)
    for column, found in by_column.items():
        reported: set[str] = set()
        for fact in found:
            other = next((one for one in sorted(found) if _drifts(fact, one, found)), None)
            if other is not None and fact.path not in reported:
                reported.add(fact.path)
                message = (
                    f"the feature `{column}` is computed differently in {where(other)}: "
                    "keep one definition in a module, or use different names"
                )
                yield fact.path, place(fact, message)


def _drifts(fact: Shared, other: Shared, found: list[Shared]) -> bool:
    """Return whether two files compute something different from the same columns."""
    if other.path == fact.path or other.fact[1] == fact.fact[1]:
        return False
    known = {one.fact[1] for one in found if one.path == other.path}
    ours = {one.fact[1] for one in found if one.path == fact.path}
    common = _sources(fact) & _sources(other)
    return bool(common) and not known & ours


def _sources(fact: Shared) -> set[str]:
    return set(fact.fact[2].split(_SEPARATOR))


RULE = Rule(
    **explanation(__doc__),
    code="MLS702",
    name="drifted-feature",
    level="candidate",
    gather=_gather,
    conclude=_conclude,
    source="https://developers.google.com/machine-learning/guides/rules-of-ml#rule_32",
    flagged=cases(
        pair("df['ratio'] = df.a / df.b  # flagged: b.ipynb, cell 1", "x['ratio'] = x.a / (x.a + x.b)"),
        pair(
            "df['age'] = 2020 - df['born']  # flagged: c.py, line 2",
            "def add(d):\n    d['age'] = 2021 - d['born']\n",
            "c.py",
        ),
    ),
    kept=cases(
        pair("df['ratio'] = df.a / df.b", "x['ratio'] = x['a'] / x['b']"),
        pair("df['total'] = df.price * df.tax", "x['total'] = x.men + x.women"),
        "df['r'] = df.a / df.b\ndf['r'] = df.a - df.b",
        pair("df['a'] = df['a'] * 2", "df['a'] = df['a'] * 3"),
    ),
)
