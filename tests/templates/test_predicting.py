"""A hardened notebook that fits a model answers for raw rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold.commands.harden import harden
from mlscaffold.filesystem import writer
from mlscaffold.hardening.generate import Observations, generate
from mlscaffold.hardening.run_recorded_tests import without_recording
from mlscaffold.hardening.source import read
from mlscaffold.results.predict_outcome import PredictProof
from mlscaffold.stages.opt_outs import NOTHING

LOAD = """import pandas as pd
from sklearn.linear_model import LogisticRegression
rows = pd.read_csv("rows.csv")"""
PREPARE = """rows = rows.dropna()
rows["age"] = (rows["age"] - rows["age"].mean()) / 10
X = pd.get_dummies(rows[["age", "city"]], drop_first=True)
y = rows["bought"]"""
FIT = "model = LogisticRegression()\nmodel.fit(X, y)\nmodel.predict(X)"
ROWS = "age,city,bought\n" + "".join(
    f"{age},{'Bonn' if age % 3 else 'Rome'},{int(age > 40)}\n" for age in range(20, 60)
)
PROOF = PredictProof(("age", "city"), 40, "order", ("at once",), ("bought",))


def write_notebook(folder: Path, *cells: str) -> Path:
    code = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": cell,
        }
        for n, cell in enumerate(cells)
    ]
    notebook = {"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "buys.ipynb").write_text(json.dumps(notebook))
    (folder / "rows.csv").write_text(ROWS)
    return folder / "buys.ipynb"


def run(folder: Path, *words: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        input=text,
    )


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose path counts as proven, after its run."""
    folder = tmp_path_factory.mktemp("fitted")
    source = read(write_notebook(folder, LOAD, PREPARE, FIT), ())
    made = without_recording(generate(source, sys.executable, NOTHING, Observations(predict=PROOF)))
    writer.write_files(made.plan.files, folder / "out")
    ran = run(folder / "out", "buys", "run")
    assert ran.returncode == 0, ran.stderr
    return folder / "out"


def answers(result: subprocess.CompletedProcess[str]) -> list[str]:
    assert result.returncode == 0, result.stderr
    names, *lines = [line.split(",") for line in result.stdout.splitlines()]
    return [line[names.index("prediction")] for line in lines]


def test_raw_rows_are_answered_as_in_the_notebook(fitted: Path) -> None:
    (fitted / "new.csv").write_text("name,city,age\nyoung,Rome,20\nold,Bonn,59\n")
    result = run(fitted, "buys", "predict", "new.csv")
    assert answers(result) == ["0", "1"]
    assert result.stdout.startswith("name,city,age,prediction,probability_0,probability_1\nyoung,Rome,20,0,")
    (fitted / "new.csv").write_text("city,age\nBonn,59\n")
    assert answers(run(fitted, "buys", "predict", "new.csv")) == ["1"]


def test_rows_come_from_other_files_too(fitted: Path) -> None:
    assert answers(run(fitted, "buys", "predict", "-", text="city,age\nRome,20\n")) == ["0"]
    (fitted / "new.jsonl").write_text('{"city": "Bonn", "age": 59}\n{"city": "Bonn", "age": 20}\n')
    assert answers(run(fitted, "buys", "predict", "new.jsonl", "--chunk", "1", "--columns", "age")) == [
        "1",
        "0",
    ]
    run(fitted, "buys", "predict", "new.jsonl", "--output", "answers.jsonl")
    assert [
        json.loads(line)["prediction"] for line in (fitted / "answers.jsonl").read_text().splitlines()
    ] == [1, 0]


ERRORS = {
    "a missing column": ("age\n20\n", "missing columns city; needed are age, city"),
    "an empty value": ("city,age\nRome,20\nRome,\n", "row 2: age is missing"),
    "a new category": (
        "city,age\nRome,20\nOslo,3\n",
        "row 2: city: 'Oslo' was not among the training rows; known are Bonn, Rome",
    ),
    "text for a number": ("city,age\nRome,old\n", "row 1: age: 'old' is not of type int64"),
}


@pytest.mark.parametrize(("text", "message"), ERRORS.values(), ids=ERRORS)
def test_a_row_without_an_answer_is_one_line(fitted: Path, text: str, message: str) -> None:
    (fitted / "wrong.csv").write_text(text)
    result = run(fitted, "buys", "predict", "wrong.csv")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"buys: {message}")


def test_rows_without_an_answer_can_be_skipped(fitted: Path) -> None:
    (fitted / "wrong.csv").write_text("city,age\nOslo,20\nBonn,59\n")
    result = run(fitted, "buys", "predict", "wrong.csv", "--on-error", "skip")
    assert answers(result)[0] == ""
    assert float(answers(result)[1]) == 1
    assert "row 1: city: 'Oslo' was not among" in result.stdout


def test_what_was_learned_is_readable(fitted: Path) -> None:
    state = json.loads((fitted / "outputs" / "models" / "predictor.state.json").read_text())
    assert [column["name"] for column in state["columns"]] == ["age", "city"]
    assert state["features"]["age_mean"] == 39.5


def test_its_own_test_passes(fitted: Path) -> None:
    result = run(fitted, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_predict.py")
    assert result.returncode == 0, result.stdout


def test_without_a_run_there_is_no_command(tmp_path: Path) -> None:
    harden(write_notebook(tmp_path, LOAD, PREPARE, FIT), tmp_path / "out", sys.executable, strict=True)
    assert not (tmp_path / "out" / "src" / "buys" / "predict.py").exists()
    assert "its path is not proven, because nothing was run" in (tmp_path / "out" / "README.md").read_text()


def test_what_stands_in_the_way_is_named(tmp_path: Path) -> None:
    rank = 'rows["age"] = rows["age"].rank()\n' + PREPARE
    harden(write_notebook(tmp_path, LOAD, rank, FIT), tmp_path / "out", sys.executable, strict=True)
    text = " ".join((tmp_path / "out" / "README.md").read_text().split())
    assert "There is no command `predict` for raw rows. Cell 2, line 1, is in the way" in text


def test_a_notebook_without_a_model_has_no_predict_command(tmp_path: Path) -> None:
    harden(
        write_notebook(tmp_path, LOAD, "mean = rows.age.mean()\nmean"),
        tmp_path / "out",
        sys.executable,
        strict=True,
    )
    assert not (tmp_path / "out" / "src" / "buys" / "predict.py").exists()
    assert "predict" not in (tmp_path / "out" / "README.md").read_text()
