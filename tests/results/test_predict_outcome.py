"""Whether a project answers for raw rows."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.raw_rows.row_values import Obstacle
from mlscaffold.results.predict_outcome import NO_MODEL, PredictOutcome, PredictProof

AVAILABLE = {
    "proven": (PredictOutcome("model", None, PredictProof(("age",), 3)), True),
    "not run": (PredictOutcome("model"), False),
    "refused by a replay": (PredictOutcome("model", None, PredictProof(refused="it differs")), False),
    "an obstacle": (PredictOutcome("model", Obstacle("ranks"), PredictProof(("age",), 3)), False),
    "no model": (NO_MODEL, False),
}


@pytest.mark.parametrize(("outcome", "expected"), AVAILABLE.values(), ids=AVAILABLE)
def test_only_a_proven_path_is_a_command(outcome: PredictOutcome, expected: bool) -> None:
    assert outcome.is_available is expected
