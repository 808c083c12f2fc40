"""Rules are found by their files."""

from __future__ import annotations

import re
from pathlib import Path

import mlscaffold.rules
from mlscaffold.linting.internal_rules import INTERNAL_RULES
from mlscaffold.rules import RULES, rules_in

ROOT = Path(__file__).parents[2]


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_discovered_codes_are_those_of_the_documentation() -> None:
    pages = [file.name[:6] for file in (ROOT / "docs" / "rules").glob("MLS*.md")]
    assert sorted([rule.code for rule in (*RULES, *INTERNAL_RULES)]) == sorted(pages)


def test_each_file_that_declares_a_rule_is_found() -> None:
    files = Path(mlscaffold.rules.__file__).parent.glob("*/*.py")
    codes = [
        code for file in files for code in re.findall(r'code="(MLS\d+)"', file.read_text(encoding="utf-8"))
    ]
    assert sorted(codes) == [rule.code for rule in RULES]


def test_a_subpackage_has_its_rules_only() -> None:
    assert [rule.code for rule in rules_in("features")] == ["MLS701", "MLS702"]


def test_modules_without_a_rule_are_skipped() -> None:
    assert [rule.code for rule in rules_in("api")] == ["MLS601", "MLS602", "MLS603", "MLS604"]
