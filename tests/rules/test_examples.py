from __future__ import annotations

import re

import pytest

from mlscaffold.rules import RULES
from mlscaffold.rules.engine import concluded, findings, gathered
from mlscaffold.rules.examples import file, marked, others
from mlscaffold.rules.rule import LEVELS, Example, Finding, Rule

FLAGGED = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.flagged, start=1)
]
KEPT = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.kept, start=1)
]


def found(rule: Rule, example: Example) -> tuple[Finding, ...]:
    given = file(example, "example.py" if example.plain else "example.ipynb")
    shared = tuple(one for each in (given, *others(example)) for _, one in gathered(each, [rule]))
    here = tuple(finding for finding in concluded(rule, shared) if finding.path == given.path)
    return (*findings(given, [rule]), *here)


@pytest.mark.parametrize(("rule", "example"), FLAGGED)
def test_finds_what_its_examples_mark(rule: Rule, example: Example) -> None:
    seen = found(rule, example)
    assert seen
    assert {(finding.cell or 1, finding.line) for finding in seen} == set(marked(example)) or not marked(
        example
    )
    assert all(example.says in finding.message for finding in seen)


@pytest.mark.parametrize(("rule", "example"), KEPT)
def test_finds_nothing_in_what_looks_alike(rule: Rule, example: Example) -> None:
    assert found(rule, example) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_is_described_for_people(rule: Rule) -> None:
    assert re.fullmatch(r"MLS\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.what.endswith(".")
    assert len(rule.why) > 60
    assert rule.level in LEVELS
    assert len(rule.flagged) >= 2
    assert len(rule.kept) >= 2
    assert all(cell.isprintable() for finding in found(rule, rule.flagged[0]) for cell in finding.message)


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)
