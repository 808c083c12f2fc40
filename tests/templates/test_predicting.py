"""A hardened notebook that fits a model predicts for new rows."""

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
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = project(tmp_path_factory.mktemp("fitted"), LOAD, FIT.format(X="X"))
    ran = run(folder, "buys", "run")
    assert ran.returncode == 0, ran.stderr
    return folder


def test_columns_are_matched_by_name(fitted: Path) -> None:
    (fitted / "new.csv").write_text("name,income,age\nyoung,2,20\nold,2,59\n")
    result = run(fitted, "buys", "predict", "new.csv")
    assert (result.stdout, result.returncode) == ("prediction\n0\n1\n", 0)


def test_a_missing_column_is_one_line(fitted: Path) -> None:
    (fitted / "short.csv").write_text("age\n20\n")
    result = run(fitted, "buys", "predict", "short.csv")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "buys: missing columns income; the model needs age, income\n"


def test_its_own_test_passes(fitted: Path) -> None:
    result = run(fitted, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_predict.py")
    assert result.returncode == 0, result.stdout


def test_a_model_fitted_on_an_array_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path, LOAD, FIT.format(X="X.to_numpy()"))
    assert run(folder, "buys", "run").returncode == 0
    result = run(folder, "buys", "predict", "data/rows.csv")
    assert (result.returncode, result.stdout) == (2, "")
    assert "was fitted on an array" in result.stderr


def test_a_notebook_without_a_model_has_no_predict_command(tmp_path: Path) -> None:
    folder = project(tmp_path, LOAD, "mean = y.mean()\nmean")
    assert not (folder / "src" / "buys" / "predict.py").exists()
    assert "predict" not in (folder / "README.md").read_text()
