"""Rules are explained, and the committed pages are up to date; `python scripts/rules_docs.py` generates them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlscaffold.linting.explain import ALL_RULES, FAMILIES, explain, pages

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


def test_the_committed_pages_are_up_to_date() -> None:
    assert {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()} == dict(pages())


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_a_page_has_the_texts_of_its_rule(rule: object) -> None:
    code, what, why = (getattr(rule, name) for name in ("code", "what", "why"))
    text = explain(code)
    assert text.startswith(f"# {code} ")
    assert what in text
    assert why in text
    assert text.count("```") == 2 * text.count("```python")


def test_a_rule_is_explained_by_its_name_too() -> None:
    assert explain("Out-Of-Order-Counts") == explain("mls101")


def test_each_rule_is_in_the_overview_once() -> None:
    overview = pages()["README.md"]
    assert [len(re.findall(rf"^\| \[{rule.code}\]", overview, re.MULTILINE)) for rule in ALL_RULES] == [
        1
    ] * len(ALL_RULES)
    assert all(any(rule.code.startswith(family) for family in FAMILIES) for rule in ALL_RULES)


def test_links_of_the_overview_lead_to_pages() -> None:
    links = re.findall(r"\]\((MLS[^)]*)\)", pages()["README.md"])
    assert set(links) == pages().keys() - {"README.md"}
