"""Which functions train, serve and stop a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mlscaffold.scoring.roles import quality_gates, servers, trainers
from tests.scoring.small import PYPROJECT, load, write


def parts(root: Path, code: str, module: str = "model") -> tuple[bool, bool, bool]:
    """Return whether a function trains, serves, stops."""
    write(
        root,
        {
            "pyproject.toml": PYPROJECT,
            f"src/shop/{module}.py": code,
            "outputs/metrics.json": json.dumps({"auc": 0.7}),
        },
    )
    project = load(root)
    return bool(trainers(project)), bool(servers(project)), bool(quality_gates(project))


@pytest.mark.parametrize(
    ("body", "trains"),
    [
        pytest.param("return SVC().fit(rows)", True, id="fit"),
        pytest.param("import xgboost\n    return xgboost.train({}, rows)", True, id="a library's function"),
        pytest.param("return DummyClassifier().fit(rows)", False, id="only a baseline"),
        pytest.param(
            "return DummyClassifier().fit(rows), SVC().fit(rows)", True, id="a baseline and a model"
        ),
        pytest.param("return rows.predict()", False, id="an answer"),
    ],
)
def test_training_functions(tmp_path: Path, body: str, trains: bool) -> None:
    head = "from sklearn.dummy import DummyClassifier\nfrom sklearn.svm import SVC\n\n\n"
    assert parts(tmp_path, f"{head}def work(rows):\n    {body}\n")[0] is trains


@pytest.mark.parametrize(
    ("module", "body", "serves"),
    [
        pytest.param("predict", "return model.predict(rows)", True, id="a module named for it"),
        pytest.param("service", "return model.predict_proba(rows)", True, id="a service"),
        pytest.param("evaluate", "return model.predict(rows)", False, id="an evaluation calls the model too"),
        pytest.param("predict", "return rows", False, id="no prediction of a model"),
    ],
)
def test_serving_functions(tmp_path: Path, module: str, body: str, serves: bool) -> None:
    assert parts(tmp_path, f"def work(model, rows):\n    {body}\n", module)[1] is serves


@pytest.mark.parametrize(
    ("code", "stops"),
    [
        pytest.param(
            "def work(auc):\n    if auc < 1:\n        raise ValueError", True, id="a metric as argument"
        ),
        pytest.param(
            "def work(rows):\n    auc = f(rows)\n    if auc < 1:\n        raise ValueError",
            True,
            id="a metric of its own",
        ),
        pytest.param(
            "def gate(a):\n    if f(a) > 1:\n        sys.exit(1)", True, id="a gate by its name that exits"
        ),
        pytest.param(
            "def work(auc):\n    if auc > 3:\n        f()\n    if auc < 1:\n        raise ValueError",
            True,
            id="the second comparison",
        ),
        pytest.param("def work(auc):\n    assert auc > 0.5", True, id="an assertion"),
        pytest.param("def work(auc):\n    if auc < 1:\n        print('bad')", False, id="it only logs"),
        pytest.param("def work(auc):\n    raise ValueError", False, id="nothing is compared"),
        pytest.param("def work(size):\n    if size < 1:\n        raise ValueError", False, id="no metric"),
    ],
)
def test_functions_that_stop_a_run(tmp_path: Path, code: str, stops: bool) -> None:
    assert parts(tmp_path, f"import sys\n\n\n{code}\n")[2] is stops
