from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.reporting.verdict import cause_sentence, sentence_on_tests, stage_verdict, summary
from mlscaffold.results import proof as proofs
from mlscaffold.results.proof import Proof
from tests.reporting.proofs import CAUSE, buyers, differing, stopped, whole


@pytest.mark.parametrize(
    ("proof", "state", "sentence"),
    [
        pytest.param(None, "not run", "Nothing was run, so nothing is proven.", id="nothing run"),
        pytest.param(
            whole(), "proven", "Proven: 2 values and 1 figure equal the notebook's.", id="all equal"
        ),
        pytest.param(differing(), "differs", "1 of 4 values differs from the notebook's.", id="one differs"),
        pytest.param(
            stopped(),
            "stopped",
            "The notebook stops at cell 7, line 1: `AttributeError: no append`.",
            id="the notebook stops",
        ),
        pytest.param(
            replace(whole(), project_failure="evaluate: KeyError"),
            "stopped",
            "The notebook runs, the project stops: evaluate: KeyError.",
            id="the project stops",
        ),
        pytest.param(
            Proof(), "unproven", "No cell of the notebook was run, so nothing is proven.", id="empty"
        ),
        pytest.param(
            replace(whole(), values=(), figures=()),
            "unproven",
            "Both ran to their end, and nothing of what they give could be compared.",
            id="nothing compared is not proven",
        ),
    ],
)
def test_the_outcome_is_one_sentence(proof: Proof | None, state: str, sentence: str) -> None:
    made = summary(buyers(proof))
    assert (made.state, made.sentence) == (state, sentence)


def test_what_weakens_it_is_noted() -> None:
    notes = " ".join(summary(buyers(differing())).notes)
    assert "`now` is not reproducible" in notes
    assert "1 of the 3 numbers that the notebook shows is not in what the project shows: `0.25`." in notes


def test_a_cause_says_what_to_write() -> None:
    assert cause_sentence(CAUSE) == (
        "The cause: `DataFrame.append` broke in pandas 2.0. Write `pd.concat([df, other])` instead."
    )


@pytest.mark.parametrize(
    ("tests", "text"),
    [
        (proofs.Tests(), "The project's tests were not run."),
        (proofs.Tests(passed=1), "1 test of the project passes, none fails."),
        (proofs.Tests(passed=2, failed=("a",)), "2 tests of the project pass, 1 fails: `a`."),
    ],
)
def test_tests_are_counted(tests: proofs.Tests, text: str) -> None:
    assert sentence_on_tests(tests) == text


def test_a_stage_is_as_good_as_the_worst_that_it_gives() -> None:
    stage = buyers(None).stages[0]
    assert stage.name == "load_people"
    assert stage_verdict(stage, whole()).state == "equal"
    assert stage_verdict(stage, differing()).text == "1 of 3 differs"
    assert stage_verdict(stage, None).state == "not run"
