from __future__ import annotations

import pytest

from mlscaffold.stages.metrics import is_measure
from tests.stages.notebooks import running

MEASURES: dict[str, str] = {
    "a short name": "acc = 0.5",
    "at the end of a name": "test_rmse = 1.5",
    "with a number": "f1_2 = 0.5",
    "capitals": "MAE = 2",
    "the call says it": "from sklearn.metrics import accuracy_score\nresult = accuracy_score(y, p)",
}
OTHERS: dict[str, str] = {
    "another value": "width = 1.5",
    "part of a word": "scored = 1",
    "another word that begins alike": "accent = 1",
    "a prediction": "from sklearn.svm import SVC\nm = SVC()\nprediction = m.predict(x)",
}


def last(cell: str) -> bool:
    unit = running(cell)[-1]
    (name,) = unit.effects.binds
    return is_measure(name, unit)


@pytest.mark.parametrize("cell", MEASURES.values(), ids=MEASURES)
def test_a_measure(cell: str) -> None:
    assert last(cell)


@pytest.mark.parametrize("cell", OTHERS.values(), ids=OTHERS)
def test_no_measure(cell: str) -> None:
    assert not last(cell)
