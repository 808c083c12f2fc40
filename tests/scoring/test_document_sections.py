"""Sections of a document, and whether they have content."""

from __future__ import annotations

import pytest

from mlscaffold.scoring.document_sections import sections

LONG = "Each Monday Ada looks at the drift of all features.\n"


def test_a_section_goes_to_the_next_heading_of_its_level() -> None:
    found = sections(f"# A\n\n## B: one, two\n{LONG}\n### C\nmore\n\n## D\n")
    assert [(one.title, one.line, one.anchor) for one in found] == [
        ("A", 1, "a"),
        ("B: one, two", 3, "b-one-two"),
        ("C", 6, "c"),
        ("D", 9, "d"),
    ]
    assert [one.has_content for one in found] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "has_content"),
    [
        pytest.param(LONG, True, id="a sentence"),
        pytest.param("- TODO\n- to be written\n", False, id="a placeholder"),
        pytest.param(f"<!-- {LONG} -->", False, id="a comment"),
        pytest.param("yes, we do that\n", False, id="a few words"),
        pytest.param("### " + LONG, False, id="a heading only"),
    ],
)
def test_a_section_has_content_or_not(text: str, has_content: bool) -> None:
    assert sections(f"# A\n{text}")[0].has_content is has_content


def test_a_comment_in_a_block_of_code_is_no_heading() -> None:
    assert [one.title for one in sections("# A\n```sh\n# B\n```\n# C\n")] == ["A", "C"]
