"""Each example of a leakage rule has the leak of its rule and no other, or none."""

import pytest

from mlscaffold.analysis.leakage.leak import KINDS
from mlscaffold.rules import rules_in
from tests.analysis.leakage.following import kinds_of

RULES = {rule.name.removesuffix("-leakage"): rule for rule in rules_in("leakage")}
FLAGGED = [(kind, example.source) for kind, rule in RULES.items() for example in rule.flagged]
CACHED = [example.source for rule in RULES.values() for example in rule.kept]


def test_each_kind_has_a_rule_with_four_examples_of_each_sort() -> None:
    assert RULES.keys() == set(KINDS)
    assert all(len(rule.flagged) >= 4 <= len(rule.kept) for rule in RULES.values())


@pytest.mark.parametrize(("kind", "source"), FLAGGED)
def test_flagged_examples_have_this_leak_and_no_other(kind: str, source: str) -> None:
    assert kinds_of(source) == {kind}


@pytest.mark.parametrize("source", CACHED)
def test_kept_examples_have_no_leak(source: str) -> None:
    assert kinds_of(source) == set()
