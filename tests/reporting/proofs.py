"""Small handwritten proofs of a small notebook."""

from __future__ import annotations

from dataclasses import replace

from mlscaffold.migrations.library_changes import Cause
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import (
    CellRun,
    CommandProof,
    Failure,
    FigureProof,
    FileProof,
    ProjectTests,
    Proof,
    RecordedTest,
    RevertedRefactoring,
    TextProof,
    ValueProof,
)
from tests.reporting.small import BUYERS, hardened

CAUSE = Cause("pandas", "2.0", "DataFrame.append", "pd.concat([df, other])", "https://pandas.pydata.org/x")


def proven() -> Proof:
    """Return a proof without a difference."""
    values = (
        ValueProof("load_people", "df", 4, "DataFrame 9 x 2", "equal"),
        ValueProof("evaluate", "auc", 11, "float", "equal"),
        ValueProof("evaluate", "auc", 0, "float", "equal", where="end"),
    )
    figures = (FigureProof("ages", 12, "equal", "", b"one", b"one"),)
    recorded = (RecordedTest("tests/test_data.py", "test_load_people", "its golden rows", "load_people"),)
    return Proof(
        "3.11.2",
        "clean",
        cells=tuple(CellRun(number) for number in range(1, 13)),
        values=values,
        texts=(TextProof(5, 2, "equal"), TextProof(11, 1, "equal")),
        files=(FileProof("scores.csv", 12, "equal"),),
        figures=figures,
        command=CommandProof("equal", "", 0),
        largest=2e-12,
        tests=ProjectTests(recorded, 3),
    )


def differing() -> Proof:
    """Return a proof with a value and a line that differ, a value that is unstable, and a reverted refactoring."""
    values = (
        *proven().values,
        ValueProof("load_people", "rate", 7, "float", "differs", "1.5 and `2.5`"),
        ValueProof("load_people", "now", 7, "float", "unstable", "clock"),
    )
    reverted = (RevertedRefactoring("copies", "load_people", (4, 5), "one row less"),)
    texts = (*proven().texts, TextProof(7, 1, "differs", "the project does not log `0.25`"))
    return replace(proven(), values=values, texts=texts, reverted=reverted)


def uncompared() -> Proof:
    """Return a proof in which nothing differs, but a value and the command were not compared."""
    value = ValueProof(
        "load_people", "link", 4, "Connection", "not compared", "a Connection cannot be inspected"
    )
    return replace(proven(), values=(*proven().values, value), command=CommandProof())


def stopped() -> Proof:
    """Return a proof of a notebook that fails because a library has changed."""
    return replace(proven(), failure=Failure(7, 1, "AttributeError: no append", CAUSE), figures=())


def buyers(proof: Proof | None) -> Hardening:
    """Return the small notebook with a proof."""
    return replace(hardened(*BUYERS), proof=proof)
