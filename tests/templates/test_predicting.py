"""A hardened notebook that fits a model can be asked about new rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold.commands.harden import harden

LOAD = """import pandas as pd
from sklearn.linear_model import LogisticRegression
rows = pd.read_csv("rows.csv")
X = rows[["age", "income"]]
y = rows["bought"]"""
FIT = "model = LogisticRegression()\nmodel.fit({X}, y)"
ROWS = "age,income,bought\n" + "".join(f"{age},{age * 3 % 7},{int(age > 40)}\n" for age in range(20, 60))


def project(folder: Path, *cells: str) -> Path:
    """Harden a notebook without running it."""
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
    harden(folder / "buys.ipynb", folder / "out", sys.executable, strict=True)
    return folder / "out"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = project(tmp_path_factory.mktemp("named"), LOAD, FIT.format(X="X"))
    ran = run(made, "buys", "run")
    assert ran.returncode == 0, ran.stderr
    return made


def test_rows_are_answered_by_the_names_of_their_columns(named: Path) -> None:
    (named / "new.csv").write_text("name,income,age\nyoung,2,20\nold,2,59\n")
    done = run(named, "buys", "predict", "new.csv")
    assert (done.stdout, done.returncode) == ("prediction\n0\n1\n", 0)


def test_a_column_that_lacks_is_one_line(named: Path) -> None:
    (named / "short.csv").write_text("age\n20\n")
    done = run(named, "buys", "predict", "short.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "buys: the rows lack income; the model takes age, income\n"


def test_its_own_test_passes(named: Path) -> None:
    done = run(named, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_predict.py")
    assert done.returncode == 0, done.stdout


def test_a_model_that_was_fitted_on_an_array_is_refused_rather_than_wrong(tmp_path: Path) -> None:
    made = project(tmp_path, LOAD, FIT.format(X="X.to_numpy()"))
    assert run(made, "buys", "run").returncode == 0
    done = run(made, "buys", "predict", "data/rows.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert "was fitted on an array" in done.stderr


def test_a_notebook_without_a_model_has_nothing_to_ask(tmp_path: Path) -> None:
    made = project(tmp_path, LOAD, "mean = y.mean()\nmean")
    assert not (made / "src" / "buys" / "predict.py").exists()
    assert "predict" not in (made / "README.md").read_text()
