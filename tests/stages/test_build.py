from __future__ import annotations

import pytest

from mlscaffold.stages.stage import Stage
from tests.reporting.small import BUYERS
from tests.stages.notebooks import READ, TRAINED, analysed

FOLDED = (
    "from sklearn.metrics import accuracy_score\nacc = accuracy_score(df.bought, model.predict(df[['age']]))"
)
SHAPES: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "nothing": (("import os",), []),
    "settings alone": (("import pandas as pd\npd.set_option('display.width', 80)",), []),
    "a file": ((READ,), ["data.load_people"]),
    "a model": (TRAINED, ["data.load_people", "training.train_logistic_regression"]),
    "buyers": (
        BUYERS,
        [
            "data.load_people",
            "preparation.prepare_people",
            "training.train_logistic_regression",
            "evaluation.evaluate_model",
        ],
    ),
}


@pytest.mark.parametrize(("cells", "expected"), SHAPES.values(), ids=SHAPES)
def test_stages(cells: tuple[str, ...], expected: list[str]) -> None:
    assert [f"{stage.module}.{stage.name}" for stage in analysed(*cells).stages] == expected


def test_models_and_metrics() -> None:
    stages = analysed(*TRAINED, FOLDED).stages
    assert [n for s in stages for n in s.models] == ["model"]
    assert [n for s in stages for n in s.metrics] == ["acc"]


def test_a_stage_takes_outputs_of_earlier_stages() -> None:
    available: set[str] = set()
    for stage in analysed(*BUYERS).stages:
        assert available.issuperset(stage.inputs)
        available.update(stage.outputs)
    assert "accuracy" in available


def test_dependencies_are_named() -> None:
    cells = ("## Numbers", "import random\na = 1\nrandom.seed(a)", *TRAINED, "## More", "b = random.random()")
    stages: tuple[Stage, ...] = analysed(*cells).stages
    names = [stage.name for stage in stages]
    assert len(stages) > 1
    assert stages[-1].depends_on == (names[0],)
