"""Whether and how a project answers for raw rows."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.analysis.raw_rows.path_parts import Learned
from mlscaffold.analysis.raw_rows.row_values import Obstacle


@dataclass(frozen=True, slots=True)
class PredictProof:
    """What the replay of a path on raw rows has shown.

    Args:
        inputs: the columns of a row that an answer depends on, None while the replay is made.
        rows: how many of the rows that the notebook's model was asked about were asked again.
        how: how these rows were found among the raw ones.
        checks: the ways in which they were asked.
        target: the columns that hold what is predicted.
        refused: why the path is none, "" if it is proven.
        decoded: whether what the notebook makes of the answers is made of them again.
    """

    inputs: tuple[object, ...] | None = None
    rows: int = 0
    how: str = ""
    checks: tuple[str, ...] = ()
    target: tuple[object, ...] = ()
    refused: str = ""
    decoded: bool = True


@dataclass(frozen=True, slots=True)
class PredictOutcome:
    """The command `predict` of a project, or why it has none.

    Args:
        model: the model's name among the outputs of a run, "" for none.
        obstacle: the statement that is in the way, None for none.
        proof: what the replay has shown, None if nothing was run.
        leaks: what is learned from held-out rows, too.
        resampled: whether training uses rows that nothing has read.
        decoded: the column that holds what the notebook makes of the answers, "" for none.
    """

    model: str = ""
    obstacle: Obstacle | None = None
    proof: PredictProof | None = None
    leaks: tuple[Learned, ...] = ()
    resampled: bool = False
    decoded: str = ""

    @property
    def is_available(self) -> bool:
        """Whether the project has the command."""
        return self.obstacle is None and self.proof is not None and not self.proof.refused


NO_MODEL = PredictOutcome()
"""The outcome for a notebook that asks no model about rows that it reads."""
