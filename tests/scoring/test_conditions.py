"""Each condition of a gate: projects that meet it, and projects that do not."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.scoring.conditions import CONDITIONS, Gate, gate_of
from mlscaffold.scoring.notebook_runs import RECORD, digest
from mlscaffold.scoring.project_evidence import Project
from tests.linting.project import notebook
from tests.scoring import small
from tests.scoring.small import METRICS, project
from tests.scoring.test_rubric import REFUSED, RUN, STOPPED, TWICE

NAMES = [one.name for one in CONDITIONS]
CARD = """# Card

## What it does

Gives the chance of each parcel to be late, from its size and its city.

## Metrics

| roc_auc | 0.800 |
| baseline_roc_auc | 0.500 |
| worst_city_roc_auc | 0.70 |

## Care

Maintainer: Ada. To be retrained each month, or when the metrics leave those above.
"""
GOOD = "from sklearn.metrics import roc_auc_score\n\nprint(roc_auc_score([0, 1], [0.2, 0.9]))"
SECRET = 'password = "hunter2-Xk9!vQ"\nprint(len(password))'
UNSEEDED = "import numpy as np\n\nprint(np.random.rand(3))"


def lifecycle(gate: str, paths: str = "notebooks/candidate", more: str = "") -> dict[str, str]:
    """Return a pyproject.toml with one segment."""
    table = f'[tool.mlscaffold.lifecycle.candidate]\npaths = ["{paths}"]\ngate = ["{gate}"]\n'
    return {"pyproject.toml": small.PYPROJECT + table + more}


def gate(root: Path, name: str, source: str, counts: tuple[int | None, ...] = (1,)) -> Gate:
    """Return the gate with one condition of a segment that holds one notebook."""
    files = lifecycle(name) | {"notebooks/candidate/a.ipynb": notebook(source, counts=counts)}
    return the_gate(project(root, files=files))


def the_gate(found: Project) -> Gate:
    return gate_of(found, found.settings.segments[0])


@pytest.mark.parametrize(
    ("name", "source", "counts", "met"),
    [
        pytest.param("runs", GOOD, (1,), True, id="runs: counted from 1"),
        pytest.param("runs", GOOD, (None,), False, id="runs: stored without a run"),
        pytest.param("runs", GOOD, (3,), False, id="runs: counted otherwise"),
        pytest.param("no-secrets", GOOD, (None,), True, id="no-secrets: none"),
        pytest.param("no-secrets", SECRET, (1,), False, id="no-secrets: a password"),
        pytest.param("check", GOOD, (1,), True, id="check: no findings"),
        pytest.param("check", UNSEEDED, (1,), False, id="check: a draw without a seed"),
        pytest.param("seeded", GOOD, (None,), True, id="seeded: nothing drawn"),
        pytest.param("seeded", UNSEEDED, (1,), False, id="seeded: a draw without a seed"),
        pytest.param("metrics", GOOD, (1,), True, id="metrics: measured by a run"),
        pytest.param("metrics", GOOD, (None,), False, id="metrics: measured by no run"),
        pytest.param("metrics", "print(1)", (1,), False, id="metrics: nothing measured"),
    ],
)
def test_a_notebook_meets_a_condition_or_not(
    tmp_path: Path, name: str, source: str, counts: tuple[int | None, ...], met: bool
) -> None:
    found = gate(tmp_path, name, source, counts)
    [(_, verdict)] = found.verdicts
    assert found.open is met
    assert "notebooks/candidate/a.ipynb" in " ".join(verdict.evidence)
    assert bool(verdict.todo) is not met


@pytest.mark.parametrize("name", ["runs", "no-secrets", "check", "seeded", "metrics"])
def test_an_empty_segment_has_no_verdict(tmp_path: Path, name: str) -> None:
    found = the_gate(project(tmp_path, files=lifecycle(name) | {"notebooks/candidate/README.md": "ideas"}))
    assert (found.open, found.empty) == (True, True)


def test_an_error_in_the_outputs_is_no_run(tmp_path: Path) -> None:
    content = json.loads(notebook(GOOD, counts=(1,)))
    error = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
    content["cells"][0]["outputs"] = [error]
    files = lifecycle("runs") | {"notebooks/candidate/a.ipynb": json.dumps(content)}
    [(_, verdict)] = the_gate(project(tmp_path, files=files)).verdicts
    assert verdict.evidence == ("notebooks/candidate/a.ipynb: cell 1 ended in an error",)


@pytest.mark.parametrize(
    ("recorded", "error", "met", "words"),
    [
        pytest.param(GOOD, "", True, "ran from top to bottom", id="the same code"),
        pytest.param(GOOD, "ValueError: no", False, "fails when run", id="it failed"),
        pytest.param("print(2)", "", False, "its code has changed since", id="other code"),
    ],
)
def test_a_recorded_run_counts_for_the_code_that_ran(
    tmp_path: Path, recorded: str, error: str, met: bool, words: str
) -> None:
    code = digest(parse_notebook(notebook(recorded).encode(), "a.ipynb"))
    record = {"notebooks/candidate/a.ipynb": {"code": code, "when": 0, "error": error}}
    small.write(tmp_path, {RECORD: json.dumps(record)})
    found = gate(tmp_path, "runs", GOOD, (None,))
    assert (found.open, words in " ".join(found.verdicts[0][1].evidence)) == (met, True)


SHIPPED = [
    pytest.param("runs", RUN, {}, id="runs"),
    pytest.param("check", RUN, {}, id="check"),
    pytest.param("no-secrets", RUN, {}, id="no-secrets"),
    pytest.param("seeded", TWICE, {}, id="seeded"),
    pytest.param("metrics", RUN, {}, id="metrics"),
    pytest.param("tests", RUN, {}, id="tests"),
    pytest.param("contract", REFUSED, {}, id="contract"),
    pytest.param("quality-gate", STOPPED, {}, id="quality-gate"),
    pytest.param("model-card", RUN, {"MODEL_CARD.md": CARD}, id="model-card"),
]


@pytest.mark.parametrize(("name", "body", "files"), SHIPPED)
def test_code_meets_a_condition(tmp_path: Path, name: str, body: str, files: dict[str, str]) -> None:
    settings = lifecycle(name, "src", "[tool.mlscaffold.check]\nselect = ['MLS1', 'MLS201', 'MLS522']\n")
    found = the_gate(project(tmp_path, body, settings | files))
    assert found.open, found.verdicts
    assert found.verdicts[0][1].evidence


@pytest.mark.parametrize(
    ("name", "body", "changed", "words"),
    [
        pytest.param(
            "runs", RUN, {"outputs/metrics.json": "{}"}, "has no numbers", id="runs: nothing measured"
        ),
        pytest.param(
            "check", RUN, {"src/shop/more.py": UNSEEDED}, "MLS201", id="check: a draw without a seed"
        ),
        pytest.param("no-secrets", RUN, {"src/shop/more.py": SECRET}, "MLS522", id="no-secrets: a password"),
        pytest.param(
            "seeded", TWICE, {"src/shop/more.py": UNSEEDED}, "without a seed", id="seeded: a draw without"
        ),
        pytest.param("seeded", RUN, {}, "the same seed gives the same", id="seeded: no test of it"),
        pytest.param(
            "metrics",
            RUN,
            lifecycle("metrics", "src", "[tool.mlscaffold.score.thresholds]\nroc_auc = { min = 0.9 }\n"),
            "roc_auc is 0.8, below the minimum of 0.9",
            id="metrics: below the threshold",
        ),
        pytest.param(
            "metrics",
            RUN,
            lifecycle("metrics", "src", "[tool.mlscaffold.score.thresholds]\nrmse = { max = 2 }\n"),
            "rmse is not measured",
            id="metrics: without the metric of the threshold",
        ),
        pytest.param("tests", "", {}, "there are no tests", id="tests: none"),
        pytest.param(
            "tests",
            RUN,
            {"tests/test_more.py": "def test_a():\n    assert 1 > 0\n"},
            "not in the run",
            id="tests: not all",
        ),
        pytest.param(
            "contract",
            REFUSED,
            {"src/shop/schema.py": "FEATURES = ROWS = 1\n\n\ndef checked(a, rows):\n    return rows\n"},
            "no schema",
            id="contract: none",
        ),
        pytest.param("contract", RUN, {}, "rejects an invalid row", id="contract: no recorded refusal"),
        pytest.param("quality-gate", RUN, {}, "stops a bad model", id="quality-gate: no recorded stop"),
        pytest.param("model-card", RUN, {}, "no MODEL_CARD.md", id="model-card: none"),
        pytest.param(
            "model-card",
            RUN,
            {"MODEL_CARD.md": CARD.replace("0.800", "0.900")},
            "does not state roc_auc",
            id="model-card: other metrics",
        ),
        pytest.param(
            "model-card",
            RUN,
            {"MODEL_CARD.md": CARD.replace("Ada.", "to be named.")},
            "to be named",
            id="model-card: no owner",
        ),
        pytest.param(
            "model-card",
            RUN,
            {"MODEL_CARD.md": "# Card\n\n## Data\n\n## Metrics\n"},
            "Data is empty",
            id="model-card: empty",
        ),
    ],
)
def test_code_does_not_meet_a_condition(
    tmp_path: Path, name: str, body: str, changed: dict[str, str], words: str
) -> None:
    found = the_gate(project(tmp_path, body, lifecycle(name, "src") | changed))
    [(_, verdict)] = found.verdicts
    assert not found.open
    assert words in " ".join([*verdict.evidence, verdict.todo])


def test_a_failed_test_closes_the_gate(tmp_path: Path) -> None:
    found = the_gate(project(tmp_path, RUN, lifecycle("tests", "src"), how="failed"))
    assert "failed" in found.verdicts[0][1].evidence[0]
    assert not found.open


@pytest.mark.parametrize("name", ["runs", "metrics", "quality-gate", "model-card"])
def test_metrics_older_than_the_code_do_not_count(tmp_path: Path, name: str) -> None:
    project(tmp_path, STOPPED, lifecycle(name, "src") | {"MODEL_CARD.md": CARD})
    assert the_gate(small.load(tmp_path)).open
    (tmp_path / "src/shop/train.py").touch()
    os.utime(tmp_path / "outputs/metrics.json", (small.AGO + 1, small.AGO + 1))
    assert not the_gate(small.load(tmp_path)).open


def test_committed_metrics_may_have_any_age(tmp_path: Path) -> None:
    assert the_gate(project(tmp_path, RUN, lifecycle("metrics", "src"))).open
    small.git(tmp_path, "init", "-q")
    small.commit(tmp_path, "all")
    [(_, verdict)] = the_gate(small.load(tmp_path)).verdicts
    assert "committed to Git" in verdict.todo


def test_metrics_without_a_log_count_if_the_code_names_them(tmp_path: Path) -> None:
    files = lifecycle("metrics", "src") | {"outputs/metrics.json": json.dumps(METRICS)}
    assert not the_gate(project(tmp_path, RUN, files, without=("outputs/run.log",))).open
    small.write(tmp_path, {"src/shop/more.py": 'WRITTEN = "metrics.json"\n'})
    assert the_gate(small.load(tmp_path)).open


def test_each_condition_has_a_unique_name_and_a_remedy() -> None:
    assert len(set(NAMES)) == len(NAMES) == len({one.requirement for one in CONDITIONS})


def test_an_unknown_condition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        MlscaffoldError, match="`pretty` in the gate of candidate is not a condition"
    ) as caught:
        project(tmp_path, files=lifecycle("pretty"))
    assert caught.value.hint == f"Conditions: {', '.join(NAMES)}"
    assert caught.value.status == 2
