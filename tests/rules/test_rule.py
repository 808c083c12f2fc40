from __future__ import annotations

import re

import pytest

from mlscaffold.finding import LEVELS, Finding
from mlscaffold.rules import RULES
from mlscaffold.rules.engine import concluded, findings, gathered
from mlscaffold.rules.rule import Example, Rule, cases, explanation

FLAGGED = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.flagged, start=1)
]
CACHED = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.kept, start=1)
]


def found(rule: Rule, example: Example) -> tuple[Finding, ...]:
    target = example.target("example.py" if example.plain else "example.ipynb")
    shared = tuple(one for each in (target, *example.other_targets()) for _, one in gathered(each, [rule]))
    here = tuple(finding for finding in concluded(rule, shared) if finding.path == target.path)
    return (*findings(target, [rule]), *here)


@pytest.mark.parametrize(("rule", "example"), FLAGGED)
def test_flags_what_its_examples_mark(rule: Rule, example: Example) -> None:
    findings = found(rule, example)
    expected = {(cell, line): text for cell, line, text in example.marked}
    assert findings
    assert not expected or {(one.cell or 1, one.line) for one in findings} == set(expected)
    assert all(expected.get((one.cell or 1, one.line), "") in one.message for one in findings)
    assert all(example.says in one.message for one in findings)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_names_only_codemods_that_it_declares(rule: Rule) -> None:
    named = {finding.fix for example in rule.flagged for finding in found(rule, example) if finding.fix}
    assert named <= set(rule.fixes)
    assert bool(named) == bool(rule.fixes)


@pytest.mark.parametrize(("rule", "example"), CACHED)
def test_keeps_similar_code(rule: Rule, example: Example) -> None:
    assert found(rule, example) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_has_a_description(rule: Rule) -> None:
    assert re.fullmatch(r"MLS\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.what.endswith(".")
    assert len(rule.why) > 60
    assert rule.level in LEVELS
    assert len(rule.flagged) >= 2
    assert len(rule.kept) >= 2
    assert all(cell.isprintable() for finding in found(rule, rule.flagged[0]) for cell in finding.message)


def test_the_docstring_of_a_module_explains_its_rule() -> None:
    doc = "A line is bad.\n\nIt breaks\nthings. Fix it.\n"
    assert explanation(doc) == {"what": "A line is bad.", "why": "It breaks things. Fix it."}
    assert explanation(None) == {"what": "", "why": ""}


def test_marks_name_the_line_and_a_part_of_the_message() -> None:
    example = Example("x = 1\n# %%\ny = 2  # flagged: two\nz = 3  # flagged")
    assert example.marked == ((2, 1, "two"), (2, 2, ""))
    assert example.cells[1].source == "y = 2  # flagged\nz = 3  # flagged"
    assert example.shown("# here") == "x = 1\n# %%\ny = 2  # here\nz = 3  # here"


def test_an_example_may_be_written_as_its_source() -> None:
    assert cases("a", Example("b", plain=True)) == (Example("a"), Example("b", plain=True))
