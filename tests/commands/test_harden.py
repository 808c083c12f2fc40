from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold.commands.harden import harden
from mlscaffold.errors import MlscaffoldError
from mlscaffold.hardening.generate import Observations, generate
from mlscaffold.hardening.source import read
from mlscaffold.results.predict_outcome import PredictProof
from mlscaffold.results.proof import ProjectTests
from mlscaffold.stages.opt_outs import NOTHING
from tests.reporting.proofs import proven

GOOD = ("import re\ntotal = len(re.findall('a', 'banana'))", "print(total)")


def notebook(folder: Path, *cells: str) -> Path:
    path = folder / "counts.ipynb"
    made: list[dict[str, object]] = [
        {"cell_type": "code", "metadata": {}, "source": c, "outputs": [], "execution_count": None}
        for c in cells
    ]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made}))
    return path


def test_a_notebook_becomes_a_project(tmp_path: Path) -> None:
    result = harden(notebook(tmp_path, *GOOD), tmp_path / "out", sys.executable, strict=True)
    made = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    expected = {"README.md", "HARDENING.md", "config.toml", "pyproject.toml", "src/counts/pipeline.py"}
    expected |= {"notebooks/counts.ipynb"}
    assert expected <= made
    assert (result.status, result.hardening.package) == (0, "counts")


def test_a_broken_cell_is_skipped(tmp_path: Path) -> None:
    result = harden(
        notebook(tmp_path, *GOOD, "if x print(1)"), tmp_path / "out", sys.executable, strict=False
    )
    assert (result.status, len(result.hardening.skipped)) == (1, 1)
    assert (tmp_path / "out" / "pyproject.toml").is_file()


def test_a_broken_cell_is_refused_on_request(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError) as caught:
        harden(notebook(tmp_path, *GOOD, "if x print(1)"), tmp_path / "out", sys.executable, strict=True)
    assert caught.value.location is not None
    assert caught.value.location.cell == 3
    assert not (tmp_path / "out").exists()


def test_an_existing_folder(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(MlscaffoldError):
        harden(notebook(tmp_path, *GOOD), tmp_path / "out", sys.executable, strict=False)
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_no_such_notebook(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match="no such file"):
        harden(tmp_path / "no.ipynb", tmp_path / "out", None, strict=False)


def test_undefined_names_are_reported(tmp_path: Path) -> None:
    result = harden(notebook(tmp_path, "a = unheard_of + 1"), tmp_path / "out", sys.executable, strict=False)
    assert any("unheard_of" in remark.what for remark in result.hardening.remarks)


def test_requirements_of_our_own_modules_are_declared(tmp_path: Path) -> None:
    fitted = "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('a.csv')\nmodel = SVC()\nmodel.fit(df[['a']], df.b)"
    file = notebook(tmp_path, fitted, "print(model.predict(df[['a']]))")
    observed = Observations(predict=PredictProof(("a",), 1, "order", ("at once",)))
    made = generate(read(file, ()), sys.executable, NOTHING, observed)
    names = {re.split("[=>]", name)[0] for name in made.hardening.requirements}
    assert names == {"numpy", "pandas", "scikit-learn"}  # only predict.py imports NumPy


def test_a_failing_test_of_the_project_sets_the_exit_status(tmp_path: Path) -> None:
    result = harden(notebook(tmp_path, *GOOD), tmp_path / "out", sys.executable, strict=True)
    failing = replace(proven(), tests=ProjectTests(passed=3, failed=("tests/test_data.py::test_a",)))
    for proof, status in ((proven(), 0), (failing, 1)):
        assert replace(result, hardening=replace(result.hardening, proof=proof)).status == status


@pytest.mark.parametrize("name", ["config", "predict", "data", "settings"])
def test_a_sibling_module_with_the_name_of_a_project_module(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.py").write_text("LIMIT = 3\n")
    source = notebook(
        tmp_path, f"import {name}\nfrom {name} import LIMIT", f"total = LIMIT + {name}.LIMIT", "print(total)"
    )
    result = harden(source, tmp_path / "out", sys.executable, strict=True)
    assert result.status == 0
    assert (tmp_path / "out" / "src" / "counts" / "local" / f"{name}.py").read_text().startswith("LIMIT = 3")
    command = [sys.executable, "-m", "counts", "run"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "out" / "src")}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "6" in ran.stderr
