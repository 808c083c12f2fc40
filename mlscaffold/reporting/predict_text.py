"""What README and HARDENING.md say about the command `predict`."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.analysis.raw_rows.row_values import Obstacle
from mlscaffold.reporting.markdown import code, codes, count, prose
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.predict_outcome import PredictOutcome

LOADED = (
    "`predict` loads a file that Python has pickled, which can run code: give it only files of your own runs. The command `trust` lists "
    "their digests in `models.json`, to be committed; from then on no other model is loaded."
)


def about_command(hardening: Hardening) -> Iterator[str]:
    """Yield the paragraphs of README about the command, or about why there is none."""
    found = hardening.predict
    if found.is_available and found.proof is not None:
        decoded = (
            f" {code(found.decoded)} is what the notebook makes of the prediction." if found.decoded else ""
        )
        yield (
            f"`predict` takes raw rows, as the notebook reads them, prepares them as in training and asks {code(found.model)} from the "
            f"last run. A row needs {codes(map(str, found.proof.inputs or ()))}; other columns are ignored. INPUT is a CSV, Parquet or "
            f"JSON lines file, or `-`; the answers are beside the input columns.{decoded} "
            f"From Python: `from {hardening.package}.predict import load, predict`, then `predict(load(), rows)`. {LOADED}"
        )
    elif found.obstacle is not None:
        yield f"There is no command `predict` for raw rows. {why_not(found.obstacle)}"
    elif found.model:
        yield "There is no command `predict` for raw rows yet: its path is not proven, because nothing was run."


def why_not(obstacle: Obstacle) -> str:
    """Return the statement that is in the way, and what a person would change."""
    where = (
        f"Cell {obstacle.location.cell}, line {obstacle.location.line}, "
        if obstacle.location
        else "The notebook "
    )
    statement = f": {code(obstacle.code)}" if obstacle.code else ""
    cure = f" To get one: {prose(obstacle.cure)}." if obstacle.cure else ""
    return f"{where}is in the way{statement} {prose(obstacle.what)}.{cure}"


def about_proof(found: PredictOutcome) -> Iterator[str]:
    """Yield the paragraphs of HARDENING.md about the command."""
    proof = found.proof
    if found.obstacle is not None:
        yield f"The project has no command `predict` for raw rows. {why_not(found.obstacle)}"
    elif proof is None:
        if found.model:
            yield "A path from raw rows to the model was found, but not proven, because nothing was run; so there is no `predict`."
    else:
        yield (
            f"`predict` answers for raw rows. {count(proof.rows, 'row')} that the notebook asked {code(found.model)} about "
            f"were found again among the raw rows by their {proof.how}, and asked {', '.join(proof.checks)}: each answer equals the "
            "notebook's. What the model was trained on equals what the path makes of the raw rows."
        )
        yield f"The answer depends on {codes(map(str, proof.inputs or ()))}; dealing the values of other columns to other rows changes no feature."
        if found.resampled:
            yield "Training uses resampled rows, which nothing has read; they are not asked again."
