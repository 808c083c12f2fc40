from __future__ import annotations

import pytest

from mlscaffold.codegen.results import name_results
from tests.stages.notebooks import traced

SCORE = "from sklearn.metrics import accuracy_score\n"
MODEL = "from sklearn.svm import SVC\nmodel = SVC()\n"
NAMED: dict[str, tuple[str, list[str]]] = {
    "a shown measure": (SCORE + "accuracy_score(y, p)", ["accuracy = accuracy_score(y, p)", "accuracy"]),
    "a printed measure": (
        SCORE + "print('acc', accuracy_score(y, p))",
        ["accuracy = accuracy_score(y, p)", "print('acc', accuracy)"],
    ),
    "rounded on the way": (
        SCORE + "print(round(accuracy_score(y, p), 2))",
        ["accuracy = accuracy_score(y, p)", "print(round(accuracy, 2))"],
    ),
    "a model's score": (MODEL + "model.score(X, y)", ["model_score = model.score(X, y)", "model_score"]),
    "a name that is taken": (
        SCORE + "accuracy = 1\naccuracy_score(y, p)",
        ["accuracy_y = accuracy_score(y, p)", "accuracy_y"],
    ),
    "a comment stays first": (
        SCORE + "# how good\naccuracy_score(y, p)",
        ["# how good\naccuracy = accuracy_score(y, p)", "accuracy"],
    ),
}
KEPT: dict[str, str] = {
    "a measure with a name": SCORE + "a = accuracy_score(y, p)",
    "a print of something else": "print(len(p))",
    "a measure that is not shown": SCORE + "accuracy_score(y, p)\na = 1",
    "a measure inside a loop": SCORE + "for p in ps:\n    print(accuracy_score(y, p))",
    "a prediction": MODEL + "model.predict(X)",
    "the notebook's own function": "def accuracy_score(y, p):\n    return 1\naccuracy_score(1, 2)",
}


def sources(cell: str) -> list[str]:
    statements = traced(cell).statements
    taken = frozenset(name for t in statements for name in t.effects.binds)
    return [statement.source for statement in name_results(statements, taken)]


@pytest.mark.parametrize(("cell", "expected"), NAMED.values(), ids=NAMED)
def test_a_measure_gets_a_name(cell: str, expected: list[str]) -> None:
    assert sources(cell)[-2:] == expected


@pytest.mark.parametrize("cell", KEPT.values(), ids=KEPT)
def test_all_else_stays(cell: str) -> None:
    assert sources(cell) == [t.statement.source for t in traced(cell).statements]
