"""What is said about the command `predict`."""

from __future__ import annotations

from mlscaffold.analysis.raw_rows.path_parts import Learned
from mlscaffold.analysis.raw_rows.row_values import Obstacle
from mlscaffold.notebook.cells import Location
from mlscaffold.reporting.predict_text import about_proof, why_not
from mlscaffold.results.predict_outcome import NO_MODEL, PredictOutcome, PredictProof

PROOF = PredictProof(("age",), 12, "index labels", ("at once", "one by one"), ("bought",))
WALL = Obstacle("needs other rows", Location(3, 2), "df.a.rank()", "store it")


def test_the_statement_in_the_way_and_its_cure_are_named() -> None:
    assert why_not(WALL) == (
        "Cell 3, line 2, is in the way: `df.a.rank()` needs other rows. To get one: store it."
    )
    assert next(iter(about_proof(PredictOutcome(obstacle=WALL)))).startswith(
        "The project has no command `predict`"
    )


def test_the_proof_is_in_the_text() -> None:
    leak = Learned("age_mean", "all", 0, Location(2, 1), "df.age.mean()")
    text = " ".join(about_proof(PredictOutcome("model", None, PROOF, (leak,), True)))
    assert "12 rows that the notebook asked `model` about" in text
    assert "at once, one by one" in text
    assert "age_mean" not in text  # a leak is a point to review
    assert "resampled" in text


def test_without_a_run_it_is_not_proven() -> None:
    assert "not proven" in " ".join(about_proof(PredictOutcome("model")))
    assert list(about_proof(NO_MODEL)) == []
