"""What a rule says that a codemod mends, it mends: afterwards the rule finds nothing."""

from __future__ import annotations

import pytest

from mlscaffold.rules.engine import findings
from mlscaffold.rules.examples import file
from mlscaffold.rules.reproducibility import RULES
from mlscaffold.rules.rule import Example, Rule
from tests.codemods.applying import apply

MENDED = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.flagged, start=1)
    if any(finding.fix for finding in findings(file(example), [rule]))
]


@pytest.mark.parametrize(("rule", "example"), MENDED)
def test_mended(rule: Rule, example: Example) -> None:
    (fix,) = {finding.fix for finding in findings(file(example), [rule]) if finding.fix}
    code = "\n".join(line for line in example.source.split("\n") if not line.startswith("# %%"))
    after = apply(fix, code)
    assert after != code
    assert findings(file(Example(f"# %%\n{after}")), [rule]) == ()


def test_some_are() -> None:
    assert {rule.values[0].code for rule in MENDED} == {"MLS202", "MLS203", "MLS206", "MLS208"}
