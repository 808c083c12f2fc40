"""A hardening with runs, from a notebook to a project with its proof, its tests and its notebook."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold.commands.harden import HardenResult, RunOptions, harden

EXAMPLE = Path(__file__).parents[2] / "examples" / "who_buys"


@pytest.fixture(scope="module")
def hardened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, HardenResult]:
    """Harden the example; the project runs with this interpreter, since tests need no network."""
    folder = tmp_path_factory.mktemp("hardened")
    shutil.copytree(EXAMPLE, folder / "who_buys")
    messages: list[str] = []
    result = harden(
        folder / "who_buys" / "who_buys.ipynb",
        folder / "out",
        sys.executable,
        strict=True,
        options=RunOptions(300, clean=False, progress=messages.append),
    )
    assert any("cell 15 of 15" in text for text in messages)
    return folder / "out", result


def test_it_is_proven_and_reported_as_proven(hardened: tuple[Path, HardenResult]) -> None:
    project, result = hardened
    proof = result.hardening.proof
    assert proof is not None
    assert (result.status, proof.proven, proof.thin) == (0, True, "equal")
    assert {value.verdict for value in proof.values} == {"equal"}
    assert [figure.verdict for figure in proof.figures] == ["equal"] * 3
    assert [channel.name for channel in proof.channels if channel.with_verdict("differs")] == []
    assert (
        "Proven: 44 values, 10 lines of text, 1 file and 3 figures" in (project / "HARDENING.md").read_text()
    )
    assert "Proven" in (project / "report.html").read_text()


def test_its_recorded_tests_pass(hardened: tuple[Path, HardenResult]) -> None:
    project, result = hardened
    proof = result.hardening.proof
    assert proof is not None
    assert (proof.tests.failed, proof.tests.left_out) == ((), ())
    assert {test.stage for test in proof.tests.recorded} == {s.name for s in result.hardening.stages} | {
        "",
        "tidy_city",
        "raw rows",
    }
    recorded = [path for path in (project / "tests").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in recorded) < 1_000_000


def test_a_changed_function_fails_them(hardened: tuple[Path, HardenResult], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(hardened[0], copy)
    module = copy / "src" / "who_buys" / "preparation.py"
    assert ">= 18" in module.read_text()
    module.write_text(module.read_text().replace(">= 18", "> 18"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_stages.py"]
    ran = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "test_prepare_people" in ran.stdout


def test_its_metrics_are_the_baseline(hardened: tuple[Path, HardenResult]) -> None:
    assert json.loads((hardened[0] / "baseline.json").read_text()).keys() == {"accuracy", "auc"}


def test_observed_types_are_in_the_code(hardened: tuple[Path, HardenResult]) -> None:
    training = (hardened[0] / "src" / "who_buys" / "training.py").read_text()
    assert "-> tuple[np.ndarray, LogisticRegression]" in training


def test_no_path_of_the_machine_is_in_the_project(hardened: tuple[Path, HardenResult]) -> None:
    project, _ = hardened
    for path in (path for path in project.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert b"mlscaffold-" not in re.sub(b"mlscaffold-(?:cli|check|fix)", b"", content), path
        assert str(Path(sys.prefix)).encode() not in content, path
        assert str(project.parent).encode() not in content, path
