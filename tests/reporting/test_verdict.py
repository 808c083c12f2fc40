from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.reporting.verdict import cause_sentence, sentence_on_tests, stage_verdict, summary
from mlscaffold.results import proof as proofs
from mlscaffold.results.proof import Proof
from tests.reporting.proofs import CAUSE, buyers, differing, proven, stopped, uncompared


@pytest.mark.parametrize(
    ("proof", "state", "sentence"),
    [
        pytest.param(None, "not run", "Not proven: nothing was run.", id="nothing run"),
        pytest.param(
            proven(),
            "proven",
            "Proven: 3 values, 3 lines of text, 1 file and 1 figure equal the notebook's.",
            id="all equal",
        ),
        pytest.param(
            differing(),
            "differs",
            "Not proven: the value `rate` and the text of cell 7 differ from the notebook's.",
            id="two differ",
        ),
        pytest.param(
            replace(proven(), texts=differing().texts),
            "differs",
            "Not proven: the text of cell 7 differs from the notebook's.",
            id="one differs",
        ),
        pytest.param(
            uncompared(),
            "unproven",
            "Not proven: the value `link` and the command could not be compared.",
            id="not compared is not proven",
        ),
        pytest.param(
            replace(uncompared(), texts=differing().texts, command=proven().command),
            "differs",
            "Not proven: the text of cell 7 differs from the notebook's. The value `link` could not be compared.",
            id="both",
        ),
        pytest.param(
            replace(
                proven(), command=proofs.CommandProof("differs", "the command line fails: exit status 2", 2)
            ),
            "stopped",
            "Not proven: the command line fails: exit status 2.",
            id="the command fails",
        ),
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
            replace(proven(), values=(), texts=(), files=(), figures=()),
            "proven",
            "Proven: the project runs, and the notebook leaves nothing to compare.",
            id="nothing to compare",
        ),
    ],
)
def test_the_outcome_is_one_sentence(proof: Proof | None, state: str, sentence: str) -> None:
    hardening = summary(buyers(proof))
    assert (hardening.state, hardening.sentence) == (state, sentence)


def test_limitations_are_noted() -> None:
    notes = " ".join(summary(buyers(differing())).notes)
    assert "The value `now` is unstable: two runs of the notebook itself differ." in notes


def test_a_cause_names_its_replacement() -> None:
    assert cause_sentence(CAUSE) == (
        "Cause: `DataFrame.append` stopped working in pandas 2.0. Use `pd.concat([df, other])` instead."
    )


@pytest.mark.parametrize(
    ("tests", "text"),
    [
        (proofs.ProjectTests(), "The project's tests were not run."),
        (
            proofs.ProjectTests(left_out=("`f` is not recorded.", "The tests could not run: no pytest.")),
            "The project's tests were not run. The tests could not run: no pytest.",
        ),
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
