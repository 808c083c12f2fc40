"""One feature that is computed in different ways in several files."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.rules.features.computed import features
from mlscaffold.rules.features.feature_places import place, shared, where
from mlscaffold.rules.rule import Example, LintTarget, Rule, Shared, Violation

_SEPARATOR = "\n"


def _gather(file: LintTarget) -> Iterator[Shared]:
    for feature in features(file.index):
        sources = sorted(feature.reads - {feature.column})
        is_column = not isinstance(feature.seen.node, ast.Return)
        if sources and is_column and feature.column not in feature.reads:
            yield shared(file, feature.seen, (feature.column, feature.key, _SEPARATOR.join(sources)))


def _conclude(facts: tuple[Shared, ...]) -> Iterator[tuple[str, Violation]]:
    named: dict[str, list[Shared]] = {}
    for fact in facts:
        named.setdefault(fact.fact[0], []).append(fact)
    for column, found in named.items():
        told: set[str] = set()
        for fact in found:
            other = next((one for one in sorted(found) if _drifts(fact, one, found)), None)
            if other is not None and fact.path not in told:
                told.add(fact.path)
                message = (
                    f"the feature `{column}` is computed in another way in {where(other)}: "
                    "keep one definition in a module, or give them different names"
                )
                yield fact.path, place(fact, message)


def _drifts(fact: Shared, other: Shared, found: list[Shared]) -> bool:
    """Say whether two files take the same columns and make something else of them."""
    if other.path == fact.path or other.fact[1] == fact.fact[1]:
        return False
    known = {one.fact[1] for one in found if one.path == other.path}
    ours = {one.fact[1] for one in found if one.path == fact.path}
    common = _sources(fact) & _sources(other)
    return bool(common) and not known & ours


def _sources(fact: Shared) -> set[str]:
    return set(fact.fact[2].split(_SEPARATOR))


RULE = Rule(
    code="MLS702",
    name="drifted-feature",
    what="A feature of one name is computed from the same columns in different ways.",
    why=(
        "Two models, or training and serving, then mean different things by the same word, and nothing "
        "tells. Decide which definition holds and keep it in one module, or give them different names. Only "
        "files that read a column in common are compared."
    ),
    level="candidate",
    severity="warning",
    gather=_gather,
    conclude=_conclude,
    source="https://developers.google.com/machine-learning/guides/rules-of-ml#rule_32",
    flagged=(
        Example(
            "# %%\ndf['ratio'] = df.a / df.b  # flagged",
            others=(("b.ipynb", "# %%\nx['ratio'] = x.a / (x.a + x.b)"),),
            says="b.ipynb, cell 1",
        ),
        Example(
            "# %%\ndf['age'] = 2020 - df['born']  # flagged",
            others=(("c.py", "def add(d):\n    d['age'] = 2021 - d['born']\n"),),
            says="c.py, line 2",
        ),
    ),
    kept=(
        Example(
            "# %%\ndf['ratio'] = df.a / df.b", others=(("b.ipynb", "# %%\nx['ratio'] = x['a'] / x['b']"),)
        ),
        Example(
            "# %%\ndf['total'] = df.price * df.tax",
            others=(("b.ipynb", "# %%\nx['total'] = x.men + x.women"),),
        ),
        Example("# %%\ndf['r'] = df.a / df.b\ndf['r'] = df.a - df.b"),
        Example("# %%\ndf['a'] = df['a'] * 2", others=(("b.ipynb", "# %%\ndf['a'] = df['a'] * 3"),)),
    ),
)
