"""A new project works: tests, types, run, predictions, an up-to-date model card."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold.filesystem.writer import write_project
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import plan_new

pytest.importorskip("pandera")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starter") / "late-parcels"
    write_project(plan_new(Choices("late-parcels")), folder)
    return folder


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTHONPATH": str(project / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def test_its_tests_pass_and_cover_it(project: Path) -> None:
    result = run(project, "pytest", "--cov", "-p", "no:cacheprovider")
    assert result.returncode == 0, result.stdout
    assert "Required test coverage of 85.0% reached" in result.stdout


def test_it_passes_the_type_check(project: Path) -> None:
    result = run(project, "mypy", "--cache-dir", os.devnull)
    assert result.returncode == 0, result.stdout


def test_predictions_and_card_are_those_it_ships(project: Path) -> None:
    shipped = (project / "MODEL_CARD.md").read_bytes()
    ran = run(project, "late_parcels", "run")
    assert ran.returncode == 0, ran.stderr
    assert "(baseline.json:" not in ran.stderr
    predicted = run(project, "late_parcels", "predict", "data/parcels.csv")
    assert len(predicted.stdout.splitlines()) == 241
    assert run(project, "late_parcels", "card").returncode == 0
    assert (project / "MODEL_CARD.md").read_bytes() == shipped


def test_a_missing_model_is_one_line(project: Path) -> None:
    result = run(project, "late_parcels", "predict", "data/parcels.csv", "--model", "none.pkl")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "none.pkl" in result.stderr
