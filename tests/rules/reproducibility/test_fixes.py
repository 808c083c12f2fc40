"""The fix of a rule removes the violation: afterwards the rule finds nothing."""

from __future__ import annotations

import pytest

from mlscaffold.rules import rules_in
from mlscaffold.rules.engine import findings
from mlscaffold.rules.rule import Example, Rule
from tests.codemods.applying import apply

FIXED = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in rules_in("reproducibility")
    for number, example in enumerate(rule.flagged, start=1)
    if any(finding.fix for finding in findings(example.target(), [rule]))
]


@pytest.mark.parametrize(("rule", "example"), FIXED)
def test_fixed(rule: Rule, example: Example) -> None:
    (fix,) = {finding.fix for finding in findings(example.target(), [rule]) if finding.fix}
    code = "\n".join(line for line in example.source.split("\n") if not line.startswith("# %%"))
    after = apply(fix, code)
    assert after != code
    assert findings(Example(f"# %%\n{after}").target(), [rule]) == ()


def test_some_have_a_fix() -> None:
    assert {rule.values[0].code for rule in FIXED} == {"MLS202", "MLS203", "MLS206", "MLS208"}
