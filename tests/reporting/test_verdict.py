from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.reporting.verdict import cause_sentence, sentence_on_tests, stage_verdict, summary
from mlscaffold.results import proof as proofs
from mlscaffold.results.proof import Proof
from tests.reporting.proofs import CAUSE, buyers, differing, proven, stopped


@pytest.mark.parametrize(
    ("proof", "state", "sentence"),
    [
        pytest.param(None, "not run", "Not proven: nothing was run.", id="nothing run"),
        pytest.param(
            proven(), "proven", "Proven: 2 values and 1 figure equal the notebook's.", id="all equal"
        ),
        pytest.param(differing(), "differs", "1 of 4 values differs from the notebook's.", id="one differs"),
        pytest.param(
            stopped(),
            "stopped",
            "The notebook fails in cell 7, line 1: `AttributeError: no append`.",
            id="the notebook fails",
        ),
        pytest.param(
            replace(proven(), project_failure="evaluate: KeyError"),
            "stopped",
            "The notebook runs, but the project fails: evaluate: KeyError.",
            id="the project fails",
        ),
        pytest.param(Proof(), "unproven", "Not proven: no cell of the notebook was run.", id="empty"),
        pytest.param(
            replace(proven(), values=(), figures=()),
            "unproven",
            "Not proven: the notebook and the project run, but no output could be compared.",
            id="nothing compared is not proven",
        ),
    ],
)
def test_the_outcome_is_one_sentence(proof: Proof | None, state: str, sentence: str) -> None:
    hardening = summary(buyers(proof))
    assert (hardening.state, hardening.sentence) == (state, sentence)


def test_limitations_are_noted() -> None:
    notes = " ".join(summary(buyers(differing())).notes)
    assert "`now` is unstable: two runs of the notebook itself differ." in notes
    assert "The project does not show 1 of the 3 numbers that the notebook shows: `0.25`." in notes


def test_a_cause_names_its_replacement() -> None:
    assert cause_sentence(CAUSE) == (
        "Cause: `DataFrame.append` stopped working in pandas 2.0. Use `pd.concat([df, other])` instead."
    )


@pytest.mark.parametrize(
    ("tests", "text"),
    [
        (proofs.ProjectTests(), "The project's tests were not run."),
        (proofs.ProjectTests(passed=1), "The project's only test passes."),
        (proofs.ProjectTests(passed=2), "All 2 project tests pass."),
        (proofs.ProjectTests(passed=2, failed=("a",)), "2 project tests pass, 1 fails: `a`."),
    ],
)
def test_tests_are_counted(tests: proofs.ProjectTests, text: str) -> None:
    assert sentence_on_tests(tests) == text


def test_a_stage_has_the_worst_verdict_of_its_outputs() -> None:
    stage = buyers(None).stages[0]
    assert stage.name == "load_people"
    assert stage_verdict(stage, proven()).state == "equal"
    assert stage_verdict(stage, differing()).text == "1 of 3 differs"
    assert stage_verdict(stage, None).state == "not run"
