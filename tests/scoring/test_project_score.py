"""The text of a score: its meaning, its width, and which tests come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.scoring.assessment import shortened
from mlscaffold.scoring.project_score import WIDTH, Score, meaning, next_steps, text
from mlscaffold.scoring.rubric import score_all
from tests.scoring.small import project


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (0, "research project"),
        (0.5, "holes"),
        (1, "holes"),
        (3, "Reasonably"),
        (3.5, "Strong"),
        (7, "Exceptional"),
    ],
)
def test_each_score_has_a_meaning(points: float, words: str) -> None:
    assert words in meaning(points)


def test_tests_of_the_lowest_sections_come_first_and_documents_last(tmp_path: Path) -> None:
    rubric = score_all(project(tmp_path))
    steps = next_steps(rubric)
    documented = [one.verdict.todo.startswith("document ") for one in steps]
    assert documented == sorted(documented)
    assert max(map(len, text(Score("shop", "abc", (), (), rubric)).splitlines())) <= WIDTH


def test_long_lists_are_shortened() -> None:
    assert shortened(["a", "b"]) == "a, b"
    assert shortened(["a", "b", "c", "d"]) == "a, b and 2 more"
